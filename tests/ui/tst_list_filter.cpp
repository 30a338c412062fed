// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A filter over a list: searches that go on, wait, stop and keep up.
#include "ui/list_filter.h"

#include "core/base/worker_pool.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/fake_document.h"
#include "tests/support/ui/pane_fixture.h"

#include "ui/capture_panes.h"
#include "ui/views/frame_list_view.h"

#include <QSignalSpy>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace {

std::shared_ptr<const Filter> filterOf(const char *text) { return *Filter::compile(text, Registry::builtIn()); }

// A search that comes to the held frame waits there until the test lets it go.
constexpr std::uint32_t manyFrames = 100'000;
constexpr std::uint32_t heldFrame = 60'000;

} // namespace

class TstListFilter : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_panes = std::make_unique<ui::CapturePanes>(builtInDissector(), std::make_shared<CopyLedger>());
        m_panes->resize(1000, 600);
        m_panes->show();
        m_filter = std::make_unique<ui::ListFilter>(m_pool, *m_panes);
    }
    void cleanup()
    {
        if (m_document)
            m_document->letGo();
        m_filter.reset();
        m_panes.reset();
        m_document.reset();
    }

    void theListShowsWhatPassesAndAllAgain()
    {
        open(100);
        m_filter->apply(filterOf("frame.number in {5, 9..11}"));
        QTRY_VERIFY(!m_filter->isSearching());
        QCOMPARE(shown(), "5,9-11"s);
        QCOMPARE(m_filter->searched(), 100U);
        m_filter->apply(nullptr);
        QCOMPARE(shown(), "1-100"s);
        QVERIFY(m_panes->model().showsAll());
    }

    void theFormerRowsStayUntilThereAreOthers()
    {
        open(100);
        m_filter->apply(filterOf("frame.number == 5"));
        QTRY_VERIFY(!m_filter->isSearching());
        m_filter->apply(filterOf("frame.number == 6"));
        QCOMPARE(shown(), "5"s); // the event loop did not run
        QTRY_COMPARE(shown(), "6"s);
    }

    void anEmptyResultReplacesTheFormer()
    {
        open(100);
        m_filter->apply(filterOf("tcp"));
        QTRY_VERIFY(!m_filter->isSearching());
        QCOMPARE(m_panes->list().rowCount(), 0);
        QVERIFY(!m_panes->selection().shown());
        m_filter->apply(nullptr);
        QCOMPARE(m_panes->list().currentFrame(), std::optional(0U));
    }

    void matchesAppearBeforeAllIsSearched()
    {
        open(manyFrames);
        m_document->holdFrom(heldFrame);
        std::uint32_t searchedAtFirst = UINT32_MAX;
        connect(m_filter.get(), &ui::ListFilter::rowsChanged, this, [&] {
            if (searchedAtFirst == UINT32_MAX && !m_panes->model().showsAll())
                searchedAtFirst = m_filter->searched();
        });
        m_filter->apply(filterOf("udp.srcport > 0"));
        QTRY_VERIFY(searchedAtFirst != UINT32_MAX);
        m_filter->stop();
        QVERIFY(searchedAtFirst <= heldFrame);
    }

    void stoppingKeepsAPrefixOfTheResult()
    {
        open(manyFrames);
        m_document->holdFrom(heldFrame);
        m_filter->apply(filterOf("frame.number > 10 and udp"));
        QTRY_VERIFY(m_panes->list().rowCount() > 0 && !m_panes->model().showsAll());
        m_filter->stop();
        QVERIFY(m_filter->isStopped());
        QVERIFY(!m_filter->isSearching());
        const RowMap rows = m_panes->model().rows();
        QVERIFY(rows.size() <= heldFrame - 10);
        m_document->letGo();
        QCOMPARE(m_panes->shownFrames(), RowRanges(10, 10 + rows.size()));
        m_document->append(5);
        QTest::qWait(50);
        QCOMPARE(m_panes->model().rows().size(), rows.size());
    }

    void anotherFilterReplacesTheOneThatIsSearched()
    {
        open(manyFrames);
        m_document->holdFrom(heldFrame);
        m_filter->apply(filterOf("udp"));
        m_filter->apply(filterOf("frame.number < 4"));
        m_document->letGo();
        QTRY_VERIFY(!m_filter->isSearching());
        QCOMPARE(shown(), "1-3"s);
    }

    void aGrowingCaptureIsKeptUpWith()
    {
        open(10);
        m_filter->apply(filterOf("frame.number == 4 or frame.number > 18"));
        QTRY_VERIFY(!m_filter->isSearching());
        m_panes->list().setCurrentRow(0);
        for (int n = 0; n < 3; ++n) {
            m_document->append(5);
            QTRY_COMPARE(m_filter->searched(), m_document->count());
        }
        QTRY_COMPARE(shown(), "4,19-25"s);
        QCOMPARE(m_panes->list().currentFrame(), std::optional(3U));
    }

    void theResultIsThatOfAFreshSearch()
    {
        open(10'000);
        m_filter->apply(filterOf("frame.number & 3"));
        for (int n = 0; n < 20; ++n)
            m_document->append(777);
        QTRY_VERIFY(!m_filter->isSearching() && m_filter->searched() == m_document->count());
        QTRY_COMPARE(m_filter->rows().size(), m_panes->model().rows().size());
        FilterSearch fresh(filterOf("frame.number & 3"), {.source = m_document->source()});
        Job job;
        fresh.advance(m_document->count(), 1, job);
        QTRY_COMPARE(std::size_t{m_filter->rows().size()}, fresh.matches().size());
        for (std::uint32_t row = 0; row < m_filter->rows().size(); ++row)
            QCOMPARE(m_filter->rows().frameAt(row), fresh.matches()[row]);
    }

    void whatAsksForStreamsWaitsForThem()
    {
        open(100);
        m_document->m_known = 40;
        m_filter->apply(filterOf("udp.stream or frame.number > 0"));
        QTRY_VERIFY(m_filter->isWaitingForStreams());
        QCOMPARE(m_filter->searched(), 40U);
        QCOMPARE(shown(), "1-40"s);
        QVERIFY(m_filter->isSearching());
        m_document->m_known = 100;
        emit m_document->streamsAppended();
        QTRY_VERIFY(!m_filter->isSearching());
        QCOMPARE(shown(), "1-100"s);
    }

    void whatAsksForNoStreamDoesNotWait()
    {
        open(100);
        m_document->m_known = 40;
        m_filter->apply(filterOf("udp"));
        QTRY_VERIFY(!m_filter->isSearching());
        QCOMPARE(m_filter->searched(), 100U);
    }

    // Only messages are: numbers come with the source's frames, which several threads may read.
    void aStreamNumberIsAskedOfNoWholeView()
    {
        open(100);
        m_filter->apply(filterOf("udp.stream or frame.number > 0"));
        QTRY_VERIFY(!m_filter->isSearching());
        QCOMPARE(shown(), "1-100"s);
        QCOMPARE(m_document->wholeViewsMade(), 0U);
    }

    void itIsStillSearchingWhileTheCaptureIsRead()
    {
        open(100);
        m_document->m_isCounting = true;
        m_filter->apply(filterOf("udp"));
        QTRY_COMPARE(m_filter->searched(), 100U);
        QVERIFY(m_filter->isSearching());
        m_document->m_isCounting = false;
        emit m_document->ended();
        QTRY_VERIFY(!m_filter->isSearching());
    }

    void marksAreFollowedByAFilterThatAsksForThem()
    {
        open(20);
        m_panes->marks().add({3, 5});
        m_filter->apply(filterOf("frame.marked == 1"));
        QTRY_COMPARE(shown(), "4-5"s);
        m_panes->marks().add({9, 10});
        QTRY_COMPARE(shown(), "4-5,10"s);
    }

    void closingWhileSearchingEndsTheSearch()
    {
        open(manyFrames);
        m_document->holdFrom(heldFrame);
        m_filter->apply(filterOf("udp"));
        m_panes->setSource(nullptr);
        m_document->letGo();
        m_document.reset();
        m_filter->setDocument(nullptr);
        QVERIFY(!m_filter->isSearching());
        QCOMPARE(m_panes->list().rowCount(), 0);
        open(10); // the filter stays
        QTRY_VERIFY(!m_filter->isSearching());
        QVERIFY(m_filter->filter());
        QCOMPARE(shown(), "1-10"s);
        QVERIFY(!m_panes->model().showsAll());
    }

private:
    void open(std::uint32_t frames)
    {
        m_document = std::make_unique<FakeDocument>(frames);
        connect(m_document.get(), &ui::Document::framesAppended, m_panes.get(), &ui::CapturePanes::framesAppended);
        m_panes->setSource(m_document->source());
        m_filter->setDocument(m_document.get());
    }
    std::string shown() const { return m_panes->shownFrames().text(); }

    WorkerPool m_pool{2};
    std::unique_ptr<FakeDocument> m_document;
    std::unique_ptr<ui::CapturePanes> m_panes;
    std::unique_ptr<ui::ListFilter> m_filter;
};

FRAMELENS_TEST(TstListFilter)
#include "tst_list_filter.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Filters in a real window: keys, counts, empty lists, hidden frames.
#include "tests/support/capture_builder.h"
#include "tests/support/patience.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/filter_fixture.h"

#include "core/stream/capture_streams.h"
#include "ui/document.h"
#include "ui/widgets/elided_label.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>

#include <future>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using namespace std::string_literals;

class TstFilterWindow : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_sample = std::make_unique<SampleWindow>(); }
    void cleanup() { m_sample.reset(); }

    void theLineIsThereWhileACaptureIs()
    {
        QVERIFY(line().isVisible());
        window().closeCapture();
        QVERIFY(!line().isVisible());
    }

    void keysAloneFilterAndShowAllAgain()
    {
        const int all = list().rowCount();
        QTest::keyClick(&list(), Qt::Key_Slash, Qt::ControlModifier);
        QVERIFY(edit().hasFocus());
        QTest::keyClicks(&edit(), u"dns"_s);
        QCOMPARE(list().rowCount(), all); // nothing is applied by typing
        QTest::keyClick(&edit(), Qt::Key_Return);
        QVERIFY(m_sample->settle());
        QVERIFY(list().hasFocus());
        QVERIFY(list().rowCount() > 0 && list().rowCount() < all);
        QCOMPARE(shown(), fresh(u"dns"_s));
        QTest::keyClick(&list(), Qt::Key_Slash, Qt::ControlModifier);
        QTest::keyClick(&edit(), Qt::Key_Backspace);
        QTest::keyClick(&edit(), Qt::Key_Return);
        QVERIFY(m_sample->settle());
        QCOMPARE(list().rowCount(), all);
    }

    void theResultIsThatOfTheLanguage_data()
    {
        QTest::addColumn<QString>("filter");
        for (const auto &filter : {u"tcp.port == 80"_s, u"!arp"_s, u"tcp.stream == 0"_s, u"framelens.problem"_s, u"http.request.method == \"GET\""_s,
                                   u"frame.time_delta > 0.001"_s, u"_ws.col.protocol == \"DNS\""_s})
            QTest::newRow(qPrintable(filter)) << filter;
    }
    void theResultIsThatOfTheLanguage()
    {
        QFETCH(QString, filter);
        views().apply(filter);
        QVERIFY(m_sample->settle());
        QCOMPARE(shown(), fresh(filter));
    }

    void theCountSaysHowManyAreShown()
    {
        views().apply(u"frame.number <= 5"_s);
        QVERIFY(m_sample->settle());
        const int all = static_cast<int>(m_sample->count());
        QCOMPARE(count(), u"%1 frames, 5 shown (%2 %)"_s.arg(all).arg(500.0 / all, 0, 'f', 1));
        (*window().actions()[ui::Do::MarkAll]).trigger();
        QCOMPARE(window().panes().marks().frames(), RowRanges(0, 5));
        QVERIFY(count().endsWith(u", 5 marked"_s));
        views().apply({});
        QVERIFY(count().startsWith(u"%1 frames, 5 marked"_s.arg(all)));
    }

    void anEmptyListNamesTheFilterAndOffersToClearIt()
    {
        views().apply(u"frame.number == 0"_s);
        QVERIFY(m_sample->settle());
        QCOMPARE(list().rowCount(), 0);
        QCOMPARE(list().emptySentence(), u"No frame matches `frame.number == 0`."_s);
        auto *clear = list().viewport()->findChild<QPushButton *>();
        QVERIFY(clear != nullptr && clear->isVisible());
        QTest::mouseClick(clear, Qt::LeftButton);
        QVERIFY(list().rowCount() > 0);
        QVERIFY(line().text().isEmpty());
        QVERIFY(!clear->isVisible());
    }

    void enterOnAnErrorKeepsTheRows()
    {
        views().apply(u"dns"_s);
        QVERIFY(m_sample->settle());
        const std::string before = shown();
        line().setText(u"dns and"_s);
        QTest::keyClick(&edit(), Qt::Key_Return);
        QCOMPARE(shown(), before);
        QCOMPARE(line().appliedText(), u"dns"_s);
    }

    void theCurrentFrameStaysCurrent()
    {
        views().apply(u"dns"_s);
        QVERIFY(m_sample->settle());
        list().setCurrentRow(1);
        const auto frame = list().currentFrame();
        views().apply({});
        QCOMPARE(list().currentFrame(), frame);
        views().apply(u"frame.number > %1"_s.arg(*frame + 3));
        QVERIFY(m_sample->settle());
        QCOMPARE(list().currentFrame(), std::optional(*frame + 3));
    }

    void whatLeadsToAHiddenFrameSaysSoAndOffersIt()
    {
        list().setCurrentRow(3);
        list().setCurrentRow(0);
        views().apply(u"frame.number in {1, 9}"_s);
        QVERIFY(m_sample->settle());
        (*window().actions()[ui::Do::Back]).trigger();
        QCOMPARE(list().currentFrame(), std::optional(0U));
        QCOMPARE(messagesOf(window()).first(), u"Note: Frame 4 does not match the filter and is not shown."_s);
        QVERIFY(pressMessageButton(window(), u"Clear Filter"_s));
        QCOMPARE(list().currentFrame(), std::optional(3U));
    }

    void theFilterOutlivesAReload()
    {
        views().apply(u"dns"_s);
        QVERIFY(m_sample->settle());
        const std::string before = shown();
        (*window().actions()[ui::Do::Reload]).trigger();
        QTRY_VERIFY(window().isSettled());
        QVERIFY(m_sample->settle());
        QCOMPARE(shown(), before);
    }

    // The index is there before anything is known of conversations: both of the pool's threads are held up meanwhile.
    void whatAsksForAStreamWaitsUntilConversationsAreKnown()
    {
        const std::string expected = fresh(u"tcp.stream == 0"_s);
        QVERIFY(!expected.empty());
        WindowFixture fixture;
        ui::MainWindow &other = fixture.add();
        std::promise<void> release;
        const std::shared_future<void> released = release.get_future().share();
        fixture.pool().submit([released] { released.wait(); });
        other.open(fixture.write("a.pcapng", sampleCapture()));
        fixture.pool().submit([released] { released.wait(); });
        QTRY_VERIFY(other.document() && other.isSettled());
        QCOMPARE(other.document()->framesWithStreams(), 0U);
        QTest::keyClick(&other.panes().list(), Qt::Key_Slash, Qt::ControlModifier);
        auto &typed = child<ui::FilterEdit>(other, u"filterEdit"_s);
        QTest::keyClicks(&typed, u"tcp.stream == 0"_s);
        QTest::keyClick(&typed, Qt::Key_Return);
        const QString waits = u"Waiting until conversations are known: 0 % searched."_s;
        QTRY_COMPARE(other.panes().list().rowCount(), 0);
        QCOMPARE(other.panes().list().emptySentence(), waits); // and not that no frame matches
        QCOMPARE(child<ui::ElidedLabel>(other, u"filterStatus"_s).text(), waits);
        QVERIFY(other.filterViews().search().isSearching());
        release.set_value();
        QTRY_VERIFY(!other.filterViews().search().isSearching());
        QCOMPARE(other.panes().shownFrames().text(), expected);
        QCOMPARE(child<ui::ElidedLabel>(other, u"filterStatus"_s).text(), u"Applied."_s);
    }

    void theNextProblemIsOneThatIsShown()
    {
        views().apply(u"!framelens.problem"_s);
        QVERIFY(m_sample->settle());
        (*window().actions()[ui::Do::NextProblem]).trigger();
        QTRY_COMPARE(messagesOf(window()).value(0), u"Note: No other frame that is shown has a problem."_s);
    }

private:
    ui::MainWindow &window() const { return m_sample->window(); }
    ui::FilterViews &views() const { return m_sample->views(); }
    ui::FilterLine &line() const { return m_sample->line(); }
    ui::FilterEdit &edit() const { return m_sample->edit(); }
    ui::FrameListView &list() const { return m_sample->list(); }
    QString count() const { return child<QLabel>(window(), u"countLabel"_s).text(); }
    std::string shown() const { return m_sample->shown(); }
    std::string fresh(const QString &text) const { return m_sample->searched(text).text(); }

    std::unique_ptr<SampleWindow> m_sample;
};

FRAMELENS_TEST(TstFilterWindow)
#include "tst_filter_window.moc"

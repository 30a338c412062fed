// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Filters in a real window: keys, counts, empty lists, hidden frames.
#include "tests/support/capture_builder.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"

#include "core/stream/capture_streams.h"
#include "ui/document.h"
#include "ui/filter_views.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/filter_edit.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using namespace std::string_literals;

class TstFilterWindow : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_window = &m_fixture->addWith(m_fixture->write("a.pcapng", sampleCapture()));
        list().setFocus();
    }
    void cleanup() { m_fixture.reset(); }

    void theLineIsThereWhileACaptureIs()
    {
        QVERIFY(line().isVisible());
        m_window->closeCapture();
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
        settle();
        QVERIFY(list().hasFocus());
        QVERIFY(list().rowCount() > 0 && list().rowCount() < all);
        QCOMPARE(shown(), fresh("dns"));
        QTest::keyClick(&list(), Qt::Key_Slash, Qt::ControlModifier);
        QTest::keyClick(&edit(), Qt::Key_Backspace);
        QTest::keyClick(&edit(), Qt::Key_Return);
        settle();
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
        settle();
        QCOMPARE(shown(), fresh(filter.toStdString()));
    }

    void theCountSaysHowManyAreShown()
    {
        views().apply(u"frame.number <= 5"_s);
        settle();
        const int all = static_cast<int>(m_window->document()->count());
        QCOMPARE(count(), u"%1 frames, 5 shown (%2 %)"_s.arg(all).arg(500.0 / all, 0, 'f', 1));
        (*m_window->actions()[ui::Do::MarkAll]).trigger();
        QCOMPARE(m_window->panes().marks().frames(), RowRanges(0, 5));
        QVERIFY(count().endsWith(u", 5 marked"_s));
        views().apply({});
        QVERIFY(count().startsWith(u"%1 frames, 5 marked"_s.arg(all)));
    }

    void anEmptyListNamesTheFilterAndOffersToClearIt()
    {
        views().apply(u"frame.number == 0"_s);
        settle();
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
        settle();
        const std::string before = shown();
        line().setText(u"dns and"_s);
        QTest::keyClick(&edit(), Qt::Key_Return);
        QCOMPARE(shown(), before);
        QCOMPARE(line().appliedText(), u"dns"_s);
    }

    void theCurrentFrameStaysCurrent()
    {
        views().apply(u"dns"_s);
        settle();
        list().setCurrentRow(1);
        const auto frame = list().currentFrame();
        views().apply({});
        QCOMPARE(list().currentFrame(), frame);
        views().apply(u"frame.number > %1"_s.arg(*frame + 3));
        settle();
        QCOMPARE(list().currentFrame(), std::optional(*frame + 3));
    }

    void whatLeadsToAHiddenFrameSaysSoAndOffersIt()
    {
        list().setCurrentRow(3);
        list().setCurrentRow(0);
        views().apply(u"frame.number in {1, 9}"_s);
        settle();
        (*m_window->actions()[ui::Do::Back]).trigger();
        QCOMPARE(list().currentFrame(), std::optional(0U));
        QCOMPARE(messagesOf(*m_window).first(), u"Note: Frame 4 does not match the filter and is not shown."_s);
        QVERIFY(pressMessageButton(*m_window, u"Clear Filter"_s));
        QCOMPARE(list().currentFrame(), std::optional(3U));
    }

    void theFilterOutlivesAReload()
    {
        views().apply(u"dns"_s);
        settle();
        const std::string before = shown();
        (*m_window->actions()[ui::Do::Reload]).trigger();
        QTRY_VERIFY(m_window->isSettled());
        settle();
        QCOMPARE(shown(), before);
    }

    void theNextProblemIsOneThatIsShown()
    {
        views().apply(u"!framelens.problem"_s);
        settle();
        (*m_window->actions()[ui::Do::NextProblem]).trigger();
        QTRY_COMPARE(messagesOf(*m_window).value(0), u"Note: No other frame that is shown has a problem."_s);
    }

private:
    ui::FilterViews &views() const { return m_window->filterViews(); }
    ui::FilterLine &line() const { return views().line(); }
    ui::FilterEdit &edit() const { return child<ui::FilterEdit>(*m_window, u"filterEdit"_s); }
    ui::FrameListView &list() const { return m_window->panes().list(); }
    QString count() const { return child<QLabel>(*m_window, u"countLabel"_s).text(); }
    std::string shown() const { return m_window->panes().shownFrames().text(); }
    void settle() const { QTRY_VERIFY(!views().search().isSearching()); }
    std::string fresh(const std::string &text) const
    {
        const auto filter = Filter::compile(text, Registry::builtIn());
        FilterSearch search(*filter, {.source = m_window->document()->source(), .view = m_window->document()->wholeViews()});
        Job job;
        search.advance(m_window->document()->count(), 2, job);
        RowRanges frames;
        for (std::size_t n = 0; n < search.matches().size(); ++n)
            frames.add(search.matches()[n], search.matches()[n] + 1);
        return frames.text();
    }

    std::unique_ptr<WindowFixture> m_fixture;
    ui::MainWindow *m_window = nullptr;
};

FRAMELENS_TEST(TstFilterWindow)
#include "tst_filter_window.moc"

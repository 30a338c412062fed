// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The filter line alone: keys in, filters out.
#include "ui/widgets/filter_line.h"

#include "tests/support/test_main.h"
#include "tests/support/ui/filter_fixture.h"

#include "ui/widgets/elided_label.h"

#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstFilterLine : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_lone = std::make_unique<LoneFilterLine>(); }
    void cleanup() { m_lone.reset(); }

    void theStateIsShownThreeWays()
    {
        const QColor plain = edit().palette().color(QPalette::Base);
        QCOMPARE(edit().state(), ui::FilterState::Empty);
        QCOMPARE(status(), u"All frames are shown."_s);
        type(u"tcp"_s);
        const QColor right = edit().palette().color(QPalette::Base);
        QCOMPARE(edit().state(), ui::FilterState::Ok);
        QCOMPARE(status(), u"Enter applies this filter."_s);
        QVERIFY(right != plain);
        type(u".flgs"_s);
        QCOMPARE(edit().state(), ui::FilterState::Error);
        QVERIFY(edit().palette().color(QPalette::Base) != right);
        QVERIFY2(status().startsWith(u"At character 1: "), qPrintable(status()));
        QVERIFY(edit().accessibleDescription().contains(status()));
        QCOMPARE(edit().underlined(), (std::pair<qsizetype, qsizetype>{0, 8}));
        QVERIFY(m_lone->applied().empty());
    }

    void theUnderlineBeginsWhereTheErrorDoes()
    {
        type(u"tcp and xyzzy == 1"_s);
        QCOMPARE(edit().underlined(), (std::pair<qsizetype, qsizetype>{8, 5}));
        edit().selectAll();
        type(u"tcp.port =="_s);
        QCOMPARE(edit().underlined(), (std::pair<qsizetype, qsizetype>{10, 1})); // the end: its last character
        edit().selectAll();
        type(u"tcp"_s);
        QCOMPARE(edit().underlined().second, qsizetype{0});
    }

    void enterAppliesWhatIsRight()
    {
        type(u"tcp.port == 80"_s);
        press(Qt::Key_Return);
        QCOMPARE(m_lone->applied(), QStringList{u"tcp.port == 80"_s});
        QCOMPARE(line().appliedText(), u"tcp.port == 80"_s);
        QCOMPARE(status(), u"Applied."_s);
    }

    void enterOnAnErrorSaysWhyAndKeepsTheText()
    {
        type(u"udp"_s);
        press(Qt::Key_Return);
        edit().selectAll();
        type(u"ip and tcp.flgs"_s);
        press(Qt::Key_Return);
        QCOMPARE(m_lone->applied(), QStringList{u"udp"_s});
        QCOMPARE(line().text(), u"ip and tcp.flgs"_s);
        QVERIFY2(status().startsWith(u"Not applied. At character 8: "), qPrintable(status()));
        QCOMPARE(edit().cursorPosition(), 7);
        QVERIFY(!child<QPushButton>(line(), u"filterApply"_s).isEnabled());
    }

    void whatWasMeantIsOneClickAway()
    {
        type(u"port 80"_s);
        auto &use = child<QPushButton>(line(), u"filterCorrect"_s);
        QVERIFY(use.isVisible());
        QTest::mouseClick(&use, Qt::LeftButton);
        QCOMPARE(line().text(), u"(tcp.port == 80 or udp.port == 80)"_s);
        QCOMPARE(edit().state(), ui::FilterState::Ok);
        QVERIFY(!use.isVisible());
        QVERIFY(m_lone->applied().empty());
    }

    void escapeRestoresWhatIsAppliedAndThenLeaves()
    {
        int left = 0;
        connect(&line(), &ui::FilterLine::left, this, [&left] { ++left; });
        type(u"udp"_s);
        press(Qt::Key_Return);
        type(u" and tcp"_s);
        press(Qt::Key_Escape);
        QCOMPARE(line().text(), u"udp"_s);
        QCOMPARE(left, 0);
        press(Qt::Key_Escape);
        QCOMPARE(left, 1);
        QCOMPARE(m_lone->applied(), QStringList{u"udp"_s});
    }

    void theClearButtonShowsAllAgain()
    {
        auto &clear = child<QToolButton>(line(), u"filterClear"_s);
        QVERIFY(!clear.isEnabled());
        type(u"udp"_s);
        press(Qt::Key_Return);
        QTest::mouseClick(&clear, Qt::LeftButton);
        QCOMPARE(m_lone->applied(), (QStringList{u"udp"_s, QString()}));
        QVERIFY(line().text().isEmpty());
    }

    void theNoteSpeaksOfTheAppliedTextAlone()
    {
        type(u"udp"_s);
        press(Qt::Key_Return);
        line().setNote(u"Searching: 40 %."_s);
        QCOMPARE(status(), u"Searching: 40 %."_s);
        line().setNote(u"Stopped."_s, true);
        QCOMPARE(edit().state(), ui::FilterState::Warning);
        type(u" "_s);
        QCOMPARE(edit().state(), ui::FilterState::Ok);
        QCOMPARE(status(), u"Enter applies this filter."_s);
    }

    void theHistoryIsKeptNewestFirstAndEachOnce()
    {
        for (int n = 0; n < 60; ++n)
            line().apply(u"tcp.port == %1"_s.arg(n % 55));
        line().apply(u"tcp.port == 3"_s);
        line().apply({});
        line().apply(u"tcp.port =="_s); // an error
        QStringList history = line().history();
        QCOMPARE(history.size(), ui::FilterLine::mostHistory);
        QCOMPARE(history.mid(0, 3), (QStringList{u"tcp.port == 3"_s, u"tcp.port == 4"_s, u"tcp.port == 2"_s}));
        QCOMPARE(history.removeDuplicates(), 0);
        m_lone->make();
        QCOMPARE(line().history(), history);
    }

    void upAndDownWalkTheHistory()
    {
        line().apply(u"udp"_s);
        line().apply(u"tcp"_s);
        line().setText(u"ip and"_s);
        QStringList seen;
        for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Up, Qt::Key_Up, Qt::Key_Down, Qt::Key_Down, Qt::Key_Down}) {
            press(key);
            seen << line().text();
        }
        QCOMPARE(seen, (QStringList{u"tcp"_s, u"udp"_s, u"udp"_s, u"tcp"_s, u"ip and"_s, u"ip and"_s}));
    }

    void theHistoryMenuApplies()
    {
        line().apply(u"udp && ip"_s);
        line().apply(u"tcp"_s);
        m_lone->applied().clear();
        auto &menu = child<QMenu>(line(), u"filterHistoryMenu"_s);
        emit menu.aboutToShow();
        QCOMPARE(menu.actions().size(), 2);
        QCOMPARE(menu.actions().at(1)->text(), u"udp &&&& ip"_s);
        menu.actions().at(1)->trigger();
        QCOMPARE(m_lone->applied(), QStringList{u"udp && ip"_s});
    }

    void aMegabyteIsRefusedWithAMessageAndStays()
    {
        QString text(1 << 20, u'a');
        line().setText(text);
        QCOMPARE(edit().state(), ui::FilterState::Error);
        QCOMPARE(line().text().size(), text.size());
    }

private:
    ui::FilterLine &line() const { return m_lone->line(); }
    ui::FilterEdit &edit() const { return m_lone->edit(); }
    QString status() const { return child<ui::ElidedLabel>(line(), u"filterStatus"_s).text(); }
    void type(const QString &text) const { QTest::keyClicks(&edit(), text); }
    void press(Qt::Key key) const { QTest::keyClick(&edit(), key); }

    std::unique_ptr<LoneFilterLine> m_lone;
};

FRAMELENS_TEST(TstFilterLine)
#include "tst_filter_line.moc"

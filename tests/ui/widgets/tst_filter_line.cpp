// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The filter line alone: keys in, filters out.
#include "ui/widgets/filter_line.h"

#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/settings.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/filter_edit.h"

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
    void init()
    {
        m_folder = std::make_unique<TempFolder>();
        m_settings = std::make_unique<ui::Settings>(QString::fromStdString(m_folder->file("framelens.ini")));
        make();
    }
    void cleanup()
    {
        m_line.reset();
        m_settings.reset();
        m_folder.reset();
    }

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
        QVERIFY(m_applied.empty());
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
        QCOMPARE(m_applied, QStringList{u"tcp.port == 80"_s});
        QCOMPARE(m_line->appliedText(), u"tcp.port == 80"_s);
        QCOMPARE(status(), u"Applied."_s);
    }

    void enterOnAnErrorSaysWhyAndKeepsTheText()
    {
        type(u"udp"_s);
        press(Qt::Key_Return);
        edit().selectAll();
        type(u"ip and tcp.flgs"_s);
        press(Qt::Key_Return);
        QCOMPARE(m_applied, QStringList{u"udp"_s});
        QCOMPARE(m_line->text(), u"ip and tcp.flgs"_s);
        QVERIFY2(status().startsWith(u"Not applied. At character 8: "), qPrintable(status()));
        QCOMPARE(edit().cursorPosition(), 7);
        QVERIFY(!child<QPushButton>(*m_line, u"filterApply"_s).isEnabled());
    }

    void whatWasMeantIsOneClickAway()
    {
        type(u"port 80"_s);
        auto &use = child<QPushButton>(*m_line, u"filterCorrect"_s);
        QVERIFY(use.isVisible());
        QTest::mouseClick(&use, Qt::LeftButton);
        QCOMPARE(m_line->text(), u"(tcp.port == 80 or udp.port == 80)"_s);
        QCOMPARE(edit().state(), ui::FilterState::Ok);
        QVERIFY(!use.isVisible());
        QVERIFY(m_applied.empty());
    }

    void escapeRestoresWhatIsAppliedAndThenLeaves()
    {
        int left = 0;
        connect(m_line.get(), &ui::FilterLine::left, this, [&left] { ++left; });
        type(u"udp"_s);
        press(Qt::Key_Return);
        type(u" and tcp"_s);
        press(Qt::Key_Escape);
        QCOMPARE(m_line->text(), u"udp"_s);
        QCOMPARE(left, 0);
        press(Qt::Key_Escape);
        QCOMPARE(left, 1);
        QCOMPARE(m_applied, QStringList{u"udp"_s});
    }

    void theClearButtonShowsAllAgain()
    {
        auto &clear = child<QToolButton>(*m_line, u"filterClear"_s);
        QVERIFY(!clear.isEnabled());
        type(u"udp"_s);
        press(Qt::Key_Return);
        QTest::mouseClick(&clear, Qt::LeftButton);
        QCOMPARE(m_applied, (QStringList{u"udp"_s, QString()}));
        QVERIFY(m_line->text().isEmpty());
    }

    void theNoteSpeaksOfTheAppliedTextAlone()
    {
        type(u"udp"_s);
        press(Qt::Key_Return);
        m_line->setNote(u"Searching: 40 %."_s);
        QCOMPARE(status(), u"Searching: 40 %."_s);
        m_line->setNote(u"Stopped."_s, true);
        QCOMPARE(edit().state(), ui::FilterState::Warning);
        type(u" "_s);
        QCOMPARE(edit().state(), ui::FilterState::Ok);
        QCOMPARE(status(), u"Enter applies this filter."_s);
    }

    void theHistoryIsKeptNewestFirstAndEachOnce()
    {
        for (int n = 0; n < 60; ++n)
            m_line->apply(u"tcp.port == %1"_s.arg(n % 55));
        m_line->apply(u"tcp.port == 3"_s);
        m_line->apply({});
        m_line->apply(u"tcp.port =="_s); // an error
        QStringList history = m_line->history();
        QCOMPARE(history.size(), ui::FilterLine::mostHistory);
        QCOMPARE(history.mid(0, 3), (QStringList{u"tcp.port == 3"_s, u"tcp.port == 4"_s, u"tcp.port == 2"_s}));
        QCOMPARE(history.removeDuplicates(), 0);
        m_settings->sync();
        make();
        QCOMPARE(m_line->history(), history);
    }

    void upAndDownWalkTheHistory()
    {
        m_line->apply(u"udp"_s);
        m_line->apply(u"tcp"_s);
        m_line->setText(u"ip and"_s);
        QStringList seen;
        for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Up, Qt::Key_Up, Qt::Key_Down, Qt::Key_Down, Qt::Key_Down}) {
            press(key);
            seen << m_line->text();
        }
        QCOMPARE(seen, (QStringList{u"tcp"_s, u"udp"_s, u"udp"_s, u"tcp"_s, u"ip and"_s, u"ip and"_s}));
    }

    void theHistoryMenuApplies()
    {
        m_line->apply(u"udp && ip"_s);
        m_line->apply(u"tcp"_s);
        m_applied.clear();
        auto &menu = child<QMenu>(*m_line, u"filterHistoryMenu"_s);
        emit menu.aboutToShow();
        QCOMPARE(menu.actions().size(), 2);
        QCOMPARE(menu.actions().at(1)->text(), u"udp &&&& ip"_s);
        menu.actions().at(1)->trigger();
        QCOMPARE(m_applied, QStringList{u"udp && ip"_s});
    }

    void aMegabyteIsRefusedWithAMessageAndStays()
    {
        QString text(1 << 20, u'a');
        m_line->setText(text);
        QCOMPARE(edit().state(), ui::FilterState::Error);
        QCOMPARE(m_line->text().size(), text.size());
    }

private:
    void make()
    {
        m_line = std::make_unique<ui::FilterLine>(*m_settings, Registry::builtIn());
        m_applied.clear();
        connect(m_line.get(), &ui::FilterLine::applied, this, [this](const std::shared_ptr<const Filter> &filter) {
            m_applied << QString::fromStdString(filter->text());
        });
        m_line->resize(1000, 60);
        m_line->show();
        QVERIFY(QTest::qWaitForWindowActive(m_line.get()));
        m_line->focusLine();
    }
    ui::FilterEdit &edit() const { return child<ui::FilterEdit>(*m_line, u"filterEdit"_s); }
    QString status() const { return child<ui::ElidedLabel>(*m_line, u"filterStatus"_s).text(); }
    void type(const QString &text) const { QTest::keyClicks(&edit(), text); }
    void press(Qt::Key key) const { QTest::keyClick(&edit(), key); }

    std::unique_ptr<TempFolder> m_folder;
    std::unique_ptr<ui::Settings> m_settings;
    std::unique_ptr<ui::FilterLine> m_line;
    QStringList m_applied;
};

FRAMELENS_TEST(TstFilterLine)
#include "tst_filter_line.moc"

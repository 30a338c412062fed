// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What outlives a window: layout, settings, recent files.
#include "tests/support/capture_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/frame_history.h"
#include "ui/recent_files.h"
#include "ui/views/hex_view.h"

#include <QContextMenuEvent>
#include <QDockWidget>
#include <QHeaderView>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QToolBar>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int infoColumn = 6;
constexpr int timeColumn = 1;

} // namespace

class TstWindowState : public QObject
{
    Q_OBJECT

private slots:
    void theRestoredLayoutIsTheSavedOne()
    {
        const auto folder = std::make_shared<TempFolder>();
        QList<int> sizes;
        QSize size;
        {
            WindowFixture fixture(folder);
            ui::MainWindow &window = fixture.addWith(ui::samplePath());
            child<QToolBar>(window, u"mainToolBar"_s).hide();
            window.resize(1000, 600);
            QTRY_COMPARE(window.size(), QSize(1000, 600));
            QCoreApplication::processEvents(); // what was asked for is laid out
            child<QSplitter>(window, u"mainSplitter"_s).setSizes({150, 350});
            window.panes().list().header()->hideSection(timeColumn);
            window.panes().list().header()->moveSection(infoColumn, 2);
            window.panes().list().header()->resizeSection(infoColumn, 333);
            window.panes().paneFont().zoomIn();
            QCoreApplication::processEvents();
            sizes = child<QSplitter>(window, u"mainSplitter"_s).sizes();
            size = window.size();
            window.close();
        }
        WindowFixture fixture(folder);
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        QTRY_COMPARE(window.size(), size);
        QTRY_COMPARE(child<QSplitter>(window, u"mainSplitter"_s).sizes(), sizes);
        const QHeaderView &header = *window.panes().list().header();
        QVERIFY(header.isSectionHidden(timeColumn));
        QCOMPARE(header.visualIndex(infoColumn), 2);
        QCOMPARE(header.sectionSize(infoColumn), 333);
        QCOMPARE(window.panes().paneFont().zoom(), 110);
        QVERIFY(child<QToolBar>(window, u"mainToolBar"_s).isHidden());

        window.actions()[ui::Do::ResetLayout]->trigger();
        QVERIFY(!header.isSectionHidden(timeColumn));
        QCOMPARE(header.visualIndex(infoColumn), infoColumn);
        QCOMPARE(window.panes().paneFont().zoom(), 100);
        QVERIFY(!child<QToolBar>(window, u"mainToolBar"_s).isHidden());
    }

    void resetPutsDocksBack()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(20)));
        auto &streams = child<QDockWidget>(window, u"streamsDock"_s);
        auto &inspector = child<QDockWidget>(window, u"valueInspector"_s);
        window.actions()[ui::Do::ShowStreams]->trigger();
        window.actions()[ui::Do::ShowInspector]->trigger();
        QVERIFY(streams.isVisible() && inspector.isVisible());
        window.addDockWidget(Qt::LeftDockWidgetArea, &streams);
        inspector.setFloating(true);
        window.actions()[ui::Do::ResetLayout]->trigger();
        for (const QDockWidget *dock : {&streams, &inspector}) {
            QVERIFY(!dock->isVisible());
            QVERIFY(!dock->isFloating());
        }
        QCOMPARE(window.dockWidgetArea(&streams), Qt::BottomDockWidgetArea);
        QCOMPARE(window.dockWidgetArea(&inspector), Qt::RightDockWidgetArea);
        for (const ui::Do what : {ui::Do::ShowStreams, ui::Do::ShowInspector}) {
            QVERIFY(!window.actions()[what]->isChecked());
            window.actions()[what]->trigger();
        }
        QVERIFY(streams.isVisible() && inspector.isVisible());
    }

    void aThemeLeavesWhatEachWindowShows()
    {
        WindowFixture fixture;
        ui::MainWindow &first = fixture.add();
        ui::MainWindow &second = fixture.add();
        first.actions()[ui::Do::TimeUtc]->trigger();
        first.actions()[ui::Do::ShowTints]->trigger();
        second.actions()[ui::Do::TimeEpoch]->trigger();
        second.actions()[ui::Do::ShowMemory]->trigger();
        second.actions()[ui::Do::ThemeDark]->trigger();
        QVERIFY(first.actions()[ui::Do::ThemeDark]->isChecked());
        QVERIFY(first.actions()[ui::Do::TimeUtc]->isChecked());
        QCOMPARE(first.panes().model().timeForm().kind, ui::TimeKind::AbsoluteUtc);
        QVERIFY(!first.actions()[ui::Do::ShowTints]->isChecked());
        QVERIFY(!first.actions()[ui::Do::ShowMemory]->isChecked());
        QVERIFY(second.actions()[ui::Do::TimeEpoch]->isChecked());
        QVERIFY(second.actions()[ui::Do::ShowTints]->isChecked());
    }

    void tintsOfTheHexMenuAreThoseOfTheView()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(20)));
        const ui::HexView &hex = window.panes().hex();
        const auto openMenu = [&hex] {
            QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5), hex.mapToGlobal(QPoint(5, 5)));
            QApplication::sendEvent(hex.viewport(), &event);
        };
        for (const bool on : {false, true}) {
            QVERIFY(chooseIn(window, u"tintFields"_s, openMenu));
            QCOMPARE(hex.showsTints(), on);
            QCOMPARE(window.actions()[ui::Do::ShowTints]->isChecked(), on);
            QCOMPARE(fixture.settings().flag(u"look/byteTints"_s, !on), on);
        }
    }

    void aBrokenSettingsFileStartsClean_data()
    {
        QTest::addColumn<QByteArray>("content");
        static constexpr char noIni[] = "\0\1\2[[[ this is = no ] settings\n\xff\xfe file";
        QTest::newRow("no INI") << QByteArray(noIni, sizeof noIni - 1);
        QTest::newRow("states of nobody") << QByteArray("[state]\nversion=1\nwindow=@ByteArray(rubbish)\n"
                                                        "geometry=7\nmainSplitter=@ByteArray(\\0\\0)\n"
                                                        "listHeader=@Invalid()\n");
        QTest::newRow("another version") << QByteArray("[state]\nversion=999\nmainSplitter=@ByteArray(x)\n");
        QTest::newRow("values out of range") << QByteArray("[look]\ntheme=77\nzoom=-5000\ntimeForm=x\ntimeDigits=300\n"
                                                           "[open]\nfollow=9\nrecent=relative, @Invalid()\n");
    }
    void aBrokenSettingsFileStartsClean()
    {
        QFETCH(QByteArray, content);
        const auto folder = std::make_shared<TempFolder>();
        folder->write("settings.ini", asBytes(content.toStdString()));
        {
            WindowFixture fixture(folder);
            ui::MainWindow &window = fixture.addWith(ui::samplePath());
            QCOMPARE(messagesOf(window).size(), 1); // the sample's own
            QCOMPARE(fixture.settings().theme(), ui::ThemeChoice::System);
            QVERIFY(fixture.settings().recentFiles().isEmpty());
            for (const int part : child<QSplitter>(window, u"mainSplitter"_s).sizes())
                QVERIFY(part > 50);
            fixture.settings().setTheme(ui::ThemeChoice::Dark);
            window.close();
        }
        WindowFixture again(folder);
        QCOMPARE(again.settings().theme(), ui::ThemeChoice::Dark); // and can be written again
    }

    void keysThatAreNotKnownAreKept()
    {
        const auto folder = std::make_shared<TempFolder>();
        folder->write("settings.ini", "[later]\nthing=42\n");
        {
            WindowFixture fixture(folder);
            fixture.settings().setTheme(ui::ThemeChoice::Dark);
        }
        QCOMPARE(QSettings(QString::fromStdString(folder->file("settings.ini")), QSettings::IniFormat)
                     .value(u"later/thing"_s)
                     .toInt(),
                 42);
    }

    void twelveRecentFilesNewestFirstAndEachOnce()
    {
        WindowFixture fixture;
        ui::Settings &settings = fixture.settings();
        ui::RecentFiles &recent = fixture.windows().recentFiles();
        for (int n = 0; n < 14; ++n)
            recent.remember(fixture.write("f" + std::to_string(n), asBytes("x")));
        QCOMPARE(settings.recentFiles().size(), 12);
        QCOMPARE(settings.recentFiles().front(), QFileInfo(fixture.path("f13")).canonicalFilePath());
        QVERIFY(QFile::link(fixture.path("f5"), fixture.path("link")));
        recent.remember(fixture.path("link"));
        QCOMPARE(settings.recentFiles().size(), 12);
        QCOMPARE(settings.recentFiles().front(), QFileInfo(fixture.path("f5")).canonicalFilePath());
        QVERIFY(QFile::remove(fixture.path("f13")));
        recent.refresh();
        QTRY_VERIFY(recent.all()[1].isMissing());
        QCOMPARE(recent.all()[1].name, u"f13"_s);
    }

    void recentFilesThatDoNotAnswerHoldNobodyUp()
    {
        WindowFixture fixture;
        fixture.settings().setRecentFiles({fixture.write("a.pcap", mixedPcap(20)), fixture.path("gone.pcap")});
        const std::shared_ptr<std::latch> held = fixture.holdPool();
        ui::MainWindow &window = fixture.add();
        const auto &recent = child<QListWidget>(window, u"recentFiles"_s);
        const QStringList before{recent.item(0)->text(), recent.item(1)->text()};
        const bool isEnabled = child<QMenu>(window, u"recentMenu"_s).actions().at(1)->isEnabled();
        held->count_down();
        const QString folder = u"\n"_s + QFileInfo(fixture.path("a.pcap")).absolutePath();
        QCOMPARE(before, (QStringList{u"a.pcap"_s + folder, u"gone.pcap"_s + folder}));
        QVERIFY(isEnabled);
        QTRY_COMPARE(recent.item(1)->text(), u"gone.pcap"_s + folder + u"  -  not found"_s);
        QVERIFY(recent.item(0)->text().startsWith(u"a.pcap"_s + folder + u"  -  "_s));
        QVERIFY(!child<QMenu>(window, u"recentMenu"_s).actions().at(1)->isEnabled());
    }

    void theStartPageOpensAndForgetsByKeys()
    {
        WindowFixture fixture;
        fixture.windows().recentFiles().remember(fixture.write("a.pcap", mixedPcap(20)));
        fixture.windows().recentFiles().remember(fixture.write("gone.pcap", mixedPcap(20)));
        QVERIFY(QFile::remove(fixture.path("gone.pcap")));
        ui::MainWindow &window = fixture.add();
        auto &recent = child<QListWidget>(window, u"recentFiles"_s);
        QCOMPARE(recent.count(), 2);
        QTRY_VERIFY(recent.item(0)->text().contains("not found"_L1));
        const QString spoken = recent.item(1)->data(Qt::AccessibleTextRole).toString();
        QVERIFY(spoken.startsWith("a.pcap, "_L1));
        recent.setFocus();
        QTest::keyClick(&recent, Qt::Key_Delete);
        QCOMPARE(recent.count(), 1);
        QTest::keyClick(&recent, Qt::Key_Return);
        QTRY_COMPARE(window.panes().list().rowCount(), 20);
    }

    void keysAloneOpenTheSample()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        auto &sample = child<QPushButton>(window, u"sampleButton"_s);
        for (int steps = 0; steps < 50 && window.focusWidget() != &sample; ++steps)
            QTest::keyClick(window.focusWidget() ? window.focusWidget() : &window, Qt::Key_Tab);
        QCOMPARE(window.focusWidget(), &sample);
        QTest::keyClick(&sample, Qt::Key_Space);
        QTRY_VERIFY(window.panes().list().rowCount() > 100);
    }

    void anOpenedFileIsRememberedAndTheSampleIsNot()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        QVERIFY(fixture.settings().recentFiles().isEmpty());
        QVERIFY(WindowFixture::openAndWait(window, fixture.write("a.pcap", mixedPcap(20))));
        QCOMPARE(fixture.settings().recentFiles(), QStringList(QFileInfo(fixture.path("a.pcap")).canonicalFilePath()));
    }

    void historyWalksBothWaysAndForgetsWhatLayAhead()
    {
        ui::FrameHistory history;
        QVERIFY(!history.back() && !history.forward());
        for (const std::uint32_t frame : {1U, 5U, 5U, 9U})
            history.visit(frame);
        QCOMPARE(history.back(), std::optional(5U));
        QCOMPARE(history.back(), std::optional(1U));
        QVERIFY(!history.back());
        QCOMPARE(history.forward(), std::optional(5U));
        history.visit(7);
        QVERIFY(!history.forward());
        QCOMPARE(history.back(), std::optional(5U));
        for (std::uint32_t n = 0; n < 300; ++n)
            history.visit(1000 + n);
        int steps = 0;
        while (history.back())
            ++steps;
        QCOMPARE(steps, 99);
    }
};

FRAMELENS_TEST(TstWindowState)
#include "tst_window_state.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The attach dialog: what it takes, what it refuses and says, what it keeps.
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/dialogs/attach_dialog.h"
#include "ui/dialogs/attach_fields.h"
#include "ui/live_setup.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using ui::AttachKind;
using ui::AttachSetup;

Q_DECLARE_METATYPE(framelens::ui::AttachSetup)

namespace {

std::shared_ptr<const Registry> registry()
{
    return Registry::builtIn();
}

AttachSetup connectTo(const QString &host, const QString &port)
{
    AttachSetup setup;
    setup.host = host;
    setup.port = port;
    return setup;
}

AttachSetup listenOn(const QString &address, const QString &port)
{
    AttachSetup setup;
    setup.kind = AttachKind::Listen;
    setup.address = address;
    setup.listenPort = port;
    return setup;
}

AttachSetup with(AttachSetup setup, auto change)
{
    change(setup);
    return setup;
}

/// A dialog with settings of its own, shown.
struct DialogFixture
{
    DialogFixture()
        : settings(QString::fromStdString(folder.file("settings.ini")))
        , dialog(settings, registry(), nullptr)
    {
        dialog.show();
    }
    void choose(AttachKind kind) { child<QListWidget>(dialog, u"attachModes"_s).setCurrentRow(static_cast<int>(kind)); }
    void type(const QString &field, const QString &text)
    {
        auto &edit = child<QLineEdit>(dialog, field);
        edit.setFocus();
        edit.selectAll();
        QTest::keyClicks(&edit, text);
        if (text.isEmpty())
            QTest::keyClick(&edit, Qt::Key_Delete);
    }
    QString answer() const { return child<QLabel>(dialog, u"attachAnswer"_s).text(); }
    QPushButton &ok() const { return child<QPushButton>(dialog, u"attachButton"_s); }

    TempFolder folder;
    ui::Settings settings;
    ui::AttachDialog dialog;
};

} // namespace

class TstAttachDialog : public QObject
{
    Q_OBJECT

private slots:
    void valuesThatCannotBeUsedAreNamed_data()
    {
        QTest::addColumn<AttachSetup>("setup");
        QTest::addColumn<QString>("expected"); // part of the sentence; empty: it can start
        QTest::newRow("connect") << connectTo(u"localhost"_s, u"80"_s) << QString();
        QTest::newRow("connect to IPv6") << connectTo(u"::1"_s, u"65535"_s) << QString();
        QTest::newRow("connect to bracketed IPv6") << connectTo(u"[::1]"_s, u"1"_s) << QString();
        QTest::newRow("no host") << connectTo({}, u"80"_s) << u"Type the host"_s;
        QTest::newRow("host with a space") << connectTo(u"a b"_s, u"80"_s) << u"without spaces"_s;
        QTest::newRow("host with a line end") << connectTo(u"a\nb"_s, u"80"_s) << u"without spaces"_s;
        QTest::newRow("host too long") << connectTo(QString(300, u'a'), u"80"_s) << u"A host is"_s;
        QTest::newRow("no port") << connectTo(u"h"_s, {}) << u"must be 1 to 65535"_s;
        QTest::newRow("port 0") << connectTo(u"h"_s, u"0"_s) << u"must be 1 to 65535"_s;
        QTest::newRow("port too large") << connectTo(u"h"_s, u"65536"_s) << u"must be 1 to 65535"_s;
        QTest::newRow("negative port") << connectTo(u"h"_s, u"-1"_s) << u"must be 1 to 65535"_s;
        QTest::newRow("port of letters") << connectTo(u"h"_s, u"http"_s) << u"must be 1 to 65535"_s;
        QTest::newRow("listen") << listenOn(u"127.0.0.1"_s, u"9000"_s) << QString();
        QTest::newRow("listen on any free port") << listenOn(u"::1"_s, u"0"_s) << QString();
        QTest::newRow("listen without port") << listenOn(u"localhost"_s, {}) << u"0 for any"_s;
        QTest::newRow("listen on a name") << listenOn(u"example.org"_s, u"9000"_s) << u"IP address"_s;
        QTest::newRow("listen on nothing") << listenOn({}, u"9000"_s) << u"IP address"_s;
        QTest::newRow("listen for all") << listenOn(u"0.0.0.0"_s, u"9000"_s) << u"Other computers can reach 0.0.0.0"_s;
        QTest::newRow("listen for all, ticked")
            << with(listenOn(u"0.0.0.0"_s, u"9000"_s), [](AttachSetup &s) { s.allowsOthers = true; }) << QString();
        const auto proxy = [](AttachSetup &s) { s.kind = AttachKind::Proxy; };
        QTest::newRow("proxy without port") << with(connectTo(u"h"_s, u"1"_s), proxy) << u"to listen on"_s;
        QTest::newRow("proxy without server") << with(listenOn(u"127.0.0.1"_s, u"1"_s), proxy) << u"Type the host"_s;
        const auto pcap = [](AttachSetup &s) { s.kind = AttachKind::Pcap; };
        QTest::newRow("pcap") << with(connectTo(u"h"_s, u"57012"_s), pcap) << QString();
        QTest::newRow("pcap without host") << with(connectTo({}, u"57012"_s), pcap) << u"Type the host"_s;
        const auto command = [](AttachSetup &s) {
            s.kind = AttachKind::Command;
            s.command = u"   "_s;
        };
        QTest::newRow("no command") << with({}, command) << u"Type the command"_s;
        const auto pipe = [](AttachSetup &s) {
            s.kind = AttachKind::Command;
            s.isPipe = true;
        };
        QTest::newRow("no pipe") << with({}, pipe) << u"Type the path"_s;
        QTest::newRow("pipe that is not there")
            << with(with({}, pipe), [](AttachSetup &s) { s.path = u"/nowhere/pipe"_s; }) << u"There is no pipe"_s;
        QTest::newRow("pipe that is a folder")
            << with(with({}, pipe), [](AttachSetup &s) { s.path = u"/"_s; }) << u"is a folder"_s;
        const auto framer = [](const QString &text) {
            return with(connectTo(u"h"_s, u"1"_s), [&text](AttachSetup &s) { s.framer = text; });
        };
        QTest::newRow("framer") << framer(u"u32be,type:u16be@2"_s) << QString();
        QTest::newRow("framer that is none") << framer(u"nothing like it"_s) << u"."_s;
        QTest::newRow("framer of no protocol") << framer(u"line,as=nosuchprotocol"_s) << u"no protocol"_s;
        QTest::newRow("five integers") << framer(u"u32be,a:u8@0,b:u8@1,c:u8@2,d:u8@3,e:u8@4"_s) << u"."_s;
        const auto file = [](const QString &path) {
            return with(connectTo(u"h"_s, u"1"_s), [&path](AttachSetup &s) { s.file = path; });
        };
        QTest::newRow("relative file") << file(u"recording"_s) << u"whole path"_s;
        QTest::newRow("folder that is not there") << file(u"/nowhere/recording"_s) << u"does not exist"_s;
        QTest::newRow("file is a folder") << file(u"/"_s) << u"whole path"_s;
    }
    void valuesThatCannotBeUsedAreNamed()
    {
        QFETCH(AttachSetup, setup);
        QFETCH(QString, expected);
        const std::optional<ui::SetupProblem> problem = ui::problemOf(setup, *registry());
        QCOMPARE(problem.has_value(), !expected.isEmpty());
        if (problem)
            QVERIFY2(problem->text.contains(expected), qPrintable(problem->text));
        // The dialog says the same, and starts nothing.
        DialogFixture fixture;
        fixture.dialog.setSetup(setup);
        QCOMPARE(fixture.ok().isEnabled(), expected.isEmpty() || !setup.framer.isEmpty());
        if (!expected.isEmpty() && setup.framer.isEmpty()) {
            QVERIFY2(fixture.answer().contains(expected), qPrintable(fixture.answer()));
            QVERIFY(!fixture.ok().toolTip().isEmpty());
            const QSignalSpy chosen(&fixture.dialog, &ui::AttachDialog::chosen);
            QTest::mouseClick(&fixture.ok(), Qt::LeftButton);
            QTest::keyClick(&fixture.dialog, Qt::Key_Return);
            QCOMPARE(chosen.count(), 0);
            QVERIFY(fixture.dialog.isVisible());
        }
    }

    void anExistingRecordingIsNotWrittenOver()
    {
        const TempFolder folder;
        folder.write("taken.data", std::string_view("x"));
        AttachSetup setup = connectTo(u"h"_s, u"1"_s);
        setup.file = QString::fromStdString(folder.file("taken"));
        QVERIFY(ui::problemOf(setup, *registry())->text.contains("already"_L1));
        setup.file = QString::fromStdString(folder.file("free"));
        QVERIFY(!ui::problemOf(setup, *registry()));
        const live::Options options = ui::optionsOf(setup);
        QCOMPARE(options.spool.folder, folder.path());
        QCOMPARE(options.spool.name, std::string("free"));
    }

    void whatWasTypedBecomesTheOptions()
    {
        AttachSetup setup = connectTo(u" example.org "_s, u"80"_s);
        setup.kind = AttachKind::Proxy;
        setup.address = u"[::1]"_s;
        setup.listenPort = u"9000"_s;
        setup.stopAfter = 3;
        setup.forwardsUnrecorded = true;
        setup.mostMegabytes = 5;
        setup.mostMinutes = 2;
        const live::Options options = ui::optionsOf(setup);
        const auto &proxy = std::get<live::Proxy>(options.mode);
        QCOMPARE(proxy.at.host, std::string("::1"));
        QCOMPARE(proxy.at.port, 9000);
        QCOMPARE(proxy.to.host, std::string("example.org"));
        QCOMPARE(proxy.to.port, 80);
        QCOMPARE(proxy.stopAfter, 3U);
        QVERIFY(proxy.forwardsUnrecorded);
        QCOMPARE(options.spool.mostBytes, 5'000'000U);
        QCOMPARE(options.mostTime, std::chrono::minutes(2));
        QVERIFY(!options.allowsOthers);
        setup.kind = AttachKind::Command;
        setup.command = u"cat x"_s;
        QCOMPARE(std::get<live::PcapCommand>(ui::optionsOf(setup).mode).line, std::string("cat x"));
        setup.kind = AttachKind::Pcap;
        setup.listens = true;
        QCOMPARE(std::get<live::PcapListen>(ui::optionsOf(setup).mode).at.port, 9000);
    }

    void othersAreAllowedOnlyWhereTheyWereTickedFor()
    {
        AttachSetup setup = listenOn(u"127.0.0.1"_s, u"1"_s);
        setup.allowsOthers = true; // left from another address
        QVERIFY(!ui::optionsOf(setup).allowsOthers);
        setup.address = u"0.0.0.0"_s;
        QVERIFY(ui::optionsOf(setup).allowsOthers);
    }

    void setupsAreTextAndBack()
    {
        AttachSetup setup = listenOn(u"::"_s, u"77"_s);
        setup.name = u"a \"name\", with <b>\n"_s;
        setup.command = u"tcpdump -w - 'not port 22'"_s;
        setup.framer = u"u32be"_s;
        setup.stopAfter = 9;
        setup.isPipe = true;
        QCOMPARE(ui::readSetup(ui::setupText(setup)), std::optional(setup));
        for (const QString &broken : {u""_s, u"{}"_s, u"[1]"_s, u"{\"kind\":9}"_s, u"{\"kind\":-1}"_s, u"rubbish"_s})
            QVERIFY(!ui::readSetup(broken));
    }

    void theModeDecidesTheFields()
    {
        DialogFixture fixture;
        const auto shown = [&fixture](const QString &name) { return child<QWidget>(fixture.dialog, name).isVisible(); };
        QVERIFY(shown(u"attachHost"_s) && !shown(u"attachListenPort"_s) && !shown(u"attachCommand"_s));
        fixture.choose(AttachKind::Listen);
        QVERIFY(!shown(u"attachHost"_s) && shown(u"attachListenPort"_s) && !shown(u"attachStopAfter"_s));
        fixture.choose(AttachKind::Proxy);
        QVERIFY(shown(u"attachHost"_s) && shown(u"attachListenPort"_s) && shown(u"attachStopAfter"_s));
        fixture.choose(AttachKind::Pcap);
        QVERIFY(shown(u"attachHost"_s) && !shown(u"attachListenPort"_s));
        QCOMPARE(child<QLineEdit>(fixture.dialog, u"attachPort"_s).text(), u"57012"_s);
        child<QComboBox>(fixture.dialog, u"attachWay"_s).setCurrentIndex(1);
        QVERIFY(!shown(u"attachHost"_s) && shown(u"attachListenPort"_s));
        auto &tabs = child<QTabWidget>(fixture.dialog, u"attachTabs"_s);
        QVERIFY(!tabs.isTabVisible(1)); // nothing is cut there
        fixture.choose(AttachKind::Command);
        QVERIFY(shown(u"attachCommand"_s) && shown(u"attachPreset"_s) && !shown(u"attachPath"_s));
        child<QComboBox>(fixture.dialog, u"attachWay"_s).setCurrentIndex(1);
        QVERIFY(!shown(u"attachCommand"_s) && shown(u"attachPath"_s));
        fixture.choose(AttachKind::Connect);
        QCOMPARE(child<QLineEdit>(fixture.dialog, u"attachPort"_s).text(), QString()); // that of captures stays with them
        QVERIFY(tabs.isTabVisible(1));
    }

    void typedByKeysAndChosenByReturn()
    {
        DialogFixture fixture;
        const QSignalSpy chosen(&fixture.dialog, &ui::AttachDialog::chosen);
        fixture.type(u"attachHost"_s, u"127.0.0.1"_s);
        QVERIFY(fixture.answer().contains("65535"_L1));
        fixture.type(u"attachPort"_s, u"9000"_s);
        QCOMPARE(fixture.answer(), QString());
        QVERIFY(fixture.ok().isEnabled() && fixture.ok().toolTip().isEmpty());
        QTest::keyClick(&child<QLineEdit>(fixture.dialog, u"attachPort"_s), Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        const auto setup = chosen.first().first().value<AttachSetup>();
        QCOMPARE(setup.host, u"127.0.0.1"_s);
        QCOMPARE(setup.port, u"9000"_s);
        QVERIFY(!fixture.dialog.isVisible());
    }

    void listeningForOthersWarnsAndNeedsATick()
    {
        DialogFixture fixture;
        fixture.choose(AttachKind::Listen);
        fixture.type(u"attachListenPort"_s, u"0"_s);
        auto &warning = child<QLabel>(fixture.dialog, u"attachWarning"_s);
        auto &tick = child<QCheckBox>(fixture.dialog, u"attachAllowsOthers"_s);
        QVERIFY(!warning.isVisible() && !tick.isVisible() && fixture.ok().isEnabled());
        fixture.type(u"attachAddress"_s, u"0.0.0.0"_s);
        QVERIFY(warning.isVisible() && warning.text().contains("0.0.0.0"_L1));
        QVERIFY(tick.isVisible() && !fixture.ok().isEnabled());
        QTest::keyClick(&tick, Qt::Key_Space);
        QVERIFY(fixture.ok().isEnabled());
    }

    void aPresetSelectsWhatMustBeReplaced()
    {
        DialogFixture fixture;
        fixture.choose(AttachKind::Command);
        auto &presets = child<QComboBox>(fixture.dialog, u"attachPreset"_s);
        auto &command = child<QLineEdit>(fixture.dialog, u"attachCommand"_s);
        QCOMPARE(presets.count(), 5);
        QCOMPARE(presets.itemText(1), u"tcpdump -i any -U -w -"_s);
        presets.setFocus();
        QTest::keyClick(&presets, Qt::Key_Down);
        QTest::keyClick(&presets, Qt::Key_Down);
        emit presets.activated(2);
        QVERIFY(command.text().startsWith("ssh HOST"_L1));
        QCOMPARE(command.selectedText(), u"HOST"_s);
        QVERIFY(fixture.ok().isEnabled());
    }

    void setupsAreSavedByNameAndRemoved()
    {
        DialogFixture fixture;
        fixture.type(u"attachHost"_s, u"h"_s);
        fixture.type(u"attachPort"_s, u"1"_s);
        auto &save = child<QPushButton>(fixture.dialog, u"attachSave"_s);
        QVERIFY(!save.isEnabled());
        fixture.type(u"attachName"_s, u"mine"_s);
        QTest::mouseClick(&save, Qt::LeftButton);
        QCOMPARE(fixture.settings.savedSetups().size(), 1U);
        fixture.type(u"attachPort"_s, u"2"_s);
        QTest::mouseClick(&save, Qt::LeftButton);
        QCOMPARE(fixture.settings.savedSetups().size(), 1U); // the same name
        QCOMPARE(fixture.settings.savedSetups().front().port, u"2"_s);

        ui::AttachDialog again(fixture.settings, registry(), nullptr);
        again.show();
        auto &saved = child<QComboBox>(again, u"attachSaved"_s);
        saved.setFocus();
        QTest::keyClick(&saved, Qt::Key_Down);
        QCOMPARE(again.setup().port, u"2"_s);
        QCOMPARE(again.setup().name, u"mine"_s);
        QTest::mouseClick(&child<QPushButton>(again, u"attachForget"_s), Qt::LeftButton);
        QVERIFY(fixture.settings.savedSetups().empty());
        QCOMPARE(saved.count(), 1);
    }

    void threeLastSetupsAreKeptNewestFirst()
    {
        DialogFixture fixture;
        for (const char *port : {"1", "2", "3", "4", "2"})
            fixture.settings.rememberSetup(connectTo(u"h"_s, QString::fromLatin1(port)));
        QStringList ports;
        for (const AttachSetup &setup : fixture.settings.lastSetups())
            ports << setup.port;
        QCOMPARE(ports, QStringList({u"2"_s, u"4"_s, u"3"_s}));
    }

    void framingControlsWriteTheText_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"none", "line", "u32be", "u16le@2", "varint", "u8", "u64le@7", "u32be+total", "u32be-4",
                                 "delimiter:0d0a", "delimiter:00,strip", "fixed:188", "u32be,max=1024",
                                 "u32be,type:u16be@2,id:u8"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void framingControlsWriteTheText()
    {
        QFETCH(QString, text);
        DialogFixture fixture;
        fixture.dialog.setSetup(with(connectTo(u"h"_s, u"1"_s), [&text](AttachSetup &s) { s.framer = text; }));
        QCOMPARE(fixture.dialog.setup().framer, text);
        QCOMPARE(child<QLineEdit>(fixture.dialog, u"framingText"_s).text(), text);
        QVERIFY2(fixture.ok().isEnabled(), qPrintable(fixture.answer()));
    }

    void anIntegerThatIsNoneIsRefused()
    {
        DialogFixture fixture;
        fixture.dialog.setSetup(with(connectTo(u"h"_s, u"1"_s), [](AttachSetup &s) { s.framer = u"u32be"_s; }));
        child<QTabWidget>(fixture.dialog, u"attachTabs"_s).setCurrentIndex(1);
        fixture.type(u"framingIntegers"_s, u"Type u16"_s);
        QVERIFY(!fixture.ok().isEnabled());
        QVERIFY(!fixture.answer().isEmpty());
        fixture.type(u"framingIntegers"_s, u"type:u16be@4"_s);
        QVERIFY(fixture.ok().isEnabled());
    }

    void thePreviewCutsPastedBytes()
    {
        DialogFixture fixture;
        fixture.dialog.setSetup(
            with(connectTo(u"h"_s, u"1"_s), [](AttachSetup &s) { s.framer = u"u16be,type:u8@2"_s; }));
        child<QTabWidget>(fixture.dialog, u"attachTabs"_s).setCurrentIndex(1);
        auto &sample = child<QPlainTextEdit>(fixture.dialog, u"framingSample"_s);
        auto &preview = child<QPlainTextEdit>(fixture.dialog, u"framingPreview"_s);
        sample.setFocus();
        QTest::keyClicks(&sample, u"00 02 05 06  00 01 07 00:05:41"_s);
        const QStringList lines = preview.toPlainText().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[0].startsWith("1: 4 bytes"_L1) && lines[0].endsWith("type = 5"_L1), qPrintable(lines[0]));
        QVERIFY2(lines[1].startsWith("2: 3 bytes"_L1) && lines[1].endsWith("type = 7"_L1), qPrintable(lines[1]));
        QVERIFY2(lines[2].contains("incomplete"_L1), qPrintable(lines[2]));
        QTest::keyClicks(&sample, u"4"_s);
        QVERIFY(preview.toPlainText().contains("pairs of hex"_L1));
    }

    void atTheSmallestSizeNothingIsClipped()
    {
        DialogFixture fixture;
        QVERIFY(fixture.dialog.minimumSizeHint().width() <= 800);
        QVERIFY(fixture.dialog.minimumSizeHint().height() <= 500);
        for (int kind = 0; kind < 5; ++kind) {
            fixture.choose(static_cast<AttachKind>(kind));
            QVERIFY(fixture.dialog.minimumSizeHint().height() <= 500);
        }
    }

    void everyFieldHasAName()
    {
        DialogFixture fixture;
        const QList<QWidget *> all = fixture.dialog.findChildren<QWidget *>();
        for (const QWidget *widget : all)
            if (widget->focusPolicy() & Qt::TabFocus && widget->objectName().startsWith("attach"_L1))
                QVERIFY2(!widget->accessibleName().isEmpty() || qobject_cast<const QPushButton *>(widget)
                             || qobject_cast<const QTabWidget *>(widget),
                         qPrintable(widget->objectName()));
    }

    void whatIsStillToBeTypedHasTheFocus_data()
    {
        QTest::addColumn<AttachSetup>("setup");
        QTest::addColumn<QString>("focus");
        QTest::newRow("connect") << AttachSetup() << u"attachHost"_s;
        QTest::newRow("connect, host known") << connectTo(u"h"_s, {}) << u"attachPort"_s;
        QTest::newRow("connect, all known") << connectTo(u"h"_s, u"80"_s) << u"attachHost"_s;
        QTest::newRow("listen") << listenOn(u"127.0.0.1"_s, {}) << u"attachListenPort"_s;
        QTest::newRow("command") << with({}, [](AttachSetup &setup) { setup.kind = AttachKind::Command; }) << u"attachCommand"_s;
    }
    void whatIsStillToBeTypedHasTheFocus()
    {
        QFETCH(AttachSetup, setup);
        QFETCH(QString, focus);
        TempFolder folder;
        ui::Settings settings(QString::fromStdString(folder.file("settings.ini")));
        ui::AttachDialog dialog(settings, registry(), nullptr);
        dialog.setSetup(setup);
        dialog.show();
        QVERIFY(dialog.focusWidget() != nullptr);
        QCOMPARE(dialog.focusWidget()->objectName(), focus);
    }
};

FRAMELENS_TEST(TstAttachDialog)
#include "tst_attach_dialog.moc"

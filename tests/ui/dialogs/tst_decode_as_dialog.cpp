// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/decode_as_dialog.h"

#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"
#include "ui/user_bindings.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr int protocolColumn = 4;

// A DNS query at a port that nobody claims.
Buffer strangeDns()
{
    ByteWriter query;
    query.u16(0x1234).u16(0x0100).u16(1).u16(0).u16(0).u16(0);
    query.u8(1).text("a").u8(0).u16(1).u16(1);
    return udpFrame({ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'001, 9'053}, query.buffer());
}

std::optional<Binding> bindingOf(const Bindings &bindings, KeySpace space, std::uint32_t value)
{
    const Binding *found = bindings.find({space, value});
    return found == nullptr ? std::nullopt : std::optional(*found);
}

} // namespace

class TstDecodeAsDialog : public QObject
{
    Q_OBJECT

private slots:
    void rowsAreReadAsTheyAreTyped()
    {
        DecodeAsDialog dialog(m_registry, {}, nullptr, nullptr);
        const QSignalSpy changed(&dialog, &DecodeAsDialog::bindingsChanged);
        dialog.addRow();
        QVERIFY(changed.isEmpty());
        child<QLineEdit>(dialog, u"decodeAsValue0"_s).setText(u"9000"_s);
        QVERIFY(changed.isEmpty());
        child<QComboBox>(dialog, u"decodeAsWanted0"_s).setCurrentText(u"u32be"_s);
        QVERIFY(!changed.isEmpty());
        const auto binding = bindingOf(dialog.bindings(), KeySpace::TcpPort, 9000);
        QVERIFY(binding && binding->framer);
        QCOMPARE(binding->framer->kind, FramerKind::LengthPrefix);
    }

    void whatMakesNoSenseIsSaidAndChangesNothing_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("port") << u"tcp.port"_s << u"70000"_s << u"dns"_s;
        QTest::newRow("word") << u"tcp.port"_s << u"many"_s << u"dns"_s;
        QTest::newRow("protocol") << u"udp.port"_s << u"53"_s << u"no-such-protocol"_s;
        QTest::newRow("framer of a datagram") << u"udp.port"_s << u"53"_s << u"u32be"_s;
    }
    void whatMakesNoSenseIsSaidAndChangesNothing()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, wanted);
        DecodeAsDialog dialog(m_registry, {}, nullptr, nullptr);
        dialog.addRow();
        child<QComboBox>(dialog, u"decodeAsField0"_s).setCurrentText(field);
        child<QLineEdit>(dialog, u"decodeAsValue0"_s).setText(value);
        child<QComboBox>(dialog, u"decodeAsWanted0"_s).setCurrentText(wanted);
        QVERIFY(dialog.bindings().empty());
        QVERIFY(!child<QLabel>(dialog, u"decodeAsAnswer"_s).text().isEmpty());
    }

    void aNewRowBeginsWithThePortOfTheFrame()
    {
        const OpenedCapture capture = openedFrames({strangeDns()});
        PaneFixture pane;
        pane.show(capture.capture(), 0);
        DecodeAsDialog dialog(m_registry, {}, pane.selection.shown()->dissection.get(), nullptr);
        dialog.addRow();
        QCOMPARE(child<QComboBox>(dialog, u"decodeAsField0"_s).currentText(), u"udp.port"_s);
        QCOMPARE(child<QLineEdit>(dialog, u"decodeAsValue0"_s).text(), u"9053"_s);
        QCOMPARE(child<QLabel>(dialog, u"decodeAsCurrent0"_s).text(), u"(nobody)"_s);
    }

    void removingARowTakesItBack()
    {
        Bindings bindings;
        bindings.bind(*parseBinding("udp.port==9053,dns", *m_registry));
        bindings.bind(*parseBinding("tcp.port==9000,line", *m_registry));
        DecodeAsDialog dialog(m_registry, bindings, nullptr, nullptr);
        QVERIFY(dialog.bindings() == bindings);
        QCOMPARE(child<QComboBox>(dialog, u"decodeAsWanted1"_s).currentText(), u"line"_s);
        QTest::mouseClick(&child<QPushButton>(dialog, u"decodeAsRemove"_s), Qt::LeftButton);
        QVERIFY(!bindingOf(dialog.bindings(), KeySpace::TcpPort, 9000));
        QVERIFY(bindingOf(dialog.bindings(), KeySpace::UdpPort, 9053));
    }

    void changesActAtOnceAndAreKept()
    {
        const auto folder = std::make_shared<TempFolder>();
        PcapBuilder file;
        file.frame(strangeDns());
        {
            WindowFixture fixture(folder);
            MainWindow &window = fixture.addWith(fixture.write("dns.pcap", file.bytes()));
            QCOMPARE(protocolOf(window), u"UDP"_s);
            window.actions()[Do::DecodeAs]->trigger();
            auto &dialog = child<DecodeAsDialog>(window, u"decodeAsDialog"_s);
            QTRY_VERIFY(dialog.isVisible());
            child<QComboBox>(dialog, u"decodeAsWanted0"_s).setCurrentText(u"dns"_s);
            QCOMPARE(protocolOf(window), u"DNS"_s);
            QVERIFY(fieldNamed(*window.panes().selection().shown()->dissection, "dns.qry.name"));
        }
        WindowFixture again(folder);
        const MainWindow &window = again.addWith(again.path("dns.pcap"));
        QCOMPARE(protocolOf(window), u"DNS"_s);
    }

    void linesOfAnotherVersionAreLeftOut()
    {
        const TempFolder folder;
        Settings settings(QString::fromStdString(folder.file("settings.ini")));
        settings.setDecodeAs({u"udp.port==9053,dns"_s, u"udp.port==1,was-removed"_s, u"<b>"_s});
        const auto bindings = userBindings(settings, *m_registry);
        QCOMPARE(bindings->all().size(), std::size_t{1});
        keepBindings(settings, {}, *bindings, *m_registry);
        QCOMPARE(settings.decodeAs(), QStringList{u"udp.port==9053,dns"_s});
    }

    void linesOfAnotherWindowStay()
    {
        const TempFolder folder;
        Settings settings(QString::fromStdString(folder.file("settings.ini")));
        const auto bindings = [this](std::initializer_list<std::string_view> lines) {
            Bindings all;
            for (const std::string_view line : lines)
                all.bind(parseBinding(line, *m_registry).value());
            return all;
        };
        keepBindings(settings, {}, bindings({"tcp.port==1111,line"}), *m_registry);
        keepBindings(settings, {}, bindings({"tcp.port==2222,line"}), *m_registry);
        QCOMPARE(settings.decodeAs(), (QStringList{u"tcp.port==1111,line"_s, u"tcp.port==2222,line"_s}));
        keepBindings(settings, bindings({"tcp.port==2222,line"}), bindings({"tcp.port==3333,line"}), *m_registry);
        QCOMPARE(settings.decodeAs(), (QStringList{u"tcp.port==1111,line"_s, u"tcp.port==3333,line"_s}));
    }

private:
    static QString protocolOf(const MainWindow &window)
    {
        return window.panes().model().index(0, protocolColumn).data().toString();
    }

    std::shared_ptr<const Registry> m_registry = Registry::builtIn();
};

FRAMELENS_TEST(TstDecodeAsDialog)
#include "tst_decode_as_dialog.moc"

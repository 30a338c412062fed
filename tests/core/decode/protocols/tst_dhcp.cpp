// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// DHCP: the message, options of every layout, options in other rooms, and lists that lie.
#include "tests/support/decoded.h"
#include "tests/support/message_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Mac client = {2, 0, 0, 0, 0, 1};
constexpr std::size_t serverName = 44;
constexpr std::size_t bootFile = 108;

Buffer frameOf(const Buffer &message)
{
    return udpFrame({ip4(0, 0, 0, 0), ip4(255, 255, 255, 255), 68, 67}, message);
}

Buffer messageWith(const Buffer &list, unsigned operation = 1)
{
    return dhcp(static_cast<std::uint8_t>(operation), 0x3d1d, client, ip4(0, 0, 0, 0), ip4(0, 0, 0, 0), list);
}

Buffer hex(const char *digits)
{
    const QByteArray bytes = QByteArray::fromHex(digits);
    return textBytes({bytes.data(), static_cast<std::size_t>(bytes.size())});
}

} // namespace

class TstDhcp : public QObject
{
    Q_OBJECT

private slots:
    void aDiscoverIsShown()
    {
        const Decoded frame(1, frameOf(messageWith(hex("350101" "3204c0a80104"))));
        const QString tree = qtText(frame.tree("dhcp"));
        QVERIFY(tree.startsWith(u"Dynamic Host Configuration Protocol (Discover)\n"
                                "  Message type: Boot Request (1)\n"
                                "  Hardware type: Ethernet (0x01)\n"_s));
        QVERIFY(tree.contains(u"  Client MAC address: 02:00:00:00:00:01\n"
                              "  Client hardware address padding: 00000000000000000000\n"_s));
        QVERIFY(tree.contains(u"  Option: DHCP Message Type (53)\n"
                              "    Length: 1\n"
                              "    Value: 01\n"
                              "    DHCP: Discover (1)\n"
                              "  Option: Requested IP Address (50)\n"_s));
        QCOMPARE(qtText(frame.info()), u"DHCP Discover - Transaction ID 0x3d1d"_s);
        QCOMPARE(qtText(frame.protocolColumn()), u"DHCP"_s);
        QCOMPARE(qtText(frame.place("dhcp.option.type")), u"282+3|285+6|291+1"_s);
        QCOMPARE(qtText(frame.problems()), QString());
    }

    void infoIsOfEqualWidth()
    {
        QCOMPARE(qtText(Decoded(1, frameOf(messageWith(hex("350105"), 2))).info()),
                 u"DHCP ACK      - Transaction ID 0x3d1d"_s);
        QCOMPARE(qtText(Decoded(1, frameOf(messageWith(hex("35010d"), 2))).info()),
                 u"DHCP Lease Active - Transaction ID 0x3d1d"_s);
    }

    void withoutAMessageTypeItIsBootp()
    {
        const Decoded request(1, frameOf(messageWith({})));
        QCOMPARE(qtText(request.info()), u"Boot Request from 02:00:00:00:00:01 (02:00:00:00:00:01)"_s);
        QCOMPARE(qtText(request.protocolColumn()), u"BOOTP"_s);
        QCOMPARE(qtText(Decoded(1, frameOf(messageWith({}, 2))).info()), u"Boot Reply"_s);
        QCOMPARE(qtText(Decoded(1, frameOf(messageWith({}, 7))).info()), u"Unknown BOOTP message type (7)"_s);
    }

    void optionsAreReadByTheirLayout_data()
    {
        QTest::addColumn<QByteArray>("option");
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("show");
        const auto row = [](const char *name, const char *option, const char *field, const char *show) {
            QTest::newRow(name) << QByteArray(option) << QByteArray(field) << QString::fromLatin1(show);
        };
        row("address", "0104ffffff00", "dhcp.option.subnet_mask", "255.255.255.0");
        row("addresses", "06080a0000010a000002", "dhcp.option.domain_name_server", "10.0.0.1|10.0.0.2");
        row("text", "0c03686f73", "dhcp.option.hostname", "hos");
        row("signed", "0204fffffff6", "dhcp.option.time_offset", "-10");
        row("time", "330400000e10", "dhcp.option.ip_address_lease_time", "3600");
        row("list", "3703010306", "dhcp.option.request_list_item", "1|3|6");
        row("routes", "21080a0000010a000002", "dhcp.option.static_route.router", "10.0.0.2");
        row("classless routes", "7909" "180a0000" "c0a80001" "00", "dhcp.option.classless_static_route.destination",
            "10.0.0.0|0.0.0.0");
        row("client's MAC", "3d0701020000000001", "dhcp.hw.mac_addr", "02:00:00:00:00:01|02:00:00:00:00:01");
        row("client's name", "3d04006e616d", "dhcp.client_id.undef", "nam");
        row("user class", "4d0603616263" "0164", "dhcp.option.user_class.data", "61:62:63|64");
        row("name", "510503000061" "62", "dhcp.fqdn.name", "ab");
        row("relay agent", "5207" "0103aabbcc" "0200", "dhcp.option.agent_information_option.agent_circuit_id",
            "aa:bb:cc");
        row("authentication", "5a0b" "000000" "0102030405060708", "dhcp.option.dhcp_authentication.rdm_replay_detection",
            "0x0102030405060708");
        row("vendors", "7d0c" "00000de9" "07" "0405" "3030323638", "dhcp.option.vi.tr111.gateway_manufacturer_oui",
            "00268");
        row("another vendor", "7d08" "00000001" "03" "010203", "dhcp.option.vi.data", "01:02:03");
        row("SIP addresses", "7805010a000001", "dhcp.option.sip_server.address", "10.0.0.1");
        row("SIP names", "7806" "00" "01610162" "00", "dhcp.option.sip_server.name", "a.b");
        row("search list with a pointer", "7709" "01610162" "00" "0163c002",
            "dhcp.option.dhcp_dns_domain_search_list_fqdn", "a.b|c.b");
        row("unknown", "e0020102", "dhcp.option.value", "01:02");
    }

    void optionsAreReadByTheirLayout()
    {
        QFETCH(const QByteArray, option);
        QFETCH(const QByteArray, field);
        QFETCH(const QString, show);
        const Decoded frame(1, frameOf(messageWith(hex(option.constData()))));
        QCOMPARE(qtText(frame.show(field.constData())), show);
    }

    void paddingSideBySideIsOneRow()
    {
        const Decoded frame(1, frameOf(messageWith(hex("000000" "350101" "00"))));
        QCOMPARE(qtText(frame.place("dhcp.option.padding")), u"282+3|288+1"_s);
        QCOMPARE(qtText(frame.show("dhcp.option.type")), u"0|53|0|255"_s);
    }

    void whatFollowsTheEndIsPadding()
    {
        Buffer message = messageWith(hex("350101"));
        message.resize(message.size() + 7);
        QCOMPARE(qtText(Decoded(1, frameOf(message)).place("dhcp.option.padding")), u"286+7"_s);
    }

    void roomsOfNamesMayHoldOptions()
    {
        Buffer message = messageWith(hex("350101" "340103" "0c0161"));
        std::ranges::copy(hex("380173" "ff"), message.begin() + serverName);
        std::ranges::copy(hex("380166" "ff"), message.begin() + bootFile);
        const Decoded frame(1, frameOf(message));
        QCOMPARE(qtText(frame.show("dhcp.option.message")), u"s|f"_s);
        QCOMPARE(qtText(frame.place("dhcp.option.message")), u"88+1|152+1"_s);
        QCOMPARE(qtText(frame.show("dhcp.server")), QString());
        QCOMPARE(qtText(frame.show("dhcp.file")), QString());
        QCOMPARE(qtText(frame.show("dhcp.option.hostname")), u"a"_s);
    }

    void anOverloadInsideARoomDoesNotRepeat()
    {
        Buffer message = messageWith(hex("340103"));
        std::ranges::copy(hex("340103" "340103"), message.begin() + serverName);
        const Decoded frame(1, frameOf(message));
        QCOMPARE(qtText(frame.show("dhcp.option.option_overload")), u"3|3|3"_s);
    }

    void anOptionBeyondTheMessageIsMalformed()
    {
        const Decoded frame(1, frameOf(messageWith(hex("350101" "0cff61"))));
        QVERIFY(frame.problems().find("Malformed") != std::string::npos);
        QCOMPARE(qtText(frame.show("dhcp.option.dhcp")), u"1"_s);
        QCOMPARE(qtText(frame.show("dhcp.option.hostname")), QString());
    }

    void withoutACookieThereAreNoOptions()
    {
        Buffer message = messageWith(hex("350101"));
        message[236] = std::byte{0};
        const Decoded frame(1, frameOf(message));
        QCOMPARE(qtText(frame.show("dhcp.cookie")), QString());
        QCOMPARE(qtText(frame.show("dhcp.option.type")), QString());
    }

    void aLongHardwareAddressStaysInItsRoom()
    {
        Buffer message = messageWith(hex("350101"));
        message[2] = std::byte{255};
        const Decoded frame(1, frameOf(message));
        QCOMPARE(qtText(frame.place("dhcp.hw.addr")), u"70+16"_s);
        QCOMPARE(qtText(frame.show("dhcp.option.dhcp")), u"1"_s);
    }

    void aMessageCutByTheCaptureIsNotCaptured()
    {
        Buffer bytes = frameOf(messageWith(hex("350101")));
        FrameInfo info;
        info.originalLength = static_cast<std::uint32_t>(bytes.size());
        bytes.resize(100);
        const Decoded frame(1, bytes, info);
        QCOMPARE(qtText(frame.problems()), u"dhcp: Truncated dhcp.server: needs 64 bytes, 14 captured\n"_s);
        QCOMPARE(qtText(frame.info()),
                 u"Boot Request from 02:00:00:00:00:01 (02:00:00:00:00:01)[Packet size limited during capture]"_s);
    }
};

FRAMELENS_TEST(TstDhcp)
#include "tst_dhcp.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Address resolution: who asks, who answers, and the lengths that say where the addresses are.
#include "tests/support/decoded.h"
#include "tests/support/packet_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Mac one = {2, 0, 0, 0, 0, 1};
constexpr Mac two = {2, 0, 0, 0, 0, 2};
constexpr Mac nobody = {};
constexpr Mac all = {255, 255, 255, 255, 255, 255};

Buffer arpFrame(unsigned operation, const Address &sender, const Mac &target, const Address &targetIp)
{
    return padded(ethernet(all, one, ether_type::arp,
                           arp(static_cast<std::uint16_t>(operation), one, sender, target, targetIp)));
}

} // namespace

class TstArp : public QObject
{
    Q_OBJECT

private slots:
    void fieldsStandWhereTheLengthsSay()
    {
        const Decoded frame(1, arpFrame(1, ip4(10, 0, 0, 1), nobody, ip4(10, 0, 0, 2)));
        QCOMPARE(qtText(frame.tree("arp")), u"Address Resolution Protocol (request)\n"
                                            "  Hardware type: Ethernet (1)\n"
                                            "  Protocol type: IPv4 (0x0800)\n"
                                            "  Hardware size: 6\n"
                                            "  Protocol size: 4\n"
                                            "  Opcode: request (1)\n"
                                            "  Sender MAC address: 02:00:00:00:00:01\n"
                                            "  Sender IP address: 10.0.0.1\n"
                                            "  Target MAC address: 00:00:00:00:00:00\n"
                                            "  Target IP address: 10.0.0.2\n"_s);
        // The datagram ends with its addresses: the rest is Ethernet's padding.
        QCOMPARE(qtText(frame.place("eth.padding")), u"42+18"_s);
    }

    void infoSaysWhoAsksWhom_data()
    {
        QTest::addColumn<unsigned>("operation");
        QTest::addColumn<bool>("same");
        QTest::addColumn<bool>("toNobody");
        QTest::addColumn<bool>("fromNobody");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("info");
        QTest::newRow("request") << 1U << false << true << false << u"ARP"_s << u"Who has 10.0.0.2? Tell 10.0.0.1"_s;
        QTest::newRow("reply") << 2U << false << false << false << u"ARP"_s << u"10.0.0.1 is at 02:00:00:00:00:01"_s;
        QTest::newRow("probe") << 1U << false << true << true << u"ARP"_s << u"Who has 10.0.0.2? (ARP Probe)"_s;
        QTest::newRow("announcement") << 1U << true << true << false << u"ARP"_s
                                      << u"ARP Announcement for 10.0.0.1"_s;
        QTest::newRow("gratuitous request") << 1U << true << false << false << u"ARP"_s
                                            << u"Gratuitous ARP for 10.0.0.1 (Request)"_s;
        QTest::newRow("gratuitous reply") << 2U << true << false << false << u"ARP"_s
                                          << u"Gratuitous ARP for 10.0.0.1 (Reply)"_s;
        QTest::newRow("reverse request") << 3U << false << false << false << u"RARP"_s
                                         << u"Who is 02:00:00:00:00:02? Tell 02:00:00:00:00:01"_s;
        QTest::newRow("reverse reply") << 4U << false << false << false << u"RARP"_s
                                       << u"02:00:00:00:00:02 is at 10.0.0.2"_s;
        QTest::newRow("inverse reply") << 9U << false << false << false << u"Inverse ARP"_s
                                       << u"02:00:00:00:00:01 is at 10.0.0.1"_s;
        QTest::newRow("reserved") << 0U << false << false << false << u"ARP"_s << u"Reserved opcode 0"_s;
        QTest::newRow("unknown") << 37U << false << false << false << u"ARP"_s << u"Unknown ARP opcode 0x0025"_s;
    }

    void infoSaysWhoAsksWhom()
    {
        QFETCH(const unsigned, operation);
        QFETCH(const bool, same);
        QFETCH(const bool, toNobody);
        QFETCH(const bool, fromNobody);
        QFETCH(const QString, column);
        QFETCH(const QString, info);
        const Address sender = fromNobody ? ip4(0, 0, 0, 0) : ip4(10, 0, 0, 1);
        const Decoded frame(1, arpFrame(operation, sender, toNobody ? nobody : two,
                                        same ? sender : ip4(10, 0, 0, 2)));
        QCOMPARE(qtText(frame.info()), info);
        QCOMPARE(qtText(frame.protocolColumn()), column);
    }

    void addressesOfOtherKindsAreBytes()
    {
        ByteWriter packet;
        packet.u16(7).u16(0x0800).u8(1).u8(4).u16(1).u8(0xaa).u32(0x0a000001).u8(0).u32(0x0a000002);
        const Decoded frame(1, ethernet(all, one, ether_type::arp, packet.buffer()));
        QCOMPARE(qtText(frame.show("arp.src.hw")), u"aa"_s);
        QCOMPARE(qtText(frame.show("arp.src.proto_ipv4")), u"10.0.0.1"_s);
        QCOMPARE(qtText(frame.place("arp.dst.proto_ipv4")), u"28+4"_s);
    }

    void lengthsBeyondTheFrameAreMalformed()
    {
        ByteWriter packet;
        packet.u16(1).u16(0x0800).u8(255).u8(255).u16(1).zeros(20);
        const Decoded frame(1, ethernet(all, one, ether_type::arp, packet.buffer()));
        QCOMPARE(qtText(frame.problems()), u"arp: Error arp.proto.size: needs 1028 bytes, 28 there\n"
                                             "arp: Malformed arp.src.hw: needs 255 bytes, 20 there\n"_s);
        QCOMPARE(qtText(frame.info()), u"[Malformed Packet]"_s);
    }

    void lengthsOfZeroHaveNoAddresses()
    {
        ByteWriter packet;
        packet.u16(1).u16(0x0800).u8(0).u8(0).u16(1);
        const Decoded frame(1, ethernet(all, one, ether_type::arp, packet.buffer()));
        QCOMPARE(qtText(frame.problems()), QString());
        QCOMPARE(qtText(frame.info()), u"Who has <No address>? Tell <No address>"_s);
    }
};

FRAMELENS_TEST(TstArp)
#include "tst_arp.moc"

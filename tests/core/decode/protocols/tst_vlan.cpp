// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// VLAN tags, alone, stacked, and with a length behind them.
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
const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 4000, 4001};

Buffer datagram() { return ip(ends, ip_protocol::udp, udp(ends, textBytes("abcd"))); }

} // namespace

class TstVlan : public QObject
{
    Q_OBJECT

private slots:
    void tagIsShownAsBits()
    {
        const Decoded frame(1, ethernet(one, one, ether_type::vlan, vlan(0x7064, ether_type::ipv4, datagram())));
        QCOMPARE(qtText(frame.protocols()), u"eth:ethertype:vlan:ethertype:ip:udp:data"_s);
        QCOMPARE(qtText(frame.tree("vlan")), u"802.1Q Virtual LAN, PRI: 3, DEI: 1, ID: 100\n"
                                             "  011. .... .... .... = Priority: Critical Applications (3)\n"
                                             "  ...1 .... .... .... = DEI: Eligible\n"
                                             "  .... 0000 0110 0100 = ID: 100\n"
                                             "  Type: 0x0800\n"_s);
        QCOMPARE(qtText(frame.place("vlan.priority")), u"14+2"_s);
    }

    void paddingAndTrailerBelongToTheTag()
    {
        Buffer bytes = padded(ethernet(one, one, ether_type::vlan, vlan(1, ether_type::ipv4, datagram())));
        bytes.resize(64);
        const Decoded frame(1, bytes);
        QCOMPARE(qtText(frame.place("eth.padding")), u"50+10"_s);
        QCOMPARE(qtText(frame.place("vlan.trailer")), u"60+4"_s);
        QVERIFY(frame.tree("vlan").contains("Trailer"));
        QVERIFY(!frame.tree("eth").contains("Padding"));
    }

    void aLengthLeadsToLlc()
    {
        ByteWriter llc;
        llc.u8(0x42).u8(0x42).u8(3).u8(0);
        const Decoded frame(1, padded(ethernet(one, one, ether_type::vlan, vlan(1, 4, llc.buffer()))));
        QCOMPARE(qtText(frame.show("vlan.len")), u"4"_s);
        QCOMPARE(qtText(frame.protocols()), u"eth:ethertype:vlan:llc:data"_s);
        QCOMPARE(qtText(frame.place("data.data")), u"21+1"_s);
    }

    void serviceTagsStandOutsideOthers()
    {
        const Buffer inner = vlan(0x07d1, ether_type::ipv4, datagram());
        const Decoded frame(1, ethernet(one, one, ether_type::serviceVlan, vlan(0x30c8, ether_type::vlan, inner)));
        QCOMPARE(qtText(frame.protocols()), u"eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:ip:udp:data"_s);
        QCOMPARE(qtText(frame.show("ieee8021ad.id")), u"200"_s);
        QCOMPARE(qtText(frame.show("ieee8021ad.dei")), u"1"_s);
        QCOMPARE(qtText(frame.place("ieee8021ad.id")), u"14+2"_s);
        QCOMPARE(qtText(frame.show("vlan.id")), u"2001"_s);
    }

    void infoIsTheTagWhenNothingIsKnownInside()
    {
        const Decoded frame(1, ethernet(one, one, ether_type::vlan, vlan(100, 0x4321, textBytes("x"))));
        QCOMPARE(qtText(frame.info()), u"PRI: 0  DEI: 0  ID: 100"_s);
        QCOMPARE(qtText(frame.protocolColumn()), u"0x4321"_s);
    }

    void tagWithoutTypeIsNotCaptured()
    {
        Buffer bytes = ethernet(one, one, ether_type::vlan, vlan(1, ether_type::ipv4, datagram()));
        FrameInfo info;
        info.originalLength = static_cast<std::uint32_t>(bytes.size());
        bytes.resize(17);
        const Decoded frame(1, bytes, info);
        QCOMPARE(qtText(frame.problems()), u"vlan: Truncated vlan.etype: needs 2 bytes, 1 captured\n"_s);
        QCOMPARE(qtText(frame.show("vlan.id")), u"1"_s);
    }
};

FRAMELENS_TEST(TstVlan)
#include "tst_vlan.moc"

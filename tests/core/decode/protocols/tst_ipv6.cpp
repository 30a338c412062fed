// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// IPv6 with extension headers, and the control messages of both versions.
#include "tests/support/decoded.h"
#include "tests/support/packet_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint32_t rawIpv6 = 229; // LINKTYPE_IPV6: the frame is the packet
constexpr std::uint32_t rawIpv4 = 228;
constexpr Mac mac = {2, 0, 0, 0, 0, 1};
const Ends ends{ip6({0xfe80, 0, 0, 0, 0x0a00, 0x27ff, 0xfe19, 0x1c78}), ip6({0xff02, 0, 0, 0, 0, 0, 0, 1}), 4000, 5000};
const Ends ends4{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 4000, 5000};

} // namespace

class TstIpv6 : public QObject
{
    Q_OBJECT

private slots:
    void headerIsShown()
    {
        const Decoded frame(rawIpv6, ipv6(ends, ip_protocol::udp, udp(ends, textBytes("x")), {.trafficClass = 0xe0}));
        QCOMPARE(qtText(frame.place("ipv6.tclass")), u"0+4"_s);
        QCOMPARE(qtText(frame.place("ipv6.flow")), u"1+3"_s);
        QCOMPARE(qtText(frame.show("ipv6.tclass.dscp")), u"56"_s);
        QCOMPARE(qtText(frame.show("ipv6.src_slaac_mac")), u"08:00:27:19:1c:78"_s);
        QVERIFY(frame.tree("ipv6").find(".... 1110 0000 .... .... .... .... .... = Traffic Class: 0xe0 (DSCP: CS7, ECN: Not-ECT)")
                != std::string::npos);
    }

    void extensionHeadersAreLayersAndBelongToTheHeader()
    {
        const Buffer alert = ByteWriter().u8(5).u8(2).u16(0).buffer();
        const Decoded frame(rawIpv6, ipv6(ends, ip_protocol::hopByHop,
                                          ipv6Options(ip_protocol::udp, alert, udp(ends, textBytes("x")))));
        QCOMPARE(qtText(frame.protocols()), u"ipv6:ipv6.hopopts:udp:data"_s);
        QCOMPARE(qtText(frame.place("ipv6")), u"0+48"_s);
        QCOMPARE(qtText(frame.show("ipv6.opt.router_alert")), u"0"_s);
    }

    void laterFragmentsAreData()
    {
        const Decoded frame(rawIpv6, ipv6(ends, ip_protocol::fragment,
                                          ipv6Fragment(ip_protocol::udp, 0xfff8, 7, textBytes("rest"))));
        QCOMPARE(qtText(frame.protocols()), u"ipv6:ipv6.fraghdr:data"_s);
        QCOMPARE(qtText(frame.info()), u"IPv6 fragment (off=65528 more=n ident=0x00000007 nxt=17)"_s);
    }

    void chainOfAHundredHeadersEndsAtTheLimit()
    {
        Buffer chain = udp(ends, {});
        for (int i = 0; i < 100; ++i)
            chain = ipv6Options(i == 0 ? ip_protocol::udp : ip_protocol::destinationOptions, {}, chain);
        const Decoded frame(rawIpv6, ipv6(ends, ip_protocol::destinationOptions, chain));
        QCOMPARE(frame.dissection().layers().size(), std::size_t{65});
        QVERIFY(frame.problems().find("limit of nested layers") != std::string::npos);
    }

    void neighborSolicitationNamesItsTarget()
    {
        const Buffer body = join({Buffer(4), ends.source.bytes, linkAddressOption(1, mac)});
        const Decoded frame(rawIpv6, ipv6(ends, ip_protocol::icmp6, icmp6(ends, 135, 0, body)));
        QCOMPARE(qtText(frame.info()),
                 u"Neighbor Solicitation for fe80::a00:27ff:fe19:1c78 from 02:00:00:00:00:01"_s);
        QCOMPARE(qtText(frame.show("icmpv6.checksum.status")), u"1"_s);
    }

    void discoveryOptionOfLengthZeroEndsTheList()
    {
        const Buffer body = join({Buffer(4), ends.source.bytes, Buffer(8)});
        const Decoded frame(rawIpv6, ipv6(ends, ip_protocol::icmp6, icmp6(ends, 135, 0, body)));
        QVERIFY(frame.problems().find("icmpv6.opt.length") != std::string::npos);
    }

    void errorsQuoteAPacketAndKeepTheColumns()
    {
        const Buffer quoted = ipv4(ends4.reversed(), ip_protocol::udp, udp(ends4.reversed(), textBytes("x")));
        const Decoded frame(rawIpv4, ipv4(ends4, ip_protocol::icmp, icmp(3, 3, 0, quoted)));
        QCOMPARE(qtText(frame.protocols()), u"ip:icmp:ip:udp:data"_s);
        QCOMPARE(qtText(frame.info()), u"Destination unreachable (Port unreachable)"_s);
        QCOMPARE(qtText(frame.protocolColumn()), u"ICMP"_s);
        QCOMPARE(frame.dissection().column(Column::Source)->value, std::uint64_t{0x0a000001});
    }

    void echoNamesItsNumbers()
    {
        const Decoded frame(rawIpv4, ipv4(ends4, ip_protocol::icmp, icmp(8, 0, 0x00010100, textBytes("ping"))));
        QCOMPARE(qtText(frame.info()), u"Echo (ping) request  id=0x0001, seq=256/1, ttl=64"_s);
        QCOMPARE(qtText(frame.show("icmp.checksum.status")), u"1"_s);
    }
};

FRAMELENS_TEST(TstIpv6)
#include "tst_ipv6.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// IPv4: header, options, fragments, and each length that can lie.
#include "tests/support/decoded.h"
#include "tests/support/packet_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint32_t rawIpv4 = 228; // LINKTYPE_IPV4: the frame is the packet
const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 4000, 5000};

Buffer datagram(const Ipv4Fields &fields = {})
{
    return ipv4(ends, ip_protocol::udp, udp(ends, textBytes("payload")), fields);
}

Buffer patched(Buffer packet, std::size_t at, unsigned value)
{
    packet.at(at) = static_cast<std::byte>(value);
    return packet;
}

} // namespace

class TstIp : public QObject
{
    Q_OBJECT

private slots:
    void headerIsShown()
    {
        const Decoded frame(rawIpv4, datagram({.id = 0x1342}));
        QCOMPARE(qtText(frame.protocols()), u"ip:udp:data"_s);
        QCOMPARE(qtText(frame.show("ip.hdr_len")), u"20"_s);
        QCOMPARE(qtText(frame.place("ip.frag_offset")), u"6+2"_s);
        QVERIFY(frame.tree("ip").starts_with("Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2\n"
                                             "  0100 .... = Version: 4\n"
                                             "  .... 0101 = Header Length: 20 bytes (5)\n"));
        QCOMPARE(qtText(frame.problems()), QString());
    }

    void lyingLengthsAreNamed_data()
    {
        QTest::addColumn<unsigned>("at");
        QTest::addColumn<unsigned>("value");
        QTest::addColumn<QString>("info");
        QTest::newRow("version") << 0U << 0x55U << u"Bogus IPv4 version (5, must be 4)"_s;
        QTest::newRow("header length") << 0U << 0x44U << u"Bogus IP header length (16, must be at least 20)"_s;
        QTest::newRow("total length") << 3U << 11U << u"Bogus IP length (11, less than header length 20)"_s;
    }

    void lyingLengthsAreNamed()
    {
        QFETCH(unsigned, at);
        QFETCH(unsigned, value);
        QFETCH(QString, info);
        const Decoded frame(rawIpv4, patched(datagram(), at, value));
        QCOMPARE(qtText(frame.info()), info);
        QCOMPARE(qtText(frame.protocols()), u"ip"_s);
        QVERIFY(!frame.problems().empty());
    }

    void totalLengthBeyondTheCaptureIsNotCaptured()
    {
        Buffer packet = datagram();
        packet.resize(24); // four bytes of UDP
        const Decoded frame(rawIpv4, packet, {.originalLength = 35});
        QVERIFY(frame.problems().find("captured") != std::string::npos);
    }

    void totalLengthBeyondThePacketIsAnError()
    {
        const Buffer packet = datagram();
        const Decoded frame(rawIpv4, patched(packet, 3, 200));
        const std::string claim = "ip.len: needs 200 bytes, " + std::to_string(packet.size()) + " there";
        QVERIFY2(frame.problems().find(claim) != std::string::npos, frame.problems().c_str());
        QCOMPARE(qtText(frame.protocols()), u"ip:udp:data"_s);
    }

    void totalLengthOfZeroLeavesTheEndToTheFrame()
    {
        const Decoded frame(rawIpv4, patched(patched(datagram(), 2, 0), 3, 0));
        QCOMPARE(qtText(frame.protocols()), u"ip:udp:data"_s);
    }

    void laterFragmentsAreData()
    {
        const Decoded last(rawIpv4, datagram({.id = 7, .flagsAndOffset = 0x1fff}));
        QCOMPARE(qtText(last.show("ip.frag_offset")), u"65528"_s);
        QCOMPARE(qtText(last.protocols()), u"ip:data"_s);
        QCOMPARE(qtText(last.info()), u"Fragmented IP protocol (proto=UDP 17, off=65528, ID=0007)"_s);
        const Decoded first(rawIpv4, datagram({.flagsAndOffset = 0x2000}));
        QCOMPARE(qtText(first.protocols()), u"ip:udp:data"_s);
    }

    void optionsAreRead()
    {
        const Buffer options = ByteWriter().u8(148).u8(4).u16(0).u8(1).u8(7).u8(7).u8(8).u32(0x01020304).u8(0).buffer();
        const Decoded frame(rawIpv4, datagram({.options = options}));
        QCOMPARE(qtText(frame.show("ip.opt.ra")), u"0"_s);
        QCOMPARE(qtText(frame.show("ip.rec_rt")), u"1.2.3.4"_s);
        QCOMPARE(qtText(frame.place("ip.options.record_route")), u"25+7"_s);
        QCOMPARE(qtText(frame.protocols()), u"ip:udp:data"_s);
    }

    void optionLengthBelowTwoEndsTheList_data()
    {
        QTest::addColumn<unsigned>("length");
        QTest::newRow("0") << 0U;
        QTest::newRow("1") << 1U;
    }

    void optionLengthBelowTwoEndsTheList()
    {
        QFETCH(unsigned, length);
        const Decoded frame(rawIpv4, datagram({.options = ByteWriter().u8(7).u8(length).u16(0).buffer()}));
        QVERIFY(frame.problems().find("ip.opt.len") != std::string::npos);
        QCOMPARE(qtText(frame.place("ip.opt.type")), u"20+1"_s);
        QCOMPARE(qtText(frame.protocols()), u"ip:udp:data"_s);
    }

    void nestingEndsAtTheLimit()
    {
        Buffer packet = datagram();
        for (int i = 0; i < 100; ++i)
            packet = ipv4(ends, 4, packet);
        const Decoded frame(rawIpv4, packet);
        QCOMPARE(frame.dissection().layers().size(), std::size_t{65});
        QVERIFY(frame.problems().find("limit of nested layers") != std::string::npos);
    }
};

FRAMELENS_TEST(TstIp)
#include "tst_ip.moc"

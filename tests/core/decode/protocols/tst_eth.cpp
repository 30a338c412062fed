// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Ethernet: types and lengths, and what stands behind the payload.
#include "tests/support/decoded.h"
#include "tests/support/message_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint32_t ethernetLink = 1;
constexpr Mac one = {0x02, 0, 0, 0, 0, 1};
constexpr Mac group = {0x01, 0x00, 0x5e, 0, 0, 2};

Buffer shortDatagram(std::size_t payload)
{
    const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 4000, 4001};
    return ethernet(group, one, ether_type::ipv4, ip(ends, ip_protocol::udp, udp(ends, Buffer(payload))));
}

Buffer with(Buffer frame, std::initializer_list<unsigned> more)
{
    for (const unsigned byte : more)
        frame.push_back(static_cast<std::byte>(byte));
    return frame;
}

} // namespace

class TstEth : public QObject
{
    Q_OBJECT

private slots:
    void addressesAreShownWithTheirBits()
    {
        const Decoded frame(ethernetLink, shortDatagram(20));
        QCOMPARE(qtText(frame.tree("eth")), u"Ethernet II, Src: 02:00:00:00:00:01, Dst: 01:00:5e:00:00:02\n"
                                            "  Destination: 01:00:5e:00:00:02\n"
                                            "    Address: 01:00:5e:00:00:02\n"
                                            "    .... ..0. .... .... .... .... = LG bit: Globally unique address (factory default)\n"
                                            "    .... ...1 .... .... .... .... = IG bit: Group address (multicast/broadcast)\n"
                                            "  Source: 02:00:00:00:00:01\n"
                                            "    Address: 02:00:00:00:00:01\n"
                                            "    .... ..1. .... .... .... .... = LG bit: Locally administered address (this is NOT the factory default)\n"
                                            "    .... ...0 .... .... .... .... = IG bit: Individual address (unicast)\n"
                                            "  Type: 0x0800\n"_s);
        QCOMPARE(qtText(frame.place("eth.dst.lg")), u"0+3"_s);
        QCOMPARE(qtText(frame.protocols()), u"eth:ethertype:ip:udp:data"_s);
    }

    void zerosUpToSixtyBytesArePadding()
    {
        const Decoded frame(ethernetLink, padded(shortDatagram(4)));
        QCOMPARE(qtText(frame.place("eth.padding")), u"46+14"_s);
        QCOMPARE(qtText(frame.place("eth.trailer")), QString());
        // Padding belongs to Ethernet though it stands behind the datagram.
        QVERIFY(frame.tree("eth").contains("Padding"));
    }

    void otherBytesThereAreATrailer()
    {
        Buffer bytes = padded(shortDatagram(4));
        bytes[50] = std::byte{7};
        const Decoded frame(ethernetLink, bytes);
        QCOMPARE(qtText(frame.place("eth.padding")), QString());
        QCOMPARE(qtText(frame.place("eth.trailer")), u"46+14"_s);
    }

    void fourBytesBehindALongFrameAreACheckSequence()
    {
        const Decoded frame(ethernetLink, with(shortDatagram(30), {1, 2, 0xde, 0xad, 0xbe, 0xef}));
        QCOMPARE(qtText(frame.place("eth.trailer")), u"72+2"_s);
        QCOMPARE(qtText(frame.show("eth.fcs")), u"0xdeadbeef"_s);
    }

    void aDeclaredCheckSequenceIsNotPayload()
    {
        FrameInfo info;
        info.hasFcsLength = true;
        info.fcsLength = 4;
        const Buffer bytes = ethernet(group, one, 0x4321, textBytes("payload, then a check"));
        const Decoded frame(ethernetLink, with(bytes, {1, 2, 3, 4}), info);
        QCOMPARE(qtText(frame.show("eth.fcs")), u"0x01020304"_s);
        QCOMPARE(qtText(frame.place("data.data")), u"14+21"_s);
    }

    void noCheckSequenceIsGuessedWhenTheCaptureSaysThereIsNone()
    {
        FrameInfo info;
        info.hasFcsLength = true;
        const Decoded frame(ethernetLink, with(shortDatagram(30), {1, 2, 3, 4}), info);
        QCOMPARE(qtText(frame.show("eth.fcs")), QString());
        QCOMPARE(qtText(frame.place("eth.trailer")), u"72+4"_s);
    }

    void aLengthLeadsToLlcAndEndsIt()
    {
        const Decoded frame(ethernetLink, padded(ethernetLlc(group, one, 0x42, 0x42, 3, textBytes("bpdu"))));
        QCOMPARE(qtText(frame.show("eth.len")), u"7"_s);
        QCOMPARE(qtText(frame.protocols()), u"eth:llc:data"_s);
        QCOMPARE(qtText(frame.place("data.data")), u"17+4"_s);
        QCOMPARE(qtText(frame.place("eth.padding")), u"21+39"_s);
        QVERIFY(frame.tree("eth").starts_with("Ethernet, IEEE 802.3, Src"));
    }

    void betweenLengthAndTypeIsNeither()
    {
        const Decoded frame(ethernetLink, ethernet(group, one, 1501, textBytes("x")));
        QCOMPARE(qtText(frame.show("eth.invalid_lentype")), u"0x05dd"_s);
        QCOMPARE(qtText(frame.problems()), u"eth: Warning eth.invalid_lentype: neither a length nor a type\n"_s);
    }

    void anUnknownTypeNamesTheProtocolColumn()
    {
        const Decoded frame(ethernetLink, ethernet(group, one, 0x4321, textBytes("x")));
        QCOMPARE(qtText(frame.protocolColumn()), u"0x4321"_s);
        QCOMPARE(qtText(frame.info()), u"Ethernet II"_s);
    }

    void shortHeaderIsNotCaptured()
    {
        Buffer bytes = shortDatagram(4);
        bytes.resize(9);
        FrameInfo info;
        info.originalLength = 60;
        const Decoded frame(ethernetLink, bytes, info);
        QCOMPARE(qtText(frame.problems()), u"eth: Truncated eth.src: needs 6 bytes, 3 captured\n"_s);
        QCOMPARE(qtText(frame.show("eth.dst")), u"01:00:5e:00:00:02"_s);
        QCOMPARE(qtText(frame.show("eth.src")), QString());
        QCOMPARE(qtText(frame.info()), u"[Packet size limited during capture]"_s);
    }

    void anEmptyFrameReportsItsLinkLayer()
    {
        const Decoded frame(ethernetLink, {});
        QCOMPARE(qtText(frame.protocols()), u"eth"_s);
        QVERIFY(frame.problems().starts_with("eth: "));
    }
};

FRAMELENS_TEST(TstEth)
#include "tst_eth.moc"

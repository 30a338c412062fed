// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// TCP: header, Info column, options, and the lengths that can lie; UDP's length beside it.
#include "tests/support/decoded.h"
#include "tests/support/packet_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 52410, 18080};
constexpr std::size_t tcpBegin = 34; // behind Ethernet and IPv4

Buffer withOptions(const Buffer &options)
{
    return tcpFrame(ends, {.sequence = 9, .flags = tcp_flag::syn, .options = options});
}

} // namespace

class TstTcp : public QObject
{
    Q_OBJECT

private slots:
    void synIsSummarised()
    {
        const Decoded frame(1, tcpFrame(ends, {.sequence = 0, .flags = tcp_flag::syn, .options = tcpSynOptions(1460, 7, 5)}));
        QCOMPARE(qtText(frame.info()),
                 u"52410 \u2192 18080 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM TSval=5 TSecr=0 WS=128"_s);
        QCOMPARE(qtText(frame.show("tcp.nxtseq")), u"1"_s);
        QCOMPARE(qtText(frame.show("tcp.window_size_scalefactor")), QString());
    }

    void payloadIsPlacedAndCounted()
    {
        const Decoded frame(1, tcpFrame(ends, {.sequence = 0xfffffffe, .acknowledgment = 7, .flags = 0x18}, textBytes("abcd")));
        QCOMPARE(qtText(frame.info()), u"52410 \u2192 18080 [PSH, ACK] Seq=4294967294 Ack=7 Win=64240 Len=4"_s);
        QCOMPARE(qtText(frame.place("tcp.payload")), u"54+4"_s);
        QCOMPARE(qtText(frame.show("tcp.nxtseq")), u"2"_s); // modulo 2^32
        QCOMPARE(qtText(frame.show("tcp.window_size_scalefactor")), u"-1"_s);
    }

    void flagsAreDrawnInTwelveBits()
    {
        const Decoded frame(1, tcpFrame(ends, {.flags = tcp_flag::syn}));
        const std::string tree = frame.tree("tcp");
        QVERIFY(tree.find("Flags: 0x002 (SYN)\n    000. .... .... = Reserved: Not set\n") != std::string::npos);
        QVERIFY(tree.find(".... .... ..1. = Syn: Set\n") != std::string::npos);
    }

    void dataOffsetBelowFiveIsNamed()
    {
        Buffer bytes = tcpFrame(ends, {.flags = tcp_flag::ack}, textBytes("abcd"));
        bytes.at(tcpBegin + 12) = std::byte{0x40};
        const Decoded frame(1, bytes);
        QVERIFY(frame.info().ends_with("bogus TCP header length (16, must be at least 20)"));
        QVERIFY(frame.problems().find("tcp.hdr_len") != std::string::npos);
    }

    void dataOffsetBeyondTheSegmentIsPastItsEnd()
    {
        Buffer bytes = tcpFrame(ends, {.flags = tcp_flag::ack});
        bytes.at(tcpBegin + 12) = std::byte{0xf0};
        const Decoded frame(1, bytes);
        QVERIFY(frame.problems().find("Malformed") != std::string::npos);
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
        const Decoded frame(1, withOptions(ByteWriter().u8(8).u8(length).u16(0).buffer()));
        QVERIFY(frame.problems().find("tcp.option_len") != std::string::npos);
        QCOMPARE(qtText(frame.place("tcp.option_kind")), u"54+1"_s);
    }

    void selectiveAcknowledgmentsAreListed()
    {
        const Buffer options = ByteWriter().u8(5).u8(18).u32(100).u32(200).u32(300).u32(400).u16(0x0101).buffer();
        const Decoded frame(1, tcpFrame(ends, {.acknowledgment = 150, .options = options}));
        QCOMPARE(qtText(frame.show("tcp.options.sack_le")), u"100|300"_s);
        QCOMPARE(qtText(frame.show("tcp.options.sack.dsack_le")), u"100"_s); // before the acknowledgment
        QCOMPARE(qtText(frame.show("tcp.options.sack.count")), u"2"_s);
    }

    void udpLengthBelowItsHeaderIsNamed()
    {
        Buffer bytes = udpFrame(ends, textBytes("abcd"));
        bytes.at(tcpBegin + 5) = std::byte{7};
        const Decoded frame(1, bytes);
        QVERIFY(frame.info().ends_with("[BAD UDP LENGTH 7 < 8]"));
        QVERIFY(frame.problems().find("udp.length") != std::string::npos);
    }
};

FRAMELENS_TEST(TstTcp)
#include "tst_tcp.moc"

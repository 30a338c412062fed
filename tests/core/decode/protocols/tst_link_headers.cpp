// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Link layers with small headers: cooked capture, BSD loopback, raw IP.
#include "tests/support/decoded.h"
#include "tests/support/packet_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint32_t nullLink = 0;
constexpr std::uint32_t rawLink = 101;
constexpr std::uint32_t cookedLink = 113;
constexpr std::uint32_t cooked2Link = 276;
constexpr Mac one = {2, 0, 0, 0, 0, 1};
const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 4000, 4001};
const Ends ends6{ip6({0xfe80, 0, 0, 0, 0, 0, 0, 1}), ip6({0xfe80, 0, 0, 0, 0, 0, 0, 2}), 4000, 4001};

Buffer datagram(const Ends &between = ends) { return ip(between, ip_protocol::udp, udp(between, textBytes("abcd"))); }

} // namespace

class TstLinkHeaders : public QObject
{
    Q_OBJECT

private slots:
    void cookedHasTheSenderAlone()
    {
        const Decoded frame(cookedLink, cooked(4, one, ether_type::ipv4, datagram()));
        QCOMPARE(qtText(frame.tree("sll")), u"Linux cooked capture\n"
                                            "  Packet type: Sent by us (4)\n"
                                            "  Link-layer address type: 1\n"
                                            "  Link-layer address length: 6\n"
                                            "  Source: 02:00:00:00:00:01\n"
                                            "  Unused: 0000\n"
                                            "  Protocol: 0x0800\n"_s);
        QCOMPARE(qtText(frame.protocols()), u"sll:ethertype:ip:udp:data"_s);
    }

    void cooked2HasItsProtocolFirst()
    {
        const Decoded frame(cooked2Link, cooked2(7, 2, one, ether_type::ipv4, datagram()));
        QCOMPARE(qtText(frame.place("sll.etype")), u"0+2"_s);
        QCOMPARE(qtText(frame.show("sll.ifindex")), u"7"_s);
        QCOMPARE(qtText(frame.place("sll.src.eth")), u"12+6"_s);
        QCOMPARE(qtText(frame.protocols()), u"sll:ethertype:ip:udp:data"_s);
    }

    void smallProtocolNumbersAreLinuxOwn()
    {
        const Decoded frame(cookedLink, cooked(0, one, 4, ByteWriter().u8(0x42).u8(0x42).u8(3).u8(1).buffer()));
        QCOMPARE(qtText(frame.show("sll.ltype")), u"0x0004"_s);
        QCOMPARE(qtText(frame.protocols()), u"sll:llc:data"_s);
    }

    void addressesOfAnyLengthFillEightBytes_data()
    {
        QTest::addColumn<unsigned>("length");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("place");
        QTest::newRow("none") << 0U << u"sll.unused"_s << u"6+8"_s;
        QTest::newRow("IPv4") << 4U << u"sll.src.ipv4"_s << u"6+4"_s;
        QTest::newRow("unknown") << 5U << u"sll.src.other"_s << u"6+5"_s;
        QTest::newRow("longer than its room") << 20U << u"sll.src.other"_s << u"6+8"_s;
    }

    void addressesOfAnyLengthFillEightBytes()
    {
        QFETCH(const unsigned, length);
        QFETCH(const QString, field);
        QFETCH(const QString, place);
        Buffer bytes = cooked(0, one, ether_type::ipv4, datagram());
        bytes[5] = static_cast<std::byte>(length);
        const Decoded frame(cookedLink, bytes);
        QCOMPARE(qtText(frame.place(field.toStdString())), place);
        QCOMPARE(qtText(frame.place("sll.etype")), u"14+2"_s);
    }

    void cookedCutShortIsNotCaptured()
    {
        Buffer bytes = cooked(0, one, ether_type::ipv4, datagram());
        FrameInfo info;
        info.originalLength = static_cast<std::uint32_t>(bytes.size());
        bytes.resize(8);
        QCOMPARE(qtText(Decoded(cookedLink, bytes, info).problems()), u"sll: Truncated needs 8 bytes, 2 captured\n"_s);
    }

    void loopbackFamilyIsFoundInEitherByteOrder_data()
    {
        QTest::addColumn<quint32>("word");
        QTest::addColumn<QString>("family");
        QTest::newRow("little endian") << 0x02000000U << u"2"_s;
        QTest::newRow("big endian") << 0x00000002U << u"2"_s;
        QTest::newRow("upper half") << 0x00020000U << u"2"_s;
        QTest::newRow("swapped half") << 0x00000200U << u"2"_s;
    }

    void loopbackFamilyIsFoundInEitherByteOrder()
    {
        QFETCH(const quint32, word);
        QFETCH(const QString, family);
        const Decoded frame(nullLink, join({ByteWriter().u32(word).buffer(), datagram()}));
        QCOMPARE(qtText(frame.show("null.family")), family);
        QCOMPARE(qtText(frame.protocols()), u"null:ip:udp:data"_s);
    }

    void everySystemHasItsOwnNumberForIpv6()
    {
        for (const unsigned family : {10U, 23U, 24U, 28U, 30U}) {
            const Decoded frame(nullLink, join({ByteWriter(ByteOrder::Little).u32(family).buffer(), datagram(ends6)}));
            QCOMPARE(qtText(frame.protocols()), u"null:ipv6:udp:data"_s);
        }
    }

    void anUnknownFamilyIsData()
    {
        const Decoded frame(nullLink, join({ByteWriter(ByteOrder::Little).u32(99).buffer(), datagram()}));
        QCOMPARE(qtText(frame.protocols()), u"null:data"_s);
        QCOMPARE(qtText(Decoded(nullLink, Buffer(3)).problems()), u"null: Malformed needs 4 bytes, 3 there\n"_s);
    }

    void rawGoesByTheVersion()
    {
        for (const std::uint32_t link : {rawLink, 12U, 14U}) {
            QCOMPARE(qtText(Decoded(link, datagram()).protocols()), u"raw:ip:udp:data"_s);
            QCOMPARE(qtText(Decoded(link, datagram(ends6)).protocols()), u"raw:ipv6:udp:data"_s);
            QCOMPARE(qtText(Decoded(link, textBytes("1 is no version")).protocols()), u"raw:data"_s);
        }
        QCOMPARE(qtText(Decoded(228, datagram()).protocols()), u"ip:udp:data"_s);
        QCOMPARE(qtText(Decoded(229, datagram(ends6)).protocols()), u"ipv6:udp:data"_s);
    }

    void anUnknownLinkTypeIsDataWithItsNumber()
    {
        const Decoded frame(147, textBytes("user"));
        QCOMPARE(qtText(frame.protocols()), u"data"_s);
        QVERIFY(frame.info().contains("147"));
    }
};

FRAMELENS_TEST(TstLinkHeaders)
#include "tst_link_headers.moc"

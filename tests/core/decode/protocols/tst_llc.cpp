// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Logical link control: its three kinds of frames, and SNAP.
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

Buffer llcFrame(const ByteWriter &llc)
{
    return padded(ethernet(one, one, static_cast<std::uint16_t>(llc.size()), llc.buffer()));
}

} // namespace

class TstLlc : public QObject
{
    Q_OBJECT

private slots:
    void infoTellsTheKindOfFrame_data()
    {
        QTest::addColumn<QByteArray>("llc");
        QTest::addColumn<QString>("info");
        QTest::newRow("unnumbered information")
            << QByteArray::fromHex("424203aa") << u"U, func=UI; DSAP Spanning Tree BPDU Individual, SSAP Spanning Tree BPDU Command"_s;
        QTest::newRow("unnumbered, poll")
            << QByteArray::fromHex("f0f07f") << u"U P, func=SABME; DSAP NetBIOS Individual, SSAP NetBIOS Command"_s;
        QTest::newRow("unnumbered, final")
            << QByteArray::fromHex("f0f173") << u"U F, func=UA; DSAP NetBIOS Individual, SSAP NetBIOS Response"_s;
        QTest::newRow("supervisory") << QByteArray::fromHex("f0f10104")
                                     << u"S, func=RR, N(R)=2; DSAP NetBIOS Individual, SSAP NetBIOS Response"_s;
        QTest::newRow("information") << QByteArray::fromHex("45100034aa")
                                     << u"I, N(R)=26, N(S)=0; DSAP 0x44 Group, SSAP NetWare (unofficial?) Command"_s;
    }

    void infoTellsTheKindOfFrame()
    {
        QFETCH(const QByteArray, llc);
        QFETCH(const QString, info);
        ByteWriter bytes;
        bytes.text({llc.data(), static_cast<std::size_t>(llc.size())});
        QCOMPARE(qtText(Decoded(1, llcFrame(bytes)).info()), info);
    }

    void theControlOfInformationHasTwoBytes()
    {
        ByteWriter llc;
        llc.u8(0xf0).u8(0xf0).u8(0x04).u8(0x07).u8(0xaa);
        const Decoded frame(1, llcFrame(llc));
        QCOMPARE(qtText(frame.place("llc.control")), u"16+2"_s);
        QCOMPARE(qtText(frame.show("llc.control.n_s")), u"2"_s);
        QCOMPARE(qtText(frame.show("llc.control.n_r")), u"3"_s);
        QCOMPARE(qtText(frame.show("llc.control.p")), u"1"_s);
        QCOMPARE(qtText(frame.place("llc.control.n_r")), u"16+2"_s);
    }

    void snapLeadsByEtherType()
    {
        const Ends ends{ip4(1, 2, 3, 4), ip4(5, 6, 7, 8), 1, 2};
        ByteWriter llc;
        llc.u8(0xaa).u8(0xaa).u8(3).sized(0, 3).u16(0x0806);
        llc.bytes(arp(1, one, ends.source, {}, ends.destination));
        const Decoded frame(1, llcFrame(llc));
        QCOMPARE(qtText(frame.protocols()), u"eth:llc:arp"_s);
        QCOMPARE(qtText(frame.show("llc.type")), u"0x0806"_s);
    }

    void anOrganizationHasItsOwnProtocolNumbers()
    {
        ByteWriter llc;
        llc.u8(0xaa).u8(0xaa).u8(3).sized(0x00000c, 3).u16(0x2000).u8(1);
        const Decoded cisco(1, llcFrame(llc));
        QCOMPARE(qtText(cisco.show("llc.cisco_pid")), u"0x2000"_s);
        QCOMPARE(qtText(cisco.protocols()), u"eth:llc:data"_s);
    }

    void snapCutShortIsMalformed()
    {
        ByteWriter llc;
        llc.u8(0xaa).u8(0xaa).u8(3).u8(0);
        const Decoded frame(1, llcFrame(llc));
        QCOMPARE(qtText(frame.problems()), u"llc: Malformed llc.oui: needs 3 bytes, 1 there; limited by eth.len\n"_s);
    }
};

FRAMELENS_TEST(TstLlc)
#include "tst_llc.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/live_session.h"
#include "tests/support/peers.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::live;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstAddresses : public QObject
{
    Q_OBJECT

private slots:
    void peersAreParsed_data();
    void peersAreParsed();
    void unusablePeersSayWhatIsExpected_data();
    void unusablePeersSayWhatIsExpected();
    void loopbackIsKnown_data();
    void loopbackIsKnown();
    void titlesNameTheModeAndItsEnds();
    void aFreePortIsTheWantedOneOrOneNear();
};

void TstAddresses::peersAreParsed_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("name") << "example.org:80" << "example.org" << 80;
    QTest::newRow("IPv4") << "127.0.0.1:9000" << "127.0.0.1" << 9000;
    QTest::newRow("IPv6") << "[::1]:65535" << "::1" << 65535;
    QTest::newRow("no host") << ":1" << "" << 1;
    QTest::newRow("port alone") << "57012" << "" << 57012;
}

void TstAddresses::peersAreParsed()
{
    QFETCH(QString, text);
    const Result<PeerAddress> peer = parsePeer(text.toStdString());
    QVERIFY(peer);
    QTEST(QString::fromStdString(peer->host), "host");
    QTEST(int{peer->port}, "port");
}

void TstAddresses::unusablePeersSayWhatIsExpected_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("why");
    QTest::newRow("empty") << "" << ": port must be 1 to 65535";
    QTest::newRow("port 0") << "a:0" << "a:0: port must be 1 to 65535";
    QTest::newRow("port too large") << "a:65536" << "a:65536: port must be 1 to 65535";
    QTest::newRow("port far too large") << "a:99999999999999999999" << "a:99999999999999999999: port must be 1 to 65535";
    QTest::newRow("negative") << "a:-1" << "a:-1: port must be 1 to 65535";
    QTest::newRow("more behind") << "a:80x" << "a:80x: port must be 1 to 65535";
    QTest::newRow("no port") << "[::1]" << "[::1]: an address in brackets is followed by :PORT";
    QTest::newRow("empty brackets") << "[]:80" << "[]:80: an address in brackets is followed by :PORT";
    QTest::newRow("no brackets") << "::1:80" << "::1:80: an IPv6 address is written in brackets: [::1]:PORT";
}

void TstAddresses::unusablePeersSayWhatIsExpected()
{
    QFETCH(QString, text);
    QFETCH(QString, why);
    const Result<PeerAddress> peer = parsePeer(text.toStdString());
    QVERIFY(!peer);
    const QString said = QString::fromStdString(describe(peer.error()));
    QCOMPARE_EQ(said, text.isEmpty() ? why.mid(2) : why);
}

void TstAddresses::loopbackIsKnown_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("isThisMachine");
    QTest::newRow("127.0.0.1") << "127.0.0.1" << true;
    QTest::newRow("127.9.9.9") << "127.9.9.9" << true;
    QTest::newRow("::1") << "::1" << true;
    QTest::newRow("mapped") << "::ffff:127.0.0.1" << true;
    QTest::newRow("localhost") << "localhost" << true;
    QTest::newRow("nothing said") << "" << true;
    QTest::newRow("0.0.0.0") << "0.0.0.0" << false;
    QTest::newRow("::") << "::" << false;
    QTest::newRow("192.0.2.1") << "192.0.2.1" << false;
    QTest::newRow("mapped other") << "::ffff:192.0.2.1" << false;
    QTest::newRow("name") << "localhost.example.org" << false;
}

void TstAddresses::loopbackIsKnown()
{
    QFETCH(QString, host);
    QTEST(isLoopback(host.toStdString()), "isThisMachine");
}

void TstAddresses::titlesNameTheModeAndItsEnds()
{
    const PeerAddress at{.host = "127.0.0.1", .port = 9000};
    const PeerAddress to{.host = "::1", .port = 80};
    QCOMPARE_EQ(qtText(titleOf(Proxy{.at = at, .to = to})), u"Proxy 127.0.0.1:9000 to [::1]:80"_s);
    QCOMPARE_EQ(qtText(titleOf(Connect{to})), u"Connect to [::1]:80"_s);
    QCOMPARE_EQ(qtText(titleOf(Listen{at})), u"Listen on 127.0.0.1:9000"_s);
    QCOMPARE_EQ(qtText(titleOf(PcapConnect{to})), u"Pcap from [::1]:80"_s);
    QCOMPARE_EQ(qtText(titleOf(PcapListen{at})), u"Pcap at 127.0.0.1:9000"_s);
    QCOMPARE_EQ(qtText(titleOf(PcapPipe{"-"})), u"Pcap from standard input"_s);
    QCOMPARE_EQ(qtText(titleOf(PcapPipe{"a.fifo"})), u"Pcap from a.fifo"_s);
    QCOMPARE_EQ(qtText(titleOf(PcapCommand{"tcpdump -w -"})), u"Pcap from: tcpdump -w -"_s);
}

void TstAddresses::aFreePortIsTheWantedOneOrOneNear()
{
    PeerServer taken;
    const auto near = freePortNear({.host = "127.0.0.1", .port = taken.port()});
    QVERIFY(near);
    QVERIFY(*near != taken.port());
    QCOMPARE_EQ(freePortNear({.host = "127.0.0.1", .port = *near}), near);
    QVERIFY(!freePortNear({.host = "nowhere.invalid", .port = 1}));
}

FRAMELENS_TEST(TstAddresses)
#include "tst_addresses.moc"

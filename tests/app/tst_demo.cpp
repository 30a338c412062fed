// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The demo is real traffic: a client, the proxy, a server, three protocols, and every way to end.
#include "app/demo/demo_messages.h"
#include "app/demo/demo_peer.h"
#include "tests/support/qt_text.h"
#include "tests/support/sessions.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <cerrno>
#include <filesystem>

using namespace framelens;
using namespace framelens::demo;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr DemoPace hurry{.publishEvery = std::chrono::milliseconds(20),
                         .readEvery = std::chrono::milliseconds(20),
                         .requestEvery = std::chrono::milliseconds(20)};

std::unique_ptr<DemoPeer> started(const DemoPace &pace = hurry)
{
    auto peer = DemoPeer::start(0, pace);
    return peer ? std::move(*peer) : nullptr;
}

live::Proxy proxyTo(const DemoPeer &peer) { return {.to = {.host = "127.0.0.1", .port = peer.port()}}; }

// Whether some connection sent bytes that begin with `begin`, was answered, and whose story holds `word`.
bool isSeen(const Attached &attached, std::string_view begin, std::string_view answer, std::string_view word = {})
{
    for (std::uint32_t i = 0; i < attached.status().connectionsSeen; ++i) {
        const std::vector<std::byte> asked = attached.bytes(i, Direction::ToServer);
        const std::vector<std::byte> answered = attached.bytes(i, Direction::ToClient);
        if (asText(asked).starts_with(begin) && asText(answered).starts_with(answer)
            && attached.story(i).find(word) != std::string::npos)
            return true;
    }
    return false;
}

std::size_t descriptors()
{
    const std::filesystem::directory_iterator open("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

const std::string mqttBegin("\x10\x1a\x00\x04MQTT\x04", 9);
const std::string mqttAnswer("\x20\x02\x00\x00\x90\x03\x00\x01\x00\x30", 10);
const std::string sensorBegin("\x00\x18\x00\x01", 4);
const std::string sensorAnswer("\x00", 1);

}

class TstDemo : public QObject
{
    Q_OBJECT

private slots:
    void allThreeProtocolsComeThroughTheProxy();
    void itsEndsAreOfEveryKind();
    void itsFirstRowsComeAtItsUsualPace();
    void messagesAreWhatTheirProtocolsSay();
    void theServerAnswersAnybody();
    void theServersEndFreesItsPort();
    void aPortInUseIsTold();
    void nothingIsLeftOpen();
};

void TstDemo::allThreeProtocolsComeThroughTheProxy()
{
    const auto peer = started();
    QVERIFY(peer);
    const Attached attached(proxyTo(*peer));
    const DemoClient client(attached.port(), hurry);
    QVERIFY(eventually([&] { return isSeen(attached, mqttBegin, mqttAnswer); }));
    QVERIFY(eventually([&] { return isSeen(attached, "GET /status HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n"); }));
    QVERIFY(eventually([&] { return isSeen(attached, "GET /nothing", "HTTP/1.1 404 "); }));
    QVERIFY(eventually([&] { return isSeen(attached, sensorBegin, sensorAnswer); }));
}

void TstDemo::itsEndsAreOfEveryKind()
{
    const auto peer = started();
    const Attached attached(proxyTo(*peer));
    const DemoClient client(attached.port(), hurry);
    QVERIFY(eventually([&] { return isSeen(attached, sensorBegin, sensorAnswer, ">reset"); }));
    // A half-close of the client's which the server answers.
    QVERIFY(eventually([&] { return isSeen(attached, sensorBegin, sensorAnswer, ">half <chunk <half close"); }));
    QVERIFY(eventually([&] { return isSeen(attached, "GET ", "HTTP/1.1 200", "close"); }));
}

void TstDemo::itsFirstRowsComeAtItsUsualPace()
{
    const auto peer = started({});
    const Attached attached(proxyTo(*peer));
    const DemoClient client(attached.port());
    QVERIFY(eventually([&] { return isSeen(attached, "GET /status", "HTTP/1.1 200 OK\r\n"); }));
    QVERIFY(eventually([&] { return isSeen(attached, mqttBegin, mqttAnswer); }));
    QVERIFY(eventually([&] { return isSeen(attached, sensorBegin, sensorAnswer); }));
}

void TstDemo::messagesAreWhatTheirProtocolsSay()
{
    const auto hex = [](const Message &message) {
        return QString::fromLatin1(
            QByteArray(asText(message).data(), static_cast<qsizetype>(message.size())).toHex(' '));
    };
    QCOMPARE_EQ(hex(mqttConnect("ab")), u"10 0e 00 04 4d 51 54 54 04 02 00 3c 00 02 61 62"_s);
    QCOMPARE_EQ(hex(mqttSubscribe(1, "d")), u"82 06 00 01 00 01 64 00"_s);
    QCOMPARE_EQ(hex(mqttPublish("t", "x")), u"30 04 00 01 74 78"_s);
    QCOMPARE_EQ(hex(mqttPing()), u"c0 00"_s);
    QCOMPARE_EQ(hex(mqttPublish("t", std::string(197, 'x'))).left(11), u"30 c8 01 00"_s); // a length of two bytes
    QCOMPARE_EQ(hex(sensorMessage(2, 7, -1, "a")), u"00 0b 00 02 00 00 00 07 ff ff ff ff 61"_s);
    QCOMPARE_EQ(qtText(asText(httpChunk("0123456789abcdef"))), u"10\r\n0123456789abcdef\r\n"_s);
}

void TstDemo::theServerAnswersAnybody()
{
    const auto peer = started();
    Peer quiet = Peer::connectTo(peer->port());
    Peer garbage = Peer::connectTo(peer->port());
    QVERIFY(garbage.send(std::string(3000, '\xff')));
    Peer endless = Peer::connectTo(peer->port());
    QVERIFY(endless.send("\x10\xff\xff\xff\x7f" + std::string(10, 'x')));
    QVERIFY(endless.readAll().empty());
    Peer http = Peer::connectTo(peer->port());
    QVERIFY(http.send("GET /status HTTP/1.1\r\n\r\nGET /else HTTP/1.1\r\n\r\n"));
    http.endSending();
    const std::vector<std::byte> answer = http.readAll();
    const std::string_view text = asText(answer);
    QVERIFY(text.starts_with("HTTP/1.1 200 OK\r\n"));
    QVERIFY(text.find("\r\n0\r\n\r\nHTTP/1.1 404 Not Found\r\n") != std::string_view::npos);
}

void TstDemo::theServersEndFreesItsPort()
{
    auto peer = started();
    const std::uint16_t port = peer->port();
    auto client = std::make_unique<DemoClient>(port, hurry);
    Peer open = Peer::connectTo(port);
    QVERIFY(open.isOpen());
    peer.reset();
    QVERIFY(!Peer::connectTo(port).isOpen());
    const auto again = DemoPeer::start(port, hurry); // the client goes on by itself
    QVERIFY(again);
    QCOMPARE_EQ((*again)->port(), port);
}

void TstDemo::aPortInUseIsTold()
{
    const auto peer = started();
    const auto second = DemoPeer::start(peer->port());
    QVERIFY(!second);
    QCOMPARE_EQ(second.error().systemError, EADDRINUSE);
    QCOMPARE_EQ(qtText(describe(second.error())),
                u"127.0.0.1:%1: cannot be listened on: Address already in use"_s.arg(peer->port()));
}

void TstDemo::nothingIsLeftOpen()
{
    const std::size_t before = descriptors();
    {
        const auto peer = started();
        const Attached attached(proxyTo(*peer));
        const DemoClient client(attached.port(), hurry);
        QVERIFY(eventually([&] { return attached.status().connectionsSeen > 5; }));
    }
    QCOMPARE_EQ(descriptors(), before);
}

FRAMELENS_TEST(TstDemo)
#include "tst_demo.moc"

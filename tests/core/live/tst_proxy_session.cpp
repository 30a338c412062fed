// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The proxy changes nothing: not one byte, no end, no reset; and what it forwarded it has recorded.
#include "core/live/live_session.h"
#include "tests/support/qt_text.h"
#include "tests/support/sessions.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>
#include <csignal>
#include <latch>
#include <random>
#include <thread>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::live;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

Proxy proxyTo(std::uint16_t port) { return {.to = {.host = "127.0.0.1", .port = port}}; }

// A server, the proxy before it, and one connection through it.
struct Through
{
    explicit Through(int clientBuffer = 0, int serverBuffer = 0)
        : attached(proxyTo(server.port()))
        , client(Peer::connectTo(attached.port(), clientBuffer))
        , accepted(server.accept(serverBuffer))
    {
    }
    PeerServer server;
    Attached attached;
    Peer client;
    Peer accepted;

    QString story() const { return qtText(attached.story(0)); }
    bool isOver() const
    {
        return eventually([&] {
            const live::Status status = attached.status();
            return status.connectionsSeen == 1 && status.connectionsOpen == 0;
        });
    }
};

// Writes of random sizes, from one byte to many blocks.
bool sendInPieces(const Peer &peer, Bytes all, std::uint32_t seed)
{
    std::mt19937 random(seed);
    while (!all.empty()) {
        const std::size_t size = std::min<std::size_t>(all.size(), std::size_t{1} << (random() % 19));
        if (!peer.send(all.first(size)))
            return false;
        all = all.subspan(size);
    }
    return true;
}

std::vector<std::byte> readSlowly(Peer &peer)
{
    std::vector<std::byte> all;
    for (int turn = 0;; ++turn) {
        const std::vector<std::byte> part = peer.read(7777);
        if (part.empty())
            return all;
        all.insert(all.end(), part.begin(), part.end());
        if (turn % 16 == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

}

class TstProxySession : public QObject
{
    Q_OBJECT

private slots:
    void stopTellsOfClientsWithoutAServer();
    void bothWaysAtOnceAreIdentical_data();
    void bothWaysAtOnceAreIdentical();
    void oneByteWritesAreIdentical();
    void urgentBytesStayInTheirPlace();
    void theClientsEndLeavesTheServersWayOpen();
    void theServersEndLeavesTheClientsWayOpen();
    void theEndFollowsAllThatWasSent();
    void aResetByTheClientReachesTheServer_data();
    void aResetByTheClientReachesTheServer();
    void aResetByTheServerReachesTheClient_data();
    void aResetByTheServerReachesTheClient();
    void aResetAfterAnEndReachesTheOtherSide();
    void whatTheServerSaidBeforeItResetArrives();
    void anUpstreamThatRefusesClosesTheClientAndIsARow();
    void anUpstreamOfUnknownNameClosesTheClientAndIsARow();
    void aStalledReceiverHoldsBackTheSenderAndNobodyElse();
    void manyAtOnceAreAllServed();
    void manyBlockedStayWithinTheBuffers();
    void whenBuffersAreUsedUpReadingWaits();
    void afterSoManyConnectionsItStops();
    void stopResetsBothAndFreesThePort();
    void whatWasForwardedSurvivesKill();
};

void TstProxySession::bothWaysAtOnceAreIdentical_data()
{
    QTest::addColumn<bool>("clientIsSlow");
    QTest::addColumn<bool>("serverIsSlow");
    QTest::newRow("both fast") << false << false;
    QTest::newRow("client slow") << true << false;
    QTest::newRow("server slow") << false << true;
    QTest::newRow("both slow") << true << true;
}

void TstProxySession::bothWaysAtOnceAreIdentical()
{
    QFETCH(bool, clientIsSlow);
    QFETCH(bool, serverIsSlow);
    Through through(clientIsSlow ? 8192 : 0, serverIsSlow ? 8192 : 0);
    const std::vector<std::byte> up = patternBytes(sized(5'000'000, 1'000'000), 1);
    const std::vector<std::byte> down = patternBytes(sized(5'000'001, 1'000'001), 2);
    std::vector<std::byte> atServer;
    std::vector<std::byte> atClient;
    {
        const std::jthread clientSends([&] {
            sendInPieces(through.client, up, 3);
            through.client.endSending();
        });
        const std::jthread serverSends([&] {
            sendInPieces(through.accepted, down, 4);
            through.accepted.endSending();
        });
        const std::jthread serverReads(
            [&] { atServer = serverIsSlow ? readSlowly(through.accepted) : through.accepted.readAll(); });
        atClient = clientIsSlow ? readSlowly(through.client) : through.client.readAll();
    }
    QVERIFY(atServer == up);
    QVERIFY(atClient == down);
    QVERIFY(through.isOver());
    QVERIFY(through.attached.bytes(0, Direction::ToServer) == up);
    QVERIFY(through.attached.bytes(0, Direction::ToClient) == down);
    QVERIFY(through.story().endsWith(u"close"_s));
    QCOMPARE_EQ(through.attached.status().bytesToServer, up.size());
    QCOMPARE_EQ(through.attached.status().bytesToClient, down.size());
}

void TstProxySession::oneByteWritesAreIdentical()
{
    Through through;
    const std::vector<std::byte> all = patternBytes(sized(20'000, 2'000));
    const std::jthread sends([&] {
        for (const std::byte byte : all)
            (void)through.client.send(Bytes(&byte, 1));
        through.client.endSending();
    });
    QVERIFY(through.accepted.readAll() == all);
    QVERIFY(through.attached.bytes(0, Direction::ToServer) == all);
}

// TCP's urgent data are bytes of the stream like any other, though they come as a mark.
void TstProxySession::urgentBytesStayInTheirPlace()
{
    Through through;
    std::string sent;
    for (char word = 'a'; word <= 'z'; ++word) {
        QCOMPARE_EQ(::send(through.client.fd(), &word, 1, MSG_OOB), 1);
        QVERIFY(through.client.send("between"));
        sent += word + std::string("between");
    }
    const std::vector<std::byte> arrived = through.accepted.readBytes(sent.size());
    QCOMPARE_EQ(qtText(asText(arrived)), qtText(sent));
    QCOMPARE_EQ(qtText(asText(through.attached.bytes(0, Direction::ToServer))), qtText(sent));
}

void TstProxySession::theClientsEndLeavesTheServersWayOpen()
{
    Through through;
    QVERIFY(through.client.send("request"));
    through.client.endSending();
    QCOMPARE_EQ(qtText(asText(through.accepted.readAll())), u"request"_s);
    QCOMPARE_EQ(through.accepted.lastError(), 0);
    QVERIFY(through.accepted.send("a late answer"));
    through.accepted.close();
    QCOMPARE_EQ(qtText(asText(through.client.readAll())), u"a late answer"_s);
    QCOMPARE_EQ(through.client.lastError(), 0);
    QVERIFY(through.isOver());
    QCOMPARE_EQ(through.story(), u"open >chunk >half <chunk <half close"_s);
}

void TstProxySession::theServersEndLeavesTheClientsWayOpen()
{
    Through through;
    QVERIFY(through.accepted.send("banner"));
    through.accepted.endSending();
    QCOMPARE_EQ(qtText(asText(through.client.readAll())), u"banner"_s);
    QVERIFY(through.client.send("still talking"));
    through.client.close();
    QCOMPARE_EQ(qtText(asText(through.accepted.readAll())), u"still talking"_s);
    QCOMPARE_EQ(through.accepted.lastError(), 0);
    QVERIFY(through.isOver());
    QCOMPARE_EQ(through.story(), u"open <chunk <half >chunk >half close"_s);
}

void TstProxySession::theEndFollowsAllThatWasSent()
{
    Through through(0, 4096);
    const std::vector<std::byte> all = patternBytes(1'000'000);
    const std::jthread sends([&] {
        (void)through.client.send(all);
        through.client.endSending();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // all is under way, or waits
    QVERIFY(through.accepted.readAll() == all);
    QCOMPARE_EQ(through.accepted.lastError(), 0);
}

void TstProxySession::aResetByTheClientReachesTheServer_data()
{
    QTest::addColumn<int>("size");
    for (int size = 0; size <= 64; ++size)
        QTest::addRow("%d bytes", size) << size;
}

void TstProxySession::aResetByTheClientReachesTheServer()
{
    QFETCH(int, size);
    Through through;
    const std::vector<std::byte> all = patternBytes(static_cast<std::size_t>(size));
    QVERIFY(through.client.send(all));
    through.client.reset();
    QVERIFY(through.accepted.readAll() == all);
    QCOMPARE_EQ(through.accepted.lastError(), ECONNRESET);
    QVERIFY(through.isOver());
    QCOMPARE_EQ(through.story(), size == 0 ? u"open >reset"_s : u"open >chunk >reset"_s);
}

void TstProxySession::aResetByTheServerReachesTheClient_data() { aResetByTheClientReachesTheServer_data(); }

void TstProxySession::aResetByTheServerReachesTheClient()
{
    QFETCH(int, size);
    Through through;
    const std::vector<std::byte> all = patternBytes(static_cast<std::size_t>(size));
    QVERIFY(through.accepted.send(all));
    through.accepted.reset();
    QVERIFY(through.client.readAll() == all);
    QCOMPARE_EQ(through.client.lastError(), ECONNRESET);
    QVERIFY(through.isOver());
    QCOMPARE_EQ(through.story(), size == 0 ? u"open <reset"_s : u"open <chunk <reset"_s);
}

void TstProxySession::aResetAfterAnEndReachesTheOtherSide()
{
    Through through;
    QVERIFY(through.client.send("request"));
    through.client.endSending();
    QCOMPARE_EQ(qtText(asText(through.accepted.readAll())), u"request"_s);
    through.client.reset();
    QVERIFY(through.accepted.read().empty());
    QVERIFY(through.isOver());
    QCOMPARE_EQ(through.story(), u"open >chunk >half >reset"_s);
    // Its end was read above; the reset is seen by who sends.
    QVERIFY(eventually([&] { return !through.accepted.send("answer"); }));
}

void TstProxySession::whatTheServerSaidBeforeItResetArrives()
{
    Through through;
    QVERIFY(through.client.send("unread"));
    QVERIFY(eventually([&] { return through.attached.status().bytesToServer == 6; }));
    QVERIFY(through.accepted.send("413 too large"));
    through.accepted.close(); // with unread bytes: the system resets
    QCOMPARE_EQ(qtText(asText(through.client.readAll())), u"413 too large"_s);
    QCOMPARE_EQ(through.client.lastError(), ECONNRESET);
    QVERIFY(through.isOver());
    QCOMPARE_EQ(through.story(), u"open >chunk <chunk <reset"_s);
}

void TstProxySession::anUpstreamThatRefusesClosesTheClientAndIsARow()
{
    const RefusingPort refusing;
    const Attached attached(proxyTo(refusing.port()));
    for (std::uint32_t i = 0; i < 3; ++i) { // it keeps listening
        Peer client = Peer::connectTo(attached.port());
        QVERIFY(client.isOpen());
        QVERIFY(client.readAll().empty());
        QCOMPARE_EQ(client.lastError(), ECONNRESET);
        QVERIFY(eventually([&] { return attached.status().connectionsSeen == i + 1; }));
        QVERIFY(eventually([&] { return attached.story(i) == "open failed 111"; }));
        QCOMPARE_EQ(openingOf(*attached->log(), i).server.port, refusing.port());
    }
    const Status status = attached.status();
    QCOMPARE_EQ(status.state, State::Listening);
    QVERIFY(status.error);
    QCOMPARE_EQ(qtText(describe(*status.error)),
                u"127.0.0.1:%1: cannot be connected to: Connection refused"_s.arg(refusing.port()));
}

void TstProxySession::anUpstreamOfUnknownNameClosesTheClientAndIsARow()
{
    const Attached attached(Proxy{.to = {.host = "nowhere.invalid", .port = 80}});
    Peer client = Peer::connectTo(attached.port());
    QVERIFY(client.readAll().empty());
    QCOMPARE_EQ(client.lastError(), ECONNRESET);
    QVERIFY(eventually([&] { return attached.story(0).starts_with("open failed "); }));
    QCOMPARE_EQ(attached.status().error->action, Action::Resolve);
}

void TstProxySession::aStalledReceiverHoldsBackTheSenderAndNobodyElse()
{
    Through stalled(0, 4096);
    const std::vector<std::byte> all = patternBytes(sized(24'000'000, 12'000'000));
    std::atomic<bool> isSent = false;
    const std::jthread sends([&] {
        (void)stalled.client.send(all);
        stalled.client.endSending();
        isSent = true;
    });
    // The others go on while it waits.
    Peer other = Peer::connectTo(stalled.attached.port());
    Peer served = stalled.server.accept();
    for (int i = 0; i < 100; ++i) {
        QVERIFY(other.send("ping"));
        QCOMPARE_EQ(qtText(asText(served.readBytes(4))), u"ping"_s);
        QVERIFY(served.send("pong"));
        QCOMPARE_EQ(qtText(asText(other.readBytes(4))), u"pong"_s);
    }
    QVERIFY(!isSent);
    QVERIFY(stalled.attached.status().bufferBytes <= 32 * 16'384);
    QVERIFY(stalled.accepted.readAll() == all);
}

void TstProxySession::manyAtOnceAreAllServed()
{
    const PeerServer server;
    const Attached attached(proxyTo(server.port()));
    constexpr std::size_t many = 100;
    std::vector<Peer> clients;
    std::vector<Peer> servers;
    for (std::size_t i = 0; i < many; ++i) {
        clients.push_back(Peer::connectTo(attached.port()));
        QVERIFY(clients.back().isOpen());
    }
    for (std::size_t i = 0; i < many; ++i)
        servers.push_back(server.accept());
    QVERIFY(eventually([&] { return attached.status().connectionsOpen == many; }));
    for (int round = 0; round < 5; ++round) {
        for (std::size_t i = 0; i < many; ++i)
            QVERIFY(clients[i].send(patternBytes(1000, i + 1)));
        for (Peer &peer : servers) // whoever it serves: it echoes
            QVERIFY(peer.send(peer.readBytes(1000)));
        for (std::size_t i = 0; i < many; ++i)
            QVERIFY(clients[i].readBytes(1000) == patternBytes(1000, i + 1));
    }
    clients.clear();
    for (Peer &peer : servers)
        QVERIFY(peer.readAll().empty());
    servers.clear();
    QVERIFY(eventually([&] { return attached.status().connectionsOpen == 0; }));
    QCOMPARE_EQ(attached.status().bytesToServer, 5U * 1000 * many);
    QCOMPARE_EQ(attached.status().bytesToClient, 5U * 1000 * many);
}

namespace {

std::jthread sendAll(Peer client, const std::vector<std::byte> &all)
{
    return std::jthread([&all, peer = std::move(client)] {
        (void)peer.send(all);
        peer.endSending();
    });
}

}

void TstProxySession::manyBlockedStayWithinTheBuffers()
{
    const PeerServer server;
    constexpr std::size_t many = 20;
    constexpr std::size_t buffers = many * 2 * 16'384; // one for each direction, none to spare
    const Attached attached(proxyTo(server.port()), [](Options &options) {
        options.bufferBytes = buffers;
        options.mostConnections = many;
    });
    const std::vector<std::byte> all = patternBytes(5'000'000); // more than the sockets on the way hold
    std::vector<std::jthread> senders;
    std::vector<Peer> servers;
    for (std::size_t i = 0; i < many; ++i) {
        Peer client = Peer::connectTo(attached.port());
        servers.push_back(server.accept(4096));
        senders.push_back(sendAll(std::move(client), all));
    }
    // Each of them holds one block, and is served whenever somebody reads it: here the last first.
    QVERIFY(eventually([&] { return attached.status().bufferBytes >= many * 16'384; }));
    for (std::size_t i = many; i-- > 0;)
        QVERIFY(servers[i].readAll() == all);
    QVERIFY(attached.status().bufferBytes <= buffers);
}

void TstProxySession::whenBuffersAreUsedUpReadingWaits()
{
    const PeerServer server;
    const Attached attached(proxyTo(server.port()), [](Options &options) { options.bufferBytes = 16'384; });
    const std::vector<std::byte> all = patternBytes(5'000'000);
    Peer first = Peer::connectTo(attached.port());
    Peer firstServer = server.accept(4096);
    const std::jthread firstSends = sendAll(std::move(first), all);
    QVERIFY(eventually([&] { return attached.status().bytesToServer > 1'000'000; }));
    Peer second = Peer::connectTo(attached.port());
    Peer secondServer = server.accept();
    const std::jthread secondSends = sendAll(std::move(second), all);
    // Whoever has the one buffer keeps it until its own peer reads: both are read at once.
    std::vector<std::byte> secondBytes;
    std::jthread secondReads([&] { secondBytes = secondServer.readAll(); });
    QVERIFY(firstServer.readAll() == all);
    secondReads.join();
    QVERIFY(secondBytes == all);
    QCOMPARE_EQ(attached.status().bufferBytes, 16'384U);
}

void TstProxySession::afterSoManyConnectionsItStops()
{
    const PeerServer server;
    Proxy mode = proxyTo(server.port());
    mode.stopAfter = 2;
    const Attached attached(mode);
    for (int i = 0; i < 2; ++i) {
        Peer client = Peer::connectTo(attached.port());
        Peer accepted = server.accept();
        QVERIFY(client.send("x"));
        client.endSending();
        QCOMPARE_EQ(accepted.readAll().size(), 1U);
        accepted.close();
        QVERIFY(client.readAll().empty());
    }
    QVERIFY(eventually([&] { return attached->isOver(); }));
    QCOMPARE_EQ(attached.status().state, State::Stopped);
    QVERIFY(!attached.status().error);
    QVERIFY(!Peer::connectTo(attached.status().port).isOpen());
}

void TstProxySession::stopResetsBothAndFreesThePort()
{
    Through through;
    QVERIFY(through.client.send("x"));
    QCOMPARE_EQ(through.accepted.readBytes(1).size(), 1U);
    const std::uint16_t port = through.attached.port();
    through.attached->stop();
    QVERIFY(through.client.readAll().empty());
    QCOMPARE_EQ(through.client.lastError(), ECONNRESET);
    QVERIFY(through.accepted.readAll().empty());
    QCOMPARE_EQ(through.accepted.lastError(), ECONNRESET);
    Proxy again = proxyTo(through.server.port());
    again.at.port = port;
    QCOMPARE_EQ(Attached(again).port(), port);
    QCOMPARE_EQ(through.story(), u"open >chunk close"_s);
}

namespace {

// A process of its own that proxies from a port it tells by a pipe.
pid_t startProxying(const std::string &folder, std::uint16_t to, std::uint16_t &port)
{
    std::array<int, 2> tell{};
    if (::pipe(tell.data()) != 0)
        std::abort();
    const pid_t child = ::fork();
    if (child == 0) {
        auto session = Session::start(recordingIn(folder, proxyTo(to)), {});
        if (!session || !eventually([&] { return (*session)->status().port != 0; }))
            ::_exit(1);
        const std::uint16_t own = (*session)->status().port;
        (void)!::write(tell[1], &own, sizeof own);
        ::pause();
        ::_exit(0);
    }
    ::close(tell[1]);
    const bool isTold = ::read(tell[0], &port, sizeof port) == sizeof port;
    ::close(tell[0]);
    if (!isTold)
        std::abort();
    return child;
}

}

void TstProxySession::whatWasForwardedSurvivesKill()
{
#ifdef __SANITIZE_THREAD__
    QSKIP("the sanitizer takes no threads after fork()");
#endif
    const std::vector<std::byte> piece = patternBytes(1U << 20U);
    std::mt19937 random(5);
    for (std::size_t round = 0; round < sized(10, 3); ++round) {
        const TempFolder folder;
        const PeerServer server;
        std::uint16_t port = 0;
        const pid_t child = startProxying(folder.path(), server.port(), port);
        const Peer client = Peer::connectTo(port);
        Peer accepted = server.accept();
        const std::size_t enough = 1'000 + random() % 20'000'000;
        std::vector<std::byte> arrived;
        {
            const std::jthread sends([&] {
                while (client.send(piece)) { }
            });
            arrived = accepted.readBytes(enough);
            ::kill(child, SIGKILL);
            const std::vector<std::byte> rest = accepted.readAll();
            arrived.insert(arrived.end(), rest.begin(), rest.end());
        }
        ::waitpid(child, nullptr, 0);
        QVERIFY(arrived.size() >= enough);
        const std::vector<SpoolListing> left = leftSpools(folder.path());
        QCOMPARE_EQ(left.size(), 1U);
        const Result<RecoveredSpool> recovered = recoverSpool(left[0].path);
        QVERIFY(recovered);
        const std::vector<std::byte> recorded = recordedBytes(*recovered->log, 0, Direction::ToServer);
        QVERIFY(recorded.size() >= arrived.size());
        QVERIFY(std::ranges::equal(Bytes(recorded).first(arrived.size()), arrived));
        for (std::size_t at = 0; at < recorded.size(); at += piece.size()) {
            const Bytes part = Bytes(recorded).subspan(at, std::min(piece.size(), recorded.size() - at));
            QVERIFY(std::ranges::equal(part, Bytes(piece).first(part.size())));
        }
    }
}

void TstProxySession::stopTellsOfClientsWithoutAServer()
{
    std::latch asked(1);
    std::latch released(1);
    const Attached attached(Proxy{.to = {.host = "a.name", .port = 9}}, [&](Options &options) {
        options.resolve = [&](const PeerAddress & /*name*/) {
            asked.count_down();
            released.wait();
            return std::vector<PeerAddress>{};
        };
    });
    const Peer client = Peer::connectTo(attached.port());
    asked.wait();
    std::jthread stops([&] { attached->stop(); });
    QVERIFY(eventually([&] { return attached.status().connectionsSeen == 1; }));
    released.count_down();
    stops.join();
    QCOMPARE_EQ(qtText(attached.story(0)), u"open failed 125"_s);
    QCOMPARE_EQ(openingOf(*attached->log(), 0).client.port, client.localPort());
}

FRAMELENS_TEST(TstProxySession)
#include "tst_proxy_session.moc"

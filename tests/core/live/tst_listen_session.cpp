// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/live_session.h"
#include "core/stream/recording.h"
#include "tests/support/allocation_count.h"
#include "tests/support/qt_text.h"
#include "tests/support/sessions.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>
#include <thread>

#include <sys/resource.h>

using namespace framelens;
using namespace framelens::live;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

bool allOver(const Attached &attached, std::uint32_t connections)
{
    return eventually([&] {
        const Status status = attached.status();
        return status.connectionsSeen == connections && status.connectionsOpen == 0;
    });
}

std::uint64_t received(const Attached &attached) { return attached.status().bytesToServer; }

// Fewer descriptors for this process while it lives.
class FewDescriptors
{
public:
    explicit FewDescriptors(rlim_t most)
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit few{most, m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    FewDescriptors(const FewDescriptors &) = delete;
    FewDescriptors &operator=(const FewDescriptors &) = delete;

private:
    rlimit m_before{};
};

}

class TstListenSession : public QObject
{
    Q_OBJECT

private slots:
    void eachConnectionIsAConversationOfItsOwn();
    void aResetOfOneLeavesTheOthers();
    void aResetAtAnyByteOfAMessageLeavesWhatCame();
    void aPortInUseIsToldAndAFreeOneOffered();
    void stopFreesThePortAtOnce();
    void anAddressForOthersIsTakenWhenAllowed();
    void aFloodIsRecordedWithinTheBuffers();
    void oneByteAtATimeIsRecordedInOrder();
    void manyThatOpenAndCloseAtOnceAreAllSeen();
    void aboveTheLimitOfConnectionsAcceptingWaits();
    void withoutDescriptorsAcceptingWaits();
    void aReceivedChunkCostsNoMalloc();
};

void TstListenSession::eachConnectionIsAConversationOfItsOwn()
{
    const Attached attached(Listen{});
    const std::uint16_t port = attached.port();
    QCOMPARE_EQ(attached.status().state, State::Listening);
    Peer first = Peer::connectTo(port);
    QVERIFY(first.send("from the first"));
    QVERIFY(eventually([&] { return received(attached) == 14; }));
    Peer second = Peer::connectTo(port);
    QVERIFY(second.send("from the second"));
    QVERIFY(eventually([&] { return received(attached) == 29; }));
    QVERIFY(first.send(", again"));
    const std::uint16_t firstPort = first.localPort();
    first.close();
    second.close();
    QVERIFY(allOver(attached, 2));
    QCOMPARE_EQ(attached.status().state, State::Listening);
    QCOMPARE_EQ(qtText(asText(attached.bytes(0, Direction::ToServer))), u"from the first, again"_s);
    QCOMPARE_EQ(qtText(asText(attached.bytes(1, Direction::ToServer))), u"from the second"_s);
    QCOMPARE_EQ(qtText(attached.story(0)), u"open >chunk >half close"_s);
    QCOMPARE_EQ(openingOf(*attached->log(), 0).client.port, firstPort);
    QCOMPARE_EQ(openingOf(*attached->log(), 0).server.port, port);
}

void TstListenSession::aResetOfOneLeavesTheOthers()
{
    const Attached attached(Listen{});
    Peer first = Peer::connectTo(attached.port());
    Peer second = Peer::connectTo(attached.port());
    QVERIFY(first.send("abc"));
    QVERIFY(eventually([&] { return received(attached) == 3; }));
    first.reset();
    QVERIFY(eventually([&] { return attached.status().connectionsOpen == 1; }));
    QVERIFY(second.send("def"));
    QVERIFY(eventually([&] { return received(attached) == 6; }));
    QCOMPARE_EQ(qtText(attached.story(0)), u"open >chunk >reset"_s);
    QVERIFY(!attached->isOver());
}

// A message of 64 bytes, broken off by a reset behind each of them.
void TstListenSession::aResetAtAnyByteOfAMessageLeavesWhatCame()
{
    constexpr std::uint32_t size = 64;
    std::vector<std::byte> message = patternBytes(size);
    const std::array length{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{size - 4}};
    std::ranges::copy(length, message.begin());
    const Attached attached(Listen{});
    std::uint64_t sent = 0;
    for (std::uint32_t bytes = 0; bytes <= size; ++bytes) {
        Peer peer = Peer::connectTo(attached.port());
        QVERIFY(peer.send(Bytes(message).first(bytes)));
        sent += bytes;
        QVERIFY(eventually([&] { return received(attached) == sent && attached.status().connectionsSeen == bytes + 1; }));
        peer.reset();
        QVERIFY(allOver(attached, bytes + 1));
    }
    attached->stop();
    Recording recording(attached->log(), Registry::builtIn(), {.framer = parseFramer("u32be").value()});
    Job job;
    while (recording.advance(job, false)) { }
    QCOMPARE_EQ(recording.streamCount(), size + 1U);
    std::vector<std::vector<FrameView>> frames(size + 1);
    for (std::uint32_t i = 0; i < recording.count(); ++i)
        frames[recording.frame(i).info.conversation].push_back(recording.view(i));
    for (std::uint32_t bytes = 0; bytes <= size; ++bytes) {
        QCOMPARE_EQ(frames[bytes].size(), bytes == 0 ? 1U : 2U);
        QVERIFY(frames[bytes].back().info.kind == FrameKind::Reset);
        if (bytes == 0)
            continue;
        QVERIFY(frames[bytes][0].info.kind == (bytes == size ? FrameKind::Message : FrameKind::Incomplete));
        QVERIFY(std::ranges::equal(frames[bytes][0].bytes.bytes(), Bytes(message).first(bytes)));
    }
}

void TstListenSession::aPortInUseIsToldAndAFreeOneOffered()
{
    const PeerServer taken;
    const PeerAddress at{.host = "127.0.0.1", .port = taken.port()};
    const Attached attached(Listen{at});
    QVERIFY(eventually([&] { return attached->isOver(); }));
    const Status status = attached.status();
    QCOMPARE_EQ(status.state, State::Failed);
    QVERIFY(status.error);
    QCOMPARE_EQ(status.error->systemError, EADDRINUSE);
    QCOMPARE_EQ(qtText(describe(*status.error)),
                u"127.0.0.1:%1: cannot be listened on: Address already in use"_s.arg(taken.port()));
    const auto near = freePortNear(at);
    QVERIFY(near);
    const Attached there(Listen{{.host = "127.0.0.1", .port = *near}});
    QCOMPARE_EQ(there.port(), *near);
}

void TstListenSession::stopFreesThePortAtOnce()
{
    auto attached = std::make_unique<Attached>(Listen{});
    const std::uint16_t port = attached->port();
    Peer peer = Peer::connectTo(port);
    QVERIFY(peer.send("x"));
    QVERIFY(eventually([&] { return received(*attached) == 1; }));
    attached->session().stop();
    QVERIFY(!Peer::connectTo(port).isOpen());
    const Attached again(Listen{{.host = "127.0.0.1", .port = port}});
    QCOMPARE_EQ(again.port(), port);
    QCOMPARE_EQ(qtText(attached->story(0)), u"open >chunk close"_s);
}

void TstListenSession::anAddressForOthersIsTakenWhenAllowed()
{
    const Attached attached(Listen{{.host = "0.0.0.0", .port = 0}}, [](Options &options) { options.allowsOthers = true; });
    Peer peer = Peer::connectTo(attached.port());
    QVERIFY(peer.send("x"));
    QVERIFY(eventually([&] { return received(attached) == 1; }));
}

void TstListenSession::aFloodIsRecordedWithinTheBuffers()
{
    const std::size_t total = sized(std::size_t{64} << 20U, std::size_t{8} << 20U);
    constexpr std::size_t buffers = std::size_t{512} * 1024;
    const Attached attached(Listen{}, [](Options &options) {
        options.bufferBytes = buffers;
        options.mostConnections = 4;
    });
    Peer peer = Peer::connectTo(attached.port());
    const std::vector<std::byte> piece = patternBytes(1U << 20U);
    for (std::size_t sent = 0; sent < total; sent += piece.size())
        QVERIFY(peer.send(piece));
    peer.close();
    QVERIFY(allOver(attached, 1));
    attached->stop();
    QCOMPARE_EQ(received(attached), total);
    QVERIFY(attached.status().bufferBytes > 0);
    QVERIFY(attached.status().bufferBytes <= buffers);
    const Bytes all = attached->log()->store()->bytes();
    QCOMPARE_EQ(all.size(), total);
    for (std::size_t at = 0; at < total; at += piece.size())
        QVERIFY(std::ranges::equal(all.subspan(at, piece.size()), piece));
}

void TstListenSession::oneByteAtATimeIsRecordedInOrder()
{
    const Attached attached(Listen{});
    Peer peer = Peer::connectTo(attached.port());
    const std::vector<std::byte> all = patternBytes(sized(20'000, 2'000));
    for (const std::byte byte : all)
        QVERIFY(peer.send(Bytes(&byte, 1)));
    peer.close();
    QVERIFY(allOver(attached, 1));
    QVERIFY(attached.bytes(0, Direction::ToServer) == all);
}

void TstListenSession::manyThatOpenAndCloseAtOnceAreAllSeen()
{
    const Attached attached(Listen{});
    const std::uint16_t port = attached.port();
    constexpr std::uint32_t many = 500;
    for (std::uint32_t i = 0; i < many; ++i) {
        Peer peer = Peer::connectTo(port);
        QVERIFY(peer.isOpen());
        if (i % 3 == 0)
            peer.reset();
    }
    QVERIFY(allOver(attached, many));
    Peer after = Peer::connectTo(port);
    QVERIFY(after.send("still there"));
    QVERIFY(eventually([&] { return received(attached) == 11; }));
    for (std::uint32_t i = 0; i < many; ++i)
        QVERIFY(attached.story(i) == "open >half close" || attached.story(i) == "open >reset");
}

void TstListenSession::aboveTheLimitOfConnectionsAcceptingWaits()
{
    const Attached attached(Listen{}, [](Options &options) { options.mostConnections = 3; });
    std::vector<Peer> peers;
    for (int i = 0; i < 5; ++i) {
        peers.push_back(Peer::connectTo(attached.port())); // the system lets them wait in its queue
        QVERIFY(peers.back().send("x"));
    }
    QVERIFY(eventually([&] { return received(attached) == 3; }));
    QCOMPARE_EQ(attached.status().connectionsOpen, 3U);
    peers[0].close();
    QVERIFY(eventually([&] { return received(attached) == 4; }));
    peers[1].close();
    QVERIFY(eventually([&] { return received(attached) == 5; }));
}

void TstListenSession::withoutDescriptorsAcceptingWaits()
{
    const Attached attached(Listen{});
    const std::uint16_t port = attached.port();
    std::vector<Peer> peers;
    {
        for (int i = 0; i < 6; ++i)
            peers.push_back(Peer::connectTo(port));
        QVERIFY(eventually([&] { return attached.status().connectionsSeen == 6; }));
        int highest = 0;
        for (const Peer &peer : peers)
            highest = std::max(highest, peer.fd());
        const FewDescriptors few(static_cast<rlim_t>(highest) + 8);
        while (peers.size() < 64) {
            Peer peer = Peer::connectTo(port);
            if (!peer.isOpen())
                break;
            peers.push_back(std::move(peer));
        }
        QVERIFY(peers.size() < 64); // none are left, for us and for the session
        for (const Peer &peer : peers)
            QVERIFY(peer.send("x"));
    }
    QVERIFY(eventually([&] { return received(attached) == peers.size(); }));
    QVERIFY(!attached->isOver());
}

void TstListenSession::aReceivedChunkCostsNoMalloc()
{
    std::atomic<std::size_t> allocations = 0;
    // The wake-up runs in the session's thread, whose allocations are counted.
    const Attached attached(Listen{}, {}, [&] { allocations = allocationCount(); });
    Peer peer = Peer::connectTo(attached.port());
    std::uint64_t sent = 0;
    const auto exchange = [&](std::size_t size) {
        QVERIFY(peer.send(patternBytes(size)));
        sent += size;
        QVERIFY(eventually([&] { return received(attached) == sent; }));
        attached->taken();
    };
    for (int i = 0; i < 20; ++i)
        exchange(200'000); // blocks, handlers and lists have their size after that
    attached->taken();
    exchange(10);
    QVERIFY(eventually([&] { return allocations > 0; }));
    const std::size_t before = allocations;
    for (int i = 0; i < 100; ++i)
        exchange(i % 2 == 0 ? 100 : 50'000);
    QVERIFY(eventually([&] { return received(attached) == sent; }));
    QCOMPARE_EQ(allocations.load(), before);
}

FRAMELENS_TEST(TstListenSession)
#include "tst_listen_session.moc"

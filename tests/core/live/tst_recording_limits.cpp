// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a session does when its recording cannot go on: a full disk, a limit, a file that somebody else removed.
#include "core/live/live_session.h"
#include "tests/support/qt_text.h"
#include "tests/support/sessions.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>
#include <filesystem>
#include <latch>
#include <thread>

#include <sys/mount.h>
#include <sys/uio.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::live;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

/// A disk of 2 MiB, where root may make one.
class SmallDisk
{
public:
    SmallDisk()
        : m_isMounted(::mount("tmpfs", m_folder.path().c_str(), "tmpfs", 0, "size=2m") == 0)
    {
    }
    ~SmallDisk()
    {
        if (m_isMounted)
            ::umount2(m_folder.path().c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    bool isMounted() const { return m_isMounted; }
    std::function<void(Options &)> there() const
    {
        return [this](Options &options) { options.spool.folder = m_folder.path(); };
    }
    /// Room again.
    bool grow() const { return ::mount("tmpfs", m_folder.path().c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0; }

private:
    TempFolder m_folder;
    bool m_isMounted;
};

bool isHeld(const Attached &attached)
{
    return eventually([&] { return attached.status().recordingHeld.has_value(); });
}

constexpr std::size_t more = 8'000'000; // than the disk holds

}

class TstRecordingLimits : public QObject
{
    Q_OBJECT

private slots:
    void aFullDiskHoldsReadingUntilRetried();
    void aFullDiskStopsForwardingUntilRetried();
    void aFullDiskIsForwardedUnrecordedIfWanted();
    void stoppedWhileHeldTellsWhatWasNotSaved();
    void aLastSyncThatFailsIsTold();
    void aDiskThatIsNearlyFullIsTold();
    void theSpoolsLimitStopsToTheByte();
    void aLimitMetByWhatTheDiskHeldUpLeavesTheEnds();
    void aRecordingThatWasRemovedIsTold();
    void aRecordingThatWasCutIsTold();
    void notesAreKept();
};

void TstRecordingLimits::aFullDiskHoldsReadingUntilRetried()
{
    const SmallDisk disk;
    if (!disk.isMounted())
        QSKIP("only root may mount a small disk");
    const Attached attached(Listen{}, disk.there());
    const std::vector<std::byte> all = patternBytes(more);
    Peer peer = Peer::connectTo(attached.port());
    std::atomic<bool> isSent = false;
    const std::jthread sends([&] {
        (void)peer.send(all);
        peer.endSending();
        isSent = true;
    });
    QVERIFY(isHeld(attached));
    QCOMPARE_EQ(attached.status().recordingHeld->systemError, ENOSPC);
    QVERIFY(qtText(describe(*attached.status().recordingHeld)).endsWith(u": No space left on device"_s));
    QVERIFY(!isSent); // what is not recorded is not read
    const std::uint64_t before = attached.status().bytesToServer;
    QVERIFY(before > 0);
    attached->retry(); // still full
    QVERIFY(eventually([&] { return attached.status().recordingHeld.has_value(); }));
    QVERIFY(disk.grow());
    attached->retry();
    QVERIFY(eventually([&] { return attached.status().connectionsOpen == 0 && attached.status().connectionsSeen == 1; }));
    QVERIFY(!attached.status().recordingHeld);
    QVERIFY(attached.bytes(0, Direction::ToServer) == all);
}

void TstRecordingLimits::aFullDiskStopsForwardingUntilRetried()
{
    const SmallDisk disk;
    if (!disk.isMounted())
        QSKIP("only root may mount a small disk");
    const PeerServer server;
    const Attached attached(Proxy{.to = {.host = "127.0.0.1", .port = server.port()}}, disk.there());
    const std::vector<std::byte> all = patternBytes(more);
    Peer peer = Peer::connectTo(attached.port());
    Peer accepted = server.accept();
    const std::jthread sends([&] {
        (void)peer.send(all);
        peer.endSending();
    });
    std::vector<std::byte> arrived;
    std::jthread reads([&] { arrived = accepted.readAll(); });
    QVERIFY(isHeld(attached));
    QCOMPARE_EQ(attached.status().bytesUnrecorded, 0U);
    QVERIFY(disk.grow());
    QVERIFY(eventually([&] { // a retry may come before the system has the room
        attached->retry();
        return attached.status().bytesToServer == all.size();
    }));
    reads.join();
    QVERIFY(arrived == all);
    QVERIFY(attached.bytes(0, Direction::ToServer) == all);
}

void TstRecordingLimits::aFullDiskIsForwardedUnrecordedIfWanted()
{
    const SmallDisk disk;
    if (!disk.isMounted())
        QSKIP("only root may mount a small disk");
    const PeerServer server;
    const Attached attached(
        Proxy{.to = {.host = "127.0.0.1", .port = server.port()}, .forwardsUnrecorded = true}, disk.there());
    const std::vector<std::byte> all = patternBytes(more);
    Peer peer = Peer::connectTo(attached.port());
    Peer accepted = server.accept();
    const std::jthread sends([&] { (void)peer.send(all); });
    QVERIFY(accepted.readBytes(all.size()) == all);
    QVERIFY(attached.status().recordingHeld);
    const std::uint64_t unrecorded = attached.status().bytesUnrecorded;
    QVERIFY(unrecorded > more / 2);
    QVERIFY(disk.grow());
    attached->retry();
    QVERIFY(eventually([&] { return !attached.status().recordingHeld; }));
    QVERIFY(eventually([&] { return attached.story(0).ends_with(">dropped " + std::to_string(unrecorded)); }));
    QVERIFY(accepted.send("recorded again"));
    QCOMPARE_EQ(qtText(asText(peer.readBytes(14))), u"recorded again"_s);
    QCOMPARE_EQ(qtText(asText(attached.bytes(0, Direction::ToClient))), u"recorded again"_s);
    const std::vector<std::byte> recorded = attached.bytes(0, Direction::ToServer);
    QCOMPARE_EQ(recorded.size() + unrecorded, all.size());
    QVERIFY(std::ranges::equal(recorded, Bytes(all).first(recorded.size())));
}

void TstRecordingLimits::stoppedWhileHeldTellsWhatWasNotSaved()
{
    const SmallDisk disk;
    if (!disk.isMounted())
        QSKIP("only root may mount a small disk");
    const Attached attached(Listen{}, disk.there());
    const std::vector<std::byte> all = patternBytes(more);
    Peer peer = Peer::connectTo(attached.port());
    const std::jthread sends([&] { (void)peer.send(all); });
    QVERIFY(isHeld(attached));
    attached->stop();
    QCOMPARE_EQ(attached.status().state, State::Stopped);
    const QString said = qtText(describe(*attached.status().recordingHeld));
    QVERIFY2(said.endsWith(u" bytes unsaved)"_s), qPrintable(said));
    const std::vector<std::byte> recorded = attached.bytes(0, Direction::ToServer);
    QCOMPARE_EQ(recorded.size(), attached.status().bytesToServer);
    QVERIFY(std::ranges::equal(recorded, Bytes(all).first(recorded.size())));
}

void TstRecordingLimits::aLastSyncThatFailsIsTold()
{
    const Attached attached(Listen{}, [](Options &options) {
        options.spool.syncs = true;
        options.spool.calls.fdatasync = [](int) {
            errno = EIO;
            return -1;
        };
    });
    Peer peer = Peer::connectTo(attached.port());
    QVERIFY(peer.send("abc"));
    QVERIFY(eventually([&] { return attached.status().bytesToServer == 3; }));
    QVERIFY(!attached.status().unsynced);
    attached->stop();
    const auto told = attached.status().unsynced;
    QVERIFY(told && told->action == Action::Sync && told->systemError == EIO);
    QCOMPARE_EQ(attached.bytes(0, Direction::ToServer).size(), std::size_t{3});
}

void TstRecordingLimits::aDiskThatIsNearlyFullIsTold()
{
    const SmallDisk disk; // less than the reserve
    if (!disk.isMounted())
        QSKIP("only root may mount a small disk");
    const Attached attached(Listen{}, disk.there());
    QVERIFY(eventually([&] { return attached.status().fewBytesFree; }));
    QVERIFY(!attached.status().recordingHeld && !attached->isOver());
}

void TstRecordingLimits::theSpoolsLimitStopsToTheByte()
{
    const Attached attached(Listen{}, [](Options &options) { options.spool.mostBytes = 1'234'567; });
    const std::vector<std::byte> all = patternBytes(3'000'000);
    Peer peer = Peer::connectTo(attached.port());
    const std::jthread sends([&] { (void)peer.send(all); });
    QVERIFY(eventually([&] { return attached->isOver(); }));
    const Status status = attached.status();
    QCOMPARE_EQ(status.state, State::Stopped);
    QCOMPARE_EQ(status.error->reason, Reason::LimitReached);
    QVERIFY(!status.recordingHeld);
    const std::vector<std::byte> recorded = attached.bytes(0, Direction::ToServer);
    QCOMPARE_EQ(recorded.size(), 1'234'567U);
    QVERIFY(std::ranges::equal(recorded, Bytes(all).first(recorded.size())));
    QVERIFY(!Peer::connectTo(status.port).isOpen());
    attached->stop();
    QCOMPARE_EQ(qtText(attached.story(0)), u"open >chunk close"_s);
}

void TstRecordingLimits::aLimitMetByWhatTheDiskHeldUpLeavesTheEnds()
{
    const auto isFull = std::make_shared<std::atomic<bool>>(false);
    std::atomic<bool> isBlocked = false;
    std::latch released(1);
    const Attached attached(
        Listen{},
        [&](Options &options) {
            options.spool.mostBytes = 10;
            options.spool.calls.pwritev = [isFull](int fd, const iovec *pieces, int count, off_t offset) -> ssize_t {
                if (!isFull->load())
                    return ::pwritev(fd, pieces, count, offset);
                errno = ENOSPC;
                return -1;
            };
        },
        [&] {
            if (isBlocked.exchange(false))
                released.wait(); // what is sent meanwhile comes in one turn
        });
    std::array<Peer, 4> peers;
    for (Peer &peer : peers)
        peer = Peer::connectTo(attached.port());
    QVERIFY(eventually([&] { return attached.status().connectionsSeen == peers.size(); }));
    isBlocked = true;
    attached->taken();
    peers[3].close();
    QVERIFY(eventually([&] { return !isBlocked; }));
    isFull->store(true);
    QVERIFY(peers[0].send("1234"));
    peers[1].close(); // an event between the pieces: they are not appended together
    QVERIFY(peers[2].send("all of this is too much"));
    released.count_down();
    QVERIFY(isHeld(attached));
    isFull->store(false);
    attached->stop();
    QCOMPARE_EQ(qtText(attached.story(0)), u"open >chunk close"_s);
    QCOMPARE_EQ(qtText(attached.story(2)), u"open >chunk close"_s);
    QCOMPARE_EQ(qtText(asText(attached.bytes(2, Direction::ToServer))), u"all of"_s);
    QVERIFY(attached.status().error && attached.status().error->reason == Reason::LimitReached);
}

void TstRecordingLimits::aRecordingThatWasRemovedIsTold()
{
    const Attached attached(Listen{});
    Peer peer = Peer::connectTo(attached.port());
    QVERIFY(peer.send("before"));
    QVERIFY(eventually([&] { return attached.status().bytesToServer == 6; }));
    std::filesystem::remove(attached->log()->path());
    QVERIFY(eventually([&] { return attached.status().error.has_value(); }));
    const QString said = qtText(describe(*attached.status().error));
    QVERIFY2(said.contains(u": was cut, replaced or removed by somebody else"_s) && said.startsWith(qtText(attached->log()->path())),
             qPrintable(said));
    QVERIFY(peer.send(", after"));
    QVERIFY(isHeld(attached)); // what cannot be recorded is not read
    QCOMPARE_EQ(attached.status().recordingHeld->reason, Reason::SourceLost);
    attached->stop();
    QCOMPARE_EQ(qtText(asText(attached.bytes(0, Direction::ToServer))), u"before"_s);
}

void TstRecordingLimits::aRecordingThatWasCutIsTold()
{
    const Attached attached(Listen{});
    Peer peer = Peer::connectTo(attached.port());
    QVERIFY(peer.send(patternBytes(100'000)));
    QVERIFY(eventually([&] { return attached.status().bytesToServer == 100'000; }));
    const std::uint32_t before = attached->log()->generation();
    std::filesystem::resize_file(attached->log()->path(), 10);
    QVERIFY(peer.send("after"));
    QVERIFY(isHeld(attached));
    QCOMPARE_EQ(attached.status().recordingHeld->reason, Reason::SourceLost);
    QVERIFY(eventually([&] { return attached.status().error.has_value(); }));
    QVERIFY(attached->log()->generation() > before);
    attached->stop();
}

void TstRecordingLimits::notesAreKept()
{
    const Attached attached(Listen{});
    const std::uint16_t port = attached.port();
    attached->setNote("framing", "u32be");
    attached->stop();
    QCOMPARE_EQ(qtText(attached->log()->note("framing")), u"u32be"_s);
    QCOMPARE_EQ(qtText(attached->log()->note("title")), u"Listen on 127.0.0.1:0"_s);
    QVERIFY(port != 0);
}

FRAMELENS_TEST(TstRecordingLimits)
#include "tst_recording_limits.moc"

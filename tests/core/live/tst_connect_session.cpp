// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/live_session.h"
#include "tests/support/qt_text.h"
#include "tests/support/sessions.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <cerrno>
#include <latch>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::live;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

PeerAddress local(std::uint16_t port) { return {.host = "127.0.0.1", .port = port}; }

std::vector<std::byte> bytesOf(std::string_view text)
{
    const Bytes bytes = asBytes(text);
    return {bytes.begin(), bytes.end()};
}

QString errorOf(const Attached &attached)
{
    const Status status = attached.status();
    return status.error ? qtText(describe(*status.error)) : QString();
}

/// While it lives no more than so many descriptors can be opened.
class SpareDescriptors
{
public:
    explicit SpareDescriptors(int spare)
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const int lowest = ::dup(STDERR_FILENO);
        ::close(lowest);
        const rlimit few{static_cast<rlim_t>(lowest + spare), m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    ~SpareDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    SpareDescriptors(const SpareDescriptors &) = delete;
    SpareDescriptors &operator=(const SpareDescriptors &) = delete;

private:
    rlimit m_before = {};
};

bool isOver(const Attached &attached)
{
    return eventually([&] { return attached->isOver(); });
}

}

class TstConnectSession : public QObject
{
    Q_OBJECT

private slots:
    void whatTheServerSendsIsRecorded();
    void whatIsSentIsRecordedAsTheOtherDirection();
    void sendingEndsAndReadingGoesOn();
    void anEndOfSendingBeforeTheConnectionIsTold();
    void thePeersEndLetsSendingGoOn();
    void namesAndIpv6AreConnectedTo();
    void refusedIsToldByName();
    void aPeerThatNeverAcceptsTimesOut();
    void anUnknownNameIsToldByName();
    void aResetIsToldWithWhatCameBefore_data();
    void aResetIsToldWithWhatCameBefore();
    void aSilentPeerIsWaitedForAndStopEndsIt();
    void aLotIsSentInOrder();
    void whatIsGivenToSendIsUnsentAtOnce();
    void whatAResetLeavesUnsentIsNotWaitedFor();
    void unusableValuesStartNothing_data();
    void unusableValuesStartNothing();
    void withoutDescriptorsItIsAnError_data();
    void withoutDescriptorsItIsAnError();
    void sendingWithoutAConnectionIsRefused();
    void stopWhileConnectingEndsTheThread();
    void stopWaitsForANameThatIsLookedUp();
    void aResolverThatHangsDoesNotHangTheEnd();
    void theTimeLimitStopsAndIsNamed_data();
    void theTimeLimitStopsAndIsNamed();
    void discardRemovesTheFiles();
    void wakesOnceUntilTaken();
    void anyThreadMayAskAndStop();
};

void TstConnectSession::whatTheServerSendsIsRecorded()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept();
    QVERIFY(peer.send("hello "));
    QVERIFY(peer.send("world"));
    peer.close();
    QVERIFY(eventually([&] { return attached.status().state == State::HalfClosed; }));
    attached->endSending();
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::PeerClosed);
    QCOMPARE_EQ(attached.status().bytesToClient, 11U);
    QVERIFY(!attached.status().error);
    attached->stop();
    QCOMPARE_EQ(attached.bytes(0, Direction::ToClient), bytesOf("hello world"));
    QCOMPARE_EQ(qtText(attached.story(0)), u"open <chunk <half >half close"_s);
    const SpoolRecord open = openingOf(*attached->log(), 0);
    QCOMPARE_EQ(open.server.port, server.port());
    QVERIFY(open.client.port != 0);
    QCOMPARE_EQ(open.client.address[0], std::byte{127});
    QVERIFY(attached->log()->isFinished());
}

void TstConnectSession::whatIsSentIsRecordedAsTheOtherDirection()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept();
    QVERIFY(eventually([&] { return attached.status().state == State::Connected; }));
    QVERIFY(attached->send(bytesOf("GET ")));
    QVERIFY(attached->send(bytesOf("/\r\n")));
    QCOMPARE_EQ(peer.readBytes(7), bytesOf("GET /\r\n"));
    QVERIFY(peer.send("200"));
    QVERIFY(eventually([&] { return attached.status().bytesToClient == 3; }));
    QVERIFY(eventually([&] { return attached.status().bytesUnsent == 0; }));
    attached->stop();
    QCOMPARE_EQ(attached.status().state, State::Stopped);
    QVERIFY(!attached.status().error);
    QCOMPARE_EQ(attached.bytes(0, Direction::ToServer), bytesOf("GET /\r\n"));
    QCOMPARE_EQ(qtText(attached.story(0)), u"open >chunk <chunk close"_s);
}

void TstConnectSession::sendingEndsAndReadingGoesOn()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept();
    QVERIFY(eventually([&] { return attached->send(bytesOf("request")); }));
    attached->endSending();
    QCOMPARE_EQ(peer.readAll(), bytesOf("request"));
    QCOMPARE_EQ(peer.lastError(), 0);
    QVERIFY(peer.send("answer"));
    peer.close();
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::PeerClosed);
    QCOMPARE_EQ(attached.status().connectionsOpen, 0U);
    QCOMPARE_EQ(qtText(attached.story(0)), u"open >chunk >half <chunk <half close"_s);
}

void TstConnectSession::anEndOfSendingBeforeTheConnectionIsTold()
{
    const PeerServer server;
    std::latch ended(1);
    const Attached attached(Connect{{"a.name", server.port()}}, [&](Options &options) {
        options.resolve = [&](const PeerAddress &name) {
            ended.wait();
            return std::vector<PeerAddress>{local(name.port)};
        };
    });
    attached->endSending();
    ended.count_down();
    Peer peer = server.accept();
    QVERIFY(peer.readAll().empty());
    QCOMPARE_EQ(peer.lastError(), 0);
    QVERIFY(peer.send("answer"));
    peer.close();
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(qtText(attached.story(0)), u"open >half <chunk <half close"_s);
}

void TstConnectSession::thePeersEndLetsSendingGoOn()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept();
    peer.endSending();
    QVERIFY(eventually([&] { return attached.status().state == State::HalfClosed; }));
    QVERIFY(!attached->isOver());
    QVERIFY(attached->send(bytesOf("still here")));
    attached->endSending();
    QCOMPARE_EQ(peer.readAll(), bytesOf("still here"));
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::PeerClosed);
    QCOMPARE_EQ(qtText(attached.story(0)), u"open <half >chunk >half close"_s);
}

void TstConnectSession::namesAndIpv6AreConnectedTo()
{
    const PeerServer server;
    const Attached byName(Connect{{.host = "localhost", .port = server.port()}});
    QVERIFY(eventually([&] { return byName.status().state == State::Connected; }));
    const PeerServer six(16, true);
    const Attached bySix(Connect{{.host = "::1", .port = six.port()}});
    Peer peer = six.accept();
    QVERIFY(peer.send("6"));
    QVERIFY(eventually([&] { return bySix.status().bytesToClient == 1; }));
    QVERIFY(openingOf(*bySix->log(), 0).server.isIpv6);
    QCOMPARE_EQ(qtText(bySix.status().peer), u"[::1]:%1"_s.arg(six.port()));
}

void TstConnectSession::refusedIsToldByName()
{
    const RefusingPort refusing;
    const Attached attached(Connect{local(refusing.port())});
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::Failed);
    QCOMPARE_EQ(errorOf(attached),
                u"127.0.0.1:%1: cannot be connected to: Connection refused"_s.arg(refusing.port()));
}

void TstConnectSession::aPeerThatNeverAcceptsTimesOut()
{
    const PeerServer full(0); // its queue takes one; the system answers nobody after that
    std::vector<std::unique_ptr<Attached>> waiting;
    const auto timedOut = [&] {
        waiting.push_back(std::make_unique<Attached>(
            Connect{local(full.port())}, [](Options &options) { options.connectTimeout = std::chrono::milliseconds(200); }));
        const Attached &last = *waiting.back();
        return eventually([&] { return last.status().state != State::Connecting && last.status().state != State::Starting; })
            && last.status().state == State::Failed;
    };
    bool hasTimedOut = false;
    for (int i = 0; i < 4 && !hasTimedOut; ++i)
        hasTimedOut = timedOut();
    QVERIFY(hasTimedOut);
    QCOMPARE_EQ(errorOf(*waiting.back()),
                u"127.0.0.1:%1: cannot be connected to: Connection timed out"_s.arg(full.port()));
}

void TstConnectSession::anUnknownNameIsToldByName()
{
    const Attached attached(Connect{{.host = "nowhere.invalid", .port = 80}});
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::Failed);
    const QString said = errorOf(attached);
    QVERIFY2(said.startsWith(u"nowhere.invalid:80: the name cannot be resolved: "_s), qPrintable(said));
}

void TstConnectSession::aResetIsToldWithWhatCameBefore_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 2, 63, 64, 5000})
        QTest::addRow("%d bytes", size) << size;
}

void TstConnectSession::aResetIsToldWithWhatCameBefore()
{
    QFETCH(int, size);
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept();
    const std::vector<std::byte> sent = patternBytes(static_cast<std::size_t>(size));
    QVERIFY(peer.send(sent));
    QVERIFY(eventually([&] { return attached.status().bytesToClient == sent.size(); }));
    peer.reset();
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::Reset);
    QCOMPARE_EQ(errorOf(attached),
                u"127.0.0.1:%1: cannot be received from: Connection reset by peer"_s.arg(server.port()));
    attached->stop();
    QCOMPARE_EQ(attached.bytes(0, Direction::ToClient), sent);
    QCOMPARE_EQ(qtText(attached.story(0)), size == 0 ? u"open <reset"_s : u"open <chunk <reset"_s);
}

void TstConnectSession::aSilentPeerIsWaitedForAndStopEndsIt()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept();
    QVERIFY(eventually([&] { return attached.status().state == State::Connected; }));
    attached->stop();
    attached->stop();
    QCOMPARE_EQ(attached.status().state, State::Stopped);
    QVERIFY(attached->isOver());
    QVERIFY(peer.readAll().empty());
}

void TstConnectSession::aLotIsSentInOrder()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept(4096);
    const std::vector<std::byte> all = patternBytes(sized(3'000'000, 500'000));
    QVERIFY(eventually([&] { return attached.status().state == State::Connected; }));
    for (std::size_t at = 0, size = 1; at < all.size(); at += size, size = size * 3 + 1) {
        size = std::min(size, all.size() - at);
        const Bytes part = Bytes(all).subspan(at, size);
        QVERIFY(attached->send({part.begin(), part.end()}));
    }
    attached->endSending();
    QVERIFY(peer.readAll() == all);
    peer.close();
    attached->stop();
    QVERIFY(attached.bytes(0, Direction::ToServer) == all);
}

void TstConnectSession::whatIsGivenToSendIsUnsentAtOnce()
{
    const PeerServer server;
    std::atomic<bool> isHeld = false;
    std::latch released(1);
    const Attached attached(Connect{local(server.port())}, {}, [&] {
        if (isHeld.exchange(false))
            released.wait(); // the session's thread takes nothing meanwhile
    });
    Peer peer = server.accept();
    QVERIFY(eventually([&] { return attached.status().state == State::Connected; }));
    isHeld = true;
    attached->taken();
    QVERIFY(peer.send("x"));
    QVERIFY(eventually([&] { return !isHeld; }));
    QVERIFY(attached->send(std::vector<std::byte>(1000)));
    QVERIFY(attached->send(std::vector<std::byte>(234)));
    const std::uint64_t unsent = attached.status().bytesUnsent;
    released.count_down();
    QCOMPARE_EQ(unsent, 1234U);
    QCOMPARE_EQ(peer.readBytes(1234).size(), 1234U);
    QVERIFY(eventually([&] { return attached.status().bytesUnsent == 0; }));
}

void TstConnectSession::whatAResetLeavesUnsentIsNotWaitedFor()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept(4096);
    QVERIFY(eventually([&] { return attached.status().state == State::Connected; }));
    QVERIFY(attached->send(patternBytes(16'000'000))); // more than the system's buffers take
    QVERIFY(eventually([&] { return attached.status().bytesToServer > 0; }));
    QVERIFY(attached.status().bytesUnsent > 0);
    peer.reset();
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::Reset);
    QVERIFY(eventually([&] { return attached.status().bytesUnsent == 0; }));
}

void TstConnectSession::unusableValuesStartNothing_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("why");
    QTest::newRow("no host") << 0 << u":80: a host is needed: HOST:PORT"_s;
    QTest::newRow("no port") << 1 << u"a:0: port must be 1 to 65535"_s;
    QTest::newRow("listen for others") << 2
        << u"0.0.0.0:80: other computers could connect to this address; allow that, or listen on 127.0.0.1"_s;
    QTest::newRow("listen on a name") << 3 << u"example.org:80: an address to listen on is given in numbers"_s;
    QTest::newRow("no path") << 4 << u"the path of a pipe or file is needed"_s;
    QTest::newRow("no command") << 5 << u"a command is needed"_s;
    QTest::newRow("proxy to nowhere") << 6 << u":0: a host is needed: HOST:PORT"_s;
}

void TstConnectSession::unusableValuesStartNothing()
{
    QFETCH(int, which);
    QFETCH(QString, why);
    const std::vector<Mode> modes{Connect{{.host = "", .port = 80}}, PcapConnect{{.host = "a", .port = 0}},
                                  Listen{{.host = "0.0.0.0", .port = 80}}, Listen{{.host = "example.org", .port = 80}},
                                  PcapPipe{""}, PcapCommand{" \n"}, Proxy{}};
    const TempFolder folder;
    const auto session = Session::start(recordingIn(folder.path(), modes.at(static_cast<std::size_t>(which))), {});
    QVERIFY(!session);
    QCOMPARE_EQ(session.error().reason, Reason::BadValue);
    QCOMPARE_EQ(qtText(describe(session.error())), why);
    QVERIFY(leftSpools(folder.path()).empty());
}

void TstConnectSession::withoutDescriptorsItIsAnError_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("connect by name") << 0;
    QTest::newRow("listen") << 1;
    QTest::newRow("command") << 2;
}

// However few of them there are: what does not start says why, and leaves no files.
void TstConnectSession::withoutDescriptorsItIsAnError()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("The sanitizer looks at the exception through a pipe, for which there is no descriptor either.");
#endif
    QFETCH(int, which);
    const PeerServer server;
    const std::vector<Mode> modes{Connect{{"localhost", server.port()}}, Listen{}, PcapCommand{"true"}};
    const TempFolder folder;
    int refused = 0;
    int started = 0;
    for (int spare = 0; spare < 24; ++spare) {
        const SpareDescriptors few(spare);
        const auto session = Session::start(recordingIn(folder.path(), modes.at(static_cast<std::size_t>(which))), {});
        if (session) {
            ++started;
            QVERIFY(eventually([&] { return (*session)->status().state != State::Starting; }));
            (*session)->stop();
            (*session)->discard();
        } else {
            ++refused;
            QCOMPARE_EQ(session.error().systemError, EMFILE);
        }
    }
    QVERIFY(refused > 4 && started > 4);
    QVERIFY(leftSpools(folder.path()).empty());
}

void TstConnectSession::sendingWithoutAConnectionIsRefused()
{
    const RefusingPort refusing;
    const Attached attached(Connect{local(refusing.port())});
    QVERIFY(isOver(attached));
    QVERIFY(!attached->send(bytesOf("x")));
    const Attached listening(Listen{});
    QVERIFY(listening.port() != 0);
    QVERIFY(!listening->send(bytesOf("x")));
}

void TstConnectSession::stopWhileConnectingEndsTheThread()
{
    const PeerServer full(0);
    std::vector<std::unique_ptr<Attached>> several; // the later of them wait for an answer
    for (int i = 0; i < 4; ++i)
        several.push_back(std::make_unique<Attached>(Connect{local(full.port())}));
    for (const auto &attached : several)
        attached->session().stop();
    const Attached resolving(Connect{{.host = "nowhere.invalid", .port = 80}});
    resolving->stop();
    QVERIFY(resolving->isOver());
}

void TstConnectSession::stopWaitsForANameThatIsLookedUp()
{
    std::latch asked(1);
    std::latch stopping(1);
    std::atomic<bool> isDone = false;
    const Attached attached(Connect{{"a.name", 9}}, [&](Options &options) {
        options.resolve = [&](const PeerAddress &name) {
            asked.count_down();
            stopping.wait();
            isDone = name.host == "a.name";
            return std::vector<PeerAddress>{{"127.0.0.1", 9}};
        };
    });
    asked.wait();
    QVERIFY(eventually([&] { return attached.status().state == State::Resolving; }));
    stopping.count_down();
    attached->stop();
    QVERIFY(isDone);
    QCOMPARE_EQ(attached.status().state, State::Stopped);
}

void TstConnectSession::aResolverThatHangsDoesNotHangTheEnd()
{
    const auto asked = std::make_shared<std::latch>(1); // theirs is the longer life
    const auto released = std::make_shared<std::latch>(1);
    const auto ended = std::make_shared<std::latch>(1);
    {
        const Attached attached(Connect{{"a.name", 9}}, [&](Options &options) {
            options.resolve = [asked, released, ended](const PeerAddress & /*name*/) {
                asked->count_down();
                released->wait();
                ended->count_down();
                return std::vector<PeerAddress>{{"127.0.0.1", 9}};
            };
        });
        asked->wait();
        attached->stop();
        QVERIFY(!ended->try_wait());
        QCOMPARE_EQ(attached.status().state, State::Stopped);
    } // the session is gone
    released->count_down();
    ended->wait();
}

void TstConnectSession::theTimeLimitStopsAndIsNamed_data()
{
    QTest::addColumn<bool>("isHalfClosed");
    QTest::newRow("open") << false;
    QTest::newRow("the peer has ended its sending") << true;
}

void TstConnectSession::theTimeLimitStopsAndIsNamed()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())},
                            [](Options &options) { options.mostTime = std::chrono::seconds(1); });
    QFETCH(bool, isHalfClosed);
    Peer peer = server.accept();
    if (isHalfClosed)
        peer.endSending();
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::Stopped);
    const QString said = errorOf(attached);
    QVERIFY2(said.endsWith(u": stopped: recorded for 1 s, as was asked for"_s), qPrintable(said));
}

void TstConnectSession::discardRemovesTheFiles()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept();
    QVERIFY(peer.send("x"));
    QVERIFY(eventually([&] { return attached.status().bytesToClient == 1; }));
    attached->stop();
    QCOMPARE_EQ(leftSpools(attached.folder().path()).size(), 1U);
    attached->discard();
    QVERIFY(leftSpools(attached.folder().path()).empty());
    QCOMPARE_EQ(attached.bytes(0, Direction::ToClient), bytesOf("x")); // views stay readable
}

void TstConnectSession::wakesOnceUntilTaken()
{
    const PeerServer server;
    std::atomic<int> wakes = 0;
    const Attached attached(Connect{local(server.port())}, {}, [&] { ++wakes; });
    Peer peer = server.accept();
    for (std::uint64_t i = 1; i <= 20; ++i) {
        QVERIFY(peer.send("x"));
        QVERIFY(eventually([&] { return attached.status().bytesToClient == i; }));
    }
    QCOMPARE_EQ(wakes.load(), 1);
    attached->taken();
    QVERIFY(peer.send("x"));
    QVERIFY(eventually([&] { return wakes == 2; }));
}

void TstConnectSession::anyThreadMayAskAndStop()
{
    const PeerServer server;
    const Attached attached(Connect{local(server.port())});
    Peer peer = server.accept();
    std::vector<std::jthread> threads;
    std::atomic<int> stopped = 0;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int turn = 0; turn < 200; ++turn) {
                (void)attached->send(bytesOf("x"));
                (void)attached.status();
                attached->taken();
                attached->retry();
                attached->setNote("turn", std::to_string(turn));
                (void)recordedStory(*attached->log(), 0);
            }
            attached->stop();
            stopped += attached->isOver() ? 1 : 0;
        });
    threads.clear();
    QCOMPARE_EQ(stopped.load(), 4);
    const std::size_t recorded = attached.bytes(0, Direction::ToServer).size();
    QVERIFY(peer.readAll().size() <= recorded);
}

FRAMELENS_TEST(TstConnectSession)
#include "tst_connect_session.moc"

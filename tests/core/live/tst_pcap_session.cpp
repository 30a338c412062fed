// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A pcap stream, wherever it comes from, is the spool's data file to the byte.
#include "core/capture/capture.h"
#include "core/live/live_session.h"
#include "tests/support/capture_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/sessions.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::live;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

bool isOver(const Attached &attached)
{
    return eventually([&] { return attached->isOver(); });
}

bool holds(const Attached &attached, Bytes all)
{
    return std::ranges::equal(attached->log()->store()->bytes(), all);
}

QString errorOf(const Attached &attached)
{
    const Status status = attached.status();
    return status.error ? qtText(describe(*status.error)) : QString();
}

// Standard input is something else while this lives.
class OtherInput
{
public:
    explicit OtherInput(int fd)
        : m_before(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3))
    {
        ::dup2(fd, STDIN_FILENO);
    }
    ~OtherInput()
    {
        ::dup2(m_before, STDIN_FILENO);
        ::close(m_before);
    }
    OtherInput(const OtherInput &) = delete;
    OtherInput &operator=(const OtherInput &) = delete;

private:
    int m_before;
};

bool isAlive(pid_t process) { return ::kill(process, 0) == 0; }

}

class TstPcapSession : public QObject
{
    Q_OBJECT

private slots:
    void aServersStreamIsTheFile();
    void garbageIsRecordedAndRefused_data();
    void garbageIsRecordedAndRefused();
    void theFirstClientIsTheStreamAndThePortIsFreeThen();
    void aFifoIsReadFromBeforeItsWriterComes();
    void aFileIsReadToItsEnd();
    void standardInputIsRead();
    void aPathThatIsNotThereIsTold();
    void aFolderIsNoStream();
    void aCommandsOutputIsTheStream();
    void aCommandThatFailsSaysWhy();
    void onlyTheEndOfWhatACommandSaysIsKept();
    void stopEndsACommandAndAllItStarted();
    void aCommandKeepsNoPortOfOthers();
    void aCommandThatIgnoresItsEndIsKilled();
    void aCommandThatEndsItsOutputAloneIsEnded();
    void stopWithoutAWriterEnds();
};

void TstPcapSession::aServersStreamIsTheFile()
{
    const Buffer capture = mixedPcap(2000);
    const PeerServer server;
    const Attached attached(PcapConnect{{.host = "127.0.0.1", .port = server.port()}});
    Peer peer = server.accept();
    QVERIFY(peer.send(capture));
    peer.close();
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::PeerClosed);
    QVERIFY(holds(attached, capture));
    QCOMPARE_EQ(attached.status().connectionsOpen, 0U);
}

void TstPcapSession::garbageIsRecordedAndRefused_data()
{
    QTest::addColumn<std::vector<std::byte>>("sent");
    QTest::addColumn<int>("frames"); // -1: it is no capture at all
    std::vector<std::byte> random(1'000'000);
    std::mt19937 source(1);
    std::ranges::generate(random, [&source] { return static_cast<std::byte>(source()); });
    QTest::newRow("random bytes") << random << -1;
    for (const std::uint32_t length : {0U, 3U, 0xffffffffU}) {
        PcapngBuilder file;
        file.section(ByteOrder::Little).interface(1).enhanced(patternBytes(60), 1'000);
        std::vector<std::byte> bytes = file.bytes();
        const std::size_t block = bytes.size();
        file.enhanced(patternBytes(60), 2'000);
        bytes = file.bytes();
        for (std::size_t i = 0; i < 4; ++i)
            bytes[block + 4 + i] = static_cast<std::byte>(length >> (8 * i));
        QTest::addRow("block of %u bytes", length) << bytes << 1;
    }
}

// Nothing tries to find its way again: what came before is shown, and what came is there.
void TstPcapSession::garbageIsRecordedAndRefused()
{
    QFETCH(std::vector<std::byte>, sent);
    QFETCH(int, frames);
    const PeerServer server;
    const Attached attached(PcapConnect{{"127.0.0.1", server.port()}});
    Peer peer = server.accept();
    QVERIFY(peer.send(sent));
    peer.close();
    QVERIFY(isOver(attached));
    QVERIFY(holds(attached, sent));
    const auto capture = Capture::open(attached->log()->path(), {.follow = true});
    QCOMPARE_EQ(capture.has_value(), frames >= 0);
    if (!capture)
        return;
    Job job;
    (*capture)->index(job);
    QCOMPARE_EQ((*capture)->count(), static_cast<std::uint32_t>(frames));
    QVERIFY(job.failure() && !describe(*job.failure()).empty());
}

void TstPcapSession::theFirstClientIsTheStreamAndThePortIsFreeThen()
{
    const Buffer capture = mixedPcapng(2000);
    const Attached attached(PcapListen{{.host = "127.0.0.1", .port = 0}});
    const std::uint16_t port = attached.port();
    Peer peer = Peer::connectTo(port);
    QVERIFY(peer.send(capture));
    QVERIFY(eventually([&] { return attached.status().bytesToServer == capture.size(); }));
    QCOMPARE_EQ(attached.status().state, State::Connected);
    QVERIFY(!Peer::connectTo(port).isOpen()); // a second stream would be mixed into the first
    peer.close();
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::PeerClosed);
    QVERIFY(holds(attached, capture));
}

void TstPcapSession::aFifoIsReadFromBeforeItsWriterComes()
{
    const Buffer capture = mixedPcap(2000);
    const TempFolder folder;
    const std::string path = folder.file("a.fifo");
    QCOMPARE_EQ(::mkfifo(path.c_str(), 0600), 0);
    const Attached attached(PcapPipe{path});
    QVERIFY(eventually([&] { return attached.status().state == State::Connected; }));
    {
        std::ofstream writer(path, std::ios::binary);
        writer.write(asText(capture).data(), static_cast<std::streamsize>(capture.size()));
    }
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::PeerClosed);
    QVERIFY(holds(attached, capture));
}

void TstPcapSession::aFileIsReadToItsEnd()
{
    const Buffer capture = mixedPcap(20'000);
    const TempFolder folder;
    const Attached attached(PcapPipe{folder.write("a.pcap", capture)});
    QVERIFY(isOver(attached));
    QVERIFY(holds(attached, capture));
}

void TstPcapSession::standardInputIsRead()
{
    const Buffer capture = mixedPcap(100);
    std::array<int, 2> ends{};
    QCOMPARE_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const FileHandle reading(ends[0]);
    FileHandle writing(ends[1]);
    const OtherInput input(reading.fd());
    const Attached attached(PcapPipe{"-"});
    QVERIFY(eventually([&] { return attached.status().state == State::Connected; }));
    QCOMPARE_EQ(qtText(attached.status().peer), u"standard input"_s);
    QCOMPARE_EQ(::write(writing.fd(), capture.data(), capture.size()), static_cast<ssize_t>(capture.size()));
    QVERIFY(eventually([&] { return attached.status().bytesToClient == capture.size(); }));
    QCOMPARE_EQ(::fcntl(STDIN_FILENO, F_GETFL) & O_NONBLOCK, 0); // others share it
    writing = FileHandle();
    QVERIFY(isOver(attached));
    QVERIFY(holds(attached, capture));
}

void TstPcapSession::aPathThatIsNotThereIsTold()
{
    const TempFolder folder;
    const Attached attached(PcapPipe{folder.file("none")});
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().state, State::Failed);
    QCOMPARE_EQ(errorOf(attached), qtText(folder.file("none")) + u": cannot be opened: No such file or directory"_s);
}

void TstPcapSession::aFolderIsNoStream()
{
    const TempFolder folder;
    const Attached attached(PcapPipe{folder.path()});
    QVERIFY(isOver(attached));
    QCOMPARE_EQ(attached.status().error->reason, Reason::Directory);
}

void TstPcapSession::aCommandsOutputIsTheStream()
{
    const Buffer capture = mixedPcap(20'000);
    const TempFolder folder;
    const std::string path = folder.write("a.pcap", capture);
    const Attached attached(PcapCommand{"cat '" + path + "'; echo done >&2"});
    QVERIFY(isOver(attached));
    const Status status = attached.status();
    QCOMPARE_EQ(status.state, State::PeerClosed);
    QCOMPARE_EQ(status.commandExit, std::optional<int>(0));
    QCOMPARE_EQ(qtText(status.commandOutput), u"done\n"_s);
    QVERIFY(holds(attached, capture));
}

void TstPcapSession::aCommandThatFailsSaysWhy()
{
    const Attached attached(PcapCommand{"echo first >&2; echo eth9: no such device >&2; exit 3"});
    QVERIFY(isOver(attached));
    const Status status = attached.status();
    QCOMPARE_EQ(status.state, State::Failed);
    QCOMPARE_EQ(status.commandExit, std::optional<int>(3));
    QCOMPARE_EQ(qtText(status.commandOutput), u"first\neth9: no such device\n"_s);
    QVERIFY(errorOf(attached).endsWith(u": the command ended with status 3: eth9: no such device"_s));
    const Attached unknown(PcapCommand{"no-such-program-here"});
    QVERIFY(isOver(unknown));
    QCOMPARE_EQ(unknown.status().commandExit, std::optional<int>(127));
}

void TstPcapSession::onlyTheEndOfWhatACommandSaysIsKept()
{
    const Attached attached(PcapCommand{"i=0; while [ $i -lt 4000 ]; do i=$((i + 1)); echo a line of words that is number $i >&2; "
                                        "done"});
    QVERIFY(isOver(attached));
    const std::string said = attached.status().commandOutput;
    QCOMPARE_EQ(said.size(), 65'536U);
    QVERIFY(said.ends_with("is number 4000\n"));
}

void TstPcapSession::stopEndsACommandAndAllItStarted()
{
    const TempFolder folder;
    const std::string ids = folder.file("ids");
    const Attached attached(PcapCommand{"sleep 1000 & echo $! > '" + ids + "'; echo $$ >> '" + ids + "'; wait"});
    std::vector<pid_t> processes;
    QVERIFY(eventually([&] {
        processes.clear();
        std::ifstream file(ids);
        for (pid_t id = 0; file >> id;)
            processes.push_back(id);
        return processes.size() == 2;
    }));
    attached->stop();
    QCOMPARE_EQ(attached.status().state, State::Stopped);
    QVERIFY(!attached.status().error);
    for (const pid_t process : processes)
        QVERIFY(eventually([&] { return !isAlive(process); }));
}

void TstPcapSession::aCommandKeepsNoPortOfOthers()
{
    const std::string host = "127.0.7.1"; // nobody else's: no other test takes the port while it is free
    const Attached listening(Listen{{.host = host}});
    const std::uint16_t port = listening.port();
    const Attached command(PcapCommand{"echo x; sleep 1000"});
    QVERIFY(eventually([&] { return command.status().bytesToClient == 2; }));
    listening->stop();
    const Attached again(Listen{{.host = host, .port = port}});
    QCOMPARE_EQ(again.port(), port);
}

void TstPcapSession::aCommandThatIgnoresItsEndIsKilled()
{
    const Attached attached(PcapCommand{"trap '' TERM; echo x; while :; do sleep 1000; done"});
    QVERIFY(eventually([&] { return attached.status().bytesToClient == 2; }));
    attached->stop();
    QCOMPARE_EQ(attached.status().state, State::Stopped);
    QCOMPARE_EQ(attached.status().commandExit, std::optional<int>(128 + SIGKILL));
}

void TstPcapSession::aCommandThatEndsItsOutputAloneIsEnded()
{
    const Attached attached(PcapCommand{"echo x; exec >&-; sleep 1000"});
    QVERIFY(eventually([&] { return attached.status().commandExit.has_value(); }));
    QVERIFY(attached->isOver());
    QCOMPARE_EQ(attached.status().bytesToClient, 2U);
}

void TstPcapSession::stopWithoutAWriterEnds()
{
    const TempFolder folder;
    const std::string path = folder.file("a.fifo");
    QCOMPARE_EQ(::mkfifo(path.c_str(), 0600), 0);
    const Attached attached(PcapPipe{path});
    QVERIFY(eventually([&] { return attached.status().state == State::Connected; }));
    attached->stop();
    QCOMPARE_EQ(attached.status().state, State::Stopped);
}

FRAMELENS_TEST(TstPcapSession)
#include "tst_pcap_session.moc"

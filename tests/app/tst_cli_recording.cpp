// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -w while attached to a stream: what came is in the file, whatever ended it.
#include "tests/support/app/cli_run.h"
#include "tests/support/app/running.h"
#include "tests/support/capture_builder.h"
#include "tests/support/peers.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <sys/resource.h>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstCliRecording : public QObject
{
    Q_OBJECT

private slots:
    void anInterruptEndsARecordingWithAValidFile_data();
    void anInterruptEndsARecordingWithAValidFile();
    void framesEndARecording_data();
    void framesEndARecording();
    void whatIsWrittenIsPrintedWhenAsked();
    void aCaptureThatComesIsWrittenAsItIs();
    void aLimitOfTimeEndsARecording();
    void theFileIsThereOnlyAtTheEnd();
    void aFileThatMayNotGrowHoldsTheRecordingUp();
    void aSavedRecordingIsReadWithTheSameMessages_data();
    void aSavedRecordingIsReadWithTheSameMessages();
    void aLineOfDecodeAsIsStrongerThanWhatTheFileKeeps();
    void integersThatAFramerNamedAreFieldsOfTheFile_data();
    void integersThatAFramerNamedAreFieldsOfTheFile();
    void aNameThatTheFileDoesNotGiveIsAMistake();

private:
    // What the client sent, out of a file that was written.
    static QByteArray sentIn(const TemporaryFolder &folder, const char *name)
    {
        const Ran ran = run({u"-r"_s, text(folder.path(name)), u"-q"_s, u"-z"_s, u"follow,tcp,raw,0"_s});
        QByteArray sent;
        for (const QByteArray &line : ran.out.split('\n'))
            if (QRegularExpression(u"^[0-9a-f]+$"_s).match(QString::fromUtf8(line)).hasMatch())
                sent += QByteArray::fromHex(line);
        return sent;
    }
};

void TstCliRecording::anInterruptEndsARecordingWithAValidFile_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TstCliRecording::anInterruptEndsARecordingWithAValidFile()
{
    QFETCH(int, signal);
    const TemporaryFolder folder;
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s, u"-P"_s, u"-w"_s, text(folder.path("talk.pcapng"))});
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send("one\ntwo\n"));
    QVERIFY(program.printedUntil("\n    2 ").contains("\n    2 "));
    ::kill(static_cast<pid_t>(program.process.processId()), signal);
    QCOMPARE_EQ(program.end(), 0);
    QVERIFY2(program.said().contains("interrupted: ") && program.said().contains(" frames were written to "),
             program.said().constData());
    QCOMPARE(sentIn(folder, "talk.pcapng"), "one\ntwo\n");
}

void TstCliRecording::framesEndARecording_data()
{
    QTest::addColumn<QStringList>("limit");
    QTest::addColumn<QStringList>("form");
    QTest::addColumn<QByteArray>("begins");
    const QByteArray pcapng("\x0a\x0d\x0d\x0a");
    QTest::newRow("-c") << QStringList{u"-c"_s, u"2"_s} << QStringList{} << pcapng;
    QTest::newRow("-a packets") << QStringList{u"-a"_s, u"packets:2"_s} << QStringList{} << pcapng;
    QTest::newRow("as pcap") << QStringList{u"-c"_s, u"2"_s} << QStringList{u"-F"_s, u"nsecpcap"_s} << QByteArray("\x4d\x3c\xb2\xa1");
    QTest::newRow("compressed") << QStringList{u"-c"_s, u"2"_s} << QStringList{u"--compress"_s, u"zstd"_s}
                                << QByteArray("\x28\xb5\x2f\xfd");
}

void TstCliRecording::framesEndARecording()
{
    QFETCH(QStringList, limit);
    QFETCH(QStringList, form);
    QFETCH(QByteArray, begins);
    const TemporaryFolder folder;
    Running program(QStringList{u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s, u"-w"_s, text(folder.path("talk"))} + limit + form);
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send("one\ntwo\nthree\n"));
    QCOMPARE_EQ(program.end(), 0); // though the peer stays
    QVERIFY2(array(readFile(folder.path("talk"))).startsWith(begins), array(readFile(folder.path("talk"))).first(8).toHex());
    QCOMPARE(sentIn(folder, "talk"), "one\ntwo\n");
    QVERIFY(program.printed().isEmpty());
}

void TstCliRecording::whatIsWrittenIsPrintedWhenAsked()
{
    const TemporaryFolder folder;
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s, u"-T"_s, u"fields"_s, u"-e"_s, u"msg.body"_s, u"-c"_s, u"2"_s,
                     u"-w"_s, text(folder.path("talk.pcapng"))});
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send("one\ntwo\n"));
    QCOMPARE_EQ(program.end(), 0);
    QCOMPARE(program.printed(), "6f6e65\n74776f\n");
    QCOMPARE(sentIn(folder, "talk.pcapng"), "one\ntwo\n");
}

void TstCliRecording::aCaptureThatComesIsWrittenAsItIs()
{
    const Buffer bytes = mixedPcapng(20);
    const TemporaryFile file(bytes);
    const TemporaryFolder folder;
    const Ran ran = run({u"--command"_s, u"cat '"_s + text(file.path()) + u"'"_s, u"-w"_s, text(folder.path("there.pcapng"))});
    QCOMPARE_EQ(ran.code, 0);
    QVERIFY2(ran.out.isEmpty(), ran.out.constData());
    QVERIFY(readFile(folder.path("there.pcapng")) == bytes);
}

void TstCliRecording::aLimitOfTimeEndsARecording()
{
    const TemporaryFolder folder;
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s, u"-a"_s, u"duration:1"_s, u"-w"_s,
                     text(folder.path("talk.pcapng"))});
    const Peer peer = Peer::connectTo(program.port());
    const bool isSent = peer.isOpen() && peer.send("one\n"); // where all is slow, the second is over before
    QCOMPARE_EQ(program.end(), 0);
    QVERIFY(array(readFile(folder.path("talk.pcapng"))).startsWith("\x0a\x0d\x0d\x0a"));
    const QByteArray sent = sentIn(folder, "talk.pcapng");
    QVERIFY(sent.isEmpty() || (isSent && sent == "one\n"));
}

void TstCliRecording::theFileIsThereOnlyAtTheEnd()
{
    const TemporaryFolder folder;
    const std::string target = folder.write("talk.pcapng", textBytes("old"));
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s, u"-P"_s, u"-w"_s, text(target)});
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send("one\n"));
    QVERIFY(program.printedUntil("\n").contains("\n"));
    QVERIFY(readFile(target) == textBytes("old"));
    program.interrupt();
    QCOMPARE_EQ(program.end(), 0);
    QVERIFY(array(readFile(target)).startsWith("\x0a\x0d\x0d\x0a"));
}

// Beyond the limit a write is a signal, which would end a program that does not ignore it.
void TstCliRecording::aFileThatMayNotGrowHoldsTheRecordingUp()
{
    const TemporaryFolder folder;
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s, u"-w"_s, text(folder.path("talk.pcapng"))});
    Peer peer = Peer::connectTo(program.port());
    const auto setMost = [&program](rlim_t bytes) {
        const rlimit limit{bytes, RLIM_INFINITY};
        return ::prlimit(static_cast<pid_t>(program.process.processId()), RLIMIT_FSIZE, &limit, nullptr) == 0;
    };
    QVERIFY(peer.send("before\n"));
    QVERIFY(setMost(3));
    QVERIFY(peer.send("behind\n"));
    const QByteArray said = program.saidUntil(u"recording waits.*File too large"_s);
    QVERIFY2(said.contains("File too large"), said.constData());
    QVERIFY(setMost(RLIM_INFINITY));
    program.interrupt();
    QCOMPARE_EQ(program.end() == -1, false); // ended by nothing but the interrupt
    QVERIFY(QByteArray("before\nbehind\n").startsWith(sentIn(folder, "talk.pcapng")));
}

void TstCliRecording::aSavedRecordingIsReadWithTheSameMessages_data()
{
    QTest::addColumn<QString>("framer");
    QTest::addColumn<QString>("decodeAs");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("values");
    // Of these few bytes nobody could tell by himself what cuts them.
    QTest::newRow("framer") << u"u16be"_s << QString() << QByteArray("\0\2ab\0\1c", 7) << u"msg.body"_s << QByteArray("6162,63");
    QTest::newRow("framer and protocol") << u"fixed:2,as=mqtt"_s << QString() << QByteArray("\xc0\0\xd0\0", 4)
                                         << u"mqtt.msgtype"_s << QByteArray("12,13");
    QTest::newRow("protocol behind a length") << u"u16be,as=mqtt,kind:u8@2"_s << QString() << QByteArray("\0\2\xc0\0\0\2\xd0\0", 8)
                                              << u"mqtt.msgtype"_s << QByteArray("12,13");
    QTest::newRow("Decode As, behind a length") << QString() << u"u16be,as=mqtt"_s << QByteArray("\0\2\xc0\0\0\2\xd0\0", 8)
                                                << u"mqtt.msgtype"_s << QByteArray("12,13");
    QTest::newRow("Decode As") << QString() << u"mqtt"_s << QByteArray("\xc0\0\xd0\0", 4) << u"mqtt.msgtype"_s
                               << QByteArray("12,13");
}

void TstCliRecording::aSavedRecordingIsReadWithTheSameMessages()
{
    QFETCH(QString, framer);
    QFETCH(QString, decodeAs);
    QFETCH(QByteArray, sent);
    QFETCH(QString, field);
    QFETCH(QByteArray, values);
    const TemporaryFolder folder;
    const QString file = text(folder.path("talk.pcapng"));
    const PeerServer server;
    QStringList how;
    if (!framer.isEmpty())
        how += {u"--framer"_s, framer};
    if (!decodeAs.isEmpty())
        how += {u"-d"_s, u"tcp.port==%1,%2"_s.arg(server.port()).arg(decodeAs)};
    const QStringList shown = {u"-T"_s, u"fields"_s, u"-e"_s, field};
    Running program(QStringList{u"--connect"_s, address(server.port()), u"-w"_s, file} + how + shown);
    Peer peer = server.accept();
    QVERIFY(peer.send(std::string_view(sent.constData(), static_cast<std::size_t>(sent.size()))));
    peer.close();
    QCOMPARE_EQ(program.end(), 0);
    QCOMPARE(program.printed().trimmed().replace('\n', ','), values); // a line a message
    const Ran ran = run(QStringList{u"-r"_s, file} + shown);
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE(ran.out.trimmed(), values); // one segment holds them
}

void TstCliRecording::aLineOfDecodeAsIsStrongerThanWhatTheFileKeeps()
{
    const TemporaryFolder folder;
    const QString file = text(folder.path("talk.pcapng"));
    const PeerServer server;
    Running program({u"--connect"_s, address(server.port()), u"-w"_s, file, u"--framer"_s, u"u16be"_s});
    Peer peer = server.accept();
    QVERIFY(peer.send(std::string_view("\0\2ab", 4)));
    peer.close();
    QCOMPARE_EQ(program.end(), 0);
    const Ran ran = run({u"-r"_s, file, u"-d"_s, u"tcp.port==%1,fixed:1"_s.arg(server.port()), u"-T"_s, u"fields"_s, u"-e"_s,
                         u"msg.body"_s});
    QCOMPARE(ran.out.trimmed(), "00,02,61,62");
}

void TstCliRecording::integersThatAFramerNamedAreFieldsOfTheFile_data()
{
    QTest::addColumn<QStringList>("form");
    QTest::addColumn<QByteArray>("shows");
    QTest::addColumn<QByteArray>("hides");
    const QStringList type = {u"-T"_s, u"fields"_s, u"-e"_s, u"msg.type"_s};
    QTest::newRow("-e") << type << QByteArray("3,7") << QByteArray("?");
    QTest::newRow("-Y that holds") << type + QStringList{u"-Y"_s, u"msg.type == 7"_s} << QByteArray("3,7") << QByteArray("?");
    QTest::newRow("-Y that does not") << QStringList{u"-Y"_s, u"msg.type == 8"_s} << QByteArray() << QByteArray("TCP");
    QTest::newRow("-V") << QStringList{u"-V"_s} << QByteArray("type: 7") << QByteArray("?");
    QTest::newRow("-T json") << QStringList{u"-T"_s, u"json"_s} << QByteArray("\"msg.type\": \"7\"") << QByteArray("?");
}

void TstCliRecording::integersThatAFramerNamedAreFieldsOfTheFile()
{
    QFETCH(QStringList, form);
    QFETCH(QByteArray, shows);
    QFETCH(QByteArray, hides);
    const TemporaryFolder folder;
    const QString file = text(folder.path("talk.pcapng"));
    const PeerServer server;
    Running program({u"--connect"_s, address(server.port()), u"-w"_s, file, u"--framer"_s, u"u16be,type:u8@2"_s});
    Peer peer = server.accept();
    QVERIFY(peer.send(std::string_view("\0\3\3ab\0\3\7cd", 10)));
    peer.close();
    QCOMPARE_EQ(program.end(), 0);
    const Ran ran = run(QStringList{u"-r"_s, file} + form);
    QCOMPARE_EQ(ran.code, 0);
    QVERIFY2(ran.out.contains(shows) && !ran.out.contains(hides), ran.out.constData());
}

void TstCliRecording::aNameThatTheFileDoesNotGiveIsAMistake()
{
    const TemporaryFile file(mixedPcapng(20));
    const Ran ran = run({u"-r"_s, text(file.path()), u"-T"_s, u"fields"_s, u"-e"_s, u"msg.type"_s});
    QCOMPARE_EQ(ran.code, 1);
    QVERIFY2(ran.err.contains("msg.type"), ran.err.constData());
}

FRAMELENS_TEST(TstCliRecording)
#include "tst_cli_recording.moc"

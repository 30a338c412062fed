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
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send("one\n"));
    QCOMPARE_EQ(program.end(), 0);
    QCOMPARE(sentIn(folder, "talk.pcapng"), "one\n");
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

FRAMELENS_TEST(TstCliRecording)
#include "tst_cli_recording.moc"

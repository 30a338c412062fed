// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The text program attached to streams: as client, listener, proxy and reader of captures that come.
#include "tests/support/app/cli_run.h"
#include "tests/support/app/running.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/peers.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QFileInfo>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstCliLive : public QObject
{
    Q_OBJECT

private slots:
    void whatIsReceivedIsPrintedAsMessages();
    void namedIntegersAreFields();
    void standardInputIsSentAndItsEndToo();
    void thePeersEndLetsStandardInputGoOn();
    void aProxyPassesOnAndPrintsBothDirections();
    void aRefusedConnectionIsStatusTwo();
    void aCaptureOverTcpIsAsFromAFile();
    void aCaptureThatStopsInMidRecordIsStatusThree();
    void aCommandIsRunAndItsErrorsAreTold();
    void framesBeforeWhatIsBrokenArePrinted();
    void anInterruptEndsItWithAllThatCame();
    void aKilledRecordingIsListedAndOpened();
    void aKilledReaderOfACaptureLeavesACapture();
    void followedBytesAreThoseReceived();
    void aCaptureThatComesHasStreamsAsAFileHas_data();
    void aCaptureThatComesHasStreamsAsAFileHas();
    void mistakesAreTold_data();
    void mistakesAreTold();
};

void TstCliLive::whatIsReceivedIsPrintedAsMessages()
{
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s, u"-T"_s, u"fields"_s, u"-e"_s, u"msg.body"_s, u"-e"_s,
                     u"tcp.stream"_s});
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.isOpen());
    QVERIFY(peer.send("first line\nsecond"));
    QVERIFY(program.printedUntil("\t0\n").startsWith("6669727374206c696e65"));
    QVERIFY(peer.send(" line\n"));
    peer.close();
    QVERIFY(program.printedUntil("7365636f6e64206c696e65").contains("7365636f6e64206c696e65"));
    program.interrupt();
    QCOMPARE_EQ(program.end(), 0);
}

void TstCliLive::namedIntegersAreFields()
{
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"u16be,type:u8@2"_s, u"-T"_s, u"fields"_s, u"-e"_s, u"msg.type"_s, u"-Y"_s,
                     u"msg.type > 3"_s});
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send(std::string_view("\0\3\3ab\0\3\7cd", 10)));
    QCOMPARE(program.printedUntil("7\n"), "7\n");
    program.interrupt();
    QCOMPARE_EQ(program.end(), 0);
}

void TstCliLive::standardInputIsSentAndItsEndToo()
{
    const PeerServer server;
    Running program({u"--connect"_s, address(server.port()), u"--framer"_s, u"line"_s});
    Peer peer = server.accept();
    program.process.write("hello\n");
    QVERIFY(program.process.waitForBytesWritten());
    program.process.closeWriteChannel();
    QCOMPARE(asText(peer.readAll()), "hello\n");
    QVERIFY(peer.send("good bye\n"));
    peer.close();
    QCOMPARE_EQ(program.end(), 0);
    QVERIFY2(program.printed().contains("hello"), program.printed().constData());
    QVERIFY2(program.printed().contains("good bye"), program.printed().constData());
}

void TstCliLive::thePeersEndLetsStandardInputGoOn()
{
    const PeerServer server;
    Running program({u"--connect"_s, address(server.port()), u"--framer"_s, u"line"_s});
    Peer peer = server.accept();
    QVERIFY(peer.send("ready\nsteady"));
    peer.endSending();
    QVERIFY(program.printedUntil("steady").contains("steady")); // printed once its stream has ended
    program.process.write(QByteArray(100'000, 'x'));
    while (program.process.bytesToWrite() != 0)
        QVERIFY(program.process.waitForBytesWritten());
    program.process.closeWriteChannel();
    QCOMPARE_EQ(peer.readAll().size(), 100'000U);
    QCOMPARE_EQ(program.end(), 0);
}

void TstCliLive::aProxyPassesOnAndPrintsBothDirections()
{
    const PeerServer server;
    Running program({u"--proxy"_s, u"0="_s + address(server.port()), u"--stop-after"_s, u"1"_s, u"--framer"_s, u"line"_s});
    Peer client = Peer::connectTo(program.port());
    Peer upstream = server.accept();
    QVERIFY(client.send("question\n"));
    QCOMPARE(asText(upstream.readBytes(9)), "question\n");
    QVERIFY(upstream.send("answer\n"));
    QCOMPARE(asText(client.readBytes(7)), "answer\n");
    upstream.close();
    client.close();
    QCOMPARE_EQ(program.end(), 0);
    const QByteArray printed = program.printed();
    QVERIFY2(printed.contains("question") && printed.contains("answer"), printed.constData());
    QVERIFY(printed.indexOf("question") < printed.indexOf("answer"));
}

void TstCliLive::aRefusedConnectionIsStatusTwo()
{
    const RefusingPort port;
    const Ran ran = run({u"--connect"_s, address(port.port())});
    QCOMPARE_EQ(ran.code, 2);
    QVERIFY2(ran.err.contains("127.0.0.1:" + QByteArray::number(port.port())), ran.err.constData());
    QVERIFY2(ran.err.contains("refused"), ran.err.constData());
}

void TstCliLive::aCaptureOverTcpIsAsFromAFile()
{
    const Buffer capture = threeFrames();
    const TemporaryFile file(capture);
    const PeerServer server;
    Running program({u"-i"_s, u"TCP@"_s + address(server.port())});
    Peer peer = server.accept();
    QVERIFY(peer.send(Bytes(capture).first(100)));
    QVERIFY(program.printedUntil("\n").count('\n') >= 1); // the first frame is there before the last has come
    QVERIFY(peer.send(Bytes(capture).subspan(100)));
    peer.close();
    QCOMPARE_EQ(program.end(), 0);
    QCOMPARE(program.printed(), run({u"-r"_s, text(file.path())}).out);
}

void TstCliLive::aCaptureThatStopsInMidRecordIsStatusThree()
{
    const Buffer capture = threeFrames();
    const PeerServer server;
    Running program({u"-i"_s, u"TCP@"_s + address(server.port())});
    Peer peer = server.accept();
    QVERIFY(peer.send(Bytes(capture).first(capture.size() - 3)));
    peer.close();
    QCOMPARE_EQ(program.end(), 3);
    QCOMPARE_EQ(program.printed().count('\n'), 2);
    QVERIFY2(program.said().contains("ends inside record 3"), program.said().constData());
}

void TstCliLive::aCommandIsRunAndItsErrorsAreTold()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = run({u"--command"_s, u"cat '%1'; echo something went by >&2"_s.arg(text(file.path()))});
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE_EQ(ran.out.count('\n'), 3);
    QVERIFY2(ran.err.contains("something went by"), ran.err.constData());
}

// They may come at once with it.
void TstCliLive::framesBeforeWhatIsBrokenArePrinted()
{
    Buffer bytes = threeFrames();
    bytes.insert(bytes.end(), 64, std::byte{0xff});
    const TemporaryFile file(bytes);
    const Ran ran = run({u"--command"_s, u"cat '%1'"_s.arg(text(file.path()))});
    QCOMPARE_EQ(ran.code, 3);
    QCOMPARE_EQ(ran.out.count('\n'), 3);
    QVERIFY2(ran.err.contains("record 4"), ran.err.constData());
}

void TstCliLive::anInterruptEndsItWithAllThatCame()
{
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s});
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send("one\nunfinished"));
    QVERIFY(program.printedUntil("one").contains("one"));
    program.interrupt();
    QCOMPARE_EQ(program.end(), 0);
    QVERIFY2(program.printed().contains("unfinished"), program.printed().constData());
}

void TstCliLive::aKilledRecordingIsListedAndOpened()
{
    QByteArray path;
    {
        Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line,first:u8@0"_s});
        Peer peer = Peer::connectTo(program.port());
        QVERIFY(peer.send("kept line\n"));
        QVERIFY(program.printedUntil("kept").contains("kept line"));
        const QRegularExpression recording(u"recording to (\\S+)"_s);
        path = recording.match(QString::fromUtf8(program.said())).captured(1).toUtf8();
        program.process.kill();
        program.process.waitForFinished();
    }
    QVERIFY(!path.isEmpty());
    QVERIFY2(run({u"--recover"_s}).out.contains(path), path.constData());
    const QString folder = QFileInfo(QString::fromUtf8(path)).path();
    QVERIFY(run({u"--recover"_s, u"--record"_s, folder}).out.contains(path));
    QVERIFY(!run({u"--recover"_s, u"--record"_s, folder + u"/nowhere"_s}).out.contains(path));
    const Ran opened = run({u"--recover"_s, QString::fromUtf8(path)});
    QCOMPARE_EQ(opened.code, 0);
    QVERIFY2(opened.out.contains("kept line"), opened.out.constData());
    const Ran integer = run({u"--recover"_s, QString::fromUtf8(path), u"-T"_s, u"fields"_s, u"-e"_s, u"msg.first"_s});
    QCOMPARE(integer.out, "107\n");
    const TemporaryFolder target;
    QCOMPARE_EQ(run({u"--recover"_s, QString::fromUtf8(path), u"-w"_s, text(target.path("kept.pcapng"))}).code, 0);
    const Ran again = run({u"-r"_s, text(target.path("kept.pcapng")), u"-z"_s, u"follow,tcp,raw,0"_s, u"-q"_s});
    QVERIFY2(again.out.contains("\n" + QByteArray("kept line\n").toHex() + "\n"), again.out.constData());
    QVERIFY(removeSpool(path.toStdString()));
}

void TstCliLive::aKilledReaderOfACaptureLeavesACapture()
{
    const Buffer capture = threeFrames();
    const PeerServer server;
    QByteArray printed;
    QByteArray path;
    {
        Running program({u"-i"_s, u"TCP@"_s + address(server.port())});
        Peer peer = server.accept();
        QVERIFY(peer.send(capture));
        printed = program.printedUntil("\n    3 ");
        const QRegularExpression recording(u"recording to (\\S+)"_s);
        path = recording.match(QString::fromUtf8(program.said())).captured(1).toUtf8();
        program.process.kill();
        program.process.waitForFinished();
    }
    QCOMPARE_EQ(printed.count('\n'), 3);
    const Ran opened = run({u"--recover"_s, QString::fromUtf8(path)});
    QCOMPARE_EQ(opened.code, 0);
    QCOMPARE(opened.out, printed);
    const TemporaryFolder target;
    const QString written = text(target.path("there.pcap"));
    QCOMPARE_EQ(run({u"--recover"_s, QString::fromUtf8(path), u"-F"_s, u"pcap"_s, u"-w"_s, written}).code, 0);
    QVERIFY(readFile(written.toStdString()) == capture);
    QVERIFY(removeSpool(path.toStdString()));
}

void TstCliLive::followedBytesAreThoseReceived()
{
    Running program({u"--listen"_s, u"0"_s, u"-z"_s, u"follow,tcp,raw,0"_s});
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send("abc"));
    peer.close();
    QVERIFY(program.printedUntil("abc").contains("abc"));
    program.interrupt();
    QCOMPARE_EQ(program.end(), 0);
    QVERIFY2(program.printed().contains("Follow: tcp,raw") && program.printed().contains("616263"),
             program.printed().constData());
}

void TstCliLive::aCaptureThatComesHasStreamsAsAFileHas_data()
{
    QTest::addColumn<QStringList>("asked");
    QTest::newRow("followed") << QStringList{u"-q"_s, u"-z"_s, u"follow,tcp,raw,0"_s};
    QTest::newRow("over several segments") << QStringList{u"-T"_s, u"fields"_s, u"-e"_s, u"http.host"_s};
    QTest::newRow("in words") << QStringList{};
}

void TstCliLive::aCaptureThatComesHasStreamsAsAFileHas()
{
    QFETCH(QStringList, asked);
    PcapBuilder capture;
    const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'000, 80};
    const std::string_view request = "GET / HTTP/1.1\r\nHost: over.several.segments\r\n\r\n";
    for (std::size_t at = 0; at < request.size(); at += 10)
        capture.frame(tcpFrame(ends, {.sequence = 1000 + static_cast<std::uint32_t>(at)}, asBytes(request.substr(at, 10))));
    const TemporaryFile file(capture.bytes());
    const Ran asFile = run(QStringList{u"-r"_s, text(file.path())} + asked);
    QVERIFY2(asFile.out.size() > 10, asFile.err.constData());
    const Ran asStream = run(QStringList{u"--command"_s, u"cat '%1'"_s.arg(text(file.path()))} + asked);
    QCOMPARE_EQ(asStream.code, 0);
    QCOMPARE(asStream.out, asFile.out);
}

void TstCliLive::mistakesAreTold_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const QStringList &arguments, const char *message) {
        QTest::newRow(name) << arguments << QByteArray(message);
    };
    row("interface", {u"-i"_s, u"eth0"_s}, "tcpdump -i eth0 -U -w - | framelens-cli -i -");
    row("interfaces", {u"-D"_s}, "tcpdump -D");
    row("two modes", {u"--listen"_s, u"1"_s, u"--connect"_s, u"a:1"_s}, "only one of --connect, --listen");
    row("no port", {u"--connect"_s, u"localhost"_s}, "port must be 1 to 65535");
    row("port too large", {u"--listen"_s, u"70000"_s}, "port must be 1 to 65535");
    row("proxy", {u"--proxy"_s, u"9000"_s}, "as [ADDR:]PORT=HOST:PORT");
    row("framer", {u"--listen"_s, u"0"_s, u"--framer"_s, u"u17be"_s}, "--framer u17be");
    row("unknown protocol", {u"-r"_s, u"x"_s, u"-d"_s, u"tcp.port==9000,nonsense"_s}, "nonsense");
    row("no rule", {u"-r"_s, u"x"_s, u"-d"_s, u"9000,http"_s}, "-d 9000,http");
    row("follow", {u"-r"_s, u"x"_s, u"-z"_s, u"follow,tcp,pretty,0"_s}, "-z follow,tcp,pretty,0: a followed stream is shown as ascii, hex or raw");
    row("limit", {u"--listen"_s, u"0"_s, u"-a"_s, u"packets:x"_s}, "as duration:SECONDS, filesize:KILOBYTES or packets:N");
    row("file and stream", {u"-r"_s, u"x"_s, u"--listen"_s, u"0"_s}, "at a time");
}

void TstCliLive::mistakesAreTold()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, message);
    const Ran ran = run(arguments);
    QCOMPARE_EQ(ran.code, 1);
    QVERIFY2(ran.err.contains(message), ran.err.constData());
    QVERIFY(ran.out.isEmpty());
}

FRAMELENS_TEST(TstCliLive)
#include "tst_cli_live.moc"

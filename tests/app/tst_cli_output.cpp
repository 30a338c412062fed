// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the text program prints and saves.
#include "tests/support/app/cli_run.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

const Ends ends{ip4(10, 0, 0, 1), ip4(192, 168, 100, 200), 5000, 6000};

} // namespace

class TstCliOutput : public QObject
{
    Q_OBJECT

private slots:
    void summaryHasTheColumnsOfOldInTheirWidths();
    void nanosecondsAreShownWhereTheCaptureHasThem();
    void frameWithoutTimeHasABlankColumn();
    void standardInputIsRead();
    void countPrintsTheNumberAlone();
    void stopsAfterN();
    void onlyListedFramesArePrinted();
    void nothingIsReadBehindTheLastListedFrame();
    void treeIsIndentedByFourAStep();
    void hexDumpHasSixteenBytesALine();
    void hexFollowsTheTree();
    void longFramesHaveLongerOffsets();
    void fieldsAreSeparatedByTabs();
    void fieldStyle_data();
    void fieldStyle();
    void ndjsonIsOneObjectAFrame();
    void noControlCharacterReachesTheOutput();
    void helpAndVersionAreAnswers();
};

void TstCliOutput::summaryHasTheColumnsOfOldInTheirWidths()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = run({u"-r"_s, text(file.path())});
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE(QString::fromUtf8(ran.out),
             u"    1   0.000000     10.0.0.1 → 192.168.100.200 UDP 49 5000 → 6000 Len=7\n"
             "    2   1.000000     10.0.0.1 → 192.168.100.200 UDP 49 5000 → 6000 Len=7\n"
             "    3   2.000000     10.0.0.1 → 192.168.100.200 UDP 49 5000 → 6000 Len=7\n"_s);
    QVERIFY(ran.err.isEmpty());
    // Short addresses are padded on the outer side.
    const Ends shortEnds{ip4(1, 1, 1, 1), ip4(2, 2, 2, 2), 5000, 6000};
    const TemporaryFile other(PcapBuilder().frame(udpFrame(shortEnds, {})).bytes());
    QCOMPARE(QString::fromUtf8(run({u"-r"_s, text(other.path())}).out),
             u"    1   0.000000      1.1.1.1 → 2.2.2.2      UDP 42 5000 → 6000 Len=0\n"_s);
}

void TstCliOutput::nanosecondsAreShownWhereTheCaptureHasThem()
{
    PcapBuilder builder({.nanoseconds = true});
    builder.frame(udpFrame(ends, {}), captureStartNs).frame(udpFrame(ends, {}), captureStartNs + 12'000'000'001);
    const TemporaryFile file(builder.bytes());
    const Ran ran = run({u"-r"_s, text(file.path())});
    QVERIFY2(ran.out.startsWith("    1 0.000000000     10.0.0.1"), ran.out.constData());
    QVERIFY2(ran.out.contains("\n    2 12.000000001     10.0.0.1"), ran.out.constData());
}

void TstCliOutput::frameWithoutTimeHasABlankColumn()
{
    const TemporaryFile file(PcapngBuilder().section().interface().simple(udpFrame(ends, {})).bytes());
    const Ran ran = run({u"-r"_s, text(file.path())});
    QVERIFY2(ran.out.startsWith("    1                10.0.0.1"), ran.out.constData());
}

void TstCliOutput::standardInputIsRead()
{
    const Buffer bytes = mixedPcap(2000);
    const Ran ran = run({u"-r"_s, u"-"_s}, array(bytes));
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE_EQ(ran.out.count('\n'), 2000);
    QCOMPARE(run({u"-r"_s, u"-"_s, u"--count"_s}, array(bytes)).out, "2000\n");
}

void TstCliOutput::countPrintsTheNumberAlone()
{
    for (const Buffer &bytes : {mixedPcap(1234), mixedPcapng(1234), gzipped(mixedPcap(1234))}) {
        const TemporaryFile file(bytes);
        const Ran ran = run({u"-r"_s, text(file.path()), u"--count"_s});
        QCOMPARE_EQ(ran.code, 0);
        QCOMPARE(ran.out, "1234\n");
        QVERIFY(ran.err.isEmpty());
    }
}

void TstCliOutput::stopsAfterN()
{
    const TemporaryFile file(mixedPcap(5000));
    const QString path = text(file.path());
    QCOMPARE_EQ(run({u"-r"_s, path, u"-c"_s, u"7"_s}).out.count('\n'), 7);
    QCOMPARE_EQ(run({u"-c"_s, u"4097"_s, u"-r"_s, path}).out.count('\n'), 4097);
    QCOMPARE_EQ(run({u"-c"_s, u"9999"_s, u"-r"_s, path}).out.count('\n'), 5000);
    QCOMPARE(run({u"-c"_s, u"10"_s, u"--count"_s, u"-r"_s, path}).out, "10\n");
    QCOMPARE_EQ(run({u"-c"_s, u"10"_s, u"-r"_s, path}).code, 0);
}

void TstCliOutput::onlyListedFramesArePrinted()
{
    const TemporaryFile file(mixedPcap(100));
    const Ran ran = run({u"-r"_s, text(file.path()), u"--frames"_s, u"2,5-6,99-"_s, u"-T"_s, u"fields"_s, u"-e"_s,
                         u"frame.number"_s});
    QCOMPARE(ran.out, "2\n5\n6\n99\n100\n");
}

void TstCliOutput::nothingIsReadBehindTheLastListedFrame()
{
    QProcess process;
    process.start(QStringLiteral(FRAMELENS_CLI), {u"-r"_s, u"-"_s, u"--frames"_s, u"2-3"_s});
    process.write(array(mixedPcap(10)));
    const Ran ran = finished(process); // though standard input stays open
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE_EQ(ran.out.count('\n'), 2);
}

void TstCliOutput::treeIsIndentedByFourAStep()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-c"_s, u"2"_s, u"-V"_s});
    QCOMPARE_EQ(ran.code, 0);
    const QList<QByteArray> lines = ran.out.split('\n');
    QCOMPARE(lines.first(), "Frame 1: 49 bytes on wire, 49 bytes captured");
    QVERIFY(ran.out.contains("\nUser Datagram Protocol, Src Port: 5000, Dst Port: 6000\n    Source Port: 5000\n"));
    QVERIFY(ran.out.contains("\n    Differentiated Services Field: 0x00"));
    QVERIFY(ran.out.contains("\n        0000 00.. = Differentiated Services Codepoint: "));
    QVERIFY(ran.out.contains("\n\nFrame 2: "));
    QVERIFY(ran.out.endsWith("\n\n"));
    QVERIFY(!ran.out.contains("udp.port"));
}

void TstCliOutput::hexDumpHasSixteenBytesALine()
{
    PcapBuilder builder({.linkType = 147});
    Buffer bytes;
    for (unsigned i = 0; i < 20; ++i)
        bytes.push_back(static_cast<std::byte>(0x3c + i * 5));
    const TemporaryFile file(builder.frame(bytes).bytes());
    QCOMPARE(run({u"-r"_s, text(file.path()), u"-x"_s}).out,
             "0000  3c 41 46 4b 50 55 5a 5f 64 69 6e 73 78 7d 82 87   <AFKPUZ_dinsx}..\n"
             "0010  8c 91 96 9b                                       ....\n"
             "\n");
}

void TstCliOutput::hexFollowsTheTree()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-c"_s, u"1"_s, u"-V"_s, u"-x"_s});
    QVERIFY(ran.out.startsWith("Frame 1: "));
    QVERIFY(ran.out.contains("\n\n0000  "));
    QVERIFY(ran.out.endsWith("\n\n"));
}

void TstCliOutput::longFramesHaveLongerOffsets()
{
    PcapBuilder builder({.linkType = 147});
    const TemporaryFile file(builder.frame(Buffer(0x10001)).bytes());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-x"_s});
    QVERIFY(ran.out.startsWith("00000  00"));
    QVERIFY(ran.out.contains("\n10000  00   "));
}

void TstCliOutput::fieldsAreSeparatedByTabs()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-T"_s, u"fields"_s, u"-e"_s, u"frame.number"_s, u"-e"_s,
                         u"ip.src"_s, u"-e"_s, u"udp.port"_s, u"-e"_s, u"tcp.port"_s, u"-e"_s, u"udp"_s, u"-e"_s,
                         u"_ws.col.info"_s, u"-e"_s, u"_ws.col.Protocol"_s, u"-c"_s, u"1"_s});
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE(QString::fromUtf8(ran.out), u"1\t10.0.0.1\t5000,6000\t\tUser Datagram Protocol, Src Port: 5000, "
                                         "Dst Port: 6000\t5000 → 6000 Len=7\tUDP\n"_s);
}

void TstCliOutput::fieldStyle_data()
{
    QTest::addColumn<QStringList>("styles");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("header") << QStringList{u"header=y"_s} << QByteArray("udp.port\tip.src\n5000,6000\t10.0.0.1\n");
    QTest::newRow("several in one") << QStringList{u"header=y,separator=,"_s}
                                    << QByteArray("udp.port,ip.src\n5000,6000,10.0.0.1\n");
    QTest::newRow("separator before others") << QStringList{u"separator=,,quote=d,aggregator=;"_s}
                                             << QByteArray("\"5000;6000\",\"10.0.0.1\"\n");
    QTest::newRow("one by one") << QStringList{u"separator=;"_s, u"quote=s"_s, u"aggregator=/s"_s}
                                << QByteArray("'5000 6000';'10.0.0.1'\n");
    QTest::newRow("first") << QStringList{u"occurrence=f"_s} << QByteArray("5000\t10.0.0.1\n");
    QTest::newRow("last") << QStringList{u"occurrence=l,separator=/t"_s} << QByteArray("6000\t10.0.0.1\n");
    QTest::newRow("no quotes, no header") << QStringList{u"quote=n,header=n,occurrence=a"_s}
                                          << QByteArray("5000,6000\t10.0.0.1\n");
}

void TstCliOutput::fieldStyle()
{
    QFETCH(QStringList, styles);
    QFETCH(QByteArray, expected);
    const TemporaryFile file(threeFrames());
    QStringList arguments{u"-r"_s, text(file.path()), u"-c"_s, u"1"_s, u"-T"_s, u"fields"_s,
                          u"-e"_s, u"udp.port"_s, u"-e"_s, u"ip.src"_s};
    for (const QString &style : styles)
        arguments << u"-E"_s << style;
    const Ran ran = run(arguments);
    QCOMPARE(ran.out, expected);
    QVERIFY2(ran.err.isEmpty(), ran.err.constData());
}

void TstCliOutput::ndjsonIsOneObjectAFrame()
{
    const TemporaryFile file(mixedPcap(50));
    const Ran ran = run({u"-r"_s, text(file.path()), u"-T"_s, u"ndjson"_s});
    QCOMPARE_EQ(ran.code, 0);
    const QList<QByteArray> lines = ran.out.split('\n');
    QCOMPARE_EQ(lines.size(), 51);
    for (int i = 0; i < 50; ++i) {
        QJsonParseError error;
        const QJsonObject frame = QJsonDocument::fromJson(lines.at(i), &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE_EQ(frame.value(u"frame"_s).toInt(), i + 1);
        QVERIFY(frame.value(u"protocols"_s).toString().startsWith(u"eth:ethertype:ip:udp"_s));
        QCOMPARE(frame.value(u"layers"_s).toArray().at(1).toObject().value(u"name"_s).toString(), u"ip"_s);
    }
}

void TstCliOutput::noControlCharacterReachesTheOutput()
{
    // Every byte where text stands on the wire: payload, comment, names; and a link type nobody knows.
    Buffer all;
    for (unsigned i = 0; i < 256; ++i)
        all.push_back(static_cast<std::byte>(i));
    const std::string hostile = "\x1b[2J\x1b]0;title\x07 \xe2\x80\xae \x7f\xc2\x9b";
    PcapngBuilder builder;
    builder.section().interface(1, 0, {textOption(2, hostile)}).interface(250);
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{53, 67, 80, 443, 1883, 5353, 6000}) {
        const Ends to{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'000, port};
        builder.enhanced(udpFrame(to, join({textBytes(hostile), all})), 1, 0, {comment(hostile)});
        builder.enhanced(tcpFrame(to, {}, join({textBytes(hostile), all})), 1);
    }
    builder.enhanced(all, 1, 1);
    const TemporaryFolder folder;
    const std::string path = folder.write("\x1b[31mred.pcapng", builder.bytes());
    const QRegularExpression control(u"[\\x00-\\x08\\x0b-\\x1f\\x7f\\x80-\\x9f\\x{202e}]"_s);
    const QList<QStringList> forms{{},
                                   {u"-V"_s, u"-x"_s},
                                   {u"-T"_s, u"ndjson"_s},
                                   {u"-T"_s, u"fields"_s, u"-e"_s, u"frame.comment"_s, u"-e"_s, u"data.data"_s},
                                   {u"-w"_s, text(path)},
                                   {u"--count"_s}};
    for (const QStringList &form : forms) {
        const Ran ran = run(QStringList{u"-r"_s, text(path)} + form);
        const QString everything = QString::fromUtf8(ran.out + ran.err);
        QVERIFY(!everything.isEmpty());
        const QRegularExpressionMatch match = control.match(everything);
        QVERIFY2(!match.hasMatch(), qPrintable(everything.mid(match.capturedStart() - 20, 40)));
        QVERIFY(everything.toUtf8() == ran.out + ran.err); // valid UTF-8
    }
}

void TstCliOutput::helpAndVersionAreAnswers()
{
    const Ran help = run({u"--help"_s});
    QCOMPARE_EQ(help.code, 0);
    QVERIFY(help.out.contains("Usage: framelens-cli"));
    QVERIFY(help.out.contains("Exit status: 0 done"));
    const Ran version = run({u"--version"_s});
    QCOMPARE_EQ(version.code, 0);
    QVERIFY(QRegularExpression(u"^framelens-cli \\d+\\.\\d+\\.\\d+\\n$"_s).match(QString::fromUtf8(version.out)).hasMatch());
}

FRAMELENS_TEST(TstCliOutput)
#include "tst_cli_output.moc"

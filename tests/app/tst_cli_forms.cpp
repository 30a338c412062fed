// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The forms that -T, -V, -O, -x, -P, -t, -u, -E, -J and -l give to what is printed.
#include "tests/support/app/cli_run.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

const Ends ends{ip4(10, 0, 0, 1), ip4(192, 168, 100, 200), 5000, 6000};

// At 0, 1 h 2 min 3.5 s and half a second more, from 2023-11-14 22:13:20 UTC.
Buffer hoursApart()
{
    constexpr std::int64_t start = 1'700'000'000'000'000'000;
    constexpr std::int64_t later = start + 3'723'500'000'000;
    PcapBuilder builder;
    builder.frame(udpFrame(ends, {}), start).frame(udpFrame(ends, {}), later).frame(udpFrame(ends, {}), later + 500'000'000);
    return std::move(builder).bytes();
}

} // namespace

class TstCliForms : public QObject
{
    Q_OBJECT

private slots:
    void timesHaveTheirForms_data();
    void timesHaveTheirForms();
    void summaryStandsBeforeTheTree();
    void onlyChosenProtocolsAreUnfolded();
    void hexHasASummaryWhenAsked();
    void jsonIsOneArray();
    void jsonHasRawBytesWhenAsked();
    void jsonOfNoFramesIsAnEmptyArray();
    void layersAreChosen();
    void csvHasItsTitles();
    void otherFormsAreWhatTheySay();
    void eachFrameIsWrittenAtOnce();
    void namesAreListed();
    void unknownNamesAreMistakes_data();
    void unknownNamesAreMistakes();
    void aReaderThatWantsOneLineEndsItQuietly();
    void anInterruptEndsJsonAsJson();
};

void TstCliForms::timesHaveTheirForms_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QStringList &arguments, const char *expected) {
        QTest::newRow(name) << arguments << QByteArray(expected);
    };
    row("default", {}, "0.000000\n3723.500000\n3724.000000\n");
    row("r", {u"-t"_s, u"r"_s}, "0.000000\n3723.500000\n3724.000000\n");
    row("d", {u"-t"_s, u"d"_s}, "0.000000\n3723.500000\n0.500000\n");
    row("dd", {u"-t"_s, u"dd"_s, u"--frames"_s, u"1,3"_s}, "0.000000\n3724.000000\n");
    row("d is of all frames", {u"-t"_s, u"d"_s, u"--frames"_s, u"1,3"_s}, "0.000000\n0.500000\n");
    row("e", {u"-t"_s, u"e"_s}, "1700000000.000000\n1700003723.500000\n1700003724.000000\n");
    row("u", {u"-t"_s, u"u"_s}, "22:13:20.000000\n23:15:23.500000\n23:15:24.000000\n");
    row("ud", {u"-t"_s, u"ud"_s, u"-c"_s, u"1"_s}, "2023-11-14 22:13:20.000000\n");
    row("a, where it is UTC", {u"-t"_s, u"a"_s, u"-c"_s, u"1"_s}, "22:13:20.000000\n");
    row("ad", {u"-t"_s, u"ad"_s, u"-c"_s, u"1"_s}, "2023-11-14 22:13:20.000000\n");
    row("digits", {u"-t"_s, u"u.1"_s}, "22:13:20.0\n23:15:23.5\n23:15:24.0\n");
    row("digits alone", {u"-t"_s, u".3"_s, u"-c"_s, u"2"_s}, "0.000\n3723.500\n");
    row("hours", {u"-u"_s, u"hms"_s, u"--frames"_s, u"2"_s}, "1h  2m  3.500000s\n");
    row("seconds", {u"-u"_s, u"s"_s, u"--frames"_s, u"2"_s}, "3723.500000\n");
}

void TstCliForms::timesHaveTheirForms()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, expected);
    const TemporaryFile file(hoursApart());
    const Ran ran = run(QStringList{u"-r"_s, text(file.path())} + arguments);
    QByteArray times;
    for (const QByteArray &line : ran.out.split('\n'))
        if (!line.isEmpty())
            times += line.mid(6, line.indexOf("10.0.0.1") - 6).trimmed() + '\n';
    QCOMPARE(times, expected);
    QVERIFY2(ran.err.isEmpty(), ran.err.constData());
}

void TstCliForms::summaryStandsBeforeTheTree()
{
    const TemporaryFile file(threeFrames());
    const QString path = text(file.path());
    const QByteArray summary = run({u"-r"_s, path, u"-c"_s, u"1"_s}).out;
    const QByteArray tree = run({u"-r"_s, path, u"-c"_s, u"1"_s, u"-V"_s}).out;
    QCOMPARE(run({u"-r"_s, path, u"-c"_s, u"1"_s, u"-V"_s, u"-P"_s}).out, summary + tree);
}

void TstCliForms::onlyChosenProtocolsAreUnfolded()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-c"_s, u"1"_s, u"-O"_s, u"udp"_s});
    QVERIFY(ran.out.contains("\nInternet Protocol Version 4, Src: 10.0.0.1, Dst: 192.168.100.200\nUser Datagram Protocol"));
    QVERIFY(ran.out.contains("\n    Source Port: 5000\n"));
}

void TstCliForms::hexHasASummaryWhenAsked()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-c"_s, u"1"_s, u"-P"_s, u"-x"_s});
    QVERIFY2(ran.out.startsWith("    1   0.000000 ") && ran.out.contains("\n0000  "), ran.out.constData());
}

void TstCliForms::jsonIsOneArray()
{
    const TemporaryFile file(threeFrames());
    QJsonParseError error;
    const Ran ran = run({u"-r"_s, text(file.path()), u"-T"_s, u"json"_s});
    const QJsonArray frames = QJsonDocument::fromJson(ran.out, &error).array();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE_EQ(frames.size(), 3);
    const QJsonObject layers = frames.at(2).toObject().value(u"_source"_s).toObject().value(u"layers"_s).toObject();
    QCOMPARE(layers.value(u"udp"_s).toObject().value(u"udp.srcport"_s).toString(), u"5000"_s);
    const Ran bulk = run({u"-r"_s, text(file.path()), u"-T"_s, u"ek"_s});
    QCOMPARE_EQ(bulk.out.count('\n'), 6);
    QVERIFY(bulk.out.startsWith("{\"index\":"));
}

void TstCliForms::jsonHasRawBytesWhenAsked()
{
    const TemporaryFile file(threeFrames());
    QVERIFY(run({u"-r"_s, text(file.path()), u"-T"_s, u"json"_s, u"-x"_s}).out.contains("\"udp.srcport_raw\""));
    QVERIFY(!run({u"-r"_s, text(file.path()), u"-T"_s, u"json"_s}).out.contains("_raw"));
}

void TstCliForms::jsonOfNoFramesIsAnEmptyArray()
{
    const TemporaryFile file(PcapBuilder().bytes());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-T"_s, u"json"_s});
    QJsonParseError error;
    QVERIFY(QJsonDocument::fromJson(ran.out, &error).isArray());
    QCOMPARE(error.error, QJsonParseError::NoError);
}

void TstCliForms::layersAreChosen()
{
    const TemporaryFile file(threeFrames());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-c"_s, u"1"_s, u"-T"_s, u"json"_s, u"-J"_s, u"udp frame"_s});
    QVERIFY(ran.out.contains("udp.srcport") && !ran.out.contains("ip.src"));
    const Ran fields = run({u"-r"_s, text(file.path()), u"-c"_s, u"1"_s, u"-T"_s, u"json"_s, u"-e"_s, u"ip.src"_s});
    QVERIFY(fields.out.contains("ip.src") && !fields.out.contains("udp.srcport"));
}

void TstCliForms::csvHasItsTitles()
{
    const TemporaryFile file(threeFrames());
    QVERIFY(run({u"-r"_s, text(file.path()), u"-T"_s, u"csv"_s}).out.startsWith("No.,Time,Source,Destination,Protocol,Length,Info"));
    const Ran ran = run({u"-r"_s, text(file.path()), u"-T"_s, u"csv"_s, u"-e"_s, u"ip.src"_s, u"-e"_s, u"udp.port"_s, u"-c"_s, u"1"_s});
    QVERIFY2(ran.out.startsWith("ip.src,udp.port"), ran.out.constData());
    QVERIFY(ran.out.contains("10.0.0.1,\"5000,6000\""));
}

void TstCliForms::otherFormsAreWhatTheySay()
{
    const TemporaryFile file(threeFrames());
    const auto as = [&](const QString &form) { return run({u"-r"_s, text(file.path()), u"-T"_s, form}).out; };
    QVERIFY(as(u"hex"_s).contains("\n0000  "));
    QVERIFY(as(u"c"_s).contains("frame3[49] = {"));
    QCOMPARE(as(u"raw"_s), "frame 0frame 1frame 2");
}

// What is printed before a pipe goes on could wait in a buffer else.
void TstCliForms::eachFrameIsWrittenAtOnce()
{
    QProcess process;
    process.start(QStringLiteral(FRAMELENS_CLI), {u"-r"_s, u"-"_s, u"-l"_s});
    process.write(array(threeFrames())); // and standard input stays open
    QByteArray printed;
    while (printed.count('\n') < 3 && process.waitForReadyRead())
        printed += process.readAllStandardOutput();
    QCOMPARE_EQ(printed.count('\n'), 3);
    process.closeWriteChannel();
    QCOMPARE_EQ(finished(process).code, 0);
}

void TstCliForms::namesAreListed()
{
    const QByteArray fields = run({u"--names"_s, u"fields"_s}).out;
    for (const char *name : {"\ntcp.srcport\n", "\ntcp.port\n", "\ntcp\n", "\n_ws.col.info\n"})
        QVERIFY2(fields.contains(name), name);
    const QByteArray protocols = run({u"--names"_s, u"protocols"_s}).out;
    QVERIFY(protocols.contains("\ntcp\n") && !protocols.contains("tcp.srcport"));
}

void TstCliForms::unknownNamesAreMistakes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("-O") << QStringList{u"-O"_s, u"tpc"_s} << QByteArray("\"tpc\"");
    QTest::newRow("-J") << QStringList{u"-T"_s, u"json"_s, u"-J"_s, u"htt"_s} << QByteArray("did you mean http?");
    QTest::newRow("-e of csv") << QStringList{u"-T"_s, u"csv"_s, u"-e"_s, u"ip.sorc"_s} << QByteArray("did you mean ip.src?");
}

void TstCliForms::unknownNamesAreMistakes()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, message);
    const TemporaryFile file(threeFrames());
    const Ran ran = run(QStringList{u"-r"_s, text(file.path())} + arguments);
    QCOMPARE_EQ(ran.code, 1);
    QVERIFY2(ran.err.contains(message), ran.err.constData());
    QVERIFY(ran.out.isEmpty());
}

void TstCliForms::aReaderThatWantsOneLineEndsItQuietly()
{
    const TemporaryFile file(mixedPcap(20'000));
    for (const QString &form : {u"text"_s, u"json"_s, u"csv"_s, u"ek"_s}) {
        QProcess shell;
        shell.start(u"bash"_s, {u"-c"_s, u"set -o pipefail; \"$1\" -r \"$2\" -T \"$3\" | head -1"_s, u"bash"_s,
                                QStringLiteral(FRAMELENS_CLI), text(file.path()), form});
        const Ran ran = finished(shell);
        QCOMPARE_EQ(ran.code, 0);
        QVERIFY2(ran.err.isEmpty(), ran.err.constData());
        QCOMPARE_EQ(ran.out.count('\n'), 1);
    }
}

void TstCliForms::anInterruptEndsJsonAsJson()
{
    const TemporaryFile file(mixedPcap(5000));
    HeldUp held({u"-r"_s, text(file.path()), u"-T"_s, u"json"_s});
    QByteArray printed = held.readFirst();
    held.signal(SIGINT);
    printed += held.readAll();
    const Ran ran = finished(held.process);
    QCOMPARE_EQ(ran.code, 0);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(printed, &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    QVERIFY(!document.array().isEmpty() && document.array().size() < 5000);
}

FRAMELENS_TEST(TstCliForms)
#include "tst_cli_forms.moc"

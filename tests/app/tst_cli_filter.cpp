// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -Y, -R and --check-filter of the text program.
#include "tests/support/app/cli_run.h"
#include "tests/support/app/running.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/peers.h"
#include "tests/support/sample.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

// Frames 1 to `count`; every third goes to UDP port 7000, the others to 5000.
Buffer everyThirdToPort7000(std::uint32_t count)
{
    PcapBuilder builder;
    for (std::uint32_t i = 0; i < count; ++i)
        builder.frame(udpFrame({ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 6000, static_cast<std::uint16_t>(i % 3 == 2 ? 7000 : 5000)},
                               Buffer(4, std::byte{'x'})));
    return builder.bytes();
}

QByteArray numbersOf(const QStringList &arguments)
{
    const Ran ran = run(arguments + QStringList{u"-T"_s, u"fields"_s, u"-e"_s, u"frame.number"_s});
    return ran.code == 0 ? ran.out.simplified() : "status " + QByteArray::number(ran.code) + ": " + ran.err;
}

} // namespace

class TstCliFilter : public QObject
{
    Q_OBJECT

private slots:
    void framesThatPassAreThereInEveryForm_data();
    void framesThatPassAreThereInEveryForm();
    void aFilterIsCountedAsWell();
    void cCountsFramesThatAreRead();
    void listedFramesHaveToPassToo();
    void bothFiltersHaveToPass();
    void whatPassesIsWritten();
    void whatPassesIsWrittenWhileItIsPrinted();
    void nothingThatPassesIsAFileWithoutFrames();
    void aFilterOfStreamsWaitsForThem();
    void aRecordingIsFilteredWhileItGrows();
    void manyFramesAreFilteredInSteps();
    void aCheckedFilterIsPrintedAnew();
    void mistakesHaveAPlace_data();
    void mistakesHaveAPlace();
    void hugeAndDeepFiltersAreRefused_data();
    void hugeAndDeepFiltersAreRefused();
    void anExpressionThatExplodesIsTold();
    void aMistakeIsToldBeforeAnythingIsOpened();
};

void TstCliFilter::framesThatPassAreThereInEveryForm_data()
{
    QTest::addColumn<QStringList>("how");
    QTest::addColumn<QByteArray>("each"); // that stands there once for each frame
    QTest::newRow("summary") << QStringList{} << QByteArray("Len=4");
    QTest::newRow("tree") << QStringList{u"-V"_s} << QByteArray("Source Address: 10.0.0.1");
    QTest::newRow("fields") << QStringList{u"-T"_s, u"fields"_s, u"-e"_s, u"ip.src"_s} << QByteArray("10.0.0.1");
    QTest::newRow("json") << QStringList{u"-T"_s, u"json"_s} << QByteArray("\"_source\"");
    QTest::newRow("ek") << QStringList{u"-T"_s, u"ek"_s} << QByteArray("\"index\"");
    QTest::newRow("csv") << QStringList{u"-T"_s, u"csv"_s} << QByteArray("10.0.0.1");
    QTest::newRow("hex") << QStringList{u"-T"_s, u"hex"_s} << QByteArray("\n0000 ");
}

void TstCliFilter::framesThatPassAreThereInEveryForm()
{
    QFETCH(QStringList, how);
    QFETCH(QByteArray, each);
    const TemporaryFile file(everyThirdToPort7000(30));
    const Ran all = run(QStringList{u"-r"_s, text(file.path())} + how);
    const Ran some = run(QStringList{u"-r"_s, text(file.path()), u"-Y"_s, u"udp.port == 5000"_s} + how);
    QCOMPARE_EQ(some.code, 0);
    QVERIFY2(all.out.count(each) >= 30, all.out);
    QCOMPARE_EQ(some.out.count(each) * 3, all.out.count(each) * 2);
}

void TstCliFilter::aFilterIsCountedAsWell()
{
    const TemporaryFile file(everyThirdToPort7000(300));
    QCOMPARE(run({u"-r"_s, text(file.path()), u"-Y"_s, u"udp.port == 5000"_s, u"--count"_s}).out, "200\n");
    QCOMPARE(run({u"-r"_s, text(file.path()), u"-Y"_s, u"tcp"_s, u"--count"_s}).out, "0\n");
    QCOMPARE(run({u"-r"_s, text(file.path()), u"-Y"_s, u""_s, u"--count"_s}).out, "300\n");
}

void TstCliFilter::cCountsFramesThatAreRead()
{
    const TemporaryFile file(everyThirdToPort7000(30));
    QCOMPARE(numbersOf({u"-r"_s, text(file.path()), u"-Y"_s, u"udp.port == 7000"_s, u"-c"_s, u"8"_s}), "3 6");
}

void TstCliFilter::listedFramesHaveToPassToo()
{
    const TemporaryFile file(everyThirdToPort7000(30));
    QCOMPARE(numbersOf({u"-r"_s, text(file.path()), u"-Y"_s, u"udp.port == 7000"_s, u"--frames"_s, u"3,5-9,28-"_s}), "3 6 9 30");
}

void TstCliFilter::bothFiltersHaveToPass()
{
    const TemporaryFile file(everyThirdToPort7000(30));
    QCOMPARE(numbersOf({u"-r"_s, text(file.path()), u"-2"_s, u"-R"_s, u"udp.port == 7000 or frame.number == 1"_s, u"-Y"_s,
                        u"frame.number < 7"_s}),
             "1 3 6");
    QCOMPARE(numbersOf({u"-r"_s, text(file.path()), u"-R"_s, u"frame.number in {2, 5}"_s}), "2 5");
}

void TstCliFilter::whatPassesIsWritten()
{
    const TemporaryFile file(everyThirdToPort7000(30));
    const TemporaryFile target{Buffer()};
    for (const QString &format : {u"pcap"_s, u"pcapng"_s}) {
        const Ran ran = run({u"-r"_s, text(file.path()), u"-Y"_s, u"udp.port == 7000"_s, u"-w"_s, text(target.path()), u"-F"_s, format});
        QVERIFY2(ran.code == 0 && ran.out.isEmpty(), ran.err);
        QCOMPARE(numbersOf({u"-r"_s, text(target.path()), u"-Y"_s, u"udp.port == 7000"_s}), "1 2 3 4 5 6 7 8 9 10");
        QCOMPARE(run({u"-r"_s, text(target.path()), u"--count"_s}).out, "10\n");
    }
}

void TstCliFilter::whatPassesIsWrittenWhileItIsPrinted()
{
    const TemporaryFile file(everyThirdToPort7000(30));
    const TemporaryFile target{Buffer()};
    const QStringList arguments{u"-r"_s, text(file.path()), u"-Y"_s, u"udp.port == 7000"_s, u"--frames"_s, u"1-20"_s, u"-w"_s,
                                text(target.path())};
    QCOMPARE(numbersOf(arguments), "3 6 9 12 15 18");
    QCOMPARE(run({u"-r"_s, text(target.path()), u"--count"_s}).out, "6\n");
}

void TstCliFilter::nothingThatPassesIsAFileWithoutFrames()
{
    const TemporaryFile file(everyThirdToPort7000(3));
    const TemporaryFile target{Buffer()};
    QCOMPARE_EQ(run({u"-r"_s, text(file.path()), u"-Y"_s, u"tcp"_s, u"-w"_s, text(target.path())}).code, 0);
    QCOMPARE(run({u"-r"_s, text(target.path()), u"--count"_s}).out, "0\n");
}

void TstCliFilter::aFilterOfStreamsWaitsForThem()
{
    const TemporaryFile file(sampleCapture());
    const Ran streams = run({u"-r"_s, text(file.path()), u"-T"_s, u"fields"_s, u"-e"_s, u"tcp.stream"_s});
    const auto lines = streams.out.split('\n');
    const auto ofStream = [&](const char *number) { return QByteArray::number(lines.count(number)) + "\n"; };
    QVERIFY(lines.count("1") > 2);
    QCOMPARE(run({u"-r"_s, text(file.path()), u"-Y"_s, u"tcp.stream == 1"_s, u"--count"_s}).out, ofStream("1"));
    QVERIFY(run({u"-r"_s, text(file.path()), u"-Y"_s, u"http.request"_s, u"--count"_s}).out != "0\n");
}

void TstCliFilter::aRecordingIsFilteredWhileItGrows()
{
    Running program({u"--listen"_s, u"0"_s, u"--framer"_s, u"line"_s, u"-Y"_s, u"msg.body contains \"o\" and not msg.body contains \"one\""_s,
                     u"-T"_s, u"fields"_s, u"-e"_s, u"msg.body"_s});
    Peer peer = Peer::connectTo(program.port());
    QVERIFY(peer.send("one\ntwo\nthree\n"));
    const QByteArray two = program.printedUntil("\n"); // while the stream is open
    QVERIFY2(two.startsWith("74776f"), two);
    QVERIFY(peer.send("one\nfour\n"));
    peer.close();
    const QByteArray four = program.printedUntil("666f7572");
    QVERIFY2(!four.contains("6f6e65") && four.contains("666f7572"), four);
    program.interrupt();
    QCOMPARE_EQ(program.end(), 0);
}

void TstCliFilter::manyFramesAreFilteredInSteps()
{
    constexpr std::uint32_t count = 300'000; // some of what is decided at a time
    const TemporaryFile file(everyThirdToPort7000(count));
    const Ran ran = run({u"-r"_s, text(file.path()), u"-Y"_s, u"udp.port == 7000"_s, u"-T"_s, u"fields"_s, u"-e"_s, u"frame.number"_s});
    QCOMPARE_EQ(ran.code, 0);
    std::uint32_t expected = 0;
    for (const QByteArray &line : ran.out.trimmed().split('\n'))
        QCOMPARE_EQ(line.toUInt(), expected += 3);
    QCOMPARE_EQ(expected, count);
}

void TstCliFilter::aCheckedFilterIsPrintedAnew()
{
    const Ran ran = run({u"--check-filter"_s, u"tcp.port==443 && !(ip.ttl lt 0x05)"_s});
    QVERIFY2(ran.code == 0, ran.err);
    const auto lines = ran.out.split('\n');
    QCOMPARE(lines[0], "tcp.port == 443 and not ip.ttl < 0x05");
    QCOMPARE(lines[1], "and");
    QVERIFY(ran.out.contains("any ip.ttl < 5"));
    const Ran again = run({u"--check-filter"_s, QString::fromUtf8(lines[0])});
    QCOMPARE(again.out, ran.out);
    QCOMPARE(run({u"--check-filter"_s, u""_s}).out, "\nevery frame passes\n");
}

void TstCliFilter::mistakesHaveAPlace_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QByteArray>("message"); // some of it
    QTest::addColumn<QByteArray>("mark"); // the last line; empty: none
    const auto row = [](const char *name, const char *filter, const char *message, const char *mark) {
        QTest::newRow(name) << QString::fromUtf8(filter) << QByteArray(message) << QByteArray(mark);
    };
    row("unknown field", "ip and tcp.flgs", "'tcp.flgs' is neither a field nor a protocol; did you mean 'tcp.flags'?", "       ^~~~~~~~");
    row("unbalanced", "(tcp or udp", "')'", "           ^");
    row("unbalanced the other way", "tcp)", "')'", "   ^");
    row("unfinished string", "frame contains \"abc", "the closing \" is missing", "               ^~~~");
    row("types", "ip.src == tcp.srcport", "IPv4 address", "");
    row("both types", "ip.src == tcp.srcport", "number", "");
    row("value", "ip.ttl == 256", "256", "          ^~~");
    row("capture filter", "tcp port 80", "as a display filter: tcp.port == 80", "^~~~~~~~~~~");
    row("host", "host 10.0.0.1", "as a display filter: ip.addr == 10.0.0.1", "^~~~~~~~~~~~~");
    row("pattern", "http.host matches \"(\"", "", "");
}

void TstCliFilter::mistakesHaveAPlace()
{
    QFETCH(QString, filter);
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, mark);
    const Ran ran = run({u"--check-filter"_s, filter});
    QCOMPARE_EQ(ran.code, 2);
    QVERIFY(ran.out.isEmpty());
    QVERIFY2(ran.err.contains(message), ran.err);
    const auto lines = ran.err.chopped(1).split('\n');
    QCOMPARE_EQ(lines.size(), 3);
    QCOMPARE(lines[1], "    " + filter.toUtf8());
    if (!mark.isEmpty())
        QCOMPARE(lines[2], "    " + mark);
    // In its place as an option it is a mistake like any other.
    const Ran used = run({u"-r"_s, u"x"_s, u"-Y"_s, filter});
    QCOMPARE_EQ(used.code, 1);
    QCOMPARE(used.err, QByteArray(ran.err).replace("--check-filter: ", "-Y: "));
}

void TstCliFilter::hugeAndDeepFiltersAreRefused_data()
{
    // What a command line takes in one piece is less than a filter may be long: see tst_filter_text for that.
    QTest::addColumn<QString>("filter");
    QTest::newRow("parentheses") << QString(60'000, u'(') + u"tcp"_s + QString(60'000, u')');
    QTest::newRow("not") << u"not "_s.repeated(30'000) + u"tcp"_s;
    QTest::newRow("signs") << u"ip.ttl == "_s + QString(100'000, u'-') + u"1"_s;
    QTest::newRow("functions") << u"upper("_s.repeated(20'000) + u"http.host"_s;
    QTest::newRow("long name") << QString(130'000, u'x');
    QTest::newRow("elements") << u"ip.ttl in {"_s + u"1,"_s.repeated(60'000) + u"x}"_s;
}

void TstCliFilter::hugeAndDeepFiltersAreRefused()
{
    QFETCH(QString, filter);
    const Ran ran = run({u"--check-filter"_s, filter});
    QCOMPARE_EQ(ran.code, 2);
    QVERIFY2(ran.err.contains("(at byte "), ran.err.left(300));
}

void TstCliFilter::anExpressionThatExplodesIsTold()
{
    PcapBuilder builder;
    builder.frame(udpFrame({ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 6000, 5000}, Buffer(64, std::byte{'a'})));
    const TemporaryFile file(builder.bytes());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-Y"_s, u"udp.payload matches \"^(a+)+[xy]$\""_s, u"--count"_s});
    QVERIFY2(ran.code == 0, ran.err);
    QCOMPARE(ran.out, "0\n");
    QVERIFY2(ran.err.contains("the filter gave up on 1 value"), ran.err);
}

void TstCliFilter::aMistakeIsToldBeforeAnythingIsOpened()
{
    const Ran ran = run({u"-r"_s, u"no-such-file"_s, u"-Y"_s, u"nonsense.field"_s});
    QCOMPARE_EQ(ran.code, 1);
    QVERIFY2(ran.err.contains("'nonsense.field' is neither a field nor a protocol"), ran.err);
}

FRAMELENS_TEST(TstCliFilter)
#include "tst_cli_filter.moc"

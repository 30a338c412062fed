// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the text program says and ends with when something is wrong.
#include "tests/support/app/cli_run.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <array>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

const Ends ends{ip4(10, 0, 0, 1), ip4(192, 168, 100, 200), 5000, 6000};

} // namespace

class TstCliErrors : public QObject
{
    Q_OBJECT

private slots:
    void mistakesAreToldWithStatusOne_data();
    void mistakesAreToldWithStatusOne();
    void whatCannotBeOpenedIsToldWithStatusTwo_data();
    void whatCannotBeOpenedIsToldWithStatusTwo();
    void withoutPermissionIsStatusTwo();
    void whatCannotBeWrittenIsStatusTwo();
    void damageIsStatusThreeBehindAllThatCouldBeRead();
    void fileCutWhileItIsPrintedShowsNoZeros();
    void readerThatGoesAwayEndsItQuietly();
    void readerThatGoesAwayEndsItThoughThePipeGoesOn();
    void unknownFieldIsAMistakeWithASuggestion();
};

void TstCliErrors::mistakesAreToldWithStatusOne_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const QStringList &arguments, const char *message) {
        QTest::newRow(name) << arguments << QByteArray(message);
    };
    row("nothing", {}, "nothing to read: give -r FILE, or --connect, --listen, --proxy, -i TCP@HOST, --pcap-listen, --command");
    row("unknown option", {u"-r"_s, u"x"_s, u"--nonsense"_s}, "--nonsense is no option");
    row("slip", {u"-r"_s, u"x"_s, u"--frame"_s, u"3"_s}, "--frame is no option; did you mean --frames?");
    row("tshark's own", {u"-r"_s, u"x"_s, u"-f"_s, u"tcp"_s},
        "-f: there are no capture filters: -Y chooses frames, or give them to the program that captures");
    row("no option at all", {u"-r"_s, u"x"_s, u"y"_s}, "\"y\" belongs to no option");
    row("twice", {u"-r"_s, u"x"_s, u"-r"_s, u"y"_s}, "-r is given 2 times");
    row("no number", {u"-r"_s, u"x"_s, u"-c"_s, u"ten"_s}, "-c ten: a number from 1 to 2147483647");
    row("zero frames", {u"-r"_s, u"x"_s, u"-c"_s, u"0"_s}, "-c 0: a number from 1 to 2147483647");
    row("unknown form", {u"-r"_s, u"x"_s, u"-T"_s, u"jsn"_s},
        "-T jsn: one of text, fields, json, ndjson, ek, csv, hex, c and raw; did you mean json?");
    row("unknown format", {u"-r"_s, u"x"_s, u"-w"_s, u"y"_s, u"-F"_s, u"snoop"_s}, "-F snoop: one of pcapng, pcap and nsecpcap");
    row("unknown compression", {u"-r"_s, u"x"_s, u"-w"_s, u"y"_s, u"--compress"_s, u"lz4"_s},
        "--compress lz4: one of gzip, zstd and none");
    row("format without target", {u"-r"_s, u"x"_s, u"-F"_s, u"pcap"_s}, "-F, --compress, --secrets and --no-comments go with -w");
    row("unknown time", {u"-r"_s, u"x"_s, u"-t"_s, u"week"_s}, "-t week: one of r, a, ad, adoy, d, dd, e, u, ud and udoy");
    row("digits", {u"-r"_s, u"x"_s, u"-t"_s, u"a.10"_s}, "-t a.10: at most 9 digits behind the point");
    row("unknown seconds", {u"-r"_s, u"x"_s, u"-u"_s, u"h"_s}, "-u h: one of s and hms");
    row("ring buffer", {u"-r"_s, u"x"_s, u"-a"_s, u"files:3"_s}, "-a files:3: one file is written; duration, filesize and packets end it");
    row("limit of a file", {u"-r"_s, u"x"_s, u"-a"_s, u"duration:3"_s},
        "-a duration:3: goes with --connect, --listen, --proxy, -i, --pcap-listen and --command");
    row("size", {u"-r"_s, u"x"_s, u"--decompressed-limit"_s, u"much"_s},
        "--decompressed-limit much: bytes, or with K, M, G or T behind the number");
    row("no fields", {u"-r"_s, u"x"_s, u"-T"_s, u"fields"_s}, "-T fields needs at least one field: -e NAME");
    row("fields without form", {u"-r"_s, u"x"_s, u"-e"_s, u"ip.src"_s}, "-e goes with -T fields, csv, json and ek");
    row("layers without form", {u"-r"_s, u"x"_s, u"-J"_s, u"ip"_s}, "-j and -J go with -T json and ek");
    row("two ways to open layers", {u"-r"_s, u"x"_s, u"-T"_s, u"ek"_s, u"-J"_s, u"ip"_s, u"-j"_s, u"ip"_s},
        "-j or -J: the one opens what is named alone, the other all below it");
    row("tree as ndjson", {u"-r"_s, u"x"_s, u"-V"_s, u"-T"_s, u"ndjson"_s}, "-V, -O and -x do not go with -T ndjson");
    row("two on one output", {u"-r"_s, u"x"_s, u"-P"_s, u"-w"_s, u"-"_s},
        "-w - leaves standard output to the capture: leave out -P, -V, -O, -x, -T and -z");
    row("count and saving", {u"-r"_s, u"x"_s, u"--count"_s, u"-w"_s, u"y"_s}, "--count goes with -r, -c, -Y and -R alone");
    row("bad style", {u"-r"_s, u"x"_s, u"-T"_s, u"fields"_s, u"-e"_s, u"ip.src"_s, u"-E"_s, u"header=maybe"_s},
        "-E header=maybe is none of bom=y|n, header=y|n, separator=C, aggregator=C, quote=d|s|n, occurrence=f|l|a");
    row("bad list", {u"-r"_s, u"x"_s, u"--frames"_s, u"5-2"_s}, "--frames: \"5-2\" runs backwards");
}

void TstCliErrors::mistakesAreToldWithStatusOne()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, message);
    const Ran ran = run(arguments);
    QCOMPARE_EQ(ran.code, 1);
    QCOMPARE(ran.err, "framelens-cli: " + message + "\nframelens-cli --help says what can be given\n");
    QVERIFY(ran.out.isEmpty());
}

void TstCliErrors::whatCannotBeOpenedIsToldWithStatusTwo_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const Buffer &content, const char *message) {
        QTest::newRow(name) << array(content) << QByteArray(message);
    };
    row("empty", {}, "the file is empty");
    row("text", textBytes("Dear reader, this is a letter."),
        "not a capture Framelens knows; it begins with 44 65 61 72 20 72 65 61 64 65 72 2c 20 74 68 69");
    row("one byte", Buffer(1, std::byte{0xd4}), 
        "the file ends inside the file header, at offset 0 (needs 24 bytes, 1 there)");
    row("xz", textBytes(std::string_view("\xfd"
                                         "7zXZ\0\0\4",
                                         8)),
        "compressed with xz, which Framelens does not read; decompress it first");
    row("bzip2", textBytes("BZh91AY&SY"),
        "compressed with bzip2, which Framelens does not read; decompress it first");
}

void TstCliErrors::whatCannotBeOpenedIsToldWithStatusTwo()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    const TemporaryFolder folder;
    const std::string path
        = folder.write("some file", asBytes({content.constData(), static_cast<std::size_t>(content.size())}));
    for (const QStringList &more : {QStringList{}, QStringList{u"--count"_s}, QStringList{u"-w"_s, u"/dev/null"_s}}) {
        const Ran ran = run(QStringList{u"-r"_s, text(path)} + more);
        QCOMPARE_EQ(ran.code, 2);
        QCOMPARE(ran.err, "framelens-cli: " + QByteArray::fromStdString(path) + ": " + message + "\n");
        QVERIFY(ran.out.isEmpty());
    }
}

void TstCliErrors::withoutPermissionIsStatusTwo()
{
    Ran ran = run({u"-r"_s, u"/no such folder/x.pcap"_s});
    QCOMPARE_EQ(ran.code, 2);
    QCOMPARE(ran.err, "framelens-cli: /no such folder/x.pcap: cannot be opened: No such file or directory\n");
    const TemporaryFolder folder;
    ran = run({u"-r"_s, text(folder.path(""))});
    QCOMPARE_EQ(ran.code, 2);
    QCOMPARE(ran.err, "framelens-cli: " + QByteArray::fromStdString(folder.path("")) + ": this is a folder, not a capture\n");
    if (::geteuid() == 0)
        QSKIP("root may read everything");
    const std::string path = folder.write("locked.pcap", threeFrames());
    std::filesystem::permissions(path, std::filesystem::perms::none);
    ran = run({u"-r"_s, text(path)});
    QCOMPARE_EQ(ran.code, 2);
    QCOMPARE(ran.err, "framelens-cli: " + QByteArray::fromStdString(path) + ": cannot be opened: Permission denied\n");
}

void TstCliErrors::whatCannotBeWrittenIsStatusTwo()
{
    const TemporaryFile file(threeFrames());
    const QString path = text(file.path());
    const auto messageOf = [&](const QString &target) {
        const Ran ran = run({u"-r"_s, path, u"-w"_s, target});
        return ran.code == 2 && ran.out.isEmpty() ? ran.err : QByteArray("status " + QByteArray::number(ran.code));
    };
    QCOMPARE(messageOf(path), "framelens-cli: " + path.toUtf8()
                 + ": this is the open capture itself; choose another name\n");
    QCOMPARE(messageOf(u"/no such folder/x"_s),
             "framelens-cli: /no such folder/x: cannot be created: No such file or directory\n");
    QCOMPARE(messageOf(u"/"_s), "framelens-cli: /: cannot be created: Is a directory\n");
    QCOMPARE(messageOf(u"/dev/full"_s), "framelens-cli: /dev/full: cannot be written: No space left on device (after 0 of 3 frames)\n");
    QProcess process;
    process.setStandardOutputFile(u"/dev/full"_s);
    process.start(QStringLiteral(FRAMELENS_CLI), {u"-r"_s, path});
    const Ran ran = finished(process);
    QCOMPARE_EQ(ran.code, 2);
    QCOMPARE(ran.err, "framelens-cli: standard output: cannot be written: No space left on device\n");
}

void TstCliErrors::damageIsStatusThreeBehindAllThatCouldBeRead()
{
    PcapBuilder builder;
    for (unsigned i = 0; i < 5; ++i)
        builder.frame(udpFrame(ends, textBytes("frame")));
    const Buffer frame = udpFrame(ends, textBytes("frame"));
    builder.header(static_cast<std::uint32_t>(frame.size()), static_cast<std::uint32_t>(frame.size()));
    builder.raw(std::span(frame).first(10));
    const TemporaryFile file(builder.bytes());
    const QString path = text(file.path());
    const QByteArray message = "framelens-cli: " + path.toUtf8() + ": the file ends inside record 6";

    Ran ran = run({u"-r"_s, path});
    QCOMPARE_EQ(ran.code, 3);
    QVERIFY(ran.out.count('\n') >= 5);
    QVERIFY2(ran.err.startsWith(message), ran.err.constData());
    QCOMPARE_EQ(ran.err.count('\n'), 1);
    for (const QStringList &form : {QStringList{u"-V"_s}, QStringList{u"-T"_s, u"ndjson"_s}, QStringList{u"--count"_s}})
        QCOMPARE_EQ(run(QStringList{u"-r"_s, path} + form).code, 3);

    const TemporaryFolder folder;
    ran = run({u"-r"_s, path, u"-w"_s, text(folder.path("saved.pcap"))});
    QCOMPARE_EQ(ran.code, 3);
    QVERIFY(ran.err.startsWith(message));
    ran = run({u"-r"_s, text(folder.path("saved.pcap")), u"-c"_s, u"5"_s});
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE_EQ(ran.out.count('\n'), 5);
    // A pipe has no name.
    ran = run({u"-r"_s, u"-"_s}, array(builder.bytes()));
    QCOMPARE_EQ(ran.code, 3);
    QVERIFY2(ran.err.startsWith("framelens-cli: standard input: the file ends inside record 6"), ran.err.constData());
    // What was asked for was read before the damage.
    QCOMPARE_EQ(run({u"-r"_s, path, u"-c"_s, u"3"_s}).code, 0);
}

void TstCliErrors::fileCutWhileItIsPrintedShowsNoZeros()
{
    const TemporaryFile file(mixedPcap(20'000));
    const QByteArray whole = run({u"-r"_s, text(file.path())}).out;
    std::array<int, 2> ends{};
    QCOMPARE(::pipe2(ends.data(), O_CLOEXEC), 0);
    QProcess process;
    process.setChildProcessModifier([out = ends[1]] { ::dup2(out, STDOUT_FILENO); });
    process.start(QStringLiteral(FRAMELENS_CLI), {u"-r"_s, text(file.path())});
    QVERIFY(process.waitForStarted());
    ::close(ends[1]);
    // Its first piece does not fit into the pipe: it waits with most of the file before it.
    QByteArray printed(1, 0);
    QCOMPARE_EQ(::read(ends[0], printed.data(), 1), 1);
    file.resize(10'000'001); // within a page: its last frame reads as zeros, and no signal comes
    QByteArray piece(65'536, 0);
    for (ssize_t got = 1; got > 0;) {
        got = ::read(ends[0], piece.data(), static_cast<std::size_t>(piece.size()));
        printed += piece.first(std::max<ssize_t>(got, 0));
    }
    ::close(ends[0]);
    const Ran ran = finished(process);
    QCOMPARE_EQ(ran.code, 3);
    QCOMPARE_EQ(ran.err.count('\n'), 1);
    QVERIFY(printed.size() < whole.size());
    QVERIFY(printed.endsWith('\n'));
    QVERIFY(whole.startsWith(printed));
}

void TstCliErrors::readerThatGoesAwayEndsItQuietly()
{
    const TemporaryFile file(mixedPcap(20'000));
    for (const QStringList &form : {QStringList{u"-V"_s}, QStringList{}, QStringList{u"-w"_s, u"-"_s}}) {
        Unread unread(QStringList{u"-r"_s, text(file.path())} + form);
        const Ran ran = finished(unread.process);
        QCOMPARE_EQ(ran.code, 0);
        QVERIFY2(ran.err.isEmpty(), ran.err.constData());
    }
}

void TstCliErrors::readerThatGoesAwayEndsItThoughThePipeGoesOn()
{
    Unread unread({u"-r"_s, u"-"_s});
    unread.process.write(array(mixedPcap(1000))); // and standard input stays open
    const Ran ran = finished(unread.process);
    QCOMPARE_EQ(ran.code, 0);
    QVERIFY2(ran.err.isEmpty(), ran.err.constData());
}

void TstCliErrors::unknownFieldIsAMistakeWithASuggestion()
{
    const TemporaryFile file(threeFrames());
    const auto with = [&](const QString &name) {
        return run({u"-r"_s, text(file.path()), u"-T"_s, u"fields"_s, u"-e"_s, name});
    };
    const Ran ran = with(u"udp.prot"_s);
    QCOMPARE_EQ(ran.code, 1);
    QCOMPARE(ran.err, "framelens-cli: no field is called \"udp.prot\"; did you mean udp.port?\n");
    QVERIFY(ran.out.isEmpty());
    QCOMPARE(with(u"qqqqqqqqqq"_s).err, "framelens-cli: no field is called \"qqqqqqqqqq\"\n");
    QCOMPARE(with(u"\x1b[2J"_s).err, "framelens-cli: no field is called \"<U+001B>[2J\"\n");
}

FRAMELENS_TEST(TstCliErrors)
#include "tst_cli_errors.moc"

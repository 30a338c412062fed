// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What -w of the text program writes, and what it says.
#include "tests/support/app/cli_run.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QDeadlineTimer>
#include <QTest>

#include <filesystem>

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

const Ends ends{ip4(10, 0, 0, 1), ip4(192, 168, 100, 200), 5000, 6000};

// A pcapng with two link types and a comment.
Buffer twoLinkTypes()
{
    PcapngBuilder builder;
    builder.section().interface().interface(147);
    builder.enhanced(udpFrame(ends, {}), captureStartNs / 1000, 0, {comment("look here")});
    builder.enhanced(textBytes("other"), captureStartNs / 1000 + 1, 1);
    return builder.bytes();
}

} // namespace

class TstCliSaving : public QObject
{
    Q_OBJECT

private slots:
    void pcapngIsWhatIsWrittenUnlessSaidOtherwise();
    void pcapngKeepsItsBlocks();
    void pcapIsTheSameBytes();
    void nanosecondsStayNanoseconds();
    void formatsAreListed();
    void suffixAndFlagCompress();
    void standardOutputTakesIt();
    void packetsLimitEndsIt();
    void lossesAreSaid();
    void linkTypesThatPcapCannotHoldAreRefusedBeforeAnythingIsWritten();
    void writingPrintsNothingUnlessAsked();
    void openCaptureIsNeverWrittenOver();
    void interruptEndsItWithAValidFile();
    void interruptEndsAPipeThatGoesOn();
    void aSecondInterruptLeavesNothing();
    void fullDiskLeavesTheOldFile();
};

void TstCliSaving::pcapngIsWhatIsWrittenUnlessSaidOtherwise()
{
    const TemporaryFile file(mixedPcap(50));
    const TemporaryFolder folder;
    const Ran ran = run({u"-r"_s, text(file.path()), u"-w"_s, text(folder.path("saved.pcap"))});
    QCOMPARE_EQ(ran.code, 0);
    QVERIFY(ran.out.isEmpty());
    QVERIFY2(ran.err.isEmpty(), ran.err.constData());
    QVERIFY(array(readFile(folder.path("saved.pcap"))).startsWith("\x0a\x0d\x0d\x0a"));
    QCOMPARE(run({u"-r"_s, text(folder.path("saved.pcap"))}).out, run({u"-r"_s, text(file.path())}).out);
}

void TstCliSaving::pcapngKeepsItsBlocks()
{
    const Buffer bytes = twoLinkTypes();
    const TemporaryFile file(bytes);
    const TemporaryFolder folder;
    const QString target = text(folder.path("saved.pcapng"));
    QCOMPARE_EQ(run({u"-r"_s, text(file.path()), u"-w"_s, target}).code, 0);
    QVERIFY(readFile(folder.path("saved.pcapng")) == bytes);
    QCOMPARE_EQ(run({u"-r"_s, text(file.path()), u"-w"_s, target, u"--no-comments"_s}).code, 0);
    QVERIFY(!array(readFile(folder.path("saved.pcapng"))).contains("look here"));
}

void TstCliSaving::pcapIsTheSameBytes()
{
    const Buffer bytes = mixedPcap(500);
    const TemporaryFile file(bytes);
    const TemporaryFolder folder;
    const QString target = text(folder.path("saved.pcap"));
    const Ran ran = run({u"-r"_s, text(file.path()), u"-F"_s, u"pcap"_s, u"-w"_s, target});
    QCOMPARE_EQ(ran.code, 0);
    QVERIFY(ran.out.isEmpty());
    QVERIFY(ran.err.isEmpty());
    QVERIFY(readFile(folder.path("saved.pcap")) == bytes);
    QCOMPARE_EQ(run({u"-r"_s, text(file.path()), u"-F"_s, u"pcap"_s, u"-w"_s, target, u"-c"_s, u"20"_s}).code, 0);
    QVERIFY(readFile(folder.path("saved.pcap")) == mixedPcap(20));
}

void TstCliSaving::nanosecondsStayNanoseconds()
{
    PcapBuilder builder({.nanoseconds = true});
    builder.frame(udpFrame(ends, {}), captureStartNs + 1);
    const TemporaryFile file(builder.bytes());
    const Ran ran = run({u"-r"_s, text(file.path()), u"-F"_s, u"nsecpcap"_s, u"-w"_s, u"-"_s});
    QCOMPARE(ran.out, array(builder.bytes()));
    QVERIFY(ran.err.isEmpty());
}

void TstCliSaving::formatsAreListed()
{
    const Ran ran = run({u"-F"_s});
    QCOMPARE_EQ(ran.code, 0);
    for (const char *format : {"pcapng ", "\npcap ", "\nnsecpcap "})
        QVERIFY2(ran.out.contains(format), format);
}

void TstCliSaving::suffixAndFlagCompress()
{
    const TemporaryFile file(mixedPcap(100));
    const TemporaryFolder folder;
    const auto begins = [&](const char *name, const QStringList &more) {
        const Ran ran = run(QStringList{u"-r"_s, text(file.path()), u"-F"_s, u"pcap"_s, u"-w"_s, text(folder.path(name))} + more);
        const bool same = run({u"-r"_s, text(folder.path(name))}).out == run({u"-r"_s, text(file.path())}).out;
        return ran.code == 0 && same ? array(readFile(folder.path(name))).first(4).toHex() : QByteArray("failed");
    };
    QCOMPARE(begins("a.pcap.gz", {}).first(4), "1f8b");
    QCOMPARE(begins("a.pcap.zst", {}), "28b52ffd");
    QCOMPARE(begins("a.pcap", {u"--compress"_s, u"zstd"_s}), "28b52ffd");
    QCOMPARE(begins("b.pcap", {u"--compress"_s, u"gzip"_s}).first(4), "1f8b");
    QCOMPARE(begins("b.gz", {u"--compress"_s, u"none"_s}), "d4c3b2a1");
}

void TstCliSaving::standardOutputTakesIt()
{
    const Buffer bytes = mixedPcap(500);
    const TemporaryFile file(bytes);
    QCOMPARE(run({u"-r"_s, text(file.path()), u"-F"_s, u"pcap"_s, u"-w"_s, u"-"_s}).out, array(bytes));
    const Ran chosen = run({u"-r"_s, u"-"_s, u"--frames"_s, u"1-3"_s, u"-Fpcap"_s, u"-w-"_s}, array(bytes));
    QCOMPARE(chosen.out, array(mixedPcap(3)));
}

void TstCliSaving::packetsLimitEndsIt()
{
    const TemporaryFile file(mixedPcap(100));
    QCOMPARE(run({u"-r"_s, text(file.path()), u"-a"_s, u"packets:7"_s, u"-F"_s, u"pcap"_s, u"-w"_s, u"-"_s}).out,
             array(mixedPcap(7)));
    QCOMPARE(run({u"-r"_s, text(file.path()), u"-a"_s, u"packets:7"_s, u"-c"_s, u"3"_s}).out.count('\n'), 3);
}

void TstCliSaving::lossesAreSaid()
{
    PcapngBuilder builder;
    builder.section().interface().enhanced(udpFrame(ends, {}), 1, 0, {comment("look here")});
    const TemporaryFile file(builder.bytes());
    const TemporaryFolder folder;
    const QString target = text(folder.path("saved.pcap"));
    const Ran ran = run({u"-r"_s, text(file.path()), u"-F"_s, u"pcap"_s, u"-w"_s, target});
    QCOMPARE_EQ(ran.code, 0);
    QVERIFY2(ran.err.startsWith("framelens-cli: " + target.toUtf8() + ": ") && ran.err.contains("comment"), ran.err.constData());
    QCOMPARE_EQ(ran.err.count('\n'), 1);
}

void TstCliSaving::linkTypesThatPcapCannotHoldAreRefusedBeforeAnythingIsWritten()
{
    const TemporaryFile file(twoLinkTypes());
    const TemporaryFolder folder;
    const std::string target = folder.write("saved.pcap", textBytes("old"));
    const Ran ran = run({u"-r"_s, text(file.path()), u"-F"_s, u"pcap"_s, u"-w"_s, text(target)});
    QCOMPARE_EQ(ran.code, 2);
    QVERIFY2(ran.err.contains("link type"), ran.err.constData());
    QVERIFY(readFile(target) == textBytes("old"));
}

void TstCliSaving::writingPrintsNothingUnlessAsked()
{
    const TemporaryFile file(threeFrames());
    const TemporaryFolder folder;
    const QStringList base{u"-r"_s, text(file.path()), u"-F"_s, u"pcap"_s, u"-w"_s, text(folder.path("saved.pcap"))};
    for (const QStringList &form : {QStringList{}, {u"-P"_s}, {u"-V"_s}, {u"-x"_s}, {u"-O"_s, u"udp"_s},
                                    {u"-T"_s, u"fields"_s, u"-e"_s, u"ip.src"_s}, {u"-P"_s, u"-q"_s}}) {
        std::filesystem::remove(folder.path("saved.pcap"));
        const Ran ran = run(base + form);
        QCOMPARE_EQ(ran.code, 0);
        QVERIFY(readFile(folder.path("saved.pcap")) == threeFrames());
        const bool isQuiet = form.isEmpty() || form.contains(u"-q"_s);
        QCOMPARE(ran.out, isQuiet ? QByteArray() : run(QStringList{u"-r"_s, text(file.path())} + form).out);
    }
}

void TstCliSaving::openCaptureIsNeverWrittenOver()
{
    const TemporaryFolder folder;
    const std::string path = folder.write("open.pcap", mixedPcap(20));
    std::filesystem::create_symlink(path, folder.path("link.pcap"));
    std::filesystem::create_hard_link(path, folder.path("other.pcap"));
    for (const char *name : {"open.pcap", "link.pcap", "other.pcap"}) {
        const Ran ran = run({u"-r"_s, text(path), u"-w"_s, text(folder.path(name))});
        QCOMPARE_EQ(ran.code, 2);
        QVERIFY2(ran.err.contains("open capture itself"), ran.err.constData());
        QVERIFY(readFile(path) == mixedPcap(20));
    }
}

// A target that nobody empties holds the export up until the signal has come.
void TstCliSaving::interruptEndsItWithAValidFile()
{
    const TemporaryFile file(mixedPcap(20'000));
    for (const int signal : {SIGINT, SIGTERM}) {
        HeldUp held({u"-r"_s, text(file.path()), u"-F"_s, u"pcap"_s, u"--frames"_s, u"1-9999,10001-"_s, u"-w"_s, u"-"_s});
        QByteArray written = held.readFirst();
        held.signal(signal);
        written += held.readAll();
        const Ran ran = finished(held.process);
        QCOMPARE_EQ(ran.code, 0);
        QVERIFY2(ran.err.contains(" frames were written to standard output\n"), ran.err.constData());
        const TemporaryFile again(asBytes({written.constData(), static_cast<std::size_t>(written.size())}));
        const Ran counted = run({u"-r"_s, text(again.path()), u"--count"_s});
        QCOMPARE_EQ(counted.code, 0);
        QCOMPARE(counted.out, "9999\n");
        QVERIFY(array(mixedPcap(20'000)).startsWith(written));
    }
}

void TstCliSaving::interruptEndsAPipeThatGoesOn()
{
    const TemporaryFolder folder;
    QProcess process;
    process.start(QStringLiteral(FRAMELENS_CLI),
                  {u"-r"_s, u"-"_s, u"-P"_s, u"-l"_s, u"-F"_s, u"pcap"_s, u"-w"_s, text(folder.path("saved.pcap"))});
    process.write(array(mixedPcap(10))); // and standard input stays open
    QByteArray printed;
    while (printed.count('\n') < 10 && process.waitForReadyRead(patienceMs))
        printed += process.readAllStandardOutput();
    QCOMPARE_EQ(printed.count('\n'), 10);
    process.terminate(); // SIGTERM
    const Ran ran = finished(process);
    QCOMPARE_EQ(ran.code, 0);
    QCOMPARE(ran.err, "framelens-cli: interrupted: 10 frames were written to " + text(folder.path("saved.pcap")).toUtf8() + "\n");
    QVERIFY(readFile(folder.path("saved.pcap")) == mixedPcap(10));
}

// The first one waits for a reader that does not come. Before the program has handled it, another one may be lost in it.
void TstCliSaving::aSecondInterruptLeavesNothing()
{
    const TemporaryFile file(mixedPcap(20'000));
    const TemporaryFolder folder;
    const std::string target = folder.write("saved.pcap", textBytes("old"));
    HeldUp held({u"-r"_s, text(file.path()), u"-P"_s, u"-w"_s, text(target)});
    QVERIFY(!held.readFirst().isEmpty());
    held.signal(SIGINT);
    const QDeadlineTimer patience(patienceMs);
    do
        held.signal(SIGINT);
    while (!held.process.waitForFinished(100) && !patience.hasExpired());
    const Ran ran = finished(held.process);
    QCOMPARE_EQ(ran.code, 130);
    QVERIFY(readFile(target) == textBytes("old"));
    QCOMPARE_EQ(std::distance(std::filesystem::directory_iterator(folder.path("")), {}), 1);
}

void TstCliSaving::fullDiskLeavesTheOldFile()
{
    if (::geteuid() != 0)
        QSKIP("only root may mount a small disk");
    const TemporaryFolder folder;
    const std::string disk = folder.path("disk");
    std::filesystem::create_directory(disk);
    if (::mount("none", disk.c_str(), "tmpfs", 0, "size=64k") != 0)
        QSKIP("nothing can be mounted here");
    const TemporaryFile file(mixedPcap(20'000));
    const std::string target = disk + "/saved.pcapng";
    QFile old(text(target));
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
    old.close();
    const Ran ran = run({u"-r"_s, text(file.path()), u"-w"_s, text(target)});
    const Buffer kept = readFile(target);
    const auto entries = std::distance(std::filesystem::directory_iterator(disk), {});
    QCOMPARE_EQ(::umount(disk.c_str()), 0);
    QCOMPARE_EQ(ran.code, 2);
    QVERIFY2(ran.err.contains("No space left on device"), ran.err.constData());
    QVERIFY(kept == textBytes("old"));
    QCOMPARE_EQ(entries, 1);
}

FRAMELENS_TEST(TstCliSaving)
#include "tst_cli_saving.moc"

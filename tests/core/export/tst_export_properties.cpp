// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What holds for every export: little memory, and faults of a real disk, a real kill and a real cancel.
#include "core/decode/registry.h"
#include "tests/support/capture_builder.h"
#include "tests/support/exporting.h"
#include "tests/support/open_capture.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include <malloc.h>
#include <sys/mount.h>
#include <sys/wait.h>

using namespace framelens;
using namespace framelens::test;

namespace fs = std::filesystem;

namespace {

std::size_t entries(const fs::path &folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Many small frames.
Buffer smallFrames(std::uint32_t count)
{
    PcapBuilder file;
    const Buffer frame(60, std::byte{7});
    for (std::uint32_t i = 0; i < count; ++i)
        file.frame(frame);
    return std::move(file).bytes();
}

/// A tmpfs of so many bytes over a folder, if this may be mounted.
class SmallDisk
{
public:
    SmallDisk(std::string folder, std::size_t size)
        : m_folder(std::move(folder))
    {
        const std::string options = "size=" + std::to_string(size);
        m_isMounted = ::mount("none", m_folder.c_str(), "tmpfs", 0, options.c_str()) == 0;
    }
    ~SmallDisk()
    {
        if (m_isMounted)
            ::umount(m_folder.c_str());
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    bool isMounted() const { return m_isMounted; }

private:
    std::string m_folder;
    bool m_isMounted = false;
};

ExportOptions optionsOf(ExportFormat format, Compression compression = Compression::None)
{
    ExportOptions options{.format = format, .compression = compression};
    options.decoded.registry = Registry::builtIn();
    return options;
}

} // namespace

class TstExportProperties : public QObject
{
    Q_OBJECT

private slots:
    void heapDoesNotGrowWithTheSelection_data();
    void heapDoesNotGrowWithTheSelection();
    void fullDiskLeavesTheOldFile_data();
    void fullDiskLeavesTheOldFile();
    void folderThatMayNotBeWrittenToIsTold();
    void folderThatVanishesIsTold();
    void cancelAtAnyMomentLeavesTheOldFile();
    void killLeavesTheOldFile();
    void sizeIsGuessedFromSomeFrames_data();
    void sizeIsGuessedFromSomeFrames();
    void previewIsTheBeginningOfTheFile();
    void previewOfACaptureIsItsSummary();
};

void TstExportProperties::heapDoesNotGrowWithTheSelection_data()
{
    QTest::addColumn<ExportFormat>("format");
    QTest::newRow("pcap, as it lies") << ExportFormat::Pcap;
    QTest::newRow("pcap, made") << ExportFormat::NanosecondPcap;
    QTest::newRow("pcapng, made") << ExportFormat::Pcapng;
}

void TstExportProperties::heapDoesNotGrowWithTheSelection()
{
    QFETCH(const ExportFormat, format);
    const std::uint32_t frames = qEnvironmentVariableIsSet("FRAMELENS_QUICK") ? 100'000 : 2'000'000;
    const OpenedCapture capture(smallFrames(frames));
    const RowRanges selected = everyOf(capture.capture(), 2);
    QCOMPARE_EQ(selected.count(), frames / 2);
    const TemporaryFolder folder;
    std::size_t most = 0;
    const std::size_t before = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
    ExportOptions options = optionsOf(format);
    options.calls.writev = [&](int fd, const iovec *pieces, int count) {
        const struct mallinfo2 now = ::mallinfo2();
        most = std::max(most, now.uordblks + now.hblkhd);
        return ::writev(fd, pieces, count);
    };
    mustSave(capture.capture(), selected, folder.path("out"), options);
    if (most == 0)
        QSKIP("the allocator of this build does not tell");
    QVERIFY2(most < before + (std::size_t{1} << 20U), std::to_string(most - before).c_str());
}

void TstExportProperties::fullDiskLeavesTheOldFile_data()
{
    QTest::addColumn<ExportFormat>("format");
    QTest::addColumn<Compression>("compression");
    QTest::newRow("pcap, as it lies") << ExportFormat::Pcap << Compression::None;
    QTest::newRow("pcap, made") << ExportFormat::NanosecondPcap << Compression::None;
    QTest::newRow("pcapng") << ExportFormat::Pcapng << Compression::None;
    QTest::newRow("text") << ExportFormat::Ndjson << Compression::None;
    QTest::newRow("gzip") << ExportFormat::Pcapng << Compression::Gzip;
    QTest::newRow("zstd") << ExportFormat::Pcapng << Compression::Zstd;
}

void TstExportProperties::fullDiskLeavesTheOldFile()
{
    QFETCH(const ExportFormat, format);
    QFETCH(const Compression, compression);
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path(""), 300'000);
    if (!disk.isMounted())
        QSKIP("a tmpfs can only be mounted by root");
    const OpenedCapture capture(mixedPcap(3000));
    const std::string target = folder.write("out", textBytes("old"));
    Job job;
    const auto done = saved(capture.capture(), allOf(capture.capture()), target, job, optionsOf(format, compression));
    QVERIFY(!done);
    QCOMPARE_EQ(done.error().systemError, ENOSPC);
    QVERIFY(QString::fromStdString(describe(done.error())).contains("of 3,000 frames)"));
    QVERIFY(readFile(target) == textBytes("old"));
    QCOMPARE_EQ(entries(folder.path("")), 1U);
}

void TstExportProperties::folderThatMayNotBeWrittenToIsTold()
{
    const OpenedCapture capture(mixedPcap(10));
    const TemporaryFolder folder;
    // As root everything may be written to: the system is asked in the name of another user, in a process of its own.
    const pid_t child = ::fork();
    if (child == 0) {
        const bool dropped = ::geteuid() != 0 || ::seteuid(65'534) == 0;
        ::chmod(folder.path("").c_str(), 0555);
        Job job;
        const auto done = saved(capture.capture(), {0, 10}, folder.path("out"), job);
        ::_exit(!dropped ? 3 : !done && done.error().systemError == EACCES ? 0 : 1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    if (WEXITSTATUS(status) == 3)
        QSKIP("the user cannot be changed");
    QCOMPARE(WEXITSTATUS(status), 0);
    QCOMPARE_EQ(entries(folder.path("")), 0U);
}

void TstExportProperties::folderThatVanishesIsTold()
{
    const OpenedCapture capture(mixedPcap(3000));
    const TemporaryFolder folder;
    const std::string gone = folder.path("gone");
    fs::create_directory(gone);
    ExportOptions options = optionsOf(ExportFormat::NanosecondPcap);
    options.calls.writev = [&](int fd, const iovec *pieces, int count) {
        fs::remove_all(gone);
        return ::writev(fd, pieces, count);
    };
    Job job;
    const auto done = saved(capture.capture(), allOf(capture.capture()), gone + "/out.pcap", job, options);
    QVERIFY(!done);
    QCOMPARE_EQ(done.error().systemError, ENOENT);
    QVERIFY(QString::fromStdString(describe(done.error())).endsWith("(after 3,000 of 3,000 frames)"));
    QCOMPARE_EQ(entries(folder.path("")), 0U);
}

void TstExportProperties::cancelAtAnyMomentLeavesTheOldFile()
{
    const OpenedCapture capture(mixedPcapng(6000));
    std::mt19937 random(3); // NOLINT: the same each time
    int cancelled = 0;
    for (int round = 0; round < 40; ++round) {
        const TemporaryFolder folder;
        const std::string target = folder.write("out", textBytes("old"));
        const ExportFormat format = std::array{ExportFormat::Pcap, ExportFormat::Pcapng, ExportFormat::Ndjson}.at(random() % 3);
        Job job;
        if (round % 10 == 0)
            job.cancel(); // before it begins: the others may be over when their thread comes to it
        std::jthread canceller([&job, delay = random() % 4000] {
            std::this_thread::sleep_for(std::chrono::microseconds(delay));
            job.cancel();
        });
        const auto done = saved(capture.capture(), everyOf(capture.capture(), 2), target, job, optionsOf(format));
        QCOMPARE_EQ(entries(folder.path("")), 1U);
        QCOMPARE(readFile(target) == textBytes("old"), !done);
        if (!done)
            QCOMPARE(done.error().reason, Reason::Cancelled);
        cancelled += done ? 0 : 1;
    }
    QVERIFY(cancelled > 0);
}

void TstExportProperties::killLeavesTheOldFile()
{
    const OpenedCapture capture(mixedPcap(6000));
    const TemporaryFolder expected;
    mustSave(capture.capture(), allOf(capture.capture()), expected.path("out"));
    const Buffer whole = readFile(expected.path("out"));
    std::mt19937 random(5); // NOLINT: the same each time
    for (int round = 0; round < 20; ++round) {
        const TemporaryFolder folder;
        const std::string target = folder.write("out", textBytes("old"));
        const pid_t child = ::fork();
        if (child == 0) {
            Job job;
            const auto done = saved(capture.capture(), allOf(capture.capture()), target, job);
            ::_exit(done ? 0 : 1);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 8000));
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        const Buffer there = readFile(target);
        QVERIFY(there == textBytes("old") || there == whole);
    }
}

void TstExportProperties::sizeIsGuessedFromSomeFrames_data()
{
    QTest::addColumn<ExportFormat>("format");
    for (const ExportFormat format : {ExportFormat::Pcap, ExportFormat::Pcapng, ExportFormat::Text, ExportFormat::Ndjson})
        QTest::newRow(std::string(exportFormatInfo(format).name).c_str()) << format;
}

void TstExportProperties::sizeIsGuessedFromSomeFrames()
{
    QFETCH(const ExportFormat, format);
    const OpenedCapture capture(mixedPcap(5000));
    const RowRanges frames = everyOf(capture.capture(), 2);
    const TemporaryFolder folder;
    const auto size = static_cast<double>(mustSave(capture.capture(), frames, folder.path("out"), optionsOf(format)).bytes);
    const auto guess = static_cast<double>(estimatedSize(capture.capture(), frames, optionsOf(format)));
    QVERIFY2(guess > 0.7 * size && guess < 1.4 * size, (std::to_string(guess) + " of " + std::to_string(size)).c_str());
    QVERIFY(estimatedSize(capture.capture(), {}, optionsOf(format)) < 100);
}

void TstExportProperties::previewIsTheBeginningOfTheFile()
{
    const OpenedCapture capture(mixedPcap(500));
    const TemporaryFolder folder;
    const RowRanges frames = everyOf(capture.capture(), 3, 1);
    mustSave(capture.capture(), frames, folder.path("out"), optionsOf(ExportFormat::Ndjson));
    const auto preview = exportPreview(capture.capture(), frames, 2000, optionsOf(ExportFormat::Ndjson));
    QVERIFY(preview.has_value());
    QVERIFY(preview->size() >= 2000 && preview->size() < 10'000);
    QVERIFY(asText(readFile(folder.path("out"))).starts_with(*preview));
    QCOMPARE(exportPreview(capture.capture(), frames, 2000, {.format = ExportFormat::Ndjson}).error().reason, Reason::Unsupported);
}

void TstExportProperties::previewOfACaptureIsItsSummary()
{
    const OpenedCapture capture(mixedPcap(30));
    const auto summary = exportPreview(capture.capture(), RowRanges(0, 30), 100'000, optionsOf(ExportFormat::Text));
    const auto preview = exportPreview(capture.capture(), RowRanges(0, 30), 100'000, optionsOf(ExportFormat::Pcapng));
    QVERIFY(summary && preview && !summary->empty());
    QCOMPARE_EQ(*preview, *summary);
}

FRAMELENS_TEST(TstExportProperties)
#include "tst_export_properties.moc"

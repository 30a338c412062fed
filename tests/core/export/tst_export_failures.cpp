// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is left behind when saving fails: what was there before, or the new file as a whole.
#include "core/decode/registry.h"
#include "tests/support/capture_builder.h"
#include "tests/support/exporting.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>
#include <filesystem>

using namespace framelens;
using namespace framelens::test;

namespace fs = std::filesystem;

namespace {

std::size_t entries(const fs::path &folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Lets the Nth of all calls fail, and writes short.
struct FailingCalls
{
    int failAt = 0;
    int error = ENOSPC;
    std::size_t mostWritten = 3000;
    int made = 0;

    bool fails()
    {
        if (++made != failAt)
            return false;
        errno = error;
        return true;
    }
    FileCalls calls()
    {
        FileCalls calls;
        calls.open = [this](const char *path, int flags, mode_t mode) { return fails() ? -1 : ::open(path, flags, mode); };
        calls.writev = [this](int fd, const iovec *pieces, int) {
            return fails() ? ssize_t{-1} : ::write(fd, pieces->iov_base, std::min(pieces->iov_len, mostWritten));
        };
        calls.copyFileRange = [this](int from, off_t *offset, int to, std::size_t size) {
            return fails() ? ssize_t{-1} : ::copy_file_range(from, offset, to, nullptr, std::min(size, mostWritten), 0);
        };
        calls.fchmod = [this](int fd, mode_t mode) { return fails() ? -1 : ::fchmod(fd, mode); };
        calls.fdatasync = [this](int) { return fails() ? -1 : 0; }; // no disk is waited for
        calls.fsync = [this](int) { return fails() ? -1 : 0; };
        calls.rename = [this](const char *from, const char *to) { return fails() ? -1 : ::rename(from, to); };
        return calls;
    }
};

} // namespace

class TstExportFailures : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void shortWritesGoOnWhereTheyEnded();
    void interruptedCallsAreMadeAgain();
    void failureAtAnyCallLeavesTheOldFileOrTheNewOne_data();
    void failureAtAnyCallLeavesTheOldFileOrTheNewOne();
    void failureLeavesNothingWhereNothingWas();
    void lostBytesUnderAWriteAreSourceLost();
    void fileCutDuringExportIsSourceLost();
    void fileCutWithinAPageIsSourceLost();
    void framesThatWereLostBeforeAreNamed();
    void framesBeforeACutAreStillSaved();
    void cancelLeavesTheOldFile();
    void openCaptureIsNeverWrittenOver_data();
    void openCaptureIsNeverWrittenOver();
    void linkIsFollowedAndStaysALink();
    void linkToWhatIsNotThereYetIsFollowed();
    void modeOfTheOldFileIsKept();
    void newFileGetsTheUsualMode();
    void folderIsRefused();
    void missingFolderIsNamed();
    void deviceIsWrittenToAndStays();

private:
    /// What an export of the first frames gives when nothing fails.
    Buffer whole(ExportOptions options, std::uint32_t frames) const;

    Buffer m_content;
    Buffer m_old = textBytes("what was there before");
    std::unique_ptr<TemporaryFile> m_file;
    std::shared_ptr<Capture> m_capture;
};

void TstExportFailures::initTestCase()
{
    m_content = mixedPcap(200);
    m_file = std::make_unique<TemporaryFile>(m_content);
    m_capture = openedFile(m_file->path());
    QVERIFY(m_capture);
    QCOMPARE_EQ(m_capture->count(), 200U);
}

Buffer TstExportFailures::whole(ExportOptions options, std::uint32_t frames) const
{
    options.calls = {};
    const TemporaryFolder folder;
    mustSave(*m_capture, {0, frames}, folder.path("out"), options);
    return readFile(folder.path("out"));
}

void TstExportFailures::shortWritesGoOnWhereTheyEnded()
{
    for (const std::size_t most : {1U, 7U, 511U, 1000U, 100'000U}) {
        const TemporaryFolder folder;
        Job job;
        FailingCalls failing{.mostWritten = most};
        const RowRanges frames(0, most == 1 ? 20 : 200);
        const auto done = saved(*m_capture, frames, folder.path("out.pcap"), job, {.format = ExportFormat::Pcap, .calls = failing.calls()});
        QVERIFY(done.has_value());
        const Buffer written = readFile(folder.path("out.pcap"));
        QVERIFY(std::ranges::equal(written, std::span(m_content).first(written.size())));
        QCOMPARE_EQ(written.size(), done->bytes);
    }
    // Across the border of two pieces, too.
    const TemporaryFolder folder;
    Job job;
    ExportOptions options{.format = ExportFormat::NanosecondPcap};
    int calls = 0;
    options.calls.writev = [&](int fd, const iovec *pieces, int count) {
        std::vector<iovec> some(pieces, pieces + std::min(count, 1 + calls % 5)); // NOLINT
        some.back().iov_len = std::max<std::size_t>(1, some.back().iov_len / (1 + static_cast<std::size_t>(calls++ % 3)));
        return ::writev(fd, some.data(), static_cast<int>(some.size()));
    };
    QVERIFY(saved(*m_capture, allOf(*m_capture), folder.path("out.pcap"), job, options));
    QVERIFY(readFile(folder.path("out.pcap")) == whole(ExportOptions{.format = ExportFormat::NanosecondPcap}, 200));
    QVERIFY(calls > 20);
}

void TstExportFailures::interruptedCallsAreMadeAgain()
{
    const TemporaryFolder folder;
    Job job;
    ExportOptions options{.format = ExportFormat::Pcap};
    int calls = 0;
    options.calls.writev = [&](int fd, const iovec *pieces, int count) -> ssize_t {
        if (++calls % 2 == 1) {
            errno = calls % 4 == 1 ? EINTR : EAGAIN;
            return -1;
        }
        return ::writev(fd, pieces, count);
    };
    QVERIFY(saved(*m_capture, allOf(*m_capture), folder.path("out.pcap"), job, options));
    QVERIFY(readFile(folder.path("out.pcap")) == m_content);
}

void TstExportFailures::failureAtAnyCallLeavesTheOldFileOrTheNewOne_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<ExportFormat>("format");
    QTest::addColumn<Compression>("compression");
    const auto row = [](const char *name, int error, ExportFormat format, Compression compression = Compression::None) {
        QTest::newRow(name) << error << format << compression;
    };
    row("disk full", ENOSPC, ExportFormat::NanosecondPcap);
    row("quota", EDQUOT, ExportFormat::NanosecondPcap);
    row("too large", EFBIG, ExportFormat::NanosecondPcap);
    row("disk fails", EIO, ExportFormat::NanosecondPcap);
    row("disk full, records as they lie", ENOSPC, ExportFormat::Pcap);
    row("disk full, pcapng", ENOSPC, ExportFormat::Pcapng);
    row("disk full, gzip", ENOSPC, ExportFormat::Pcapng, Compression::Gzip);
    row("disk full, zstd", ENOSPC, ExportFormat::Pcapng, Compression::Zstd);
    row("disk full, text", ENOSPC, ExportFormat::Text);
    row("disk fails, text", EIO, ExportFormat::Ndjson, Compression::Gzip);
}

void TstExportFailures::failureAtAnyCallLeavesTheOldFileOrTheNewOne()
{
    QFETCH(const int, error);
    QFETCH(const ExportFormat, format);
    QFETCH(const Compression, compression);
    ExportOptions options{.format = format, .compression = compression};
    options.decoded.registry = Registry::builtIn();
    const Buffer expected = whole(options, 100);
    int failed = 0;
    int succeeded = 0;
    for (int n = 1; n <= 200; ++n) {
        const TemporaryFolder folder;
        const std::string target = folder.write("out.pcap", m_old);
        Job job;
        FailingCalls failing{.failAt = n, .error = error, .mostWritten = expected.size() / 100 + 1};
        options.calls = failing.calls();
        const auto done = saved(*m_capture, {0, 100}, target, job, options);
        const Buffer there = readFile(target);
        QVERIFY(there == (done ? expected : m_old) || there == expected);
        if (!done)
            QCOMPARE_EQ(done.error().systemError, error);
        QCOMPARE_EQ(entries(folder.path("")), 1U); // no rubbish
        failed += done ? 0 : 1;
        succeeded += done ? 1 : 0;
        if (!done && there == expected) // only the very last step comes behind the rename
            QCOMPARE(done.error().action, Action::Sync);
    }
    QVERIFY(failed > 50); // the calls of one export
    QVERIFY(succeeded > 0); // beyond its last call
}

void TstExportFailures::failureLeavesNothingWhereNothingWas()
{
    for (int n = 1; n <= 60; ++n) {
        const TemporaryFolder folder;
        Job job;
        FailingCalls failing{.failAt = n, .mostWritten = 1000};
        const auto done = saved(*m_capture, allOf(*m_capture), folder.path("out.pcap"), job, {.format = ExportFormat::Pcap, .calls = failing.calls()});
        QVERIFY(!done);
        QCOMPARE_EQ(entries(folder.path("")), 0U);
        const QString text = QString::fromStdString(describe(done.error()));
        QVERIFY(text.contains("No space left on device"));
        QCOMPARE(text.contains("of 200 frames"), done.error().action != Action::Create || n > 1);
    }
}

void TstExportFailures::lostBytesUnderAWriteAreSourceLost()
{
    const TemporaryFolder folder;
    const std::string target = folder.write("out.pcap", m_old);
    Job job;
    FailingCalls failing{.failAt = 9, .error = EFAULT};
    const auto done = saved(*m_capture, allOf(*m_capture), target, job,
                                 {.format = ExportFormat::Pcap, .sourceName = "trace.pcap", .calls = failing.calls()});
    QVERIFY(!done);
    QCOMPARE(done.error().reason, Reason::SourceLost);
    QCOMPARE(QString::fromStdString(describe(done.error())),
             "trace.pcap: the file changed while it was read: bytes are no longer there");
    QVERIFY(readFile(target) == m_old);
    QCOMPARE_EQ(entries(folder.path("")), 1U);
}

void TstExportFailures::fileCutDuringExportIsSourceLost()
{
    const TemporaryFile file(mixedPcap(3000));
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    const TemporaryFolder folder;
    const std::string target = folder.write("out.pcap", m_old);
    Job job;
    ExportOptions options{.format = ExportFormat::NanosecondPcap};
    int calls = 0;
    options.calls.writev = [&](int fd, const iovec *pieces, int count) {
        if (++calls == 2)
            file.resize(100'000);
        return ::writev(fd, pieces, count);
    };
    const auto done = saved(*capture, allOf(*capture), target, job, options);
    QVERIFY(!done);
    QCOMPARE(done.error().reason, Reason::SourceLost);
    QVERIFY(readFile(target) == m_old);
    QCOMPARE_EQ(entries(folder.path("")), 1U);
}

void TstExportFailures::fileCutWithinAPageIsSourceLost()
{
    const TemporaryFile file(m_content);
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    const TemporaryFolder folder;
    Job job;
    ExportOptions options{.format = ExportFormat::Pcap};
    options.checkSource = [&] { capture->check(); };
    options.calls.writev = [&](int fd, const iovec *pieces, int count) {
        file.resize(m_content.size() - 1); // the rest of the page reads as zeros, and no signal comes
        return ::writev(fd, pieces, count);
    };
    const auto done = saved(*capture, allOf(*capture), folder.path("out.pcap"), job, options);
    QVERIFY(!done);
    QCOMPARE(done.error().reason, Reason::SourceLost);
    QCOMPARE_EQ(entries(folder.path("")), 0U);
}

void TstExportFailures::framesThatWereLostBeforeAreNamed()
{
    const TemporaryFile file(m_content);
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    file.resize(m_content.size() - 1);
    QCOMPARE(capture->check(), FileChange::Cut);
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(*capture, allOf(*capture), folder.path("out.pcap"), job, {.format = ExportFormat::Pcap, .sourceName = "trace.pcap"});
    QVERIFY(!done);
    QCOMPARE(QString::fromStdString(describe(done.error())),
             "trace.pcap: the file changed while it was read: bytes of record 200 are no longer there");
    QCOMPARE_EQ(entries(folder.path("")), 0U);
}

void TstExportFailures::framesBeforeACutAreStillSaved()
{
    const TemporaryFile file(m_content);
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    file.resize(m_content.size() - 1);
    capture->check();
    const TemporaryFolder folder;
    Job job;
    QVERIFY(saved(*capture, {0, 199}, folder.path("out.pcap"), job, {.format = ExportFormat::Pcap}));
    QVERIFY(std::ranges::equal(readFile(folder.path("out.pcap")),
                               std::span(m_content).first(m_content.size() - 16 - capture->frame(199).info.capturedLength)));
}

void TstExportFailures::cancelLeavesTheOldFile()
{
    const TemporaryFile file(mixedPcap(3000));
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    for (const int at : {1, 2, 3}) {
        const TemporaryFolder folder;
        const std::string target = folder.write("out.pcap", m_old);
        Job job;
        ExportOptions options{.format = ExportFormat::NanosecondPcap};
        int calls = 0;
        options.calls.writev = [&](int fd, const iovec *pieces, int count) {
            if (++calls == at)
                job.cancel();
            return ::writev(fd, pieces, count);
        };
        const auto done = saved(*capture, allOf(*capture), target, job, options);
        QVERIFY(!done);
        QCOMPARE(done.error().reason, Reason::Cancelled);
        QVERIFY(calls <= at + 1); // it ends within one batch
        QVERIFY(readFile(target) == m_old);
        QCOMPARE_EQ(entries(folder.path("")), 1U);
    }
}

void TstExportFailures::openCaptureIsNeverWrittenOver_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("its name") << "capture.pcap";
    QTest::newRow("another way to it") << "./../capture.pcap";
    QTest::newRow("symbolic link") << "symbolic";
    QTest::newRow("link to a link") << "twice";
    QTest::newRow("hard link") << "hard";
}

void TstExportFailures::openCaptureIsNeverWrittenOver()
{
    QFETCH(QString, name);
    const TemporaryFolder folder;
    const std::string path = folder.write("capture.pcap", m_content);
    fs::create_directory(folder.path("inner"));
    fs::create_symlink(path, folder.path("symbolic"));
    fs::create_symlink(folder.path("symbolic"), folder.path("twice"));
    fs::create_hard_link(path, folder.path("hard"));
    const auto capture = openedFile(path);
    QVERIFY(capture);
    Job job;
    const std::string target
        = name.startsWith('.') ? folder.path("inner/") + name.toStdString() : folder.path(name.toStdString());
    const auto done = saved(*capture, {0, 3}, target, job, {.format = ExportFormat::Pcap, .keep = {capture->status()}});
    QVERIFY(!done);
    QCOMPARE(done.error().reason, Reason::SameFile);
    QVERIFY(readFile(path) == m_content);
    QCOMPARE_EQ(entries(folder.path("")), 5U);
}

void TstExportFailures::linkIsFollowedAndStaysALink()
{
    const TemporaryFolder folder;
    const std::string real = folder.write("real.pcap", m_old);
    fs::create_symlink("real.pcap", folder.path("link.pcap"));
    Job job;
    QVERIFY(saved(*m_capture, allOf(*m_capture), folder.path("link.pcap"), job, {.format = ExportFormat::Pcap}));
    QVERIFY(fs::is_symlink(folder.path("link.pcap")));
    QVERIFY(readFile(real) == m_content);
}

void TstExportFailures::linkToWhatIsNotThereYetIsFollowed()
{
    const TemporaryFolder folder;
    fs::create_symlink("real.pcap", folder.path("link.pcap"));
    fs::create_symlink(folder.path("link.pcap"), folder.path("twice.pcap"));
    fs::create_symlink("round.pcap", folder.path("round.pcap"));
    Job job;
    QVERIFY(saved(*m_capture, allOf(*m_capture), folder.path("twice.pcap"), job, {.format = ExportFormat::Pcap}));
    QVERIFY(fs::is_symlink(folder.path("twice.pcap")) && fs::is_symlink(folder.path("link.pcap")));
    QVERIFY(readFile(folder.path("real.pcap")) == m_content);
    Job other;
    const auto round = saved(*m_capture, allOf(*m_capture), folder.path("round.pcap"), other, {.format = ExportFormat::Pcap});
    QVERIFY(!round || !fs::is_symlink(folder.path("round.pcap"))); // refused, or replaced: it never ends
}

void TstExportFailures::modeOfTheOldFileIsKept()
{
    const TemporaryFolder folder;
    const std::string target = folder.write("out.pcap", m_old);
    QCOMPARE(::chmod(target.c_str(), 0640), 0);
    Job job;
    QVERIFY(saved(*m_capture, allOf(*m_capture), target, job, {.format = ExportFormat::Pcap}));
    struct stat status = {};
    QCOMPARE(::stat(target.c_str(), &status), 0);
    QCOMPARE_EQ(status.st_mode & 07777U, 0640U);
}

void TstExportFailures::newFileGetsTheUsualMode()
{
    const TemporaryFolder folder;
    mode_t before = 0;
    ExportOptions options{.format = ExportFormat::Pcap};
    options.calls.writev = [&](int fd, const iovec *pieces, int count) {
        struct stat status = {};
        ::fstat(fd, &status);
        before = status.st_mode & 07777U;
        return ::writev(fd, pieces, count);
    };
    const mode_t old = ::umask(026);
    Job job;
    const bool done = saved(*m_capture, allOf(*m_capture), folder.path("out.pcap"), job, options).has_value();
    ::umask(old);
    QVERIFY(done);
    QCOMPARE_EQ(before, 0600U); // nobody else sees half a file
    struct stat status = {};
    QCOMPARE(::stat(folder.path("out.pcap").c_str(), &status), 0);
    QCOMPARE_EQ(status.st_mode & 07777U, 0640U);
}

void TstExportFailures::folderIsRefused()
{
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(*m_capture, allOf(*m_capture), folder.path(""), job, {.format = ExportFormat::Pcap});
    QVERIFY(!done);
    QCOMPARE_EQ(done.error().systemError, EISDIR);
    QCOMPARE_EQ(entries(folder.path("")), 0U);
}

void TstExportFailures::missingFolderIsNamed()
{
    Job job;
    const auto done = saved(*m_capture, allOf(*m_capture), "/no such folder/out.pcap", job, {.format = ExportFormat::Pcap});
    QVERIFY(!done);
    QCOMPARE(QString::fromStdString(describe(done.error())),
             "/no such folder/out.pcap: cannot be created: No such file or directory");
}

void TstExportFailures::deviceIsWrittenToAndStays()
{
    Job job;
    QVERIFY(saved(*m_capture, allOf(*m_capture), "/dev/null", job, {.format = ExportFormat::Pcap}));
    QVERIFY(fs::is_character_file("/dev/null"));
    const auto full = saved(*m_capture, allOf(*m_capture), "/dev/full", job, {.format = ExportFormat::Pcap});
    QVERIFY(!full);
    QCOMPARE(QString::fromStdString(describe(full.error())), "/dev/full: cannot be written: No space left on device (after 0 of 200 frames)");
}

FRAMELENS_TEST(TstExportFailures)
#include "tst_export_failures.moc"

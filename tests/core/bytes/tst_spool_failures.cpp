// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A spool whose disk fails, fills, or is taken away: what is there stays, and the same call can be made again.
#include "core/bytes/spool.h"
#include "core/bytes/spool_journal.h"
#include "tests/support/patience.h"
#include "tests/support/spool_support.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>
#include <filesystem>
#include <functional>

#include <sys/mount.h>
#include <sys/stat.h>

using namespace framelens;
using namespace framelens::test;

namespace fs = std::filesystem;

namespace {

/// Lets the Nth of all calls fail, and the `more` after it.
struct FailingCalls
{
    int failAt = 0; // 0: none
    int more = 0;
    int error = ENOSPC;
    std::size_t mostWritten = SIZE_MAX;
    int made = 0;
    int failed = 0;

    bool fails()
    {
        ++made;
        if (failAt == 0 || made < failAt || made > failAt + more)
            return false;
        ++failed;
        errno = error;
        return true;
    }
    FileCalls calls()
    {
        FileCalls calls;
        calls.open = [this](const char *path, int flags, mode_t mode) { return fails() ? -1 : ::open(path, flags, mode); };
        calls.flock = [this](int fd, int operation) { return fails() ? -1 : ::flock(fd, operation); };
        calls.mkdir = [this](const char *path, mode_t mode) { return fails() ? -1 : ::mkdir(path, mode); };
        calls.ftruncate = [this](int fd, off_t size) { return fails() ? -1 : ::ftruncate(fd, size); };
        calls.fallocate = [this](int fd, int mode, off_t offset, off_t size) {
            return fails() ? -1 : ::fallocate(fd, mode, offset, size);
        };
        // A failing write has written a part, as a full disk does.
        calls.pwritev = [this](int fd, const iovec *pieces, int, off_t offset) {
            const bool fail = fails();
            const std::size_t size = std::min(pieces->iov_len, mostWritten);
            const ssize_t written = ::pwrite(fd, pieces->iov_base, fail ? size / 2 : size, offset);
            return fail ? errno = error, ssize_t{-1} : written;
        };
        return calls;
    }
};

// What a test does with a spool, a call after the other.
using Step = std::function<Result<void>(Spool &)>;

std::vector<Step> session()
{
    static const auto bytes = patternBytes(9000);
    const auto chunks = [](std::uint32_t connection, std::initializer_list<std::size_t> sizes, std::int64_t time) {
        return [=, parts = std::vector<std::size_t>(sizes)](Spool &spool) {
            std::vector<SpoolChunk> batch;
            for (const std::size_t size : parts)
                batch.push_back({Bytes(bytes).subspan(size / 2, size), connection,
                                 size % 2 == 0 ? Direction::ToServer : Direction::ToClient, time});
            return spool.append(batch);
        };
    };
    const auto event = [](SpoolRecordKind kind, std::uint32_t connection, std::uint32_t size = 0) {
        return [=](Spool &spool) { return spool.append(SpoolRecord{.kind = kind, .connection = connection, .size = size}); };
    };
    return {event(SpoolRecordKind::Open, 0), chunks(0, {10, 21, 30, 10}, 100), chunks(1, {4000, 4001, 2}, 50),
            event(SpoolRecordKind::Dropped, 1, 77), chunks(1, {3, 8}, 200), [](Spool &spool) { return spool.setNote("k", std::string(90, 'v')); },
            chunks(0, {5}, 210), event(SpoolRecordKind::HalfClose, 0), chunks(0, {1, 2, 3, 4, 5, 6, 7, 8}, 220),
            event(SpoolRecordKind::Close, 0)};
}

std::string stateOf(const Spool &spool)
{
    const auto log = spool.log();
    return textOf(*log) + std::to_string(log->store()->size()) + log->note("k");
}

} // namespace

class TstSpoolFailures : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void failureAtAnyCallChangesNothingAndCanBeRepeated_data();
    void failureAtAnyCallChangesNothingAndCanBeRepeated();
    void shortAndInterruptedWritesGoOn();
    void killAfterAFailureRecoversWhatWasPublished();
    void fullDiskKeepsWhatIsThereAndTheEndsOfConnections();
    void cutDataIsNoticed();
    void cutJournalIsNoticed();
    void removedFileIsNoticed();
    void replacedFileIsNoticed();
    void reserveIsNotPartOfTheJournal();
    void failedSyncIsToldOnce();
    void failedLastSyncIsTold();
    void folderThatCannotBeMadeIsNamed();
    void bytesThatAreGoneAreNotRecorded();

private:
    std::string m_expected;
    Buffer m_data;
    int m_callsMade = 0;
};

void TstSpoolFailures::initTestCase()
{
    const TempFolder folder;
    FailingCalls counted;
    {
        const auto spool = newSpool(folder, {.calls = counted.calls()});
        QVERIFY(spool);
        for (const Step &step : session())
            QVERIFY(step(*spool));
        m_expected = stateOf(*spool);
    }
    m_data = readFile(folder.file("s.data"));
    m_callsMade = counted.made;
    QVERIFY(m_callsMade > 20);
}

void TstSpoolFailures::failureAtAnyCallChangesNothingAndCanBeRepeated_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<int>("more"); // calls that fail after it
    QTest::addColumn<std::size_t>("mostWritten");
    QTest::newRow("full disk") << ENOSPC << 0 << SIZE_MAX;
    QTest::newRow("full disk, taking back fails too") << EIO << 2 << SIZE_MAX;
    QTest::newRow("quota, short writes") << EDQUOT << 0 << std::size_t{1000};
    QTest::newRow("file too large, several in a row, short writes") << EFBIG << 4 << std::size_t{333};
}

void TstSpoolFailures::failureAtAnyCallChangesNothingAndCanBeRepeated()
{
    QFETCH(const int, error);
    QFETCH(const int, more);
    QFETCH(const std::size_t, mostWritten);
    for (int n = 1; n <= 200; ++n) {
        const TempFolder folder;
        FailingCalls failing{.failAt = n, .more = more, .error = error, .mostWritten = mostWritten};
        SpoolOptions options = spoolOptions(folder);
        options.calls = failing.calls();
        auto made = Spool::create(options);
        if (!made)
            QVERIFY(fs::is_empty(folder.path()));
        for (int i = 0; !made && i <= more; ++i)
            made = Spool::create(options);
        QVERIFY(made);
        for (const Step &step : session()) {
            const std::string before = stateOf(**made);
            auto done = step(**made);
            for (int i = 0; !done && i <= more; ++i) {
                QCOMPARE_EQ(done.error().systemError, error);
                QCOMPARE_EQ(stateOf(**made), before);
                done = step(**made);
            }
            QVERIFY(done);
        }
        QCOMPARE_EQ(stateOf(**made), m_expected);
        made->reset();
        QCOMPARE_EQ(readFile(folder.file("s.data")), m_data);
        const auto recovered = recoverSpool(folder.file("s.data"));
        QVERIFY(recovered);
        QCOMPARE_EQ(textOf(*recovered->log) + std::to_string(m_data.size()) + recovered->log->note("k"), m_expected);
        if (failing.failed == 0 && n > m_callsMade && mostWritten == SIZE_MAX)
            break; // fewer calls are made than that
    }
}

void TstSpoolFailures::shortAndInterruptedWritesGoOn()
{
    for (const std::size_t most : {1U, 63U, 100U, 5000U}) {
        const TempFolder folder;
        int made = 0;
        SpoolOptions options;
        options.calls.pwritev = [&](int fd, const iovec *pieces, int, off_t offset) {
            if (++made % 3 == 0) {
                errno = EINTR;
                return ssize_t{-1};
            }
            return ::pwrite(fd, pieces->iov_base, std::min(pieces->iov_len, std::size_t{most}), offset);
        };
        const auto spool = newSpool(folder, options);
        QVERIFY(spool);
        for (const Step &step : session())
            QVERIFY(step(*spool));
        QCOMPARE_EQ(stateOf(*spool), m_expected);
        QCOMPARE_EQ(readFile(folder.file("s.data")), m_data);
    }
}

// The journal's write fails after it has written a part, taking back fails too, and the recorder is killed there.
void TstSpoolFailures::killAfterAFailureRecoversWhatWasPublished()
{
    const TempFolder folder;
    bool isBroken = false;
    SpoolOptions options;
    options.calls.ftruncate = [&](int fd, off_t size) {
        errno = EIO;
        return isBroken ? -1 : ::ftruncate(fd, size);
    };
    options.calls.pwritev = [&](int fd, const iovec *pieces, int count, off_t offset) {
        const bool isJournal = pieces->iov_len % journal::recordBytes == 0 && count == 1;
        if (!isBroken || !isJournal)
            return ::pwritev(fd, pieces, count, offset);
        ::pwrite(fd, pieces->iov_base, journal::recordBytes, offset); // one record of two
        errno = EIO;
        return ssize_t{-1};
    };
    const auto spool = newSpool(folder, options);
    QVERIFY(put(*spool, 0, Direction::ToServer, "published"));
    const std::array failed = {SpoolChunk{asBytes("aaa"), 1, Direction::ToServer, 1},
                               SpoolChunk{asBytes("bbb"), 2, Direction::ToServer, 1}};
    isBroken = true;
    QVERIFY(!spool->append(failed));
    // What comes next would overwrite bytes that a record on the disk speaks of: it is not written before that is gone.
    const std::array next = {SpoolChunk{asBytes("XXXXXX"), 3, Direction::ToServer, 1}};
    QVERIFY(!spool->append(next));
    const Buffer data = readFile(folder.file("s.data"));
    const Buffer journal = readFile(folder.file("s.journal"));
    const TempFolder other;
    other.write("s.data", data);
    other.write("s.journal", journal);
    const auto recovered = recoverSpool(other.file("s.data"));
    QVERIFY(recovered);
    QCOMPARE_EQ(streamOf(*recovered->log, 0, Direction::ToServer), std::string("published"));
    QVERIFY(streamOf(*recovered->log, 1, Direction::ToServer).find('X') == std::string::npos);
    isBroken = false;
    QVERIFY(spool->append(next));
    QCOMPARE_EQ(streamOf(*spool->log(), 3, Direction::ToServer), std::string("XXXXXX"));
    QCOMPARE_EQ(asText(readFile(folder.file("s.data"))), std::string_view("publishedXXXXXX"));
}

void TstSpoolFailures::fullDiskKeepsWhatIsThereAndTheEndsOfConnections()
{
    const TempFolder folder;
    const std::string disk = folder.file("disk");
    fs::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=8m") != 0)
        QSKIP("a small disk cannot be mounted here: this needs root");
    struct Unmount
    {
        ~Unmount() { ::umount2(path.c_str(), MNT_DETACH); }
        std::string path;
    } const unmount{disk};
    test::resizeFile(disk + "/ballast", 0);
    test::appendTo(disk + "/ballast", Buffer(std::size_t{2} << 20U));

    auto made = Spool::create({.folder = disk, .name = "s", .allowMemory = true, .syncs = false});
    QVERIFY(made);
    Spool &spool = **made;
    const auto bytes = patternBytes(60'000);
    const std::array chunks = {SpoolChunk{bytes, 0, Direction::ToServer, 1}, SpoolChunk{bytes, 1, Direction::ToClient, 1}};
    Result<void> appended;
    std::uint64_t batches = 0;
    while ((appended = spool.append(chunks)))
        ++batches;
    QCOMPARE_EQ(appended.error().systemError, ENOSPC);
    QVERIFY(batches > 40);
    QVERIFY(!spool.append(chunks)); // and again
    QCOMPARE_EQ(spool.log()->count(), batches * 2);
    QCOMPARE_EQ(spool.bytes(), batches * 120'000);

    // Not one byte more can be received; how it ended can be said all the same.
    for (std::uint32_t i = 0; i < 1000; ++i)
        QVERIFY(tell(spool, SpoolRecordKind::Close, i));
    fs::remove(disk + "/ballast");
    QVERIFY(spool.append(chunks));
    const std::string before = textOf(*spool.log());
    made->reset();
    const auto recovered = recoverSpool(disk + "/s.data");
    QVERIFY(recovered);
    QCOMPARE_EQ(textOf(*recovered->log), before);
    const std::string stream = streamOf(*recovered->log, 0, Direction::ToServer);
    QCOMPARE_EQ(stream.size(), (batches + 1) * bytes.size());
    for (std::size_t at = 0; at < stream.size(); at += bytes.size())
        QVERIFY(std::string_view(stream).substr(at, bytes.size()) == asText(bytes));
}

void TstSpoolFailures::cutDataIsNoticed()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const auto bytes = patternBytes(20'000);
    QVERIFY(put(*spool, 0, Direction::ToServer, asText(bytes)));
    resizeFile(folder.file("s.data"), 100);
    QVERIFY(!put(*spool, 0, Direction::ToServer, "more"));
    QVERIFY(spool->check() == FileChange::Cut);
    QVERIFY(spool->log()->generation() > 0);
    QVERIFY(spool->log()->store()->lostFrom() == 100U);
    QCOMPARE_EQ(spool->log()->count(), 1U);
    QVERIFY(std::ranges::equal(spool->log()->store()->bytes().first(100), Bytes(bytes).first(100)));
    QVERIFY(loadOnce<std::uint8_t>(&spool->log()->store()->bytes()[19'999]) == 0); // no crash
}

void TstSpoolFailures::cutJournalIsNoticed()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    for (int i = 0; i < 300; ++i)
        QVERIFY(put(*spool, 0, Direction::ToServer, "x"));
    resizeFile(folder.file("s.journal"), journal::headerBytes + 10);
    const auto refused = spool->append(SpoolRecord{.kind = SpoolRecordKind::Close});
    QVERIFY(!refused && refused.error().reason == Reason::SourceLost);
    QVERIFY(describe(refused.error()).find("removed by somebody else while it was written") != std::string::npos);
    QVERIFY(spool->check() == FileChange::Cut);
    QVERIFY(spool->log()->generation() > 0);
    QVERIFY(spool->log()->record(299).kind == SpoolRecordKind::Note); // readers pass it by
}

void TstSpoolFailures::removedFileIsNoticed()
{
    for (const char *name : {"s.data", "s.journal"}) {
        const TempFolder folder;
        const auto spool = newSpool(folder);
        QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
        fs::remove(folder.file(name));
        QVERIFY(spool->check() == FileChange::Replaced);
        const std::array chunks = {SpoolChunk{asBytes("more"), 0, Direction::ToServer, 1}};
        const auto refused = spool->append(chunks);
        QVERIFY(!refused && refused.error().reason == Reason::SourceLost);
        QCOMPARE_EQ(refused.error().subject, folder.file(name));
        QCOMPARE_EQ(streamOf(*spool->log(), 0, Direction::ToServer), std::string("abc")); // still there to be saved
    }
}

void TstSpoolFailures::replacedFileIsNoticed()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    folder.write("other", "another file");
    fs::rename(folder.file("other"), folder.file("s.data"));
    QVERIFY(spool->check() == FileChange::Replaced);
    QVERIFY(!put(*spool, 0, Direction::ToServer, "more"));
    QCOMPARE_EQ(asText(readFile(folder.file("s.data"))), std::string_view("another file"));
}

void TstSpoolFailures::reserveIsNotPartOfTheJournal()
{
    const TempFolder folder;
    std::vector<off_t> reserved;
    SpoolOptions options;
    options.calls.fallocate = [&](int fd, int mode, off_t offset, off_t size) {
        reserved.push_back(offset + size);
        return ::fallocate(fd, mode, offset, size);
    };
    auto spool = newSpool(folder, options);
    for (int i = 0; i < 20'000; ++i)
        QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
    QCOMPARE_EQ(fs::file_size(folder.file("s.journal")), journal::offsetOf(20'000));
    QCOMPARE_EQ(spool->log()->count(), 20'000U);
    QVERIFY(reserved.size() >= 2 && reserved.size() <= 4); // by steps
    QVERIFY(static_cast<std::uint64_t>(reserved.back()) >= journal::offsetOf(21'000));
    spool.reset();
    struct stat status = {};
    QCOMPARE_EQ(::stat(folder.file("s.journal").c_str(), &status), 0);
    QVERIFY(static_cast<std::uint64_t>(status.st_blocks) * 512 <= journal::offsetOf(20'000) + 16'384U); // it went back
}

void TstSpoolFailures::failedSyncIsToldOnce()
{
    const TempFolder folder;
    std::atomic<int> syncs{0};
    SpoolOptions options = spoolOptions(folder);
    options.syncs = true;
    options.calls.fdatasync = [&](int) {
        errno = EIO;
        return ++syncs > 2 ? 0 : -1;
    };
    const auto spool = Spool::create(options);
    QVERIFY(spool);
    const auto bytes = patternBytes(std::size_t{9} << 20U); // no second is waited for
    QVERIFY(put(**spool, 0, Direction::ToServer, asText(bytes)));
    QTRY_VERIFY(syncs >= 2);
    const std::array chunks = {SpoolChunk{asBytes("more"), 0, Direction::ToServer, 1}};
    Result<void> told = (*spool)->append(chunks);
    for (int i = 0; i < 1000 && told; ++i)
        told = (*spool)->append(chunks);
    QVERIFY(!told && told.error().action == Action::Sync && told.error().systemError == EIO);
    QVERIFY((*spool)->append(chunks));
}

// What waits for the disk when the recording ends has no append() behind it.
void TstSpoolFailures::failedLastSyncIsTold()
{
    const TempFolder folder;
    SpoolOptions options = spoolOptions(folder);
    options.syncs = true;
    options.calls.fdatasync = [](int) {
        errno = EIO;
        return -1;
    };
    const auto spool = Spool::create(options);
    QVERIFY(spool);
    QVERIFY(put(**spool, 0, Direction::ToServer, "abc"));
    const Result<void> closed = (*spool)->close();
    QVERIFY(!closed && closed.error().action == Action::Sync && closed.error().systemError == EIO);
    QVERIFY((*spool)->close()); // told once
    QCOMPARE_EQ(asText((*spool)->log()->store()->bytes()), std::string_view("abc"));
}

void TstSpoolFailures::folderThatCannotBeMadeIsNamed()
{
    const TempFolder folder;
    const std::string file = folder.write("file", "x");
    const auto refused = Spool::create({.folder = file + "/below", .allowMemory = true, .syncs = false});
    QVERIFY(!refused);
    QCOMPARE_EQ(refused.error().systemError, ENOTDIR);
    QVERIFY(describe(refused.error()).find("file") != std::string::npos);
}

void TstSpoolFailures::bytesThatAreGoneAreNotRecorded()
{
    // A chunk that lies in a map whose file was cut: the system says EFAULT, nothing is recorded.
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const std::string path = folder.write("source", patternBytes(10));
    auto file = openForReading(path);
    const auto source = *GrowingFile::open(std::move(*file), path, std::size_t{1} << 20U);
    QVERIFY(source->prepareUpTo(100'000));
    const std::array chunks
        = {SpoolChunk{asBytes("good"), 0, Direction::ToServer, 1},
           SpoolChunk{Bytes(source->bytes().data(), 100'000).last(50), 0, Direction::ToServer, 1}};
    const auto refused = spool->append(chunks);
    QVERIFY(!refused && refused.error().systemError == EFAULT);
    QCOMPARE_EQ(spool->log()->count(), 0U);
    QCOMPARE_EQ(fs::file_size(folder.file("s.data")), 0U);
}

FRAMELENS_TEST(TstSpoolFailures)
#include "tst_spool_failures.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is left of a spool when its recorder is gone: all that was published, and nothing that was harmed.
#include "core/bytes/spool.h"
#include "core/bytes/spool_checksum.h"
#include "core/bytes/spool_journal.h"
#include "tests/support/spool_support.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <filesystem>
#include <random>
#include <thread>

#include <csignal>
#include <sys/mman.h>
#include <sys/wait.h>

using namespace framelens;
using namespace framelens::test;

namespace fs = std::filesystem;

namespace {

// The files of one spool, which a test changes and lays down again.
struct LeftFiles
{
    Buffer data;
    Buffer journal;

    std::string layIn(const TempFolder &folder) const
    {
        // New files: some file systems wait for the disk when an old one is cut and written again.
        fs::remove(folder.file("left.journal"));
        fs::remove(folder.file("left.data"));
        folder.write("left.journal", journal);
        return folder.write("left.data", data);
    }
};

// A little of everything.
LeftFiles someFiles(bool payloadChecksums = false)
{
    const TempFolder folder;
    {
        const auto spool = newSpool(folder, {.title = "a recording", .payloadChecksums = payloadChecksums});
        tell(*spool, SpoolRecordKind::Open, 0);
        put(*spool, 0, Direction::ToServer, "GET / HTTP/1.1\r\n\r\n", 100);
        tell(*spool, SpoolRecordKind::Open, 1, Direction::ToServer, 150);
        put(*spool, 0, Direction::ToClient, "HTTP/1.1 200 OK\r\n", 200);
        put(*spool, 1, Direction::ToServer, "ping", 250);
        static_cast<void>(spool->setNote("key", std::string(80, 'n')));
        put(*spool, 0, Direction::ToClient, "\r\nbody", 300);
        static_cast<void>(spool->append(SpoolRecord{.kind = SpoolRecordKind::Dropped, .connection = 1, .timeNs = 310, .size = 9}));
        put(*spool, 1, Direction::ToServer, "pong", 320);
        tell(*spool, SpoolRecordKind::HalfClose, 0, Direction::ToServer, 400);
        tell(*spool, SpoolRecordKind::Reset, 1, Direction::ToClient, 410);
        tell(*spool, SpoolRecordKind::Close, 0, Direction::ToClient, 420);
    }
    return {readFile(folder.file("s.data")), readFile(folder.file("s.journal"))};
}

// The first lines of a text.
std::string firstLines(const std::string &text, std::uint64_t lines)
{
    std::size_t end = 0;
    for (; lines > 0; --lines)
        end = text.find('\n', end) + 1;
    return text.substr(0, end);
}

bool isBeginningOf(Bytes part, Bytes whole)
{
    return part.size() <= whole.size() && std::ranges::equal(part, whole.first(part.size()));
}

} // namespace

class TstSpoolRecovery : public QObject
{
    Q_OBJECT

private slots:
    void leftSpoolIsTheSame();
    void tornJournalIsBelievedUpToItsEnd();
    void tornDataIsBelievedAsFarAsItGoes();
    void flippedBitEndsWhatIsBelieved();
    void flippedBitOfTheBytesIsFoundWhereChecksumsAreKept();
    void recordsOfAnotherJournalAreNotBelieved();
    void bytesBehindTheLastRecordAreCounted();
    void brokenHeaderIsRefused();
    void recoveryReportsTheJournalAndEndsWhenCancelled();
    void missingFilesAreNamed();
    void recordingInProgressIsRefused();
    void listHoldsWhatWasLeft();
    void listLeavesOutWhatGoesOn();
    void removedSpoolIsGone();
    void removalOfOneInProgressIsRefused();
    void recoveredViewsOutliveTheFiles();
    void otherByteOrderIsRead();
    void checksumIsThatOfTheStandard();
    void killedRecorderLosesNothingPublished();
};

void TstSpoolRecovery::leftSpoolIsTheSame()
{
    const TempFolder folder;
    std::string before;
    {
        const auto spool = newSpool(folder, {.title = "a title"});
        QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
        QVERIFY(put(*spool, 0, Direction::ToServer, "question", 5));
        QVERIFY(spool->setNote("framing", "u32be"));
        QVERIFY(put(*spool, 0, Direction::ToClient, "answer", 6));
        before = textOf(*spool->log());
    }
    const auto recovered = recoverSpool(folder.file("s.data"));
    QVERIFY(recovered);
    const SpoolLog &log = *recovered->log;
    QCOMPARE_EQ(textOf(log), before);
    QCOMPARE_EQ(recovered->tornRecords, 0U);
    QCOMPARE_EQ(recovered->tornBytes, 0U);
    QCOMPARE_EQ(log.note("title"), std::string("a title"));
    QCOMPARE_EQ(log.note("framing"), std::string("u32be"));
    QCOMPARE_EQ(streamOf(log, 0, Direction::ToClient), std::string("answer"));
    QVERIFY(log.isFinished());
    const SpoolRecord open = log.record(1); // behind the title
    QVERIFY(open.client == loopback(1, 40'000) && open.server == loopback(2, 80));
}

void TstSpoolRecovery::tornJournalIsBelievedUpToItsEnd()
{
    const LeftFiles whole = someFiles();
    const TempFolder folder;
    const auto all = recoverSpool(whole.layIn(folder));
    QVERIFY(all);
    const std::string text = textOf(*all->log);
    for (std::size_t size = 0; size <= whole.journal.size(); ++size) {
        LeftFiles torn = whole;
        torn.journal.resize(size);
        const auto recovered = recoverSpool(torn.layIn(folder));
        QCOMPARE_EQ(recovered.has_value(), size >= journal::headerBytes);
        if (!recovered)
            continue;
        const std::size_t records = (size - journal::headerBytes) / journal::recordBytes;
        QCOMPARE_EQ(recovered->log->count(), records);
        QCOMPARE_EQ(textOf(*recovered->log), firstLines(text, records));
        QCOMPARE_EQ(recovered->tornRecords, size % journal::recordBytes == 0 ? 0U : 1U);
        QCOMPARE_EQ(recovered->log->store()->size() + recovered->tornBytes, whole.data.size());
    }
}

void TstSpoolRecovery::tornDataIsBelievedAsFarAsItGoes()
{
    const LeftFiles whole = someFiles();
    const TempFolder folder;
    const std::string text = textOf(*recoverSpool(whole.layIn(folder))->log);
    for (std::size_t size = 0; size <= whole.data.size(); ++size) {
        LeftFiles torn = whole;
        torn.data.resize(size);
        const auto recovered = recoverSpool(torn.layIn(folder));
        QVERIFY(recovered);
        QCOMPARE_EQ(textOf(*recovered->log), firstLines(text, recovered->log->count()));
        QVERIFY(isBeginningOf(recovered->log->store()->bytes(), torn.data));
        QCOMPARE_EQ(recovered->log->store()->size() + recovered->tornBytes, size);
        const std::uint64_t records = (whole.journal.size() - journal::headerBytes) / journal::recordBytes;
        QCOMPARE_EQ(recovered->log->count() + recovered->tornRecords, records);
        QCOMPARE_EQ(recovered->tornRecords == 0, size == whole.data.size());
    }
}

void TstSpoolRecovery::flippedBitEndsWhatIsBelieved()
{
    const LeftFiles whole = someFiles();
    const TempFolder folder;
    const std::string text = textOf(*recoverSpool(whole.layIn(folder))->log);
    const std::size_t step = sized(1, 7);
    for (std::size_t bit = journal::headerBytes * 8; bit < whole.journal.size() * 8; bit += step) {
        LeftFiles harmed = whole;
        harmed.journal[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
        const auto recovered = recoverSpool(harmed.layIn(folder));
        QVERIFY(recovered);
        const std::size_t record = (bit / 8 - journal::headerBytes) / journal::recordBytes;
        QCOMPARE_EQ(recovered->log->count(), record);
        QCOMPARE_EQ(textOf(*recovered->log), firstLines(text, record));
    }
}

void TstSpoolRecovery::flippedBitOfTheBytesIsFoundWhereChecksumsAreKept()
{
    const TempFolder folder;
    const LeftFiles whole = someFiles(true);
    QCOMPARE_EQ(recoverSpool(whole.layIn(folder))->tornRecords, 0U);
    for (std::size_t at = 0; at < whole.data.size(); ++at) {
        LeftFiles harmed = whole;
        harmed.data[at] ^= std::byte{0x10};
        const auto recovered = recoverSpool(harmed.layIn(folder));
        QVERIFY(recovered);
        QVERIFY(recovered->log->store()->size() <= at); // what is shown is what was received
        QVERIFY(isBeginningOf(recovered->log->store()->bytes(), whole.data));
    }
}

void TstSpoolRecovery::recordsOfAnotherJournalAreNotBelieved()
{
    // As if blocks of a file that is gone had come back behind the end of this one.
    const LeftFiles one = someFiles();
    const LeftFiles other = someFiles();
    LeftFiles mixed = one;
    const std::size_t cut = journal::headerBytes + 4 * journal::recordBytes;
    std::ranges::copy(Bytes(other.journal).subspan(cut), mixed.journal.begin() + static_cast<std::ptrdiff_t>(cut));
    const TempFolder folder;
    const auto recovered = recoverSpool(mixed.layIn(folder));
    QVERIFY(recovered);
    QCOMPARE_EQ(recovered->log->count(), 4U);
}

void TstSpoolRecovery::bytesBehindTheLastRecordAreCounted()
{
    LeftFiles files = someFiles();
    const std::size_t size = files.data.size();
    files.data.resize(size + 1234);
    files.journal.resize(files.journal.size() + 65);
    const TempFolder folder;
    const auto recovered = recoverSpool(files.layIn(folder));
    QVERIFY(recovered);
    QCOMPARE_EQ(recovered->tornBytes, 1234U);
    QCOMPARE_EQ(recovered->tornRecords, 2U);
    QCOMPARE_EQ(recovered->log->store()->size(), size);
    QCOMPARE_EQ(fs::file_size(folder.file("left.data")), size + 1234); // nothing is changed on the disk
}

void TstSpoolRecovery::brokenHeaderIsRefused()
{
    const LeftFiles whole = someFiles();
    const TempFolder folder;
    for (const std::size_t at : {0U, 7U, 8U, 12U, 14U, 16U, 24U, 100U, 4092U, 4095U}) {
        LeftFiles harmed = whole;
        harmed.journal[at] ^= std::byte{0x40};
        const auto refused = recoverSpool(harmed.layIn(folder));
        QVERIFY(!refused && refused.error().reason == Reason::BadValue);
    }
}

void TstSpoolRecovery::recoveryReportsTheJournalAndEndsWhenCancelled()
{
    const TempFolder folder;
    const std::string path = someFiles().layIn(folder);
    Job job;
    QVERIFY(recoverSpool(path, job));
    QVERIFY(!job.finished());
    QCOMPARE_EQ(job.done(), fs::file_size(folder.file("left.journal")));
    QCOMPARE_EQ(job.total(), job.done());
    Job cancelled;
    cancelled.cancel();
    const auto refused = recoverSpool(path, cancelled);
    QVERIFY(!refused && refused.error().reason == Reason::Cancelled);
    QVERIFY(recoverSpool(path)); // nothing is held on to
}

void TstSpoolRecovery::missingFilesAreNamed()
{
    const TempFolder folder;
    QCOMPARE_EQ(recoverSpool(folder.file("none.data")).error().systemError, ENOENT);
    folder.write("alone.data", "bytes");
    const auto alone = recoverSpool(folder.file("alone.data"));
    QVERIFY(!alone && describe(alone.error()).find("journal") != std::string::npos);
    folder.write("empty.data", "");
    folder.write("empty.journal", "");
    QVERIFY(!recoverSpool(folder.file("empty.data")));
    QVERIFY(!recoverSpool(folder.write("other.pcap", "x")));
    QVERIFY(!removeSpool(folder.file("other.pcap")));
    QVERIFY(fs::exists(folder.file("other.pcap")));
    fs::create_directory(folder.file("folder.data"));
    folder.write("folder.journal", "");
    QVERIFY(!recoverSpool(folder.file("folder.data")));
}

void TstSpoolRecovery::recordingInProgressIsRefused()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const auto refused = recoverSpool(folder.file("s.data"));
    QVERIFY(!refused && refused.error().reason == Reason::Unsupported);
    QVERIFY(describe(refused.error()).find("being recorded") != std::string::npos);
}

void TstSpoolRecovery::listHoldsWhatWasLeft()
{
    const TempFolder folder;
    for (const char *name : {"one", "two"}) {
        const auto spool = newSpool(folder, {.name = name, .title = std::string("title of ") + name});
        QVERIFY(put(*spool, 0, Direction::ToServer, name == std::string("one") ? "abc" : "defgh"));
    }
    folder.write("three.data", "no journal");
    folder.write("notes.txt", "not ours");
    fs::last_write_time(folder.file("two.data"), fs::file_time_type::clock::now() - std::chrono::hours(1));
    fs::last_write_time(folder.file("three.data"), fs::file_time_type::clock::now() - std::chrono::hours(2));
    const auto left = leftSpools(folder.path());
    QCOMPARE_EQ(left.size(), 3U);
    QCOMPARE_EQ(left[0].path, folder.file("one.data"));
    QCOMPARE_EQ(left[0].title, std::string("title of one"));
    QCOMPARE_EQ(left[0].bytes, 3U);
    QCOMPARE_EQ(left[1].title, std::string("title of two"));
    QCOMPARE_EQ(left[2].title, std::string());
    QVERIFY(left[0].modifiedNs > left[1].modifiedNs);
    QVERIFY(leftSpools(folder.file("nowhere")).empty());
}

void TstSpoolRecovery::listLeavesOutWhatGoesOn()
{
    const TempFolder folder;
    auto spool = newSpool(folder);
    QVERIFY(leftSpools(folder.path()).empty());
    spool.reset();
    QCOMPARE_EQ(leftSpools(folder.path()).size(), 1U);
}

void TstSpoolRecovery::removedSpoolIsGone()
{
    const TempFolder folder;
    newSpool(folder).reset();
    QVERIFY(removeSpool(folder.file("s.data")));
    QVERIFY(fs::is_empty(folder.path()));
    QVERIFY(removeSpool(folder.file("s.data"))); // as it should be already
}

void TstSpoolRecovery::removalOfOneInProgressIsRefused()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(!removeSpool(folder.file("s.data")));
    QVERIFY(fs::exists(folder.file("s.data")) && fs::exists(folder.file("s.journal")));
    QVERIFY(put(*spool, 0, Direction::ToServer, "goes on"));
}

void TstSpoolRecovery::recoveredViewsOutliveTheFiles()
{
    const TempFolder folder;
    const auto recovered = recoverSpool(someFiles().layIn(folder));
    QVERIFY(recovered);
    const std::string before = textOf(*recovered->log) + streamOf(*recovered->log, 0, Direction::ToClient);
    QVERIFY(removeSpool(folder.file("left.data")));
    QCOMPARE_EQ(textOf(*recovered->log) + streamOf(*recovered->log, 0, Direction::ToClient), before);
    QCOMPARE_EQ(recovered->log->generation(), 0U);
}

void TstSpoolRecovery::otherByteOrderIsRead()
{
    // One chunk of three bytes, as a machine of the other byte order would have recorded it.
    constexpr ByteOrder other = std::endian::native == std::endian::little ? ByteOrder::Big : ByteOrder::Little;
    ByteWriter header(other);
    header.text("\x89""FLspool").u32(0x01020304).u16(1).u16(64).u32(77).u32(0).u64(1).bytes(Buffer(4060));
    header.u32(crc32c(header.buffer()));
    ByteWriter record(other);
    record.u32(0).u64(1'000).u32(2).u8(1).u8(1).u16(0).u32(3).u32(0).u64(0).u64(0).u64(0).u64(0);
    ByteWriter journal;
    journal.bytes(header.buffer()).bytes(ByteWriter(other).u32(crc32c(record.buffer(), 77)).buffer()).bytes(record.buffer());
    const TempFolder folder;
    const auto recovered = recoverSpool(LeftFiles{textBytes("abc"), journal.buffer()}.layIn(folder));
    QVERIFY(recovered);
    QCOMPARE_EQ(textOf(*recovered->log), std::string("#0 chunk 2< 3 @0 stream 0 time 1000\n"));
}

void TstSpoolRecovery::checksumIsThatOfTheStandard()
{
    QCOMPARE_EQ(crc32c(asBytes("123456789")), 0xe3069283U);
    QCOMPARE_EQ(crc32c(Buffer(32)), 0x8a9136aaU); // RFC 3720, appendix B.4
    const auto bytes = patternBytes(300);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const Bytes part = Bytes(bytes).first(size);
        QCOMPARE_EQ(crc32c(part), crc32cByTable(part));
        QCOMPARE_EQ(crc32c(part.subspan(size / 3), crc32c(part.first(size / 3))), crc32c(part));
    }
}

namespace {

// What a recorder has published, told through memory that outlives it.
struct Published
{
    std::atomic<std::uint64_t> records;
    std::atomic<std::uint64_t> bytes;
    std::atomic<std::uint32_t> checksum; ///< of all bytes so far
};

class SharedPage
{
public:
    SharedPage()
        : m_memory(::mmap(nullptr, sizeof(Published) * 2, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
    {
    }
    ~SharedPage() { ::munmap(m_memory, sizeof(Published) * 2); }
    SharedPage(const SharedPage &) = delete;
    SharedPage &operator=(const SharedPage &) = delete;
    // Two slots in turn: a kill between two stores harms only the one that is not yet the newest.
    Published *published() const { return static_cast<Published *>(m_memory); }

private:
    void *m_memory;
};

// Records as fast as it can until it is killed.
[[noreturn]] void recordForEver(const std::string &folder, std::uint64_t seed, Published *told)
{
    auto spool = Spool::create({.folder = folder, .name = "killed", .title = "flood", .allowMemory = true, .syncs = seed % 2 == 0});
    if (!spool)
        ::_exit(1);
    std::mt19937_64 random(seed);
    const auto pattern = patternBytes(70'000, seed);
    std::uint32_t checksum = 0;
    for (std::uint64_t round = 1;; ++round) {
        std::array<SpoolChunk, 8> chunks;
        const std::size_t count = 1 + random() % chunks.size();
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t size = 1 + random() % (round % 16 == 0 ? 60'000 : 500);
            chunks[i] = {Bytes(pattern).subspan(random() % 10'000, size), static_cast<std::uint32_t>(random() % 5),
                         random() % 2 == 0 ? Direction::ToServer : Direction::ToClient, static_cast<std::int64_t>(round)};
        }
        if (!(*spool)->append(std::span(chunks).first(count)))
            ::_exit(2);
        for (std::size_t i = 0; i < count; ++i)
            checksum = crc32c(chunks[i].bytes, checksum);
        Published &slot = told[round % 2];
        slot.records.store(0);
        slot.bytes.store((*spool)->bytes());
        slot.checksum.store(checksum);
        slot.records.store((*spool)->log()->count());
    }
}

} // namespace

void TstSpoolRecovery::killedRecorderLosesNothingPublished()
{
    const int asked = qEnvironmentVariableIntValue("FRAMELENS_KILL_ROUNDS");
    const auto rounds = asked > 0 ? static_cast<std::uint64_t>(asked) : sized(20, 6);
    std::mt19937_64 random(rounds);
    std::uint64_t records = 0;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        const TempFolder folder;
        const SharedPage page;
        const pid_t child = ::fork();
        if (child == 0)
            recordForEver(folder.path(), round, page.published());
        QVERIFY(child > 0);
        while (page.published()[1].records.load() == 0) { // it has not begun
            QCOMPARE_EQ(::waitpid(child, nullptr, WNOHANG), 0);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE_EQ(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));

        const Published &newest = page.published()[page.published()[0].records > page.published()[1].records ? 0 : 1];
        const auto left = leftSpools(folder.path()); // its lock has gone with it
        QCOMPARE_EQ(left.size(), 1U);
        QCOMPARE_EQ(left[0].title, std::string("flood"));
        const auto recovered = recoverSpool(left[0].path);
        QVERIFY(recovered);
        QVERIFY(recovered->log->count() >= newest.records);
        const Bytes bytes = recovered->log->store()->bytes();
        QVERIFY(bytes.size() >= newest.bytes);
        QCOMPARE_EQ(crc32c(bytes.first(newest.bytes)), newest.checksum.load());
        records += newest.records;
    }
    qInfo("%llu kills, %llu published records, all recovered", static_cast<unsigned long long>(rounds),
          static_cast<unsigned long long>(records));
}

FRAMELENS_TEST(TstSpoolRecovery)
#include "tst_spool_recovery.moc"

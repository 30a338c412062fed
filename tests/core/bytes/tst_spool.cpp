// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A spool while it is recorded: what is appended is there for readers, in order, where it landed.
#include "core/bytes/byte_view.h"
#include "core/bytes/spool.h"
#include "core/bytes/vectored_write.h"
#include "tests/support/allocation_count.h"
#include "tests/support/process_maps.h"
#include "tests/support/spool_support.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <filesystem>
#include <thread>

#include <sys/stat.h>

using namespace framelens;
using namespace framelens::test;

namespace fs = std::filesystem;
using std::string_view_literals::operator""sv;

class TstSpool : public QObject
{
    Q_OBJECT

private slots:
    void newSpoolIsEmpty();
    void bytesLieInOrderOfArrivalWithNothingBetween();
    void recordsTellWhereAndWhose();
    void batchIsOneWriteEach();
    void eventsKeepTheirValues_data();
    void eventsKeepTheirValues();
    void droppedBytesCountInTheStream();
    void notesAreKeptAndTheNewestOfEachKeyIsTold();
    void notesOfTheOptionsStandBeforeAllElse();
    void longestNoteIsKept();
    void clockThatStepsBackIsHeld();
    void byteLiesInTheMapAtItsAddress();
    void appendingAllocatesNothing();
    void emptyChunksAreNoRecords();
    void readersSeeOnlyWhatIsThere();
    void filesAreForThisUserAlone();
    void sameNameIsRefusedAndNothingHarmed();
    void namesOfNowDiffer();
    void nameWithAFolderIsRefused();
    void limitIsToldBeforeAnythingIsWritten();
    void connectionBeyondAllIsRefused();
    void discardedViewsStayReadable();
    void finishedLogIsFinished();
    void memoryIsRefusedByDefault();
    void usualFolderFollowsTheEnvironment();
    void freeBytesAreThoseOfTheDisk();
    void syncedSpoolHoldsTheSame();
};

void TstSpool::newSpoolIsEmpty()
{
    const TempFolder folder;
    const auto spool = newSpool(folder, {.title = "Proxy 127.0.0.1:9000"});
    QVERIFY(spool);
    const auto log = spool->log();
    QCOMPARE_EQ(spool->bytes(), 0U);
    QCOMPARE_EQ(log->store()->size(), 0U);
    QCOMPARE_EQ(log->note("title"), std::string("Proxy 127.0.0.1:9000"));
    QCOMPARE_EQ(log->note("other"), std::string());
    QCOMPARE_EQ(log->path(), folder.file("s.data"));
    QVERIFY(!log->isFinished());
    QCOMPARE_EQ(log->generation(), 0U);
    QVERIFY(spool->check() == FileChange::None);
}

void TstSpool::bytesLieInOrderOfArrivalWithNothingBetween()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(put(*spool, 0, Direction::ToServer, "GET "));
    QVERIFY(put(*spool, 1, Direction::ToServer, "other"));
    QVERIFY(put(*spool, 0, Direction::ToServer, "/ HTTP"));
    QVERIFY(put(*spool, 0, Direction::ToClient, "200"));
    QCOMPARE_EQ(asText(spool->log()->store()->bytes()), std::string_view("GET other/ HTTP200"));
    QCOMPARE_EQ(asText(readFile(folder.file("s.data"))), std::string_view("GET other/ HTTP200"));
    QCOMPARE_EQ(spool->bytes(), 18U);
    QCOMPARE_EQ(streamOf(*spool->log(), 0, Direction::ToServer), std::string("GET / HTTP"));
}

void TstSpool::recordsTellWhereAndWhose()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
    QVERIFY(put(*spool, 0, Direction::ToServer, "abcd", 10));
    QVERIFY(put(*spool, 0, Direction::ToClient, "xy", 20));
    QVERIFY(put(*spool, 0, Direction::ToServer, "ef", 30));
    QVERIFY(tell(*spool, SpoolRecordKind::HalfClose, 0, Direction::ToServer, 40));
    QVERIFY(tell(*spool, SpoolRecordKind::Close, 0, Direction::ToClient, 50));
    QCOMPARE_EQ(textOf(*spool->log()), std::string("#0 open 0> 0 @0 stream 0 time 1\n"
                                                   "#1 chunk 0> 4 @0 stream 0 time 10\n"
                                                   "#2 chunk 0< 2 @4 stream 0 time 20\n"
                                                   "#3 chunk 0> 2 @6 stream 4 time 30 after #1\n"
                                                   "#4 half-close 0> 0 @8 stream 6 time 40 after #3\n"
                                                   "#5 close 0< 0 @8 stream 2 time 50 after #2\n"));
}

void TstSpool::batchIsOneWriteEach()
{
    const TempFolder folder;
    std::vector<std::pair<std::uint64_t, int>> writes;
    SpoolOptions options;
    options.calls.pwritev = [&](int fd, const iovec *pieces, int count, off_t offset) {
        writes.emplace_back(static_cast<std::uint64_t>(offset), count);
        return ::pwritev(fd, pieces, count, offset);
    };
    const auto spool = newSpool(folder, options);
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    writes.clear();
    std::vector<SpoolChunk> chunks;
    for (std::uint32_t i = 0; i < mostPieces; ++i)
        chunks.push_back({asBytes("0123456789"), i % 7, i % 2 == 0 ? Direction::ToServer : Direction::ToClient, i});
    QVERIFY(spool->append(chunks));
    QCOMPARE_EQ(writes.size(), 2U);
    QVERIFY(writes[0] == std::pair(std::uint64_t{3}, static_cast<int>(mostPieces))); // the bytes
    QVERIFY(writes[1] == std::pair(std::uint64_t{4096 + 64}, 1)); // the records
    QCOMPARE_EQ(spool->log()->count(), 1 + mostPieces);
    const SpoolRecord last = spool->log()->record(mostPieces);
    QCOMPARE_EQ(last.offset, 3 + (mostPieces - 1) * 10);
    QVERIFY(last.previous == mostPieces - 14);
    chunks.push_back(chunks.back());
    QVERIFY(!spool->append(chunks));
    QCOMPARE_EQ(spool->log()->count(), 1 + mostPieces);
}

void TstSpool::eventsKeepTheirValues_data()
{
    QTest::addColumn<SpoolRecordKind>("kind");
    QTest::newRow("open") << SpoolRecordKind::Open;
    QTest::newRow("failed") << SpoolRecordKind::Failed;
}

void TstSpool::eventsKeepTheirValues()
{
    QFETCH(const SpoolRecordKind, kind);
    const TempFolder folder;
    const auto spool = newSpool(folder);
    for (const bool isIpv6 : {false, true}) {
        SpoolRecord event{.kind = kind, .direction = Direction::ToClient, .connection = 7, .timeNs = 1'700'000'000'123'456'789};
        event.client = {.port = 65'535, .isIpv6 = isIpv6};
        event.server = {.port = 1, .isIpv6 = !isIpv6};
        for (std::size_t i = 0; i < 16; ++i) {
            event.client.address[i] = static_cast<std::byte>(0x20 + i);
            event.server.address[i] = static_cast<std::byte>(0xf0 + i);
        }
        event.systemError = isIpv6 ? -5 : ECONNREFUSED;
        QVERIFY(spool->append(event));
        const SpoolRecord read = spool->log()->record(spool->log()->count() - 1);
        QVERIFY(read.kind == kind && read.direction == Direction::ToClient && read.connection == 7);
        QCOMPARE_EQ(read.timeNs, event.timeNs);
        QVERIFY(read.client == event.client);
        QVERIFY(read.server == event.server);
        QCOMPARE_EQ(read.systemError, event.systemError);
    }
}

void TstSpool::droppedBytesCountInTheStream()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(put(*spool, 0, Direction::ToServer, "abcd"));
    QVERIFY(spool->append(SpoolRecord{.kind = SpoolRecordKind::Dropped, .size = 1000}));
    QVERIFY(put(*spool, 0, Direction::ToServer, "e"));
    const auto log = spool->log();
    QCOMPARE_EQ(log->record(1).size, 1000U);
    QCOMPARE_EQ(log->record(1).streamOffset, 4U);
    QCOMPARE_EQ(log->record(2).streamOffset, 1004U);
    QVERIFY(log->record(2).previous == 0U);
    QCOMPARE_EQ(log->record(2).offset, 4U);
}

void TstSpool::notesAreKeptAndTheNewestOfEachKeyIsTold()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(spool->setNote("a", "one"));
    QVERIFY(spool->setNote("b", ""));
    QVERIFY(spool->setNote("a", std::string(100, 'x')));
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    const auto log = spool->log();
    QCOMPARE_EQ(log->note("a"), std::string(100, 'x'));
    QCOMPARE_EQ(log->note("b"), std::string());
    QCOMPARE_EQ(log->count(), 1U + 1U + 3U + 1U);
    for (std::uint64_t i = 0; i + 1 < log->count(); ++i)
        QVERIFY(log->record(i).kind == SpoolRecordKind::Note);
    QVERIFY(log->record(5).kind == SpoolRecordKind::Chunk);
}

void TstSpool::notesOfTheOptionsStandBeforeAllElse()
{
    const TempFolder folder;
    SpoolOptions options = spoolOptions(folder);
    options.title = "t";
    options.notes = {{"a", "one"}, {"b", std::string(std::size_t{3} * 1024 + 1, 'v')}, {"c", "three"}};
    const auto spool = Spool::create(options);
    QVERIFY(spool);
    const auto log = (*spool)->log();
    QCOMPARE_EQ(log->note("title"), std::string("t"));
    QCOMPARE_EQ(log->note("a"), std::string("one"));
    QCOMPARE_EQ(log->note("b"), std::string()); // longer than a note may be
    QCOMPARE_EQ(log->note("c"), std::string("three"));
}

void TstSpool::longestNoteIsKept()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const std::string longest(std::size_t{3} * 1024, 'v');
    QVERIFY(spool->setNote(std::string(255, 'k'), longest));
    QCOMPARE_EQ(spool->log()->note(std::string(255, 'k')), longest);
    const std::uint64_t count = spool->log()->count();
    QVERIFY(!spool->setNote("k", longest + "v"));
    QVERIFY(!spool->setNote(std::string(256, 'k'), "v"));
    QCOMPARE_EQ(spool->log()->count(), count);
}

void TstSpool::clockThatStepsBackIsHeld()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    for (const std::int64_t time : {100, 50, 200, -5, 199, 201})
        QVERIFY(put(*spool, 0, Direction::ToServer, "x", time));
    QVERIFY(tell(*spool, SpoolRecordKind::Close, 0, Direction::ToServer, 3));
    std::vector<std::int64_t> times;
    for (std::uint64_t i = 0; i < spool->log()->count(); ++i)
        times.push_back(spool->log()->record(i).timeNs);
    QVERIFY(times == std::vector<std::int64_t>({100, 100, 200, 200, 200, 201, 201}));
}

void TstSpool::byteLiesInTheMapAtItsAddress()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const auto log = spool->log();
    const std::byte *begin = log->store()->bytes().data();
    std::uint64_t offset = 0;
    for (int i = 0; i < 200; ++i) {
        const auto bytes = patternBytes(1 + static_cast<std::size_t>(i) * 37, static_cast<std::uint64_t>(i) + 1);
        QVERIFY(put(*spool, 0, Direction::ToServer, asText(bytes)));
        const SpoolRecord record = log->record(static_cast<std::uint64_t>(i));
        QCOMPARE_EQ(record.offset, offset);
        const ByteView view(log->store(), record.offset, record.size);
        QVERIFY(view.bytes().data() == &begin[offset]); // no place of its own: the map's
        QVERIFY(std::ranges::equal(view.bytes(), bytes));
        offset += bytes.size();
    }
    QCOMPARE_EQ(mappedAt(begin), fs::canonical(folder.file("s.data")).string());
}

void TstSpool::appendingAllocatesNothing()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const auto bytes = patternBytes(3000);
    const std::array chunks = {SpoolChunk{Bytes(bytes), 0, Direction::ToServer, 1},
                               SpoolChunk{Bytes(bytes).first(100), 1, Direction::ToClient, 2}};
    QVERIFY(spool->append(chunks)); // knows the connections from now on
    const std::size_t before = allocationCount();
    bool all = true;
    for (int i = 0; i < 1000; ++i)
        all = all && spool->append(chunks).has_value();
    QCOMPARE_EQ(allocationCount(), before);
    QVERIFY(all);
    const auto log = spool->log();
    const std::size_t beforeReading = allocationCount();
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < log->count(); ++i)
        sum += log->record(i).size;
    QCOMPARE_EQ(allocationCount(), beforeReading);
    QCOMPARE_EQ(sum, 1001U * 3100U);
}

void TstSpool::emptyChunksAreNoRecords()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const std::array chunks = {SpoolChunk{}, SpoolChunk{asBytes("ab"), 0, Direction::ToServer, 1}, SpoolChunk{}};
    QVERIFY(spool->append(chunks));
    QVERIFY(spool->append(std::span(chunks).first(1)));
    QVERIFY(spool->append(std::span<const SpoolChunk>()));
    QCOMPARE_EQ(spool->log()->count(), 1U);
}

void TstSpool::readersSeeOnlyWhatIsThere()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const auto log = spool->log();
    const std::uint64_t total = sized(20'000, 2'000);
    std::atomic<int> wrong{0};
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 2; ++i)
            readers.emplace_back([&] {
                for (std::uint64_t seen = 0; seen < total;) {
                    const std::uint64_t count = log->count();
                    for (; seen < count; ++seen) {
                        const SpoolRecord record = log->record(seen);
                        const ByteView view(log->store(), record.offset, record.size);
                        const bool same = record.streamOffset == seen * 3 && view.size() == 3
                            && view.bytes().front() == static_cast<std::byte>(seen & 0xffU);
                        wrong += same ? 0 : 1;
                    }
                    std::this_thread::yield();
                }
            });
        for (std::uint64_t i = 0; i < total; ++i) {
            const std::array<std::byte, 3> bytes = {static_cast<std::byte>(i & 0xffU)};
            const std::array chunks = {SpoolChunk{bytes, 0, Direction::ToServer, static_cast<std::int64_t>(i)}};
            QVERIFY(spool->append(chunks));
        }
    }
    QCOMPARE_EQ(wrong.load(), 0);
}

void TstSpool::filesAreForThisUserAlone()
{
    const TempFolder folder;
    const auto spool
        = Spool::create({.folder = folder.file("a/b/c"), .name = "s", .allowMemory = true, .syncs = false});
    QVERIFY(spool);
    for (const char *name : {"a/b/c/s.data", "a/b/c/s.journal", "a/b/c/s.lock"}) {
        struct stat status = {};
        QCOMPARE_EQ(::stat(folder.file(name).c_str(), &status), 0);
        QCOMPARE_EQ(status.st_mode & 07777U, 0600U);
    }
    for (const char *name : {"a", "a/b", "a/b/c"}) {
        struct stat status = {};
        QCOMPARE_EQ(::stat(folder.file(name).c_str(), &status), 0);
        QCOMPARE_EQ(status.st_mode & 07777U, 0700U);
    }
}

void TstSpool::sameNameIsRefusedAndNothingHarmed()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    const auto second = Spool::create(spoolOptions(folder));
    QVERIFY(!second);
    QCOMPARE_EQ(second.error().systemError, EEXIST);
    QVERIFY(put(*spool, 0, Direction::ToServer, "def"));
    QCOMPARE_EQ(asText(readFile(folder.file("s.data"))), std::string_view("abcdef"));
}

void TstSpool::namesOfNowDiffer()
{
    const TempFolder folder;
    SpoolOptions options = spoolOptions(folder);
    options.name.clear();
    const auto one = Spool::create(options);
    const auto two = Spool::create(options);
    const auto three = Spool::create(options);
    QVERIFY(one && two && three);
    QVERIFY((*one)->log()->path() != (*two)->log()->path());
    QVERIFY((*two)->log()->path() != (*three)->log()->path());
}

void TstSpool::nameWithAFolderIsRefused()
{
    const TempFolder folder;
    for (const std::string_view name : {"../s"sv, "a/b"sv, "."sv, ".."sv, "a\0b"sv}) {
        SpoolOptions options = spoolOptions(folder);
        options.name = name;
        const auto spool = Spool::create(options);
        QVERIFY(!spool && spool.error().reason == Reason::BadValue);
    }
    QVERIFY(fs::is_empty(folder.path()));
}

void TstSpool::limitIsToldBeforeAnythingIsWritten()
{
    const TempFolder folder;
    const auto spool = newSpool(folder, {.mostBytes = 10});
    QVERIFY(put(*spool, 0, Direction::ToServer, "0123456"));
    const std::array chunks = {SpoolChunk{asBytes("abcd"), 0, Direction::ToServer, 1}};
    const auto refused = spool->append(chunks);
    QVERIFY(!refused && refused.error().reason == Reason::LimitReached);
    QVERIFY(describe(refused.error()).find("limit of 10 bytes") != std::string::npos);
    QCOMPARE_EQ(fs::file_size(folder.file("s.data")), 7U);
    QVERIFY(put(*spool, 0, Direction::ToServer, "789"));
    QCOMPARE_EQ(spool->log()->count(), 2U);
    QVERIFY(tell(*spool, SpoolRecordKind::Close, 0)); // events are no bytes of the peers
}

void TstSpool::connectionBeyondAllIsRefused()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(!put(*spool, UINT32_MAX, Direction::ToServer, "x"));
    QVERIFY(!tell(*spool, SpoolRecordKind::Open, 1U << 22U));
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 1000)); // others may not have come about yet
    QCOMPARE_EQ(spool->log()->count(), 1U);
}

void TstSpool::discardedViewsStayReadable()
{
    const TempFolder folder;
    auto spool = newSpool(folder);
    const auto bytes = patternBytes(100'000);
    QVERIFY(put(*spool, 0, Direction::ToServer, asText(bytes)));
    const auto log = spool->log();
    const ByteView view(log->store(), 0, bytes.size());
    spool->discard();
    QVERIFY(fs::is_empty(folder.path()));
    QVERIFY(!put(*spool, 0, Direction::ToServer, "more")); // there is no file to find it in
    spool.reset();
    QVERIFY(log->isFinished());
    QVERIFY(std::ranges::equal(view.bytes(), bytes));
    QVERIFY(view.intact());
    QCOMPARE_EQ(log->record(0).size, bytes.size());
}

void TstSpool::finishedLogIsFinished()
{
    const TempFolder folder;
    auto spool = newSpool(folder);
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    const auto log = spool->log();
    spool.reset();
    QVERIFY(log->isFinished());
    QCOMPARE_EQ(log->count(), 1U);
    QCOMPARE_EQ(streamOf(*log, 0, Direction::ToServer), std::string("abc"));
    QVERIFY(fs::exists(folder.file("s.data")));
}

void TstSpool::memoryIsRefusedByDefault()
{
    const fs::path memory = "/dev/shm";
    if (!fs::is_directory(memory))
        QSKIP("no tmpfs at /dev/shm");
    SpoolOptions options{.folder = (memory / ("framelens-test-" + std::to_string(::getpid()))).string(), .syncs = false};
    const auto refused = Spool::create(options);
    const auto text = refused ? std::string() : describe(refused.error());
    options.allowMemory = true;
    const bool allowed = Spool::create(options).has_value();
    fs::remove_all(options.folder);
    QVERIFY(!refused && refused.error().reason == Reason::Unsupported);
    QVERIFY(text.find("tmpfs") != std::string::npos);
    QVERIFY(allowed);
}

void TstSpool::usualFolderFollowsTheEnvironment()
{
    const QByteArray state = qgetenv("XDG_STATE_HOME");
    const QByteArray home = qgetenv("HOME");
    qputenv("HOME", "/home/somebody");
    qputenv("XDG_STATE_HOME", "/state");
    QCOMPARE_EQ(usualSpoolFolder(), std::string("/state/framelens/recordings"));
    qputenv("XDG_STATE_HOME", "relative");
    QCOMPARE_EQ(usualSpoolFolder(), std::string("/home/somebody/.local/state/framelens/recordings"));
    qunsetenv("XDG_STATE_HOME");
    QCOMPARE_EQ(usualSpoolFolder(), std::string("/home/somebody/.local/state/framelens/recordings"));
    qunsetenv("HOME");
    QVERIFY(usualSpoolFolder().starts_with('/'));
    qputenv("HOME", home);
    qputenv("XDG_STATE_HOME", state);
}

void TstSpool::freeBytesAreThoseOfTheDisk()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const auto space = fs::space(folder.path());
    QVERIFY(spool->freeBytes() > 0);
    QVERIFY(spool->freeBytes() <= space.capacity);
}

void TstSpool::syncedSpoolHoldsTheSame()
{
    const TempFolder folder;
    std::atomic<int> syncs{0};
    SpoolOptions options = spoolOptions(folder);
    options.syncs = true;
    options.calls.fdatasync = [&](int) {
        ++syncs;
        return 0;
    };
    {
        const auto spool = Spool::create(options);
        QVERIFY(spool);
        QVERIFY(put(**spool, 0, Direction::ToServer, "abc"));
    }
    QVERIFY(syncs >= 2); // at the end, both files
    QCOMPARE_EQ(asText(readFile(folder.file("s.data"))), std::string_view("abc"));
}

FRAMELENS_TEST(TstSpool)
#include "tst_spool.moc"

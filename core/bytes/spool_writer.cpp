// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A batch: encoded first, written next, published last, or taken back as if it had never been.
#include "core/bytes/spool_writer.h"

#include "core/bytes/spool_checksum.h"
#include "core/bytes/vectored_write.h"

#include <algorithm>
#include <cassert>
#include <cerrno>

namespace framelens {

namespace {

Error limitReached(const std::string &path, std::string detail)
{
    return {.action = Action::Write, .reason = Reason::LimitReached, .subject = path, .detail = std::move(detail)};
}

// Whether the file still has all that was written to it. Nothing is read or written at its position.
bool isWhole(int fd, std::uint64_t size)
{
    const off_t end = ::lseek(fd, 0, SEEK_END);
    return end >= 0 && static_cast<std::uint64_t>(end) >= size;
}

bool hasName(int fd)
{
    struct stat status = {};
    return ::fstat(fd, &status) == 0 && status.st_nlink > 0;
}

} // namespace

Spool::Parts::Parts(std::unique_ptr<const SpoolOptions> given, SpoolFiles made, std::shared_ptr<MappedSpoolLog> readers)
    : keptOptions(std::move(given))
    , options(*keptOptions)
    , files(std::move(made))
    , log(std::move(readers))
    , records(mostPieces * journal::recordBytes)
{
    pieces.reserve(mostPieces);
    if (options.syncs)
        sync.emplace(files.data(), files.journal(), options.calls);
}

Spool::Parts::~Parts()
{
    sync.reset();
    journalHasResidue = true; // what was reserved goes back to the disk
    static_cast<void>(cutBack()); // recovery would find the end without
    log->finish();
    files.keep();
}

// The size before every batch: what is written behind a cut would make it whole again, with a hole that nobody finds. The name
// now and then: it does not come back, and a look at it costs as much as a write of a few bytes.
Result<void> Spool::Parts::checkFiles()
{
    constexpr auto between = std::chrono::milliseconds(10);
    const auto now = std::chrono::steady_clock::now();
    const bool looksAtNames = now >= nextLook;
    const auto isThere = [&](int fd, std::uint64_t size) { return isWhole(fd, size) && (!looksAtNames || hasName(fd)); };
    const bool isDataThere = isThere(files.data(), bytes);
    if (isDataThere && isThere(files.journal(), journal::offsetOf(count))) {
        nextLook = looksAtNames ? now + between : nextLook;
        return {};
    }
    return std::unexpected(Error{.action = Action::Write,
                                 .reason = Reason::SourceLost,
                                 .subject = isDataThere ? files.paths().journal : files.paths().data});
}

Result<void> Spool::Parts::prepare(std::uint64_t moreBytes, std::size_t moreRecords)
{
    encoded = 0;
    added = 0;
    pieces.clear();
    timeBefore = lastTimeNs;
    if (const int error = sync ? sync->takeError() : 0; error != 0)
        return std::unexpected(systemError(Action::Sync, files.paths().data, error));
    if (Result<void> whole = checkFiles(); !whole)
        return whole;
    if (Result<void> clean = cutBack(); !clean)
        return clean;
    if (moreBytes > options.mostBytes || bytes > options.mostBytes - moreBytes)
        return std::unexpected(limitReached(
            files.paths().data, "the recording has reached its limit of " + grouped(options.mostBytes) + " bytes"));
    reserveJournal(moreRecords);
    return log->prepare(bytes + moreBytes, count + moreRecords);
}

// Blocks ahead of the journal's end, which do not change its size: when received bytes have filled the disk, there is still
// room to say how each connection ended. Not every file system can; then there is none.
void Spool::Parts::reserveJournal(std::size_t moreRecords)
{
    constexpr std::uint64_t least = std::uint64_t{1024} * journal::recordBytes;
    constexpr std::uint64_t step = std::uint64_t{8192} * journal::recordBytes;
    const std::uint64_t end = journal::offsetOf(count + moreRecords);
    if (end + least <= reservedUpTo)
        return;
    // Asked once for each step, whatever the answer.
    static_cast<void>(options.calls.fallocate(files.journal(), FALLOC_FL_KEEP_SIZE, static_cast<off_t>(end),
                                              static_cast<off_t>(step)));
    reservedUpTo = end + step;
}

Result<void> Spool::Parts::useConnection(std::uint32_t connection)
{
    if (connection < sides.size())
        return {};
    if (connection >= journal::mostConnections || connection > count + journal::connectionSlack)
        return std::unexpected(limitReached(files.paths().data,
                                            "connection " + grouped(connection) + " is beyond what one recording holds"));
    sides.resize(std::size_t{connection} + 1);
    return {};
}

journal::RecordBytes Spool::Parts::newRecord()
{
    const std::span<std::byte> all(records);
    return all.subspan(encoded++ * journal::recordBytes).first<journal::recordBytes>();
}

void Spool::Parts::encode(const SpoolChunk &chunk)
{
    SpoolSide &from = side(chunk.connection, chunk.direction);
    const std::uint64_t number = nextNumber();
    lastTimeNs = std::max(lastTimeNs, chunk.timeNs);
    SpoolRecord record{.direction = chunk.direction,
                       .connection = chunk.connection,
                       .timeNs = lastTimeNs,
                       .offset = bytes + added,
                       .size = static_cast<std::uint32_t>(chunk.bytes.size()),
                       .streamOffset = from.streamOffset};
    if (from.previous != 0)
        record.previous = from.previous - 1;
    const auto payload
        = options.payloadChecksums ? std::optional(crc32c(chunk.bytes)) : std::optional<std::uint32_t>();
    journal::encode(newRecord(), number, record, payload, log->header().salt);
    pieces.push_back(piece(chunk.bytes));
    added += chunk.bytes.size();
    from = {.streamOffset = from.streamOffset + chunk.bytes.size(), .previous = number + 1};
}

void Spool::Parts::encode(const SpoolRecord &event)
{
    SpoolSide &from = side(event.connection, event.direction);
    const std::uint64_t number = nextNumber();
    lastTimeNs = std::max(lastTimeNs, event.timeNs);
    SpoolRecord record = event;
    record.timeNs = lastTimeNs;
    record.offset = bytes;
    record.streamOffset = from.streamOffset;
    record.size = event.kind == SpoolRecordKind::Dropped ? event.size : 0;
    record.previous = from.previous != 0 ? std::optional(from.previous - 1) : std::optional<std::uint64_t>();
    journal::encode(newRecord(), number, record, {}, log->header().salt);
    from.streamOffset += record.size;
}

void Spool::Parts::encodeNote(std::string_view key, std::string_view value)
{
    const std::size_t parts = journal::recordsOfNote(key, value);
    for (std::size_t part = 0; part < parts; ++part) {
        const std::uint64_t number = nextNumber();
        journal::encodeNote(newRecord(), number, part, key, value, lastTimeNs, log->header().salt);
    }
}

Result<void> Spool::Parts::writeBatch()
{
    if (const int error = writeAllAt(files.data(), bytes, pieces, options.calls); error != 0) {
        dataHasResidue = true;
        return std::unexpected(systemError(Action::Write, files.paths().data, error));
    }
    std::array written = {piece(Bytes(records).first(encoded * journal::recordBytes))};
    if (const int error = writeAllAt(files.journal(), journal::offsetOf(count), written, options.calls); error != 0) {
        dataHasResidue = true;
        journalHasResidue = true;
        return std::unexpected(systemError(Action::Write, files.paths().journal, error));
    }
    return {};
}

Result<void> Spool::Parts::write()
{
    if (Result<void> written = writeBatch(); !written) {
        takeBack();
        static_cast<void>(cutBack()); // if it fails the next batch tries again before it writes
        return written;
    }
    bytes += added;
    count += encoded;
    log->publish(bytes, count);
    if (sync)
        sync->written(added + encoded * journal::recordBytes);
    return {};
}

// Undoes what encode() did to the sides, from the last record to the first.
void Spool::Parts::takeBack()
{
    lastTimeNs = timeBefore;
    for (; encoded > 0; --encoded) {
        const auto bytesOf = Bytes(records).subspan((encoded - 1) * journal::recordBytes).first<journal::recordBytes>();
        const SpoolRecord record = journal::decode(bytesOf, log->header().order);
        if (record.kind == SpoolRecordKind::Chunk)
            side(record.connection, record.direction)
                = {.streamOffset = record.streamOffset, .previous = record.previous ? *record.previous + 1 : 0};
        else if (record.kind == SpoolRecordKind::Dropped)
            side(record.connection, record.direction).streamOffset = record.streamOffset;
    }
    added = 0;
}

// Records that were written and not published must not be found by a recovery once other bytes stand where theirs did.
Result<void> Spool::Parts::cutBack()
{
    const auto cut = [&](int fd, std::uint64_t size, const std::string &path, bool &hasResidue) -> Result<void> {
        if (hasResidue && options.calls.ftruncate(fd, static_cast<off_t>(size)) != 0)
            return std::unexpected(systemError(Action::Write, path, errno));
        hasResidue = false;
        return {};
    };
    if (journalHasResidue)
        reservedUpTo = 0; // goes with it
    if (Result<void> done = cut(files.journal(), journal::offsetOf(count), files.paths().journal, journalHasResidue); !done)
        return done;
    return cut(files.data(), bytes, files.paths().data, dataHasResidue);
}

} // namespace framelens

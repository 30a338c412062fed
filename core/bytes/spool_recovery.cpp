// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Spools without their recorder: how far the journal is to be believed, what lies in a folder, and how it goes away.
#include "core/bytes/address_range.h"
#include "core/bytes/spool_checksum.h"
#include "core/bytes/spool_writer.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace framelens {

namespace {

Error noSpool(const std::string &path, std::string detail)
{
    return {.reason = Reason::BadValue, .subject = path, .detail = std::move(detail)};
}

/// Follows a journal from its first record on and stops at the first that is harmed, or says what cannot be.
class JournalScan
{
public:
    JournalScan(Bytes journal, Bytes data, const journal::Header &header)
        : m_journal(journal)
        , m_data(data)
        , m_header(header)
    {
    }

    /// Takes the next record; false when there is none that can be believed. `log` is told the notes.
    bool next(MappedSpoolLog *log);
    std::uint64_t count() const { return m_count; }
    std::uint64_t dataEnd() const { return m_dataEnd; }

private:
    bool follows(const SpoolRecord &record, journal::ConstRecordBytes bytes);
    bool chunkFollows(const SpoolRecord &record, journal::ConstRecordBytes bytes, SpoolSide &side);
    void addNote(journal::ConstRecordBytes bytes, MappedSpoolLog *log);

    Bytes m_journal;
    Bytes m_data;
    journal::Header m_header;
    journal::NoteReader m_notes;
    SpoolSides m_sides;
    std::uint64_t m_count = 0;
    std::uint64_t m_dataEnd = 0;
    std::int64_t m_lastTimeNs = 0;
};

bool JournalScan::chunkFollows(const SpoolRecord &record, journal::ConstRecordBytes bytes, SpoolSide &side)
{
    const std::uint64_t previous = record.previous ? *record.previous + 1 : 0;
    if (record.offset != m_dataEnd || record.size > m_data.size() - m_dataEnd || previous != side.previous)
        return false;
    const auto payload = journal::payloadChecksum(bytes, m_header.order);
    if (payload && *payload != crc32c(m_data.subspan(record.offset, record.size)))
        return false;
    side.previous = m_count + 1;
    m_dataEnd += record.size;
    return true;
}

bool JournalScan::follows(const SpoolRecord &record, journal::ConstRecordBytes bytes)
{
    if (record.connection >= journal::mostConnections || record.connection > m_count + journal::connectionSlack
        || record.timeNs < m_lastTimeNs)
        return false;
    m_lastTimeNs = record.timeNs;
    if (record.kind == SpoolRecordKind::Open || record.kind == SpoolRecordKind::Failed)
        return true;
    if (record.connection >= m_sides.size())
        m_sides.resize(std::size_t{record.connection} + 1);
    SpoolSide &side = m_sides[record.connection][std::to_underlying(record.direction)];
    if (record.streamOffset != side.streamOffset || record.streamOffset > UINT64_MAX - record.size)
        return false;
    if (record.kind == SpoolRecordKind::Chunk && !chunkFollows(record, bytes, side))
        return false;
    side.streamOffset += record.size;
    return true;
}

void JournalScan::addNote(journal::ConstRecordBytes bytes, MappedSpoolLog *log)
{
    if (const auto note = m_notes.add(bytes, m_header.order); note && log != nullptr)
        log->setNote(note->first, note->second);
}

bool JournalScan::next(MappedSpoolLog *log)
{
    const std::uint64_t offset = journal::offsetOf(m_count);
    if (offset > m_journal.size() || m_journal.size() - offset < journal::recordBytes)
        return false;
    const auto bytes = m_journal.subspan(offset).first<journal::recordBytes>();
    if (!journal::isGood(bytes, m_count, m_header))
        return false;
    const SpoolRecord record = journal::decode(bytes, m_header.order);
    if (record.kind == SpoolRecordKind::Note)
        addNote(bytes, log);
    else if (!follows(record, bytes))
        return false;
    if (record.kind != SpoolRecordKind::Note)
        m_notes.reset();
    ++m_count;
    return true;
}

// A file of a left spool, mapped at the size it has.
Result<std::shared_ptr<GrowingFile>> mappedWhole(const std::string &path)
{
    Result<FileHandle> file = openForReading(path);
    if (!file)
        return std::unexpected(file.error());
    const auto status = statusOf(*file, path);
    if (!status)
        return std::unexpected(status.error());
    if (!status->regular)
        return std::unexpected(noSpool(path, "this is no regular file"));
    // At least a page, as an empty range cannot be had.
    auto growing = GrowingFile::open(std::move(*file), path, roundUpToPage(std::max<std::uint64_t>(status->size, 1)));
    if (growing)
        if (const auto prepared = (*growing)->prepareUpTo(status->size); !prepared)
            return std::unexpected(prepared.error());
    return growing;
}

// All that the file holds, before anything of it is published.
Bytes wholeOf(const GrowingFile &file) { return {file.bytes().data(), file.status().size}; }

Result<RecoveredSpool> believed(const std::shared_ptr<GrowingFile> &data, const std::shared_ptr<GrowingFile> &journal,
                                const journal::Header &header, Job &job)
{
    const auto log = std::make_shared<MappedSpoolLog>(data, journal, header);
    JournalScan scan(wholeOf(*journal), wholeOf(*data), header);
    const std::uint64_t total = journal->status().size;
    while (!job.cancelled() && scan.next(log.get()))
        job.report(journal::offsetOf(scan.count()), total);
    if (job.cancelled())
        return std::unexpected(Error{.action = Action::Open, .reason = Reason::Cancelled, .subject = data->path()});
    log->publish(scan.dataEnd(), scan.count());
    log->finish();
    const std::uint64_t tail = journal->status().size - journal::offsetOf(scan.count());
    return RecoveredSpool{.log = log,
                          .tornRecords = (tail + journal::recordBytes - 1) / journal::recordBytes,
                          .tornBytes = data->status().size - scan.dataEnd()};
}

// The newest title among the first records, where the recorder put it when it began.
std::string titleOf(const SpoolPaths &paths)
{
    constexpr std::size_t recordsLookedAt = 256;
    const auto journal = mappedWhole(paths.journal);
    if (!journal)
        return {};
    const auto header = journal::decodeHeader(wholeOf(**journal));
    if (!header)
        return {};
    MappedSpoolLog notes(*journal, *journal, *header);
    JournalScan scan(wholeOf(**journal), {}, *header);
    while (scan.count() < recordsLookedAt && scan.next(&notes)) {
    }
    return notes.note("title");
}

std::optional<SpoolListing> listed(const std::string &path)
{
    const auto paths = spoolPathsOfData(path);
    if (!paths || !lockLeftSpool(*paths, false))
        return {};
    const auto status = statusOf(path);
    if (!status || !status->regular)
        return {};
    return SpoolListing{
        .path = path, .title = titleOf(*paths), .bytes = status->size, .modifiedNs = status->modifiedNs};
}

} // namespace

std::vector<SpoolListing> leftSpools(const std::string &folder)
{
    std::vector<SpoolListing> found;
    std::error_code ended;
    for (std::filesystem::directory_iterator entry(folder, ended), end; !ended && entry != end; entry.increment(ended))
        if (auto spool = listed(entry->path().string()))
            found.push_back(std::move(*spool));
    std::ranges::sort(found, std::greater(), &SpoolListing::modifiedNs);
    return found;
}

Result<RecoveredSpool> recoverSpool(const std::string &path)
{
    Job job;
    return recoverSpool(path, job);
}

Result<RecoveredSpool> recoverSpool(const std::string &path, Job &job)
{
    const auto paths = spoolPathsOfData(path);
    if (!paths)
        return std::unexpected(noSpool(path, "a recording is opened by its .data file"));
    if (const auto lock = lockLeftSpool(*paths, false); !lock)
        return std::unexpected(lock.error());
    auto data = mappedWhole(paths->data);
    if (!data)
        return std::unexpected(data.error());
    auto journal = mappedWhole(paths->journal);
    if (!journal && journal.error().systemError == ENOENT)
        return std::unexpected(noSpool(path, "the journal of this recording is missing"));
    if (!journal)
        return std::unexpected(journal.error());
    const auto header = journal::decodeHeader(wholeOf(**journal));
    if (!header)
        return std::unexpected(noSpool(paths->journal, "this is no journal of a recording, or its beginning is damaged"));
    return believed(*data, *journal, *header, job);
}

Result<void> removeSpool(const std::string &path)
{
    const auto paths = spoolPathsOfData(path);
    if (!paths)
        return std::unexpected(noSpool(path, "a recording is removed by its .data file"));
    const auto lock = lockLeftSpool(*paths, true);
    if (!lock)
        return std::unexpected(lock.error());
    for (const std::string &name : {paths->data, paths->journal, paths->lock})
        if (::unlink(name.c_str()) != 0 && errno != ENOENT)
            return std::unexpected(systemError(Action::Write, name, errno));
    return {};
}

} // namespace framelens

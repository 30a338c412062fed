// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/record_walk.h"
#include "core/export/target_file.h"
#include "core/export/write_batch.h"

#include <algorithm>
#include <deque>

namespace framelens {

namespace {

// Two files and 512 KiB each; a program may have some thousand files open.
constexpr std::size_t connectionsAtOnce = 64;

/// A direction under way.
struct RawFile
{
    TargetFile file;
    WriteBatch batch;
};

/// Both directions of some connections as they came, in one walk.
class RawExporter
{
public:
    RawExporter(const SpoolLog &log, Job &job, const RecordingExportOptions &options)
        : m_log(log)
        , m_options(options)
        , m_ledger(options.ledger ? *options.ledger : m_ownLedger)
        , m_walk(log, job, options)
    {
    }

    Result<void> write(std::span<const RawTarget> targets, RawExport &done, RecordWalk::Pass pass);

private:
    struct Open
    {
        std::uint32_t connection = 0;
        std::array<RawFile *, 2> files{};
    };
    Result<void> create(std::span<const RawTarget> targets);
    Result<void> take(const SpoolRecord &record, const Open &of);
    Result<void> flush(RawFile &file);
    Result<void> finish();

    const SpoolLog &m_log;
    const RecordingExportOptions &m_options;
    CopyLedger m_ownLedger;
    CopyLedger &m_ledger;
    RecordWalk m_walk;
    std::deque<RawFile> m_files;
    std::vector<Open> m_open; // by connection
    RawExport m_done;
};

Result<void> RawExporter::create(std::span<const RawTarget> targets)
{
    const std::vector<FileStatus> keep = exportKeeps(m_log, m_options);
    for (const RawTarget &target : targets) {
        Open &open = m_open.emplace_back(Open{.connection = target.connection, .files = {}});
        for (std::size_t side = 0; side < open.files.size(); ++side) {
            if (target.paths[side].empty())
                continue;
            Result<TargetFile> file = TargetFile::create(target.paths[side], keep, m_options.calls);
            if (!file)
                return std::unexpected(file.error());
            open.files[side] = &m_files.emplace_back(std::move(*file), WriteBatch());
        }
    }
    std::ranges::sort(m_open, {}, &Open::connection);
    return {};
}

Result<void> RawExporter::flush(RawFile &file)
{
    Result<void> written = file.file.write(file.batch.pieces());
    file.batch.clear();
    return m_walk.written(std::move(written));
}

Result<void> RawExporter::take(const SpoolRecord &record, const Open &of)
{
    const std::size_t side = sideOf(record.direction);
    if (record.kind == SpoolRecordKind::Dropped)
        m_done.droppedBytes[side] += record.size;
    if (record.kind != SpoolRecordKind::Chunk || of.files[side] == nullptr)
        return {};
    const Result<Bytes> bytes = m_walk.bytesOf(record);
    if (!bytes)
        return std::unexpected(bytes.error());
    RawFile &file = *of.files[side];
    if (!file.batch.hasRoom())
        if (Result<void> flushed = flush(file); !flushed)
            return flushed;
    file.batch.add({}, *bytes, {}, m_ledger);
    m_done.bytes[side] += record.size;
    return {};
}

Result<void> RawExporter::finish()
{
    for (RawFile &file : m_files)
        if (Result<void> flushed = flush(file); !flushed)
            return flushed;
    if (Result<void> whole = m_walk.checkedAtEnd(); !whole)
        return whole;
    for (RawFile &file : m_files) {
        if (Result<void> placed = file.file.commit(); !placed)
            return placed;
        ++m_done.files;
    }
    return {};
}

Result<void> RawExporter::write(std::span<const RawTarget> targets, RawExport &done, RecordWalk::Pass pass)
{
    if (Result<void> created = create(targets); !created)
        return created;
    m_walk.setPass(pass);
    Result<void> result = m_walk.forEach([&](const SpoolRecord &record) {
        if (record.kind == SpoolRecordKind::Note)
            return Result<void>();
        const auto open = std::ranges::lower_bound(m_open, record.connection, {}, &Open::connection);
        return open == m_open.end() || open->connection != record.connection ? Result<void>() : take(record, *open);
    });
    if (result)
        result = finish();
    if (!result)
        return result;
    done.files += m_done.files;
    for (std::size_t side = 0; side < done.bytes.size(); ++side) {
        done.bytes[side] += m_done.bytes[side];
        done.droppedBytes[side] += m_done.droppedBytes[side];
    }
    return result;
}

} // namespace

Result<RawExport> exportRawDirections(const SpoolLog &log, std::span<const RawTarget> targets, Job &job,
                                      const RecordingExportOptions &options)
{
    RawExport done;
    const std::size_t passes = (targets.size() + connectionsAtOnce - 1) / connectionsAtOnce;
    for (std::size_t pass = 0; pass < passes; ++pass) {
        const std::span<const RawTarget> rest = targets.subspan(pass * connectionsAtOnce);
        const Result<void> written = RawExporter(log, job, options)
                                         .write(rest.first(std::min(rest.size(), connectionsAtOnce)), done, {pass, passes});
        if (!written)
            return std::unexpected(written.error());
    }
    return done;
}

} // namespace framelens

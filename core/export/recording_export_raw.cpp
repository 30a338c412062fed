// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/record_walk.h"
#include "core/export/target_file.h"
#include "core/export/write_batch.h"

namespace framelens {

namespace {

/// Both directions of one connection as they came.
class RawExporter
{
public:
    RawExporter(const SpoolLog &log, Job &job, const RecordingExportOptions &options)
        : m_ledger(options.ledger ? *options.ledger : m_ownLedger)
        , m_walk(log, job, options)
    {
    }

    Result<RawExport> write(std::uint32_t connection, std::array<std::optional<TargetFile>, 2> &files);

private:
    Result<void> take(const SpoolRecord &record, std::optional<TargetFile> &file);
    Result<void> flush(std::size_t side, TargetFile &file);

    CopyLedger m_ownLedger;
    CopyLedger &m_ledger;
    RecordWalk m_walk;
    std::array<WriteBatch, 2> m_batches;
    RawExport m_done;
};

Result<void> RawExporter::flush(std::size_t side, TargetFile &file)
{
    Result<void> written = file.write(m_batches[side].pieces());
    m_batches[side].clear();
    return m_walk.written(std::move(written));
}

Result<void> RawExporter::take(const SpoolRecord &record, std::optional<TargetFile> &file)
{
    const std::size_t side = sideOf(record.direction);
    if (record.kind == SpoolRecordKind::Dropped)
        m_done.droppedBytes[side] += record.size;
    if (record.kind != SpoolRecordKind::Chunk || !file)
        return {};
    const Result<Bytes> bytes = m_walk.bytesOf(record);
    if (!bytes)
        return std::unexpected(bytes.error());
    if (!m_batches[side].hasRoom())
        if (Result<void> flushed = flush(side, *file); !flushed)
            return flushed;
    m_batches[side].add({}, *bytes, m_ledger);
    m_done.bytes[side] += record.size;
    return {};
}

Result<RawExport> RawExporter::write(std::uint32_t connection, std::array<std::optional<TargetFile>, 2> &files)
{
    Result<void> result = m_walk.forEach([&](const SpoolRecord &record) {
        const bool isOther = record.kind == SpoolRecordKind::Note || record.connection != connection;
        return isOther ? Result<void>() : take(record, files[sideOf(record.direction)]);
    });
    for (std::size_t side = 0; side < files.size() && result; ++side)
        if (std::optional<TargetFile> &file = files[side])
            result = flush(side, *file);
    if (result)
        result = m_walk.checkedAtEnd();
    for (std::optional<TargetFile> &file : files)
        if (file && result)
            result = file->commit();
    return result ? Result<RawExport>(m_done) : std::unexpected(result.error());
}

} // namespace

Result<RawExport> exportRawDirections(const SpoolLog &log, std::uint32_t connection, const std::array<std::string, 2> &paths,
                                      Job &job, const RecordingExportOptions &options)
{
    std::array<std::optional<TargetFile>, 2> files;
    for (std::size_t side = 0; side < files.size(); ++side) {
        if (paths[side].empty())
            continue;
        Result<TargetFile> file = TargetFile::create(paths[side], exportKeeps(log, options), options.calls);
        if (!file)
            return std::unexpected(file.error());
        files[side].emplace(std::move(*file));
    }
    return RawExporter(log, job, options).write(connection, files);
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/recording_export.h"

#include "core/capture/saved_framings.h"
#include "core/export/made_conversations.h"
#include "core/export/pcapng_writer.h"
#include "core/export/record_walk.h"

#include <algorithm>

namespace framelens {

namespace {

class RecordingExporter final : public SegmentSink
{
public:
    RecordingExporter(const SpoolLog &log, Job &job, const RecordingExportOptions &options)
        : m_log(log)
        , m_ledger(options.ledger ? *options.ledger : m_ownLedger)
        , m_walk(log, job, options)
        , m_chosen(options.connections)
        , m_conversations(*this, options.framerText)
    {
        std::ranges::sort(m_chosen);
    }

    Result<RecordingExport> writeTo(TargetFile &file);

    Result<void> framing(Bytes content) override { return m_writer->custom(savedFramingEnterprise, content); }
    Result<void> segment(std::int64_t timeNs, Bytes headers, Bytes payload) override;

private:
    bool isChosen(std::uint32_t connection) const
    {
        return m_chosen.empty() || std::ranges::binary_search(m_chosen, connection);
    }
    Result<void> take(const SpoolRecord &record);
    Result<void> chunk(const SpoolRecord &record);

    const SpoolLog &m_log;
    CopyLedger m_ownLedger;
    CopyLedger &m_ledger;
    RecordWalk m_walk;
    std::vector<std::uint32_t> m_chosen;
    MadeConversations m_conversations;
    PcapngWriter *m_writer = nullptr; // while writeTo() runs
    RecordingExport m_done;
};

Result<void> RecordingExporter::segment(std::int64_t timeNs, Bytes headers, Bytes payload)
{
    if (m_writer->isFull())
        if (Result<void> flushed = m_walk.written(m_writer->flush()); !flushed)
            return flushed;
    return m_writer->frame(timeNs, headers, payload);
}

Result<void> RecordingExporter::chunk(const SpoolRecord &record)
{
    const Result<Bytes> bytes = m_walk.bytesOf(record);
    if (!bytes)
        return std::unexpected(bytes.error());
    if (Result<void> sent = m_conversations.data(record, record.streamOffset, *bytes, true); !sent)
        return sent;
    m_conversations.received(record);
    m_done.payloadBytes += bytes->size();
    return m_conversations.acknowledgeGap(record);
}

Result<void> RecordingExporter::take(const SpoolRecord &record)
{
    if (record.kind == SpoolRecordKind::Note || !isChosen(record.connection))
        return {};
    return record.kind == SpoolRecordKind::Chunk ? chunk(record) : m_conversations.event(record);
}

Result<RecordingExport> RecordingExporter::writeTo(TargetFile &file)
{
    PcapngWriter writer(file, m_ledger);
    m_writer = &writer;
    Result<void> result = writer.begin(m_log.note("title"), madeHeadersText);
    if (result)
        result = m_walk.forEach([this](const SpoolRecord &record) { return take(record); });
    if (result)
        result = m_walk.written(writer.flush());
    if (result)
        result = m_walk.checkedAtEnd();
    if (result)
        result = file.commit();
    m_writer = nullptr;
    if (!result)
        return std::unexpected(result.error());
    m_done.bytes = writer.bytes();
    m_done.frames = m_conversations.frames();
    m_done.connections = m_conversations.connections();
    m_done.droppedBytes = m_conversations.droppedBytes();
    return m_done;
}

} // namespace

Result<RecordingExport> exportRecording(const SpoolLog &log, const std::string &path, Job &job,
                                        const RecordingExportOptions &options)
{
    Result<TargetFile> file = TargetFile::create(path, exportKeeps(log, options), options.calls);
    if (!file)
        return std::unexpected(file.error());
    return RecordingExporter(log, job, options).writeTo(*file);
}

Result<RecordingExport> exportRecording(const SpoolLog &log, int fd, const std::string &name, Job &job,
                                        const RecordingExportOptions &options)
{
    TargetFile file = TargetFile::onDescriptor(fd, name, options.calls);
    return RecordingExporter(log, job, options).writeTo(file);
}

} // namespace framelens

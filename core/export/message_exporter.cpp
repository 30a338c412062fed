// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Selected messages of a recording as a capture: made TCP segments at their place in the stream. What was not selected is a gap in the
// sequence numbers; handshake and close are as the recording has them.
#include "core/capture/saved_framings.h"
#include "core/export/header_writer.h"
#include "core/export/made_conversations.h"
#include "core/export/message_exporter.h"
#include "core/export/pcapng_writer.h"
#include "core/stream/recording.h"

namespace framelens {

namespace {

/// Segments on their way into a pcapng file.
class PcapngSegments final : public SegmentSink
{
public:
    explicit PcapngSegments(RunningExport &run)
        : m_run(run)
    {
    }
    Result<void> framing(Bytes content) override { return m_run.addNow(madeCustomBlock(savedFramingEnterprise, content)); }
    Result<void> segment(std::int64_t timeNs, Bytes headers, Bytes payload) override
    {
        const MadePacketBlock block(timeNs, headers, payload.size());
        return m_run.add(block.head(), payload, block.tail());
    }

private:
    RunningExport &m_run;
};

/// The same of a pcap file, which has no place for framings.
class PcapSegments final : public SegmentSink
{
public:
    PcapSegments(RunningExport &run, bool nanoseconds)
        : m_run(run)
        , m_nanoseconds(nanoseconds)
    {
    }
    Result<void> framing(Bytes /*content*/) override { return {}; }
    Result<void> segment(std::int64_t timeNs, Bytes headers, Bytes payload) override
    {
        constexpr std::uint64_t nsPerSecond = 1'000'000'000;
        const auto time = static_cast<std::uint64_t>(timeNs);
        const std::size_t size = headers.size() + payload.size();
        std::array<std::byte, WriteBatch::mostHeader> bytes{};
        HeaderWriter header(bytes, ByteOrder::Little);
        header.put(time / nsPerSecond, 4).put(time % nsPerSecond / (m_nanoseconds ? 1 : 1000), 4);
        header.put(size, 4).put(size, 4).put(headers);
        return m_run.add(header.written(), payload);
    }

private:
    RunningExport &m_run;
    bool m_nanoseconds;
};

class MessageExporter final : public FormatExporter
{
public:
    MessageExporter(const ExportInput &input, const Recording &recording)
        : m_input(input)
        , m_recording(recording)
        , m_log(*recording.log())
        , m_records(m_log.count())
    {
    }

    Result<std::vector<std::string>> survey(Job &job, std::uint64_t mostFrames) override;
    Result<void> write(RunningExport &run) override;

private:
    bool isPcapng() const { return m_input.options.format == ExportFormat::Pcapng; }
    bool isChosen(std::uint32_t connection) const { return connection < m_chosen.size() && m_chosen[connection]; }
    Result<void> begin(RunningExport &run) const;
    Result<void> messages(RunningExport &run, MadeConversations &made, RowRange frames);
    Result<void> message(RunningExport &run, MadeConversations &made, std::uint32_t frame);
    Result<void> recordsBefore(RunningExport &run, MadeConversations &made, std::uint64_t end);

    const ExportInput &m_input;
    const Recording &m_recording;
    const SpoolLog &m_log;
    std::uint64_t m_records; // of the log, when the export began
    std::uint64_t m_next = 0; // record
    std::vector<bool> m_chosen; // connections that have a selected message
};

Result<std::vector<std::string>> MessageExporter::survey(Job &job, std::uint64_t mostFrames)
{
    std::uint64_t shortened = 0;
    for (const RowRange all : m_input.frames) {
        const RowRange range = m_input.within(all);
        for (std::uint32_t frame = range.begin; frame < range.end && mostFrames != 0; ++frame, --mostFrames) {
            if (frame % 1024 == 0 && job.cancelled())
                return surveyCancelled();
            const FrameInfo info = m_recording.frame(frame).info;
            if (info.conversation >= m_recording.streamCount())
                continue; // the journal is damaged
            if (info.conversation >= m_chosen.size())
                m_chosen.resize(std::size_t{info.conversation} + 1);
            m_chosen[info.conversation] = true;
            shortened += static_cast<std::uint64_t>(info.timeNs % 1000 != 0);
        }
    }
    std::vector<std::string> sentences;
    if (!isPcapng() && !m_chosen.empty())
        sentences.emplace_back("how the streams are cut into messages is not saved: pcap has no place for it");
    if (m_input.options.format == ExportFormat::Pcap && shortened != 0)
        sentences.push_back("times of " + framesText(shortened)
                            + " are cut to microseconds: pcap with nanoseconds has place for them");
    return sentences;
}

Result<void> MessageExporter::begin(RunningExport &run) const
{
    if (!isPcapng())
        return run.add(pcapHeader(m_input.options.format == ExportFormat::NanosecondPcap, 1), {});
    if (Result<void> written = run.addNow(madeSection(m_input.options.comments ? m_log.note("title") : std::string())); !written)
        return written;
    return run.addNow(madeInterface(madeHeadersText));
}

// What happened up to there in the connections of the selected messages.
Result<void> MessageExporter::recordsBefore(RunningExport &run, MadeConversations &made, std::uint64_t end)
{
    for (; m_next < end; ++m_next) {
        if (m_next % 1024 == 0) // there may be millions of them between two selected messages
            if (Result<void> goOn = run.checked(); !goOn)
                return goOn;
        const SpoolRecord record = m_log.record(m_next);
        if (record.kind == SpoolRecordKind::Note || !isChosen(record.connection))
            continue;
        if (record.kind == SpoolRecordKind::Chunk)
            made.received(record);
        else if (Result<void> told = made.event(record); !told)
            return told;
    }
    return {};
}

// Its pieces, where it lies in several.
Result<void> MessageExporter::message(RunningExport &run, MadeConversations &made, std::uint32_t frame)
{
    const std::uint32_t number = m_recording.recordOf(frame);
    if (Result<void> before = recordsBefore(run, made, std::uint64_t{number} + 1); !before)
        return before;
    const FrameInfo info = m_recording.frame(frame).info;
    if (info.isLost)
        return run.lost(frame + 1);
    if (info.capturedLength == 0)
        return {}; // an event
    const std::vector<SpoolRun> runs = m_recording.runsOf(frame);
    const SpoolRecord record = m_log.record(number);
    std::uint64_t offset = m_recording.streamOffset(frame);
    const std::uint64_t end = offset + info.capturedLength;
    for (const SpoolRun &part : runs) {
        const Store &store = *m_log.store();
        if (!store.holds(part.offset, part.size))
            return run.lost(frame + 1);
        const Bytes bytes = store.bytes().subspan(part.offset, part.size);
        if (Result<void> sent = made.data(record, offset, bytes, offset + part.size == end); !sent)
            return sent;
        offset += part.size;
    }
    return offset == end ? made.acknowledgeGap(record) : run.lost(frame + 1);
}

Result<void> MessageExporter::messages(RunningExport &run, MadeConversations &made, RowRange frames)
{
    for (std::uint32_t frame = frames.begin; frame < frames.end; ++frame) {
        if (frame % 1024 == 0 && m_input.isEnough())
            return {};
        m_recording.prefetch(frame + prefetchAhead);
        if (Result<void> written = message(run, made, frame); !written)
            return written;
        run.added(1);
        if (frame % 1024 == 0)
            if (Result<void> goOn = run.checked(); !goOn)
                return goOn;
    }
    return {};
}

Result<void> MessageExporter::write(RunningExport &run)
{
    if (Result<void> begun = begin(run); !begun)
        return begun;
    PcapngSegments pcapng(run);
    PcapSegments pcap(run, m_input.options.format == ExportFormat::NanosecondPcap);
    SegmentSink &sink = isPcapng() ? static_cast<SegmentSink &>(pcapng) : pcap;
    MadeConversations made(sink, [this](std::uint32_t connection) { return m_recording.framerText(connection); });
    for (const RowRange range : m_input.frames) {
        if (m_input.isEnough())
            break;
        if (Result<void> written = messages(run, made, m_input.within(range)); !written)
            return written;
    }
    return recordsBefore(run, made, m_records);
}

} // namespace

std::unique_ptr<FormatExporter> makeMessageExporter(const ExportInput &input, const Recording &recording)
{
    return std::make_unique<MessageExporter>(input, recording);
}

} // namespace framelens

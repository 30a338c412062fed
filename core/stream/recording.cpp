// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The readers' side of a recording: messages are looked up, and gathered where they lie in pieces.
#include "core/stream/recording.h"

#include "core/bytes/copy.h"
#include "core/stream/recording_parts.h"

#include <algorithm>

namespace framelens {

const RecordedConnection *Recording::Parts::connectionOf(const SpoolRecord &record) const
{
    // A record that cannot be read any more is told as a note, which no frame was made of.
    const bool isKnown = record.kind != SpoolRecordKind::Note && record.connection < connections->size();
    return isKnown ? (*connections)[record.connection].get() : nullptr;
}

std::vector<SpoolRun> Recording::Parts::runsOf(const SpoolRecord &record, std::uint64_t offset, std::uint64_t size) const
{
    std::vector<SpoolRun> runs;
    SpoolRecord chunk = record;
    std::uint64_t end = offset + size;
    while (chunk.kind == SpoolRecordKind::Chunk && chunk.streamOffset < end && end - chunk.streamOffset <= chunk.size) {
        const std::uint64_t begin = std::max(offset, chunk.streamOffset);
        const std::uint64_t from = chunk.offset + (begin - chunk.streamOffset);
        if (!runs.empty() && from + (end - begin) == runs.back().offset) {
            runs.back().offset = from;
            runs.back().size += end - begin;
        } else {
            runs.push_back({from, end - begin});
        }
        end = begin;
        if (end == offset) {
            std::ranges::reverse(runs);
            return runs;
        }
        if (!chunk.previous)
            break;
        chunk = log->record(*chunk.previous);
    }
    return {};
}

FrameInfo Recording::Parts::infoOf(std::uint32_t number, const RecordedFrame &frame, const SpoolRecord &record) const
{
    FrameInfo info;
    info.number = number + 1;
    info.linkType = linkTypeOfRecordings;
    info.timeNs = record.timeNs;
    info.hasTime = true;
    info.capturedLength = info.originalLength = frame.size;
    info.kind = frame.kind;
    info.inPieces = frame.inPieces;
    if (const RecordedConnection *connection = connectionOf(record); connection != nullptr) {
        info.conversation = record.connection;
        info.flow = &connection->flows[sideIndex(record.direction)];
    } else {
        info.isLost = true; // the journal is damaged
    }
    return info;
}

ByteView Recording::Parts::gather(const SpoolRecord &record, const RecordedFrame &frame) const
{
    const Store &store = *log->store();
    const std::vector<SpoolRun> runs = runsOf(record, frame.offset, frame.size);
    if (runs.empty())
        return {};
    std::vector<std::byte> bytes(frame.size);
    std::span<std::byte> to = bytes;
    for (const SpoolRun &run : runs) {
        const ByteView from(log->store(), run.offset, run.size);
        to = to.subspan(copyBytes(to, from.bytes(), CopyReason::Gather, *ledger));
    }
    // Asked after the bytes were read: what was copied before a true answer was real.
    const bool isThere = to.empty() && std::ranges::all_of(runs, [&](const SpoolRun &run) { return store.holds(run.offset, run.size); });
    return isThere ? ByteView(std::make_shared<const MemoryStore>(std::move(bytes))) : ByteView();
}

StreamSummary Recording::Parts::summaryOf(std::size_t number) const
{
    const std::scoped_lock lock(mutex);
    return (*connections)[number]->summary;
}

Recording::Recording(std::shared_ptr<const SpoolLog> log, std::shared_ptr<const Registry> registry, RecordingOptions options)
    : m_parts(std::make_unique<Parts>(std::move(log), std::move(registry), std::move(options)))
{
}

Recording::~Recording() = default;

bool Recording::advance(Job &job, bool isIdle) { return m_parts->advance(job, isIdle); }
bool Recording::isUndecided() const { return m_parts->undecided.load(std::memory_order_relaxed) != 0; }

std::optional<Error> Recording::problem() const
{
    if (!m_parts->isCutOff.load(std::memory_order_relaxed))
        return {};
    return Error{.action = Action::Index,
                 .reason = Reason::LimitReached,
                 .subject = m_parts->log->path(),
                 .frame = std::uint64_t{m_parts->options.mostFrames} + 1,
                 .detail = "frames can be numbered up to " + grouped(m_parts->options.mostFrames)};
}

std::uint32_t Recording::count() const { return m_parts->index.count(); }

FrameRef Recording::frame(std::uint32_t frame) const
{
    const RecordedFrame entry = m_parts->index[frame];
    const SpoolRecord record = m_parts->log->record(entry.record);
    FrameRef ref{m_parts->infoOf(frame, entry, record), {}};
    const std::uint64_t offset = record.offset + entry.offset - record.streamOffset;
    if (entry.size == 0 || entry.inPieces || ref.info.isLost)
        return ref;
    if (m_parts->log->store()->holds(offset, entry.size))
        ref.bytes = m_parts->log->store()->bytes().subspan(offset, entry.size);
    else
        ref.info.isLost = true;
    return ref;
}

void Recording::prefetch(std::uint32_t frame) const
{
    if (frame < m_parts->index.count())
        __builtin_prefetch(m_parts->index.at(frame));
}

FrameView Recording::view(std::uint32_t frame) const
{
    const FrameRef ref = this->frame(frame);
    FrameView view{ref.info, {}, m_parts->connections};
    if (ref.info.isLost || ref.info.capturedLength == 0)
        return view;
    const RecordedFrame entry = m_parts->index[frame];
    const SpoolRecord record = m_parts->log->record(entry.record);
    if (entry.inPieces)
        view.bytes = m_parts->gather(record, entry);
    else
        view.bytes = ByteView(m_parts->log->store(), record.offset + entry.offset - record.streamOffset, entry.size);
    view.info.isLost = view.bytes.size() != entry.size;
    return view;
}

std::uint32_t Recording::generation() const { return m_parts->log->generation(); }
std::int64_t Recording::firstTimeNs() const { return m_parts->firstTimeNs.load(std::memory_order_relaxed); }
std::size_t Recording::streamCount() const { return m_parts->connections->size(); }
StreamSummary Recording::stream(std::size_t index) const { return m_parts->summaryOf(index); }

std::optional<std::size_t> Recording::streamOf(std::uint32_t frame) const
{
    const SpoolRecord record = m_parts->log->record(m_parts->index[frame].record);
    return m_parts->connectionOf(record) == nullptr ? std::nullopt : std::optional<std::size_t>(record.connection);
}

std::optional<std::size_t> Recording::find(Transport transport, std::uint32_t number) const
{
    return transport == Transport::Tcp && number < streamCount() ? std::optional<std::size_t>(number) : std::nullopt;
}

bool Recording::isComplete() const { return m_parts->isComplete.load(std::memory_order_acquire); }

std::uint64_t Recording::streamOffset(std::uint32_t frame) const { return m_parts->index[frame].offset; }

std::uint32_t Recording::recordOf(std::uint32_t frame) const { return m_parts->index[frame].record; }

std::vector<SpoolRun> Recording::runsOf(std::uint32_t frame) const
{
    const RecordedFrame entry = m_parts->index[frame];
    return entry.size == 0 ? std::vector<SpoolRun>() : m_parts->runsOf(m_parts->log->record(entry.record), entry.offset, entry.size);
}

std::optional<Framing> Recording::framing(std::size_t connection) const
{
    if (connection >= streamCount())
        return {};
    const RecordedConnection &found = *(*m_parts->connections)[connection];
    return found.isFramed.load(std::memory_order_acquire) ? std::optional(found.framing) : std::nullopt;
}

std::string Recording::framerText(std::size_t connection) const
{
    const std::optional<Framing> found = framing(connection);
    return found ? keptText(*found, *m_parts->registry) : std::string();
}

const std::shared_ptr<const SpoolLog> &Recording::log() const & { return m_parts->log; }
const RecordingOptions &Recording::options() const & { return m_parts->options; }
std::size_t Recording::heapBytes() const { return m_parts->index.heapBytes(); }

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One connection of a recording laid out for Follow.
#include "core/stream/recording_parts.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::uint32_t stepsBetweenLooks = 4096; // at whether the job was cancelled

struct Chunk
{
    std::uint32_t record = 0;
    Direction direction = Direction::ToServer;
};

struct Message
{
    std::uint32_t frame = 0;
    std::uint32_t size = 0;
    std::uint64_t offset = 0;
    std::int64_t timeNs = 0;
    Direction direction = Direction::ToServer;
    FrameKind kind = FrameKind::Message;
};

// A part of a chunk that lies in one message; or bytes that are missing.
struct Piece
{
    std::uint64_t offset = 0; // in the direction
    std::uint64_t size = 0;
    std::uint32_t record = 0; // the chunk; of a gap, the chunk behind it
    std::uint32_t frame = FollowPiece::noFrame;
    std::uint32_t frameOffset = 0;
    bool isGap = false;
};

} // namespace

class FollowedRecording final : public FollowedStream
{
public:
    FollowedRecording(std::shared_ptr<const SpoolLog> log, StreamSummary summary)
        : m_log(std::move(log))
        , m_summary(std::move(summary))
    {
    }

    /// False when the job was cancelled.
    bool layOut(const Recording &recording, const std::array<std::optional<std::uint32_t>, 2> &last, Job &job)
    {
        const std::uint32_t frames = recording.count();
        for (std::uint32_t frame = m_summary.firstFrame; frame < frames; ++frame) {
            if (frame % stepsBetweenLooks == 0 && job.cancelled())
                return false;
            addFrame(recording.frame(frame).info, frame, recording);
        }
        std::vector<Chunk> chunks;
        for (const Direction direction : {Direction::ToServer, Direction::ToClient})
            if (!addChunks(chunks, direction, last[sideIndex(direction)], job))
                return false;
        std::ranges::sort(chunks, {}, &Chunk::record);
        for (const Chunk &chunk : chunks)
            addPieces(chunk);
        return true;
    }

    StreamSummary summary() const override { return m_summary; }
    std::size_t pieceCount() const override { return m_pieces.size(); }
    FollowPiece piece(std::size_t number) const override
    {
        const Piece &piece = m_pieces[number];
        const SpoolRecord record = m_log->record(piece.record);
        FollowPiece shown{.direction = record.direction,
                          .isGap = piece.isGap,
                          .offset = piece.offset,
                          .size = piece.size,
                          .frame = piece.frame,
                          .frameOffset = piece.frameOffset,
                          .timeNs = record.timeNs,
                          .bytes = {}};
        if (!piece.isGap)
            shown.bytes = ByteView(m_log->store(), record.offset + (piece.offset - record.streamOffset), piece.size);
        return shown;
    }
    std::size_t messageCount() const override { return m_messages.size(); }
    FollowMessage message(std::size_t number) const override
    {
        const Message &message = m_messages[number];
        return {message.frame, message.direction, message.offset, message.size, message.kind, message.timeNs};
    }
    std::uint64_t turns() const override { return m_turns; }
    std::uint64_t gaps() const override { return m_gaps; }
    std::uint64_t overlaps() const override { return 0; }

private:
    struct Side
    {
        std::vector<std::uint32_t> messages; // numbers of this direction's, by offset
        std::size_t next = 0;
        std::uint64_t end = 0; // of what was laid out
    };

    void addFrame(const FrameInfo &info, std::uint32_t frame, const Recording &recording)
    {
        if (info.flow == nullptr || info.conversation != m_summary.number)
            return;
        const Direction direction = info.flow->direction;
        if (info.capturedLength != 0)
            m_sides[sideIndex(direction)].messages.push_back(static_cast<std::uint32_t>(m_messages.size()));
        m_messages.push_back({frame, info.capturedLength, recording.streamOffset(frame), info.timeNs, direction, info.kind});
    }

    // The chunks of one direction know each other from the last to the first.
    bool addChunks(std::vector<Chunk> &chunks, Direction direction, std::optional<std::uint32_t> last, Job &job) const
    {
        for (std::optional<std::uint64_t> at = last; at;) {
            if (chunks.size() % stepsBetweenLooks == 0 && job.cancelled())
                return false;
            const auto number = static_cast<std::uint32_t>(*at);
            chunks.push_back({number, direction});
            at = m_log->record(number).previous;
            if (at && *at >= number)
                break;
        }
        return true;
    }

    void addPieces(const Chunk &chunk)
    {
        const SpoolRecord record = m_log->record(chunk.record);
        Side &side = m_sides[sideIndex(chunk.direction)];
        if (!m_pieces.empty() && m_speaker != chunk.direction)
            ++m_turns;
        m_speaker = chunk.direction;
        if (record.streamOffset > side.end) {
            m_pieces.push_back({.offset = side.end, .size = record.streamOffset - side.end, .record = chunk.record, .isGap = true});
            ++m_gaps;
        }
        side.end = record.streamOffset + record.size;
        for (std::uint64_t at = record.streamOffset; at < side.end;)
            at += addPiece(side, chunk.record, at);
    }

    std::uint64_t addPiece(Side &side, std::uint32_t record, std::uint64_t at)
    {
        Piece piece{.offset = at, .size = side.end - at, .record = record};
        while (side.next < side.messages.size() && endOf(side) <= at)
            ++side.next;
        if (side.next < side.messages.size()) {
            const Message &message = m_messages[side.messages[side.next]];
            const bool isInside = message.offset <= at;
            piece.size = std::min(side.end, isInside ? endOf(side) : message.offset) - at;
            if (isInside) {
                piece.frame = message.frame;
                piece.frameOffset = static_cast<std::uint32_t>(at - message.offset);
            }
        }
        m_pieces.push_back(piece);
        return piece.size;
    }

    std::uint64_t endOf(const Side &side) const
    {
        const Message &message = m_messages[side.messages[side.next]];
        return message.offset + message.size;
    }

    std::shared_ptr<const SpoolLog> m_log;
    StreamSummary m_summary;
    std::vector<Message> m_messages;
    std::vector<Piece> m_pieces;
    std::array<Side, 2> m_sides;
    Direction m_speaker = Direction::ToServer;
    std::uint64_t m_turns = 0;
    std::uint64_t m_gaps = 0;
};

std::shared_ptr<const FollowedStream> Recording::follow(std::size_t index, Job &job) const
{
    StreamSummary summary;
    std::array<std::optional<std::uint32_t>, 2> last;
    {
        const std::scoped_lock lock(m_parts->mutex);
        summary = (*m_parts->connections)[index]->summary;
        last = (*m_parts->connections)[index]->lastChunks;
    }
    auto followed = std::make_shared<FollowedRecording>(m_parts->log, std::move(summary));
    return followed->layOut(*this, last, job) ? followed : nullptr;
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Connections that were recorded, as the TCP segments that could have carried them.
#pragma once

#include "core/bytes/spool.h"
#include "core/export/made_segment.h"

#include <functional>
#include <utility>

namespace framelens {

/// Place of a direction in an array.
constexpr std::size_t sideOf(Direction direction) { return std::to_underlying(direction); }

/// Where made segments go.
class SegmentSink
{
public:
    SegmentSink() = default;
    SegmentSink(const SegmentSink &) = delete;
    SegmentSink &operator=(const SegmentSink &) = delete;
    virtual ~SegmentSink() = default;

    /// How a conversation was cut (savedFramingContent()), before its first segment.
    virtual Result<void> framing(Bytes content) = 0;
    /// A frame: its headers, which are copied, and the payload behind them, as it lies.
    virtual Result<void> segment(std::int64_t timeNs, Bytes headers, Bytes payload) = 0;
};

/// Follows the records of a log in order. Sequence and acknowledgement numbers count what was received, whether it is sent or not.
class MadeConversations
{
public:
    using FramerText = std::function<std::string(std::uint32_t connection)>;

    /// Borrows the sink. `framerText` may be empty.
    MadeConversations(SegmentSink &sink, FramerText framerText)
        : m_sink(sink)
        , m_framerText(std::move(framerText))
    {
    }

    /// An event: the segments that tell of it. Of a chunk nothing is sent, see data() and received().
    Result<void> event(const SpoolRecord &record);
    /// Bytes of the direction of `chunk` that stand at `offset` of it, as segments at the time of the chunk. `pushes`: a message
    /// ends here.
    Result<void> data(const SpoolRecord &chunk, std::uint64_t offset, Bytes bytes, bool pushes);
    /// The other side has all of this chunk.
    void received(const SpoolRecord &chunk);
    /// So that readers see that it got what was missing before the data that was sent last.
    Result<void> acknowledgeGap(const SpoolRecord &chunk);

    std::uint64_t frames() const { return m_frames; }
    std::uint32_t connections() const { return m_connections; }
    std::uint64_t droppedBytes() const { return m_droppedBytes; }

private:
    struct Conversation
    {
        Endpoint client;
        Endpoint server;
        std::array<std::uint32_t, 2> initial{}; ///< sequence numbers
        std::array<std::uint64_t, 2> known{}; ///< bytes of each direction so far, with those that were dropped
        std::array<std::uint64_t, 2> sent{}; ///< where what was sent of each direction ends
        std::array<bool, 2> ended{}; ///< a FIN was sent
        std::array<bool, 2> hasGap{}; ///< which the other side has not acknowledged yet
        bool hasFrames = false;

        std::uint32_t sequence(Direction direction) const
        {
            const std::size_t side = sideOf(direction);
            return static_cast<std::uint32_t>(initial[side] + 1 + known[side] + (ended[side] ? 1 : 0));
        }
    };

    Conversation &conversation(std::uint32_t connection);
    Result<void> begin(const SpoolRecord &record, Conversation &made);
    Result<void> open(const SpoolRecord &record);
    Result<void> fail(const SpoolRecord &record);
    Result<void> end(const SpoolRecord &record, Direction direction);
    Result<void> close(const SpoolRecord &record);
    Result<void> reset(const SpoolRecord &record, Direction direction);
    void drop(const SpoolRecord &record);
    Result<void> send(const SpoolRecord &record, Direction direction, unsigned flags);
    Result<void> send(const SpoolRecord &record, const MadeSegment &segment);

    SegmentSink &m_sink;
    FramerText m_framerText;
    std::vector<Conversation> m_conversations; // by connection
    std::uint64_t m_frames = 0;
    std::uint64_t m_droppedBytes = 0;
    std::uint32_t m_connections = 0;
};

} // namespace framelens

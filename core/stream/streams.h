// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Conversations as the Streams dock, Follow and the text program see them, captured or live.
#pragma once

#include "core/base/job.h"
#include "core/bytes/byte_view.h"
#include "core/bytes/flow.h"
#include "core/bytes/frame_view.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace framelens {

enum class Transport : std::uint8_t { Tcp, Udp };

enum class StreamState : std::uint8_t { Open, HalfClosed, Closed, Reset, Failed };

/// One line of the Streams dock. Arrays by Direction: [0] to the server, [1] to the client.
struct StreamSummary
{
    Transport transport = Transport::Tcp;
    std::uint32_t number = 0; ///< as tshark's tcp.stream or udp.stream
    Endpoint client;
    Endpoint server;
    StreamState state = StreamState::Open;
    std::array<std::uint64_t, 2> packets{}; ///< frames with payload (captured), reads (live)
    std::array<std::uint64_t, 2> bytes{}; ///< of payload, retransmitted bytes counted once where the stream was assembled
    std::int64_t firstTimeNs = 0;
    std::int64_t lastTimeNs = 0;
    bool beginsWithoutFrame = false; ///< firstTimeNs is when the connection was made: before its first frame, perhaps before any
    std::uint32_t firstFrame = 0; ///< counted from 0
    std::string framing; ///< what cuts it and why: "u32be (3 messages fitted u32be @0)"; empty: nothing does
    std::string protocol; ///< that decodes its messages; empty: none
};

/// A run of bytes of one direction, in the order in which Follow shows them.
struct FollowPiece
{
    static constexpr std::uint32_t noFrame = 0xffffffffU;

    Direction direction = Direction::ToServer;
    bool isGap = false; ///< `size` bytes are missing here; `bytes` is empty
    std::uint64_t offset = 0; ///< in the direction
    std::uint64_t size = 0;
    std::uint32_t frame = 0; ///< counted from 0: where it came; noFrame: the message it belongs to is not complete yet
    std::uint32_t frameOffset = 0; ///< of its first byte in that frame
    std::int64_t timeNs = 0;
    ByteView bytes; ///< where they lie
};

/// A row of Follow's message table.
struct FollowMessage
{
    std::uint32_t frame = 0; ///< counted from 0: where it is complete
    Direction direction = Direction::ToServer;
    std::uint64_t offset = 0; ///< in the direction
    std::uint32_t size = 0;
    FrameKind kind = FrameKind::Message;
    std::int64_t timeNs = 0;
};

/// One conversation laid out. Any thread; pieces and messages below their counts never change.
class FollowedStream
{
public:
    virtual ~FollowedStream() = default;
    virtual StreamSummary summary() const = 0;
    virtual std::size_t pieceCount() const = 0;
    virtual FollowPiece piece(std::size_t number) const = 0;
    virtual std::size_t messageCount() const = 0;
    virtual FollowMessage message(std::size_t number) const = 0;
    /// Times the direction of speech changed.
    virtual std::uint64_t turns() const = 0;
    virtual std::uint64_t gaps() const = 0;
    virtual std::uint64_t overlaps() const = 0;
    /// Who sent the first frame, with payload or without: tshark's "Node 0".
    virtual Direction firstSpeaker() const { return Direction::ToServer; }
};

/// The conversations of one source.
class Streams
{
public:
    virtual ~Streams() = default;
    /// Those that are known by now; grows.
    virtual std::size_t streamCount() const = 0;
    virtual StreamSummary stream(std::size_t index) const = 0;
    /// Index in stream() of the conversation a frame (counted from 0) belongs to, once it is known.
    virtual std::optional<std::size_t> streamOf(std::uint32_t frame) const = 0;
    /// Index of tshark's number, if there is such a conversation.
    virtual std::optional<std::size_t> find(Transport transport, std::uint32_t number) const = 0;
    /// Lays one out up to what is known now; blocks: on a worker. Null when the job was cancelled.
    virtual std::shared_ptr<const FollowedStream> follow(std::size_t index, Job &job) const = 0;
    /// Whether all frames of the source have been looked at.
    virtual bool isComplete() const = 0;
};

} // namespace framelens

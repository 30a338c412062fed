// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Conversations without a capture: pieces and messages as a test says them.
#pragma once

#include "core/stream/streams.h"

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace framelens::test {

/// A conversation that a test writes down. What was added before it is asked for never changes.
class FakeStream final : public FollowedStream
{
public:
    explicit FakeStream(std::uint32_t number = 0);

    /// A piece of its own frame, whose bytes begin at `frameOffset` there.
    FakeStream &say(Direction direction, std::string_view bytes, std::uint32_t frame, std::uint32_t frameOffset = 54);
    FakeStream &miss(Direction direction, std::uint64_t bytes, std::uint32_t frame);
    FakeStream &message(Direction direction, std::uint64_t offset, std::uint32_t size, std::uint32_t frame,
                        FrameKind kind = FrameKind::Message);

    StreamSummary summary() const override { return m_summary; }
    std::size_t pieceCount() const override { return m_pieces.size(); }
    FollowPiece piece(std::size_t number) const override { return m_pieces[number]; }
    std::size_t messageCount() const override { return m_messages.size(); }
    FollowMessage message(std::size_t number) const override { return m_messages[number]; }
    std::uint64_t turns() const override { return m_turns; }
    std::uint64_t gaps() const override { return m_gaps; }
    std::uint64_t overlaps() const override { return 0; }

    StreamSummary &summary() { return m_summary; }

private:
    void add(FollowPiece piece);

    StreamSummary m_summary;
    std::vector<FollowPiece> m_pieces;
    std::vector<FollowMessage> m_messages;
    std::uint64_t m_turns = 0;
    std::uint64_t m_gaps = 0;
};

/// `pieces` of `size` bytes that all lie in one small store, so that gigabytes cost nothing. Every second one is the server's.
class EndlessStream final : public FollowedStream
{
public:
    EndlessStream(std::size_t pieces, std::string_view text);

    StreamSummary summary() const override;
    std::size_t pieceCount() const override { return m_count; }
    FollowPiece piece(std::size_t number) const override;
    std::size_t messageCount() const override { return 0; }
    FollowMessage message(std::size_t /*number*/) const override { return {}; }
    std::uint64_t turns() const override { return m_count - 1; }
    std::uint64_t gaps() const override { return 0; }
    std::uint64_t overlaps() const override { return 0; }

    /// How often piece() was called since the last look.
    std::size_t takeAsked() const { return m_asked.exchange(0); }

private:
    std::size_t m_count;
    ByteView m_bytes;
    mutable std::atomic<std::size_t> m_asked{0};
};

/// A list of conversations. Any thread; add() and replace() are the test's.
class FakeStreams final : public Streams
{
public:
    void add(std::shared_ptr<const FollowedStream> stream);
    /// The same conversation, grown.
    void replace(std::size_t index, std::shared_ptr<const FollowedStream> stream);

    std::size_t streamCount() const override;
    StreamSummary stream(std::size_t index) const override;
    std::optional<std::size_t> streamOf(std::uint32_t frame) const override;
    std::optional<std::size_t> find(Transport transport, std::uint32_t number) const override;
    std::shared_ptr<const FollowedStream> follow(std::size_t index, Job &job) const override;
    bool isComplete() const override { return true; }

private:
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<const FollowedStream>> m_streams;
};

} // namespace framelens::test

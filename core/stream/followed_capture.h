// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A captured conversation laid out, as far as it was known when it was asked for.
#pragma once

#include "core/stream/assembled_stream.h"

namespace framelens {

/// Holds the assembly, which may grow on, and of it what there was.
class FollowedCapture final : public FollowedStream
{
public:
    /// Under the lock of `stream`.
    FollowedCapture(std::shared_ptr<const AssembledStream::Capture> capture, std::shared_ptr<const AssembledStream> stream,
                    StreamSummary summary);

    StreamSummary summary() const override { return m_summary; }
    std::size_t pieceCount() const override { return m_pieces + m_tail.pieces.size(); }
    FollowPiece piece(std::size_t number) const override;
    std::size_t messageCount() const override { return m_messages + m_tail.messages.size(); }
    FollowMessage message(std::size_t number) const override;
    std::uint64_t turns() const override { return m_totals.turns; }
    std::uint64_t gaps() const override { return m_totals.gaps; }
    std::uint64_t overlaps() const override { return m_totals.overlaps; }
    Direction firstSpeaker() const override { return m_firstSpeaker; }

private:
    std::shared_ptr<const AssembledStream::Capture> m_capture;
    std::shared_ptr<const AssembledStream> m_stream;
    StreamSummary m_summary;
    std::size_t m_pieces;
    std::size_t m_messages;
    AssembledStream::Tail m_tail;
    StreamTotals m_totals;
    Direction m_firstSpeaker;
};

} // namespace framelens

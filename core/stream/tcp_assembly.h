// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Segments of one TCP conversation in any order -> runs of bytes in the order of their streams, with gaps told as gaps.
#pragma once

#include "core/bytes/flow.h"
#include "core/stream/transport_walk.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace framelens {

/// A run of one direction: payload of one segment, or bytes that are missing.
struct AssembledPiece
{
    std::uint64_t offset = 0; ///< in the direction
    std::uint32_t size = 0;
    std::uint32_t frame = 0; ///< counted from 0: that it lies in; of a gap: that showed it to be one
    std::uint32_t frameOffset = 0; ///< of its first byte in the frame
    Direction direction = Direction::ToServer;
    bool isGap = false;
};

/// What became of a segment's payload.
enum class SegmentFate : std::uint8_t {
    Empty, ///< it has none
    Placed, ///< told, or part of it; what else waited for it was told with it
    Waits, ///< bytes before it are missing so far
    Old, ///< all of it was there before
};

/// Tells each byte of a stream once, as soon as all before it were told or are known to be lost. Bytes that are there keep
/// what they are: a segment that says otherwise later is cut off in front. Of segments that wait, the one that came first is
/// placed first.
///
/// A gap is told when the other side acknowledges bytes behind it (the capture has missed what the receiver has got), where a
/// segment was cut short by the capture, and, when the other side is not in the capture at all, once `mostWaiting` segments
/// wait behind it; when it only acknowledges nothing, once `mostWaitingAtAll` do. What comes for it afterwards is old. The first
/// segment seen of a direction is its beginning.
class TcpAssembly
{
public:
    using Tell = std::function<void(const AssembledPiece &)>;
    /// With nobody who acknowledges, what has not come within so many segments is not late but lost.
    static constexpr std::size_t mostWaiting = 256;
    /// 10 Gbit/s have 90,000 segments on their way in 100 ms; in memory it is 20 MB.
    static constexpr std::size_t mostWaitingAtAll = std::size_t{1} << 18U;

    /// The next segment in the order of the capture.
    SegmentFate add(std::uint32_t frame, Direction direction, const TransportHeader &segment, const Tell &tell);
    /// Tells what waits, as if nothing else came.
    void flush(const Tell &tell);

    bool waits(Direction direction) const { return !side(direction).waiting.empty(); }
    bool waits() const { return !m_sides[0].waiting.empty() || !m_sides[1].waiting.empty(); }
    /// Its sender has said that there is no more, and all before that was told.
    bool ended(Direction direction) const;
    std::uint64_t gaps() const { return m_gaps; }
    /// Segments with bytes that were there before; probes of a connection that only stays open are none.
    std::uint64_t overlaps() const { return m_overlaps; }
    std::size_t heapBytes() const;
    /// Times that a waiting segment was looked at: so that tests can count instead of measure.
    std::uint64_t looks() const { return m_looks; }

private:
    // Positions are sequence numbers carried on beyond 32 bits, 0 for the direction's first byte.
    struct Segment
    {
        std::uint64_t arrival = 0;
        std::uint32_t size = 0;
        std::uint32_t captured = 0;
        std::uint32_t frame = 0;
        std::uint32_t frameOffset = 0;
    };
    struct Side
    {
        bool isKnown = false;
        std::uint32_t first = 0; // sequence number of position 0
        std::int64_t expected = 0;
        std::uint64_t offset = 0; // bytes told, gaps counted
        std::optional<std::int64_t> fin;
        std::multimap<std::int64_t, Segment> waiting;

        std::int64_t positionOf(std::uint32_t sequence) const;
    };
    Side &side(Direction direction) { return m_sides[sideIndex(direction)]; }
    const Side &side(Direction direction) const { return m_sides[sideIndex(direction)]; }
    void acknowledge(std::uint32_t frame, Direction direction, std::uint32_t number, const Tell &tell);
    void place(Direction direction, std::int64_t position, const Segment &segment, const Tell &tell);
    void placeWaiting(Direction direction, const Tell &tell);
    void loseUpToFirstWaiting(std::uint32_t frame, Direction direction, const Tell &tell);
    std::size_t mostWaitingOf(Direction direction) const;

    std::array<Side, 2> m_sides;
    std::uint64_t m_arrivals = 0;
    bool m_isNewestDue = false; // the segment that arrived last was placed
    std::uint64_t m_looks = 0;
    std::uint64_t m_gaps = 0;
    std::uint64_t m_overlaps = 0;
};

} // namespace framelens

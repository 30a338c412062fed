// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/tcp_assembly.h"

#include <algorithm>
#include <queue>
#include <vector>

namespace framelens {

std::int64_t TcpAssembly::Side::positionOf(std::uint32_t sequence) const
{
    // Within 2^31 of what is expected, on either side (RFC 9293, section 3.4).
    return expected + static_cast<std::int32_t>(sequence - (first + static_cast<std::uint32_t>(expected)));
}

SegmentFate TcpAssembly::add(std::uint32_t frame, Direction direction, const TransportHeader &segment, const Tell &tell)
{
    if ((segment.flags & tcp_flags::ack) != 0)
        acknowledge(frame, opposite(direction), segment.acknowledgment, tell);
    Side &own = side(direction);
    const std::uint32_t sequence = segment.sequence + ((segment.flags & tcp_flags::syn) != 0 ? 1 : 0);
    if (!own.isKnown) {
        own.isKnown = true;
        own.first = sequence;
    }
    const std::int64_t position = own.positionOf(sequence);
    if ((segment.flags & tcp_flags::fin) != 0)
        own.fin = position + segment.payloadSize;
    if (segment.payloadSize != 0 && position < own.expected && (segment.payloadSize > 1 || position + 1 != own.expected))
        ++m_overlaps;
    if (segment.payloadSize == 0 || position + segment.payloadSize <= own.expected) {
        placeWaiting(direction, tell); // a FIN may be what was missing
        return segment.payloadSize == 0 ? SegmentFate::Empty : SegmentFate::Old;
    }
    const Segment kept{m_arrivals++, segment.payloadSize, segment.payloadCaptured, frame, segment.payloadOffset};
    if (position <= own.expected && own.waiting.empty()) {
        place(direction, position, kept, tell);
        return SegmentFate::Placed;
    }
    own.waiting.emplace(position, kept);
    m_isNewestDue = false;
    placeWaiting(direction, tell);
    if (own.waiting.size() > mostWaitingOf(direction))
        loseUpToFirstWaiting(frame, direction, tell);
    return m_isNewestDue ? SegmentFate::Placed : SegmentFate::Waits;
}

std::size_t TcpAssembly::mostWaitingOf(Direction direction) const
{
    return side(opposite(direction)).isKnown ? mostWaitingAtAll : mostWaiting;
}

void TcpAssembly::flush(const Tell &tell)
{
    for (const Direction direction : {Direction::ToServer, Direction::ToClient}) {
        auto &waiting = side(direction).waiting;
        placeWaiting(direction, tell);
        while (!waiting.empty())
            loseUpToFirstWaiting(waiting.begin()->second.frame, direction, tell);
    }
}

bool TcpAssembly::ended(Direction direction) const
{
    const Side &of = side(direction);
    return of.fin && of.expected >= *of.fin;
}

std::size_t TcpAssembly::heapBytes() const
{
    constexpr std::size_t node = sizeof(std::pair<std::int64_t, Segment>) + (4 * sizeof(void *));
    return (m_sides[0].waiting.size() + m_sides[1].waiting.size()) * node;
}

void TcpAssembly::acknowledge(std::uint32_t frame, Direction direction, std::uint32_t number, const Tell &tell)
{
    const Side &of = side(direction);
    while (!of.waiting.empty() && of.positionOf(number) > of.waiting.begin()->first)
        loseUpToFirstWaiting(frame, direction, tell);
}

// The part of a segment that is expected; it begins at or before that.
void TcpAssembly::place(Direction direction, std::int64_t position, const Segment &segment, const Tell &tell)
{
    Side &own = side(direction);
    if (position + segment.size <= own.expected)
        return;
    const auto skipped = static_cast<std::uint32_t>(own.expected - position);
    const std::uint32_t there = std::max(segment.captured, skipped) - skipped;
    const std::uint32_t cutShort = segment.size - skipped - there;
    own.expected = position + segment.size;
    if (there != 0)
        tell({own.offset, there, segment.frame, segment.frameOffset + skipped, direction, false});
    own.offset += there;
    if (cutShort == 0)
        return;
    ++m_gaps;
    tell({own.offset, cutShort, segment.frame, segment.frameOffset + skipped + there, direction, true});
    own.offset += cutShort;
}

// Of those that have become due, the one that came first goes first.
void TcpAssembly::placeWaiting(Direction direction, const Tell &tell)
{
    using Due = std::pair<std::int64_t, Segment>;
    const auto cameLater = [](const Due &a, const Due &b) { return a.second.arrival > b.second.arrival; };
    std::priority_queue<Due, std::vector<Due>, decltype(cameLater)> due(cameLater);
    Side &own = side(direction);
    for (;;) {
        // A FIN counts as a byte (RFC 9293, section 3.4); data behind an early one goes on without a gap.
        if (due.empty() && own.fin == own.expected && !own.waiting.empty() && own.waiting.begin()->first == own.expected + 1)
            ++own.expected;
        for (; !own.waiting.empty() && own.waiting.begin()->first <= own.expected; ++m_looks) {
            m_isNewestDue = m_isNewestDue || own.waiting.begin()->second.arrival + 1 == m_arrivals;
            due.push(*own.waiting.begin());
            own.waiting.erase(own.waiting.begin());
        }
        if (due.empty())
            return;
        place(direction, due.top().first, due.top().second, tell);
        due.pop();
    }
}

void TcpAssembly::loseUpToFirstWaiting(std::uint32_t frame, Direction direction, const Tell &tell)
{
    Side &own = side(direction);
    const auto missing = static_cast<std::uint64_t>(own.waiting.begin()->first - own.expected);
    ++m_gaps;
    tell({own.offset, static_cast<std::uint32_t>(missing), frame, 0, direction, true});
    own.offset += missing;
    own.expected = own.waiting.begin()->first;
    placeWaiting(direction, tell);
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// TCP segments in any order against a model that keeps every byte by itself. An input is a list of segments of five bytes:
// direction, flags and what was captured; where it begins, near what was sent before or (rarely) anywhere; its size; what it
// acknowledges.
#include "core/stream/tcp_assembly.h"
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <list>
#include <span>

using namespace framelens;
using fuzz::require;

namespace {

// A byte of a stream: which segment it came with, and where in it; a missing one came with none.
struct Byte
{
    std::uint32_t frame = missing;
    std::uint32_t place = 0;
    static constexpr std::uint32_t missing = UINT32_MAX;
    friend bool operator==(const Byte &, const Byte &) = default;
};

// What the assembly promises, told as simply as it goes: a list in order of arrival is searched from its beginning again and
// again, and each byte is looked at.
class Model
{
public:
    void add(std::uint32_t frame, Direction direction, const TransportHeader &segment)
    {
        if ((segment.flags & tcp_flags::ack) != 0)
            acknowledge(opposite(direction), segment.acknowledgment);
        Side &own = m_sides[static_cast<std::size_t>(direction)];
        const std::uint32_t sequence = segment.sequence + ((segment.flags & tcp_flags::syn) != 0 ? 1U : 0U);
        if (!own.isKnown) {
            own.isKnown = true;
            own.next = sequence;
        }
        const std::int64_t begin = place(own, sequence);
        if ((segment.flags & tcp_flags::fin) != 0) {
            own.hasFin = true;
            own.fin = begin + segment.payloadSize;
        }
        if (segment.payloadSize != 0 && begin + segment.payloadSize > own.position)
            own.waiting.push_back({begin, segment.payloadSize, segment.payloadCaptured, frame});
        settle(own);
        const bool isAlone = !m_sides[static_cast<std::size_t>(opposite(direction))].isKnown;
        if (own.waiting.size() > (isAlone ? TcpAssembly::mostWaiting : TcpAssembly::mostWaitingAtAll))
            lose(own);
    }

    void flush()
    {
        for (Side &side : m_sides)
            while (!side.waiting.empty())
                lose(side);
    }

    const std::vector<Byte> &bytes(Direction direction) const { return m_sides[static_cast<std::size_t>(direction)].bytes; }

private:
    struct Segment
    {
        std::int64_t begin = 0;
        std::uint32_t size = 0;
        std::uint32_t captured = 0;
        std::uint32_t frame = 0;
    };
    struct Side
    {
        bool isKnown = false;
        std::uint32_t next = 0; // sequence number
        std::int64_t position = 0; // the same, not wrapped
        bool hasFin = false;
        std::int64_t fin = 0;
        std::list<Segment> waiting;
        std::vector<Byte> bytes;
    };

    static std::int64_t place(const Side &side, std::uint32_t sequence)
    {
        return side.position + static_cast<std::int32_t>(sequence - side.next);
    }
    static void advance(Side &side, std::int64_t by)
    {
        side.position += by;
        side.next += static_cast<std::uint32_t>(by);
    }

    void settle(Side &side)
    {
        for (bool again = true; again;) {
            again = false;
            for (auto segment = side.waiting.begin(); segment != side.waiting.end(); ++segment) {
                if (segment->begin > side.position)
                    continue;
                const Segment due = *segment;
                side.waiting.erase(segment);
                for (std::int64_t at = side.position - due.begin; at < due.size; at = side.position - due.begin) {
                    const auto where = static_cast<std::uint32_t>(at);
                    side.bytes.push_back(where < due.captured ? Byte{due.frame, where} : Byte{});
                    advance(side, 1);
                }
                again = true;
                break;
            }
            const auto isBehindFin = [&](const Segment &segment) { return segment.begin == side.position + 1; };
            const auto isNearer = [&](const Segment &segment) { return segment.begin <= side.position; };
            if (!again && side.hasFin && side.fin == side.position && std::ranges::any_of(side.waiting, isBehindFin)
                && std::ranges::none_of(side.waiting, isNearer)) {
                advance(side, 1);
                again = true;
            }
        }
    }

    void lose(Side &side)
    {
        std::int64_t nearest = INT64_MAX;
        for (const Segment &segment : side.waiting)
            nearest = std::min(nearest, segment.begin);
        side.bytes.insert(side.bytes.end(), static_cast<std::size_t>(nearest - side.position), Byte{});
        advance(side, nearest - side.position);
        settle(side);
    }

    void acknowledge(Direction direction, std::uint32_t number)
    {
        Side &side = m_sides[static_cast<std::size_t>(direction)];
        for (;;) {
            std::int64_t nearest = INT64_MAX;
            for (const Segment &segment : side.waiting)
                nearest = std::min(nearest, segment.begin);
            if (side.waiting.empty() || place(side, number) <= nearest)
                return;
            lose(side);
        }
    }

    std::array<Side, 2> m_sides;
};

// What the assembly tells, byte by byte.
class Told
{
public:
    void add(const AssembledPiece &piece)
    {
        std::vector<Byte> &bytes = m_bytes[static_cast<std::size_t>(piece.direction)];
        require(piece.size != 0, "no piece is empty");
        require(piece.offset == bytes.size(), "pieces follow each other without a hole");
        for (std::uint32_t i = 0; i < piece.size; ++i)
            bytes.push_back(piece.isGap ? Byte{} : Byte{piece.frame, piece.frameOffset + i});
    }
    const std::vector<Byte> &bytes(Direction direction) const { return m_bytes[static_cast<std::size_t>(direction)]; }

private:
    std::array<std::vector<Byte>, 2> m_bytes;
};

constexpr std::size_t segmentBytes = 5;
constexpr std::array<std::uint32_t, 2> firsts = {0xffffff00U, 77}; // one wraps

TransportHeader segmentOf(std::span<const std::uint8_t> input, std::array<std::uint32_t, 2> &sent)
{
    const std::size_t side = input[0] & 1U;
    TransportHeader segment;
    segment.payloadSize = input[3] & 31U;
    segment.payloadCaptured = (input[0] & 2U) != 0 ? segment.payloadSize / 2 : segment.payloadSize;
    segment.flags = static_cast<std::uint8_t>(((input[0] & 4U) != 0 ? tcp_flags::ack : 0U) | ((input[0] & 0xf8U) == 8 ? tcp_flags::fin : 0U)
                                              | ((input[0] & 0xf8U) == 16 ? tcp_flags::syn : 0U));
    // Near what was sent; far off only a little more than that, so that the model's gaps stay small.
    segment.sequence = sent[side] + static_cast<std::uint32_t>(static_cast<std::int8_t>(input[1])) * (input[2] == 255 ? 4U : 1U);
    segment.acknowledgment = sent[1 - side] + static_cast<std::uint32_t>(static_cast<std::int8_t>(input[4]));
    sent[side] = std::max(sent[side], segment.sequence + segment.payloadSize);
    if (sent[side] > 0xfffff000U || sent[side] < 0x1000)
        sent[side] = segment.sequence + segment.payloadSize;
    return segment;
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::size_t mostSegments = 2'000; // the model is quadratic
    TcpAssembly assembly;
    Model model;
    Told told;
    const auto tell = [&](const AssembledPiece &piece) { told.add(piece); };
    std::array<std::uint32_t, 2> sent = firsts;
    std::span input(data, size);
    for (std::uint32_t frame = 0; input.size() >= segmentBytes && frame < mostSegments; ++frame) {
        const auto direction = static_cast<Direction>(input[0] & 1U);
        const TransportHeader segment = segmentOf(input, sent);
        input = input.subspan(segmentBytes);
        assembly.add(frame, direction, segment, tell);
        model.add(frame, direction, segment);
        // Byte by byte as long as that is cheap, and at the end.
        require(told.bytes(direction).size() == model.bytes(direction).size(), "as much is told as the model has");
        require(frame >= 64 || told.bytes(direction) == model.bytes(direction), "what is told is what the model has");
    }
    assembly.flush(tell);
    model.flush();
    require(!assembly.waits(), "nothing waits behind a flush");
    for (const Direction direction : {Direction::ToServer, Direction::ToClient})
        require(told.bytes(direction) == model.bytes(direction), "and so is all of it in the end");
    return 0;
}

std::vector<std::vector<std::byte>> framelens::fuzz::seeds()
{
    const auto of = [](std::initializer_list<int> values) {
        std::vector<std::byte> bytes;
        for (const int value : values)
            bytes.push_back(static_cast<std::byte>(value));
        return bytes;
    };
    std::vector<std::vector<std::byte>> all = {
        of({0, 0, 0, 10, 0, 0, 0, 0, 10, 0, 1, 0, 0, 5, 0}), // in order
        of({0, 0, 0, 10, 0, 0, 20, 0, 10, 0, 0, 246, 0, 20, 0}), // a hole that is filled
        of({0, 0, 0, 10, 0, 0, 20, 0, 10, 0, 5, 0, 0, 0, 0, 5, 0, 0, 3, 2}), // one that is acknowledged
        of({2, 0, 0, 10, 0, 0, 251, 0, 10, 0, 8, 0, 0, 4, 0, 0, 1, 0, 9, 0}), // cut short, overlap, FIN, behind it
        of({2, 2, 7, 2, 65, 179, 2, 43, 2, 1, 223, 1, 0, 1, 19, 15, 223, 223, 223, 227}), // an old segment with the FIN that was missing
        of({16, 0, 0, 0, 0, 0, 1, 0, 9, 0, 0, 127, 255, 4, 0}), // SYN, far ahead
    };
    std::vector<std::byte> many; // alone, and all behind a hole
    for (int i = 0; i < 300; ++i)
        for (const int value : {0, i == 0 ? 5 : 0, 0, 3, 0})
            many.push_back(static_cast<std::byte>(value));
    all.push_back(many);
    std::uint32_t state = 1;
    std::vector<std::byte> mixed;
    for (int i = 0; i < 5'000; ++i) {
        state = state * 1'664'525U + 1'013'904'223U;
        mixed.push_back(static_cast<std::byte>(state >> 24U));
    }
    all.push_back(mixed);
    return all;
}

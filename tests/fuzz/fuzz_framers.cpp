// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Framers over any bytes in any pieces. An input is seven bytes that choose a framer, a maximum and the pieces, then what is
// said: the cuts are those of one piece, they tile the stream, and none is above the maximum.
#include "core/stream/stream_cutter.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/stream_builder.h"

#include <algorithm>

using namespace framelens;
using fuzz::registry;
using fuzz::require;
using namespace framelens::test;

namespace {

constexpr std::size_t choiceBytes = 7;

std::vector<std::string> framers()
{
    std::vector<std::string> all = {"none", "line", "delimiter:0d0a", "delimiter:0000", "fixed:5", "varint", "varint@1+total-1", "u8",
                                    "u16be@2", "u16le+total", "u24le+1", "u32be", "u32le@1-4", "u64be", "u64le+total+2147483647"};
    for (const Protocol *protocol : registry()->protocols())
        if (protocol->stream != nullptr)
            all.emplace_back(protocol->filterName);
    return all;
}

// Messages in the order in which they are told; runs of what no framer took as one.
class Told
{
public:
    void put(const CutMessage &cut)
    {
        std::uint64_t &end = m_ends[static_cast<std::size_t>(cut.direction)];
        require(cut.offset == end, "the cuts tile the stream");
        require(cut.size != 0, "a cut has bytes");
        end += cut.size;
        if (cut.kind == FrameKind::Unframed)
            for (CutMessage &earlier : m_all)
                if (earlier.kind == cut.kind && earlier.direction == cut.direction && earlier.offset + earlier.size == cut.offset) {
                    earlier.size += cut.size;
                    return;
                }
        m_all.push_back(cut);
    }
    std::uint64_t end(Direction direction) const { return m_ends[static_cast<std::size_t>(direction)]; }
    bool operator==(const Told &other) const
    {
        return std::ranges::equal(m_all, other.m_all, [](const CutMessage &a, const CutMessage &b) {
            return a.direction == b.direction && a.offset == b.offset && a.size == b.size && a.kind == b.kind;
        });
    }
    void requireAtMost(std::uint64_t most) const
    {
        for (const CutMessage &cut : m_all)
            require(cut.kind == FrameKind::Unframed || cut.size <= most, "no message is above the maximum");
    }

private:
    std::vector<CutMessage> m_all;
    std::array<std::uint64_t, 2> m_ends{};
};

Told cutsOf(const Framing &framing, const Talk &talk)
{
    Told told;
    const auto put = [&](const CutMessage &cut) { told.put(cut); };
    StreamCutter cutter(framing, *registry());
    for (const Turn &turn : talk)
        cutter.feed(turn.direction, turn.bytes, std::ref(put));
    for (const Direction direction : {Direction::ToServer, Direction::ToClient}) {
        cutter.end(direction, std::ref(put));
        require(told.end(direction) == saidBy(talk, direction).size(), "all bytes are told");
    }
    return told;
}

// Turns as long as the two bytes say, one end after the other.
Talk talkOver(Bytes bytes, std::size_t turn)
{
    Talk talk;
    for (std::size_t at = 0; at < bytes.size(); at += turn)
        talk.push_back({talk.size() % 2 == 0 ? Direction::ToServer : Direction::ToClient,
                        join({bytes.subspan(at, std::min(turn, bytes.size() - at))})});
    return talk;
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const std::vector<std::string> all = framers();
    if (size < choiceBytes)
        return 0;
    const std::span<const std::uint8_t> choice(data, choiceBytes);
    const auto two = [&](std::size_t i) { return choice[i] | static_cast<unsigned>(choice[i + 1]) << 8U; };
    FramerSpec spec = parseFramer(all[choice[0] % all.size()]).value();
    spec.maximum = two(1) + 1;
    const Framing framing = framingOf(spec, *registry(), "chosen by the input");
    const Talk talk = talkOver(std::as_bytes(std::span(data, size)).subspan(choiceBytes), two(3) + 1);
    Dice dice(two(5));
    const Told once = cutsOf(framing, talk);
    require(once == cutsOf(framing, inPieces(talk, dice, 1 + dice.below(40))), "pieces do not matter");
    require(once == cutsOf(framing, inBytes(talk)), "bytes one by one are cut alike");
    once.requireAtMost(std::max<std::uint64_t>(spec.maximum, 16)); // a length needs its own place
    return 0;
}

std::vector<std::vector<std::byte>> framelens::fuzz::seeds()
{
    std::vector<std::vector<std::byte>> all;
    const std::size_t count = framers().size();
    for (std::size_t framer = 0; framer < count; ++framer) {
        for (auto kind = static_cast<std::uint32_t>(framer % 3); kind < static_cast<std::uint32_t>(StreamKind::Random); kind += 3) {
            const Talk talk = talkOf(static_cast<StreamKind>(kind), static_cast<std::uint32_t>(framer));
            ByteWriter seed;
            seed.u8(static_cast<unsigned>(framer)).u8(kind % 2 == 0 ? 255 : 20).u8(kind % 2 == 0 ? 255 : 0).u8(0).u8(4).u8(kind).u8(7);
            all.push_back(std::move(seed.bytes(saidBy(talk, Direction::ToServer)).bytes(saidBy(talk, Direction::ToClient))).buffer());
        }
    }
    return all;
}

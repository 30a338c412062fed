// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/framing_lengths.h"

#include "core/stream/framing.h"

#include <algorithm>
#include <bit>
#include <bitset>
#include <utility>
#include <vector>

namespace framelens {

namespace {

// For 30 specs that are tried, 20 bits leave about one random stream in a thousand that fits by chance.
constexpr int enoughBits = 20;
constexpr int enoughAtEnd = 24; // where the last message is not whole
constexpr std::uint32_t enoughMessages = 3;
constexpr std::size_t mostMessages = 64; // a stream that has not proved anything by then will not
// A larger length in two bytes proves next to nothing, and text read as one is larger: 0x2020.
constexpr std::uint64_t mostShort = 0x1fff;
constexpr std::uint64_t mostLong = 16U << 20U;
// By then messages of a short length would be seen to look alike.
constexpr std::uint64_t enoughForShort = 1024;

struct Walk
{
    std::uint32_t messages = 0; // whole, and with something in them
    int bits = 0; // what they prove
    int openBits = 0; // what the last one's length proves, of which not all is there
    bool fits = true;
    bool isExact = true; // the last message ends where the bytes do
    bool allText = true;
    std::bitset<256> firstBytes; // of their bodies
};

std::uint64_t numberOf(const FramerSpec &spec, const StreamBytes &bytes)
{
    return bytes.numberAt(spec.lengthOffset, spec.lengthSize, spec.lengthOrder).value_or(0);
}

int bitsOf(const FramerSpec &spec, std::uint64_t number)
{
    return static_cast<int>(spec.lengthSize * 8) - static_cast<int>(std::bit_width(number));
}

// At the end a message that is whole may be of any size, and one that is not may go on behind what is looked at.
bool isPlausible(const FramerSpec &spec, std::uint64_t size, std::uint64_t number, bool isFinal, bool isWhole)
{
    if (isFinal)
        return isWhole || (size <= mostLong && (spec.lengthSize < 2 || bitsOf(spec, number) >= 4));
    return size <= framingLook && (spec.lengthSize != 2 || number <= mostShort);
}

bool isText(std::uint8_t byte) { return (byte >= 0x20 && byte < 0x7f) || byte == '\t' || byte == '\r' || byte == '\n'; }

void lookAtBody(Walk &walk, const StreamBytes &bytes, std::uint64_t from, std::uint64_t to)
{
    walk.firstBytes.set(bytes.byteAt(from).value_or(0));
    while (walk.allText && from < to) {
        const Bytes run = bytes.runAt(from);
        const std::string_view text = asText(run).substr(0, static_cast<std::size_t>(to - from));
        walk.allText = !text.empty() && std::ranges::all_of(text, [](char c) { return isText(static_cast<std::uint8_t>(c)); });
        from += text.size();
    }
}

// The bytes in front of a message's body.
std::uint64_t headerOf(const FramerSpec &spec, const StreamBytes &bytes)
{
    std::uint64_t size = spec.lengthSize;
    while (spec.lengthSize == 0 && size < 10 && (bytes.byteAt(spec.lengthOffset + size++).value_or(0) & 0x80U) != 0) { }
    return spec.lengthOffset + size;
}

Walk walkOver(const FramerSpec &spec, std::span<const StreamPiece> pieces, bool isFinal)
{
    Walk walk;
    const std::uint64_t begin = pieces.front().offset;
    const std::uint64_t known = std::min(StreamBytes(pieces, begin).size(), framingLook);
    std::uint64_t at = 0;
    for (std::size_t steps = 0; at < known && steps < mostMessages * 4; ++steps) {
        const StreamBytes bytes(pieces, begin + at, known - at);
        FramerState state;
        const Cut cut = cutBySpec(spec, bytes, state, {});
        walk.isExact = false;
        if (cut.kind == Cut::Kind::NeedMore)
            return walk;
        const std::uint64_t number = numberOf(spec, bytes);
        walk.fits = cut.kind == Cut::Kind::Message && isPlausible(spec, cut.size, number, isFinal, cut.size <= known - at);
        if (!walk.fits)
            return walk;
        const int bits = bitsOf(spec, number);
        const std::uint64_t header = headerOf(spec, bytes);
        if (cut.size > known - at) {
            walk.openBits = bits;
            return walk;
        }
        at += cut.size;
        walk.isExact = at == known;
        // An empty message proves nothing: zeros are in every stream.
        if (cut.size == header || (number == 0 && spec.lengthSize != 0))
            continue;
        lookAtBody(walk, bytes, header, cut.size);
        walk.bits += bits;
        if (++walk.messages == mostMessages && !isFinal)
            return walk;
    }
    return walk;
}

Walk walkBoth(const FramerSpec &spec, const BothDirections &known, bool isFinal)
{
    Walk both;
    for (const std::span<const StreamPiece> pieces : known) {
        if (pieces.empty())
            continue;
        const Walk one = walkOver(spec, pieces, isFinal);
        both.messages += one.messages;
        both.bits += one.bits;
        both.openBits += one.openBits;
        both.fits = both.fits && one.fits;
        both.isExact = both.isExact && one.isExact;
        both.allText = both.allText && one.allText;
        both.firstBytes |= one.firstBytes;
    }
    return both;
}

FramerSpec lengthSpec(std::uint8_t size, ByteOrder order, std::uint32_t offset, bool countsHeader = false, std::int32_t adjustment = 0)
{
    return {.kind = FramerKind::LengthPrefix, .lengthSize = size, .lengthOrder = order, .lengthOffset = offset,
            .countsHeader = countsHeader, .adjustment = adjustment};
}

std::vector<FramerSpec> usualLengths()
{
    std::vector<FramerSpec> all;
    for (const std::uint8_t size : {std::uint8_t{4}, std::uint8_t{2}}) {
        for (const std::uint32_t offset : {0U, 1U, 2U, 4U}) {
            for (const ByteOrder order : {ByteOrder::Big, ByteOrder::Little}) {
                all.push_back(lengthSpec(size, order, offset));
                all.push_back(lengthSpec(size, order, offset, true));
            }
        }
    }
    all.push_back(lengthSpec(2, ByteOrder::Big, 3)); // as TLS records
    all.push_back(lengthSpec(4, ByteOrder::Big, 1, false, -4)); // counts itself, not the byte before it (PostgreSQL)
    all.push_back(lengthSpec(3, ByteOrder::Little, 0, false, 1)); // a number stands behind it (MySQL)
    return all;
}

bool isProved(const Walk &walk, bool isFinal)
{
    if (!walk.fits)
        return false;
    if (walk.messages >= enoughMessages && walk.bits >= enoughBits)
        return true;
    // A few bytes behind the last message are no proof: who pauses does so behind a whole one, or in a long one.
    return isFinal && walk.messages != 0 && (walk.isExact || (walk.openBits != 0 && walk.bits + walk.openBits >= enoughAtEnd));
}

// What ends where the bytes do is believed before what a small number in a long field makes look certain.
std::pair<bool, int> worth(const Walk &walk, bool isFinal) { return {isFinal && walk.isExact, walk.bits}; }

bool looksAlike(const Walk &walk, const BothDirections &known)
{
    const bool bothExact = walk.isExact && !known[0].empty() && !known[1].empty();
    const std::size_t kinds = walk.firstBytes.count();
    return walk.messages >= enoughMessages
        && (bothExact || walk.allText || (walk.messages > enoughMessages && kinds <= std::min<std::size_t>(walk.messages / 2, 16)));
}

} // namespace

std::uint64_t knownBytes(std::span<const StreamPiece> pieces)
{
    return pieces.empty() ? 0 : pieces.back().offset + pieces.back().bytes.size() - pieces.front().offset;
}

LengthVerdict tryLengths(const BothDirections &known, bool isFinal)
{
    static const std::vector<FramerSpec> specs = usualLengths();
    LengthVerdict verdict;
    std::pair<bool, int> best{false, -1};
    for (const FramerSpec &spec : specs) {
        const Walk walk = walkBoth(spec, known, isFinal);
        const bool isMore = walk.messages < mostMessages;
        verdict.isPending = verdict.isPending || (walk.fits && isMore);
        if (!isProved(walk, isFinal) || worth(walk, isFinal) <= best)
            continue;
        best = worth(walk, isFinal);
        verdict.spec = spec;
        verdict.messages = walk.messages;
    }
    return verdict;
}

LengthVerdict tryShortLengths(const BothDirections &known, bool isFinal)
{
    LengthVerdict verdict;
    verdict.isPending = !isFinal && std::max(knownBytes(known[0]), knownBytes(known[1])) < enoughForShort;
    if (verdict.isPending)
        return verdict;
    for (const FramerSpec &spec : {lengthSpec(1, ByteOrder::Big, 0), lengthSpec(1, ByteOrder::Big, 1), lengthSpec(0, ByteOrder::Big, 0)}) {
        const Walk walk = walkBoth(spec, known, isFinal);
        if (walk.fits && (walk.isExact || !isFinal) && looksAlike(walk, known) && (isFinal || walk.messages >= 8))
            return {spec, walk.messages, false};
    }
    return verdict;
}

} // namespace framelens

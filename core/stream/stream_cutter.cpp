// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/stream_cutter.h"

#include <algorithm>
#include <memory>

namespace framelens {

namespace {

// Sizes of frames are 32 bits.
constexpr std::uint64_t mostFrame = 0x7fffffffU;

std::uint64_t mostOf(const FramerSpec &spec, const StreamUse *use)
{
    const bool isOwn = use != nullptr && spec.maximum == FramerSpec::usualMaximum;
    // A maximum below the length's own place could never be known to be kept.
    constexpr std::uint64_t mostVarint = 10;
    const bool hasLength = spec.kind == FramerKind::LengthPrefix;
    const std::uint64_t least = hasLength ? spec.lengthOffset + (spec.lengthSize == 0 ? mostVarint : spec.lengthSize) : 1;
    return std::clamp<std::uint64_t>(isOwn ? use->mostBytes : spec.maximum, least, mostFrame);
}

const StreamUse *useOf(const FramerSpec &spec, const Registry &registry)
{
    const std::optional<ProtocolId> id = spec.kind == FramerKind::Protocol ? registry.find(spec.protocol) : std::nullopt;
    return id ? registry.protocol(*id).stream : nullptr;
}

} // namespace

StreamCutter::StreamCutter(const Framing &framing, const Registry &registry)
    : m_framing(framing)
{
    const FramerSpec &spec = framing.spec;
    const StreamUse *use = useOf(spec, registry);
    m_cut = use == nullptr ? nullptr : use->cut;
    m_hasFramer = m_cut != nullptr || (spec.kind != FramerKind::None && spec.kind != FramerKind::Protocol);
    m_most = mostOf(spec, use);
    for (Side &side : m_sides)
        side.isUnframed = !m_hasFramer;
}

void StreamCutter::Side::keep(Bytes bytes)
{
    if (firstPiece != pieces.size() && std::to_address(pieces.back().bytes.end()) == bytes.data())
        pieces.back().bytes = Bytes(pieces.back().bytes.data(), pieces.back().bytes.size() + bytes.size());
    else
        pieces.push_back({end, bytes});
    end += bytes.size();
}

// What is told is let go, to the byte: whether a framer can look back must not depend on the pieces. The list is moved together
// only when most of it is gone.
void StreamCutter::Side::forget()
{
    while (firstPiece != pieces.size() && pieces[firstPiece].offset + pieces[firstPiece].bytes.size() <= told)
        ++firstPiece;
    if (firstPiece != pieces.size() && pieces[firstPiece].offset < told) {
        StreamPiece &piece = pieces[firstPiece];
        piece.bytes = piece.bytes.subspan(static_cast<std::size_t>(told - piece.offset));
        piece.offset = told;
    }
    if (firstPiece == pieces.size())
        pieces.clear(), firstPiece = 0;
    else if (firstPiece > 32 && firstPiece > pieces.size() / 2)
        pieces.erase(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(firstPiece)), firstPiece = 0;
}

void StreamCutter::Side::beginAnew()
{
    begin = told;
    askAt = 1;
    messageSize = 0;
    state = {};
}

void StreamCutter::feed(Direction direction, Bytes bytes, const Tell &tell)
{
    Side &side = m_sides[sideIndex(direction)];
    side.ended = false;
    bytes = tellUnframed(side, direction, bytes, tell);
    if (bytes.empty())
        return;
    side.keep(bytes);
    while (cutOne(side, direction, tell)) { }
}

// What no framer sees is told as it came. Returns the rest.
Bytes StreamCutter::tellUnframed(Side &side, Direction direction, Bytes bytes, const Tell &tell) const
{
    while (!bytes.empty() && (side.isUnframed || side.unframedLeft != 0)) {
        const std::uint64_t most = side.isUnframed ? mostFrame : std::min(mostFrame, side.unframedLeft);
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), most));
        tell({direction, side.end, static_cast<std::uint32_t>(size), FrameKind::Unframed});
        side.unframedLeft -= std::min<std::uint64_t>(side.unframedLeft, size);
        side.told = side.begin = side.end += size;
        bytes = bytes.subspan(size);
    }
    return bytes;
}

// One step; false when more bytes are needed for the next.
bool StreamCutter::cutOne(Side &side, Direction direction, const Tell &tell)
{
    if (side.isUnframed || side.told == side.end)
        return false;
    if (side.messageSize == 0)
        return ask(side, direction, tell);
    const std::uint64_t left = side.begin + side.messageSize - side.told;
    const bool isWhole = side.told == side.begin && side.messageSize <= m_most;
    const std::uint64_t part = std::min(left, m_most);
    if (side.end - side.told < part || !tellPart(side, direction, part, isWhole ? FrameKind::Message : FrameKind::TooLong, tell))
        return false;
    if (part == left)
        side.beginAnew();
    return true;
}

bool StreamCutter::tellPart(Side &side, Direction direction, std::uint64_t size, FrameKind kind, const Tell &tell) const
{
    const std::uint64_t offset = side.told;
    side.told += size;
    side.forget();
    if (size != 0)
        tell({direction, offset, static_cast<std::uint32_t>(size), kind});
    return true;
}

Cut StreamCutter::cutOf(const Side &side, FramerState &state, Direction direction, std::uint64_t most)
{
    const StreamBytes bytes(side.kept(), side.begin, most);
    const CutContext context{.direction = direction, .ended = side.ended && side.end - side.begin == most, .memory = &m_memory};
    const Cut cut = m_cut != nullptr ? m_cut(bytes, state, context) : cutBySpec(m_framing.spec, bytes, state, context);
    m_looks += bytes.looked() + 1;
    return cut;
}

// The framer sees at most one byte more than may be told at once, so that what it says depends on where bytes stand and not
// on how many came together.
bool StreamCutter::ask(Side &side, Direction direction, const Tell &tell)
{
    const std::uint64_t known = side.end - side.begin;
    const std::uint64_t before = side.told - side.begin;
    const std::uint64_t shown = std::min(known, before + m_most + 1);
    if (shown >= side.askAt || side.ended) {
        const Cut cut = cutOf(side, side.state, direction, shown);
        if (cut.kind == Cut::Kind::NotMine || (cut.kind == Cut::Kind::Message && cut.size == 0)) {
            unframe(side, direction, tell);
            return false;
        }
        if (cut.kind == Cut::Kind::Message) {
            side.messageSize = std::min(std::max(cut.size, before), UINT64_MAX - side.begin);
            if (side.messageSize == before)
                side.beginAnew();
            return true;
        }
        side.askAt = std::max(cut.size, shown + 1);
    }
    return known > before + m_most && tellPart(side, direction, m_most, FrameKind::TooLong, tell);
}

void StreamCutter::unframe(Side &side, Direction direction, const Tell &tell) const
{
    const std::vector<StreamPiece> pieces = std::move(side.pieces);
    const std::size_t first = side.firstPiece;
    std::uint64_t from = side.told;
    side.pieces.clear();
    side.firstPiece = 0;
    side.isUnframed = true;
    side.told = side.begin = side.end;
    for (const StreamPiece &piece : std::span(pieces).subspan(first)) {
        for (const std::uint64_t end = piece.offset + piece.bytes.size(); from < end;) {
            const std::uint64_t size = std::min(end - from, mostFrame);
            tell({direction, from, static_cast<std::uint32_t>(size), FrameKind::Unframed});
            from += size;
        }
    }
}

void StreamCutter::skip(Direction direction, std::uint64_t size, const Tell &tell)
{
    Side &side = m_sides[sideIndex(direction)];
    if (size == 0)
        return;
    tellPart(side, direction, side.end - side.told, FrameKind::Incomplete, tell);
    const std::uint64_t messageLeft = side.messageSize == 0 ? 0 : side.begin + side.messageSize - side.end;
    const std::uint64_t unframedLeft = std::max(messageLeft, side.unframedLeft);
    side.unframedLeft = unframedLeft > size ? unframedLeft - size : 0;
    side.told = side.end += size;
    side.isUnframed = !m_hasFramer;
    side.beginAnew();
}

void StreamCutter::end(Direction direction, const Tell &tell)
{
    Side &side = m_sides[sideIndex(direction)];
    side.ended = true;
    while (cutOne(side, direction, tell)) { }
    tellPart(side, direction, side.end - side.told, FrameKind::Incomplete, tell);
    side.beginAnew();
}

std::size_t StreamCutter::heapBytes() const
{
    return (m_sides[0].pieces.capacity() + m_sides[1].pieces.capacity()) * sizeof(StreamPiece);
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/framer.h"

#include <algorithm>
#include <limits>

namespace framelens {

namespace {

constexpr std::uint64_t mostText = std::uint64_t{64} * 1024;
constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

// What a length claims may be anything: beyond 2^64 it is as good as endless.
std::uint64_t addedTo(std::uint64_t a, std::uint64_t b) { return b > endless - a ? endless : a + b; }

} // namespace

StreamBytes::StreamBytes(std::span<const StreamPiece> pieces, std::uint64_t begin, std::uint64_t most)
    : m_pieces(pieces)
    , m_begin(begin)
{
    if (pieces.empty())
        return;
    const std::uint64_t end = pieces.back().offset + pieces.back().bytes.size();
    m_size = std::min(end > begin ? end - begin : 0, most);
}

StreamBytes::StreamBytes(Bytes all)
    : m_single{0, all}
    , m_size(all.size())
    , m_isSingle(true)
{
}

bool StreamBytes::lies(std::size_t piece, std::uint64_t offset) const
{
    const std::span<const StreamPiece> all = pieces();
    return piece < all.size() && offset >= all[piece].offset && offset - all[piece].offset < all[piece].bytes.size();
}

const StreamPiece *StreamBytes::pieceAt(std::uint64_t position) const
{
    const std::span<const StreamPiece> all = pieces();
    if (position >= m_size)
        return nullptr;
    const std::uint64_t offset = m_begin + position;
    // A framer that goes on where it stopped asks for the last piece first.
    for (const std::size_t guess : {m_at, m_at + 1, all.size() - 1})
        if (lies(guess, offset))
            return &all[m_at = guess];
    const auto behind = std::ranges::upper_bound(all, offset, {}, &StreamPiece::offset);
    const auto found = static_cast<std::size_t>(behind - all.begin());
    if (found == 0 || !lies(found - 1, offset))
        return nullptr;
    return &all[m_at = found - 1];
}

Bytes StreamBytes::runFrom(std::uint64_t position) const
{
    const StreamPiece *piece = pieceAt(position);
    if (piece == nullptr)
        return {};
    const Bytes run = piece->bytes.subspan(static_cast<std::size_t>(m_begin + position - piece->offset));
    return run.first(static_cast<std::size_t>(std::min<std::uint64_t>(run.size(), m_size - position)));
}

Bytes StreamBytes::runAt(std::uint64_t position) const
{
    ++m_looked;
    return runFrom(position);
}

std::optional<std::uint8_t> StreamBytes::byteAt(std::uint64_t position) const
{
    ++m_looked;
    const Bytes run = runFrom(position);
    return run.empty() ? std::nullopt : std::optional(loadOnce<std::uint8_t>(run.data()));
}

std::optional<std::uint64_t> StreamBytes::numberAt(std::uint64_t position, std::size_t size, ByteOrder order) const
{
    if (size == 0 || size > 8 || position > m_size || size > m_size - position)
        return {};
    const Bytes run = runFrom(position);
    if (run.size() >= size) {
        m_looked += size;
        return loadSized(run.data(), size, order);
    }
    std::array<std::byte, 8> joined{};
    for (std::size_t i = 0; i < size; ++i) {
        const std::optional<std::uint8_t> byte = byteAt(position + i);
        if (!byte)
            return {};
        joined[i] = std::byte{*byte};
    }
    return loadSized(joined.data(), size, order);
}

std::optional<std::uint64_t> StreamBytes::find(std::byte byte, std::uint64_t from) const
{
    while (from < m_size) {
        const Bytes run = runFrom(from);
        if (run.empty())
            return {};
        const std::size_t at = asText(run).find(static_cast<char>(byte));
        m_looked += std::min(at, run.size() - 1) + 1;
        if (at != std::string_view::npos)
            return from + at;
        from += run.size();
    }
    return {};
}

bool StreamBytes::startsWith(std::string_view text, std::uint64_t position) const
{
    if (position > m_size || text.size() > m_size - position)
        return false;
    while (!text.empty()) {
        const Bytes run = runFrom(position);
        const std::string_view part = asText(run.first(std::min(run.size(), text.size())));
        m_looked += part.size() + 1;
        if (part.empty() || !text.starts_with(part))
            return false;
        position += part.size();
        text.remove_prefix(part.size());
    }
    return true;
}

std::string_view StreamBytes::text(std::uint64_t position, std::uint64_t size, std::string &buffer) const
{
    buffer.clear();
    if (position >= m_size)
        return buffer;
    size = std::min({size, mostText, m_size - position});
    while (buffer.size() < size) {
        const Bytes run = runFrom(position + buffer.size());
        if (run.empty())
            break;
        buffer.append(asText(run.first(static_cast<std::size_t>(std::min<std::uint64_t>(run.size(), size - buffer.size())))));
    }
    m_looked += buffer.size();
    return buffer;
}

namespace {

struct Length
{
    std::optional<std::uint64_t> value; // nothing: not all of it is known
    std::uint64_t size = 0; // bytes it takes
    bool isOverlong = false;
};

// LEB128: seven bits a byte, the lowest first, the highest bit set on all but the last (protobuf, "Base 128 Varints").
Length varintAt(const StreamBytes &bytes, std::uint64_t position)
{
    std::uint64_t value = 0;
    for (std::uint64_t i = 0; i < 10; ++i) {
        const std::optional<std::uint8_t> byte = bytes.byteAt(position + i);
        if (!byte)
            return {{}, i + 1};
        if (i == 9 && *byte > 1)
            break;
        value |= std::uint64_t{*byte & 0x7fU} << (7 * i);
        if ((*byte & 0x80U) == 0)
            return {value, i + 1};
    }
    return {.value = {}, .isOverlong = true};
}

Length lengthAt(const FramerSpec &spec, const StreamBytes &bytes)
{
    if (spec.lengthSize == 0)
        return varintAt(bytes, spec.lengthOffset);
    return {bytes.numberAt(spec.lengthOffset, spec.lengthSize, spec.lengthOrder), spec.lengthSize};
}

Cut cutByLength(const FramerSpec &spec, const StreamBytes &bytes)
{
    const Length length = lengthAt(spec, bytes);
    const std::uint64_t header = spec.lengthOffset + length.size;
    if (length.isOverlong || spec.lengthSize > 8)
        return Cut::notMine();
    if (!length.value)
        return Cut::needMore(header);
    std::uint64_t size = spec.countsHeader ? *length.value : addedTo(header, *length.value);
    if (spec.adjustment >= 0)
        size = addedTo(size, static_cast<std::uint64_t>(spec.adjustment));
    else if (const auto less = static_cast<std::uint64_t>(-std::int64_t{spec.adjustment}); size >= less)
        size = size == endless ? endless : size - less;
    else
        return Cut::notMine();
    // A message holds its own length.
    return size < header ? Cut::notMine() : Cut::message(size);
}

Cut cutByDelimiter(std::string_view delimiter, const StreamBytes &bytes, FramerState &state)
{
    if (delimiter.empty())
        return Cut::notMine();
    const std::byte first = asBytes(delimiter).front();
    while (const auto at = bytes.find(first, state.scanned)) {
        state.scanned = *at;
        if (delimiter.size() > bytes.size() - *at)
            return Cut::needMore(*at + delimiter.size());
        if (bytes.startsWith(delimiter, *at))
            return Cut::message(*at + delimiter.size());
        ++state.scanned;
    }
    state.scanned = std::max(state.scanned, bytes.size());
    return Cut::needMore(state.scanned + delimiter.size());
}

} // namespace

Cut cutBySpec(const FramerSpec &spec, const StreamBytes &bytes, FramerState &state, const CutContext & /*context*/)
{
    switch (spec.kind) {
    case FramerKind::LengthPrefix: return cutByLength(spec, bytes);
    case FramerKind::Delimiter: return cutByDelimiter(spec.delimiter, bytes, state);
    case FramerKind::Fixed: return spec.fixedSize == 0 ? Cut::notMine() : Cut::message(spec.fixedSize);
    case FramerKind::Line: return cutByDelimiter("\n", bytes, state);
    case FramerKind::None:
    case FramerKind::Protocol: break;
    }
    return Cut::notMine();
}

} // namespace framelens

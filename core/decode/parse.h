// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A few zero-copy combinators over ByteCursor: they return views into the bytes they were given, always
// advance or end, and count against a limit. Every option list in the program goes through tlv().
#pragma once

#include "core/base/limits.h"
#include "core/bytes/byte_cursor.h"

#include <array>
#include <concepts>
#include <initializer_list>

namespace framelens::parse {

/// `size` bytes with both ends: a cursor over them; `from` moves behind.
inline ByteCursor take(ByteCursor &from, std::size_t size) { return from.sub(size); }

/// A length of `lengthBytes` bytes and as many bytes behind it (RFC 1035 character-strings, TLS vectors).
/// `from` moves behind both. A length beyond the end gives a cursor that ends early, and reading on from
/// it says which end was met.
inline ByteCursor lengthPrefixed(ByteCursor &from, std::size_t lengthBytes, ByteOrder order = ByteOrder::Big)
{
    const std::uint64_t length = from.sized(lengthBytes, order);
    return from.sub(static_cast<std::size_t>(length));
}

/// Types that are their type alone (padding, end): a few numbers, kept by value.
class LoneTypes
{
public:
    constexpr LoneTypes() = default;
    constexpr LoneTypes(std::initializer_list<std::uint32_t> types)
    {
        for (const std::uint32_t type : types)
            if (m_count < m_types.size())
                m_types[m_count++] = type;
    }
    constexpr bool has(std::uint32_t type) const
    {
        for (std::size_t i = 0; i < m_count; ++i)
            if (m_types[i] == type)
                return true;
        return false;
    }

private:
    std::array<std::uint32_t, 4> m_types{};
    std::size_t m_count = 0;
};

/// How the items of an option list are laid out.
struct TlvShape
{
    std::uint8_t typeBytes = 1;
    std::uint8_t lengthBytes = 1;
    std::uint8_t lengthUnit = 1; ///< bytes that one unit of the length stands for (neighbour discovery: 8)
    bool lengthCountsHeader = false; ///< TCP, IPv4 options: yes; DHCP, IPv6 options: no
    std::uint8_t alignment = 1; ///< each item is padded to a multiple of this (pcapng: 4)
    ByteOrder order = ByteOrder::Big;
    LoneTypes loneTypes = {};
};

/// One item. Offsets are the source's.
struct TlvItem
{
    std::uint32_t type = 0;
    std::uint32_t length = 0; ///< as it stands on the wire; 0 for a lone type
    std::size_t offset = 0; ///< of the type
    std::size_t size = 0; ///< type, length and value; padding not counted
    bool lone = false;
    bool badLength = false; ///< the length is less than the item's own header: the list cannot go on
    ByteCursor value; ///< over the value alone
};

/// Calls `each(TlvItem &)` for every item up to the nearer end of `from`; it returns false to stop behind
/// the item. Ends after an item with a bad length, and after limits::items items. Returns the number of items.
template <std::predicate<TlvItem &> Each>
[[gnu::always_inline]] inline std::size_t tlv(ByteCursor &from, const TlvShape &shape, Each &&each)
{
    std::size_t count = 0;
    while (from.left() > 0 && count < limits::items) {
        ++count;
        const std::size_t offset = from.position();
        const auto type = static_cast<std::uint32_t>(from.sized(shape.typeBytes, shape.order));
        const bool lone = shape.loneTypes.has(type);
        const auto length
            = lone ? 0 : static_cast<std::uint32_t>(from.sized(shape.lengthBytes, shape.order));
        if (from.failed())
            break;
        const std::size_t header = from.position() - offset;
        const std::size_t stated = std::size_t{length} * shape.lengthUnit;
        const bool badLength = !lone && shape.lengthCountsHeader && stated < header;
        const std::size_t value = lone || badLength ? 0 : shape.lengthCountsHeader ? stated - header : stated;
        TlvItem item{.type = type,
                     .length = length,
                     .offset = offset,
                     .size = header + value,
                     .lone = lone,
                     .badLength = badLength,
                     .value = from.sub(value)};
        if (!each(item) || item.badLength)
            break;
        // Padding may be missing behind the last item.
        const std::size_t over = item.size % shape.alignment;
        from.skip(std::min<std::size_t>(over == 0 ? 0 : shape.alignment - over, from.left()));
    }
    return count;
}

/// Calls `each(cursor, i)` up to `times` times while bytes are left, nothing failed, and it returns true.
/// A call that does not move the cursor ends the repetition. Returns the number of calls.
template <std::predicate<ByteCursor &, std::size_t> Each>
std::size_t repeat(ByteCursor &from, std::size_t times, Each &&each)
{
    std::size_t done = 0;
    while (done < times && done < limits::items && from.left() > 0) {
        const std::size_t before = from.position();
        const bool goOn = each(from, done++);
        if (!goOn || from.failed() || from.position() == before)
            break;
    }
    return done;
}

/// Tries alternatives in order, each on a copy of the cursor; the first that returns true and did not fail
/// has consumed what it read. False when none did: the cursor has not moved.
template <std::predicate<ByteCursor &>... Alternatives>
bool choose(ByteCursor &from, Alternatives &&...alternatives)
{
    const auto attempt = [&from](auto &&alternative) {
        ByteCursor trial = from;
        if (!alternative(trial) || trial.failed())
            return false;
        from = trial;
        return true;
    };
    return (attempt(alternatives) || ...);
}

} // namespace framelens::parse

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/value_set.h"

#include <algorithm>

namespace framelens::filter {

namespace {

constexpr std::uint8_t whole = 255; // no prefix: all bits count

// The first or last address that begins as this one does.
Value endOf(const Value &address, bool isLast, std::deque<std::string> &storage)
{
    Value end = address;
    end.prefix = whole;
    if (address.kind == ValueClass::Ipv4 && address.prefix < 32) {
        const std::uint64_t free = 0xffffffffU >> address.prefix;
        end.number = isLast ? address.number | free : address.number & ~free;
    } else if (address.kind == ValueClass::Ipv6 && address.prefix < 128) {
        std::string &bytes = storage.emplace_back();
        for (std::size_t i = 0; i < address.bytes.size(); ++i) {
            const std::size_t kept = std::clamp<std::size_t>(address.prefix, 8 * i, 8 * (i + 1)) - 8 * i;
            const unsigned free = 0xffU >> kept;
            const auto byte = std::to_integer<unsigned>(address.bytes[i]);
            bytes.push_back(static_cast<char>(isLast ? byte | free : byte & ~free));
        }
        end.bytes = bytesOf(bytes);
    }
    return end;
}

} // namespace

void ValueSet::add(const Value &low, const Value &high, std::deque<std::string> &storage)
{
    const Range range{endOf(low, false, storage), endOf(high, true, storage)};
    if (compare(range.low, range.high) <= 0)
        m_ranges.push_back(range);
}

void ValueSet::finish()
{
    std::ranges::sort(m_ranges, [](const Range &a, const Range &b) { return compare(a.low, b.low) < 0; });
    std::size_t count = 0;
    for (const Range &range : m_ranges) {
        Range *before = count == 0 ? nullptr : &m_ranges[count - 1];
        if (before == nullptr || compare(before->high, range.low) < 0)
            m_ranges[count++] = range;
        else if (compare(before->high, range.high) < 0)
            before->high = range.high;
    }
    m_ranges.resize(count);
}

bool ValueSet::contains(const Value &value) const
{
    const auto behind = std::ranges::upper_bound(m_ranges, value, [](const Value &a, const Value &b) { return compare(a, b) < 0; }, &Range::low);
    return behind != m_ranges.begin() && compare(value, std::prev(behind)->high) <= 0;
}

} // namespace framelens::filter

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/row_ranges.h"

#include <algorithm>
#include <charconv>
#include <memory>

namespace framelens {

namespace {

std::unexpected<Error> badList(std::string_view part, std::string_view why)
{
    return std::unexpected(Error{.action = Action::Option,
                                 .reason = Reason::BadValue,
                                 .detail = "\"" + std::string(part) + "\" " + std::string(why)});
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// A whole number and nothing else.
std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const char *end = std::to_address(text.end());
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || stop != end)
        return {};
    return value;
}

// One item of a list: "7", "1-5", "20-", "-3".
Result<RowRange> parseItem(std::string_view item, std::uint32_t count)
{
    const std::size_t dash = item.find('-');
    const bool single = dash == std::string_view::npos;
    const std::string_view low = trimmed(item.substr(0, dash));
    const std::string_view high = single ? low : trimmed(item.substr(dash + 1));
    if (low.empty() && high.empty())
        return badList(item, "is no number and no range of numbers");
    const std::optional<std::uint64_t> begin = low.empty() ? 1 : number(low);
    const std::optional<std::uint64_t> end = high.empty() ? count : number(high);
    if (!begin || !end)
        return badList(item, "is no number and no range of numbers");
    if (*begin == 0)
        return badList(item, "begins with 0; counting begins with 1");
    if (*begin > count || *end > count)
        return badList(item, "is beyond the last, " + grouped(count));
    if (*end < *begin)
        return badList(item, "runs backwards");
    return RowRange{static_cast<std::uint32_t>(*begin - 1), static_cast<std::uint32_t>(*end)};
}

} // namespace

void RowRanges::add(std::uint32_t begin, std::uint32_t end)
{
    if (begin >= end)
        return;
    if (m_ranges.empty() || m_ranges.back().end < begin) {
        m_ranges.push_back({begin, end});
        return;
    }
    // All ranges that overlap or touch the new one become one with it.
    const auto from = std::ranges::lower_bound(m_ranges, begin, {}, &RowRange::end);
    const auto to = std::ranges::upper_bound(from, m_ranges.end(), end, {}, &RowRange::begin);
    if (from == to) {
        m_ranges.insert(from, {begin, end});
        return;
    }
    from->begin = std::min(from->begin, begin);
    from->end = std::max(std::prev(to)->end, end);
    m_ranges.erase(std::next(from), to);
}

void RowRanges::add(const RowRanges &other)
{
    for (const RowRange &range : other.m_ranges)
        add(range.begin, range.end);
}

void RowRanges::remove(std::uint32_t begin, std::uint32_t end)
{
    if (begin >= end)
        return;
    const auto from = std::ranges::upper_bound(m_ranges, begin, {}, &RowRange::end);
    const auto to = std::ranges::lower_bound(from, m_ranges.end(), end, {}, &RowRange::begin);
    if (from == to)
        return;
    const RowRange before{from->begin, begin};
    const RowRange behind{end, std::prev(to)->end};
    auto at = m_ranges.erase(from, to);
    if (behind.begin < behind.end)
        at = m_ranges.insert(at, behind);
    if (before.begin < before.end)
        m_ranges.insert(at, before);
}

void RowRanges::toggle(std::uint32_t row)
{
    if (contains(row))
        remove(row, row + 1);
    else
        add(row, row + 1);
}

std::uint64_t RowRanges::count() const
{
    std::uint64_t rows = 0;
    for (const RowRange &range : m_ranges)
        rows += range.size();
    return rows;
}

bool RowRanges::contains(std::uint32_t row) const
{
    const auto found = std::ranges::upper_bound(m_ranges, row, {}, &RowRange::end);
    return found != m_ranges.end() && found->begin <= row;
}

RowRanges RowRanges::within(std::uint32_t begin, std::uint32_t end) const
{
    RowRanges result;
    for (auto range = std::ranges::upper_bound(m_ranges, begin, {}, &RowRange::end);
         range != m_ranges.end() && range->begin < end; ++range)
        result.add(std::max(range->begin, begin), std::min(range->end, end));
    return result;
}

std::optional<std::uint32_t> RowRanges::first() const
{
    return m_ranges.empty() ? std::nullopt : std::optional(m_ranges.front().begin);
}

std::optional<std::uint32_t> RowRanges::last() const
{
    return m_ranges.empty() ? std::nullopt : std::optional(m_ranges.back().end - 1);
}

Result<RowRanges> RowRanges::parse(std::string_view text, std::uint32_t count)
{
    RowRanges rows;
    while (true) {
        const std::size_t comma = text.find(',');
        const std::string_view item = trimmed(text.substr(0, comma));
        const Result<RowRange> range = parseItem(item, count);
        if (!range)
            return std::unexpected(range.error());
        rows.add(range->begin, range->end);
        if (comma == std::string_view::npos)
            return rows;
        text.remove_prefix(comma + 1);
    }
}

std::string RowRanges::text() const
{
    std::string text;
    for (const RowRange &range : m_ranges) {
        text += (text.empty() ? "" : ",") + std::to_string(std::uint64_t{range.begin} + 1);
        if (range.size() > 1)
            text += "-" + std::to_string(range.end);
    }
    return text;
}

} // namespace framelens

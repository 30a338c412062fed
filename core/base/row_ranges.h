// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Sets of rows or frames: what a list has selected and what an exporter is handed. Their size is that of
// their description, so that "all of 2^31 rows" is one range.
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace framelens {

/// Rows [begin, end), counted from 0.
struct RowRange
{
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    std::uint32_t size() const { return end - begin; }
    friend bool operator==(const RowRange &, const RowRange &) = default;
};

/// Sorted, disjoint ranges that do not touch. A value.
class RowRanges
{
public:
    RowRanges() = default;
    /// One range; empty when begin >= end.
    RowRanges(std::uint32_t begin, std::uint32_t end) { add(begin, end); }

    /// Adds [begin, end); nothing when begin >= end. Constant behind the last range, else linear in the number
    /// of ranges.
    void add(std::uint32_t begin, std::uint32_t end);
    void add(const RowRanges &other);
    /// Takes [begin, end) out.
    void remove(std::uint32_t begin, std::uint32_t end);
    /// Adds a row that is not there and takes out one that is.
    void toggle(std::uint32_t row);
    void clear() { m_ranges.clear(); }

    bool empty() const { return m_ranges.empty(); }
    /// Rows in all ranges together. Linear in the number of ranges.
    std::uint64_t count() const;
    /// Logarithmic in the number of ranges.
    bool contains(std::uint32_t row) const;
    /// The rows that are also in [begin, end).
    RowRanges within(std::uint32_t begin, std::uint32_t end) const;

    std::optional<std::uint32_t> first() const;
    std::optional<std::uint32_t> last() const;
    /// In rising order; valid until the set is changed. `for (RowRange range : set.ranges())`
    std::span<const RowRange> ranges() const & { return m_ranges; }
    std::span<const RowRange> ranges() const && = delete;

    friend bool operator==(const RowRanges &, const RowRanges &) = default;

    /// What a person writes, rows counted from 1 and both ends included: "1-5,9,20-" ("20-": up to the last,
    /// "-3": from the first). Spaces do not matter. Reason::BadValue, with a sentence in `detail`, for what is no
    /// such list, counts from 0, runs backwards or names a row beyond `count`.
    static Result<RowRanges> parse(std::string_view text, std::uint32_t count);
    /// The same the other way: "1-5,9,20-31". Empty for none.
    std::string text() const;

private:
    std::vector<RowRange> m_ranges;
};

} // namespace framelens

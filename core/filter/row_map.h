// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which frame stands in which row of a list: all of them, those that pass a filter, or an order.
#pragma once

#include "core/base/row_ranges.h"
#include "core/filter/match_list.h"

#include <memory>
#include <vector>

namespace framelens {

/// An immutable value: a list that grows or changes is another RowMap, which says whether it continues() the one before. Rows and
/// frames are counted from 0. Any thread.
class RowMap
{
public:
    enum class Kind : std::uint8_t { All, Matches, Ordered };

    /// No rows.
    RowMap() = default;
    /// Row n is frame n.
    static RowMap all(std::uint32_t frames);
    /// The first `rows` matches (at most list->size()); more may be appended to the list meanwhile.
    static RowMap matches(std::shared_ptr<const MatchList> list, std::size_t rows);
    /// Frames in any order, each once.
    static RowMap ordered(std::shared_ptr<const std::vector<std::uint32_t>> frames);
    /// The same for the first rows of `all` (All or Matches, at least as many): those behind them stand as they are.
    static RowMap ordered(std::shared_ptr<const std::vector<std::uint32_t>> frames, const RowMap &all);

    Kind kind() const { return m_kind; }
    std::uint32_t size() const { return m_rows; }
    bool empty() const { return m_rows == 0; }
    /// Of a row below size().
    std::uint32_t frameAt(std::uint32_t row) const;
    /// Nothing when the frame is in no row. Constant for All, logarithmic for Matches, linear for Ordered.
    std::optional<std::uint32_t> rowOf(std::uint32_t frame) const;
    /// The row of the frame, else that of the nearest frame behind it; nothing when there is none. Cost as rowOf().
    std::optional<std::uint32_t> rowAtOrBehind(std::uint32_t frame) const;

    /// The frames of some rows (those beyond size() are left out), and the rows of some frames. The cost is that of the rows, for
    /// All and for rowsOf() of Matches that of the ranges; for Ordered that of all rows, and a bit for each frame meanwhile.
    RowRanges framesOf(const RowRanges &rows) const;
    RowRanges rowsOf(const RowRanges &frames) const;

    /// Whether it is `former` with rows appended, or just that.
    bool continues(const RowMap &former) const;

private:
    /// Of Ordered: the rows as they would be without the order.
    RowMap unordered() const;
    /// Behind the last of the frames. Linear.
    std::uint32_t framesEnd() const;

    Kind m_kind = Kind::All;
    std::uint32_t m_rows = 0;
    std::shared_ptr<const MatchList> m_matches;
    std::shared_ptr<const std::vector<std::uint32_t>> m_order;
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/row_map.h"

#include <algorithm>
#include <utility>

namespace framelens {

namespace {

// Frames below a number, a bit for each: rows in any order are looked up in one walk.
class FrameSet
{
public:
    explicit FrameSet(std::uint32_t end)
        : m_bits(end)
    {
    }

    void add(std::uint32_t frame) { m_bits[frame] = true; }
    void add(const RowRanges &frames)
    {
        const RowRanges below = frames.within(0, static_cast<std::uint32_t>(m_bits.size()));
        for (const RowRange &range : below.ranges())
            std::fill(m_bits.begin() + range.begin, m_bits.begin() + range.end, true);
    }
    bool contains(std::uint32_t frame) const { return m_bits[frame]; }
    RowRanges ranges() const
    {
        RowRanges found;
        for (auto end = m_bits.begin(); end != m_bits.end();) {
            const auto begin = std::find(end, m_bits.end(), true);
            end = std::find(begin, m_bits.end(), false);
            found.add(static_cast<std::uint32_t>(begin - m_bits.begin()), static_cast<std::uint32_t>(end - m_bits.begin()));
        }
        return found;
    }

private:
    std::vector<bool> m_bits;
};

} // namespace

RowMap RowMap::all(std::uint32_t frames)
{
    RowMap map;
    map.m_rows = frames;
    return map;
}

RowMap RowMap::matches(std::shared_ptr<const MatchList> list, std::size_t rows)
{
    RowMap map;
    map.m_kind = Kind::Matches;
    map.m_rows = static_cast<std::uint32_t>(std::min(rows, list->size()));
    map.m_matches = std::move(list);
    return map;
}

RowMap RowMap::ordered(std::shared_ptr<const std::vector<std::uint32_t>> frames)
{
    RowMap map;
    map.m_kind = Kind::Ordered;
    map.m_rows = static_cast<std::uint32_t>(frames->size());
    map.m_order = std::move(frames);
    return map;
}

RowMap RowMap::ordered(std::shared_ptr<const std::vector<std::uint32_t>> frames, const RowMap &all)
{
    RowMap map = ordered(std::move(frames));
    map.m_rows = std::max(map.m_rows, all.m_rows);
    map.m_matches = all.m_matches;
    return map;
}

RowMap RowMap::unordered() const
{
    RowMap map = *this;
    map.m_kind = m_matches ? Kind::Matches : Kind::All;
    map.m_order.reset();
    return map;
}

std::uint32_t RowMap::framesEnd() const
{
    std::uint32_t end = 0;
    for (std::uint32_t row = 0; row < m_rows; ++row)
        end = std::max(end, frameAt(row) + 1);
    return end;
}

std::uint32_t RowMap::frameAt(std::uint32_t row) const
{
    switch (m_kind) {
    case Kind::All: break;
    case Kind::Matches: return (*m_matches)[row];
    case Kind::Ordered: return row < m_order->size() ? (*m_order)[row] : m_matches ? (*m_matches)[row] : row;
    }
    return row;
}

std::optional<std::uint32_t> RowMap::rowOf(std::uint32_t frame) const
{
    if (m_kind == Kind::Ordered) {
        const auto found = std::ranges::find(*m_order, frame);
        if (found != m_order->end())
            return static_cast<std::uint32_t>(found - m_order->begin());
        const std::optional<std::uint32_t> behind = unordered().rowOf(frame);
        return behind && *behind >= m_order->size() ? behind : std::nullopt;
    }
    const std::optional<std::uint32_t> row = rowAtOrBehind(frame);
    return row && frameAt(*row) == frame ? row : std::nullopt;
}

std::optional<std::uint32_t> RowMap::rowAtOrBehind(std::uint32_t frame) const
{
    std::optional<std::uint32_t> best;
    switch (m_kind) {
    case Kind::All: best = frame; break;
    case Kind::Matches: best = static_cast<std::uint32_t>(std::min<std::size_t>(m_matches->lowerBound(frame), m_rows)); break;
    case Kind::Ordered:
        for (std::uint32_t row = 0; row < m_rows; ++row)
            if (frameAt(row) >= frame && (!best || frameAt(row) < frameAt(*best)))
                best = row;
        break;
    }
    return best && *best < m_rows ? best : std::nullopt;
}

RowRanges RowMap::framesOf(const RowRanges &rows) const
{
    RowRanges there = rows.within(0, m_rows);
    if (m_kind == Kind::All)
        return there;
    RowRanges found;
    if (m_kind == Kind::Ordered) {
        FrameSet frames(framesEnd());
        for (const RowRange &range : there.ranges())
            for (std::uint32_t row = range.begin; row < range.end; ++row)
                frames.add(frameAt(row));
        return frames.ranges();
    }
    for (const RowRange &range : there.ranges())
        for (std::uint32_t row = range.begin; row < range.end; ++row)
            found.add(frameAt(row), frameAt(row) + 1);
    return found;
}

RowRanges RowMap::rowsOf(const RowRanges &frames) const
{
    if (m_kind == Kind::All)
        return frames.within(0, m_rows);
    RowRanges rows;
    if (m_kind == Kind::Ordered) {
        FrameSet wanted(framesEnd());
        wanted.add(frames);
        for (std::uint32_t row = 0; row < m_rows; ++row)
            if (wanted.contains(frameAt(row)))
                rows.add(row, row + 1);
        return rows;
    }
    for (const RowRange &range : frames.ranges())
        rows.add(rowAtOrBehind(range.begin).value_or(m_rows), rowAtOrBehind(range.end).value_or(m_rows));
    return rows;
}

bool RowMap::continues(const RowMap &former) const
{
    return m_kind == former.m_kind && m_matches == former.m_matches && m_order == former.m_order && m_rows >= former.m_rows;
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which frames are exported: ranges that somebody named, or what a filter found. Nothing is copied for either.
#pragma once

#include "core/base/row_ranges.h"
#include "core/filter/match_list.h"

#include <iterator>

namespace framelens {

/// Frames in rising order, as ranges. Borrows what it was made of; of matches it has those that were there when it was made.
class ChosenFrames
{
public:
    /// None.
    ChosenFrames() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): ranges are chosen frames
    ChosenFrames(const RowRanges &frames)
        : m_ranges(frames.ranges())
        , m_end(m_ranges.size())
    {
    }
    /// The matches within [range.begin, range.end).
    explicit ChosenFrames(const MatchList &matches, RowRange range = {0, UINT32_MAX})
        : m_matches(&matches)
        , m_begin(matches.lowerBound(range.begin))
        , m_end(std::max(m_begin, matches.lowerBound(range.end)))
    {
    }

    /// Walks through ranges: matches that follow each other are one.
    class Iterator
    {
    public:
        using value_type = RowRange;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        Iterator(const ChosenFrames &frames, std::size_t at)
            : m_frames(&frames)
            , m_next(at)
        {
            ++*this;
        }

        RowRange operator*() const { return m_range; }
        Iterator &operator++()
        {
            m_at = m_next;
            if (m_at == m_frames->m_end)
                return *this;
            m_range = m_frames->rangeAt(m_at, m_next);
            return *this;
        }
        Iterator operator++(int)
        {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const Iterator &a, const Iterator &b) { return a.m_at == b.m_at; }

    private:
        const ChosenFrames *m_frames = nullptr;
        std::size_t m_at = 0;
        std::size_t m_next = 0;
        RowRange m_range;
    };

    Iterator begin() const & { return {*this, m_begin}; }
    Iterator end() const & { return {*this, m_end}; }
    bool empty() const { return m_begin == m_end; }

private:
    // The range that begins at an index, and the index behind it.
    RowRange rangeAt(std::size_t index, std::size_t &next) const
    {
        next = index + 1;
        if (m_matches == nullptr)
            return m_ranges[index];
        RowRange range{(*m_matches)[index], (*m_matches)[index] + 1};
        for (; next != m_end && (*m_matches)[next] == range.end; ++next)
            ++range.end;
        return range;
    }

    std::span<const RowRange> m_ranges;
    const MatchList *m_matches = nullptr; // null: m_ranges
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace framelens

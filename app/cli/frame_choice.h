// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which frames were asked for: --frames, -c, and the filters of -Y and -R.
#pragma once

#include "app/cli/options.h"
#include "core/export/chosen_frames.h"
#include "core/filter/filter_search.h"

#include <optional>

namespace framelens::cli {

/// Decides frames as they become known. Borrows the options.
class FrameChoice
{
public:
    /// `filter` may be null: then every frame passes, and `frames` are not looked at.
    FrameChoice(const Options &options, std::shared_ptr<const Filter> filter, SearchedFrames frames);

    /// Decides some of the frames below `count` that were not yet, all where there is no filter: so many that it takes a moment at
    /// most. Returns below which all are decided now.
    std::uint32_t decide(std::uint32_t count);
    /// Calls each(RowRange) until it returns false, with those of [begin, end) that were asked for; all of them are decided. False: each() said so.
    template <typename Each>
    bool forEach(RowRange range, Each each) const;
    bool filters() const { return m_search.has_value(); }
    /// Whether nothing behind the first `count` frames is asked for.
    bool hasEnough(std::uint32_t count) const { return count >= m_end; }
    /// Calls use(ChosenFrames) with all that are decided.
    template <typename Use>
    auto with(Use use) const;
    std::uint64_t count() const;
    /// What there is to say about the search; empty: nothing.
    std::string remark() const;

    static constexpr std::uint32_t stepFrames = 131'072;

private:
    RowRanges listed(RowRange range) const;

    const std::optional<RowRanges> &m_frames;
    std::uint32_t m_end; // frames from here on are not asked for
    std::uint32_t m_decided = 0;
    std::optional<FilterSearch> m_search;
};

template <typename Each>
bool FrameChoice::forEach(RowRange range, Each each) const
{
    range.end = std::min(range.end, m_decided);
    const auto all = [&](const ChosenFrames &frames) {
        for (const RowRange part : frames)
            if (!each(part))
                return false;
        return true;
    };
    const RowRanges listed = this->listed(range);
    if (!m_search)
        return all(listed);
    for (const RowRange part : listed.ranges())
        if (!all(ChosenFrames(m_search->matches(), part)))
            return false;
    return true;
}

template <typename Use>
auto FrameChoice::with(Use use) const
{
    const RowRange decided{0, m_decided};
    if (m_search && !m_frames)
        return use(ChosenFrames(m_search->matches(), decided));
    RowRanges frames;
    forEach(decided, [&](RowRange part) {
        frames.add(part.begin, part.end);
        return true;
    });
    return use(ChosenFrames(frames));
}

} // namespace framelens::cli

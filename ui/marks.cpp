// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/marks.h"

#include <algorithm>

namespace framelens::ui {

RowRanges Marks::span() const
{
    return m_frames.empty() ? RowRanges() : RowRanges(*m_frames.first(), *m_frames.last() + 1);
}

void Marks::add(const RowRanges &frames)
{
    m_frames.add(frames);
    emit changed();
}

void Marks::remove(const RowRanges &frames)
{
    for (const RowRange &range : frames.ranges())
        m_frames.remove(range.begin, range.end);
    emit changed();
}

void Marks::clear()
{
    if (m_frames.empty())
        return;
    m_frames.clear();
    emit changed();
}

void Marks::toggle(const RowRanges &frames)
{
    const bool areAllMarked = std::ranges::all_of(frames.ranges(), [this](const RowRange &range) {
        return m_frames.within(range.begin, range.end).count() == range.size();
    });
    if (areAllMarked)
        remove(frames);
    else
        add(frames);
}

} // namespace framelens::ui

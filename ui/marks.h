// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which frames the user marked, for as long as they are shown.
#pragma once

#include "core/base/row_ranges.h"

#include <QObject>

namespace framelens::ui {

/// Frames counted from 0, kept as ranges: all of 2^31 cost what one costs.
class Marks final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const RowRanges &frames() const & { return m_frames; }
    bool contains(std::uint32_t frame) const { return m_frames.contains(frame); }
    /// From the first marked frame to the last; empty when none is marked.
    RowRanges span() const;

    void add(const RowRanges &frames);
    void remove(const RowRanges &frames);
    void clear();
    /// Marks all of them, or none when all were marked.
    void toggle(const RowRanges &frames);

signals:
    void changed();

private:
    RowRanges m_frames;
};

} // namespace framelens::ui

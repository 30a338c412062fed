// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find among the rows of a list, in the order in which they stand. Without a widget, on a worker.
#pragma once

#include "core/base/row_ranges.h"
#include "core/filter/find.h"
#include "core/filter/row_map.h"

namespace framelens::ui {

/// The next hit (or the one before) behind a place, once round the rows: within a frame by position, then by the next row. Rows in
/// the order of the capture are searched over whole runs of the file, others frame by frame. The job reports rows and is not finished.
FindOutcome findAmongRows(const std::shared_ptr<const FindNeedle> &needle, FindWhere where, const SearchedFrames &frames, const RowMap &rows,
                          FindPlace from, bool isOnward, Job &job);

/// The first of them in the order of the capture, whatever that of the rows.
std::optional<FindHit> firstInCapture(const std::shared_ptr<const FindNeedle> &needle, const SearchedFrames &frames, const RowMap &rows, Job &job);

/// All frames of the rows that hold a hit. Cancelled, or given up: those up to some frame.
struct FramesFound
{
    RowRanges frames;
    bool gaveUp = false;
};
FramesFound framesThatHold(const std::shared_ptr<const FindNeedle> &needle, FindWhere where, const SearchedFrames &frames, const RowMap &rows, Job &job);

} // namespace framelens::ui

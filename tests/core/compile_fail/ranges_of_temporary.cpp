// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: use of deleted function .*RowRanges::ranges
#include "core/base/row_ranges.h"

std::size_t looked(const framelens::RowRanges &rows)
{
    std::size_t count = 0;
#ifdef FRAMELENS_DANGLING
    for (const framelens::RowRange &range : rows.within(0, 10).ranges())
#else
    const framelens::RowRanges few = rows.within(0, 10);
    for (const framelens::RowRange &range : few.ranges())
#endif
        count += range.end - range.begin;
    return count;
}

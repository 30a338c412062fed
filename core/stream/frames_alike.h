// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames of a recording, found again in one that is cut otherwise.
#pragma once

#include "core/base/job.h"
#include "core/base/row_ranges.h"

namespace framelens {

class Recording;

/// The frames of `now` that hold the first byte of one of `frames` of `former`, and the same events; both are over the same log. A
/// byte that is in no frame of `now` yet is taken to be in the last one of its direction. Linear in the frames of both, with
/// 8 bytes for each of `frames` meanwhile. The job reports frames and is not finished; cancelled: nothing.
RowRanges framesAlike(const Recording &former, const RowRanges &frames, const Recording &now, Job &job);

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames in another order than that of the capture.
#pragma once

#include "core/filter/sort_key.h"

#include <vector>

namespace framelens {

using FrameOrder = std::vector<std::uint32_t>;

struct SortOptions
{
    unsigned threads = 1; ///< of which the caller's is one
    /// Bytes of keys that are kept while sorting. Beyond it they are made once more when the sorted runs are merged, which
    /// costs a second dissection of these frames instead of memory.
    std::size_t keyBytes = std::size_t{256} << 20U;
};

/// The frames by `key`: equal ones in the order in which they were given, those that have nothing there last, whichever the
/// direction. While it runs it takes the 4 bytes a frame that it was given, as many for the result once there is more than one
/// run, SortOptions::keyBytes, and a run of keys a thread (under 16 MB but for enormous texts). job.report() counts frames,
/// each twice where runs are merged. Null: the job was cancelled. The job is not finished. If the file is cut meanwhile, keys
/// may be others when they are made once more: then each frame still stands in the order once, but perhaps not by its key.
std::shared_ptr<const FrameOrder> sortFrames(FrameOrder frames, const SortKey &key, const SearchedFrames &where,
                                             const std::shared_ptr<const Registry> &registry, const SortOptions &options, Job &job);

} // namespace framelens

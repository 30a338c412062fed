// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Looks for the next frame that something is wrong with, on a worker.
#pragma once

#include "core/base/job.h"
#include "core/bytes/frame_source.h"
#include "core/decode/dissector.h"
#include "core/filter/row_map.h"

#include <memory>
#include <optional>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

/// The first frame of `rows` after the frame `after`, and round to it, with a problem that is more than a note. Asks the job
/// every 1,024 frames whether to stop.
std::optional<std::uint32_t> findProblem(const FrameSource &source, const Dissector &dissector, const RowMap &rows,
                                         std::uint32_t after, Job &job);

/// What a search on a worker found; read it when the job has finished.
struct ProblemSearch
{
    std::shared_ptr<Job> job;
    std::optional<std::uint32_t> found = {};
};

/// `wake` is called from the worker when it has finished.
std::shared_ptr<ProblemSearch> searchProblem(WorkerPool &pool, std::shared_ptr<const FrameSource> source,
                                             std::shared_ptr<const Dissector> dissector, RowMap rows, std::uint32_t after,
                                             std::function<void()> wake);

} // namespace framelens::ui

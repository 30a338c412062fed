// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/problem_search.h"

#include "core/base/worker_pool.h"

#include <algorithm>

namespace framelens::ui {

std::optional<std::uint32_t> findProblem(const FrameSource &source, const Dissector &dissector, const RowMap &rows,
                                         std::uint32_t after, Job &job)
{
    constexpr std::uint32_t framesBetweenLooks = 1024;
    Dissection dissection;
    const std::uint32_t count = rows.size();
    const std::uint32_t from = rows.rowAtOrBehind(after).value_or(0);
    const bool isShown = count > 0 && rows.frameAt(from) == after;
    for (std::uint32_t step = isShown ? 1 : 0; step < count; ++step) {
        const std::uint32_t frame = rows.frameAt(static_cast<std::uint32_t>((std::uint64_t{from} + step) % count));
        if (step % framesBetweenLooks == 0) {
            if (job.cancelled())
                return {};
            job.report(step, count);
        }
        dissector.dissect(source.view(frame), dissection);
        if (std::ranges::any_of(dissection.problems(),
                                [](const Problem &problem) { return problem.severity != Severity::Note; }))
            return frame;
    }
    return {};
}

std::shared_ptr<ProblemSearch> searchProblem(WorkerPool &pool, std::shared_ptr<const FrameSource> source,
                                             std::shared_ptr<const Dissector> dissector, RowMap rows, std::uint32_t after,
                                             std::function<void()> wake)
{
    auto search = std::make_shared<ProblemSearch>(std::make_shared<Job>(std::move(wake)));
    pool.submit([search, source = std::move(source), dissector = std::move(dissector), rows = std::move(rows), after] {
        search->found = findProblem(*source, *dissector, rows, after, *search->job);
        search->job->finish();
    });
    return search;
}

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/copy_run.h"

#include "core/base/worker_pool.h"

namespace framelens::ui {

std::shared_ptr<CopyRun> startCopy(WorkerPool &pool, CopyOrder order, std::function<void()> wake)
{
    auto run = std::make_shared<CopyRun>(std::move(order), std::make_shared<Job>(std::move(wake)));
    pool.submit([run] {
        run->text = framesText(run->order, *run->job);
        run->job->finish(run->text ? std::nullopt : std::optional(run->text.error()));
    });
    return run;
}

} // namespace framelens::ui

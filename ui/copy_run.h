// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Many frames on their way to the clipboard, on a worker.
#pragma once

#include "ui/copy_text.h"

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

/// `text` may be read when the job has finished.
struct CopyRun
{
    CopyOrder order;
    std::shared_ptr<Job> job;
    Result<std::string> text = {};
};

/// So few frames are copied at once, in the window's thread.
inline constexpr std::uint64_t mostFramesAtOnce = 200;

/// `wake` is called from the worker when it has finished.
std::shared_ptr<CopyRun> startCopy(WorkerPool &pool, CopyOrder order, std::function<void()> wake);

} // namespace framelens::ui

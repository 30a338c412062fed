// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A capture being opened and indexed on a worker. It needs no QApplication, so it can begin before there is one,
// and it can pass from one window to another.
#pragma once

#include "core/base/job.h"
#include "core/base/worker_pool.h"
#include "core/capture/capture.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace framelens::ui {

/// One run of opening a file and indexing it, or of indexing on. Any thread.
class Opening
{
public:
    static std::shared_ptr<Opening> start(WorkerPool &pool, const std::string &path, OpenOptions options);
    /// Goes on where indexing stopped.
    static std::shared_ptr<Opening> resume(WorkerPool &pool, std::shared_ptr<Capture> capture);

    Opening(const Opening &) = delete;
    Opening &operator=(const Opening &) = delete;

    const std::string &path() const & { return m_path; }
    const OpenOptions &options() const & { return m_options; }
    const std::shared_ptr<Job> &job() const & { return m_job; }
    /// The capture, once it is open; null before and when that failed.
    std::shared_ptr<Capture> capture() const;

    /// `wake` is called from a worker when there is something to look at, at most once until job()->taken();
    /// at once if that was so before. Null: nobody watches any more; after the return it is not running.
    void watch(std::function<void()> wake);

private:
    Opening(std::string path, OpenOptions options);
    void run(std::shared_ptr<Capture> capture);
    void wake();

    std::string m_path;
    OpenOptions m_options;
    std::shared_ptr<Job> m_job;
    mutable std::mutex m_mutex;
    std::shared_ptr<Capture> m_capture;
    std::function<void()> m_wake;
    bool m_woken = false;
};

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The program's one pool of threads, made by `app` (or a test) and passed down.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace framelens {

/// Runs tasks in order of arrival on a fixed number of threads. Destruction lets running tasks end and
/// drops waiting ones: whoever submits long work holds its Job and cancels it first.
class WorkerPool
{
public:
    explicit WorkerPool(std::size_t threads);
    ~WorkerPool();
    WorkerPool(const WorkerPool &) = delete;
    WorkerPool &operator=(const WorkerPool &) = delete;

    /// Any thread. The task must not throw.
    void submit(std::move_only_function<void()> task);

private:
    void run(const std::stop_token &stop);

    std::mutex m_mutex;
    std::condition_variable_any m_ready;
    std::deque<std::move_only_function<void()>> m_tasks;
    std::vector<std::jthread> m_threads; // last: joined before the rest goes
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/worker_pool.h"

namespace framelens {

WorkerPool::WorkerPool(std::size_t threads)
{
    for (std::size_t i = 0; i < threads; ++i)
        m_threads.emplace_back([this](const std::stop_token &stop) { run(stop); });
}

WorkerPool::~WorkerPool()
{
    for (std::jthread &thread : m_threads)
        thread.request_stop();
    m_threads.clear();
}

void WorkerPool::submit(std::move_only_function<void()> task)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_ready.notify_one();
}

void WorkerPool::run(const std::stop_token &stop)
{
    while (true) {
        std::move_only_function<void()> task;
        {
            std::unique_lock lock(m_mutex);
            m_ready.wait(lock, stop, [this] { return !m_tasks.empty(); });
            if (stop.stop_requested())
                return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Holds threads of a pool up, so that what a window asks of workers does not come before a test lets it.
#pragma once

#include "core/base/worker_pool.h"

#include <future>
#include <utility>

namespace framelens::test {

/// Lets them go at its end at the latest: before the pool's.
class HeldPool
{
public:
    HeldPool() = default;
    ~HeldPool() { release(); }
    HeldPool(const HeldPool &) = delete;
    HeldPool &operator=(const HeldPool &) = delete;

    /// One thread, as soon as it has done what was submitted before.
    void hold(WorkerPool &pool)
    {
        pool.submit([released = m_released] { released.wait(); });
    }
    void release()
    {
        if (!std::exchange(m_isReleased, true))
            m_release.set_value();
    }

private:
    std::promise<void> m_release;
    std::shared_future<void> m_released = m_release.get_future().share();
    bool m_isReleased = false;
};

} // namespace framelens::test

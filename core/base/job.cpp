// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/job.h"

namespace framelens {

std::optional<Error> Job::failure() const
{
    const std::scoped_lock lock(m_mutex);
    return m_failure;
}

void Job::report(std::uint64_t done, std::uint64_t total)
{
    m_done.store(done, std::memory_order_relaxed);
    m_total.store(total, std::memory_order_relaxed);
}

void Job::published()
{
    if (m_wake && !m_woken.exchange(true, std::memory_order_acq_rel))
        m_wake();
}

void Job::finish(std::optional<Error> failure)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_failure = std::move(failure);
    }
    m_finished.store(true, std::memory_order_release);
    m_finished.notify_all();
    if (m_wake)
        m_wake();
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/spool_sync.h"

#include <cerrno>
#include <chrono>

namespace framelens {

SpoolSync::SpoolSync(int data, int journal, const FileCalls &calls)
    : m_data(data)
    , m_journal(journal)
    , m_calls(calls)
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

SpoolSync::~SpoolSync() { finish(); }

void SpoolSync::finish()
{
    if (!m_thread.joinable())
        return;
    m_thread.request_stop();
    m_thread.join();
}

void SpoolSync::written(std::uint64_t bytes)
{
    const std::uint64_t before = m_unsynced.fetch_add(bytes, std::memory_order_relaxed);
    const bool isFirst = before == 0;
    const bool isMuch = before < mostUnsynced && before + bytes >= mostUnsynced;
    if (!isFirst && !isMuch)
        return;
    // Between its look at the count and its sleep the thread holds the mutex: it cannot miss this.
    const std::lock_guard lock(m_mutex);
    m_wake.notify_one();
}

void SpoolSync::sync()
{
    m_unsynced.store(0, std::memory_order_relaxed); // before the call: what is written during it waits for the next
    for (const int fd : {m_data, m_journal})
        if (m_calls.fdatasync(fd) != 0 && errno != EINVAL) // EINVAL: a file system that has none
            m_error.store(errno, std::memory_order_relaxed);
}

void SpoolSync::run(const std::stop_token &stop)
{
    const auto unsynced = [this] { return m_unsynced.load(std::memory_order_relaxed); };
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [&] { return unsynced() > 0; })) {
        m_wake.wait_for(lock, stop, std::chrono::seconds(1), [&] { return unsynced() >= mostUnsynced; });
        lock.unlock();
        sync();
        lock.lock();
    }
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Makes a spool safe against power loss while it is written, on a thread of its own: who receives does not wait for a disk.
#pragma once

#include "core/bytes/file_calls.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace framelens {

/// Calls fdatasync a second after something was written, or once 8 MiB are, and at the end. What is written while a call goes
/// on waits for the next one.
class SpoolSync
{
public:
    static constexpr std::uint64_t mostUnsynced = std::uint64_t{8} << 20U;

    /// The descriptors and the calls must outlive this.
    SpoolSync(int data, int journal, const FileCalls &calls);
    ~SpoolSync();
    SpoolSync(const SpoolSync &) = delete;
    SpoolSync &operator=(const SpoolSync &) = delete;

    /// So many bytes more wait for the disk.
    void written(std::uint64_t bytes);
    /// The files are going: what was written needs no disk.
    void forgo() { m_unsynced.store(0, std::memory_order_relaxed); }
    /// The last call, then no more: all that was written before is on the disk, or takeError() says why not.
    void finish();
    /// errno of a call that failed since this was last asked, 0 when none did.
    int takeError() { return m_error.exchange(0, std::memory_order_relaxed); }

private:
    void run(const std::stop_token &stop);
    void sync();

    int m_data;
    int m_journal;
    const FileCalls &m_calls;
    std::atomic<std::uint64_t> m_unsynced{0};
    std::atomic<int> m_error{0};
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; // last: it ends before the others go
};

} // namespace framelens

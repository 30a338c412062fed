// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Names that are being looked up. The system's resolver cannot be interrupted, so each is asked in a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace framelens::live {

/// Counts the threads, so that an end can wait for them as long as it likes. They hold no port and no file.
class Lookups : public std::enable_shared_from_this<Lookups>
{
public:
    /// A thread that is waited for.
    struct Ticket
    {
        bool isWaitedFor = true;
    };
    /// Runs `task` in a thread; null: there can be no more threads.
    std::shared_ptr<Ticket> start(std::function<void()> task);
    /// Nobody waits for this one any more: it had its time.
    void giveUp(Ticket &ticket);
    /// Until all others have ended, but no longer than this.
    void wait(std::chrono::milliseconds most);

private:
    void end(Ticket &ticket);

    std::mutex m_mutex;
    std::condition_variable m_ended;
    unsigned m_waitedFor = 0;
};

} // namespace framelens::live

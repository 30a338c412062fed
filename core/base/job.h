// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Long work has one shape in the whole program: progress, stop, failure, and a wake-up for whoever looks.
#pragma once

#include "core/base/error.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>

namespace framelens {

/// Shared by the worker that does the work and those who watch it; held by shared_ptr. The worker calls
/// the functions marked (worker); all others may be called from any thread.
class Job
{
public:
    /// `wake` is called by the worker, at most once until taken() is called, whenever there is something
    /// new to look at. It must only post an event: it runs in the worker's thread.
    explicit Job(std::function<void()> wake = {})
        : m_wake(std::move(wake))
    {
    }
    Job(const Job &) = delete;
    Job &operator=(const Job &) = delete;

    /// Asks the worker to end soon; what it has published stays.
    void cancel() { m_stop.request_stop(); }
    bool cancelled() const { return m_stop.stop_requested(); }
    std::stop_token stopToken() const { return m_stop.get_token(); }

    /// Done and total in the worker's unit (bytes); total 0: the end is not known.
    std::uint64_t done() const { return m_done.load(std::memory_order_relaxed); }
    std::uint64_t total() const { return m_total.load(std::memory_order_relaxed); }
    bool finished() const { return m_finished.load(std::memory_order_acquire); }
    /// Why it ended early; nothing while it runs or when all went well.
    std::optional<Error> failure() const;
    /// The watcher has seen the wake-up: the next publication wakes again.
    /// An exchange, so that what was published before a wake-up that was spared is seen by whoever looks now.
    void taken() { m_woken.exchange(false, std::memory_order_acq_rel); }

    /// (worker) Progress.
    void report(std::uint64_t done, std::uint64_t total);
    /// (worker) Something was published: wakes the watcher unless it was woken already.
    void published();
    /// (worker) The end, once; wakes the watcher always and anybody in wait().
    void finish(std::optional<Error> failure = {});

    /// Blocks until finish() was called. Never called from the window's thread.
    void wait() const { m_finished.wait(false, std::memory_order_acquire); }

private:
    std::function<void()> m_wake;
    std::stop_source m_stop;
    std::atomic<std::uint64_t> m_done{0};
    std::atomic<std::uint64_t> m_total{0};
    std::atomic<bool> m_woken{false};
    std::atomic<bool> m_finished{false};
    mutable std::mutex m_mutex;
    std::optional<Error> m_failure;
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where the session's thread writes how it stands, and everybody else reads it.
#pragma once

#include "core/live/live_session.h"

#include <atomic>
#include <functional>
#include <mutex>

namespace framelens::live {

/// Whether nothing more will come in this state.
constexpr bool isOver(State state)
{
    return state == State::PeerClosed || state == State::Reset || state == State::Failed || state == State::Stopped;
}

/// A Status and the wake-up for who watches it. change() and publish() are the session's thread's, the rest anybody's.
class Board
{
public:
    explicit Board(std::function<void()> wake)
        : m_wake(std::move(wake))
    {
    }

    Status status() const
    {
        const std::lock_guard lock(m_mutex);
        return m_status;
    }
    State state() const
    {
        const std::lock_guard lock(m_mutex);
        return m_status.state;
    }
    void taken() { m_woken.exchange(false, std::memory_order_acq_rel); }

    template <typename Change>
    void change(const Change &change)
    {
        const std::lock_guard lock(m_mutex);
        change(m_status);
        m_changed = true;
    }
    /// Wakes the watcher if anything was changed and he was not woken since he last looked.
    void publish()
    {
        if (!std::exchange(m_changed, false))
            return;
        if (!m_woken.exchange(true, std::memory_order_acq_rel) && m_wake)
            m_wake();
    }

private:
    std::function<void()> m_wake;
    mutable std::mutex m_mutex;
    Status m_status;
    bool m_changed = false; // the session's thread's
    std::atomic<bool> m_woken{false};
};

} // namespace framelens::live

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/lookups.h"

#include <system_error>
#include <thread>
#include <utility>

namespace framelens::live {

std::shared_ptr<Lookups::Ticket> Lookups::start(std::function<void()> task)
{
    const std::shared_ptr<Lookups> self = shared_from_this();
    auto ticket = std::make_shared<Ticket>();
    {
        const std::lock_guard lock(m_mutex);
        ++m_waitedFor;
    }
    try {
        std::thread([self, ticket, run = std::move(task)]() mutable {
            run();
            run = {};
            const std::lock_guard lock(self->m_mutex); // told under it: whoever waits may end us as soon as it is free
            self->end(*ticket);
            self->m_ended.notify_all();
        }).detach();
    } catch (const std::system_error &) {
        giveUp(*ticket);
        return {};
    }
    return ticket;
}

void Lookups::giveUp(Ticket &ticket)
{
    const std::lock_guard lock(m_mutex);
    end(ticket);
}

void Lookups::end(Ticket &ticket)
{
    m_waitedFor -= std::exchange(ticket.isWaitedFor, false) ? 1U : 0U;
}

void Lookups::wait(std::chrono::milliseconds most)
{
    std::unique_lock lock(m_mutex);
    m_ended.wait_for(lock, most, [this] { return m_waitedFor == 0; });
}

} // namespace framelens::live

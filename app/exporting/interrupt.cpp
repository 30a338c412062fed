// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/exporting/interrupt.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include <semaphore.h>

namespace framelens::exporting {

namespace {

// A signal's handler may set a lock-free flag and post a semaphore (POSIX.1-2017, 2.4.3), and little else.
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);
sem_t came;

std::mutex listenersMutex;
OnInterrupt *listener = nullptr; // the innermost

/// What temporary files need to be removed.
constexpr std::chrono::milliseconds grace(500);
/// 128 and the number of SIGINT, as shells have it.
constexpr int interruptedStatus = 130;

void onInterrupt(int /*signal*/)
{
    const int keep = errno;
    interrupted = true;
    sem_post(&came);
    errno = keep;
}

void waitForInterrupt()
{
    while (sem_wait(&came) != 0) { }
}

} // namespace

void callOnInterrupt(bool again)
{
    const std::lock_guard lock(listenersMutex);
    for (OnInterrupt *at = listener; at != nullptr; at = at->m_outer)
        if (const auto &call = again ? at->m_second : at->m_first; call)
            call();
}

void catchInterrupts()
{
    sem_init(&came, 0, 0);
    std::thread([] {
        waitForInterrupt();
        callOnInterrupt(false);
        waitForInterrupt();
        callOnInterrupt(true);
        std::this_thread::sleep_for(grace);
        std::_Exit(interruptedStatus);
    }).detach();
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    // The thread above takes them: this one and those that it starts are not disturbed in what they wait for.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

bool isInterrupted()
{
    return interrupted;
}

OnInterrupt::OnInterrupt(std::function<void()> first, std::function<void()> second)
    : m_first(std::move(first))
    , m_second(std::move(second))
{
    const std::lock_guard lock(listenersMutex);
    m_outer = std::exchange(listener, this);
    if (isInterrupted() && m_first)
        m_first();
}

OnInterrupt::~OnInterrupt()
{
    const std::lock_guard lock(listenersMutex);
    listener = m_outer;
}

} // namespace framelens::exporting

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Ctrl+C as a question that loops ask, and as a wake-up for those that wait.
#pragma once

#include <functional>

namespace framelens::exporting {

/// From here on the first SIGINT or SIGTERM only sets what isInterrupted() tells, and calls whoever is there for it. At the second the
/// program ends with status 130, a moment after the second functions were called.
void catchInterrupts();
bool isInterrupted();

/// While it lives, interrupts call its functions, in a thread of their own. They must be brief. An interrupt that came before counts as
/// first.
class OnInterrupt
{
public:
    explicit OnInterrupt(std::function<void()> first, std::function<void()> second = {});
    ~OnInterrupt();
    OnInterrupt(const OnInterrupt &) = delete;
    OnInterrupt &operator=(const OnInterrupt &) = delete;

private:
    friend void callOnInterrupt(bool again);
    std::function<void()> m_first;
    std::function<void()> m_second;
    OnInterrupt *m_outer; // the one that was there before
};

} // namespace framelens::exporting

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// For what must be seen to end a process.
#pragma once

#include <functional>

namespace framelens::test {

/// How a forked copy of this process ended.
struct ChildEnd
{
    int signal = 0; ///< that killed it; 0: none did
    int status = 0; ///< its exit status if none did
    bool crashed() const { return signal != 0; }
};

/// Runs `task` in a forked child, without core file, and waits for its end. The status is what `task`
/// returns. Call it while no other thread runs.
ChildEnd runInChild(const std::function<int()> &task);

} // namespace framelens::test

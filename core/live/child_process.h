// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A command of the user's, run by /bin/sh in a process group of its own, with its two outputs as pipes.
#pragma once

#include "core/bytes/file_handle.h"

#include <optional>

#include <sys/types.h>

namespace framelens::live {

class ChildProcess
{
public:
    /// Starts it; standard input is /dev/null. Error Action::Run about the command.
    static Result<ChildProcess> start(const std::string &command);
    ChildProcess(ChildProcess &&other) noexcept;
    ChildProcess &operator=(ChildProcess &&) = delete;
    /// Kills what is left of the group and waits for it.
    ~ChildProcess();

    /// Signal to the whole group.
    void signal(int number) const;
    /// Once it has ended: its exit status, or 128 + signal as shells say. What it left in its group is killed.
    std::optional<int> exitStatus();

    FileHandle output; ///< what it says, to be read
    FileHandle errors;

private:
    ChildProcess() = default;
    pid_t m_pid = 0; // 0: waited for
    std::optional<int> m_status;
};

} // namespace framelens::live

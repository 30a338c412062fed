// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace framelens::live {

namespace {

struct Pipe
{
    FileHandle read;
    FileHandle write;
};

Result<Pipe> makePipe(const std::string &command)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return std::unexpected(systemError(Action::Run, command, errno));
    return Pipe{FileHandle(ends[0]), FileHandle(ends[1])};
}

// The child begins as a shell's would: its own group, no signal blocked or ignored.
class Attributes
{
public:
    Attributes()
    {
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_init(&m_attributes);
        ::posix_spawnattr_setsigmask(&m_attributes, &none);
        ::posix_spawnattr_setsigdefault(&m_attributes, &all);
        ::posix_spawnattr_setpgroup(&m_attributes, 0);
        ::posix_spawnattr_setflags(&m_attributes,
                                   POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&m_attributes); }
    Attributes(const Attributes &) = delete;
    Attributes &operator=(const Attributes &) = delete;
    const posix_spawnattr_t *get() const { return &m_attributes; }

private:
    posix_spawnattr_t m_attributes{};
};

class Redirections
{
public:
    Redirections(const Pipe &output, const Pipe &errors)
    {
        ::posix_spawn_file_actions_init(&m_actions);
        ::posix_spawn_file_actions_addopen(&m_actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&m_actions, output.write.fd(), STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&m_actions, errors.write.fd(), STDERR_FILENO);
        // Nothing else: a socket that lives on in a command keeps its port.
        ::posix_spawn_file_actions_addclosefrom_np(&m_actions, STDERR_FILENO + 1);
    }
    ~Redirections() { ::posix_spawn_file_actions_destroy(&m_actions); }
    Redirections(const Redirections &) = delete;
    Redirections &operator=(const Redirections &) = delete;
    const posix_spawn_file_actions_t *get() const { return &m_actions; }

private:
    posix_spawn_file_actions_t m_actions{};
};

} // namespace

Result<ChildProcess> ChildProcess::start(const std::string &command)
{
    Result<Pipe> output = makePipe(command);
    if (!output)
        return std::unexpected(output.error());
    Result<Pipe> errors = makePipe(command);
    if (!errors)
        return std::unexpected(errors.error());
    std::string shell = "sh";
    std::string option = "-c";
    std::string line = command;
    const std::array<char *, 4> arguments{shell.data(), option.data(), line.data(), nullptr};
    const Attributes attributes;
    const Redirections redirections(*output, *errors);
    ChildProcess child;
    const int error = ::posix_spawn(&child.m_pid, "/bin/sh", redirections.get(), attributes.get(), arguments.data(),
                                    environ);
    if (error != 0) {
        child.m_pid = 0;
        return std::unexpected(systemError(Action::Run, command, error));
    }
    child.output = std::move(output->read);
    child.errors = std::move(errors->read);
    return child;
}

ChildProcess::ChildProcess(ChildProcess &&other) noexcept
    : output(std::move(other.output))
    , errors(std::move(other.errors))
    , m_pid(std::exchange(other.m_pid, 0))
    , m_status(other.m_status)
{
}

ChildProcess::~ChildProcess()
{
    if (m_pid == 0)
        return;
    signal(SIGKILL);
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) { }
}

void ChildProcess::signal(int number) const
{
    if (m_pid != 0)
        ::kill(-m_pid, number);
}

std::optional<int> ChildProcess::exitStatus()
{
    siginfo_t end = {};
    // Looked at first, and only then taken: as long as it is not, its number belongs to no other group.
    if (m_pid == 0 || ::waitid(P_PID, static_cast<id_t>(m_pid), &end, WEXITED | WNOHANG | WNOWAIT) != 0
        || end.si_pid == 0)
        return m_status;
    signal(SIGKILL);
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_pid = 0;
    m_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return m_status;
}

} // namespace framelens::live

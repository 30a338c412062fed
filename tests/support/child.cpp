// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/child.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace framelens::test {

namespace {

// The test framework and the sanitizers report deaths; here death is what is expected.
void prepareToDie()
{
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    for (const int number : {SIGSEGV, SIGABRT, SIGFPE, SIGILL})
        std::signal(number, SIG_DFL);
    const int silence = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(silence, STDERR_FILENO);
    ::dup2(silence, STDOUT_FILENO);
}

} // namespace

ChildEnd runInChild(const std::function<int()> &task)
{
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        prepareToDie();
        ::_exit(task());
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child)
        std::abort();
    if (WIFSIGNALED(status))
        return {.signal = WTERMSIG(status)};
    return {.status = WEXITSTATUS(status)};
}

} // namespace framelens::test

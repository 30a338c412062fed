// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/output.h"

#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace framelens::cli {

Output::Output(int fd)
    : m_fd(fd)
{
    m_text.reserve(pieceBytes + pieceBytes / 4);
}

bool Output::flush()
{
    std::string_view left = m_text;
    while (!left.empty() && isOpen()) {
        const ssize_t written = ::write(m_fd, left.data(), left.size());
        if (written >= 0) {
            left.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) { // somebody made the descriptor non-blocking: wait as if they had not
            pollfd room{.fd = m_fd, .events = POLLOUT, .revents = 0};
            ::poll(&room, 1, -1);
        } else if (errno == EPIPE) {
            m_closed = true;
        } else if (errno != EINTR) {
            m_failure = systemError(Action::Write, "standard output", errno);
        }
    }
    m_text.clear();
    return isOpen();
}

} // namespace framelens::cli

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/vectored_write.h"

#include <cerrno>

#include <poll.h>

namespace framelens {

namespace {

// What is left after the first `written` bytes.
std::span<iovec> without(std::span<iovec> pieces, std::size_t written)
{
    while (!pieces.empty() && written >= pieces.front().iov_len) {
        written -= pieces.front().iov_len;
        pieces = pieces.subspan(1);
    }
    if (!pieces.empty()) {
        iovec &first = pieces.front();
        first.iov_base = static_cast<std::byte *>(first.iov_base) + written;
        first.iov_len -= written;
    }
    return pieces;
}

void waitForRoom(int fd)
{
    pollfd room{.fd = fd, .events = POLLOUT, .revents = 0};
    ::poll(&room, 1, -1);
}

} // namespace

iovec piece(Bytes bytes)
{
    // The system only reads through it.
    return {.iov_base = const_cast<std::byte *>(bytes.data()), .iov_len = bytes.size()};
}

Bytes bytesOf(const iovec &piece)
{
    return {static_cast<const std::byte *>(piece.iov_base), piece.iov_len};
}

int writeAll(int fd, std::span<iovec> pieces, const FileCalls &calls)
{
    pieces = without(pieces, 0);
    while (!pieces.empty()) {
        const ssize_t written = calls.writev(fd, pieces.data(), static_cast<int>(pieces.size()));
        if (written > 0)
            pieces = without(pieces, static_cast<std::size_t>(written));
        else if (written == 0)
            return EIO;
        else if (errno == EAGAIN)
            waitForRoom(fd);
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

int writeAllAt(int fd, std::uint64_t offset, std::span<iovec> pieces, const FileCalls &calls)
{
    pieces = without(pieces, 0);
    while (!pieces.empty()) {
        const ssize_t written
            = calls.pwritev(fd, pieces.data(), static_cast<int>(pieces.size()), static_cast<off_t>(offset));
        if (written > 0) {
            offset += static_cast<std::uint64_t>(written);
            pieces = without(pieces, static_cast<std::size_t>(written));
        } else if (written == 0) {
            return EIO;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

} // namespace framelens

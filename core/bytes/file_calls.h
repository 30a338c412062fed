// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The system calls through which files are made, so that a test can let each of them fail.
#pragma once

#include <cstdio>
#include <functional>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace framelens {

/// As the system has them, until somebody puts others in place. Failures are told by -1 and errno. A value.
struct FileCalls
{
    std::function<int(const char *path, int flags, mode_t mode)> open
        = [](const char *path, int flags, mode_t mode) { return ::open(path, flags, mode); };
    std::function<ssize_t(int fd, const iovec *pieces, int count)> writev = ::writev;
    std::function<ssize_t(int fd, const iovec *pieces, int count, off_t offset)> pwritev = ::pwritev;
    /// Moves `from`'s offset and `to`'s position on.
    std::function<ssize_t(int from, off_t *offset, int to, std::size_t size)> copyFileRange
        = [](int from, off_t *offset, int to, std::size_t size) { return ::copy_file_range(from, offset, to, nullptr, size, 0); };
    std::function<int(int fd, off_t size)> ftruncate = ::ftruncate;
    std::function<int(int fd, int mode, off_t offset, off_t size)> fallocate = ::fallocate;
    std::function<int(int fd, int operation)> flock = ::flock;
    std::function<int(const char *path, mode_t mode)> mkdir = ::mkdir;
    std::function<int(int fd, mode_t mode)> fchmod = ::fchmod;
    std::function<int(int fd)> fdatasync = ::fdatasync;
    std::function<int(int fd)> fsync = ::fsync;
    std::function<int(const char *from, const char *to)> rename = ::rename;
    std::function<int(const char *path)> unlink = ::unlink;
};

} // namespace framelens

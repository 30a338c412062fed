// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A file descriptor with an owner.
#pragma once

#include "core/base/error.h"

#include <string>
#include <utility>

#include <sys/types.h>

namespace framelens {

class FileHandle
{
public:
    FileHandle() = default;
    explicit FileHandle(int fd)
        : m_fd(fd)
    {
    }
    FileHandle(FileHandle &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    FileHandle &operator=(FileHandle &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~FileHandle();

    int fd() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }
    /// Somebody else closes it from now on.
    int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd = -1;
};

/// Which file a descriptor shows and how large it is, by fstat.
struct FileStatus
{
    std::uint64_t size = 0; ///< bytes
    std::int64_t modifiedNs = 0; ///< since the epoch
    dev_t device = 0;
    ino_t inode = 0;
    bool regular = false;
    bool directory = false;

    bool sameFile(const FileStatus &other) const { return device == other.device && inode == other.inode; }
};

/// Opens for reading, close-on-exec.
Result<FileHandle> openForReading(const std::string &path);
Result<FileStatus> statusOf(const FileHandle &file, const std::string &path);
/// By name, following links.
Result<FileStatus> statusOf(const std::string &path);
/// A file without a name, for reading and writing, gone when closed: in $TMPDIR or /var/tmp, as what it
/// holds may be larger than memory.
Result<FileHandle> openUnlinked();

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/file_handle.h"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace framelens {

namespace {

FileStatus toStatus(const struct stat &status)
{
    return {.size = static_cast<std::uint64_t>(status.st_size),
            .modifiedNs = status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec,
            .device = status.st_dev,
            .inode = status.st_ino,
            .regular = S_ISREG(status.st_mode),
            .directory = S_ISDIR(status.st_mode)};
}

} // namespace

FileHandle::~FileHandle()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<FileHandle> openForReading(const std::string &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return std::unexpected(systemError(Action::Open, path, errno));
    return FileHandle(fd);
}

Result<FileStatus> statusOf(const FileHandle &file, const std::string &path)
{
    struct stat status = {};
    if (::fstat(file.fd(), &status) != 0)
        return std::unexpected(systemError(Action::Open, path, errno));
    return toStatus(status);
}

Result<FileStatus> statusOf(const std::string &path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        return std::unexpected(systemError(Action::Open, path, errno));
    return toStatus(status);
}

Result<FileHandle> openUnlinked()
{
    const char *folder = std::getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe): read only
    std::string path = std::string(folder != nullptr && *folder != 0 ? folder : "/var/tmp") + "/framelens-XXXXXX";
    const int fd = ::mkostemp(path.data(), O_CLOEXEC);
    if (fd < 0)
        return std::unexpected(systemError(Action::Create, path, errno));
    ::unlink(path.c_str());
    return FileHandle(fd);
}

} // namespace framelens

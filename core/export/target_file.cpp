// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/target_file.h"

#include "core/bytes/vectored_write.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string_view>
#include <utility>

namespace framelens {

namespace {

// The mode that a new file gets. The system tells the mask only by setting it, which other threads would
// notice; the process's own status file tells it without.
mode_t modeOfNewFiles()
{
    constexpr std::string_view label = "Umask:\t";
    mode_t mask = 022;
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(label))
            std::from_chars(&line[label.size()], std::to_address(line.end()), mask, 8);
    return 0666 & ~mask;
}

// "/folder/capture.pcap" for a link to it, also where that is not there yet.
std::string linksFollowed(const std::string &path)
{
    constexpr int mostLinks = 40; // as the system has it
    std::error_code failed;
    std::filesystem::path target = path;
    for (int links = 0; links < mostLinks && std::filesystem::is_symlink(target, failed); ++links) {
        const std::filesystem::path next = std::filesystem::read_symlink(target, failed);
        if (failed)
            break;
        target = target.parent_path() / next; // an absolute one stands alone
    }
    const std::filesystem::path whole = std::filesystem::canonical(target, failed);
    return failed ? target.string() : whole.string();
}

std::string folderOf(const std::string &path)
{
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

std::string temporaryName(const std::string &folder)
{
    std::random_device random;
    std::string name = folder + "/.framelens-";
    for (int i = 0; i < 12; ++i)
        name.push_back("abcdefghijklmnopqrstuvwxyz012345"[random() % 32]);
    return name + ".part";
}

} // namespace

TargetFile::TargetFile(std::string path, const FileCalls &calls)
    : m_path(std::move(path))
    , m_calls(&calls)
{
}

TargetFile::TargetFile(TargetFile &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_target(std::move(other.m_target))
    , m_temporary(std::exchange(other.m_temporary, {}))
    , m_mode(other.m_mode)
    , m_calls(other.m_calls)
    , m_file(std::move(other.m_file))
    , m_fd(std::exchange(other.m_fd, -1))
{
}

TargetFile::~TargetFile()
{
    if (!m_temporary.empty())
        m_calls->unlink(m_temporary.c_str());
}

TargetFile TargetFile::onDescriptor(int fd, std::string name, const FileCalls &calls)
{
    TargetFile file(std::move(name), calls);
    file.m_fd = fd;
    return file;
}

Result<TargetFile> TargetFile::create(const std::string &path, std::span<const FileStatus> keep, const FileCalls &calls)
{
    TargetFile file(path, calls);
    file.m_target = linksFollowed(path);
    struct stat there = {};
    if (::stat(path.c_str(), &there) != 0) {
        if (const auto opened = file.openBeside(); !opened)
            return std::unexpected(opened.error());
        return file;
    }
    const bool isKept = std::ranges::any_of(keep, [&](const FileStatus &kept) {
        return kept.device == there.st_dev && kept.inode == there.st_ino;
    });
    if (isKept)
        return std::unexpected(Error{.action = Action::Create, .reason = Reason::SameFile, .subject = path});
    if (S_ISDIR(there.st_mode))
        return std::unexpected(systemError(Action::Create, path, EISDIR));
    // A file that may not be written to is not replaced either, though its folder would allow it.
    if (::access(path.c_str(), W_OK) != 0)
        return std::unexpected(systemError(Action::Create, path, errno));
    file.m_mode = there.st_mode & 07777U;
    const auto opened = S_ISREG(there.st_mode) ? file.openBeside() : file.openDirectly();
    if (!opened)
        return std::unexpected(opened.error());
    return file;
}

Result<void> TargetFile::openBeside()
{
    constexpr int mostTries = 100; // names are 60 random bits: a second try is luck enough
    for (int i = 0; i < mostTries; ++i) {
        const std::string name = temporaryName(folderOf(m_target));
        const int fd = m_calls->open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd >= 0) {
            m_file = FileHandle(fd);
            m_fd = fd;
            m_temporary = name;
            return {};
        }
        if (errno != EEXIST && errno != EINTR)
            break;
    }
    return std::unexpected(systemError(Action::Create, m_path, errno));
}

Result<void> TargetFile::openDirectly()
{
    const int fd = m_calls->open(m_path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY, 0);
    if (fd < 0)
        return std::unexpected(systemError(Action::Create, m_path, errno));
    m_file = FileHandle(fd);
    m_fd = fd;
    return {};
}

Result<void> TargetFile::write(std::span<iovec> pieces)
{
    const int error = writeAll(m_fd, pieces, *m_calls);
    if (error == 0)
        return {};
    if (error == EFAULT)
        return std::unexpected(Error{.action = Action::Read, .reason = Reason::SourceLost});
    return std::unexpected(systemError(Action::Write, m_path, error));
}

Result<std::uint64_t> TargetFile::copyFrom(int fd, std::uint64_t offset, std::uint64_t size)
{
    auto from = static_cast<off_t>(offset);
    ssize_t copied = -1;
    do
        copied = m_calls->copyFileRange(fd, &from, m_fd, static_cast<std::size_t>(size));
    while (copied < 0 && errno == EINTR);
    if (copied >= 0)
        return static_cast<std::uint64_t>(copied);
    // All else (another file system, a pipe, a file that is appended to, an old kernel, a source that cannot be read) is found
    // out, or done, by writing.
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
        return std::unexpected(systemError(Action::Write, m_path, errno));
    return 0;
}

Result<void> TargetFile::commit()
{
    if (m_temporary.empty())
        return {};
    if (m_calls->fchmod(m_fd, m_mode.value_or(modeOfNewFiles())) != 0)
        return std::unexpected(systemError(Action::Create, m_path, errno));
    if (m_calls->fdatasync(m_fd) != 0)
        return std::unexpected(systemError(Action::Sync, m_path, errno));
    if (m_calls->rename(m_temporary.c_str(), m_target.c_str()) != 0)
        return std::unexpected(systemError(Action::Rename, m_path, errno));
    m_temporary.clear();
    return syncFolder();
}

Result<void> TargetFile::syncFolder() const
{
    const std::string folder = folderOf(m_target);
    const FileHandle handle(m_calls->open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    // Some file systems cannot sync a folder, some folders may be written to but not read.
    if (!handle.isOpen() || m_calls->fsync(handle.fd()) == 0 || errno == EINVAL || errno == EROFS)
        return {};
    return std::unexpected(systemError(Action::Sync, m_path, errno));
}

} // namespace framelens

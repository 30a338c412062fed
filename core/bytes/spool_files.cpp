// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/spool_files.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

#include <linux/magic.h>
#include <pwd.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

namespace framelens {

namespace {

constexpr std::string_view dataSuffix = ".data";

std::string environment(const char *name)
{
    const char *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): read only
    return value == nullptr ? std::string() : std::string(value);
}

std::string homeFolder()
{
    if (std::string home = environment("HOME"); !home.empty())
        return home;
    std::array<char, 4096> buffer{};
    passwd entry = {};
    passwd *found = nullptr;
    const bool isKnown = ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
    return isKnown ? found->pw_dir : "/";
}

} // namespace

std::string usualSpoolFolder()
{
    std::string state = environment("XDG_STATE_HOME");
    if (!state.starts_with('/')) // the XDG base directory specification: others are to be ignored
        state = homeFolder() + "/.local/state";
    return state + "/framelens/recordings";
}

SpoolPaths spoolPaths(const std::string &base)
{
    return {.data = base + std::string(dataSuffix), .journal = base + ".journal", .lock = base + ".lock"};
}

std::optional<SpoolPaths> spoolPathsOfData(const std::string &data)
{
    if (!data.ends_with(dataSuffix))
        return {};
    return spoolPaths(data.substr(0, data.size() - dataSuffix.size()));
}

Result<void> makeFolder(const std::string &folder, const FileCalls &calls)
{
    std::filesystem::path made;
    for (const std::filesystem::path &part : std::filesystem::path(folder)) {
        made /= part;
        struct stat there = {};
        if (::stat(made.c_str(), &there) == 0 || calls.mkdir(made.c_str(), 0700) == 0 || errno == EEXIST)
            continue;
        return std::unexpected(systemError(Action::Create, made.string(), errno));
    }
    return {};
}

Result<bool> isMemoryFolder(const std::string &folder)
{
    struct statfs system = {};
    if (::statfs(folder.c_str(), &system) != 0)
        return std::unexpected(systemError(Action::Create, folder, errno));
    return system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC;
}

std::uint64_t freeBytesAt(int fd)
{
    struct statvfs system = {};
    return ::fstatvfs(fd, &system) == 0 ? std::uint64_t{system.f_bavail} * system.f_frsize : 0;
}

SpoolFiles::SpoolFiles(SpoolPaths paths, const FileCalls &calls)
    : m_paths(std::move(paths))
    , m_calls(&calls)
{
}

SpoolFiles::SpoolFiles(SpoolFiles &&other) noexcept
    : m_paths(std::move(other.m_paths))
    , m_calls(other.m_calls)
    , m_made(std::exchange(other.m_made, {}))
    , m_lock(std::move(other.m_lock))
    , m_data(std::move(other.m_data))
    , m_journal(std::move(other.m_journal))
    , m_isKept(other.m_isKept)
{
}

SpoolFiles::~SpoolFiles()
{
    if (!m_isKept)
        remove();
}

void SpoolFiles::remove()
{
    for (; !m_made.empty(); m_made.pop_back())
        m_calls->unlink(m_made.back().c_str());
}

Result<FileHandle> SpoolFiles::createOne(const std::string &path)
{
    const int fd = m_calls->open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return std::unexpected(systemError(Action::Create, path, errno));
    m_made.push_back(path);
    return FileHandle(fd);
}

Result<SpoolFiles> SpoolFiles::create(const SpoolPaths &paths, const FileCalls &calls)
{
    SpoolFiles files(paths, calls);
    if (const auto made = files.createAll(); !made)
        return std::unexpected(made.error());
    return files;
}

Result<void> SpoolFiles::createAll()
{
    Result<FileHandle> lock = createOne(m_paths.lock);
    if (!lock)
        return std::unexpected(lock.error());
    m_lock = std::move(*lock);
    // Held before there are data: whoever finds these knows whose they are.
    if (m_calls->flock(m_lock.fd(), LOCK_EX | LOCK_NB) != 0)
        return std::unexpected(systemError(Action::Create, m_paths.lock, errno));
    Result<FileHandle> journal = createOne(m_paths.journal);
    if (!journal)
        return std::unexpected(journal.error());
    m_journal = std::move(*journal);
    Result<FileHandle> data = createOne(m_paths.data);
    if (!data)
        return std::unexpected(data.error());
    m_data = std::move(*data);
    return {};
}

Result<FileHandle> lockLeftSpool(const SpoolPaths &paths, bool exclusive)
{
    FileHandle lock(::open(paths.lock.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!lock.isOpen()) {
        if (errno == ENOENT)
            return lock;
        return std::unexpected(systemError(Action::Open, paths.lock, errno));
    }
    if (::flock(lock.fd(), (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
        return lock;
    if (errno != EWOULDBLOCK)
        return std::unexpected(systemError(Action::Open, paths.lock, errno));
    return std::unexpected(Error{.reason = Reason::Unsupported,
                                 .subject = paths.data,
                                 .detail = "it is being recorded by another program"});
}

} // namespace framelens

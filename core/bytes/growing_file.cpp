// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/growing_file.h"

#include "core/bytes/address_range.h"

#include <algorithm>
#include <cerrno>

#include <sys/mman.h>

namespace framelens {

namespace {

// A window is mapped ahead of the file's end: a few large ones keep the process far from vm.max_map_count.
constexpr std::size_t windowBytes = std::size_t{256} << 20U;

}

GrowingFile::GrowingFile(FileHandle file, std::string path, const FileStatus &status, std::byte *begin,
                         std::size_t capacity)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_status(status)
    , m_begin(begin)
    , m_capacity(capacity)
    , m_guard(std::make_unique<fault_guard::Guarded>(begin, capacity, m_file.fd()))
    , m_sizeOnDisk(status.size)
{
    publish(m_begin, 0);
}

GrowingFile::~GrowingFile()
{
    m_guard.reset();
    releaseRange(m_begin, m_capacity);
}

Result<std::shared_ptr<GrowingFile>> GrowingFile::open(FileHandle file, std::string path, std::size_t reserve)
{
    const auto status = statusOf(file, path);
    if (!status)
        return std::unexpected(status.error());
    std::size_t granted = 0;
    std::byte *begin = reserveRange(reserve, std::min(reserve, windowBytes), granted);
    if (begin == nullptr)
        return std::unexpected(systemError(Action::Map, std::move(path), ENOMEM));
    std::shared_ptr<GrowingFile> growing(
        new GrowingFile(std::move(file), std::move(path), *status, begin, granted));
    if (!growing->m_guard->ok())
        return std::unexpected(Error{.action = Action::Map,
                                     .reason = Reason::LimitReached,
                                     .subject = growing->path(),
                                     .detail = "64 files are mapped already"});
    return growing;
}

Result<void> GrowingFile::prepareUpTo(std::uint64_t end)
{
    if (end > m_capacity)
        return std::unexpected(Error{.action = Action::Map,
                                     .reason = Reason::LimitReached,
                                     .subject = m_path,
                                     .offset = m_capacity,
                                     .detail = "the address range reserved for a growing file is full"});
    while (m_mapped < end) {
        const std::size_t window = std::min(windowBytes, m_capacity - m_mapped);
        void *mapped = ::mmap(m_begin + m_mapped, window, PROT_READ, MAP_SHARED | MAP_FIXED, m_file.fd(),
                              static_cast<off_t>(m_mapped));
        if (mapped == MAP_FAILED)
            return std::unexpected(systemError(Action::Map, m_path, errno));
        m_mapped += window;
    }
    return {};
}

Result<void> GrowingFile::publishUpTo(std::uint64_t end)
{
    if (end <= size())
        return {};
    if (Result<void> prepared = prepareUpTo(end); !prepared)
        return prepared;
    publishMore(static_cast<std::size_t>(end));
    return {};
}

FileChange GrowingFile::check()
{
    const auto now = statusOf(m_file, m_path);
    if (!now)
        return FileChange::None;
    m_sizeOnDisk.store(now->size, std::memory_order_relaxed);
    if (now->size < size()) {
        m_guard->markLost(now->size);
        return FileChange::Cut;
    }
    const auto named = statusOf(m_path);
    if (!named || !named->sameFile(m_status))
        return FileChange::Replaced;
    return now->size > size() ? FileChange::Grown : FileChange::None;
}

} // namespace framelens

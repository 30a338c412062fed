// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/mapped_file.h"

#include "core/bytes/address_range.h"

#include <cerrno>

#include <sys/mman.h>

namespace framelens {

MappedFile::MappedFile(FileHandle file, std::string path, const FileStatus &status, std::byte *begin)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_status(status)
    , m_begin(begin)
    , m_guard(std::make_unique<fault_guard::Guarded>(begin, roundUpToPage(status.size), m_file.fd()))
    , m_sizeOnDisk(status.size)
{
    publish(m_begin, static_cast<std::size_t>(status.size));
}

MappedFile::~MappedFile()
{
    m_guard.reset(); // before the range may belong to somebody else
    releaseRange(m_begin, roundUpToPage(m_status.size));
}

Result<std::shared_ptr<MappedFile>> MappedFile::map(FileHandle file, std::string path)
{
    const auto status = statusOf(file, path);
    if (!status)
        return std::unexpected(status.error());
    if (status->size == 0)
        return std::unexpected(Error{.action = Action::Map, .reason = Reason::Empty, .subject = std::move(path)});
    void *begin = ::mmap(nullptr, roundUpToPage(status->size), PROT_READ, MAP_SHARED, file.fd(), 0);
    if (begin == MAP_FAILED)
        return std::unexpected(systemError(Action::Map, std::move(path), errno));
    std::shared_ptr<MappedFile> mapped(
        new MappedFile(std::move(file), std::move(path), *status, static_cast<std::byte *>(begin)));
    if (!mapped->m_guard->ok())
        return std::unexpected(Error{.action = Action::Map,
                                     .reason = Reason::LimitReached,
                                     .subject = mapped->path(),
                                     .detail = "64 files are mapped already"});
    return mapped;
}

FileChange MappedFile::check()
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

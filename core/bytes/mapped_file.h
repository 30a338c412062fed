// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Capture files are mapped, never held in a buffer.
#pragma once

#include "core/bytes/fault_guard.h"
#include "core/bytes/file_handle.h"
#include "core/bytes/store.h"

#include <string>

namespace framelens {

/// What a look at the file under a map found.
enum class FileChange : std::uint8_t {
    None,
    Grown,
    Cut, ///< shorter than what is mapped; the Store's generation has risen
    Replaced, ///< the name now belongs to another file (or to none); the map still shows the old one
};

/// A file mapped read-only at the size it had, shared with the page cache. Survives truncation under it:
/// see fault_guard. Never holds a writable page.
class MappedFile final : public Store
{
public:
    /// The whole of `file`, which must be a regular one with at least a byte. `path` is for messages and
    /// for noticing replacement.
    static Result<std::shared_ptr<MappedFile>> map(FileHandle file, std::string path);
    ~MappedFile() override;

    std::uint32_t generation() const override { return m_guard->generation(); }
    std::optional<std::uint64_t> lostFrom() const override { return m_guard->lostFrom(); }
    int fd() const override { return m_file.fd(); }

    /// Looks at the file with fstat: marks what was cut off. Cheap; a window asks four times a second.
    FileChange check();
    /// The file's size at the last check().
    std::uint64_t sizeOnDisk() const { return m_sizeOnDisk.load(std::memory_order_relaxed); }
    const FileStatus &status() const & { return m_status; }
    const FileHandle &file() const & { return m_file; }
    const std::string &path() const & { return m_path; }

private:
    MappedFile(FileHandle file, std::string path, const FileStatus &status, std::byte *begin);

    FileHandle m_file;
    std::string m_path;
    FileStatus m_status;
    std::byte *m_begin;
    std::unique_ptr<fault_guard::Guarded> m_guard;
    std::atomic<std::uint64_t> m_sizeOnDisk;
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A file that is still being written: by another program, by a decompressor, by a recording.
#pragma once

#include "core/bytes/mapped_file.h"

namespace framelens {

/// Bytes of a file that grows at its end, mapped window by window into one reserved range, so that views
/// never move. One writer (this or another process) appends; publishUpTo() makes more visible; every
/// reader sees stable addresses. Readers never touch beyond what is published.
class GrowingFile final : public Store
{
public:
    /// Reserves up to `reserve` bytes of address space (halved until granted) and publishes nothing yet.
    static Result<std::shared_ptr<GrowingFile>> open(FileHandle file, std::string path,
                                                     std::size_t reserve = std::size_t{64} << 30U);
    ~GrowingFile() override;

    std::uint32_t generation() const override { return m_guard->generation(); }
    std::optional<std::uint64_t> lostFrom() const override { return m_guard->lostFrom(); }
    int fd() const override { return m_file.fd(); }

    /// Maps and publishes [0, end). The bytes must be in the file. One caller at a time (the one writer or
    /// follower). An end below what is published changes nothing; one beyond the range is LimitReached.
    Result<void> publishUpTo(std::uint64_t end);

    /// Maps [0, end) and publishes nothing: what publishUpTo() can fail at. The bytes need not be in the file yet.
    Result<void> prepareUpTo(std::uint64_t end);

    /// As MappedFile::check(); Grown means that the file is larger than what is published.
    FileChange check();
    std::uint64_t sizeOnDisk() const { return m_sizeOnDisk.load(std::memory_order_relaxed); }
    std::size_t capacity() const { return m_capacity; }
    const FileStatus &status() const & { return m_status; }
    const FileHandle &file() const & { return m_file; }
    const std::string &path() const & { return m_path; }

private:
    GrowingFile(FileHandle file, std::string path, const FileStatus &status, std::byte *begin, std::size_t capacity);

    FileHandle m_file;
    std::string m_path;
    FileStatus m_status;
    std::byte *m_begin;
    std::size_t m_capacity;
    std::size_t m_mapped = 0; // the writer's
    std::unique_ptr<fault_guard::Guarded> m_guard;
    std::atomic<std::uint64_t> m_sizeOnDisk{0};
};

} // namespace framelens

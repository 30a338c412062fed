// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A file that is whole or not there.
#pragma once

#include "core/bytes/file_calls.h"
#include "core/bytes/file_handle.h"

#include <optional>
#include <span>
#include <string>

namespace framelens {

/// A file under construction. What has been written stands under another name beside the target until
/// commit(); when this is destroyed before, nothing of it stays and what the target was is as it was. A target
/// that is no regular file (a pipe, a terminal) is written to directly.
class TargetFile
{
public:
    /// Reason::SameFile when `path`, also through links, is one of the files in `keep`. Links are followed: the
    /// file they name is replaced, not the link. `calls` must outlive the file.
    static Result<TargetFile> create(const std::string &path, std::span<const FileStatus> keep, const FileCalls &calls);
    /// Writes to a descriptor that stays the caller's.
    static TargetFile onDescriptor(int fd, std::string name, const FileCalls &calls);

    TargetFile(TargetFile &&other) noexcept;
    TargetFile &operator=(TargetFile &&other) = delete;
    ~TargetFile();

    /// Writes all pieces, which are used up; see writeAll(). Reason::SourceLost when the bytes under them are gone.
    Result<void> write(std::span<iovec> pieces);
    /// Lets the system copy up to `size` bytes from `offset` of another file: what it copied; 0 when it does not do that with
    /// these two files, and nothing was written.
    Result<std::uint64_t> copyFrom(int fd, std::uint64_t offset, std::uint64_t size);
    /// Makes it safe on the disk and puts it in the target's place. On failure the target is what it was before, unless
    /// the last step failed, which makes the new name itself safe: then it is the new file.
    Result<void> commit();

private:
    TargetFile(std::string path, const FileCalls &calls);
    Result<void> openBeside();
    Result<void> openDirectly();
    Result<void> syncFolder() const;

    std::string m_path; ///< as the caller named it
    std::string m_target; ///< links followed
    std::string m_temporary; ///< empty: none
    std::optional<mode_t> m_mode; ///< of the file that is replaced
    const FileCalls *m_calls;
    FileHandle m_file;
    int m_fd = -1;
};

} // namespace framelens

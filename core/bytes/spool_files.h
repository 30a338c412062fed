// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where the files of a spool lie, who holds its lock, and what they may not lie on.
#pragma once

#include "core/bytes/file_calls.h"
#include "core/bytes/spool.h"

namespace framelens {

/// The three files of one spool.
struct SpoolPaths
{
    std::string data;
    std::string journal;
    std::string lock;
};

/// `base`: folder and name, without extension.
SpoolPaths spoolPaths(const std::string &base);
/// From the path of the data file; nothing when it does not end in ".data".
std::optional<SpoolPaths> spoolPathsOfData(const std::string &data);

/// Makes a folder and those above it that are missing, for this user alone.
Result<void> makeFolder(const std::string &folder, const FileCalls &calls);
/// Whether files there live in memory (tmpfs, ramfs) and are gone with the next start of the machine.
Result<bool> isMemoryFolder(const std::string &folder);
/// Free bytes for this user where an open file lies; 0 when the system does not say.
std::uint64_t freeBytesAt(int fd);

/// The three files, new, empty and for this user alone, with the lock held. Those that were made are removed again when
/// this goes, unless keep() was called.
class SpoolFiles
{
public:
    /// Fails with EEXIST when one of them is there.
    static Result<SpoolFiles> create(const SpoolPaths &paths, const FileCalls &calls);
    SpoolFiles(SpoolFiles &&other) noexcept;
    SpoolFiles &operator=(SpoolFiles &&) = delete;
    ~SpoolFiles();

    const SpoolPaths &paths() const & { return m_paths; }
    int data() const { return m_data.fd(); }
    int journal() const { return m_journal.fd(); }
    void keep() { m_isKept = true; }
    /// Removes the names; the lock's last, so that nobody takes the others for left behind.
    void remove();

private:
    SpoolFiles(SpoolPaths paths, const FileCalls &calls);
    Result<void> createAll();
    Result<FileHandle> createOne(const std::string &path);

    SpoolPaths m_paths;
    const FileCalls *m_calls;
    std::vector<std::string> m_made; // in the order of their making
    FileHandle m_lock;
    FileHandle m_data;
    FileHandle m_journal;
    bool m_isKept = false;
};

/// Takes the lock of a spool that nobody records. `exclusive`: to remove it. Reason::Unsupported when it is held. An empty
/// handle when there is no lock file, which is as good.
Result<FileHandle> lockLeftSpool(const SpoolPaths &paths, bool exclusive);

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Files for the time of a test.
#pragma once

#include "tests/support/byte_writer.h"

#include <string>

namespace framelens::test {

/// A folder that is removed with all that is in it.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

    /// The path of a name in it.
    std::string path(std::string_view name) const { return m_path + "/" + std::string(name); }
    /// Writes a file in it and returns its path.
    std::string write(std::string_view name, Bytes bytes) const;

private:
    std::string m_path;
};

/// A file that is removed at the end.
class TemporaryFile
{
public:
    explicit TemporaryFile(Bytes bytes, std::string_view name = "test.pcap");

    const std::string &path() const & { return m_path; }
    void append(Bytes bytes) const;
    /// Cuts the file, or makes it larger with a hole.
    void resize(std::uint64_t size) const;
    /// Overwrites in place.
    void overwrite(std::uint64_t offset, Bytes bytes) const;

private:
    TemporaryFolder m_folder;
    std::string m_path;
};

/// All bytes of a file; throws when it cannot be read.
Buffer readFile(const std::string &path);

} // namespace framelens::test

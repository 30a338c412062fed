// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Files that a test makes and that are gone after it.
#pragma once

#include "core/bytes/load.h"

#include <cstdint>
#include <string>
#include <vector>

namespace framelens::test {

/// A new folder, removed with all that is in it. Ends the program if the system refuses.
class TempFolder
{
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder &) = delete;
    TempFolder &operator=(const TempFolder &) = delete;

    const std::string &path() const { return m_path; }
    /// Path of a file in it, which need not exist.
    std::string file(const std::string &name) const { return m_path + "/" + name; }
    /// Writes a file in it anew and gives its path.
    std::string write(const std::string &name, Bytes bytes) const;
    std::string write(const std::string &name, std::string_view text) const { return write(name, asBytes(text)); }

private:
    std::string m_path;
};

/// Adds to the end of a file.
void appendTo(const std::string &path, Bytes bytes);
/// Sets the size of a file, new or not; what is added is a hole.
void resizeFile(const std::string &path, std::uint64_t size);

/// `size` bytes that differ from place to place and repeat nowhere near a page: the same for the same seed.
std::vector<std::byte> patternBytes(std::size_t size, std::uint64_t seed = 1);

} // namespace framelens::test

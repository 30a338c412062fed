// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/temp_folder.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

namespace framelens::test {

namespace {

void require(bool done, const std::string &what)
{
    if (done)
        return;
    std::perror(what.c_str());
    std::abort();
}

void put(const std::string &path, Bytes bytes, std::ios::openmode mode)
{
    std::ofstream file(path, std::ios::binary | mode);
    const std::string_view text = asText(bytes);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    require(!file.fail(), path);
}

} // namespace

TempFolder::TempFolder()
    : m_path((std::filesystem::temp_directory_path() / "framelens-test-XXXXXX").string())
{
    require(::mkdtemp(m_path.data()) != nullptr, m_path);
}

TempFolder::~TempFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::string TempFolder::write(const std::string &name, Bytes bytes) const
{
    std::string path = file(name);
    put(path, bytes, std::ios::trunc);
    return path;
}

void appendTo(const std::string &path, Bytes bytes)
{
    put(path, bytes, std::ios::app);
}

void resizeFile(const std::string &path, std::uint64_t size)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    require(fd >= 0 && ::ftruncate(fd, static_cast<off_t>(size)) == 0, path);
    ::close(fd);
}

std::vector<std::byte> patternBytes(std::size_t size, std::uint64_t seed)
{
    std::vector<std::byte> bytes(size);
    std::uint64_t state = seed * 0x9e3779b97f4a7c15ULL + 1;
    for (std::byte &byte : bytes) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        byte = static_cast<std::byte>((state >> 32U) | 1U); // never zero: replacement zeros are told from data
    }
    return bytes;
}

} // namespace framelens::test

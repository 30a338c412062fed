// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/temporary_file.h"

#include "core/bytes/file_handle.h"

#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace framelens::test {

namespace {

FileHandle openOrThrow(const std::string &path, int flags)
{
    FileHandle file(::open(path.c_str(), flags | O_CLOEXEC, 0600));
    if (!file.isOpen())
        throw std::runtime_error("cannot open " + path);
    return file;
}

void putAll(const FileHandle &file, std::uint64_t offset, Bytes bytes)
{
    while (!bytes.empty()) {
        const ssize_t put = ::pwrite(file.fd(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put <= 0)
            throw std::runtime_error("cannot write");
        offset += static_cast<std::uint64_t>(put);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
}

} // namespace

TemporaryFolder::TemporaryFolder()
    : m_path((std::filesystem::temp_directory_path() / "framelens-test-XXXXXX").string())
{
    if (::mkdtemp(m_path.data()) == nullptr)
        throw std::runtime_error("cannot make " + m_path);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::string TemporaryFolder::write(std::string_view name, Bytes bytes) const
{
    std::string file = path(name);
    putAll(openOrThrow(file, O_WRONLY | O_CREAT | O_TRUNC), 0, bytes);
    return file;
}

TemporaryFile::TemporaryFile(Bytes bytes, std::string_view name)
    : m_path(m_folder.write(name, bytes))
{
}

void TemporaryFile::append(Bytes bytes) const
{
    const FileHandle file = openOrThrow(m_path, O_WRONLY);
    putAll(file, static_cast<std::uint64_t>(::lseek(file.fd(), 0, SEEK_END)), bytes);
}

void TemporaryFile::resize(std::uint64_t size) const
{
    if (::truncate(m_path.c_str(), static_cast<off_t>(size)) != 0)
        throw std::runtime_error("cannot resize");
}

void TemporaryFile::overwrite(std::uint64_t offset, Bytes bytes) const
{
    putAll(openOrThrow(m_path, O_WRONLY), offset, bytes);
}

Buffer readFile(const std::string &path)
{
    const FileHandle file = openOrThrow(path, O_RDONLY);
    Buffer bytes(static_cast<std::size_t>(::lseek(file.fd(), 0, SEEK_END)));
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t got = ::pread(file.fd(), &bytes[at], bytes.size() - at, static_cast<off_t>(at));
        if (got <= 0)
            throw std::runtime_error("cannot read " + path);
        at += static_cast<std::size_t>(got);
    }
    return bytes;
}

} // namespace framelens::test

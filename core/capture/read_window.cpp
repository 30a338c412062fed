// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/read_window.h"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace framelens {

namespace {

// Fits the second level cache beside what else is in use; measured best between 64 KiB and 1 MiB.
constexpr std::size_t bufferBytes = std::size_t{256} * 1024;

}

ReadWindow::ReadWindow(int fd, std::string path, CopyLedger *ledger)
    : m_fd(fd)
    , m_path(std::move(path))
    , m_ledger(ledger)
{
}

Result<Bytes> ReadWindow::at(std::uint64_t offset, std::size_t atLeast, std::uint64_t end)
{
    const std::uint64_t left = end - std::min(end, offset);
    const std::size_t wanted = std::min({left, std::uint64_t{atLeast}, std::uint64_t{mostAtOnce}});
    const std::uint64_t into = offset - m_begin; // far beyond the buffer when offset lies before it
    if (into > m_size || wanted > m_size - into) {
        if (const auto filled = fill(offset, std::min<std::uint64_t>(left, std::max(bufferBytes, wanted))); !filled)
            return std::unexpected(filled.error());
    }
    const std::size_t from = static_cast<std::size_t>(offset - m_begin);
    // What is buffered may reach beyond an `end` that has moved back.
    return Bytes(m_buffer).subspan(from, std::min<std::uint64_t>(m_size - from, left));
}

Result<void> ReadWindow::fill(std::uint64_t offset, std::size_t size)
{
    if (m_buffer.size() < size)
        m_buffer.resize(std::max(size, bufferBytes));
    m_begin = offset;
    m_size = 0;
    while (m_size < size) {
        const std::span<std::byte> room = std::span(m_buffer).subspan(m_size, size - m_size);
        const ssize_t got = ::pread(m_fd, room.data(), room.size(), static_cast<off_t>(offset + m_size));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            Error error = systemError(Action::Read, m_path, errno);
            error.offset = offset + m_size;
            return std::unexpected(std::move(error));
        }
        if (got == 0)
            return std::unexpected(Error{.action = Action::Index,
                                         .reason = Reason::SourceLost,
                                         .subject = m_path,
                                         .offset = offset + m_size});
        m_size += static_cast<std::size_t>(got);
        if (m_ledger != nullptr)
            m_ledger->add(CopyReason::Index, static_cast<std::uint64_t>(got));
    }
    return {};
}

} // namespace framelens

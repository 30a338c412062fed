// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The index worker looks at a file through one small buffer: faster than faulting a fresh mapping in, and
// a file that is cut meanwhile gives a short read instead of a fault.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/base/error.h"
#include "core/bytes/load.h"

#include <string>
#include <vector>

namespace framelens {

/// Reads a file forward, 256 KiB at a time. One thread.
class ReadWindow
{
public:
    /// `fd` is borrowed and must outlive this; `path` is for messages. What is read is counted as
    /// CopyReason::Index, one addition a buffer.
    ReadWindow(int fd, std::string path, CopyLedger *ledger);

    /// Bytes of the file from `offset` on: at least `atLeast` (at most mostAtOnce), fewer only where `end`
    /// comes before. `end` is how much of the file there is to read; that the file has become shorter gives
    /// Reason::SourceLost. Borrowed until the next call.
    Result<Bytes> at(std::uint64_t offset, std::size_t atLeast, std::uint64_t end);

    static constexpr std::size_t mostAtOnce = std::size_t{1} << 20U;

private:
    Result<void> fill(std::uint64_t offset, std::size_t size);

    int m_fd;
    std::string m_path;
    CopyLedger *m_ledger;
    std::vector<std::byte> m_buffer;
    std::uint64_t m_begin = 0; // of what is buffered
    std::size_t m_size = 0;
};

} // namespace framelens

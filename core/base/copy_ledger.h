// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Bytes of frames are copied through one function which counts them here, by reason. Everything else
// that a pane, a filter or an export sees lies where it landed.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace framelens {

/// Why bytes of frames were copied.
enum class CopyReason : std::uint8_t {
    Index, ///< record headers and what lies between, read through the indexer's one small buffer
    Decompress, ///< made from a compressed file
    Spool, ///< read from a pipe into a file that can be mapped
    Staged, ///< small frames put beside their record headers for one writev
    Gather, ///< a message that lay in pieces
    Clipboard, ///< the user copied
    Count_,
};

/// Counts of copied bytes by reason. One for a program run, made by `app` or a test and passed down.
/// Any thread may add.
class CopyLedger
{
public:
    void add(CopyReason reason, std::uint64_t bytes)
    {
        m_bytes[static_cast<std::size_t>(reason)].fetch_add(bytes, std::memory_order_relaxed);
    }
    std::uint64_t bytes(CopyReason reason) const
    {
        return m_bytes[static_cast<std::size_t>(reason)].load(std::memory_order_relaxed);
    }

private:
    std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(CopyReason::Count_)> m_bytes{};
};

} // namespace framelens

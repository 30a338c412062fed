// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Records for one vectored write: large frames as they lie in the map, small ones beside their headers.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/bytes/vectored_write.h"

#include <array>
#include <span>
#include <vector>

namespace framelens {

/// Headers and small frames go into one bounded buffer, whose runs are pieces of the same call as the large
/// frames between them. Borrows the frames that were added until it is cleared.
class WriteBatch
{
public:
    /// Frames below this size are put beside their headers: a piece of their own costs the system more than copying so
    /// few bytes.
    static constexpr std::size_t stagedBelow = 512;
    /// Of the buffer.
    static constexpr std::size_t bufferBytes = std::size_t{256} * 1024;
    /// Frame bytes that one write takes, as far as they lie in more than one frame: how long a cancel may take to be heeded.
    static constexpr std::size_t mostBytes = std::size_t{1024} * 1024;
    /// Of one header.
    static constexpr std::size_t mostHeader = 128;
    /// Of what stands behind a frame: its padding, and the length of its block again.
    static constexpr std::size_t mostTail = 8;

    WriteBatch();

    /// Whether any frame fits.
    bool hasRoom() const
    {
        return m_pieces.size() + 3 <= mostPieces && m_used + mostHeader + stagedBelow + mostTail <= bufferBytes
            && m_bytes < mostBytes;
    }
    /// Where the bytes around a frame go.
    struct Around
    {
        std::span<std::byte> header;
        std::span<std::byte> tail;
    };
    /// Appends a record; the caller has asked hasRoom() and writes header and tail where they go before anything else is done with
    /// the batch. A copied frame is counted as CopyReason::Staged.
    Around add(std::size_t headerBytes, Bytes frame, std::size_t tailBytes, CopyLedger &ledger);
    /// The same with a header and a tail that stand elsewhere.
    void add(Bytes header, Bytes frame, Bytes tail, CopyLedger &ledger);
    /// All that was added, for one writeAll(). Valid until the next call.
    std::span<iovec> pieces() & { return m_pieces; }
    bool empty() const { return m_pieces.empty(); }
    void clear();

private:
    std::span<std::byte> stage(std::size_t size);

    std::vector<std::byte> m_buffer;
    std::vector<iovec> m_pieces;
    std::size_t m_used = 0; // of the buffer
    std::size_t m_bytes = 0; // in all pieces
    bool m_runIsOpen = false; // the last piece ends where the buffer's used part does
};

} // namespace framelens

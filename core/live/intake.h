// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Reads what is there into blocks of the pool: one block for a trickle, sixteen for a flood.
#pragma once

#include "core/live/loop.h"

namespace framelens::live {

class Intake
{
public:
    static constexpr std::size_t mostBlocks = 16; // 256 KiB a read

    /// Takes blocks; false when there is none.
    bool prepare(Loop &loop);
    /// One read into them. What came is given to the recorder, other blocks go back. Returns the number of pieces that
    /// the recorder has; 0 with `error` set (would_block, eof, ...).
    template <typename Source>
    std::size_t read(Loop &loop, Source &source, ErrorCode &error, const std::shared_ptr<PieceOwner> &owner,
                     std::uint32_t connection, Direction direction)
    {
        const std::size_t bytes = source.read_some(std::span(m_buffers).first(m_taken), error);
        return hand(loop, bytes, owner, connection, direction);
    }

private:
    std::size_t hand(Loop &loop, std::size_t bytes, const std::shared_ptr<PieceOwner> &owner, std::uint32_t connection,
                     Direction direction);

    std::array<BufferPool::Block, mostBlocks> m_blocks;
    std::array<asio::mutable_buffer, mostBlocks> m_buffers;
    std::size_t m_taken = 0;
    std::size_t m_wanted = 1;
};

} // namespace framelens::live

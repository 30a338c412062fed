// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/intake.h"

#include <algorithm>

namespace framelens::live {

bool Intake::prepare(Loop &loop)
{
    const std::size_t most = std::min(m_wanted, 1 + (m_wanted > 1 ? loop.spareBlocks() : 0));
    for (m_taken = 0; m_taken < most; ++m_taken) {
        BufferPool::Block &block = m_blocks.at(m_taken);
        block = loop.pool.take();
        if (!block)
            break;
        m_buffers.at(m_taken) = asio::buffer(block.bytes().data(), block.bytes().size());
    }
    return m_taken > 0;
}

std::size_t Intake::hand(Loop &loop, std::size_t bytes, const std::shared_ptr<PieceOwner> &owner,
                         std::uint32_t connection, Direction direction)
{
    const std::size_t pieces = (bytes + blockBytes - 1) / blockBytes;
    for (std::size_t i = 0; i < m_taken; ++i) {
        BufferPool::Block block = std::move(m_blocks.at(i));
        const std::size_t size = std::min(bytes, blockBytes);
        bytes -= size;
        if (size > 0)
            loop.recorder.add(owner, {std::move(block), size}, connection, direction);
    }
    // A full read asks for twice as much next time, another for what it needed and one more.
    m_wanted = pieces == m_taken ? std::min(mostBlocks, m_wanted * 2) : std::max<std::size_t>(1, pieces);
    return pieces;
}

} // namespace framelens::live

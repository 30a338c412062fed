// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A value for each frame or conversation, in chunks that never move.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace framelens {

/// One writer appends; readers look at what the owner has published by a count of its own (release, acquire). Holds up to
/// 2^CountBits values, 2^ChunkBits in a chunk.
template <typename T, unsigned ChunkBits = 12, unsigned NodeBits = 10, unsigned CountBits = 31>
class ChunkedColumn
{
public:
    const T &operator[](std::uint32_t index) const &
    {
        return (*(*m_root[index >> (ChunkBits + NodeBits)])[(index >> ChunkBits) & (nodeChunks - 1)])[index & (chunkItems - 1)];
    }
    /// (writer) A value that is there.
    T &at(std::uint32_t index) &
    {
        return (*(*m_root[index >> (ChunkBits + NodeBits)])[(index >> ChunkBits) & (nodeChunks - 1)])[index & (chunkItems - 1)];
    }
    /// (writer) Makes room for a value; those before it are there.
    T &reserve(std::uint32_t index) &
    {
        std::unique_ptr<Node> &node = m_root[index >> (ChunkBits + NodeBits)];
        if (!node) {
            node = std::make_unique<Node>();
            m_heapBytes += sizeof(Node);
        }
        std::unique_ptr<Chunk> &chunk = (*node)[(index >> ChunkBits) & (nodeChunks - 1)];
        if (!chunk) {
            chunk = std::make_unique<Chunk>();
            m_heapBytes += sizeof(Chunk);
        }
        return (*chunk)[index & (chunkItems - 1)];
    }
    /// (writer, or when nobody writes)
    std::size_t heapBytes() const { return m_heapBytes; }

private:
    static constexpr std::uint32_t chunkItems = 1U << ChunkBits;
    static constexpr std::uint32_t nodeChunks = 1U << NodeBits;
    using Chunk = std::array<T, chunkItems>;
    using Node = std::array<std::unique_ptr<Chunk>, nodeChunks>;

    std::array<std::unique_ptr<Node>, std::size_t{1} << (CountBits - ChunkBits - NodeBits)> m_root;
    std::size_t m_heapBytes = 0;
};

} // namespace framelens

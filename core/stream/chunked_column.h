// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A value for each frame, in chunks that never move.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace framelens {

/// One writer appends; readers look at what the owner has published by a count of its own (release, acquire). Limit: 2^31 values.
template <typename T>
class FrameColumn
{
public:
    const T &operator[](std::uint32_t frame) const
    {
        return (*(*m_root[frame >> (chunkBits + nodeBits)])[(frame >> chunkBits) & (nodeChunks - 1)])[frame & (chunkFrames - 1)];
    }
    /// (writer) A value that is there.
    T &at(std::uint32_t frame)
    {
        return (*(*m_root[frame >> (chunkBits + nodeBits)])[(frame >> chunkBits) & (nodeChunks - 1)])[frame & (chunkFrames - 1)];
    }
    /// (writer) Makes room for a frame's value; those before it are there.
    void reserve(std::uint32_t frame)
    {
        std::unique_ptr<Node> &node = m_root[frame >> (chunkBits + nodeBits)];
        if (!node) {
            node = std::make_unique<Node>();
            m_heapBytes += sizeof(Node);
        }
        std::unique_ptr<Chunk> &chunk = (*node)[(frame >> chunkBits) & (nodeChunks - 1)];
        if (!chunk) {
            chunk = std::make_unique<Chunk>();
            m_heapBytes += sizeof(Chunk);
        }
    }
    /// (writer, or when nobody writes)
    std::size_t heapBytes() const { return m_heapBytes; }

private:
    static constexpr std::uint32_t chunkBits = 12;
    static constexpr std::uint32_t chunkFrames = 1U << chunkBits;
    static constexpr std::uint32_t nodeBits = 10;
    static constexpr std::uint32_t nodeChunks = 1U << nodeBits;
    using Chunk = std::array<T, chunkFrames>;
    using Node = std::array<std::unique_ptr<Chunk>, nodeChunks>;

    std::array<std::unique_ptr<Node>, 512> m_root;
    std::size_t m_heapBytes = 0;
};

} // namespace framelens

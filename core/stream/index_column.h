// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The conversation of each frame: two bytes a frame while few conversations are known, three or four later.
#pragma once

#include "core/stream/chunked_column.h"

#include <atomic>

namespace framelens {

/// As ChunkedColumn. Values up to 2^32 - 2, or none.
class IndexColumn
{
public:
    static constexpr std::uint32_t none = 0xffffffffU;

    std::uint32_t operator[](std::uint32_t frame) const
    {
        const Chunk &chunk = m_chunks[frame >> chunkBits];
        const std::uint32_t at = frame & (chunkFrames - 1);
        std::uint32_t value = chunk.low[at];
        for (unsigned plane = 0; plane < chunk.high.size(); ++plane) {
            const Plane *high = chunk.high[plane].load(std::memory_order_acquire);
            if (high == nullptr)
                break;
            value |= std::uint32_t{(*high)[at]} << (16 + 8 * plane);
        }
        return value - 1;
    }

    /// (writer) The next frame's, once.
    void add(std::uint32_t frame, std::uint32_t index)
    {
        Chunk &chunk = m_chunks.reserve(frame >> chunkBits);
        const std::uint32_t at = frame & (chunkFrames - 1);
        const std::uint32_t value = index + 1; // none becomes 0, which needs no high bytes
        chunk.low[at] = static_cast<std::uint16_t>(value);
        for (unsigned plane = 0; plane < chunk.high.size() && value >> (16 + 8 * plane) != 0; ++plane)
            planeOf(chunk, plane)[at] = static_cast<std::uint8_t>(value >> (16 + 8 * plane));
    }

    /// (writer, or when nobody writes)
    std::size_t heapBytes() const { return m_chunks.heapBytes() + m_planeBytes; }

private:
    static constexpr unsigned chunkBits = 12;
    static constexpr std::uint32_t chunkFrames = 1U << chunkBits;
    using Plane = std::array<std::uint8_t, chunkFrames>;
    struct Chunk
    {
        std::array<std::uint16_t, chunkFrames> low{};
        std::array<std::atomic<const Plane *>, 2> high{}; // what readers look at
        std::array<std::unique_ptr<Plane>, 2> owned;
    };

    Plane &planeOf(Chunk &chunk, unsigned plane)
    {
        if (!chunk.owned[plane]) {
            chunk.owned[plane] = std::make_unique<Plane>();
            chunk.high[plane].store(chunk.owned[plane].get(), std::memory_order_release);
            m_planeBytes += sizeof(Plane);
        }
        return *chunk.owned[plane];
    }

    ChunkedColumn<Chunk, 0, 10, 31 - chunkBits> m_chunks;
    std::size_t m_planeBytes = 0;
};

} // namespace framelens

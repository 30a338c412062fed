// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/frame_index.h"

#include <algorithm>

namespace framelens {

FrameIndex::~FrameIndex() = default;

FrameIndex::Chunk &FrameIndex::chunkFor(std::uint32_t frame, std::uint64_t offset)
{
    std::unique_ptr<Node> &node = m_root[frame >> (chunkBits + nodeBits)];
    if (node == nullptr) {
        node = std::make_unique<Node>();
        m_heapBytes.fetch_add(sizeof(Node), std::memory_order_relaxed);
    }
    std::unique_ptr<Chunk> &chunk = (*node)[(frame >> chunkBits) & (nodeChunks - 1)];
    if (chunk == nullptr) {
        chunk.reset(new Chunk); // offsets stay unset: each is written before it is published
        chunk->base = offset;
        m_heapBytes.fetch_add(sizeof(Chunk), std::memory_order_relaxed);
    }
    return *chunk;
}

void FrameIndex::widen(Chunk &chunk, std::uint32_t used)
{
    chunk.wideOffsets = std::make_unique<WideOffsets>();
    for (std::uint32_t slot = 0; slot < used; ++slot)
        (*chunk.wideOffsets)[slot] = chunk.base + chunk.offsets[slot];
    // The narrow offsets stay where they are: a reader may be among them.
    chunk.wide.store(chunk.wideOffsets.get(), std::memory_order_release);
    m_heapBytes.fetch_add(sizeof(WideOffsets), std::memory_order_relaxed);
}

void FrameIndex::append(std::span<const std::uint64_t> offsets)
{
    std::uint32_t frame = m_count.load(std::memory_order_relaxed);
    while (!offsets.empty()) {
        Chunk &chunk = chunkFor(frame, offsets.front());
        const std::uint32_t slot = frame & (chunkFrames - 1);
        const std::size_t now = std::min<std::size_t>(offsets.size(), chunkFrames - slot);
        const std::span<const std::uint64_t> part = offsets.first(now);
        if (chunk.wideOffsets == nullptr && part.back() - chunk.base > UINT32_MAX)
            widen(chunk, slot);
        if (chunk.wideOffsets != nullptr) {
            for (std::size_t i = 0; i < now; ++i)
                (*chunk.wideOffsets)[slot + i] = part[i];
        } else {
            for (std::size_t i = 0; i < now; ++i)
                chunk.offsets[slot + i] = static_cast<std::uint32_t>(part[i] - chunk.base);
        }
        frame += static_cast<std::uint32_t>(now);
        offsets = offsets.subspan(now);
    }
    m_count.store(frame, std::memory_order_release);
}

} // namespace framelens

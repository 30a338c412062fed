// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where each frame's record begins: about four bytes a frame, read without a lock while it grows.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace framelens {

/// Offsets of record headers, in rising order. One writer appends and publishes; any thread reads what is
/// below count(). Nothing that was published moves.
///
///     root (512) -> node (1,024 chunks) -> chunk: 64-bit base, 4,096 offsets of 32 bits from it
///
/// A chunk that spans more than 4 GiB gets 64-bit offsets beside its narrow ones.
class FrameIndex
{
public:
    FrameIndex() = default;
    FrameIndex(const FrameIndex &) = delete;
    FrameIndex &operator=(const FrameIndex &) = delete;
    FrameIndex(FrameIndex &&) = delete;
    FrameIndex &operator=(FrameIndex &&) = delete;
    ~FrameIndex();

    /// Frames published.
    std::uint32_t count() const { return m_count.load(std::memory_order_acquire); }
    /// Offset of the record of a frame below count().
    std::uint64_t operator[](std::uint32_t frame) const
    {
        const Chunk &chunk = *(*m_root[frame >> (chunkBits + nodeBits)])[(frame >> chunkBits) & (nodeChunks - 1)];
        const std::uint32_t slot = frame & (chunkFrames - 1);
        const WideOffsets *wide = chunk.wide.load(std::memory_order_acquire);
        return wide != nullptr ? (*wide)[slot] : chunk.base + chunk.offsets[slot];
    }

    /// (writer) Appends `offsets`, each larger than all before, and publishes them at once. The caller
    /// keeps the total at or below 2^31 - 1.
    void append(std::span<const std::uint64_t> offsets);

    /// Bytes of heap in use. (writer, or when nobody writes)
    std::size_t heapBytes() const { return m_heapBytes.load(std::memory_order_relaxed); }

    /// Frames in one chunk.
    static constexpr std::uint32_t chunkFrames = 4096;

private:
    static constexpr std::uint32_t chunkBits = 12;
    static constexpr std::uint32_t nodeBits = 10;
    static constexpr std::uint32_t nodeChunks = 1U << nodeBits;
    using WideOffsets = std::array<std::uint64_t, chunkFrames>;
    struct Chunk
    {
        std::uint64_t base = 0;
        std::atomic<const WideOffsets *> wide{nullptr};
        std::unique_ptr<WideOffsets> wideOffsets; // the writer's, and owner of what `wide` shows
        std::array<std::uint32_t, chunkFrames> offsets;
    };
    static_assert(sizeof(Chunk) <= std::size_t{chunkFrames} * 4 + 32);
    using Node = std::array<std::unique_ptr<Chunk>, nodeChunks>;

    Chunk &chunkFor(std::uint32_t frame, std::uint64_t offset);
    void widen(Chunk &chunk, std::uint32_t used);

    std::array<std::unique_ptr<Node>, 512> m_root;
    std::atomic<std::uint32_t> m_count{0};
    std::atomic<std::size_t> m_heapBytes{sizeof(FrameIndex)};
};

} // namespace framelens

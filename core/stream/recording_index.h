// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where the messages of a recording lie: 16 bytes each.
#pragma once

#include "core/base/append_only.h"
#include "core/bytes/frame_view.h"

#include <memory>

namespace framelens {

/// A frame of a recording. A value.
struct RecordedFrame
{
    std::uint64_t offset = 0; ///< of its first byte in its direction: 48 bits are kept
    std::uint32_t size = 0; ///< bytes
    std::uint32_t record = 0; ///< of the spool: the chunk in which its last byte lies, or the event
    FrameKind kind = FrameKind::Message;
    bool inPieces = false;
};

/// One writer appends while others read; nothing moves.
class RecordingIndex
{
public:
    std::uint32_t count() const { return m_count.load(std::memory_order_acquire); }
    /// A frame below count().
    RecordedFrame operator[](std::uint32_t frame) const
    {
        const Entry &entry = (*m_chunks[frame / chunkFrames])[frame % chunkFrames];
        return {entry.word & mostOffset, entry.size, entry.record, static_cast<FrameKind>((entry.word >> kindShift) & 0xffU),
                (entry.word >> piecesShift) != 0};
    }
    /// (writer) Appends and publishes.
    void push(const RecordedFrame &frame)
    {
        const std::uint32_t number = m_count.load(std::memory_order_relaxed);
        if (number % chunkFrames == 0)
            m_chunks.push(std::make_unique<Chunk>());
        const std::uint64_t flags = (static_cast<std::uint64_t>(frame.kind) << kindShift)
            | (std::uint64_t{frame.inPieces} << piecesShift);
        (*m_chunks[number / chunkFrames])[number % chunkFrames] = {(frame.offset & mostOffset) | flags, frame.size, frame.record};
        m_count.store(number + 1, std::memory_order_release);
    }
    /// Where a frame below count() is kept: for prefetching.
    const void *at(std::uint32_t frame) const & { return &(*m_chunks[frame / chunkFrames])[frame % chunkFrames]; }
    std::size_t heapBytes() const { return m_chunks.size() * sizeof(Chunk) + m_chunks.heapBytes(); }

private:
    static constexpr std::uint64_t mostOffset = (std::uint64_t{1} << 48U) - 1;
    static constexpr unsigned kindShift = 48;
    static constexpr unsigned piecesShift = 56;
    static constexpr std::uint32_t chunkFrames = 4096;
    struct Entry
    {
        std::uint64_t word = 0;
        std::uint32_t size = 0;
        std::uint32_t record = 0;
    };
    static_assert(sizeof(Entry) == 16, "there is one for each message");
    using Chunk = std::array<Entry, chunkFrames>;

    AppendOnly<std::unique_ptr<Chunk>> m_chunks;
    std::atomic<std::uint32_t> m_count{0};
};

} // namespace framelens

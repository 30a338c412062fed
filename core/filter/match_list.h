// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frame numbers in rising order, appended by one thread while others read them.
#pragma once

#include "core/base/append_only.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace framelens {

/// Four bytes a frame, and less than 64 KiB beside them. Published by one count; readers need no lock.
class MatchList
{
public:
    std::size_t size() const { return m_count.load(std::memory_order_acquire); }
    /// Below size().
    std::uint32_t operator[](std::size_t index) const { return (*m_blocks[index / blockFrames])[index % blockFrames]; }

    /// Where the first frame at or behind `frame` stands; size() when there is none. Logarithmic.
    std::size_t lowerBound(std::uint32_t frame) const
    {
        std::size_t begin = 0;
        for (std::size_t end = size(); begin < end;) {
            const std::size_t middle = begin + (end - begin) / 2;
            if ((*this)[middle] < frame)
                begin = middle + 1;
            else
                end = middle;
        }
        return begin;
    }
    bool contains(std::uint32_t frame) const
    {
        const std::size_t at = lowerBound(frame);
        return at < size() && (*this)[at] == frame;
    }

    /// (writer) Frames behind all that are there, in rising order.
    void append(std::span<const std::uint32_t> frames)
    {
        std::size_t count = m_count.load(std::memory_order_relaxed);
        for (const std::uint32_t frame : frames) {
            if (count % blockFrames == 0)
                m_blocks.push(std::make_unique<Block>());
            (*m_blocks.at(count / blockFrames))[count % blockFrames] = frame;
            ++count;
        }
        m_count.store(count, std::memory_order_release);
    }

    std::size_t heapBytes() const { return m_blocks.size() * sizeof(Block) + m_blocks.heapBytes(); }

private:
    static constexpr std::size_t blockFrames = 8192;
    using Block = std::array<std::uint32_t, blockFrames>;

    AppendOnly<std::unique_ptr<Block>> m_blocks;
    std::atomic<std::size_t> m_count{0};
};

} // namespace framelens

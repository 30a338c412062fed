// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Blocks that received bytes land in before they are written to the spool: bounded, and never given back to the heap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace framelens {

/// Hands out blocks of one size. Empty means: stop reading (TCP does the rest). Memory is taken block by block as it is
/// first needed and kept; no malloc after that. Any thread.
class BufferPool
{
public:
    static constexpr std::size_t usualBlock = std::size_t{64} * 1024;
    static constexpr std::size_t usualTotal = std::size_t{64} << 20U;

    explicit BufferPool(std::size_t blockBytes = usualBlock, std::size_t mostBytes = usualTotal);
    ~BufferPool();
    BufferPool(const BufferPool &) = delete;
    BufferPool &operator=(const BufferPool &) = delete;

    /// Returns its block to the pool when it goes. The pool outlives it.
    class Block
    {
    public:
        Block() = default;
        Block(Block &&other) noexcept;
        Block &operator=(Block &&other) noexcept;
        ~Block();

        explicit operator bool() const { return m_pool != nullptr; }
        std::span<std::byte> bytes() const & { return m_bytes; }

    private:
        friend class BufferPool;
        Block(BufferPool &pool, std::span<std::byte> bytes)
            : m_pool(&pool)
            , m_bytes(bytes)
        {
        }
        BufferPool *m_pool = nullptr;
        std::span<std::byte> m_bytes;
    };

    /// A block, or an empty one when all are out.
    Block take();
    std::size_t blockBytes() const { return m_blockBytes; }
    /// Blocks handed out now, and blocks that exist.
    std::size_t out() const;
    std::size_t made() const;

private:
    void giveBack(std::span<std::byte> bytes);

    std::size_t m_blockBytes;
    std::size_t m_mostBlocks;
    mutable std::mutex m_mutex;
    std::vector<std::byte *> m_all;
    std::vector<std::byte *> m_free;
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The allocator of a dissection: one pointer moves; everything is given back at once.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

namespace framelens {

/// A bump allocator over blocks that are kept when it is reset. Objects must be trivially destructible.
/// What was handed out stays valid until reset(), also when more is asked for; a Lease forbids reset()
/// meanwhile, so memory still in use is never handed out again. Not thread-safe: one owner.
class Arena
{
public:
    Arena() = default;
    /// No single arena grows above `mostBytes`; 4 MiB is above what any honest frame needs.
    explicit Arena(std::size_t mostBytes)
        : m_mostBytes(mostBytes)
    {
    }
    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;
    Arena(Arena &&) = delete;
    Arena &operator=(Arena &&) = delete;
    ~Arena();

    /// `count` default-initialised objects, empty when the limit is reached.
    template <typename T>
    std::span<T> make(std::size_t count) &
    {
        static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
        static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__, "blocks are aligned for ordinary types only");
        void *memory = allocate(count, sizeof(T), alignof(T));
        return memory == nullptr ? std::span<T>() : std::span<T>(new (memory) T[count], count);
    }

    /// The same without a first value: each is written before it is read. For what is filled one by one.
    template <typename T>
    std::span<T> makeUnwritten(std::size_t count)
    {
        // Aggregates come to life with the storage (implicit-lifetime types).
        static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T> && std::is_aggregate_v<T>);
        void *memory = allocate(count, sizeof(T), alignof(T));
        return memory == nullptr ? std::span<T>() : std::span<T>(static_cast<T *>(memory), count);
    }

    /// Gives everything back and keeps the blocks. Forbidden (asserted) while a Lease lives.
    void reset();

    /// Bytes handed out since the last reset, and bytes of all blocks.
    std::size_t used() const { return m_used; }
    std::size_t reserved() const { return m_reserved; }

    /// Held by whoever keeps pointers into the arena across calls.
    class Lease
    {
    public:
        explicit Lease(Arena &arena)
            : m_arena(arena)
        {
            ++m_arena.m_leases;
        }
        ~Lease() { --m_arena.m_leases; }
        Lease(const Lease &) = delete;
        Lease &operator=(const Lease &) = delete;

    private:
        Arena &m_arena;
    };

private:
    struct Block
    {
        std::unique_ptr<std::byte[]> memory;
        std::size_t size = 0;
    };
    void *allocate(std::size_t count, std::size_t size, std::size_t alignment);
    bool nextBlock(std::size_t atLeast);

    std::vector<Block> m_blocks;
    std::size_t m_block = 0; // the block in use; m_blocks.size() before the first
    std::size_t m_offset = 0; // within it
    std::size_t m_used = 0;
    std::size_t m_reserved = 0;
    std::size_t m_mostBytes = std::size_t{16} * 1024 * 1024;
    std::size_t m_leases = 0;
};

} // namespace framelens

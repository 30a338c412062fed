// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/arena.h"

#include <algorithm>
#include <cassert>
#include <cstdint>

#if defined(__SANITIZE_ADDRESS__)
#define FRAMELENS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FRAMELENS_ASAN 1
#endif
#endif
#ifdef FRAMELENS_ASAN
#include <sanitizer/asan_interface.h>
#endif

namespace framelens {

namespace {

constexpr std::size_t firstBlockBytes = std::size_t{16} * 1024;

// Under the address sanitizer, memory that is not handed out must not be touched either.
void poison([[maybe_unused]] const void *memory, [[maybe_unused]] std::size_t size)
{
#ifdef FRAMELENS_ASAN
    __asan_poison_memory_region(memory, size);
#endif
}

void unpoison([[maybe_unused]] const void *memory, [[maybe_unused]] std::size_t size)
{
#ifdef FRAMELENS_ASAN
    __asan_unpoison_memory_region(memory, size);
#endif
}

} // namespace

Arena::~Arena()
{
    assert(m_leases == 0);
    for (const Block &block : m_blocks)
        unpoison(block.memory.get(), block.size);
}

void *Arena::allocate(std::size_t count, std::size_t size, std::size_t alignment)
{
    if (count > m_mostBytes / size)
        return nullptr;
    const std::size_t bytes = count * size;
    const auto fits = [&](std::size_t offset) {
        return m_block < m_blocks.size() && offset <= m_blocks[m_block].size && bytes <= m_blocks[m_block].size - offset;
    };
    std::size_t offset = (m_offset + alignment - 1) / alignment * alignment;
    if (!fits(offset)) {
        if (!nextBlock(bytes))
            return nullptr;
        offset = 0;
    }
    std::byte *memory = m_blocks[m_block].memory.get() + offset;
    unpoison(memory, bytes);
    m_offset = offset + bytes;
    m_used += bytes;
    return memory;
}

bool Arena::nextBlock(std::size_t atLeast)
{
    for (std::size_t next = m_blocks.empty() ? 0 : m_block + 1; next < m_blocks.size(); ++next) {
        if (m_blocks[next].size >= atLeast) {
            std::swap(m_blocks[m_block + 1], m_blocks[next]);
            ++m_block;
            m_offset = 0;
            return true;
        }
    }
    const std::size_t remaining = m_mostBytes - std::min(m_mostBytes, m_reserved);
    if (atLeast > remaining)
        return false;
    const std::size_t wanted = std::max({firstBlockBytes, atLeast, std::min(m_reserved, std::size_t{1} << 20U)});
    const std::size_t size = std::min(wanted, remaining); // the last block may be a small one
    m_blocks.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
    poison(m_blocks.back().memory.get(), size);
    m_reserved += size;
    std::swap(m_blocks.back(), m_blocks[m_blocks.size() == 1 ? 0 : m_block + 1]);
    m_block = m_blocks.size() == 1 ? 0 : m_block + 1;
    m_offset = 0;
    return true;
}

void Arena::reset()
{
    assert(m_leases == 0);
    for (const Block &block : m_blocks)
        poison(block.memory.get(), block.size);
    m_block = 0;
    m_offset = 0;
    m_used = 0;
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/buffer_pool.h"

#include <algorithm>
#include <cassert>
#include <new>
#include <utility>

namespace framelens {

BufferPool::BufferPool(std::size_t blockBytes, std::size_t mostBytes)
    : m_blockBytes(std::max<std::size_t>(blockBytes, 1))
    , m_mostBlocks(std::max<std::size_t>(mostBytes / m_blockBytes, 1))
{
    // So that neither take() nor giveBack() asks the heap for more than the blocks themselves.
    m_all.reserve(m_mostBlocks);
    m_free.reserve(m_mostBlocks);
}

BufferPool::~BufferPool()
{
    assert(m_free.size() == m_all.size());
    for (std::byte *block : m_all)
        delete[] block;
}

BufferPool::Block BufferPool::take()
{
    const std::lock_guard lock(m_mutex);
    if (m_free.empty()) {
        if (m_all.size() == m_mostBlocks)
            return {};
        // No memory is no block: whoever asked stops reading, as when all are out.
        auto *made = new (std::nothrow) std::byte[m_blockBytes];
        if (made == nullptr)
            return {};
        m_all.push_back(made);
        return {*this, {made, m_blockBytes}};
    }
    // The one that came back last is the likeliest to be in the cache.
    std::byte *block = m_free.back();
    m_free.pop_back();
    return {*this, {block, m_blockBytes}};
}

void BufferPool::giveBack(std::span<std::byte> bytes)
{
    const std::lock_guard lock(m_mutex);
    m_free.push_back(bytes.data());
}

std::size_t BufferPool::out() const
{
    const std::lock_guard lock(m_mutex);
    return m_all.size() - m_free.size();
}

std::size_t BufferPool::made() const
{
    const std::lock_guard lock(m_mutex);
    return m_all.size();
}

BufferPool::Block::Block(Block &&other) noexcept
    : m_pool(std::exchange(other.m_pool, nullptr))
    , m_bytes(std::exchange(other.m_bytes, {}))
{
}

BufferPool::Block &BufferPool::Block::operator=(Block &&other) noexcept
{
    Block taken(std::move(other)); // goes with what this had
    std::swap(m_pool, taken.m_pool);
    std::swap(m_bytes, taken.m_bytes);
    return *this;
}

BufferPool::Block::~Block()
{
    if (m_pool != nullptr)
        m_pool->giveBack(m_bytes);
}

} // namespace framelens

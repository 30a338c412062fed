// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/assembly_cache.h"

namespace framelens {

std::shared_ptr<AssemblySlot> AssemblyCache::slot(std::size_t index)
{
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_byIndex.find(index); known != m_byIndex.end()) {
        m_entries.splice(m_entries.begin(), m_entries, known->second);
        return known->second->slot;
    }
    auto slot = std::make_shared<AssemblySlot>();
    slot->stream = std::make_shared<AssembledStream>(m_capture, index);
    m_entries.push_front({index, 0, slot});
    m_byIndex.emplace(index, m_entries.begin());
    return slot;
}

std::shared_ptr<AssemblySlot> AssemblyCache::find(std::size_t index) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_byIndex.find(index);
    return known == m_byIndex.end() ? nullptr : known->second->slot;
}

void AssemblyCache::account(std::size_t index, std::size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_byIndex.find(index); known != m_byIndex.end()) {
        m_bytes += bytes - known->second->bytes;
        known->second->bytes = bytes;
    }
    while (m_bytes > m_most && m_entries.size() > 1) {
        m_bytes -= m_entries.back().bytes;
        m_byIndex.erase(m_entries.back().index);
        m_entries.pop_back();
    }
}

std::size_t AssemblyCache::heapBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

AssemblyCache::Walk::Walk(AssemblyCache &cache)
    : m_cache(cache)
{
    const std::lock_guard lock(cache.m_mutex);
    if (cache.m_walks.empty()) {
        m_walk = std::make_unique<TransportWalk>(cache.m_capture->registry);
    } else {
        m_walk = std::move(cache.m_walks.back());
        cache.m_walks.pop_back();
    }
}

AssemblyCache::Walk::~Walk()
{
    const std::lock_guard lock(m_cache.m_mutex);
    m_cache.m_walks.push_back(std::move(m_walk));
}

} // namespace framelens

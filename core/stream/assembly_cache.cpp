// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/assembly_cache.h"

#include <algorithm>
#include <ranges>

namespace framelens {

namespace {

constexpr std::size_t bytesAFrame = 64; // that a stream keeps, and not more: how many frames it is to walk it anew
constexpr std::size_t leastGrowth = 64; // a part of the bound: so much comes between two looks at all streams

} // namespace

std::shared_ptr<AssemblySlot> AssemblyCache::slot(std::size_t index)
{
    const std::lock_guard lock(m_mutex);
    ++m_asks;
    if (const auto known = m_byIndex.find(index); known != m_byIndex.end()) {
        m_entries.splice(m_entries.begin(), m_entries, known->second);
        known->second->askedAt = m_asks;
        return known->second->slot;
    }
    auto slot = std::make_shared<AssemblySlot>();
    slot->stream = std::make_shared<AssembledStream>(m_capture, index);
    m_entries.push_front({.index = index, .slot = slot, .askedAt = m_asks});
    m_byIndex.emplace(index, m_entries.begin());
    return slot;
}

std::shared_ptr<AssemblySlot> AssemblyCache::find(std::size_t index) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_byIndex.find(index);
    return known == m_byIndex.end() ? nullptr : known->second->slot;
}

void AssemblyCache::account(std::size_t index, std::size_t bytes, std::uint32_t frame)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_byIndex.find(index); known != m_byIndex.end()) {
            setBytes(*known->second, bytes);
            known->second->frame = frame;
        }
        if (m_bytes <= m_most)
            return;
    }
    for (const Entry &entry : forgetful())
        if (forget(entry))
            break;
    letGo();
}

void AssemblyCache::setBytes(Entry &entry, std::size_t bytes)
{
    m_grown += bytes > entry.bytes ? bytes - entry.bytes : 0;
    m_bytes += bytes - entry.bytes;
    entry.bytes = bytes;
}

// Those that may have much to forget. Empty so shortly after the last time.
std::vector<AssemblyCache::Entry> AssemblyCache::forgetful()
{
    std::vector<Entry> found;
    const std::lock_guard lock(m_mutex);
    if (m_grown < m_most / leastGrowth)
        return found;
    m_grown = 0;
    for (const Entry &entry : std::views::reverse(m_entries))
        if (entry.bytes >= 2 * entry.least && entry.frame > framesKept())
            found.push_back(entry);
    return found;
}

// Whether that is enough.
bool AssemblyCache::forget(const Entry &entry)
{
    const std::unique_lock slotLock(entry.slot->mutex, std::try_to_lock);
    if (!slotLock.owns_lock()) // somebody is at it
        return false;
    std::shared_ptr<AssembledStream> rest = entry.slot->stream->behind(entry.frame - framesKept());
    if (rest != nullptr)
        entry.slot->stream = std::move(rest);
    const std::size_t bytes = entry.slot->stream->heapBytes();
    const std::lock_guard lock(m_mutex);
    const auto known = m_byIndex.find(entry.index);
    if (known != m_byIndex.end() && known->second->slot == entry.slot) {
        setBytes(*known->second, bytes);
        known->second->least = std::max(smallBytes, bytes);
    }
    return m_bytes <= m_most / 4 * 3;
}

bool AssemblyCache::isInUse(const Entry &entry) const
{
    return entry.bytes > smallBytes && m_asks - entry.askedAt < entry.bytes / bytesAFrame;
}

void AssemblyCache::letGo()
{
    constexpr int mostLooks = 16; // the rest has its turn next time
    const std::lock_guard lock(m_mutex);
    auto behind = m_entries.end();
    for (int looks = 0; m_bytes > m_most && looks < mostLooks && behind != std::next(m_entries.begin());) {
        const auto entry = std::prev(behind);
        if (isInUse(*entry) && m_bytes <= mostTimes * m_most) {
            behind = entry;
            ++looks;
            continue;
        }
        m_bytes -= entry->bytes;
        m_byIndex.erase(entry->index);
        behind = m_entries.erase(entry);
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

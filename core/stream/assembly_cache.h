// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Conversations that were assembled, as many as a bound on their memory allows: the one not asked for longest goes.
#pragma once

#include "core/stream/assembled_stream.h"

#include <atomic>
#include <list>
#include <mutex>
#include <unordered_map>

namespace framelens {

/// One assembled conversation. Whoever holds it keeps it, in the cache or not.
struct AssemblySlot
{
    std::mutex mutex; ///< for `stream` and all it holds
    std::shared_ptr<AssembledStream> stream;
};

/// Any thread.
class AssemblyCache
{
public:
    /// Pieces and messages, no payload: some 70 bytes a segment, so the streams of a capture of several GB.
    static constexpr std::size_t mostBytes = std::size_t{256} << 20U;

    explicit AssemblyCache(std::shared_ptr<const AssembledStream::Capture> capture, std::size_t most = mostBytes)
        : m_capture(std::move(capture))
        , m_most(most)
    {
    }

    /// Made where there is none.
    std::shared_ptr<AssemblySlot> slot(std::size_t index);
    std::shared_ptr<AssemblySlot> find(std::size_t index) const;
    /// What the slot takes by now; lets others go if it is too much in all.
    void account(std::size_t index, std::size_t bytes);
    std::size_t heapBytes() const;

    /// A walk to borrow: it is large, and for one thread at a time.
    class Walk
    {
    public:
        explicit Walk(AssemblyCache &cache);
        ~Walk();
        Walk(const Walk &) = delete;
        Walk &operator=(const Walk &) = delete;
        TransportWalk &operator*() const { return *m_walk; }

    private:
        AssemblyCache &m_cache;
        std::unique_ptr<TransportWalk> m_walk;
    };

private:
    struct Entry
    {
        std::size_t index = 0;
        std::size_t bytes = 0;
        std::shared_ptr<AssemblySlot> slot;
    };
    std::shared_ptr<const AssembledStream::Capture> m_capture;
    std::size_t m_most;
    mutable std::mutex m_mutex;
    std::list<Entry> m_entries; // the one asked for last in front
    std::unordered_map<std::size_t, std::list<Entry>::iterator> m_byIndex;
    std::size_t m_bytes = 0;
    std::vector<std::unique_ptr<TransportWalk>> m_walks;
};

} // namespace framelens

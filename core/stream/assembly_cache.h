// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Conversations that were assembled, as many as a bound on their memory allows.
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

/// Beyond its bound streams first forget what lies far before the frame that was asked for last, the one not asked for longest
/// first: who reads forward does not need it, who asks for an earlier frame has the stream walked anew. Then those go that
/// were not asked for longest. One larger than `smallBytes` stays while it was asked for less long ago, in asks, than walking it anew
/// takes, in frames: else readers of several streams would take them from each other for every frame. Such streams may
/// take `mostTimes` the bound together; beyond that they go, too. Any thread.
class AssemblyCache
{
public:
    /// What costs less than a hundred frames is not worth a thought.
    static constexpr std::size_t smallBytes = std::size_t{8} << 10U;
    static constexpr std::size_t mostTimes = 4;

    AssemblyCache(std::shared_ptr<const AssembledStream::Capture> capture, std::size_t most)
        : m_capture(std::move(capture))
        , m_most(most)
    {
    }

    /// Made where there is none.
    std::shared_ptr<AssemblySlot> slot(std::size_t index);
    std::shared_ptr<AssemblySlot> find(std::size_t index) const;
    /// What the slot takes by now, and from which frame on it is wanted; lets others go if it is too much in all. Not with the lock of a
    /// slot.
    void account(std::size_t index, std::size_t bytes, std::uint32_t frame);
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
        std::shared_ptr<AssemblySlot> slot;
        std::uint64_t askedAt = 0; // asks before
        std::size_t bytes = 0;
        std::size_t least = smallBytes; // bytes after it had forgotten
        std::uint32_t frame = 0;
    };
    std::vector<Entry> forgetful();
    bool forget(const Entry &entry);
    bool isInUse(const Entry &entry) const;
    void letGo();
    void setBytes(Entry &entry, std::size_t bytes);
    /// Frames that are kept before the one that was asked for last: at some hundred bytes each a quarter of the bound.
    std::uint32_t framesKept() const { return static_cast<std::uint32_t>(m_most / 512); }

    std::shared_ptr<const AssembledStream::Capture> m_capture;
    std::size_t m_most;
    mutable std::mutex m_mutex;
    std::list<Entry> m_entries; // the one asked for last in front
    std::unordered_map<std::size_t, std::list<Entry>::iterator> m_byIndex;
    std::size_t m_bytes = 0;
    std::size_t m_grown = 0; // bytes since streams were made to forget
    std::uint64_t m_asks = 0;
    std::vector<std::unique_ptr<TransportWalk>> m_walks;
};

} // namespace framelens

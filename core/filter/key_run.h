// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Some frames sorted by their keys: what a sort merges in the end.
#pragma once

#include "core/filter/sort_key.h"

#include <compare>
#include <span>
#include <string_view>
#include <vector>

namespace framelens::filter {

/// Of keys: byte by byte, or the other way.
struct KeyOrder
{
    bool isDescending = false;

    std::strong_ordering compare(std::string_view a, std::string_view b) const
    {
        const int order = a.compare(b); // as unsigned bytes
        return isDescending ? 0 <=> order : order <=> 0;
    }
    bool operator()(std::string_view a, std::string_view b) const { return compare(a, b) < 0; }
};

/// Frames [begin, begin + present) of a sort have keys and stand in their order; behind them those that have none.
struct KeyRun
{
    /// 16 bytes a frame beside what of its key is longer than 8.
    struct Entry
    {
        std::uint64_t prefix = 0; ///< the key's first bytes, as a number that compares as they do
        std::uint32_t place = 0; ///< in the run as it was given
        std::uint32_t rest = 0; ///< where in `rests` stand two bytes of the key's length and its other bytes
    };

    std::size_t begin = 0;
    std::size_t present = 0;
    std::vector<Entry> entries = {}; ///< empty once dropped
    std::vector<std::uint32_t> absent = {}; ///< places without a key, until sort()
    std::string rests = {};

    /// The frame at `place`, counted from where the run begins; null: it has no key.
    void add(std::uint32_t place, const std::string *key);
    /// Puts the run's frames, all of which were added, into order.
    void sort(std::span<std::uint32_t> frames, bool isDescending);
    void dropKeys();
    std::size_t heapBytes() const { return entries.capacity() * sizeof(Entry) + rests.capacity(); }
    /// The key of an entry, whole.
    void writeKey(std::string &key, const Entry &entry) const;

private:
    std::size_t sizeOf(const Entry &entry) const;
    std::string_view restOf(const Entry &entry) const;
    std::strong_ordering compare(const Entry &a, const Entry &b) const;
};

/// Goes through a run's frames with their keys, which are made anew where they were dropped.
class RunReader
{
public:
    RunReader(const KeyRun &run, std::span<const std::uint32_t> frames, SortKeyMaker &maker, const FrameSource &source)
        : m_run(&run)
        , m_frames(frames)
        , m_maker(&maker)
        , m_source(&source)
    {
    }

    /// Borrowed until the next call.
    std::string_view keyAt(std::size_t place);
    /// The first place whose key does not stand before `key`.
    std::size_t placeOf(std::string_view key, KeyOrder order);

    void start(std::size_t begin, std::size_t end);
    bool next();
    std::string_view key() const { return m_key; }
    std::uint32_t frame() const { return m_frames[m_place]; }

private:
    const KeyRun *m_run;
    std::span<const std::uint32_t> m_frames;
    SortKeyMaker *m_maker;
    const FrameSource *m_source;
    std::string m_key;
    std::size_t m_place = 0;
    std::size_t m_end = 0;
};

} // namespace framelens::filter

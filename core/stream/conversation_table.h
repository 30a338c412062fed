// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// From the hash of two ends to the newest conversation between them.
#pragma once

#include <cstdint>
#include <vector>

namespace framelens {

/// Open addressing, in order of the hashes: a larger table is filled from end to end, and what stands in it is needed for
/// that alone. For one thread.
class ConversationTable
{
public:
    static constexpr std::uint32_t none = 0xffffffffU;

    struct Slot
    {
        std::uint32_t hash = 0; // its upper half
        std::uint32_t index = none; ///< of the conversation
    };

    ConversationTable()
        : m_slots(64)
    {
    }

    /// The slot of the conversation for which isIt(index) holds, or the empty one where it belongs: who fills it calls added().
    /// Valid until then.
    template <typename IsIt>
    Slot &find(std::uint64_t hash, IsIt isIt)
    {
        const auto upper = static_cast<std::uint32_t>(hash >> 32U);
        for (std::size_t at = placeOf(upper);; at = at + 1 < m_slots.size() ? at + 1 : 0) {
            Slot &slot = m_slots[at];
            if (slot.index == none)
                slot.hash = upper;
            if (slot.index == none || (slot.hash == upper && isIt(slot.index)))
                return slot;
        }
    }
    void added()
    {
        if (++m_used * 5 >= m_slots.size() * 4)
            grow();
    }
    void prefetch(std::uint64_t hash) const
    {
        __builtin_prefetch(&m_slots[placeOf(static_cast<std::uint32_t>(hash >> 32U))]);
    }
    /// A conversation that may be the hash's: where to look next. none: it has none.
    std::uint32_t likely(std::uint64_t hash) const
    {
        const Slot &slot = m_slots[placeOf(static_cast<std::uint32_t>(hash >> 32U))];
        return slot.hash == static_cast<std::uint32_t>(hash >> 32U) ? slot.index : none;
    }
    std::size_t heapBytes() const { return m_slots.capacity() * sizeof(Slot); }

private:
    std::size_t placeOf(std::uint32_t upper) const { return (std::uint64_t{upper} * m_slots.size()) >> 32U; }

    // By a quarter: doubling would leave more empty than a frame's share of memory allows.
    void grow()
    {
        std::vector<Slot> smaller(m_slots.size() + (m_slots.size() / 4));
        smaller.swap(m_slots);
        for (const Slot &slot : smaller) {
            if (slot.index == none)
                continue;
            std::size_t at = placeOf(slot.hash);
            while (m_slots[at].index != none)
                at = at + 1 < m_slots.size() ? at + 1 : 0;
            m_slots[at] = slot;
        }
    }

    std::vector<Slot> m_slots;
    std::size_t m_used = 0;
};

} // namespace framelens

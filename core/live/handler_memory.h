// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Memory for what waits in the event loop: taken from the heap once, then handed out again and again.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

namespace framelens::live {

/// Slots of one size for the loop's operations: a wait costs no malloc once as many have waited at a time before.
/// For the one thread that runs the loop; lives longer than the loop.
class HandlerMemory
{
public:
    /// What is larger goes to the heap: none of the waits made for each chunk is.
    static constexpr std::size_t slotBytes = 256;

    void *take()
    {
        if (m_free.empty()) {
            m_free.reserve(m_slots.size() + 1);
            return m_slots.emplace_back().memory.data();
        }
        void *slot = m_free.back();
        m_free.pop_back();
        return slot;
    }
    void giveBack(void *slot) { m_free.push_back(slot); }

private:
    struct Slot
    {
        alignas(std::max_align_t) std::array<std::byte, slotBytes> memory;
    };
    std::deque<Slot> m_slots; // grows without moving
    std::vector<void *> m_free;
};

/// The form in which the loop takes it.
template <typename T>
class HandlerAllocator
{
public:
    using value_type = T;

    explicit HandlerAllocator(HandlerMemory &memory)
        : m_memory(&memory)
    {
    }
    template <typename U>
    HandlerAllocator(const HandlerAllocator<U> &other) // NOLINT(google-explicit-constructor): as allocators are
        : m_memory(other.m_memory)
    {
    }

    T *allocate(std::size_t count)
    {
        if (count * sizeof(T) > HandlerMemory::slotBytes)
            return std::allocator<T>().allocate(count);
        return static_cast<T *>(m_memory->take());
    }
    void deallocate(T *memory, std::size_t count)
    {
        if (count * sizeof(T) > HandlerMemory::slotBytes)
            std::allocator<T>().deallocate(memory, count);
        else
            m_memory->giveBack(memory);
    }

    template <typename U>
    friend bool operator==(const HandlerAllocator &a, const HandlerAllocator<U> &b)
    {
        return a.m_memory == b.m_memory;
    }

private:
    template <typename U>
    friend class HandlerAllocator;
    HandlerMemory *m_memory;
};

} // namespace framelens::live

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A list that one thread appends to while others read it without a lock.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <vector>

namespace framelens {

/// Items never move and never change once published by the one atomic count. One writer, any readers.
template <typename T>
class AppendOnly
{
public:
    /// What is published so far.
    std::size_t size() const { return m_count.load(std::memory_order_acquire); }
    /// An item below size().
    const T &operator[](std::size_t index) const & { return m_levels[levelOf(index)][withinLevel(index)]; }
    /// (writer) The same, for what of an item may change: its atomic numbers.
    T &at(std::size_t index) & { return m_levels[levelOf(index)][withinLevel(index)]; }

    /// (writer) Appends and publishes.
    void push(T item)
    {
        const std::size_t index = m_count.load(std::memory_order_relaxed);
        const std::size_t level = levelOf(index);
        if (m_levels[level].empty())
            m_levels[level] = std::vector<T>(firstItems << level); // of its final size
        m_levels[level][withinLevel(index)] = std::move(item);
        m_count.store(index + 1, std::memory_order_release);
    }

    /// Bytes that so many items take.
    std::size_t heapBytes() const
    {
        const std::size_t count = size();
        return count == 0 ? 0 : (firstItems << (levelOf(count - 1) + 1)) * sizeof(T);
    }

private:
    // Level n holds firstItems << n items, so few levels hold any number and none is ever copied.
    static constexpr std::size_t firstItems = 4;
    static std::size_t levelOf(std::size_t index)
    {
        return static_cast<std::size_t>(std::bit_width(((index / firstItems) + 1) >> 1U));
    }
    static std::size_t withinLevel(std::size_t index)
    {
        return index - (((std::size_t{1} << levelOf(index)) - 1) * firstItems);
    }

    std::array<std::vector<T>, 40> m_levels;
    std::atomic<std::size_t> m_count{0};
};

} // namespace framelens

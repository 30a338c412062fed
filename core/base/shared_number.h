// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A number that one thread writes and others read.
#pragma once

#include <atomic>

namespace framelens {

/// Who reads it sees what the writer had seen (a last frame is there).
template <typename T>
class Shared
{
public:
    Shared() = default;
    Shared(T value)
        : m_value(value)
    {
    }
    Shared(const Shared &other)
        : m_value(other.get())
    {
    }
    Shared &operator=(const Shared &other)
    {
        set(other.get());
        return *this;
    }
    ~Shared() = default;
    T get() const { return m_value.load(std::memory_order_acquire); }
    void set(T value) { m_value.store(value, std::memory_order_release); }
    void add(T value) { set(static_cast<T>(get() + value)); } // one writer: no exchange needed

private:
    std::atomic<T> m_value{};
};

} // namespace framelens

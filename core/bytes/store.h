// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Who owns bytes. A Store is append-only and its addresses never move; views share it.
#pragma once

#include "core/bytes/load.h"

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace framelens {

/// Immutable, append-only bytes with stable addresses. Held by shared_ptr: the bytes live as long as
/// the last view of them. All functions may be called from any thread.
class Store
{
public:
    virtual ~Store() = default;
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    /// What is published so far. Later calls may give more, at the same addresses.
    Bytes bytes() const & { return {m_begin, size()}; }
    Bytes bytes() const && = delete;
    std::size_t size() const { return m_size.load(std::memory_order_acquire); }

    /// Rises when part of the bytes was lost (the file under a map was cut). Unequal before and after a
    /// read means that the result must be dropped.
    virtual std::uint32_t generation() const { return 0; }
    /// First offset whose bytes are no longer there, nothing while all are.
    virtual std::optional<std::uint64_t> lostFrom() const { return {}; }

    /// A regular file that holds the same bytes at the same offsets, for copies that the system makes by itself; -1: none.
    virtual int fd() const { return -1; }

    /// Whether [offset, offset + size) lies within what is published and not lost.
    bool holds(std::uint64_t offset, std::uint64_t size) const;

protected:
    Store() = default;
    void publish(const std::byte *begin, std::size_t size)
    {
        m_begin = begin;
        m_size.store(size, std::memory_order_release);
    }
    /// More bytes behind the same address.
    void publishMore(std::size_t size) { m_size.store(size, std::memory_order_release); }

private:
    const std::byte *m_begin = nullptr; // set once, before the Store is shared
    std::atomic<std::size_t> m_size{0};
};

/// Bytes made by us: gathered, decompressed, or built by a test.
class MemoryStore final : public Store
{
public:
    explicit MemoryStore(std::vector<std::byte> bytes)
        : m_bytes(std::move(bytes))
    {
        publish(m_bytes.data(), m_bytes.size());
    }

private:
    std::vector<std::byte> m_bytes;
};

} // namespace framelens

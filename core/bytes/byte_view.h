// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Shared references that split without copying.
#pragma once

#include "core/bytes/store.h"

#include <algorithm>
#include <utility>

namespace framelens {

/// A span that keeps its Store alive. Sub-views and both halves of a split share the owner; nothing is
/// copied. A range that is not wholly inside gives an empty view: a split beyond the end cannot reach
/// bytes that are not there.
class ByteView
{
public:
    ByteView() = default;
    /// All that `store` has published by now.
    explicit ByteView(std::shared_ptr<const Store> store)
        : m_bytes(store ? store->bytes() : Bytes())
        , m_store(std::move(store))
    {
    }
    /// `size` bytes from `offset`; empty when they are not all there.
    ByteView(std::shared_ptr<const Store> store, std::uint64_t offset, std::uint64_t size)
        : ByteView(ByteView(std::move(store)).sub(offset, size))
    {
    }

    /// `part` of what `store` has published; empty when it lies elsewhere.
    static ByteView within(const std::shared_ptr<const Store> &store, Bytes part)
    {
        const Bytes all = store->bytes();
        if (part.data() < all.data() || part.data() > all.data() + all.size())
            return {};
        return {store, static_cast<std::uint64_t>(part.data() - all.data()), part.size()};
    }

    Bytes bytes() const & { return m_bytes; }
    Bytes bytes() const && = delete;
    std::size_t size() const { return m_bytes.size(); }
    bool empty() const { return m_bytes.empty(); }
    const std::shared_ptr<const Store> &store() const & { return m_store; }

    /// Whether all of it is still the file's: false once the file was cut or failed under it. Ask *after*
    /// looking at the bytes: what was seen before a true answer was real.
    bool intact() const
    {
        return !m_store || m_bytes.empty() || m_store->holds(offsetInStore(), m_bytes.size());
    }
    /// Where it begins in its Store; 0 for an empty view.
    std::uint64_t offsetInStore() const
    {
        return m_bytes.empty() ? 0 : static_cast<std::uint64_t>(m_bytes.data() - m_store->bytes().data());
    }

    ByteView sub(std::uint64_t offset, std::uint64_t size) const
    {
        if (offset > m_bytes.size() || size > m_bytes.size() - offset)
            return {};
        ByteView view;
        view.m_bytes = m_bytes.subspan(offset, size);
        view.m_store = m_store;
        return view;
    }

    /// [0, at) and [at, size). Beyond the end: two empty views.
    std::pair<ByteView, ByteView> split(std::uint64_t at) const
    {
        if (at > m_bytes.size())
            return {};
        return {sub(0, at), sub(at, m_bytes.size() - at)};
    }

private:
    Bytes m_bytes;
    std::shared_ptr<const Store> m_store;
};

} // namespace framelens

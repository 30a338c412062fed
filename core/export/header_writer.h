// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Headers of files and packets, written field by field into a buffer that the caller has.
#pragma once

#include "core/bytes/load.h"

#include <algorithm>

namespace framelens {

/// One field behind the other. The buffer is as large as the caller knows the header to be: a mistake there is ours.
class HeaderWriter
{
public:
    HeaderWriter(std::span<std::byte> to, ByteOrder order)
        : m_to(to)
        , m_order(order)
    {
    }

    /// The low `size` bytes of an integer.
    HeaderWriter &put(std::uint64_t value, unsigned size)
    {
        for (unsigned i = 0; i < size; ++i) {
            const unsigned shift = 8 * (m_order == ByteOrder::Big ? size - 1 - i : i);
            m_to[m_at++] = static_cast<std::byte>(value >> shift);
        }
        return *this;
    }
    HeaderWriter &put(Bytes bytes)
    {
        std::ranges::copy(bytes, m_to.subspan(m_at).begin());
        m_at += bytes.size();
        return *this;
    }
    /// Zeros up to a multiple of four.
    HeaderWriter &pad() { return put(0, static_cast<unsigned>((4 - m_at % 4) % 4)); }
    /// Two bytes that were written before.
    void patch16(std::size_t at, std::uint16_t value) { HeaderWriter(m_to.subspan(at, 2), m_order).put(value, 2); }

    std::size_t size() const { return m_at; }
    Bytes written(std::size_t from = 0) const { return Bytes(m_to).subspan(from, m_at - from); }

private:
    std::span<std::byte> m_to;
    ByteOrder m_order;
    std::size_t m_at = 0;
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Bytes that tests make.
#pragma once

#include "core/bytes/load.h"

#include <initializer_list>
#include <string_view>
#include <vector>

namespace framelens::test {

using Buffer = std::vector<std::byte>;

/// Appends to a buffer, in network byte order unless told otherwise.
class ByteWriter
{
public:
    explicit ByteWriter(ByteOrder order = ByteOrder::Big)
        : m_order(order)
    {
    }

    ByteWriter &u8(unsigned value) { return sized(value, 1); }
    ByteWriter &u16(unsigned value) { return sized(value, 2); }
    ByteWriter &u32(std::uint64_t value) { return sized(value, 4); }
    ByteWriter &u64(std::uint64_t value) { return sized(value, 8); }
    /// The low `size` bytes of a value.
    ByteWriter &sized(std::uint64_t value, std::size_t size)
    {
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t shift = 8 * (m_order == ByteOrder::Big ? size - 1 - i : i);
            m_bytes.push_back(static_cast<std::byte>(value >> shift));
        }
        return *this;
    }
    ByteWriter &text(std::string_view text) { return bytes(asBytes(text)); }
    ByteWriter &bytes(Bytes bytes)
    {
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
        return *this;
    }
    ByteWriter &zeros(std::size_t count)
    {
        m_bytes.resize(m_bytes.size() + count);
        return *this;
    }
    /// Zeros up to a multiple of `size`.
    ByteWriter &padTo(std::size_t size) { return zeros((size - m_bytes.size() % size) % size); }
    /// Overwrites two bytes that were written before.
    ByteWriter &patch16(std::size_t at, unsigned value)
    {
        ByteWriter two(m_order);
        two.u16(value);
        m_bytes.at(at) = two.m_bytes[0];
        m_bytes.at(at + 1) = two.m_bytes[1];
        return *this;
    }

    std::size_t size() const { return m_bytes.size(); }
    const Buffer &buffer() const & { return m_bytes; }
    Buffer &&buffer() && { return std::move(m_bytes); }

private:
    ByteOrder m_order;
    Buffer m_bytes;
};

/// One behind the other.
inline Buffer join(std::initializer_list<Bytes> parts)
{
    ByteWriter all;
    for (const Bytes part : parts)
        all.bytes(part);
    return std::move(all).buffer();
}

/// Text as bytes.
inline Buffer textBytes(std::string_view text)
{
    return join({asBytes(text)});
}

} // namespace framelens::test

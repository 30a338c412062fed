// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Wire values are loaded exactly once: the file may change under the map between two loads, and a
// length that was checked must be the length that is used (no double fetch).
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

// Checked here; files that include this are not to be blamed for it.
// NOLINTBEGIN(cppcoreguidelines-pro-bounds-pointer-arithmetic, cppcoreguidelines-pro-type-reinterpret-cast)

namespace framelens {

/// Borrowed bytes: for parameters and locals only. What must outlive a call is a ByteView.
using Bytes = std::span<const std::byte>;

enum class ByteOrder : std::uint8_t { Big, Little };

/// An unsigned integer at `from`, in the machine's order. The compiler can neither repeat nor tear the
/// load; the caller has checked that sizeof(T) bytes are there.
template <std::unsigned_integral T>
inline T loadOnce(const std::byte *from)
{
    T value;
    std::memcpy(&value, from, sizeof value);
    asm volatile("" : "+r"(value));
    return value;
}

template <std::unsigned_integral T>
inline T load(const std::byte *from, ByteOrder order)
{
    const T value = loadOnce<T>(from);
    if constexpr (sizeof(T) == 1)
        return value;
    else
        return (order == ByteOrder::Big) == (std::endian::native == std::endian::big) ? value : std::byteswap(value);
}

/// Two integers side by side as one.
template <std::unsigned_integral A, std::unsigned_integral B>
inline std::uint64_t loadTwo(const std::byte *from, ByteOrder order)
{
    const std::uint64_t first = load<A>(from, order);
    const std::uint64_t second = load<B>(from + sizeof(A), order);
    return order == ByteOrder::Big ? (first << (sizeof(B) * 8)) | second : (second << (sizeof(A) * 8)) | first;
}

/// `size` bytes (1 to 8; others give 0) as an integer. Inlined by force: where the size is a constant, as for every
/// field with a fixed place, one load is left of it.
[[gnu::always_inline]] inline std::uint64_t loadSized(const std::byte *from, std::size_t size, ByteOrder order)
{
    switch (size) {
    case 1: return loadOnce<std::uint8_t>(from);
    case 2: return load<std::uint16_t>(from, order);
    case 4: return load<std::uint32_t>(from, order);
    case 8: return load<std::uint64_t>(from, order);
    case 3: return loadTwo<std::uint16_t, std::uint8_t>(from, order);
    case 6: return loadTwo<std::uint16_t, std::uint32_t>(from, order);
    case 5:
    case 7: break;
    default: return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t at = order == ByteOrder::Big ? i : size - 1 - i;
        value = (value << 8U) | loadOnce<std::uint8_t>(from + at);
    }
    return value;
}

/// Bytes as characters, for what takes text. Borrowed like the bytes.
inline std::string_view asText(Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// Characters as bytes. Borrowed like the text.
inline Bytes asBytes(std::string_view text)
{
    return {reinterpret_cast<const std::byte *>(text.data()), text.size()};
}

} // namespace framelens

// NOLINTEND(cppcoreguidelines-pro-bounds-pointer-arithmetic, cppcoreguidelines-pro-type-reinterpret-cast)

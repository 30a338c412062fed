// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/spool_checksum.h"

#include <array>

namespace framelens {

namespace {

constexpr std::array<std::uint32_t, 256> makeTable()
{
    constexpr std::uint32_t polynomial = 0x82f63b78U; // 0x1edc6f41, reflected
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1U) ^ ((value & 1U) != 0 ? polynomial : 0U);
        table[i] = value;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> table = makeTable();

#if defined(__x86_64__)

[[gnu::target("sse4.2")]] std::uint32_t byInstruction(Bytes bytes, std::uint32_t before)
{
    std::uint64_t crc = ~before;
    const std::byte *at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 8, at += 8)
        crc = __builtin_ia32_crc32di(crc, loadOnce<std::uint64_t>(at));
    auto rest = static_cast<std::uint32_t>(crc);
    for (; left > 0; --left, ++at)
        rest = __builtin_ia32_crc32qi(rest, loadOnce<std::uint8_t>(at));
    return ~rest;
}

bool hasInstruction()
{
    static const bool has = __builtin_cpu_supports("sse4.2") != 0;
    return has;
}

#endif

} // namespace

std::uint32_t crc32cByTable(Bytes bytes, std::uint32_t before)
{
    std::uint32_t crc = ~before;
    for (const std::byte &byte : bytes)
        crc = (crc >> 8U) ^ table[(crc ^ loadOnce<std::uint8_t>(&byte)) & 0xffU];
    return ~crc;
}

std::uint32_t crc32c(Bytes bytes, std::uint32_t before)
{
#if defined(__x86_64__)
    if (hasInstruction())
        return byInstruction(bytes, before);
#endif
    return crc32cByTable(bytes, before);
}

} // namespace framelens

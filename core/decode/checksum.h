// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The Internet checksum (RFC 1071).
#pragma once

#include "core/decode/field.h"

namespace framelens {

/// One's complement sum of big-endian 16-bit words, not yet folded; an odd last byte is padded with zero.
inline std::uint64_t checksumAdd(std::uint64_t sum, Bytes bytes)
{
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2)
        sum += load<std::uint16_t>(&bytes[i], ByteOrder::Big);
    if (i < bytes.size())
        sum += std::uint64_t{loadOnce<std::uint8_t>(&bytes[i])} << 8U;
    return sum;
}

/// The sum folded to 16 bits: 0xffff over bytes that contain their own correct checksum.
inline std::uint16_t checksumFold(std::uint64_t sum)
{
    while (sum > 0xffff)
        sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(sum);
}

/// Values of the fields named "….checksum.status", as Wireshark's users filter for them.
enum class ChecksumStatus : std::uint8_t { Bad, Good, Unverified, NotPresent };

/// For the tree: ": Good".
void writeChecksumStatus(TextSink &sink, const Dissection &dissection, const Field &field);

} // namespace framelens

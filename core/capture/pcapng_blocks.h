// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Layouts of pcapng blocks that more than one place reads. Offsets from the begin of the block:
//
//      Interface Description       Enhanced Packet             Simple Packet        Packet (obsolete)
//      0 type = 1                  0 type = 6                  0 type = 3           0 type = 2
//      4 block total length        4 block total length        4 total length       4 block total length
//      8 link type (16) reserved   8 interface                 8 original length    8 interface (16) drops (16)
//     12 snaplen                  12 timestamp, upper half    12 data              12 timestamp, upper half
//     16 options                  16 timestamp, lower half       ...               16 timestamp, lower half
//        ...                      20 captured length             total length      20 captured length
//        block total length       24 original length                               24 original length
//                                 28 data, options                                 28 data, options
//                                    ...                                              ...
//                                    block total length                               block total length
#pragma once

#include "core/bytes/load.h"
#include "core/capture/metadata.h"

#include <optional>
#include <string_view>

namespace framelens::pcapng {

inline constexpr std::uint32_t sectionHeader = 0x0a0d0d0a;
inline constexpr std::uint32_t interfaceDescription = 1;
inline constexpr std::uint32_t packet = 2;
inline constexpr std::uint32_t simplePacket = 3;
inline constexpr std::uint32_t nameResolution = 4;
inline constexpr std::uint32_t interfaceStatistics = 5;
inline constexpr std::uint32_t enhancedPacket = 6;
inline constexpr std::uint32_t decryptionSecrets = 10;
inline constexpr std::uint32_t custom = 0x00000bad;
inline constexpr std::uint32_t customNotCopied = 0x40000bad;
inline constexpr std::uint32_t byteOrderMagic = 0x1a2b3c4d;

/// Bytes of an enhanced or obsolete packet block before the frame.
inline constexpr std::uint32_t packetHeaderBytes = 28;
/// Contents and option values are filled up to a multiple of four bytes.
constexpr std::size_t padded(std::size_t size)
{
    return (size + 3) / 4 * 4;
}

/// Bytes of the smallest block of a type, both lengths included.
std::uint32_t leastBytes(std::uint32_t type);
/// "enhanced packet block".
std::string_view nameOf(std::uint32_t type);
constexpr bool isFrame(std::uint32_t type)
{
    return type == enhancedPacket || type == simplePacket || type == packet;
}
/// What an interface description block (whole) says. A resolution beyond 64 bits leaves unitsPerSecond 0.
InterfaceRecord readInterface(Bytes block, ByteOrder order);
/// Nanoseconds since the epoch; nothing when that is out of 64 bits.
std::optional<std::int64_t> timeNs(const InterfaceRecord &interface, std::uint64_t units);

inline std::uint32_t u32(Bytes bytes, std::size_t at, ByteOrder order)
{
    return load<std::uint32_t>(bytes.subspan(at).data(), order);
}
inline std::uint16_t u16(Bytes bytes, std::size_t at, ByteOrder order)
{
    return load<std::uint16_t>(bytes.subspan(at).data(), order);
}

} // namespace framelens::pcapng

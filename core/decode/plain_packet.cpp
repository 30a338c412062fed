// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/plain_packet.h"

#include "core/bytes/load.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::uint32_t etherHeader = 14;

std::uint32_t u8(Bytes bytes, std::size_t at) { return std::to_integer<std::uint32_t>(bytes[at]); }
std::uint32_t u16(Bytes bytes, std::size_t at) { return load<std::uint16_t>(&bytes[at], ByteOrder::Big); }

// RFC 9293, section 3.1 and RFC 768.
bool findTransport(std::uint32_t protocol, Bytes bytes, PlainPacket &packet)
{
    constexpr std::uint32_t tcp = 6;
    constexpr std::uint32_t udp = 17;
    constexpr std::uint32_t leastTcpHeader = 20;
    constexpr std::uint32_t udpHeader = 8;
    const std::uint32_t there = packet.end - packet.transport;
    if (protocol == tcp && there >= leastTcpHeader) {
        const std::uint32_t header = (u8(bytes, packet.transport + 12) >> 4U) * 4;
        packet.isTcp = true;
        packet.payload = std::min(packet.transport + header, packet.end);
        return header >= leastTcpHeader;
    }
    if (protocol != udp || there < udpHeader)
        return false;
    const std::uint32_t length = u16(bytes, packet.transport + 4);
    packet.payload = packet.transport + udpHeader;
    packet.end = packet.transport + length;
    return length >= udpHeader && length <= there;
}

// RFC 791, section 3.1.
bool findInIpv4(Bytes bytes, PlainPacket &packet)
{
    constexpr std::uint32_t header = 20;
    const std::size_t there = bytes.size() - packet.network;
    if (there < header || u8(bytes, packet.network) != 0x45 || (u16(bytes, packet.network + 6) & 0x3fffU) != 0)
        return false;
    const std::uint32_t length = u16(bytes, packet.network + 2);
    if (length < header || length > there)
        return false;
    packet.transport = packet.network + header;
    packet.end = packet.network + length;
    return findTransport(u8(bytes, packet.network + 9), bytes, packet);
}

// RFC 8200, section 3.
bool findInIpv6(Bytes bytes, PlainPacket &packet)
{
    constexpr std::uint32_t header = 40;
    const std::size_t there = bytes.size() - packet.network;
    if (there < header || u8(bytes, packet.network) >> 4U != 6)
        return false;
    const std::uint32_t length = u16(bytes, packet.network + 4);
    if (length > there - header)
        return false;
    packet.isIpv6 = true;
    packet.transport = packet.network + header;
    packet.end = packet.transport + length;
    return findTransport(u8(bytes, packet.network + 6), bytes, packet);
}

} // namespace

std::optional<PlainPacket> plainPacket(const FrameRef &frame)
{
    constexpr std::uint32_t ethernet = 1;
    constexpr std::uint32_t ipv4 = 0x0800;
    constexpr std::uint32_t ipv6 = 0x86dd;
    if (frame.info.linkType != ethernet || frame.info.hasFcsLength || frame.bytes.size() < etherHeader)
        return {};
    PlainPacket packet{.network = etherHeader};
    const std::uint32_t type = u16(frame.bytes, etherHeader - 2);
    if (type == ipv4 ? findInIpv4(frame.bytes, packet) : type == ipv6 && findInIpv6(frame.bytes, packet))
        return packet;
    return {};
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Ethernet, IP and TCP headers for bytes that were received from a socket, which has none: as they could have been on the wire.
#pragma once

#include "core/bytes/flow.h"
#include "core/bytes/load.h"

#include <array>
#include <span>

namespace framelens {

/// TCP flags (RFC 9293, section 3.1).
namespace tcp_flag {
inline constexpr std::uint8_t fin = 0x01;
inline constexpr std::uint8_t syn = 0x02;
inline constexpr std::uint8_t rst = 0x04;
inline constexpr std::uint8_t psh = 0x08;
inline constexpr std::uint8_t ack = 0x10;
}

/// A TCP segment to be. Borrows its payload.
struct MadeSegment
{
    Endpoint client; ///< both of one family: see sameFamily()
    Endpoint server;
    Direction direction = Direction::ToServer;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint8_t flags = tcp_flag::ack; ///< a SYN carries mostPayload() as its maximum segment size and the largest window scale (RFC 7323)
    Bytes payload = {}; ///< at most mostPayload()
};

/// Ethernet 14, IPv6 40, TCP 20 and the options of a SYN.
inline constexpr std::size_t mostSegmentHeader = 14 + 40 + 20 + 8;

/// Bytes of TCP payload that one segment takes: an IP length has 16 bits. 65,495 over IPv4, 65,515 over IPv6.
std::size_t mostPayload(bool isIpv6);

/// The pair with one family: where only one end is IPv6 the other is written as an IPv4-mapped address (RFC 4291, section
/// 2.5.5.2), which is how a socket of both families sees it.
std::pair<Endpoint, Endpoint> sameFamily(Endpoint one, Endpoint other);

/// All headers of a segment, with correct lengths and checksums; returns their size. Reads the payload once, for the
/// checksum. The Ethernet addresses are constants, locally administered: 02:00:00:00:00:01 of the client, ...:02 of the server.
std::size_t makeHeaders(std::span<std::byte, mostSegmentHeader> to, const MadeSegment &segment);

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// By which numbers protocols are connected. A carrier offers a key, the registry knows who claims it.
#pragma once

#include <cstdint>

namespace framelens {

/// The number spaces, as Wireshark's dissector tables.
enum class KeySpace : std::uint8_t {
    LinkType, ///< LINKTYPE_ of the capture
    EtherType,
    IpProtocol, ///< IPv4 protocol, IPv6 next header
    Ipv6Next, ///< next headers that only IPv6 has: its extension headers; asked before IpProtocol
    UdpPort,
    TcpPort,
    LlcSap,
    Payload, ///< asked for by a carrier by name, see namedPayload
    Count_,
};

struct Key
{
    KeySpace space = KeySpace::LinkType;
    std::uint32_t value = 0;

    friend constexpr bool operator==(Key, Key) = default;
};

/// Payloads that no number on the wire chooses: values of KeySpace::Payload.
namespace payload {
inline constexpr std::uint32_t ipv4 = 1; ///< the version was looked at by the carrier (raw IP, tunnels)
inline constexpr std::uint32_t ipv6 = 2;
inline constexpr std::uint32_t ethernet = 3;
inline constexpr std::uint32_t llc = 4; ///< IEEE 802.2 behind a length
inline constexpr std::uint32_t data = 5;
inline constexpr std::uint32_t stream = 6; ///< a frame of a recording: its ends, and what was said
inline constexpr std::uint32_t message = 7; ///< a message that a framer cut and no protocol decodes
inline constexpr std::uint32_t body = 8; ///< what stands in such a message behind its length, for the protocol that was named
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Packets for tests, made from the inside out: each function puts its header before a payload, with right
// lengths and checksums. What is to be wrong is patched afterwards.
#pragma once

#include "tests/support/byte_writer.h"

#include <array>
#include <cstdint>

namespace framelens::test {

using Mac = std::array<std::uint8_t, 6>;

/// An IPv4 or IPv6 address: 4 or 16 bytes in network order.
struct Address
{
    Buffer bytes;
    bool isV6() const { return bytes.size() == 16; }
};
Address ip4(unsigned a, unsigned b, unsigned c, unsigned d);
/// Eight groups of 16 bits.
Address ip6(std::array<std::uint16_t, 8> groups);

/// Who talks to whom. Ports are for UDP and TCP.
struct Ends
{
    Address source;
    Address destination;
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;

    Ends reversed() const { return {destination, source, destinationPort, sourcePort}; }
};

namespace ether_type {
inline constexpr std::uint16_t ipv4 = 0x0800;
inline constexpr std::uint16_t arp = 0x0806;
inline constexpr std::uint16_t vlan = 0x8100;
inline constexpr std::uint16_t ipv6 = 0x86dd;
inline constexpr std::uint16_t serviceVlan = 0x88a8;
}

namespace ip_protocol {
inline constexpr std::uint8_t hopByHop = 0;
inline constexpr std::uint8_t icmp = 1;
inline constexpr std::uint8_t tcp = 6;
inline constexpr std::uint8_t udp = 17;
inline constexpr std::uint8_t routing = 43;
inline constexpr std::uint8_t fragment = 44;
inline constexpr std::uint8_t icmp6 = 58;
inline constexpr std::uint8_t none = 59;
inline constexpr std::uint8_t destinationOptions = 60;
}

/// RFC 1071: the complement of the sum of 16-bit words.
std::uint16_t internetChecksum(Bytes bytes);

// Link layers.
Buffer ethernet(const Mac &destination, const Mac &source, std::uint16_t type, Bytes payload);
/// IEEE 802.3: a length where the type would be, then LLC.
Buffer ethernetLlc(const Mac &destination, const Mac &source, std::uint8_t dsap, std::uint8_t ssap,
                   std::uint8_t control, Bytes payload);
/// What follows a VLAN type: tag control information, then the inner type.
Buffer vlan(std::uint16_t tag, std::uint16_t type, Bytes payload);
/// Linux cooked capture, version 1 (LINKTYPE 113) and 2 (276).
Buffer cooked(std::uint16_t packetType, const Mac &source, std::uint16_t type, Bytes payload);
Buffer cooked2(std::uint32_t interface, std::uint8_t packetType, const Mac &source, std::uint16_t type, Bytes payload);
/// Adds zeros up to the 60 bytes of the shortest Ethernet frame without its check sequence.
Buffer padded(Buffer frame);

// Network layers.
Buffer arp(std::uint16_t operation, const Mac &sender, const Address &senderIp, const Mac &target,
           const Address &targetIp);
struct Ipv4Fields
{
    std::uint8_t ttl = 64;
    std::uint8_t tos = 0;
    std::uint16_t id = 0;
    std::uint16_t flagsAndOffset = 0x4000; ///< don't fragment
    Buffer options = {}; ///< padded to a multiple of 4 by the builder
};
Buffer ipv4(const Ends &ends, std::uint8_t protocol, Bytes payload, const Ipv4Fields &fields = {});
struct Ipv6Fields
{
    std::uint8_t hopLimit = 64;
    std::uint8_t trafficClass = 0;
    std::uint32_t flowLabel = 0;
};
Buffer ipv6(const Ends &ends, std::uint8_t next, Bytes payload, const Ipv6Fields &fields = {});
/// By the addresses' family, with default fields.
Buffer ip(const Ends &ends, std::uint8_t protocol, Bytes payload);
/// The type that announces ip(ends, ...) in Ethernet.
std::uint16_t etherTypeOf(const Ends &ends);
/// Hop-by-hop or destination options, padded to a multiple of 8 with PadN.
Buffer ipv6Options(std::uint8_t next, Bytes options, Bytes payload);
Buffer ipv6Fragment(std::uint8_t next, std::uint16_t offsetAndFlags, std::uint32_t id, Bytes payload);
/// Type 0 or 4 routing header with addresses.
Buffer ipv6Routing(std::uint8_t next, std::uint8_t type, std::uint8_t segmentsLeft, const std::vector<Address> &via,
                   Bytes payload);
Buffer icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, Bytes payload);
Buffer icmp6(const Ends &ends, std::uint8_t type, std::uint8_t code, Bytes body);
/// Option of neighbour discovery 1 or 2: a link-layer address.
Buffer linkAddressOption(std::uint8_t type, const Mac &address);

// Transport layers. The checksum covers the pseudo-header of `ends`.
Buffer udp(const Ends &ends, Bytes payload);
namespace tcp_flag {
inline constexpr std::uint16_t fin = 1;
inline constexpr std::uint16_t syn = 2;
inline constexpr std::uint16_t rst = 4;
inline constexpr std::uint16_t psh = 8;
inline constexpr std::uint16_t ack = 16;
}
struct TcpFields
{
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0;
    std::uint16_t flags = tcp_flag::ack;
    std::uint16_t window = 64240;
    std::uint16_t urgent = 0;
    Buffer options = {}; ///< padded to a multiple of 4 by the builder
};
Buffer tcp(const Ends &ends, const TcpFields &fields, Bytes payload = {});
/// Options: maximum segment size, SACK permitted, timestamps, window scale.
Buffer tcpSynOptions(std::uint16_t segmentSize, std::uint8_t windowScale, std::uint32_t time);

/// The whole way down for tests that only want a frame: UDP in IP in Ethernet with fixed MACs.
Buffer udpFrame(const Ends &ends, Bytes payload);
Buffer tcpFrame(const Ends &ends, const TcpFields &fields, Bytes payload = {});

} // namespace framelens::test

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/made_segment.h"

#include "core/decode/checksum.h"
#include "core/export/header_writer.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace framelens {

namespace {

constexpr std::size_t ethernetBytes = 14;
constexpr std::size_t ipv4Bytes = 20;
constexpr std::size_t ipv6Bytes = 40;
constexpr std::size_t tcpBytes = 20;
constexpr std::size_t synOptionBytes = 8;
constexpr unsigned tcpProtocol = 6;

Bytes addressOf(const Endpoint &endpoint) { return Bytes(endpoint.address).first(endpoint.isIpv6 ? 16 : 4); }

// The one's complement sum does not care for the order of bytes within its words (RFC 1071, section 2 (B)): eight at a time,
// and turned at the end. The payload begins at an even place of its segment, and the sum of 64 KiB fits by far.
std::uint64_t payloadSum(Bytes payload)
{
    std::uint64_t sum = 0;
    for (; payload.size() >= 8; payload = payload.subspan(8)) {
        const auto word = loadOnce<std::uint64_t>(payload.data());
        sum += (word >> 32U) + (word & 0xffffffffU);
    }
    const std::uint16_t folded = checksumFold(sum);
    const std::uint16_t inOrder = std::endian::native == std::endian::big ? folded : std::byteswap(folded);
    return checksumAdd(inOrder, payload);
}

std::uint16_t checksum(std::uint64_t sum) { return static_cast<std::uint16_t>(~checksumFold(sum)); }

struct Ends
{
    const Endpoint &from;
    const Endpoint &to;
};

void putEthernet(HeaderWriter &header, const MadeSegment &segment)
{
    constexpr std::uint64_t clientAddress = 0x020000000001;
    constexpr std::uint64_t serverAddress = 0x020000000002;
    const bool toServer = segment.direction == Direction::ToServer;
    header.put(toServer ? serverAddress : clientAddress, 6).put(toServer ? clientAddress : serverAddress, 6);
    header.put(segment.client.isIpv6 ? 0x86dd : 0x0800, 2);
}

void putIp(HeaderWriter &header, const Ends &ends, std::size_t tcpLength)
{
    constexpr unsigned timeToLive = 64;
    const std::size_t begin = header.size();
    if (ends.from.isIpv6) {
        header.put(0x60000000, 4).put(tcpLength, 2).put(tcpProtocol, 1).put(timeToLive, 1);
        header.put(addressOf(ends.from)).put(addressOf(ends.to));
        return;
    }
    header.put(0x4500, 2).put(ipv4Bytes + tcpLength, 2).put(0, 2).put(0x4000, 2); // not fragmented: no identification
    header.put(timeToLive, 1).put(tcpProtocol, 1).put(0, 2).put(addressOf(ends.from)).put(addressOf(ends.to));
    header.patch16(begin + 10, checksum(checksumAdd(0, header.written(begin))));
}

void putTcp(HeaderWriter &header, const Ends &ends, const MadeSegment &segment, std::size_t headerBytes)
{
    constexpr unsigned window = 65'535;
    constexpr unsigned maximumSegmentSize = 0x0204; // kind 2, length 4
    constexpr unsigned largestWindowScale = 0x03030e00; // kind 3, length 3, shift 14, end of options
    const std::size_t begin = header.size();
    header.put(ends.from.port, 2).put(ends.to.port, 2).put(segment.sequence, 4).put(segment.acknowledgement, 4);
    header.put(headerBytes / 4 << 4U, 1).put(segment.flags, 1).put(window, 2).put(0, 4);
    if (headerBytes > tcpBytes)
        header.put(maximumSegmentSize, 2).put(mostPayload(ends.from.isIpv6), 2).put(largestWindowScale, 4);
    // The pseudo header: addresses, protocol and length (RFC 9293, section 3.1; RFC 8200, section 8.1).
    std::uint64_t sum = checksumAdd(tcpProtocol + headerBytes + segment.payload.size(), addressOf(ends.from));
    sum = checksumAdd(sum, addressOf(ends.to));
    sum = checksumAdd(sum, header.written(begin));
    header.patch16(begin + 16, checksum(sum + payloadSum(segment.payload)));
}

Endpoint mapped(const Endpoint &ipv4)
{
    Endpoint ipv6{.port = ipv4.port, .isIpv6 = true};
    ipv6.address[10] = std::byte{0xff};
    ipv6.address[11] = std::byte{0xff};
    std::ranges::copy(Bytes(ipv4.address).first(4), ipv6.address.begin() + 12);
    return ipv6;
}

} // namespace

std::size_t mostPayload(bool isIpv6) { return 65'535 - tcpBytes - (isIpv6 ? 0 : ipv4Bytes); }

std::pair<Endpoint, Endpoint> sameFamily(Endpoint one, Endpoint other)
{
    if (one.isIpv6 && !other.isIpv6)
        other = mapped(other);
    else if (!one.isIpv6 && other.isIpv6)
        one = mapped(one);
    return {one, other};
}

std::size_t makeHeaders(std::span<std::byte, mostSegmentHeader> to, const MadeSegment &segment)
{
    assert(segment.client.isIpv6 == segment.server.isIpv6 && segment.payload.size() <= mostPayload(segment.client.isIpv6));
    const bool toServer = segment.direction == Direction::ToServer;
    const Ends ends{toServer ? segment.client : segment.server, toServer ? segment.server : segment.client};
    const std::size_t tcpHeader = tcpBytes + ((segment.flags & tcp_flag::syn) != 0 ? synOptionBytes : 0);
    HeaderWriter header(to, ByteOrder::Big);
    putEthernet(header, segment);
    putIp(header, ends, tcpHeader + segment.payload.size());
    putTcp(header, ends, segment, tcpHeader);
    static_assert(ethernetBytes + ipv6Bytes + tcpBytes + synOptionBytes == mostSegmentHeader);
    return header.size();
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/packet_builder.h"

namespace framelens::test {

namespace {

constexpr Mac defaultSource{0x02, 0x00, 0x00, 0x00, 0x00, 0x01};
constexpr Mac defaultDestination{0x02, 0x00, 0x00, 0x00, 0x00, 0x02};

ByteWriter &put(ByteWriter &to, const Mac &mac)
{
    for (const std::uint8_t byte : mac)
        to.u8(byte);
    return to;
}

// RFC 9293, section 3.1 and RFC 8200, section 8.1.
Buffer pseudoHeader(const Ends &ends, std::uint8_t protocol, std::size_t size)
{
    ByteWriter header;
    header.bytes(ends.source.bytes).bytes(ends.destination.bytes);
    if (ends.source.isV6())
        header.u32(size).u32(protocol);
    else
        header.u8(0).u8(protocol).u16(static_cast<unsigned>(size));
    return std::move(header).buffer();
}

Buffer withChecksum(ByteWriter segment, const Ends &ends, std::uint8_t protocol, std::size_t at)
{
    const std::uint16_t sum
        = internetChecksum(join({pseudoHeader(ends, protocol, segment.size()), segment.buffer()}));
    // UDP: zero would mean that there is none.
    segment.patch16(at, protocol == ip_protocol::udp && sum == 0 ? 0xffff : sum);
    return std::move(segment).buffer();
}

} // namespace

Address ip4(unsigned a, unsigned b, unsigned c, unsigned d)
{
    ByteWriter bytes;
    bytes.u8(a).u8(b).u8(c).u8(d);
    return {std::move(bytes).buffer()};
}

Address ip6(std::array<std::uint16_t, 8> groups)
{
    ByteWriter bytes;
    for (const std::uint16_t group : groups)
        bytes.u16(group);
    return {std::move(bytes).buffer()};
}

std::uint16_t internetChecksum(Bytes bytes)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += std::to_integer<std::uint32_t>(bytes[i]) << (i % 2 == 0 ? 8U : 0U);
    while (sum > 0xffff)
        sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(~sum);
}

Buffer ethernet(const Mac &destination, const Mac &source, std::uint16_t type, Bytes payload)
{
    ByteWriter frame;
    put(put(frame, destination), source).u16(type).bytes(payload);
    return std::move(frame).buffer();
}

Buffer ethernetLlc(const Mac &destination, const Mac &source, std::uint8_t dsap, std::uint8_t ssap,
                   std::uint8_t control, Bytes payload)
{
    ByteWriter llc;
    llc.u8(dsap).u8(ssap).u8(control).bytes(payload);
    return ethernet(destination, source, static_cast<std::uint16_t>(llc.size()), llc.buffer());
}

Buffer vlan(std::uint16_t tag, std::uint16_t type, Bytes payload)
{
    ByteWriter inner;
    inner.u16(tag).u16(type).bytes(payload);
    return std::move(inner).buffer();
}

Buffer cooked(std::uint16_t packetType, const Mac &source, std::uint16_t type, Bytes payload)
{
    ByteWriter frame;
    frame.u16(packetType).u16(1).u16(6);
    put(frame, source).zeros(2).u16(type).bytes(payload);
    return std::move(frame).buffer();
}

Buffer cooked2(std::uint32_t interface, std::uint8_t packetType, const Mac &source, std::uint16_t type, Bytes payload)
{
    ByteWriter frame;
    frame.u16(type).zeros(2).u32(interface).u16(1).u8(packetType).u8(6);
    put(frame, source).zeros(2).bytes(payload);
    return std::move(frame).buffer();
}

Buffer padded(Buffer frame)
{
    constexpr std::size_t shortest = 60;
    if (frame.size() < shortest)
        frame.resize(shortest);
    return frame;
}

Buffer arp(std::uint16_t operation, const Mac &sender, const Address &senderIp, const Mac &target,
           const Address &targetIp)
{
    ByteWriter packet;
    packet.u16(1).u16(ether_type::ipv4).u8(6).u8(4).u16(operation);
    put(packet, sender).bytes(senderIp.bytes);
    put(packet, target).bytes(targetIp.bytes);
    return std::move(packet).buffer();
}

Buffer ipv4(const Ends &ends, std::uint8_t protocol, Bytes payload, const Ipv4Fields &fields)
{
    ByteWriter options;
    options.bytes(fields.options).padTo(4);
    const std::size_t headerBytes = 20 + options.size();
    ByteWriter header;
    header.u8(0x40U | static_cast<unsigned>(headerBytes / 4)).u8(fields.tos);
    header.u16(static_cast<unsigned>(headerBytes + payload.size())).u16(fields.id).u16(fields.flagsAndOffset);
    header.u8(fields.ttl).u8(protocol).u16(0).bytes(ends.source.bytes).bytes(ends.destination.bytes);
    header.bytes(options.buffer());
    header.patch16(10, internetChecksum(header.buffer()));
    return join({header.buffer(), payload});
}

Buffer ipv6(const Ends &ends, std::uint8_t next, Bytes payload, const Ipv6Fields &fields)
{
    ByteWriter header;
    header.u32(0x60000000U | (std::uint32_t{fields.trafficClass} << 20U) | (fields.flowLabel & 0xfffffU));
    header.u16(static_cast<unsigned>(payload.size())).u8(next).u8(fields.hopLimit);
    header.bytes(ends.source.bytes).bytes(ends.destination.bytes);
    return join({header.buffer(), payload});
}

Buffer ip(const Ends &ends, std::uint8_t protocol, Bytes payload)
{
    return ends.source.isV6() ? ipv6(ends, protocol, payload) : ipv4(ends, protocol, payload);
}

std::uint16_t etherTypeOf(const Ends &ends)
{
    return ends.source.isV6() ? ether_type::ipv6 : ether_type::ipv4;
}

Buffer ipv6Options(std::uint8_t next, Bytes options, Bytes payload)
{
    ByteWriter header;
    const std::size_t used = 2 + options.size();
    const std::size_t pad = (8 - used % 8) % 8;
    header.u8(next).u8(static_cast<unsigned>((used + pad) / 8 - 1)).bytes(options);
    if (pad == 1)
        header.u8(0);
    else if (pad > 1)
        header.u8(1).u8(static_cast<unsigned>(pad - 2)).zeros(pad - 2);
    return join({header.buffer(), payload});
}

Buffer ipv6Fragment(std::uint8_t next, std::uint16_t offsetAndFlags, std::uint32_t id, Bytes payload)
{
    ByteWriter header;
    header.u8(next).u8(0).u16(offsetAndFlags).u32(id).bytes(payload);
    return std::move(header).buffer();
}

Buffer ipv6Routing(std::uint8_t next, std::uint8_t type, std::uint8_t segmentsLeft, const std::vector<Address> &via,
                   Bytes payload)
{
    ByteWriter header;
    header.u8(next).u8(static_cast<unsigned>(via.size() * 2)).u8(type).u8(segmentsLeft);
    if (type == 4)
        header.u8(static_cast<unsigned>(via.size() - 1)).u8(0).u16(0); // last entry, flags, tag
    else
        header.u32(0);
    for (const Address &address : via)
        header.bytes(address.bytes);
    return join({header.buffer(), payload});
}

Buffer icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, Bytes payload)
{
    ByteWriter message;
    message.u8(type).u8(code).u16(0).u32(rest).bytes(payload);
    message.patch16(2, internetChecksum(message.buffer()));
    return std::move(message).buffer();
}

Buffer icmp6(const Ends &ends, std::uint8_t type, std::uint8_t code, Bytes body)
{
    ByteWriter message;
    message.u8(type).u8(code).u16(0).bytes(body);
    return withChecksum(std::move(message), ends, ip_protocol::icmp6, 2);
}

Buffer linkAddressOption(std::uint8_t type, const Mac &address)
{
    ByteWriter option;
    option.u8(type).u8(1);
    put(option, address);
    return std::move(option).buffer();
}

Buffer udp(const Ends &ends, Bytes payload)
{
    ByteWriter datagram;
    datagram.u16(ends.sourcePort).u16(ends.destinationPort);
    datagram.u16(static_cast<unsigned>(8 + payload.size())).u16(0).bytes(payload);
    return withChecksum(std::move(datagram), ends, ip_protocol::udp, 6);
}

Buffer tcp(const Ends &ends, const TcpFields &fields, Bytes payload)
{
    ByteWriter options;
    options.bytes(fields.options).padTo(4);
    ByteWriter segment;
    segment.u16(ends.sourcePort).u16(ends.destinationPort).u32(fields.sequence).u32(fields.acknowledgment);
    segment.u16(static_cast<unsigned>((5 + options.size() / 4) << 12U) | fields.flags);
    segment.u16(fields.window).u16(0).u16(fields.urgent).bytes(options.buffer()).bytes(payload);
    return withChecksum(std::move(segment), ends, ip_protocol::tcp, 16);
}

Buffer tcpSynOptions(std::uint16_t segmentSize, std::uint8_t windowScale, std::uint32_t time)
{
    ByteWriter options;
    options.u8(2).u8(4).u16(segmentSize); // maximum segment size
    options.u8(4).u8(2); // SACK permitted
    options.u8(8).u8(10).u32(time).u32(0); // timestamps
    options.u8(1).u8(3).u8(3).u8(windowScale); // no operation, window scale
    return std::move(options).buffer();
}

Buffer udpFrame(const Ends &ends, Bytes payload)
{
    return ethernet(defaultDestination, defaultSource, etherTypeOf(ends),
                    ip(ends, ip_protocol::udp, udp(ends, payload)));
}

Buffer tcpFrame(const Ends &ends, const TcpFields &fields, Bytes payload)
{
    return ethernet(defaultDestination, defaultSource, etherTypeOf(ends),
                    ip(ends, ip_protocol::tcp, tcp(ends, fields, payload)));
}

} // namespace framelens::test

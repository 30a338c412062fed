// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/transport_walk.h"

#include "core/bytes/byte_cursor.h"
#include "core/decode/plain_packet.h"

#include <bit>

namespace framelens {

namespace {

constexpr std::size_t leastTcpHeader = 20;
constexpr std::size_t udpHeader = 8;

ProtocolId idOf(const Registry &registry, std::string_view name)
{
    return registry.find(name).value_or(0xffff);
}

std::array<std::byte, 16> addressAt(const ByteCursor &cursor, std::size_t offset, bool isIpv6)
{
    constexpr auto native = std::endian::native == std::endian::big ? ByteOrder::Big : ByteOrder::Little;
    if (isIpv6)
        return std::bit_cast<std::array<std::byte, 16>>(
            std::array{cursor.peekAt(offset, 8, native), cursor.peekAt(offset + 8, 8, native)});
    // Four bytes and twelve zeros, whatever the machine's order.
    return std::bit_cast<std::array<std::byte, 16>>(
        std::array{static_cast<std::uint32_t>(cursor.peekAt(offset, 4, native)), 0U, 0U, 0U});
}

// The addresses of the IP header at `network`.
bool readEnds(const ByteCursor &bytes, std::size_t network, bool isIpv6, TransportHeader &header)
{
    const std::size_t offset = network + (isIpv6 ? 8U : 12U);
    const std::size_t size = isIpv6 ? 16 : 4;
    if (!bytes.canRead(offset, 2 * size))
        return false;
    header.source.address = addressAt(bytes, offset, isIpv6);
    header.destination.address = addressAt(bytes, offset + size, isIpv6);
    header.source.isIpv6 = header.destination.isIpv6 = isIpv6;
    return true;
}

// What of [offset, offset + size) was captured.
std::uint32_t capturedOf(const LayerInfo &layer, std::uint32_t offset, std::uint32_t size)
{
    return layer.capturedEnd <= offset ? 0 : std::min(size, layer.capturedEnd - offset);
}

} // namespace

TransportWalk::TransportWalk(std::shared_ptr<const Registry> registry)
    : m_wanted(*registry)
    , m_dissector(registry, {.wanted = &m_wanted, .beyondPorts = false})
    , m_ip(idOf(*registry, "ip"))
    , m_ipv6(idOf(*registry, "ipv6"))
    , m_fragment(idOf(*registry, "ipv6.fraghdr"))
    , m_icmp(idOf(*registry, "icmp"))
    , m_icmpv6(idOf(*registry, "icmpv6"))
    , m_tcp(idOf(*registry, "tcp"))
    , m_udp(idOf(*registry, "udp"))
{
}

bool readPlain(const FrameRef &frame, TransportHeader &header)
{
    PlainPacket packet;
    if (!findPlain(frame, packet))
        return false;
    const ByteCursor bytes(frame.bytes);
    readEnds(bytes, packet.network, packet.isIpv6, header);
    header.source.port = static_cast<std::uint16_t>(bytes.peekAt(packet.transport, 2));
    header.destination.port = static_cast<std::uint16_t>(bytes.peekAt(packet.transport + 2, 2));
    if (packet.isTcp) {
        header.sequence = static_cast<std::uint32_t>(bytes.peekAt(packet.transport + 4, 4));
        header.acknowledgment = static_cast<std::uint32_t>(bytes.peekAt(packet.transport + 8, 4));
        header.flags = static_cast<std::uint8_t>(bytes.peekAt(packet.transport + 13, 1));
    } else {
        header.transport = Transport::Udp;
    }
    header.payloadOffset = packet.payload;
    header.payloadSize = header.payloadCaptured = packet.end - packet.payload;
    return true;
}

std::span<const TransportHeader> TransportWalk::headers(const FrameRef &frame) &
{
    m_headers.assign(1, {});
    return readPlain(frame, m_headers.front()) ? m_headers : dissected(frame);
}

std::span<const TransportHeader> TransportWalk::dissected(const FrameRef &frame) &
{
    m_headers.clear();
    m_network = nullptr;
    m_isFragment = false;
    m_isQuoted = false;
    m_dissector.dissect(frame, m_dissection);
    const ByteCursor bytes(frame.bytes);
    for (const LayerInfo &layer : m_dissection.layers()) {
        if (layer.protocol == m_ip) {
            m_network = &layer;
            noteFragment(bytes, bytes.peekAt(layer.offset + 6, 2) & 0x3fffU);
        } else if (layer.protocol == m_ipv6) {
            m_network = &layer;
        } else if (layer.protocol == m_fragment) {
            noteFragment(bytes, bytes.peekAt(layer.offset + 2, 2) & 0xfff9U);
        } else if (layer.protocol == m_icmp || layer.protocol == m_icmpv6) {
            m_isQuoted = true;
        } else if (layer.protocol == m_tcp) {
            add(layer, Transport::Tcp, frame.bytes);
        } else if (layer.protocol == m_udp) {
            add(layer, Transport::Udp, frame.bytes);
        }
    }
    return m_headers;
}

void TransportWalk::noteFragment(const ByteCursor &bytes, std::uint64_t moreAndOffset)
{
    if (moreAndOffset == 0 || m_network == nullptr)
        return;
    const bool isIpv6 = m_network->protocol == m_ipv6;
    const std::size_t length = bytes.peekAt(m_network->offset + (isIpv6 ? 4U : 2U), 2) + (isIpv6 ? 40U : 0U);
    m_isFragment = m_isFragment || bytes.canRead(m_network->offset, length);
}

void TransportWalk::add(const LayerInfo &layer, Transport transport, Bytes bytes)
{
    if (m_network == nullptr || m_isFragment)
        return;
    TransportHeader header;
    header.transport = transport;
    header.isQuoted = m_isQuoted;
    if (!(transport == Transport::Tcp ? readTcp(layer, bytes, header) : readUdp(layer, bytes, header)))
        return;
    if (readEnds(ByteCursor(bytes), m_network->offset, m_network->protocol == m_ipv6, header))
        m_headers.push_back(header);
}

bool TransportWalk::readTcp(const LayerInfo &layer, Bytes bytes, TransportHeader &header) const
{
    ByteCursor cursor(bytes, layer.offset, layer.capturedEnd, layer.declaredEnd);
    if (!cursor.need(leastTcpHeader))
        return false;
    header.source.port = cursor.u16();
    header.destination.port = cursor.u16();
    header.sequence = cursor.u32();
    header.acknowledgment = cursor.u32();
    const std::uint32_t size = (cursor.u8() >> 4U) * 4U;
    header.flags = cursor.u8();
    if (size < leastTcpHeader)
        return true; // it has its place in a conversation, and no payload that could be found
    header.payloadOffset = std::min(layer.offset + size, layer.declaredEnd);
    header.payloadSize = layer.declaredEnd - header.payloadOffset;
    header.payloadCaptured = capturedOf(layer, header.payloadOffset, header.payloadSize);
    return true;
}

bool TransportWalk::readUdp(const LayerInfo &layer, Bytes bytes, TransportHeader &header) const
{
    ByteCursor cursor(bytes, layer.offset, layer.capturedEnd, layer.declaredEnd);
    if (!cursor.need(udpHeader))
        return false;
    header.source.port = cursor.u16();
    header.destination.port = cursor.u16();
    const std::uint32_t length = cursor.u16();
    // 0 stands for a jumbogram's length in IPv6 (RFC 2675, section 4).
    if (length < udpHeader && (length != 0 || m_network->protocol != m_ipv6))
        return false;
    const std::uint32_t there = layer.declaredEnd - layer.offset;
    header.payloadOffset = layer.offset + udpHeader;
    header.payloadSize = (length == 0 ? there : std::min(length, there)) - static_cast<std::uint32_t>(udpHeader);
    header.payloadCaptured = capturedOf(layer, header.payloadOffset, header.payloadSize);
    return true;
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The TCP and UDP headers of a frame, and nothing else of it: what conversations are numbered and assembled by.
#pragma once

#include "core/decode/dissector.h"
#include "core/stream/streams.h"

#include <span>

namespace framelens {

namespace tcp_flags {
inline constexpr std::uint8_t fin = 1;
inline constexpr std::uint8_t syn = 2;
inline constexpr std::uint8_t reset = 4;
inline constexpr std::uint8_t ack = 16;
}

/// One TCP segment or UDP datagram. A value; borrows nothing.
struct TransportHeader
{
    Endpoint source;
    Endpoint destination;
    Transport transport = Transport::Tcp;
    bool isQuoted = false; ///< by an ICMP error: no packet of this conversation, but one that was lost
    std::uint8_t flags = 0; ///< of TCP, see tcp_flags
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0;
    std::uint32_t payloadOffset = 0; ///< in the frame
    std::uint32_t payloadSize = 0; ///< as the headers declare it
    std::uint32_t payloadCaptured = 0; ///< the part of it that the capture holds
};

/// The one of a PlainPacket, read where it stands; all it says of a payload was captured. False: the frame is none. `header` is new.
bool readPlain(const FrameRef &frame, TransportHeader &header);

/// Finds them by dissecting down to the ports with no field wanted, so that every way of putting IP into a frame that the
/// program knows is known here. Not for several threads at once; cheap to make.
class TransportWalk
{
public:
    explicit TransportWalk(std::shared_ptr<const Registry> registry);

    /// From the outside in. Segments whose fixed header is not all there are left out, and so are fragments: what a first
    /// fragment says of ports and lengths is true of the whole datagram only. A first fragment that was cut short by the
    /// capture can never be made whole: it stands for its datagram. Valid until the next call.
    std::span<const TransportHeader> headers(const FrameRef &frame) &;
    /// The same, also where the frame is plain and a look would do.
    std::span<const TransportHeader> dissected(const FrameRef &frame) &;

private:
    void noteFragment(const ByteCursor &bytes, std::uint64_t moreAndOffset);
    void add(const LayerInfo &layer, Transport transport, Bytes bytes);
    bool readTcp(const LayerInfo &layer, Bytes bytes, TransportHeader &header) const;
    bool readUdp(const LayerInfo &layer, Bytes bytes, TransportHeader &header) const;

    WantedFields m_wanted;
    Dissector m_dissector;
    Dissection m_dissection;
    ProtocolId m_ip, m_ipv6, m_fragment, m_icmp, m_icmpv6, m_tcp, m_udp;
    // While one frame is walked:
    std::vector<TransportHeader> m_headers;
    const LayerInfo *m_network = nullptr;
    bool m_isFragment = false;
    bool m_isQuoted = false;
};

} // namespace framelens

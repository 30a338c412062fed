// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames as most are, for whoever reads headers where they stand.
#pragma once

#include "core/bytes/frame_view.h"
#include "tests/support/packet_builder.h"

#include <vector>

namespace framelens::test {

/// An Ethernet frame that was captured whole. Borrows the bytes.
inline FrameRef frameOf(Bytes bytes)
{
    const auto length = static_cast<std::uint32_t>(bytes.size());
    return {{.number = 1, .linkType = 1, .capturedLength = length, .originalLength = length}, bytes};
}

/// UDP and TCP over IPv4 and IPv6, each with 12 bytes of payload: to be cut and changed byte by byte.
inline std::vector<Buffer> plainFrames()
{
    const Ends ends{ip4(10, 0, 0, 1), ip4(192, 0, 2, 10), 5000, 443};
    const Ends ends6{ip6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 1}), ip6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 2}), 443, 53};
    const TcpFields fields{.sequence = 0x01020304, .acknowledgment = 0x05060708, .flags = 0x18};
    const Buffer payload(12, std::byte{'x'});
    return {udpFrame(ends, payload), tcpFrame(ends, fields, payload), udpFrame(ends6, payload), tcpFrame(ends6, fields, payload)};
}

} // namespace framelens::test

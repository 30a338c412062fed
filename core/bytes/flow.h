// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One TCP conversation as a recording or a capture names it: two ends, and who speaks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace framelens {

struct FramerSpec;

/// Who sent. The client is the side that opened the connection (captured without its opening: the side seen first).
enum class Direction : std::uint8_t { ToServer, ToClient };

constexpr Direction opposite(Direction direction)
{
    return direction == Direction::ToServer ? Direction::ToClient : Direction::ToServer;
}

/// Where a direction stands in what is kept for each of the two.
constexpr std::size_t sideIndex(Direction direction)
{
    return static_cast<std::size_t>(direction);
}

/// An address and a port. IPv4 in the first four bytes of `address`, the rest zero. A value; all zero: not known.
struct Endpoint
{
    std::array<std::byte, 16> address{};
    std::uint16_t port = 0;
    bool isIpv6 = false;

    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

/// What all frames of one direction of a recorded connection share. The source that hands out frames keeps it.
struct Flow
{
    std::uint32_t connection = 0; ///< counted from 0, in order of opening
    Direction direction = Direction::ToServer;
    Endpoint client;
    Endpoint server;
    std::uint16_t protocol = 0xffff; ///< ProtocolId of the messages; 0xffff: none known (a framed message of its own)
    const FramerSpec *framer = nullptr; ///< what cut the messages; null: each read is a frame
};

} // namespace framelens

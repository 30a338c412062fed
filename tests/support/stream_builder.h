// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Conversations that tests make: what two ends say, in turns, and the same bytes cut up as a network might.
#pragma once

#include "core/bytes/flow.h"
#include "tests/support/byte_writer.h"

#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace framelens::test {

/// Numbers that are the same on every machine.
class Dice
{
public:
    explicit Dice(std::uint32_t seed)
        : m_engine(seed)
    {
    }
    /// 0 to `count` - 1.
    std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(m_engine()) % count; }
    std::uint32_t between(std::uint32_t least, std::uint32_t most) { return least + below(most - least + 1); }
    bool flip() { return below(2) == 0; }
    Buffer bytes(std::size_t size);
    /// Printable, of letters, digits and blanks.
    std::string words(std::size_t size);

private:
    std::mt19937 m_engine;
};

/// What one end says without a pause.
struct Turn
{
    Direction direction = Direction::ToServer;
    Buffer bytes;
};
using Talk = std::vector<Turn>;

enum class StreamKind : std::uint8_t { Http, Tls, Mqtt, Resp, DnsOverTcp, Lines, U16Be, U16Le, U32Be, U32Le, Random, Count_ };

std::string_view nameOf(StreamKind kind);
/// A conversation of that kind, another for each seed: several messages, most often in both directions.
Talk talkOf(StreamKind kind, std::uint32_t seed);

/// The same bytes in the same order, cut into pieces of 1 to `most` bytes.
Talk inPieces(const Talk &talk, Dice &dice, std::uint32_t most);
/// The same, byte by byte.
Talk inBytes(const Talk &talk);
/// All that one end says.
Buffer saidBy(const Talk &talk, Direction direction);

} // namespace framelens::test

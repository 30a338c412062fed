// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A protocol's framer over bytes of a test, as they would come in over a connection.
#pragma once

#include "core/decode/framer.h"
#include "core/decode/messages.h"
#include "core/decode/registry.h"
#include "tests/support/decoded.h"

#include <string>

namespace framelens::test {

/// The framer of a built-in protocol.
const StreamUse &streamUseOf(std::string_view filterName);

/// How the bytes of one direction come.
struct Arrival
{
    std::size_t step = SIZE_MAX; ///< bytes that come at a time
    bool ended = false; ///< nothing comes behind the last
    Direction direction = Direction::ToServer;
    ConversationMemory *memory = nullptr; ///< null: one of its own
};

/// "18 42 needs 5": the size of each message, then what the bytes behind the last are: "needs" with the bytes that are
/// wanted, "not mine", or nothing when none is left. A message of which not all came is "of 100". "stuck" when a framer
/// asks for no more than it has.
std::string framed(const StreamUse &use, Bytes bytes, const Arrival &arrival = {});

/// framed() one byte at a time, in threes, in sevens: what differs from all at once, else empty.
std::string differsInSteps(const StreamUse &use, Bytes bytes, bool ended = false, Direction direction = Direction::ToServer);

/// "yes", "no" or "needs more". A byte at a time: "unsteady" when more bytes changed a yes or a no.
std::string recognised(const StreamUse &use, Bytes bytes, Direction direction = Direction::ToServer);

/// Bytes that the framer looked at in all while they came one by one, for each that came.
double looksPerByte(const StreamUse &use, Bytes bytes);

/// Bytes given to a protocol as one message of a stream, whatever its framer would say: the whole payload of a TCP
/// segment from port 40000 to `port`.
class DecodedMessage
{
public:
    static constexpr std::size_t headers = 54; ///< bytes before the message

    DecodedMessage(std::string_view filterName, Bytes message, std::uint16_t port);
    const Decoded *operator->() const { return &m_frame; }

private:
    MessageList m_list;
    Decoded m_frame;
};

} // namespace framelens::test

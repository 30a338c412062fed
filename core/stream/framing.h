// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What cuts a conversation, who decodes its messages, and why: chosen by the user or by a look at its first bytes.
#pragma once

#include "core/decode/bindings.h"
#include "core/decode/framer.h"

#include <array>
#include <optional>
#include <string>

namespace framelens {

/// Chosen for one conversation. Immutable once in use.
struct Framing
{
    FramerSpec spec;
    std::optional<ProtocolId> protocol; ///< decodes the messages
    std::string reason; ///< "port 1883", "3 messages fitted u32be @0", "chosen by hand"
};

/// A conversation's beginning, for choosing.
struct StreamStart
{
    Endpoint client;
    Endpoint server;
    std::array<std::span<const StreamPiece>, 2> first; ///< by Direction, from the first byte on
    std::array<bool, 2> ended{};
    bool isIdle = false; ///< nothing has come for a while: a choice has to be made by what is there
};

/// The user's word for the port, if any; else the protocol that claims it, if the bytes are its own; else the protocol that
/// recognises them; else a length prefix into which three messages fitted; else lines of text; else none. Nothing while more
/// bytes could change the answer and it is neither idle nor ended. For the same bytes the answer is the same however they
/// came, unless it is idle. Looks at the first 64 KiB of each direction at most.
std::optional<Framing> chooseFraming(const StreamStart &start, const Registry &registry, const Bindings &bindings);

/// The framing for a spec that the user chose.
Framing framingOf(const FramerSpec &spec, const Registry &registry, std::string reason);

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What cuts a conversation, who decodes its messages, and why: chosen by the user or by a look at its first bytes.
#pragma once

#include "core/decode/bindings.h"
#include "core/decode/framer.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
    std::optional<Framing> kept = {}; ///< the file it lies in says how it was cut when it was recorded
};

/// The user's word for the port, if any; else what was kept; else the protocol that claims it, if the bytes are its own; else the protocol that
/// recognises them; else a length prefix into which three messages fitted; else lines of text; else a length of one byte or a
/// varint, which almost anything fits; else none. Nothing while more bytes could change the answer and it is neither idle nor
/// ended. Looks at the first 64 KiB of each direction at most, and has an answer when one of them is there.
std::optional<Framing> chooseFraming(const StreamStart &start, const Registry &registry, const Bindings &bindings);

/// Bytes of a direction that choosing looks at.
inline constexpr std::uint64_t framingLook = std::uint64_t{64} * 1024;

/// Chooses while bytes come. chooseFraming() is asked at fixed places of the stream only, so that the answer is the same
/// however the bytes are cut, unless it is idle; and the cost of choosing for a stream is bounded.
class FramingChoice
{
public:
    /// The registry and the bindings are borrowed. `kept`: see StreamStart.
    FramingChoice(const Endpoint &client, const Endpoint &server, const Registry &registry, const Bindings &bindings,
                  std::optional<Framing> kept = {});

    /// Each gives the framing once it is chosen; they are not called again then. The bytes stay where they are.
    std::optional<Framing> feed(Direction direction, Bytes bytes);
    std::optional<Framing> end(Direction direction);
    /// Nothing came for a while. For a handful of bytes that nothing fits it takes some calls until there is an answer: they
    /// may be the beginning of something.
    std::optional<Framing> idle();
    /// Asked behind every step with its time (ns): who speaks on for two seconds without fitting anything is taken as idle.
    std::optional<Framing> atTime(std::int64_t timeNs);
    /// Nothing more will come.
    Framing last();
    bool isEmpty() const { return m_known[0] == 0 && m_known[1] == 0; }
    std::size_t heapBytes() const;

private:
    std::optional<Framing> ask(bool isIdle);

    const Registry &m_registry;
    const Bindings &m_bindings;
    StreamStart m_start;
    std::array<std::vector<StreamPiece>, 2> m_pieces;
    std::array<std::uint64_t, 2> m_known{};
    std::array<std::uint64_t, 2> m_nextLook{1, 1};
    std::uint32_t m_idleCalls = 0;
    std::optional<std::int64_t> m_firstNs; // when the first bytes came
};

/// The framing for a spec that the user chose.
Framing framingOf(const FramerSpec &spec, const Registry &registry, std::string reason);

/// A framing as a text that is kept with what was recorded, and back. Nothing for a text that names no framer or protocol of
/// this registry.
std::string keptText(const Framing &framing, const Registry &registry);
std::optional<Framing> framingKept(std::string_view text, const Registry &registry);

/// What a file keeps of how its conversations were cut, each by its ends and number: a keptText(), or empty.
using KeptFramers = std::function<std::string(const Endpoint &client, const Endpoint &server, std::uint32_t number)>;

/// "u32be (3 messages fitted u32be @0)"; empty where nothing cuts.
std::string framingText(const Framing &framing);

} // namespace framelens

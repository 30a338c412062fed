// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where messages end in a stream of bytes. A framer sees the bytes known so far, from a message's first byte on.
#pragma once

#include "core/base/error.h"
#include "core/bytes/flow.h"
#include "core/bytes/load.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace framelens {

/// Bytes of one direction of a stream that follow each other, where they landed.
struct StreamPiece
{
    std::uint64_t offset = 0; ///< of its first byte in the direction, counted from the direction's first byte
    Bytes bytes;
};

/// What is known of one direction from some byte on: the pieces are in order and leave no gap. Borrows them.
/// Positions are counted from that byte. A cursor over pieces: looking further on costs nothing, looking back
/// a search.
class StreamBytes
{
public:
    /// From `begin` (an offset in the direction) to the end of the last piece, or `most` bytes if that is less. Where the
    /// first piece begins behind `begin`, what lies before it is known and gone: nothing is found there.
    StreamBytes(std::span<const StreamPiece> pieces, std::uint64_t begin, std::uint64_t most = UINT64_MAX);
    explicit StreamBytes(Bytes all);

    std::uint64_t size() const { return m_size; }
    /// The run of bytes from `position` to the end of its piece; empty at and behind size().
    Bytes runAt(std::uint64_t position) const;
    /// One byte; nothing behind the end.
    std::optional<std::uint8_t> byteAt(std::uint64_t position) const;
    /// An integer of 1 to 8 bytes; nothing when not all of it is known.
    std::optional<std::uint64_t> numberAt(std::uint64_t position, std::size_t size, ByteOrder order) const;
    /// The first position at or behind `from` where `byte` stands.
    std::optional<std::uint64_t> find(std::byte byte, std::uint64_t from) const;
    /// Whether `text` stands at `position`; false also when not all of it is known.
    bool startsWith(std::string_view text, std::uint64_t position = 0) const;
    /// At most 64 KiB into `buffer`, which is cleared first: for header lines, which are short.
    std::string_view text(std::uint64_t position, std::uint64_t size, std::string &buffer) const;

    /// Bytes that were looked at through it so far, so that tests can count instead of measure.
    std::uint64_t looked() const { return m_looked; }

private:
    std::span<const StreamPiece> m_pieces;
    StreamPiece m_single; // m_pieces of a StreamBytes over one run
    std::uint64_t m_begin = 0;
    std::uint64_t m_size = 0;
    mutable std::size_t m_at = 0; // the piece looked at last
    mutable std::uint64_t m_looked = 0;
    bool m_isSingle = false;

    std::span<const StreamPiece> pieces() const { return m_isSingle ? std::span(&m_single, 1) : m_pieces; }
    bool lies(std::size_t piece, std::uint64_t offset) const;
    const StreamPiece *pieceAt(std::uint64_t position) const;
    Bytes runFrom(std::uint64_t position) const;
};

/// A framer's answer.
struct Cut
{
    enum class Kind : std::uint8_t {
        Message, ///< `size` bytes are one message; they may not all be known yet (then it is asked no more)
        NeedMore, ///< ask again when `size` bytes are known (at least one more than now)
        NotMine, ///< these bytes are none of this framer's
    };
    Kind kind = Kind::NeedMore;
    std::uint64_t size = 0;

    static constexpr Cut message(std::uint64_t size) { return {Kind::Message, size}; }
    static constexpr Cut needMore(std::uint64_t size) { return {Kind::NeedMore, size}; }
    static constexpr Cut notMine() { return {Kind::NotMine, 0}; }
};

/// What a framer keeps between two looks at one message: how far it has looked, and what it found. All zero at a
/// message's first byte. So that a message that comes byte by byte is looked at once.
struct FramerState
{
    std::uint64_t scanned = 0;
    std::array<std::uint64_t, 3> numbers{};
};

/// What the two directions of one conversation tell each other (HTTP: which requests were HEAD). All zero at first;
/// messages are cut in the order in which their last byte came.
struct ConversationMemory
{
    std::array<std::uint64_t, 4> words{};
};

struct CutContext
{
    Direction direction = Direction::ToServer;
    bool ended = false; ///< no more bytes will come in this direction: a body that ends with the stream ends here
    ConversationMemory *memory = nullptr; ///< never null
};

/// Answers for the message that begins at bytes' first byte (bytes.size() > 0, or context.ended). Never throws, any bytes.
/// A NeedMore while context.ended means that the message is incomplete.
using CutFunction = Cut (*)(const StreamBytes &bytes, FramerState &state, const CutContext &context);

/// Whether a stream's first bytes are a protocol's. Yes and No are final: more bytes never change them.
enum class Recognised : std::uint8_t { No, NeedMore, Yes };
using RecogniseFunction = Recognised (*)(const StreamBytes &firstBytes, Direction direction);

/// How a protocol runs over streams. Protocol::stream.
struct StreamUse
{
    CutFunction cut = nullptr;
    RecogniseFunction recognise = nullptr; ///< null: by port alone
    std::uint64_t mostBytes = std::uint64_t{256} << 20U; ///< of one message
    std::uint8_t lengthPrefix = 0; ///< bytes of a length, in network byte order, that its messages have in a stream alone
};

enum class FramerKind : std::uint8_t { None, LengthPrefix, Delimiter, Fixed, Line, Protocol };

/// An integer at a fixed place of each message, named by the user: "type u16be @2".
struct NamedInteger
{
    std::string name; ///< [a-z][a-z0-9_]*, the field is msg.NAME
    std::uint32_t offset = 0;
    std::uint8_t size = 1; ///< 1 to 8 bytes
    ByteOrder order = ByteOrder::Big;

    friend bool operator==(const NamedInteger &, const NamedInteger &) = default;
};

/// A framer as data. A value.
struct FramerSpec
{
    static constexpr std::uint32_t usualMaximum = 16U << 20U;

    FramerKind kind = FramerKind::None;
    // LengthPrefix
    std::uint8_t lengthSize = 4; ///< bytes: 1, 2, 3, 4, 8; 0: a varint (LEB128, as protobuf)
    ByteOrder lengthOrder = ByteOrder::Big;
    std::uint32_t lengthOffset = 0; ///< bytes before it
    bool countsHeader = false; ///< the length counts from the message's first byte, else from behind the length itself
    std::int32_t adjustment = 0; ///< added to the length
    // Delimiter
    std::string delimiter = {}; ///< 1 to 16 bytes
    bool keepDelimiter = true; ///< as part of msg.body
    // Fixed
    std::uint32_t fixedSize = 0;
    // Protocol
    std::string protocol = {}; ///< filter name; for the other kinds: what decodes the messages, empty: nobody
    std::uint32_t maximum = usualMaximum; ///< bytes of one message; a protocol's own maximum holds while this is the usual one
    std::vector<NamedInteger> integers = {}; ///< at most 4

    friend bool operator==(const FramerSpec &, const FramerSpec &) = default;
};

/// In words as in files, options and messages: "none", "line", "u32be", "u16le@2", "varint", "u32be+total" (counts
/// header), "u32be-4" (adjustment), "delimiter:0d0a", "delimiter:0d0a,strip", "fixed:188", "http"; then, separated by
/// commas: "max=1048576", "as=mqtt" and up to four "NAME:u16be@2".
std::string framerText(const FramerSpec &spec);
/// The same read; Reason::BadValue with a sentence in `detail` for what is none. A word that is none of these is taken
/// for a protocol's filter name: whether there is one is for the caller to see.
Result<FramerSpec> parseFramer(std::string_view text);

/// The answer of a framer that is no protocol's. `spec.kind` is neither None nor Protocol.
Cut cutBySpec(const FramerSpec &spec, const StreamBytes &bytes, FramerState &state, const CutContext &context);

} // namespace framelens

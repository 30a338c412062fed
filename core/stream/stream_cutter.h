// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Cuts both directions of one conversation into messages, for recordings and captures alike.
#pragma once

#include "core/bytes/frame_view.h"
#include "core/decode/framer.h"
#include "core/decode/registry.h"
#include "core/stream/framing.h"

#include <functional>

namespace framelens {

/// A message that was cut out.
struct CutMessage
{
    Direction direction = Direction::ToServer;
    std::uint64_t offset = 0; ///< in the direction
    std::uint32_t size = 0;
    FrameKind kind = FrameKind::Message;
};

/// Fed with bytes in the order of their arrival; tells each message once its last byte is there. The same messages, however the
/// bytes are cut into pieces (except for Unframed, which are the pieces themselves). Linear in the bytes, also for pieces of
/// one byte. Keeps pieces (spans) of incomplete messages only: the bytes must stay where they are.
///
/// - A message above the maximum, or never ending, is told as TooLong pieces of the maximum, and cutting goes on behind it.
/// - Where the framer says NotMine, the rest of the direction is told as Unframed, piece by piece.
/// - end() tells what is left as Incomplete.
/// - A gap (captures) tells what is before it as Incomplete, and cutting begins anew behind it.
class StreamCutter
{
public:
    using Tell = std::function<void(const CutMessage &)>;

    /// `framing` is borrowed.
    StreamCutter(const Framing &framing, const Registry &registry);

    /// `bytes` follow what came before in that direction.
    void feed(Direction direction, Bytes bytes, const Tell &tell);
    /// `size` bytes are missing.
    void skip(Direction direction, std::uint64_t size, const Tell &tell);
    /// No more will come in that direction.
    void end(Direction direction, const Tell &tell);

    /// Bytes told so far: what begins here is part of a message that is not complete.
    std::uint64_t told(Direction direction) const { return m_sides[static_cast<std::size_t>(direction)].begin; }
    std::uint64_t known(Direction direction) const { return m_sides[static_cast<std::size_t>(direction)].end; }

private:
    struct Side
    {
        std::vector<StreamPiece> pieces; // from `begin` on
        std::size_t firstPiece = 0; // those before are told
        std::uint64_t begin = 0; // of the message at hand
        std::uint64_t end = 0;
        std::uint64_t askAt = 0; // bytes of the message that must be known before the framer is asked again
        std::uint64_t messageEnd = 0; // its size, once the framer has said it
        std::uint64_t tooLongLeft = 0; // of a message above the maximum
        FramerState state;
        bool isUnframed = false;
        bool ended = false;
    };
    void cut(Direction direction, const Tell &tell);

    const Framing &m_framing;
    CutFunction m_cut = nullptr;
    std::uint64_t m_most = 0;
    ConversationMemory m_memory;
    std::array<Side, 2> m_sides;
};

} // namespace framelens

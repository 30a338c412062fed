// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Cuts both directions of one conversation into messages, for recordings and captures alike.
#pragma once

#include "core/bytes/frame_view.h"
#include "core/decode/framer.h"
#include "core/decode/registry.h"
#include "core/stream/framing.h"

#include <functional>
#include <vector>

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
/// one byte. Keeps pieces (spans) of incomplete messages only: the bytes must stay where they are. Pieces that lie one behind
/// the other in memory are kept as one.
///
/// - A message above the maximum, or never ending, is told as TooLong pieces of the maximum, and cutting goes on behind it.
/// - Where the framer says NotMine, the rest of the direction is told as Unframed, piece by piece.
/// - end() tells what is left as Incomplete. Bytes that come nevertheless are cut on.
/// - A gap (captures) tells what is before it as Incomplete, and cutting begins anew behind it: where the message ends that
///   the gap lies in, if that is known (what is there of its rest is told as Unframed), else with the first byte that is there.
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
    std::uint64_t told(Direction direction) const { return m_sides[sideIndex(direction)].told; }
    std::uint64_t known(Direction direction) const { return m_sides[sideIndex(direction)].end; }
    /// Bytes that framers have looked at, and 1 for each time they were asked: so that tests can count instead of measure.
    std::uint64_t looks() const { return m_looks; }
    std::size_t heapBytes() const;

private:
    // Offsets in the direction: the message at hand begins at `begin`, parts of it up to `told` were told as TooLong, bytes up
    // to `end` are known.
    struct Side
    {
        std::vector<StreamPiece> pieces;
        std::size_t firstPiece = 0; // those before are told
        std::uint64_t begin = 0;
        std::uint64_t told = 0;
        std::uint64_t end = 0;
        std::uint64_t askAt = 1; // bytes of the message that must be known before the framer is asked again
        std::uint64_t messageSize = 0; // once the framer has said it
        std::uint64_t unframedLeft = 0; // behind a gap: bytes of a message whose beginning is lost
        FramerState state;
        bool isUnframed = false;
        bool ended = false;

        std::span<const StreamPiece> kept() const { return std::span(pieces).subspan(firstPiece); }
        void keep(Bytes bytes);
        void forget();
        void beginAnew();
    };
    Bytes tellUnframed(Side &side, Direction direction, Bytes bytes, const Tell &tell) const;
    bool cutOne(Side &side, Direction direction, const Tell &tell);
    bool ask(Side &side, Direction direction, const Tell &tell);
    bool tellPart(Side &side, Direction direction, std::uint64_t size, FrameKind kind, const Tell &tell) const;
    void unframe(Side &side, Direction direction, const Tell &tell) const;
    Cut cutOf(const Side &side, FramerState &state, Direction direction, std::uint64_t most);

    const Framing &m_framing;
    CutFunction m_cut = nullptr; // a protocol's
    bool m_hasFramer = false;
    std::uint64_t m_most = 0;
    std::uint64_t m_looks = 0;
    ConversationMemory m_memory;
    std::array<Side, 2> m_sides;
};

} // namespace framelens

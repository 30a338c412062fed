// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One captured conversation as far as it was walked: its pieces in order, what cuts it, and its messages.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/bytes/frame_source.h"
#include "core/base/append_only.h"
#include "core/decode/bindings.h"
#include "core/decode/messages.h"
#include "core/stream/conversations.h"
#include "core/stream/stream_cutter.h"
#include "core/stream/tcp_assembly.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace framelens {

/// Counts of a conversation, at one moment.
struct StreamTotals
{
    std::array<std::uint64_t, 2> bytes{}; ///< each once; without what is missing
    std::uint64_t turns = 0;
    std::uint64_t gaps = 0;
    std::uint64_t overlaps = 0;
};

/// A row of messages, see FollowMessage.
struct CapturedMessage
{
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t frame = 0;
    Direction direction = Direction::ToServer;
    FrameKind kind = FrameKind::Message;
};

/// Walks the frames of one conversation, in order, once. Whoever calls holds the lock of its owner, but for pieces() and
/// messages(): what they held at some moment any thread may read later.
class AssembledStream
{
public:
    /// What all streams of a capture share.
    struct Capture
    {
        Capture(const std::shared_ptr<const FrameSource> &source, const std::shared_ptr<const Registry> &protocols)
            : frames(source)
            , registry(protocols)
            , conversations(source, protocols)
        {
        }
        std::shared_ptr<const FrameSource> frames;
        std::shared_ptr<const Registry> registry;
        std::shared_ptr<const Bindings> bindings; // never null
        std::shared_ptr<CopyLedger> ledger; // never null
        KeptFramers kept; // may be empty
        Conversations conversations;
    };
    AssembledStream(std::shared_ptr<const Capture> capture, std::size_t index);

    /// Walks at most `most` frames of those below `limit` (frames that are known). Returns how many there were.
    std::uint32_t walk(std::uint32_t limit, std::uint32_t most, TransportWalk &headers);
    /// Whether the frame, which is one of this conversation's, was walked.
    bool hasWalked(std::uint32_t frame) const { return m_last != none && frame <= m_last; }
    /// One behind the frame that was walked last.
    std::uint32_t walkedTo() const { return m_last == none ? 0 : m_last + 1; }
    /// Frames below `limit` which were not walked; counts no further than `most`.
    std::uint32_t ahead(std::uint32_t limit, std::uint32_t most) const;
    /// No frame is left: chooses a framing by what is there.
    void decide();
    /// And tells what waits for bytes that are missing.
    void settle();
    bool isDecided() const { return m_framing != nullptr; }
    /// Whether frames have come since one of these two was called on less than it takes: it has to be made anew.
    bool isStale(std::uint32_t limit) const { return (m_isSettled || m_isForced) && nextBelow(limit) != none; }

    /// The same stream with what frames from there on show alone; it goes on as this one would. Null: there is nothing yet that
    /// could be forgotten. The cost is that of what this one keeps.
    std::shared_ptr<AssembledStream> behind(std::uint32_t from) const;
    /// Whether the frame is one of those, or the whole (frame 0) has to be told: it has to be made anew.
    bool hasForgotten(std::uint32_t frame) const { return frame < m_from; }

    /// What settle() would tell, and what is no whole message at the end.
    struct Tail
    {
        std::vector<AssembledPiece> pieces;
        std::vector<CapturedMessage> messages;
    };
    Tail tail() const;

    const AppendOnly<AssembledPiece> &pieces() const & { return m_pieces; }
    const AppendOnly<CapturedMessage> &messages() const & { return m_messages; }
    const std::shared_ptr<const Framing> &framing() const & { return m_framing; }
    const StreamTotals &totals() const & { return m_totals; }
    Direction firstSpeaker() const { return m_conversation.firstSpeaker; }
    std::optional<Direction> speaker() const { return m_speaker; } ///< who spoke last

    /// Whether the frame's payload waits for bytes before it.
    bool waitsWith(std::uint32_t frame) const;
    /// Whether the last byte of the frame, which was walked, belongs to a message whose end is not known: it may end there all the
    /// same, when its connection does.
    bool waitsForEnd(std::uint32_t frame) const;
    /// What the frame, which was walked, is in its stream; null where nothing is to be said: it has no payload, or is in order in
    /// a stream that nothing cuts.
    std::shared_ptr<const MessageList> listFor(std::uint32_t frame, TransportWalk &headers) const;

    std::size_t heapBytes() const;

private:
    static constexpr std::uint32_t none = 0xffffffffU;
    // A frame with payload.
    struct Row
    {
        std::uint32_t frame = 0;
        std::uint32_t piece = none; // its place, once it has one
        Direction direction = Direction::ToServer;
        SegmentFate fate = SegmentFate::Empty;
        bool isLate = false; // something behind it had come before
    };
    // A step that is not cut yet: a piece, or the end of a direction.
    struct Uncut
    {
        std::uint32_t piece = none;
        std::uint32_t at = 0; // the frame that brought it
        Direction direction = Direction::ToServer;
        bool hasPayload = false; // that frame, in this direction
    };

    std::uint32_t nextBelow(std::uint32_t limit) const;
    void walkTcp(const FrameInfo &info, const TransportHeader &header);
    void walkUdp(std::uint32_t frame, const TransportHeader &header);
    void take(const AssembledPiece &piece, std::uint32_t frame, bool hasPayload);
    FramingChoice &choice();
    std::optional<Framing> kept() const;
    void look(const AssembledPiece &piece);
    void choose(std::optional<Framing> framing);
    void chooseAt(const FrameInfo &info);
    void cut();
    void cutOne(const Uncut &step);
    void feed(StreamCutter &cutter, const AssembledPiece &piece, const StreamCutter::Tell &tell) const;
    void keep(const CutMessage &message, const Uncut &step);
    Bytes bytesOf(const AssembledPiece &piece) const;
    Row *rowOf(std::uint32_t frame);
    const Row *rowOf(std::uint32_t frame) const;
    std::size_t pieceAt(Direction direction, std::uint64_t offset) const;
    std::uint32_t frameOf(const CutMessage &message, const Uncut &step);

    std::array<std::uint64_t, 2> firstNeeded(std::uint32_t from) const;
    void takeRows(const AssembledStream &of, std::uint32_t from);

    std::vector<std::uint32_t> messagesIn(std::uint32_t frame) const;
    void addMessage(MessageList &list, const CapturedMessage &message, const AssembledPiece *own) const;
    void gather(MessageList &list, StreamMessage &into, const CapturedMessage &message) const;
    void setRest(MessageList &list, const Row &row, std::uint64_t from, TransportWalk &headers) const;
    std::uint32_t endOfMessageAt(Direction direction, std::uint64_t offset) const;

    std::shared_ptr<const Capture> m_capture;
    std::size_t m_index;
    ConversationEnds m_conversation;
    std::uint32_t m_last = none; // frame that was walked
    std::uint32_t m_from = 0; // what frames before it show is forgotten
    TcpAssembly m_tcp;
    bool m_isSettled = false;
    bool m_isForced = false; // the framing was chosen by less than it takes
    std::array<bool, 2> m_ended{};
    StreamTotals m_totals;
    std::optional<Direction> m_speaker;

    std::vector<Row> m_rows;
    AppendOnly<AssembledPiece> m_pieces;
    std::array<std::vector<std::uint32_t>, 2> m_order; // pieces, by Direction
    std::shared_ptr<const Framing> m_framing;
    std::optional<StreamCutter> m_cutter;
    std::vector<Uncut> m_uncut;
    std::unique_ptr<FramingChoice> m_choice; // until it is chosen, as of a recording's connection
    std::array<bool, 2> m_hasHole{}; // something is missing: of what comes then the choice knows nothing
    AppendOnly<CapturedMessage> m_messages;
    std::array<std::vector<std::uint32_t>, 2> m_messageOrder;
    struct Told
    {
        std::uint32_t frame = 0;
        std::uint32_t message = 0;
    };
    std::vector<Told> m_told; // when that frame came: frames rise
    std::multimap<std::uint32_t, std::uint32_t> m_toldLater; // all others, frame -> message
    Told m_gathered; // frame, and how many of its messages have to be gathered
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which frame belongs to which conversation: two plain columns and a table, filled by one thread, read by any.
#pragma once

#include "core/base/shared_number.h"
#include "core/bytes/frame_source.h"
#include "core/stream/chunked_column.h"
#include "core/stream/conversation_numbers.h"
#include "core/stream/conversation_table.h"
#include "core/stream/index_column.h"
#include "core/stream/transport_walk.h"

#include <optional>
#include <vector>

namespace framelens {

/// Who talks; never changes.
struct ConversationEnds
{
    std::array<Endpoint, 2> ends; ///< client, server
    Transport transport = Transport::Tcp;
    Direction firstSpeaker = Direction::ToServer; ///< of its first frame
    std::uint32_t number = 0; ///< as tshark counts, by transport
    std::uint32_t firstFrame = 0; ///< counted from 0

    Direction directionOf(const TransportHeader &header) const;
};

/// And what was seen of it, at one moment.
struct Conversation : ConversationEnds
{
    std::uint32_t lastFrame = FrameInfo::noConversation; ///< noConversation: every frame belongs to one inside it
    std::array<std::uint32_t, 2> packets{}; ///< with payload, by Direction
    std::array<std::uint64_t, 2> bytes{}; ///< of payload as declared, retransmissions and all
    StreamState state = StreamState::Open;
};

/// Numbers conversations as tshark does: by addresses and ports alone, each transport from 0 in order of appearance, and anew
/// where a SYN opens a connection that cannot be the one known at these ends. A frame with several transport headers (tunnels)
/// belongs to the conversation of the innermost; the others have numbers all the same. One writer, any readers.
///
/// Of a conversation with few frames nothing is kept but the first one's number: all else is read from its frames again.
class Conversations
{
public:
    Conversations(std::shared_ptr<const FrameSource> frames, std::shared_ptr<const Registry> registry);

    static constexpr std::uint32_t none = FrameInfo::noConversation;

    /// (writer) The frames of the source from frames() to `end`, which the source has. Seen by others when it returns.
    void add(std::uint32_t end);

    /// Frames that were added.
    std::uint32_t frames() const { return m_frames.load(std::memory_order_acquire); }
    /// Conversations they belong to.
    std::size_t size() const { return m_size.load(std::memory_order_acquire); }
    /// One below size().
    Conversation operator[](std::size_t index) const;
    Transport transport(std::size_t index) const { return m_numbers.transport(static_cast<std::uint32_t>(index)); }
    std::uint32_t number(std::size_t index) const { return m_numbers.number(static_cast<std::uint32_t>(index)); }
    /// Index of the conversation of a frame below frames(); `none`: it has none.
    std::uint32_t of(std::uint32_t frame) const { return m_of[frame]; }
    /// The next frame of the same conversation below `limit`, which is at most frames(); `none`: there is none.
    std::uint32_t next(std::uint32_t frame, std::uint32_t limit) const;
    std::optional<std::size_t> find(Transport transport, std::uint32_t number) const;

    /// (writer, or when nobody writes)
    std::size_t heapBytes() const;

private:
    // What is kept of a conversation with many frames.
    struct Record
    {
        enum Seen : std::uint8_t { FinToServer = 1, FinToClient = 2, Reset = 4 };

        // (writer)
        void note(const TransportHeader &header, Direction direction);
        void count(const TransportHeader &header, Direction direction, std::uint32_t frame);
        StreamState state() const;

        std::array<std::uint32_t, 2> addresses{}; // as they lie in memory; of IPv6: [0] is their place in m_addresses
        std::array<std::uint16_t, 2> ports{};
        std::uint32_t firstFrame = 0;
        std::array<Shared<std::uint64_t>, 2> bytes;
        std::array<Shared<std::uint32_t>, 2> packets;
        Shared<std::uint32_t> lastFrame{none};
        std::array<std::uint32_t, 2> initialSequence{}; // (writer) by Direction: the number before the first byte
        std::uint8_t knownSequences = 0; // (writer) a bit for each
        Shared<std::uint8_t> seen;
        bool isIpv6 = false;
        Direction firstSpeaker = Direction::ToServer;
    };
    static_assert(sizeof(Record) <= 56); // a conversation of some twenty frames may take a few bytes for each

    // A header whose conversation is to be found.
    struct Pending
    {
        TransportHeader header;
        std::uint64_t hash = 0;
        std::uint32_t frame = 0;
        bool isPlain = false;
        bool isInnermost = false;
    };
    struct Replayed
    {
        std::array<Endpoint, 2> ends;
        Record record;
    };

    // What m_states says: the first frame, or which record.
    static constexpr std::uint32_t hasRecord = 0x80000000U;
    static constexpr std::uint32_t fewFrames = 4; // walked whenever something is asked

    void look(std::uint32_t frame);
    void begin(Pending &pending, std::uint32_t frame);
    void prefetchState(const Pending &pending) const;
    void take(const Pending &pending);
    void link(std::uint32_t last, std::uint32_t frame) { m_next.at(last).set(frame); }

    std::uint64_t hashOf(const TransportHeader &header) const;
    std::uint32_t indexOf(const Pending &pending);
    bool isBetween(std::uint32_t index, const TransportHeader &header) const;
    bool opensAnother(std::uint32_t index, const TransportHeader &header);
    std::uint32_t make(const Pending &pending);
    Record &recordOf(std::uint32_t index);
    std::uint32_t keep(const Replayed &replayed);

    Replayed replay(std::uint32_t first, std::uint32_t limit) const;
    std::array<Endpoint, 2> endsOf(const Record &record) const;

    std::shared_ptr<const FrameSource> m_source;
    TransportWalk m_walk;
    std::uint64_t m_seed;
    std::vector<Pending> m_pending;
    ConversationTable m_table; // the newest conversation of each pair of ends
    ChunkedColumn<Shared<std::uint32_t>> m_states; // by conversation
    ConversationNumbers m_numbers;
    ChunkedColumn<Record, 8, 12> m_records;
    ChunkedColumn<std::array<std::array<std::byte, 16>, 2>, 8, 12> m_addresses; // of IPv6
    std::uint32_t m_made = 0;
    std::uint32_t m_recordCount = 0;
    std::uint32_t m_addressCount = 0;
    IndexColumn m_of;
    ChunkedColumn<Shared<std::uint32_t>> m_next; // 0: none yet
    std::atomic<std::uint32_t> m_frames{0};
    std::atomic<std::uint32_t> m_size{0};
};

} // namespace framelens

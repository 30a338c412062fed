// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which frame belongs to which conversation: two plain columns and a table, filled by one thread, read by any.
#pragma once

#include "core/base/append_only.h"
#include "core/stream/frame_column.h"
#include "core/stream/transport_walk.h"

#include <optional>
#include <vector>

namespace framelens {

/// A number that one thread writes and others read; who reads it sees what the writer had seen (a last frame is there).
template <typename T>
class Shared
{
public:
    Shared() = default;
    Shared(T value)
        : m_value(value)
    {
    }
    Shared(const Shared &other)
        : m_value(other.get())
    {
    }
    Shared &operator=(const Shared &other)
    {
        set(other.get());
        return *this;
    }
    ~Shared() = default;
    T get() const { return m_value.load(std::memory_order_acquire); }
    void set(T value) { m_value.store(value, std::memory_order_release); }
    void add(T value) { set(static_cast<T>(get() + value)); } // one writer: no exchange needed

private:
    std::atomic<T> m_value{};
};

/// One conversation. What is no Shared never changes once it is published.
struct Conversation
{
    std::array<Endpoint, 2> ends; ///< client, server
    Transport transport = Transport::Tcp;
    Direction firstSpeaker = Direction::ToServer; ///< of its first frame
    std::uint32_t number = 0; ///< as tshark counts, by transport
    std::uint32_t firstFrame = 0; ///< counted from 0
    Shared<std::uint32_t> lastFrame;
    std::array<Shared<std::uint32_t>, 2> packets; ///< with payload, by Direction
    std::array<Shared<std::uint64_t>, 2> bytes; ///< of payload as declared, retransmissions and all
    Shared<std::uint8_t> seen; ///< bits of Conversation::Seen

    enum Seen : std::uint8_t { FinToServer = 1, FinToClient = 2, Reset = 4 };

    StreamState state() const;
    Direction directionOf(const TransportHeader &header) const;

    // (writer) By Direction: the number before the first byte, once it is known.
    std::array<std::optional<std::uint32_t>, 2> initialSequence;
};

/// Numbers conversations as tshark does: by addresses and ports alone, each transport from 0 in order of appearance, and anew
/// where a SYN opens a connection that cannot be the one known at these ends. A frame with several transport headers (tunnels)
/// belongs to the conversation of the innermost; the others have numbers all the same. One writer, any readers.
class Conversations
{
public:
    explicit Conversations(std::shared_ptr<const Registry> registry);

    static constexpr std::uint32_t none = FrameInfo::noConversation;

    /// (writer) The next frame, numbered size(). Seen by others once publish() was called.
    void add(const FrameRef &frame);
    void publish();

    /// Frames published.
    std::uint32_t frames() const { return m_frames.load(std::memory_order_acquire); }
    /// Conversations published.
    std::size_t size() const { return m_conversations.size(); }
    const Conversation &operator[](std::size_t index) const & { return m_conversations[index]; }
    /// Index of the conversation of a frame below frames(); `none`: it has none.
    std::uint32_t of(std::uint32_t frame) const { return m_of[frame].get(); }
    /// The next frame of the same conversation below `limit`, which is at most frames(); `none`: there is none.
    std::uint32_t next(std::uint32_t frame, std::uint32_t limit) const;
    std::optional<std::size_t> find(Transport transport, std::uint32_t number) const;

    /// (writer, or when nobody writes)
    std::size_t heapBytes() const;

private:
    struct Slot
    {
        std::uint32_t tag = 0; // of the hash
        std::uint32_t index = none;
    };
    std::uint64_t hashOf(const TransportHeader &header) const;
    std::uint32_t indexOf(const TransportHeader &header);
    std::uint32_t make(const TransportHeader &header);
    void growTable();
    void noteTcp(Conversation &conversation, const TransportHeader &header);
    bool opensAnother(const Conversation &conversation, const TransportHeader &header) const;

    TransportWalk m_walk;
    std::uint64_t m_seed;
    std::vector<Slot> m_table; // open addressing; the newest conversation of each pair of ends
    std::size_t m_used = 0;
    AppendOnly<Conversation> m_conversations;
    std::array<AppendOnly<std::uint32_t>, 2> m_numbered; // indexes, by Transport
    FrameColumn<Shared<std::uint32_t>> m_of;
    FrameColumn<Shared<std::uint32_t>> m_next; // 0: none yet
    std::uint32_t m_added = 0;
    std::atomic<std::uint32_t> m_frames{0};
};

} // namespace framelens

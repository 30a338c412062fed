// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/conversations.h"

#include <bit>
#include <random>
#include <utility>

namespace framelens {

namespace {

// A multiplication carries the low bits upwards, the shift brings the high ones down again.
constexpr std::uint64_t mixed(std::uint64_t value)
{
    value *= 0x9e3779b97f4a7c15U;
    return value ^ (value >> 29U);
}

std::uint64_t hashOfEnd(const Endpoint &end, std::uint64_t seed)
{
    const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(end.address);
    return mixed(mixed(mixed(words[0] ^ seed) + words[1]) + end.port);
}

constexpr std::size_t indexOfDirection(Direction direction)
{
    return static_cast<std::size_t>(direction);
}

} // namespace

StreamState Conversation::state() const
{
    const std::uint8_t bits = seen.get();
    if ((bits & Reset) != 0)
        return StreamState::Reset;
    if ((bits & (FinToServer | FinToClient)) == (FinToServer | FinToClient))
        return StreamState::Closed;
    return bits == 0 ? StreamState::Open : StreamState::HalfClosed;
}

Direction Conversation::directionOf(const TransportHeader &header) const
{
    // Both ends may be the same; then all goes to the server.
    return header.source == ends[0] ? Direction::ToServer : Direction::ToClient;
}

Conversations::Conversations(std::shared_ptr<const Registry> registry)
    : m_walk(std::move(registry))
    , m_seed((std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}()) // addresses are chosen by others
    , m_table(64)
{
}

void Conversations::add(const FrameRef &frame)
{
    const std::uint32_t number = m_added++;
    m_of.reserve(number);
    m_next.reserve(number);
    std::uint32_t index = none;
    const TransportHeader *innermost = nullptr;
    for (const TransportHeader &header : m_walk.headers(frame)) {
        index = indexOf(header);
        innermost = &header;
    }
    m_of.at(number).set(index);
    if (innermost == nullptr)
        return;
    Conversation &conversation = m_conversations.at(index);
    const Direction direction = conversation.directionOf(*innermost);
    if (const std::uint32_t last = conversation.lastFrame.get(); last != none)
        m_next.at(last).set(number);
    conversation.lastFrame.set(number);
    if (innermost->payloadSize == 0)
        return;
    conversation.packets[indexOfDirection(direction)].add(1);
    conversation.bytes[indexOfDirection(direction)].add(innermost->payloadSize);
}

void Conversations::publish()
{
    m_frames.store(m_added, std::memory_order_release);
}

std::uint32_t Conversations::next(std::uint32_t frame, std::uint32_t limit) const
{
    const std::uint32_t next = m_next[frame].get();
    return next == 0 || next >= limit ? none : next;
}

std::optional<std::size_t> Conversations::find(Transport transport, std::uint32_t number) const
{
    const auto &numbered = m_numbered[static_cast<std::size_t>(transport)];
    return number < numbered.size() ? std::optional<std::size_t>(numbered[number]) : std::nullopt;
}

std::size_t Conversations::heapBytes() const
{
    return m_of.heapBytes() + m_next.heapBytes() + m_conversations.heapBytes() + m_numbered[0].heapBytes()
        + m_numbered[1].heapBytes() + (m_table.size() * sizeof(Slot));
}

// The same for both directions.
std::uint64_t Conversations::hashOf(const TransportHeader &header) const
{
    return mixed(hashOfEnd(header.source, m_seed) + hashOfEnd(header.destination, m_seed)
                 + static_cast<std::uint64_t>(header.transport));
}

// The conversation that the header belongs to; made where there is none.
std::uint32_t Conversations::indexOf(const TransportHeader &header)
{
    if (m_used * 4 >= m_table.size() * 3)
        growTable();
    const std::uint64_t hash = hashOf(header);
    const auto tag = static_cast<std::uint32_t>(hash >> 32U);
    for (std::size_t at = hash & (m_table.size() - 1);; at = (at + 1) & (m_table.size() - 1)) {
        Slot &slot = m_table[at];
        if (slot.index == none) {
            slot = {tag, make(header)};
            ++m_used;
        } else if (slot.tag != tag) {
            continue;
        } else {
            const Conversation &known = m_conversations[slot.index];
            if (known.transport != header.transport
                || !((known.ends[0] == header.source && known.ends[1] == header.destination)
                     || (known.ends[1] == header.source && known.ends[0] == header.destination)))
                continue;
            if (opensAnother(known, header))
                slot.index = make(header);
        }
        if (header.transport == Transport::Tcp)
            noteTcp(m_conversations.at(slot.index), header);
        return slot.index;
    }
}

std::uint32_t Conversations::make(const TransportHeader &header)
{
    auto &numbered = m_numbered[static_cast<std::size_t>(header.transport)];
    Conversation made;
    made.transport = header.transport;
    made.number = static_cast<std::uint32_t>(numbered.size());
    made.firstFrame = m_added - 1;
    made.lastFrame.set(none);
    // Who answers a SYN is the server; else who is seen first is the client.
    constexpr std::uint8_t answer = tcp_flags::syn | tcp_flags::ack;
    made.firstSpeaker = (header.flags & answer) == answer ? Direction::ToClient : Direction::ToServer;
    made.ends = {header.source, header.destination};
    if (made.firstSpeaker == Direction::ToClient)
        std::swap(made.ends[0], made.ends[1]);
    const auto index = static_cast<std::uint32_t>(m_conversations.size());
    m_conversations.push(made);
    numbered.push(index);
    return index;
}

void Conversations::growTable()
{
    std::vector<Slot> larger(m_table.size() * 2);
    for (const Slot &slot : m_table) {
        if (slot.index == none)
            continue;
        const Conversation &known = m_conversations[slot.index];
        TransportHeader header;
        header.transport = known.transport;
        header.source = known.ends[0];
        header.destination = known.ends[1];
        std::size_t at = hashOf(header) & (larger.size() - 1);
        while (larger[at].index != none)
            at = (at + 1) & (larger.size() - 1);
        larger[at] = slot;
    }
    m_table = std::move(larger);
}

// A SYN that is not the one which opened what is known: the ports are used again. The same SYN again is a retransmission, as
// tshark 4.0 has it even where what it opened has ended.
bool Conversations::opensAnother(const Conversation &conversation, const TransportHeader &header) const
{
    if (header.transport != Transport::Tcp || (header.flags & (tcp_flags::syn | tcp_flags::ack)) != tcp_flags::syn)
        return false;
    const auto &initial = conversation.initialSequence[indexOfDirection(conversation.directionOf(header))];
    return initial && header.sequence != *initial;
}

void Conversations::noteTcp(Conversation &conversation, const TransportHeader &header)
{
    const Direction direction = conversation.directionOf(header);
    auto &own = conversation.initialSequence[indexOfDirection(direction)];
    auto &other = conversation.initialSequence[indexOfDirection(opposite(direction))];
    const bool isSyn = (header.flags & tcp_flags::syn) != 0;
    const bool isAck = (header.flags & tcp_flags::ack) != 0;
    if (!own || (isSyn && isAck))
        own = isSyn ? header.sequence : header.sequence - 1;
    if (!other && isAck)
        other = header.acknowledgment - 1;
    std::uint8_t seen = conversation.seen.get();
    if ((header.flags & tcp_flags::reset) != 0)
        seen |= Conversation::Reset;
    if ((header.flags & tcp_flags::fin) != 0)
        seen |= direction == Direction::ToServer ? Conversation::FinToServer : Conversation::FinToClient;
    conversation.seen.set(seen);
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/conversations.h"

#include <algorithm>
#include <bit>
#include <random>
#include <utility>

namespace framelens {

namespace {

constexpr std::uint32_t fetchAhead = 8;
constexpr std::size_t mostPending = 32; // what is fetched for them fits into the nearest cache
constexpr std::uint32_t mostConversations = 0x7fffffffU;

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

std::uint32_t firstWord(const Endpoint &end)
{
    return std::bit_cast<std::array<std::uint32_t, 4>>(end.address)[0];
}

// Who answers a SYN is the server; else who is seen first is the client.
Direction firstSpeakerOf(const TransportHeader &header)
{
    constexpr std::uint8_t answer = tcp_flags::syn | tcp_flags::ack;
    return header.transport == Transport::Tcp && (header.flags & answer) == answer ? Direction::ToClient : Direction::ToServer;
}

// Both ends may be the same; then all goes to the server.
Direction directionFrom(const Endpoint &client, const TransportHeader &header)
{
    return header.source == client ? Direction::ToServer : Direction::ToClient;
}

} // namespace

Direction ConversationEnds::directionOf(const TransportHeader &header) const
{
    return directionFrom(ends[0], header);
}

StreamState Conversations::Record::state() const
{
    const std::uint8_t bits = seen.get();
    if ((bits & Reset) != 0)
        return StreamState::Reset;
    if ((bits & (FinToServer | FinToClient)) == (FinToServer | FinToClient))
        return StreamState::Closed;
    return bits == 0 ? StreamState::Open : StreamState::HalfClosed;
}

void Conversations::Record::note(const TransportHeader &header, Direction direction)
{
    if (header.transport != Transport::Tcp)
        return;
    const std::size_t own = sideIndex(direction);
    const std::size_t other = sideIndex(opposite(direction));
    const bool isSyn = (header.flags & tcp_flags::syn) != 0;
    const bool isAck = (header.flags & tcp_flags::ack) != 0;
    if ((knownSequences & (1U << own)) == 0 || (isSyn && isAck))
        initialSequence[own] = isSyn ? header.sequence : header.sequence - 1;
    if ((knownSequences & (1U << other)) == 0 && isAck)
        initialSequence[other] = header.acknowledgment - 1;
    knownSequences = static_cast<std::uint8_t>(knownSequences | (1U << own) | (isAck ? 1U << other : 0U));
    std::uint8_t bits = 0;
    if ((header.flags & tcp_flags::reset) != 0)
        bits |= Reset;
    if ((header.flags & tcp_flags::fin) != 0)
        bits |= direction == Direction::ToServer ? FinToServer : FinToClient;
    if (bits != 0)
        seen.set(seen.get() | bits);
}

void Conversations::Record::count(const TransportHeader &header, Direction direction, std::uint32_t frame)
{
    lastFrame.set(frame);
    if (header.payloadSize == 0)
        return;
    packets[sideIndex(direction)].add(1);
    bytes[sideIndex(direction)].add(header.payloadSize);
}

Conversations::Conversations(std::shared_ptr<const FrameSource> frames, std::shared_ptr<const Registry> registry)
    : m_source(std::move(frames))
    , m_walk(std::move(registry))
    , m_seed((std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}()) // addresses are chosen by others
{
}

void Conversations::add(std::uint32_t end)
{
    for (std::uint32_t frame = frames(); frame < end;) {
        const std::uint32_t behind = end - frame > mostPending ? frame + mostPending : end;
        m_pending.clear();
        for (; frame < behind; ++frame)
            look(frame);
        for (const Pending &pending : m_pending)
            prefetchState(pending);
        for (const Pending &pending : m_pending)
            take(pending);
    }
    m_size.store(m_made, std::memory_order_release);
    m_frames.store(end, std::memory_order_release);
}

// The frame's headers, and the begin of a fetch of what take() will need.
void Conversations::look(std::uint32_t frame)
{
    m_source->prefetch(frame + fetchAhead);
    m_next.reserve(frame);
    const FrameRef ref = m_source->frame(frame);
    if (Pending &pending = m_pending.emplace_back(); readPlain(ref, pending.header)) {
        pending.isPlain = true;
        begin(pending, frame);
        return;
    }
    m_pending.pop_back();
    const std::span<const TransportHeader> headers = m_walk.dissected(ref);
    for (const TransportHeader &header : headers)
        begin(m_pending.emplace_back(Pending{.header = header}), frame);
    if (headers.empty())
        m_of.add(frame, none);
    else
        m_pending.back().isInnermost = true;
}

void Conversations::begin(Pending &pending, std::uint32_t frame)
{
    pending.frame = frame;
    pending.isInnermost = pending.isPlain;
    pending.hash = hashOf(pending.header);
    m_table.prefetch(pending.hash);
}

void Conversations::prefetchState(const Pending &pending) const
{
    if (const std::uint32_t index = m_table.likely(pending.hash); index != none)
        __builtin_prefetch(&m_states[index]);
}

void Conversations::take(const Pending &pending)
{
    const std::uint32_t index = indexOf(pending);
    if (pending.isInnermost)
        m_of.add(pending.frame, index);
    if (index == none)
        return;
    if (pending.isPlain && (m_states[index].get() & hasRecord) == 0) {
        std::uint32_t last = m_states[index].get();
        std::uint32_t count = last == pending.frame ? 0 : 1;
        for (std::uint32_t next = m_next[last].get(); next != 0 && count < fewFrames; next = m_next[last].get(), ++count)
            last = next;
        if (count < fewFrames) {
            if (last != pending.frame)
                link(last, pending.frame);
            return;
        }
    }
    Record &record = recordOf(index);
    const Direction direction = directionFrom(endsOf(record)[0], pending.header);
    record.note(pending.header, direction);
    if (!pending.isInnermost)
        return;
    if (const std::uint32_t last = record.lastFrame.get(); last != none)
        link(last, pending.frame);
    record.count(pending.header, direction, pending.frame);
}

std::uint32_t Conversations::next(std::uint32_t frame, std::uint32_t limit) const
{
    const std::uint32_t next = m_next[frame].get();
    return next == 0 || next >= limit ? none : next;
}

std::optional<std::size_t> Conversations::find(Transport transport, std::uint32_t number) const
{
    return m_numbers.find(transport, number, static_cast<std::uint32_t>(size()));
}

std::size_t Conversations::heapBytes() const
{
    return m_of.heapBytes() + m_next.heapBytes() + m_states.heapBytes() + m_numbers.heapBytes() + m_records.heapBytes()
        + m_addresses.heapBytes() + m_table.heapBytes() + (m_pending.capacity() * sizeof(Pending));
}

// The same for both directions.
std::uint64_t Conversations::hashOf(const TransportHeader &header) const
{
    return mixed(hashOfEnd(header.source, m_seed) + hashOfEnd(header.destination, m_seed)
                 + static_cast<std::uint64_t>(header.transport));
}

// The conversation that the header belongs to; made where there is none.
std::uint32_t Conversations::indexOf(const Pending &pending)
{
    ConversationTable::Slot &slot
        = m_table.find(pending.hash, [&](std::uint32_t index) { return isBetween(index, pending.header); });
    const bool isNew = slot.index == none;
    if ((isNew || opensAnother(slot.index, pending.header)) && m_made < mostConversations)
        slot.index = make(pending);
    const std::uint32_t index = slot.index;
    if (isNew && index != none)
        m_table.added();
    return index;
}

bool Conversations::isBetween(std::uint32_t index, const TransportHeader &header) const
{
    if (m_numbers.transport(index) != header.transport)
        return false;
    const std::uint32_t state = m_states[index].get();
    std::array<Endpoint, 2> ends;
    if ((state & hasRecord) != 0)
        ends = endsOf(m_records[state & ~hasRecord]);
    else if (TransportHeader first; readPlain(m_source->frame(state), first))
        ends = {first.source, first.destination};
    return (ends[0] == header.source && ends[1] == header.destination) || (ends[1] == header.source && ends[0] == header.destination);
}

// A SYN that is not the one which opened what is known: the ports are used again. The same SYN again is a retransmission, as
// tshark 4.0 has it even where what it opened has ended.
bool Conversations::opensAnother(std::uint32_t index, const TransportHeader &header)
{
    if (header.transport != Transport::Tcp || (header.flags & (tcp_flags::syn | tcp_flags::ack)) != tcp_flags::syn)
        return false;
    const Record &record = recordOf(index);
    const std::size_t own = sideIndex(directionFrom(endsOf(record)[0], header));
    return (record.knownSequences & (1U << own)) != 0 && header.sequence != record.initialSequence[own];
}

std::uint32_t Conversations::make(const Pending &pending)
{
    const std::uint32_t index = m_made++;
    m_numbers.add(index, pending.header.transport);
    std::uint32_t state = pending.frame;
    if (!pending.isPlain) {
        Replayed begun;
        begun.ends = {pending.header.source, pending.header.destination};
        begun.record.firstFrame = pending.frame;
        begun.record.firstSpeaker = firstSpeakerOf(pending.header);
        if (begun.record.firstSpeaker == Direction::ToClient)
            std::swap(begun.ends[0], begun.ends[1]);
        state = keep(begun);
    }
    m_states.reserve(index).set(state);
    return index;
}

// Where there is none, what was left to be read again is read for the last time.
Conversations::Record &Conversations::recordOf(std::uint32_t index)
{
    std::uint32_t state = m_states[index].get();
    if ((state & hasRecord) == 0) {
        state = keep(replay(state, none));
        m_states.at(index).set(state);
    }
    return m_records.at(state & ~hasRecord);
}

std::uint32_t Conversations::keep(const Replayed &replayed)
{
    const auto &[client, server] = replayed.ends;
    Record &record = m_records.reserve(m_recordCount) = replayed.record;
    record.ports = {client.port, server.port};
    record.isIpv6 = client.isIpv6;
    record.addresses = {firstWord(client), firstWord(server)};
    if (record.isIpv6) {
        m_addresses.reserve(m_addressCount) = {client.address, server.address};
        record.addresses[0] = m_addressCount++;
    }
    return m_recordCount++ | hasRecord;
}

// What the conversation's frames below `limit` say, all of which are plain. Where the file has lost them they say nothing.
Conversations::Replayed Conversations::replay(std::uint32_t first, std::uint32_t limit) const
{
    Replayed replayed;
    Record &record = replayed.record;
    record.firstFrame = first;
    for (std::uint32_t frame = first; frame != none; frame = next(frame, limit)) {
        TransportHeader header;
        readPlain(m_source->frame(frame), header);
        if (frame == first) {
            record.firstSpeaker = firstSpeakerOf(header);
            replayed.ends = {header.source, header.destination};
            if (record.firstSpeaker == Direction::ToClient)
                std::swap(replayed.ends[0], replayed.ends[1]);
        }
        const Direction direction = directionFrom(replayed.ends[0], header);
        record.note(header, direction);
        record.count(header, direction, frame);
    }
    return replayed;
}

std::array<Endpoint, 2> Conversations::endsOf(const Record &record) const
{
    std::array<Endpoint, 2> ends;
    for (std::size_t side = 0; side < 2; ++side) {
        ends[side].port = record.ports[side];
        ends[side].isIpv6 = record.isIpv6;
        ends[side].address = record.isIpv6
            ? m_addresses[record.addresses[0]][side]
            : std::bit_cast<std::array<std::byte, 16>>(std::array{record.addresses[side], 0U, 0U, 0U});
    }
    return ends;
}

Conversation Conversations::operator[](std::size_t index) const
{
    const auto number = static_cast<std::uint32_t>(index);
    const std::uint32_t state = m_states[number].get();
    const bool isKept = (state & hasRecord) != 0;
    const Replayed replayed = isKept ? Replayed() : replay(state, frames());
    const Record &record = isKept ? m_records[state & ~hasRecord] : replayed.record;
    Conversation conversation;
    conversation.ends = isKept ? endsOf(record) : replayed.ends;
    conversation.transport = transport(index);
    conversation.firstSpeaker = record.firstSpeaker;
    conversation.number = m_numbers.number(number);
    conversation.firstFrame = record.firstFrame;
    conversation.lastFrame = record.lastFrame.get();
    for (std::size_t side = 0; side < 2; ++side) {
        conversation.packets[side] = record.packets[side].get();
        conversation.bytes[side] = record.bytes[side].get();
    }
    conversation.state = record.state();
    return conversation;
}

} // namespace framelens

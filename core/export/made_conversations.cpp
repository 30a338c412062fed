// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/made_conversations.h"

#include "core/capture/saved_framings.h"

#include <algorithm>
#include <cerrno>
#include <tuple>

namespace framelens {

MadeConversations::Conversation &MadeConversations::conversation(std::uint32_t connection)
{
    if (connection >= m_conversations.size())
        m_conversations.resize(std::size_t{connection} + 1);
    return m_conversations[connection];
}

// Before its first frame. Sequence numbers begin elsewhere in each conversation: a pair of ports that comes again is a
// conversation of its own by that.
Result<void> MadeConversations::begin(const SpoolRecord &record, Conversation &made)
{
    constexpr std::uint32_t spread = 2'654'435'761; // odd: no two of 2^32 are the same
    constexpr std::uint32_t first = 1'000'000; // an acknowledgement of 0 would be read as none
    made.hasFrames = true;
    made.initial = {first + m_connections * spread, 2 * first - m_connections * spread};
    const SavedFraming framing{.client = made.client,
                               .server = made.server,
                               .connection = m_connections++,
                               .framerText = m_framerText ? m_framerText(record.connection) : std::string()};
    return framing.framerText.empty() ? Result<void>() : m_sink.framing(savedFramingContent(framing));
}

Result<void> MadeConversations::send(const SpoolRecord &record, const MadeSegment &segment)
{
    std::array<std::byte, mostSegmentHeader> headers{};
    const std::size_t size = makeHeaders(headers, segment);
    ++m_frames;
    return m_sink.segment(record.timeNs, Bytes(headers).first(size), segment.payload);
}

Result<void> MadeConversations::send(const SpoolRecord &record, Direction direction, unsigned flags)
{
    Conversation &made = conversation(record.connection);
    if (!made.hasFrames)
        if (Result<void> begun = begin(record, made); !begun)
            return begun;
    const bool isSyn = (flags & tcp_flag::syn) != 0;
    return send(record,
                {.client = made.client,
                 .server = made.server,
                 .direction = direction,
                 .sequence = made.sequence(direction) - (isSyn ? 1 : 0),
                 .acknowledgement = (flags & tcp_flag::ack) != 0 ? made.sequence(opposite(direction)) : 0,
                 .flags = static_cast<std::uint8_t>(flags)});
}

Result<void> MadeConversations::data(const SpoolRecord &chunk, std::uint64_t offset, Bytes bytes, bool pushes)
{
    Conversation &made = conversation(chunk.connection);
    const std::size_t side = sideOf(chunk.direction);
    if (!made.hasFrames)
        if (Result<void> begun = begin(chunk, made); !begun)
            return begun;
    made.hasGap[side] = made.hasGap[side] || offset != made.sent[side];
    const std::size_t most = mostPayload(made.client.isIpv6);
    for (std::size_t at = 0; at < bytes.size(); at += most) {
        const Bytes part = bytes.subspan(at, std::min(most, bytes.size() - at));
        const unsigned push = pushes && at + part.size() == bytes.size() ? tcp_flag::psh : 0U;
        const MadeSegment segment{.client = made.client,
                                  .server = made.server,
                                  .direction = chunk.direction,
                                  .sequence = static_cast<std::uint32_t>(made.initial[side] + 1 + offset + at),
                                  .acknowledgement = made.sequence(opposite(chunk.direction)),
                                  .flags = static_cast<std::uint8_t>(tcp_flag::ack | push),
                                  .payload = part};
        if (Result<void> sent = send(chunk, segment); !sent)
            return sent;
    }
    made.sent[side] = offset + bytes.size();
    return {};
}

void MadeConversations::received(const SpoolRecord &chunk)
{
    conversation(chunk.connection).known[sideOf(chunk.direction)] = chunk.streamOffset + chunk.size;
}

Result<void> MadeConversations::acknowledgeGap(const SpoolRecord &chunk)
{
    if (!std::exchange(conversation(chunk.connection).hasGap[sideOf(chunk.direction)], false))
        return {};
    return send(chunk, opposite(chunk.direction), tcp_flag::ack);
}

Result<void> MadeConversations::open(const SpoolRecord &record)
{
    Conversation &made = conversation(record.connection);
    if (made.hasFrames)
        return {};
    std::tie(made.client, made.server) = sameFamily(record.client, record.server);
    if (Result<void> sent = send(record, Direction::ToServer, tcp_flag::syn); !sent)
        return sent;
    if (Result<void> sent = send(record, Direction::ToClient, tcp_flag::syn | tcp_flag::ack); !sent)
        return sent;
    return send(record, Direction::ToServer, tcp_flag::ack);
}

Result<void> MadeConversations::fail(const SpoolRecord &record)
{
    Conversation &made = conversation(record.connection);
    if (made.hasFrames) // it broke: a reset was seen, or nothing
        return record.systemError == ECONNRESET ? reset(record, record.direction) : Result<void>();
    std::tie(made.client, made.server) = sameFamily(record.client, record.server);
    if (Result<void> sent = send(record, Direction::ToServer, tcp_flag::syn); !sent)
        return sent;
    return record.systemError == ECONNREFUSED ? reset(record, Direction::ToClient) : Result<void>();
}

void MadeConversations::drop(const SpoolRecord &record)
{
    conversation(record.connection).known[sideOf(record.direction)] += record.size;
    m_droppedBytes += record.size;
}

Result<void> MadeConversations::end(const SpoolRecord &record, Direction direction)
{
    Conversation &made = conversation(record.connection);
    if (!made.hasFrames || made.ended[sideOf(direction)])
        return {};
    if (Result<void> sent = send(record, direction, tcp_flag::fin | tcp_flag::ack); !sent)
        return sent;
    made.ended[sideOf(direction)] = true;
    return send(record, opposite(direction), tcp_flag::ack);
}

Result<void> MadeConversations::close(const SpoolRecord &record)
{
    if (Result<void> ended = end(record, record.direction); !ended)
        return ended;
    return end(record, opposite(record.direction));
}

Result<void> MadeConversations::reset(const SpoolRecord &record, Direction direction)
{
    if (!conversation(record.connection).hasFrames)
        return {};
    return send(record, direction, tcp_flag::rst | tcp_flag::ack);
}

Result<void> MadeConversations::event(const SpoolRecord &record)
{
    switch (record.kind) {
    case SpoolRecordKind::Open: return open(record);
    case SpoolRecordKind::HalfClose: return end(record, record.direction);
    case SpoolRecordKind::Close: return close(record);
    case SpoolRecordKind::Reset: return reset(record, record.direction);
    case SpoolRecordKind::Failed: return fail(record);
    case SpoolRecordKind::Dropped: drop(record); break;
    case SpoolRecordKind::Chunk:
    case SpoolRecordKind::Note: break;
    }
    return {};
}

} // namespace framelens

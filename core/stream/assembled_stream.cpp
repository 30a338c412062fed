// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/assembled_stream.h"

#include "core/base/limits.h"

#include <algorithm>

namespace framelens {

AssembledStream::AssembledStream(std::shared_ptr<const Capture> capture, std::size_t index)
    : m_capture(std::move(capture))
    , m_index(index)
    , m_conversation(m_capture->conversations[index])
{
}

std::uint32_t AssembledStream::nextBelow(std::uint32_t limit) const
{
    if (m_last != none)
        return m_capture->conversations.next(m_last, limit);
    const std::uint32_t first = m_conversation.firstFrame;
    return first < limit && m_capture->conversations.of(first) == m_index ? first : none;
}

std::uint32_t AssembledStream::ahead(std::uint32_t limit, std::uint32_t most) const
{
    std::uint32_t count = 0;
    for (std::uint32_t frame = nextBelow(limit); frame != none && count < most; ++count)
        frame = m_capture->conversations.next(frame, limit);
    return count;
}

std::uint32_t AssembledStream::walk(std::uint32_t limit, std::uint32_t most, TransportWalk &headers)
{
    std::uint32_t count = 0;
    for (std::uint32_t frame = nextBelow(limit); frame != none && count < most; frame = nextBelow(limit), ++count) {
        m_last = frame;
        if (const std::uint32_t behind = nextBelow(limit); behind != none)
            m_capture->frames->prefetch(behind);
        const FrameRef walked = m_capture->frames->frame(frame);
        const auto found = headers.headers(walked);
        if (found.empty() || found.back().isQuoted)
            continue; // quoted by an error message: it never was part of the stream here
        if (m_conversation.transport == Transport::Tcp)
            walkTcp(walked.info, found.back());
        else
            walkUdp(frame, found.back());
    }
    return count;
}

void AssembledStream::walkTcp(const FrameInfo &info, const TransportHeader &header)
{
    const std::uint32_t frame = m_last;
    const Direction direction = m_conversation.directionOf(header);
    const bool hasPayload = header.payloadSize != 0;
    const bool isLate = m_tcp.waits(direction);
    if (hasPayload)
        m_rows.push_back({.frame = frame, .direction = direction});
    const SegmentFate fate = m_tcp.add(frame, direction, header, [&](const AssembledPiece &piece) {
        take(piece, frame, hasPayload && piece.direction == direction);
    });
    if (hasPayload) {
        m_rows.back().fate = fate;
        m_rows.back().isLate = isLate && fate == SegmentFate::Placed;
        chooseAt(info);
    }
    const bool isReset = (header.flags & tcp_flags::reset) != 0;
    for (const Direction side : {Direction::ToServer, Direction::ToClient}) {
        if (m_ended[sideIndex(side)] || !(isReset || m_tcp.ended(side)))
            continue;
        m_ended[sideIndex(side)] = true;
        m_uncut.push_back({.at = frame, .direction = side, .hasPayload = hasPayload && side == direction});
        if (m_framing == nullptr)
            choose(choice().end(side));
        chooseAt(info);
    }
    m_totals.gaps = m_tcp.gaps();
    m_totals.overlaps = m_tcp.overlaps();
    cut();
}

void AssembledStream::chooseAt(const FrameInfo &info)
{
    if (m_choice != nullptr && info.hasTime)
        choose(m_choice->atTime(info.timeNs));
}

// A datagram is a message.
void AssembledStream::walkUdp(std::uint32_t frame, const TransportHeader &header)
{
    const Direction direction = m_conversation.directionOf(header);
    if (header.payloadCaptured == 0)
        return;
    AssembledPiece piece{0, header.payloadCaptured, frame, header.payloadOffset, direction, false};
    piece.offset = m_totals.bytes[sideIndex(direction)];
    m_messages.push({piece.offset, piece.size, frame, direction, FrameKind::Message});
    take(piece, frame, true);
    m_uncut.clear();
}

void AssembledStream::take(const AssembledPiece &piece, std::uint32_t frame, bool hasPayload)
{
    const auto number = static_cast<std::uint32_t>(m_pieces.size());
    m_pieces.push(piece);
    m_order[sideIndex(piece.direction)].push_back(number);
    m_uncut.push_back({.piece = number, .at = frame, .direction = piece.direction, .hasPayload = hasPayload});
    look(piece);
    if (piece.isGap)
        return;
    if (Row *row = rowOf(piece.frame); row != nullptr)
        row->piece = number;
    m_totals.bytes[sideIndex(piece.direction)] += piece.size;
    m_totals.turns += m_speaker && *m_speaker != piece.direction ? 1U : 0U;
    m_speaker = piece.direction;
}

void AssembledStream::decide()
{
    if (m_framing != nullptr || m_conversation.transport == Transport::Udp)
        return;
    m_isForced = true;
    choose(choice().last());
    cut();
}

void AssembledStream::settle()
{
    decide();
    if (!m_tcp.waits())
        return;
    m_isSettled = true;
    m_tcp.flush([&](const AssembledPiece &piece) { take(piece, piece.frame, true); });
    m_totals.gaps = m_tcp.gaps();
    cut();
}

FramingChoice &AssembledStream::choice()
{
    if (m_choice == nullptr)
        m_choice = std::make_unique<FramingChoice>(m_conversation.ends[0], m_conversation.ends[1], *m_capture->registry,
                                                   *m_capture->bindings, kept());
    return *m_choice;
}

std::optional<Framing> AssembledStream::kept() const
{
    if (!m_capture->kept)
        return {};
    const ConversationEnds &of = m_conversation;
    return framingKept(m_capture->kept(of.ends[0], of.ends[1], of.number), *m_capture->registry);
}

// What is known of both directions without a gap.
void AssembledStream::look(const AssembledPiece &piece)
{
    if (m_framing != nullptr || m_hasHole[sideIndex(piece.direction)] || m_conversation.transport == Transport::Udp)
        return;
    const Bytes bytes = bytesOf(piece);
    m_hasHole[sideIndex(piece.direction)] = piece.isGap || bytes.size() != piece.size;
    choose(m_hasHole[sideIndex(piece.direction)] ? choice().end(piece.direction) : choice().feed(piece.direction, bytes));
}

void AssembledStream::choose(std::optional<Framing> framing)
{
    if (!framing)
        return;
    m_framing = std::make_shared<const Framing>(*std::move(framing));
    m_cutter.emplace(*m_framing, *m_capture->registry);
    m_choice.reset();
}

void AssembledStream::cut()
{
    if (!m_cutter)
        return;
    for (const Uncut &step : m_uncut)
        cutOne(step);
    m_uncut.clear();
}

void AssembledStream::cutOne(const Uncut &step)
{
    const auto tell = [&](const CutMessage &message) { keep(message, step); };
    if (step.piece == none) {
        m_cutter->end(step.direction, tell);
        return;
    }
    feed(*m_cutter, m_pieces[step.piece], tell);
}

void AssembledStream::feed(StreamCutter &cutter, const AssembledPiece &piece, const StreamCutter::Tell &tell) const
{
    const Bytes bytes = bytesOf(piece);
    if (piece.isGap || bytes.size() != piece.size)
        cutter.skip(piece.direction, piece.size, tell);
    else
        cutter.feed(piece.direction, bytes, tell);
}

void AssembledStream::keep(const CutMessage &message, const Uncut &step)
{
    const auto number = static_cast<std::uint32_t>(m_messages.size());
    const std::uint32_t frame = frameOf(message, step);
    m_messages.push({message.offset, message.size, frame, message.direction, message.kind});
    m_messageOrder[sideIndex(message.direction)].push_back(number);
    // Searched by halves: what settle() tells of earlier frames comes behind later ones.
    if (frame == step.at && (m_told.empty() || m_told.back().frame <= frame))
        m_told.push_back({frame, number});
    else
        m_toldLater.emplace(frame, number);
}

// A message is decoded in the frame that completed it. Not so where that frame cannot show it, or shows too many that lie
// elsewhere: then in the one that its last byte lies in.
std::uint32_t AssembledStream::frameOf(const CutMessage &message, const Uncut &step)
{
    const AssembledPiece &last = m_pieces[pieceAt(message.direction, message.offset + message.size - 1)];
    if (message.kind != FrameKind::Message || !step.hasPayload || step.direction != message.direction)
        return last.frame;
    if (last.frame == step.at && message.offset >= last.offset)
        return step.at;
    if (m_gathered.frame != step.at)
        m_gathered = {step.at, 0};
    return ++m_gathered.message <= limits::gatheredPerFrame ? step.at : last.frame;
}

AssembledStream::Tail AssembledStream::tail() const
{
    Tail tail;
    TcpAssembly assembly = m_tcp;
    assembly.flush([&](const AssembledPiece &piece) { tail.pieces.push_back(piece); });
    if (!m_cutter)
        return tail;
    StreamCutter cutter = *m_cutter;
    std::size_t fed = 0; // a message's last byte lies in the piece that was fed last, or not far before
    const auto tell = [&](const CutMessage &message) {
        const std::uint64_t lastByte = message.offset + message.size - 1;
        std::size_t i = fed;
        while (i != 0 && !(tail.pieces[i - 1].direction == message.direction && tail.pieces[i - 1].offset <= lastByte))
            --i;
        const AssembledPiece &last = i != 0 ? tail.pieces[i - 1] : m_pieces[pieceAt(message.direction, lastByte)];
        tail.messages.push_back({message.offset, message.size, last.frame, message.direction, message.kind});
    };
    for (const AssembledPiece &piece : tail.pieces) {
        ++fed;
        feed(cutter, piece, tell);
    }
    cutter.end(Direction::ToServer, tell);
    cutter.end(Direction::ToClient, tell);
    return tail;
}

Bytes AssembledStream::bytesOf(const AssembledPiece &piece) const
{
    if (piece.isGap)
        return {};
    const Bytes all = m_capture->frames->frame(piece.frame).bytes;
    if (piece.frameOffset > all.size() || piece.size > all.size() - piece.frameOffset)
        return {}; // lost since
    return all.subspan(piece.frameOffset, piece.size);
}

// Of a byte that was told.
std::size_t AssembledStream::pieceAt(Direction direction, std::uint64_t offset) const
{
    const auto &order = m_order[sideIndex(direction)];
    const auto behind = std::ranges::upper_bound(order, offset, {}, [&](std::uint32_t number) { return m_pieces[number].offset; });
    return *std::prev(behind);
}

AssembledStream::Row *AssembledStream::rowOf(std::uint32_t frame)
{
    if (!m_rows.empty() && m_rows.back().frame == frame) // mostly
        return &m_rows.back();
    const auto found = std::ranges::lower_bound(m_rows, frame, {}, &Row::frame);
    return found == m_rows.end() || found->frame != frame ? nullptr : &*found;
}

const AssembledStream::Row *AssembledStream::rowOf(std::uint32_t frame) const
{
    const auto found = std::ranges::lower_bound(m_rows, frame, {}, &Row::frame);
    return found == m_rows.end() || found->frame != frame ? nullptr : &*found;
}

bool AssembledStream::waitsWith(std::uint32_t frame) const
{
    const Row *row = rowOf(frame);
    return row != nullptr && row->fate == SegmentFate::Waits && row->piece == none && m_tcp.waits(row->direction);
}

std::size_t AssembledStream::heapBytes() const
{
    return sizeof *this + m_pieces.heapBytes() + m_messages.heapBytes() + (m_rows.capacity() * sizeof(Row))
        + ((m_order[0].capacity() + m_order[1].capacity() + m_messageOrder[0].capacity() + m_messageOrder[1].capacity())
           * sizeof(std::uint32_t))
        + (m_uncut.capacity() * sizeof(Uncut)) + (m_told.capacity() * sizeof(Told))
        + (m_toldLater.size() * (sizeof *m_toldLater.begin() + (4 * sizeof(void *)))) + m_tcp.heapBytes()
        + (m_cutter ? m_cutter->heapBytes() : 0) + (m_choice ? sizeof *m_choice + m_choice->heapBytes() : 0);
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What one frame shows of its stream.
#include "core/base/limits.h"
#include "core/bytes/copy.h"
#include "core/stream/assembled_stream.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr ProtocolId nobody = 0xffff;

bool hasFramer(const Framing *framing)
{
    return framing != nullptr && framing->spec.kind != FramerKind::None;
}

bool isInside(const CapturedMessage &message, const AssembledPiece &piece)
{
    return piece.direction == message.direction && message.offset >= piece.offset
        && message.offset - piece.offset <= piece.size && message.size <= piece.size - (message.offset - piece.offset);
}

} // namespace

// In the order of the stream.
std::vector<std::uint32_t> AssembledStream::messagesIn(std::uint32_t frame) const
{
    std::vector<std::uint32_t> found;
    for (const Told &told : std::ranges::equal_range(m_told, frame, {}, &Told::frame))
        found.push_back(told.message);
    const auto [from, to] = m_toldLater.equal_range(frame);
    for (auto later = from; later != to; ++later)
        found.push_back(later->second);
    std::ranges::sort(found, {}, [&](std::uint32_t number) { return m_messages[number].offset; });
    // Of what is no message only that which a message stands behind: the rest tells of the others.
    while (!found.empty() && m_messages[found.back()].kind != FrameKind::Message)
        found.pop_back();
    return found;
}

std::shared_ptr<const MessageList> AssembledStream::listFor(std::uint32_t frame, TransportWalk &headers) const
{
    const Row *row = rowOf(frame);
    if (row == nullptr || m_framing == nullptr)
        return {};
    if (!hasFramer(m_framing.get()) && row->fate != SegmentFate::Old && !row->isLate)
        return {};
    auto list = std::make_shared<MessageList>();
    list->direction = row->direction;
    list->port = m_conversation.ends[1].port;
    list->framer = hasFramer(m_framing.get()) ? &m_framing->spec : nullptr;
    list->keeps = m_framing;
    list->isRetransmission = row->fate == SegmentFate::Old;
    list->isOutOfOrder = row->isLate;
    const AssembledPiece *own = row->piece == none ? nullptr : &m_pieces[row->piece];
    std::uint64_t from = own == nullptr ? 0 : own->offset;
    for (const std::uint32_t number : messagesIn(frame)) {
        const CapturedMessage &message = m_messages[number];
        const bool isShown = message.kind == FrameKind::Message
            || (message.kind == FrameKind::Unframed && own != nullptr && isInside(message, *own));
        if (!isShown || message.direction != row->direction)
            continue;
        addMessage(*list, message, own);
        if (own != nullptr)
            from = std::max(from, std::min(message.offset + message.size, own->offset + own->size));
    }
    setRest(*list, *row, from, headers);
    return list;
}

void AssembledStream::addMessage(MessageList &list, const CapturedMessage &message, const AssembledPiece *own) const
{
    StreamMessage shown;
    shown.kind = message.kind;
    shown.protocol = message.kind == FrameKind::Message ? m_framing->protocol.value_or(nobody) : nobody;
    shown.size = message.size;
    if (own != nullptr && isInside(message, *own)) {
        shown.offset = own->frameOffset + static_cast<std::uint32_t>(message.offset - own->offset);
    } else {
        if (list.gathered.size() == limits::gatheredPerFrame)
            return;
        gather(list, shown, message);
        if (shown.gathered == 0)
            return;
    }
    list.messages.push_back(std::move(shown));
}

// Bytes of one other segment are a view of it; of several they are put together, the only copy.
void AssembledStream::gather(MessageList &list, StreamMessage &into, const CapturedMessage &message) const
{
    const auto &order = m_order[sideIndex(message.direction)];
    const std::uint64_t end = message.offset + message.size;
    auto next = std::ranges::upper_bound(order, message.offset, {}, [&](std::uint32_t number) { return m_pieces[number].offset; });
    std::vector<std::byte> bytes;
    ByteView view;
    std::uint64_t have = 0;
    for (--next; next != order.end() && m_pieces[*next].offset < end; ++next) {
        const AssembledPiece &piece = m_pieces[*next];
        const Bytes all = bytesOf(piece);
        if (all.size() != piece.size)
            return; // lost since
        const std::uint64_t from = std::max(message.offset, piece.offset) - piece.offset;
        const std::uint64_t size = std::min<std::uint64_t>(end - piece.offset, piece.size) - from;
        into.segments.push_back({piece.frame + 1, static_cast<std::uint32_t>(size)});
        if (size == message.size) {
            view = m_capture->frames->view(piece.frame).bytes.sub(piece.frameOffset + from, size);
            have = view.size();
            break;
        }
        bytes.resize(message.size);
        have += copyBytes(std::span(bytes).subspan(have), all.subspan(from, size), CopyReason::Gather, *m_capture->ledger);
    }
    if (have != message.size)
        return;
    list.gathered.push_back(bytes.empty() ? std::move(view) : ByteView(std::make_shared<const MemoryStore>(std::move(bytes))));
    into.gathered = static_cast<std::uint8_t>(list.gathered.size());
}

void AssembledStream::setRest(MessageList &list, const Row &row, std::uint64_t from, TransportWalk &headers) const
{
    if (row.piece != none) {
        const AssembledPiece &piece = m_pieces[row.piece];
        list.restOffset = piece.frameOffset + static_cast<std::uint32_t>(from - piece.offset);
        list.restSize = piece.size - static_cast<std::uint32_t>(from - piece.offset);
        if (list.restSize != 0)
            list.reassembledIn = endOfMessageAt(row.direction, from);
        return;
    }
    const auto found = headers.headers(m_capture->frames->frame(row.frame));
    if (found.empty())
        return;
    list.restOffset = found.back().payloadOffset;
    list.restSize = found.back().payloadCaptured;
}

bool AssembledStream::waitsForEnd(std::uint32_t frame) const
{
    const Row *row = rowOf(frame);
    if (row == nullptr || row->piece == none || !hasFramer(m_framing.get()))
        return false;
    const AssembledPiece &piece = m_pieces[row->piece];
    const std::uint64_t last = piece.offset + piece.size - 1;
    const auto &order = m_messageOrder[sideIndex(piece.direction)];
    const auto behind = std::ranges::upper_bound(order, last, {}, [&](std::uint32_t number) { return m_messages[number].offset; });
    if (behind == order.begin())
        return true;
    const CapturedMessage &message = m_messages[*std::prev(behind)];
    return last - message.offset >= message.size;
}

// Number of the frame that shows the message which holds this byte; 0: there is none yet.
std::uint32_t AssembledStream::endOfMessageAt(Direction direction, std::uint64_t offset) const
{
    const auto &order = m_messageOrder[sideIndex(direction)];
    const auto behind = std::ranges::upper_bound(order, offset, {}, [&](std::uint32_t number) { return m_messages[number].offset; });
    if (behind == order.begin())
        return 0;
    const CapturedMessage &message = m_messages[*std::prev(behind)];
    const bool holds = message.kind == FrameKind::Message && offset - message.offset < message.size;
    return holds ? message.frame + 1 : 0;
}

} // namespace framelens

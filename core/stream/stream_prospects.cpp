// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/stream_prospects.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::uint32_t forGood = 0xffffffffU;

} // namespace

StreamProspects::StreamProspects(std::shared_ptr<const AssembledStream::Capture> capture)
    : m_capture(std::move(capture))
    , m_walk(m_capture->registry)
{
}

std::uint64_t StreamProspects::of(std::size_t index, std::uint32_t known)
{
    const std::scoped_lock lock(m_mutex);
    if (index >= m_entries.size())
        m_entries.resize(std::max(index + 1, m_capture->conversations.size()));
    Entry &entry = m_entries[index];
    if (entry.until < known)
        entry = look(index, known);
    return entry.protocols;
}

// What TcpAssembly will tell first is the first segment with payload, if that begins where its direction does.
StreamProspects::Entry StreamProspects::look(std::size_t index, std::uint32_t known)
{
    constexpr Entry uncertain{everything, forGood};
    const Conversations &conversations = m_capture->conversations;
    const Conversation &conversation = conversations[index];
    const bool isKept = m_capture->kept && !m_capture->kept(conversation.ends[0], conversation.ends[1], conversation.number).empty();
    if (conversation.transport != Transport::Tcp || !m_capture->bindings->empty() || isKept)
        return uncertain;
    std::uint64_t protocols = claiming(conversation);
    std::array<Side, 2> sides;
    std::uint32_t frame = conversation.firstFrame;
    if (frame >= known || conversations.of(frame) != index)
        return uncertain;
    for (std::uint32_t walked = 0; frame != Conversations::none; frame = conversations.next(frame, known)) {
        const Looked looked = lookAt(conversation, frame, sides, protocols);
        if (looked == Looked::Uncertain || ++walked > mostFrames)
            return uncertain;
        if (sides[0].hasSpoken && sides[1].hasSpoken)
            return {protocols, forGood};
    }
    return {protocols, known};
}

StreamProspects::Looked StreamProspects::lookAt(const Conversation &conversation, std::uint32_t frame, std::array<Side, 2> &sides,
                                                std::uint64_t &protocols)
{
    const FrameRef ref = m_capture->frames->frame(frame);
    const auto headers = m_walk.headers(ref);
    if (headers.empty() || headers.back().isQuoted)
        return Looked::Silent;
    const TransportHeader &header = headers.back();
    const Direction direction = conversation.directionOf(header);
    Side &side = sides[sideIndex(direction)];
    const std::uint32_t sequence = header.sequence + ((header.flags & tcp_flags::syn) != 0 ? 1U : 0U);
    if (!side.isKnown)
        side = {.isKnown = true, .sequence = sequence};
    if (header.payloadSize == 0 || side.hasSpoken)
        return Looked::Silent;
    if (sequence != side.sequence || header.payloadCaptured == 0)
        return Looked::Uncertain;
    side.hasSpoken = true;
    protocols |= recognising(ref.bytes.subspan(header.payloadOffset, header.payloadCaptured), direction);
    return Looked::Spoke;
}

std::uint64_t StreamProspects::claiming(const Conversation &conversation) const
{
    std::uint64_t protocols = 0;
    for (const Endpoint &end : conversation.ends)
        if (const auto id = m_capture->registry->claimant({KeySpace::TcpPort, end.port}))
            protocols |= protocolBit(*id);
    return protocols;
}

// Yes and No are final; who needs more may turn out to be the one.
std::uint64_t StreamProspects::recognising(Bytes bytes, Direction direction) const
{
    const Registry &registry = *m_capture->registry;
    std::uint64_t protocols = 0;
    for (std::size_t i = 0; i < registry.protocols().size(); ++i) {
        const auto id = static_cast<ProtocolId>(i);
        const StreamUse *use = registry.protocol(id).stream;
        if (use != nullptr && use->recognise != nullptr && use->recognise(StreamBytes(bytes), direction) != Recognised::No)
            protocols |= protocolBit(id);
    }
    return protocols;
}

} // namespace framelens

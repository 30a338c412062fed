// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/message_layers.h"

#include "core/decode/framer.h"
#include "core/decode/messages.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr ProtocolId nobody = 0xffff;

} // namespace

bool hasBodyFor(const FramerSpec *framer, const Protocol &protocol)
{
    if (framer == nullptr || framer->kind != FramerKind::LengthPrefix)
        return false;
    const std::uint8_t own = protocol.stream == nullptr ? 0 : protocol.stream->lengthPrefix;
    return own == 0 || framer->lengthSize != own || framer->lengthOrder != ByteOrder::Big || framer->lengthOffset != 0
        || framer->countsHeader || framer->adjustment != 0;
}

bool MessageLayers::next()
{
    if (!m_payload.isOpen)
        return false;
    if (m_into.m_layerCount < limits::layersPerFrame)
        return m_payload.list != nullptr ? nextOfList() : nextByFramer();
    m_payload.isOpen = false;
    m_into.add({.kind = FaultKind::InvalidValue,
                .severity = Severity::Warning,
                .layer = m_payload.carrier,
                .offset = m_payload.position,
                .message = "limit of messages in one frame reached: the rest is not shown"});
    return false;
}

bool MessageLayers::begin(ProtocolId protocol, std::uint8_t source, std::uint32_t offset, std::uint32_t capturedEnd,
                          std::uint32_t declaredEnd)
{
    const Registry &registry = m_into.registry();
    LayerInfo &layer = m_into.m_layers[m_into.m_layerCount];
    layer = {.protocol = protocol, .source = source, .offset = offset, .enteredBy = m_payload.key, .beginsMessage = true};
    layer.capturedEnd = std::min(capturedEnd, static_cast<std::uint32_t>(m_into.source(source).size()));
    layer.declaredEnd = std::max(declaredEnd, offset);
    const FramerSpec *framer = m_payload.list != nullptr ? m_payload.list->framer : m_payload.framer;
    const bool hasBody = protocol != nobody && hasBodyFor(framer, registry.protocol(protocol));
    m_context.body = {};
    if (hasBody)
        m_context.body = {.protocol = protocol, .port = static_cast<std::uint16_t>(m_payload.key.value), .framer = framer};
    if (protocol == nobody || hasBody) {
        layer.enteredBy = {KeySpace::Payload, payload::message};
        layer.protocol = registry.claimant(layer.enteredBy).value_or(registry.dataProtocol());
    }
    m_context.limitedBy = nullptr; // what ends a message is its framer
    return true;
}

void MessageLayers::leave(std::uint32_t offset, std::uint32_t size)
{
    m_payload.isOpen = false;
    m_into.m_rest = {.layer = m_payload.carrier, .offset = offset, .size = size};
}

bool MessageLayers::nextOfList()
{
    const MessageList &list = *m_payload.list;
    while (m_payload.next < list.messages.size()) {
        const StreamMessage &message = list.messages[m_payload.next++];
        const bool isOwn = message.gathered == 0;
        const std::size_t source = isOwn ? m_payload.source : Dissection::gatheredSource + std::size_t{message.gathered} - 1;
        if (source >= m_into.sourceCount())
            continue;
        const std::uint32_t offset = isOwn ? message.offset : 0;
        return begin(message.protocol, static_cast<std::uint8_t>(source), offset, offset + message.size,
                     offset + message.size);
    }
    leave(list.restOffset, list.restSize);
    return false;
}

// Without the rest of the stream: messages that begin and end in this segment are shown, and a segment that begins none is
// not taken for one.
bool MessageLayers::nextByFramer()
{
    const Registry &registry = m_into.registry();
    const Bytes all = m_into.source(m_payload.source).first(m_payload.capturedEnd);
    if (m_payload.position >= m_payload.capturedEnd) {
        m_payload.isOpen = false;
        return false;
    }
    const Bytes left = all.subspan(m_payload.position);
    FramerState state;
    ConversationMemory memory;
    const CutContext cutting{.direction = m_payload.direction, .ended = false, .memory = &memory};
    const Cut cut = m_payload.framer != nullptr ? cutBySpec(*m_payload.framer, StreamBytes(left), state, cutting)
                                                : registry.protocol(m_payload.protocol).stream->cut(StreamBytes(left), state, cutting);
    const std::uint32_t begins = m_payload.position;
    const bool wasCut = m_payload.capturedEnd < m_payload.declaredEnd; // by a snaplen
    if (cut.kind == Cut::Kind::NotMine) {
        leave(begins, static_cast<std::uint32_t>(left.size()));
        return false;
    }
    const bool isWhole = cut.kind == Cut::Kind::Message && cut.size <= left.size() && cut.size != 0;
    if (!isWhole && !wasCut) {
        leave(begins, static_cast<std::uint32_t>(left.size()));
        return false;
    }
    const std::uint64_t size = isWhole ? cut.size : m_payload.declaredEnd - begins;
    m_payload.position = begins + static_cast<std::uint32_t>(size);
    return begin(m_payload.protocol, m_payload.source, begins, std::min(m_payload.capturedEnd, m_payload.position),
                 m_payload.position);
}

} // namespace framelens

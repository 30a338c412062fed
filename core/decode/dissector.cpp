// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/dissector.h"

#include "core/base/limits.h"
#include "core/decode/bindings.h"
#include "core/decode/layer.h"
#include "core/decode/message_layers.h"
#include "core/decode/messages.h"

#include <algorithm>
#include <utility>

namespace framelens {

Dissector::Dissector(std::shared_ptr<const Registry> registry, DissectOptions options)
    : m_registry(std::move(registry))
    , m_options(std::move(options))
{
    m_options.depth = std::min(m_options.depth, limits::layers);
}

const std::uint64_t *Dissector::wantedOf(ProtocolId protocol) const
{
    return m_options.wanted == nullptr ? nullptr : m_options.wanted->bitsOf(protocol);
}

bool Dissector::dissect(const FrameView &frame, Dissection &into) const
{
    const Store *store = frame.bytes.store().get();
    const std::uint32_t before = store == nullptr ? 0 : store->generation();
    dissect(frame.ref(), into);
    // Equal generations alone are not enough: the bytes may have been lost before the first look at it.
    if (!frame.info.isLost && (store == nullptr || (store->generation() == before && frame.intact())))
        return true;
    // What was read may be replacement zeros: nothing of it may be shown.
    FrameRef empty{frame.info, {}};
    empty.info.options = {};
    into.start(m_registry, empty);
    into.add({.kind = FaultKind::NotCaptured,
              .severity = Severity::Error,
              .needed = frame.info.capturedLength,
              .message = "these bytes are no longer in the file"});
    return false;
}

void Dissector::dissect(const FrameRef &frame, Dissection &into) const
{
    into.start(m_registry, frame);
    Context context;
    setFirstLayer(into);
    bool hasNext = true;
    // The frame itself is layer 0, and "depth" counts the protocols inside it. Messages of a stream are beside each other.
    for (std::size_t depth = 0; hasNext && depth <= m_options.depth; ++depth) {
        context.depth = static_cast<std::uint8_t>(depth);
        hasNext = runLayer(into, context);
        if (hasNext && into.m_layers[into.m_layerCount].beginsMessage)
            depth = context.stream.depth;
    }
    if (hasNext && m_options.depth == limits::layers)
        into.add({.kind = FaultKind::InvalidValue,
                  .severity = Severity::Warning,
                  .layer = static_cast<std::uint8_t>(into.m_layerCount - 1),
                  .offset = into.m_layers[into.m_layerCount].offset,
                  .message = "limit of nested layers reached: the rest is not shown"});
    finishLayers(into);
}

void Dissector::setFirstLayer(Dissection &into) const
{
    const auto captured = static_cast<std::uint32_t>(into.source(Dissection::frameSource).size());
    into.m_layers[0] = {.protocol = m_registry->frameProtocol(),
                        .capturedEnd = captured,
                        .declaredEnd = std::max(into.m_frame.originalLength, captured),
                        .enteredBy = {}};
}

bool Dissector::runLayer(Dissection &into, Context &context) const
{
    const std::size_t number = into.m_layerCount;
    LayerInfo &info = into.m_layers[number];
    info.root = static_cast<std::uint32_t>(into.m_fieldCount);
    if (!into.hasRoom(1))
        return false;
    Field &root = into.append();
    root.spec = &m_registry->root(info.protocol);
    root.value = 0;
    root.offset = info.offset;
    root.source = info.source;
    root.layer = static_cast<std::uint8_t>(number);
    root.size = 0;
    root.end = info.root + 1;
    root.flags = 0;
    ++into.m_layerCount;

    Layer layer(into, info, static_cast<std::uint8_t>(number), context, wantedOf(info.protocol));
    const Protocol &protocol = m_registry->protocol(info.protocol);
    protocol.dissect(layer);
    layer.noteFault(layer.cursor());

    // A layer that was cut short covers what is left of it.
    const ByteCursor &cursor = layer.cursor();
    const std::size_t end = layer.m_end != SIZE_MAX ? layer.m_end
        : cursor.failed()                           ? std::min(cursor.capturedEnd(), cursor.declaredEnd())
                                                    : cursor.position();
    Field &rootField = into.m_fields[info.root];
    rootField.size = static_cast<std::uint32_t>(std::max<std::size_t>(end, info.offset) - info.offset);
    rootField.end = static_cast<std::uint32_t>(into.m_fieldCount);
    into.m_isFragment = into.m_isFragment || context.carried.isFragment;
    if (protocol.extendsCarrier)
        extendCarriers(into, end);
    return setNextLayer(layer, into, context);
}

void Dissector::extendCarriers(Dissection &into, std::size_t end) const
{
    for (std::size_t number = into.m_layerCount; number-- > 1 && into.protocolOf(into.m_layers[number]).extendsCarrier;) {
        const LayerInfo &carrier = into.m_layers[number - 1];
        into.m_fields[carrier.root].size = static_cast<std::uint32_t>(std::max<std::size_t>(end, carrier.offset) - carrier.offset);
    }
}

std::optional<ProtocolId> Dissector::claimant(Key key) const
{
    if (m_options.bindings != nullptr)
        if (const Binding *bound = m_options.bindings->find(key); bound != nullptr)
            return bound->protocol.value_or(m_registry->dataProtocol());
    return m_registry->claimant(key);
}

bool Dissector::setNextLayer(Layer &layer, Dissection &into, Context &context) const
{
    const bool isTransport = m_options.beyondPorts && layer.m_hasNext && layer.m_next[0].space == KeySpace::TcpPort && !layer.cursor().failed();
    if (isTransport && openStream(layer, into, context)) [[unlikely]]
        return MessageLayers(into, context).next();
    if (into.m_frame.flow != nullptr && layer.m_hasNext && layer.m_next[0] == Key{KeySpace::Payload, payload::message})
        return setRecorded(layer, into, context);
    if (layer.m_hasNext && layer.m_next[0] == Key{KeySpace::Payload, payload::body})
        return setBody(layer, into, context) || MessageLayers(into, context).next();
    if (setInnerLayer(layer, into))
        return true;
    return MessageLayers(into, context).next();
}

// A frame of a recording is one message, and its flow says who decodes it.
bool Dissector::setRecorded(const Layer &layer, Dissection &into, Context &context) const
{
    const Flow &flow = *into.m_frame.flow;
    const bool isMessage = into.m_frame.kind == FrameKind::Message || into.m_frame.kind == FrameKind::Incomplete;
    if (layer.m_cursor.left() == 0)
        return false;
    LayerInfo &next = into.m_layers[into.m_layerCount];
    next = {.source = layer.m_info.source,
            .offset = static_cast<std::uint32_t>(layer.m_cursor.position()),
            .capturedEnd = static_cast<std::uint32_t>(layer.m_cursor.capturedEnd()),
            .declaredEnd = static_cast<std::uint32_t>(layer.m_cursor.declaredEnd()),
            .enteredBy = {KeySpace::TcpPort, flow.server.port}};
    if (isMessage && flow.protocol < m_registry->protocols().size()) {
        next.protocol = flow.protocol;
        if (!hasBodyFor(flow.framer, m_registry->protocol(flow.protocol)))
            return true;
        context.body = {.protocol = flow.protocol, .port = flow.server.port, .framer = flow.framer};
    }
    next.enteredBy = {KeySpace::Payload, payload::message};
    next.protocol = m_registry->claimant(next.enteredBy).value_or(m_registry->dataProtocol());
    return true;
}

// As in a datagram: what a protocol has in streams alone, the framer's length stands for.
bool Dissector::setBody(const Layer &layer, Dissection &into, Context &context) const
{
    const MessageBody body = std::exchange(context.body, {});
    const ByteCursor &cursor = layer.m_cursor;
    if (body.framer == nullptr || cursor.failed() || cursor.position() >= cursor.declaredEnd())
        return false;
    into.m_layers[into.m_layerCount] = {.protocol = body.protocol,
                                        .source = layer.m_info.source,
                                        .offset = static_cast<std::uint32_t>(cursor.position()),
                                        .capturedEnd = static_cast<std::uint32_t>(cursor.capturedEnd()),
                                        .declaredEnd = static_cast<std::uint32_t>(cursor.declaredEnd()),
                                        .enteredBy = {KeySpace::Payload, body.port}};
    return true;
}

// Whether the payload is a stream that somebody cuts. Packets quoted by an error message are not.
bool Dissector::openStream(const Layer &layer, Dissection &into, Context &context) const
{
    const ByteCursor &cursor = layer.m_cursor;
    if (context.carried.isQuoted || context.carried.isFragment || cursor.position() >= cursor.declaredEnd())
        return false;
    StreamPayload payload{.isOpen = true,
                          .carrier = layer.m_number,
                          .source = layer.m_info.source,
                          .depth = context.depth,
                          .position = static_cast<std::uint32_t>(cursor.position()),
                          .capturedEnd = static_cast<std::uint32_t>(std::min(cursor.capturedEnd(), cursor.declaredEnd())),
                          .declaredEnd = static_cast<std::uint32_t>(cursor.declaredEnd())};
    if (const MessageList *list = into.m_frame.messages; list != nullptr) {
        payload.list = list;
        payload.direction = list->direction;
        payload.key = {KeySpace::TcpPort, list->port};
        context.stream = payload;
        into.m_streamCarrier = layer.m_number;
        return true;
    }
    for (const Key key : layer.m_next) {
        const Binding *bound = m_options.bindings == nullptr ? nullptr : m_options.bindings->find(key);
        const std::optional<ProtocolId> protocol = bound == nullptr ? m_registry->claimant(key) : bound->protocol;
        const bool isBound = bound != nullptr && bound->framer.has_value() && bound->framer->kind != FramerKind::None
            && bound->framer->kind != FramerKind::Protocol;
        if (!isBound && (!protocol || m_registry->protocol(*protocol).stream == nullptr)) {
            if (protocol || bound != nullptr)
                return false; // the port is somebody's who takes segments as they are
            continue;
        }
        payload.framer = isBound ? &*bound->framer : nullptr;
        payload.protocol = protocol.value_or(payload.protocol);
        payload.key = key;
        payload.direction = key.value == layer.m_destination ? Direction::ToServer : Direction::ToClient;
        context.stream = payload;
        return true;
    }
    return false;
}

bool Dissector::setInnerLayer(Layer &layer, Dissection &into) const
{
    const ByteCursor &cursor = layer.cursor();
    const std::size_t begin = cursor.position();
    const std::size_t end = layer.m_isMessage ? layer.m_info.declaredEnd : cursor.declaredEnd();
    // An empty rest that was declared is handed on: the layer inside reports its own absence. So is an empty
    // frame.
    if (!layer.m_hasNext || cursor.failed() || (begin >= end && layer.m_number != 0))
        return false;
    const KeySpace space = layer.m_next[0].space;
    if (!m_options.beyondPorts && (space == KeySpace::TcpPort || space == KeySpace::UdpPort))
        return false;
    Key key = layer.m_next[0];
    std::optional<ProtocolId> protocol = claimant(key);
    if (!protocol) {
        key = layer.m_next[1];
        protocol = claimant(key);
    }
    // Member by member and in place, as Layer::push does and for its reason.
    LayerInfo &next = into.m_layers[into.m_layerCount];
    next.protocol = protocol.value_or(m_registry->dataProtocol());
    next.source = layer.m_info.source;
    next.offset = static_cast<std::uint32_t>(begin);
    next.capturedEnd = static_cast<std::uint32_t>(cursor.capturedEnd());
    next.declaredEnd = static_cast<std::uint32_t>(std::max(begin, std::min(end, layer.m_nextEnd)));
    next.enteredBy = key;
    next.beginsMessage = false;
    return true;
}

void Dissector::finishLayers(Dissection &into) const
{
    for (std::size_t number = into.m_layerCount; number-- > 0;) {
        LayerInfo &info = into.m_layers[number];
        const Protocol &protocol = m_registry->protocol(info.protocol);
        if (protocol.finish == nullptr)
            continue;
        Context context;
        Layer layer(into, info, static_cast<std::uint8_t>(number), context, wantedOf(info.protocol));
        layer.m_innerEnd = number + 1 < into.m_layerCount ? into.m_layers[number + 1].declaredEnd : info.declaredEnd;
        layer.cursor().moveTo(std::min<std::size_t>(layer.m_innerEnd, layer.cursor().position() + layer.cursor().left()));
        const std::size_t before = into.m_fieldCount;
        protocol.finish(layer);
        into.moveIntoLayer(number, before);
    }
}

} // namespace framelens

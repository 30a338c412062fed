// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/dissector.h"

#include "core/base/limits.h"
#include "core/decode/layer.h"

#include <algorithm>

namespace framelens {

Dissector::Dissector(std::shared_ptr<const Registry> registry, DissectOptions options)
    : m_registry(std::move(registry))
    , m_options(options)
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
    // The frame itself is layer 0, and "depth" counts the protocols inside it.
    for (std::size_t layer = 0; hasNext && layer <= m_options.depth; ++layer)
        hasNext = runLayer(into, context);
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
                        .declaredEnd = std::max(into.m_frame.originalLength, captured)};
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
    return setNextLayer(layer, into);
}

void Dissector::extendCarriers(Dissection &into, std::size_t end) const
{
    for (std::size_t number = into.m_layerCount; number-- > 1 && into.protocolOf(into.m_layers[number]).extendsCarrier;) {
        const LayerInfo &carrier = into.m_layers[number - 1];
        into.m_fields[carrier.root].size = static_cast<std::uint32_t>(std::max<std::size_t>(end, carrier.offset) - carrier.offset);
    }
}

bool Dissector::setNextLayer(Layer &layer, Dissection &into) const
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
    std::optional<ProtocolId> protocol = m_registry->claimant(key);
    if (!protocol) {
        key = layer.m_next[1];
        protocol = m_registry->claimant(key);
    }
    // Member by member and in place, as Layer::push does and for its reason.
    LayerInfo &next = into.m_layers[into.m_layerCount];
    next.protocol = protocol.value_or(m_registry->dataProtocol());
    next.source = layer.m_info.source;
    next.offset = static_cast<std::uint32_t>(begin);
    next.capturedEnd = static_cast<std::uint32_t>(cursor.capturedEnd());
    next.declaredEnd = static_cast<std::uint32_t>(std::max(begin, std::min(end, layer.m_nextEnd)));
    next.enteredBy = key;
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

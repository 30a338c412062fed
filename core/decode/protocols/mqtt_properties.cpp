// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// MQTT 5.0's properties (2.2.2).
#include "core/decode/parse.h"
#include "core/decode/protocols/mqtt_fields.h"

#include <algorithm>

namespace framelens::protocols::mqtt_detail {

namespace {

std::optional<Shape> shapeOf(std::uint64_t id)
{
    const auto found = std::ranges::find(propertyKinds, id, &PropertyKind::id);
    return found == propertyKinds.end() ? std::nullopt : std::optional(found->shape);
}

// Bytes of the property's value at `offset`; nothing when it is not all there.
std::optional<std::size_t> valueSize(const ByteCursor &within, std::size_t offset, Shape shape)
{
    const auto textSize = [&](std::size_t at) { return 2 + static_cast<std::size_t>(within.peekAt(at, 2)); };
    std::size_t size = 0;
    switch (shape) {
    case Shape::One: size = 1; break;
    case Shape::Two: size = 2; break;
    case Shape::Four: size = 4; break;
    case Shape::Varint: size = varintAt(within, offset).size; break;
    case Shape::Text:
    case Shape::Binary: size = textSize(offset); break;
    case Shape::Pair: size = textSize(offset); size += textSize(offset + size); break;
    }
    return size == 0 || !within.canRead(offset, size) ? std::nullopt : std::optional(size);
}

void addVarint(Layer &layer, ByteCursor &from)
{
    const Varint number = varintAt(from, from.position());
    if (number.size == 0) {
        from.skip(from.left() + 1);
        return;
    }
    layer.add(fields[PropertyNumber], from.position(), number.size, number.value);
    from.skip(number.size);
}

void addValue(Layer &layer, ByteCursor &from, std::uint64_t id, Shape shape)
{
    constexpr std::uint64_t maximumQos = 0x24;
    constexpr std::uint64_t topicAlias = 0x23;
    const Index index = id == maximumQos ? PropertyMaximumQos : id == topicAlias ? PropertyTopicAlias : PropertyNumber;
    switch (shape) {
    case Shape::One: layer.readSized(from, fields[index], 1, ByteOrder::Big); return;
    case Shape::Two: layer.readSized(from, fields[index], 2, ByteOrder::Big); return;
    case Shape::Four: layer.readSized(from, fields[index], 4, ByteOrder::Big); return;
    case Shape::Varint: addVarint(layer, from); return;
    case Shape::Text:
    case Shape::Binary: addText(layer, from, PropertyTextLength, PropertyText); return;
    case Shape::Pair:
        addText(layer, from, PropertyKeyLength, PropertyKey);
        addText(layer, from, PropertyValueLength, PropertyValue);
        return;
    }
}

} // namespace

Varint varintAt(const ByteCursor &within, std::size_t offset)
{
    Varint number;
    for (std::size_t i = 0; i < 4 && within.canRead(offset + i, 1); ++i) {
        const std::uint64_t byte = within.peekAt(offset + i, 1);
        number.value |= (byte & 0x7fU) << (7 * i);
        if ((byte & 0x80U) == 0)
            return {number.value, i + 1};
    }
    return {};
}

void addText(Layer &layer, ByteCursor &from, Index length, Index content)
{
    const std::uint64_t size = layer.readSized(from, fields[length], 2, ByteOrder::Big);
    if (size != 0)
        layer.readBytes(from, fields[content], static_cast<std::size_t>(size));
}

void addProperties(Layer &layer, ByteCursor &from, Index heading)
{
    const std::size_t begin = from.position();
    const Varint length = varintAt(from, begin);
    if (length.size == 0) {
        layer.problem(Severity::Error, fields[heading], begin, from.left(), "the properties have no length");
        from.skip(from.left());
        return;
    }
    layer.add(fields[heading], begin, length.size + std::min<std::size_t>(length.value, from.left() - length.size));
    const Subtree inside = layer.subtree();
    layer.add(fields[PropertiesLength], begin, length.size, length.value);
    from.skip(length.size);
    const bool isAllThere = length.value <= from.left();
    ByteCursor list = from.sub(static_cast<std::size_t>(length.value));
    parse::repeat(list, limits::items, [&](ByteCursor &, std::size_t) {
        const std::uint64_t id = layer.readSized(list, fields[PropertyId], 1, ByteOrder::Big);
        const Subtree ofProperty = layer.subtree();
        if (const auto shape = shapeOf(id))
            addValue(layer, list, id, *shape);
        else
            layer.readRest(list, fields[UnknownProperty]);
        return true;
    });
    layer.noteFault(list);
    if (!isAllThere)
        from.skip(from.left() + 1);
}

std::size_t propertiesSize(const ByteCursor &within, std::size_t offset)
{
    const Varint length = varintAt(within, offset);
    if (length.size == 0 || !within.canRead(offset + length.size, static_cast<std::size_t>(length.value)))
        return 0;
    const std::size_t end = offset + length.size + static_cast<std::size_t>(length.value);
    for (std::size_t at = offset + length.size; at < end;) {
        const auto shape = shapeOf(within.peekAt(at, 1));
        const auto size = shape ? valueSize(within, at + 1, *shape) : std::nullopt;
        if (!size || *size > end - at - 1)
            return 0;
        at += 1 + *size;
    }
    return length.size + static_cast<std::size_t>(length.value);
}

} // namespace framelens::protocols::mqtt_detail

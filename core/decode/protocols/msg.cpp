// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A message that a framer cut and no protocol decodes, or one that only its body is decoded of: the framer's own parts are its fields.
#include "core/decode/framer.h"
#include "core/decode/layer.h"
#include "core/decode/messages.h"

#include <algorithm>

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { Length, Delimiter, Body, Count };

constexpr auto fields = fieldTable("msg", {
    {.index = Length, .name = "msg.length", .label = "Length"},
    {.index = Delimiter, .name = "msg.delimiter", .label = "Delimiter", .type = FieldType::ByteString},
    {.index = Body, .name = "msg.body", .label = "Body", .type = FieldType::ByteString},
});

constexpr std::size_t shownCharacters = 80;
constexpr std::size_t shownBytes = 32;
constexpr std::size_t mostVarint = 10;

const FramerSpec *framerOf(const FrameInfo &frame)
{
    if (frame.kind == FrameKind::Unframed || frame.kind == FrameKind::TooLong)
        return nullptr;
    if (frame.flow != nullptr)
        return frame.flow->framer;
    return frame.messages == nullptr ? nullptr : frame.messages->framer;
}

// Bytes from the layer's first to its end.
Bytes allOf(const Layer &layer, ByteCursor cursor)
{
    cursor.moveTo(layer.begin());
    return cursor.take(cursor.left());
}

// LEB128, seven bits a byte, the lowest first.
void addVarint(Layer &layer, Bytes from, std::size_t offset)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < std::min(from.size(), mostVarint); ++i) {
        const auto byte = loadOnce<std::uint8_t>(&from[i]);
        value |= std::uint64_t{byte & 0x7fU} << (7 * i);
        if ((byte & 0x80U) != 0)
            continue;
        layer.add(fields[Length], offset, i + 1, value);
        layer.cursor().skip(i + 1);
        return;
    }
}

void addLength(Layer &layer, const FramerSpec &framer, Bytes all)
{
    layer.cursor().skip(framer.lengthOffset);
    if (layer.cursor().failed())
        return;
    if (framer.lengthSize == 0)
        addVarint(layer, all.subspan(framer.lengthOffset), layer.begin() + framer.lengthOffset);
    else
        layer.readSized(layer.cursor(), fields[Length], framer.lengthSize, framer.lengthOrder);
}

// How much of the message's end is its delimiter.
std::size_t delimiterOf(const FramerSpec &framer, Bytes all)
{
    const std::string_view text = asText(all);
    if (framer.kind == FramerKind::Line)
        return text.ends_with("\r\n") ? 2 : text.ends_with("\n") ? 1 : 0;
    return text.ends_with(framer.delimiter) ? framer.delimiter.size() : 0;
}

void addDelimited(Layer &layer, const FramerSpec &framer, Bytes all)
{
    const std::size_t end = delimiterOf(framer, all);
    const bool keeps = framer.kind == FramerKind::Delimiter && framer.keepDelimiter;
    const std::size_t body = keeps ? all.size() : all.size() - end;
    if (body != 0)
        layer.add(fields[Body], layer.begin(), body);
    if (end != 0)
        layer.add(fields[Delimiter], layer.begin() + all.size() - end, end);
    layer.cursor().skip(all.size());
}

// Their fields are the registry's: nobody knows the names before the user says them.
void addIntegers(Layer &layer, const FramerSpec &framer, Bytes all)
{
    constexpr std::size_t prefix = std::string_view("msg.").size();
    for (const NamedInteger &integer : framer.integers) {
        const auto isNamed = [&](const FieldSpec &spec) { return spec.name.substr(prefix) == integer.name; };
        const std::span<const FieldSpec> specs = layer.protocol().fields;
        const auto spec = std::ranges::find_if(specs, isNamed);
        if (spec == specs.end() || integer.offset > all.size() || integer.size > all.size() - integer.offset)
            continue;
        layer.add(*spec, layer.begin() + integer.offset, integer.size,
                  loadSized(&all[integer.offset], integer.size, integer.order));
    }
}

void dissect(Layer &layer)
{
    const bool hasBody = layer.framerOfBody() != nullptr; // that a protocol decodes
    const FramerSpec *framer = hasBody ? layer.framerOfBody() : framerOf(layer.frame());
    const Bytes all = allOf(layer, layer.cursor());
    if (framer != nullptr)
        addIntegers(layer, *framer, all);
    if (framer != nullptr && (framer->kind == FramerKind::Line || framer->kind == FramerKind::Delimiter)) {
        addDelimited(layer, *framer, all);
        return;
    }
    if (framer != nullptr && framer->kind == FramerKind::LengthPrefix)
        addLength(layer, *framer, all);
    if (hasBody)
        layer.next({KeySpace::Payload, payload::body});
    else if (!layer.cursor().failed())
        layer.readRest(layer.cursor(), fields[Body]);
}

void title(TextSink &sink, const LayerText &text)
{
    const std::uint64_t size = std::uint64_t{text.layer.declaredEnd} - text.layer.offset;
    (sink << ", ").number(size) << (size == 1 ? " byte" : " bytes");
}

bool isPrintable(char c) { return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) != 0x7f; }

// The first characters if they are some, else the first bytes in hex.
void summary(TextSink &sink, const LayerText &text)
{
    const Field *body = text.find(fields[Body]);
    if (body == nullptr)
        return;
    const Bytes bytes = text.dissection.bytesOf(*body);
    std::string_view words = asText(bytes);
    while (words.ends_with('\n') || words.ends_with('\r'))
        words.remove_suffix(1);
    const std::string_view first = words.substr(0, shownCharacters);
    if (!first.empty() && std::ranges::all_of(first, isPrintable))
        sink.visible(first) << (first.size() < words.size() ? "..." : "");
    else
        sink.hexBytes(bytes.first(std::min(bytes.size(), shownBytes)), ' ') << (bytes.size() > shownBytes ? " ..." : "");
}

} // namespace

extern const Protocol msg;
constexpr Protocol msg{.name = "Message",
                       .longName = "Message",
                       .filterName = "msg",
                       .fields = fields,
                       .dissect = dissect,
                       .title = title,
                       .summary = summary};

} // namespace framelens::protocols

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Plain text, a line a message: what many a protocol without a dissector of its own is made of. No port leads here; it is
// recognised, or asked for.
#include "core/decode/framer.h"
#include "core/decode/layer.h"

#include <algorithm>

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { Line, Count };

std::string_view withoutEnd(std::string_view line)
{
    if (line.ends_with('\n'))
        line.remove_suffix(1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

void writeLine(TextSink &sink, const Dissection &dissection, const Field &field)
{
    sink.visible(withoutEnd(asText(dissection.bytesOf(field))));
}

constexpr auto fields = fieldTable("text", {
    {.index = Line, .name = "text.line", .label = "Line", .type = FieldType::Text, .text = writeLine},
});

/// A line longer than this is cut here, and goes on as the next.
constexpr std::uint64_t mostLine = std::uint64_t{64} << 10U;
/// Bytes that have to look like text, and to hold the end of a line, for a stream to be taken for lines.
constexpr std::uint64_t mostLooked = 1024;

void dissect(Layer &layer)
{
    layer.readRest(layer.cursor(), fields[Line]);
}

void summary(TextSink &sink, const LayerText &text)
{
    constexpr std::size_t longest = 256;
    if (const Field *line = text.find(fields[Line]); line != nullptr)
        sink.visible(withoutEnd(asText(text.dissection.bytesOf(*line))), longest);
}

Cut cut(const StreamBytes &bytes, FramerState &state, const CutContext &context)
{
    const std::uint64_t newline = bytes.find(std::byte{'\n'}, state.scanned).value_or(bytes.size());
    if (newline >= mostLine)
        return Cut::message(mostLine);
    if (newline < bytes.size())
        return Cut::message(newline + 1);
    if (context.ended && bytes.size() != 0)
        return Cut::message(bytes.size()); // the last line needs no end
    state.scanned = bytes.size();
    return Cut::needMore(bytes.size() + 1);
}

bool isTextByte(std::uint8_t byte)
{
    constexpr std::uint8_t escape = 0x1b; // colours
    return byte >= 0x20 ? byte != 0x7f : byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == escape;
}

// ASCII, or UTF-8 as far as its bytes go: a byte of 0x80 and more is part of a sequence that has the length its first says.
Recognised recognise(const StreamBytes &bytes, Direction /*direction*/)
{
    const std::uint64_t known = std::min(bytes.size(), mostLooked);
    std::size_t owed = 0;
    for (std::uint64_t i = 0; i < known; ++i) {
        const std::uint8_t byte = bytes.byteAt(i).value_or(0);
        const bool continues = (byte & 0xc0U) == 0x80U;
        if (!isTextByte(byte) || continues != (owed != 0) || (byte >= 0x80 && !continues && (byte < 0xc2 || byte > 0xf4)))
            return Recognised::No;
        if (byte == '\n')
            return Recognised::Yes;
        owed = continues ? owed - 1 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0;
    }
    return known == mostLooked ? Recognised::No : Recognised::NeedMore;
}

constexpr StreamUse streamUse{.cut = cut, .recognise = recognise};

} // namespace

extern const Protocol text;
constexpr Protocol text{.name = "Text",
                        .longName = "Text line",
                        .filterName = "text",
                        .fields = fields,
                        .dissect = dissect,
                        .summary = summary,
                        .stream = &streamUse};

} // namespace framelens::protocols

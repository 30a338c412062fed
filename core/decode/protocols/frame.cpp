// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frame itself: what its record in the capture says. Layer 0 of every dissection.
#include "core/decode/format.h"
#include "core/decode/layer.h"
#include "core/decode/link_types.h"
#include "core/decode/parse.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { InterfaceId, EncapType, Time, TimeEpoch, Number, Length, CapturedLength, Stack, Comment, Count };

void writeStack(TextSink &sink, const Dissection &dissection, const Field & /*field*/)
{
    dissection.writeProtocols(sink);
}

void writeLinkTypeName(TextSink &sink, std::uint64_t type)
{
    sink << nameOf(linkTypeNames(), type).value_or("Unknown") << " (";
    sink.number(type) << ')';
}

void writeLinkType(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    writeLinkTypeName(sink << ": ", field.value);
}

constexpr auto fields = fieldTable("frame", {
    {.index = InterfaceId, .name = "frame.interface_id", .label = "Interface id"},
    {.index = EncapType, .name = "frame.encap_type", .label = "Link type", .text = writeLinkType},
    {.index = Time, .name = "frame.time", .label = "Arrival Time", .type = FieldType::AbsoluteTime},
    {.index = TimeEpoch, .name = "frame.time_epoch", .label = "Epoch Time", .type = FieldType::Duration},
    {.index = Number, .name = "frame.number", .label = "Frame Number", .type = FieldType::FrameNumber},
    {.index = Length, .name = "frame.len", .label = "Frame Length", .unit = " bytes"},
    {.index = CapturedLength, .name = "frame.cap_len", .label = "Capture Length", .unit = " bytes"},
    {.index = Stack, .name = "frame.protocols", .label = "Protocols in frame", .type = FieldType::Text, .text = writeStack},
    {.index = Comment, .name = "frame.comment", .label = "Comment", .type = FieldType::Text,
     .reference = "pcapng, opt_comment"},
});

// opt_comment is option 1 of every pcapng block; the text stays where it is in the capture.
void addComments(Layer &layer, const FrameInfo &frame)
{
    constexpr std::uint32_t endOfOptions = 0;
    constexpr std::uint32_t comment = 1;
    ByteCursor options(frame.options);
    const parse::TlvShape shape{.typeBytes = 2, .lengthBytes = 2, .alignment = 4, .order = frame.optionsOrder};
    parse::tlv(options, shape, [&](parse::TlvItem &item) {
        if (item.type == comment && item.value.left() == item.length)
            layer.addInSource(Dissection::optionsSource, fields[Comment], item.value.position(), item.length);
        return item.type != endOfOptions;
    });
}

void dissect(Layer &layer)
{
    const FrameInfo &frame = layer.frame();
    if (frame.flow == nullptr) {
        layer.addGenerated(fields[InterfaceId], frame.interface);
        layer.addGenerated(fields[EncapType], frame.linkType);
    }
    if (frame.hasTime) {
        layer.addGenerated(fields[Time], static_cast<std::uint64_t>(frame.timeNs));
        layer.addGenerated(fields[TimeEpoch], static_cast<std::uint64_t>(frame.timeNs));
    }
    layer.addGenerated(fields[Number], frame.number);
    layer.addGenerated(fields[Length], frame.originalLength);
    layer.addGenerated(fields[CapturedLength], frame.capturedLength);
    layer.addGenerated(fields[Stack], 0);
    if (!frame.options.empty())
        addComments(layer, frame);
    layer.setEnd(layer.cursor().capturedEnd());
    if (frame.flow == nullptr)
        layer.next({KeySpace::LinkType, frame.linkType});
    else // what a recording holds has no link layer
        layer.next({KeySpace::Payload, payload::stream});
}

void title(TextSink &sink, const LayerText &text)
{
    const FrameInfo &frame = text.dissection.frame();
    (sink << ' ').number(frame.number) << ": ";
    sink.number(frame.originalLength) << " bytes on wire, ";
    sink.number(frame.capturedLength) << " bytes captured";
}

void summary(TextSink &sink, const LayerText &text)
{
    writeLinkTypeName(sink << "Link type ", text.dissection.frame().linkType);
}

} // namespace

extern const Protocol frame;
constexpr Protocol frame{.name = "Frame",
                         .longName = "Frame",
                         .filterName = "frame",
                         .fields = fields,
                         .dissect = dissect,
                         .title = title,
                         .summary = summary};

} // namespace framelens::protocols

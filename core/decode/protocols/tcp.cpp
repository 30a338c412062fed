// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Transmission Control Protocol (RFC 9293, section 3.1).
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-------------------------------+-------------------------------+
//  |          Source port          |       Destination port        |
//  +-------------------------------+-------------------------------+
//  |                        Sequence number                        |
//  +---------------------------------------------------------------+
//  |                     Acknowledgment number                     |
//  +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
//  |Offset |Rsvd |A|C|E|U|A|P|R|S|F|            Window             |
//  +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
//  |           Checksum            |        Urgent pointer         |
//  +-------------------------------+-------------------------------+
//  |              Options, padded to a multiple of 4               |
#include "core/decode/messages.h"
#include "core/decode/protocols/tcp_fields.h"

#include <utility>

namespace framelens::protocols {

using namespace tcp_detail;

namespace {

constexpr std::uint64_t syn = 2;
constexpr std::uint64_t fin = 1;
constexpr std::uint64_t reset = 4;

void writeFlagNames(TextSink &sink, std::uint64_t flags)
{
    constexpr std::array<std::string_view, 9> names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"};
    std::string_view separator;
    for (std::size_t bit = 0; bit < names.size(); ++bit) {
        if (((flags >> bit) & 1U) == 0)
            continue;
        sink << separator << names[bit];
        separator = ", ";
    }
    if ((flags & 0xe00U) != 0)
        sink << separator << "Reserved";
    else if (flags == 0)
        sink << "<None>";
}

std::uint64_t addFlags(Layer &layer)
{
    const std::uint64_t flags = layer.fixed(fields[Flags]);
    const Subtree ofFlags = layer.subtree();
    layer.fixedAll(fields[FlagReserved], fields[FlagAe], fields[FlagCwr], fields[FlagEce], fields[FlagUrg],
                   fields[FlagAck], fields[FlagPush], fields[FlagReset], fields[FlagSyn], fields[FlagFin]);
    layer.addGenerated(fields[FlagText], flags, layer.begin() + 12, 2);
    return flags;
}

// The frame alone says which number the next segment begins with: SYN and FIN count as one byte each.
void addLengths(Layer &layer, std::uint64_t sequence, std::size_t headerLength, std::uint64_t flags)
{
    if (layer.carried().isFragment)
        return;
    const std::size_t declared = layer.cursor().declaredLeft();
    const std::size_t length = declared < headerLength ? 0 : declared - headerLength;
    layer.addGenerated(fields[SegmentLength], length, layer.begin());
    const std::uint64_t counted = (flags & (syn | fin)) != 0 ? 1 : 0;
    layer.addGenerated(fields[NextSequence], (sequence + length + counted) & 0xffffffffU, layer.begin());
}

void addWindow(Layer &layer, std::uint64_t flags)
{
    const std::uint64_t window = layer.fixed(fields[Window]);
    layer.addGenerated(fields[WindowSize], window, layer.begin() + 14, 2);
    if ((flags & syn) == 0)
        layer.addGenerated(fields[WindowScale], 0xffffffffU, layer.begin() + 14, 2);
}

void addPayload(Layer &layer, std::uint64_t flags)
{
    const std::size_t left = layer.cursor().left();
    if (left == 0)
        return;
    layer.add(fields[(flags & reset) != 0 ? ResetCause : Payload], layer.cursor().position(), left);
}

void dissect(Layer &layer)
{
    const std::uint64_t source = layer.fixed(fields[SourcePort]);
    const std::uint64_t destination = layer.fixed(fields[DestinationPort]);
    if (const FrameInfo &frame = layer.frame(); frame.conversation != FrameInfo::noConversation && !frame.conversationIsUdp
        && !layer.carried().isQuoted)
        layer.addGenerated(fields[StreamIndex], frame.conversation, layer.begin());
    const std::uint64_t sequence = layer.fixed(fields[Sequence]);
    const std::uint64_t acknowledgment = layer.fixed(fields[Acknowledgment]);
    const auto headerLength = static_cast<std::size_t>(layer.fixed(fields[HeaderLength]));
    const std::uint64_t flags = addFlags(layer);
    if (layer.cursor().failed())
        return;
    addLengths(layer, sequence, headerLength, flags);
    if (headerLength < leastHeader) {
        layer.problem(Severity::Error, fields[HeaderLength], layer.begin() + 12, 1,
                      "the header length is less than the 20 bytes of the fixed header");
        return;
    }
    addWindow(layer, flags);
    layer.fixed(fields[Checksum]);
    layer.addGenerated(fields[ChecksumVerdict], std::to_underlying(ChecksumStatus::Unverified), layer.begin() + 16);
    layer.fixed(fields[UrgentPointer]);
    layer.cursor().skip(leastHeader);
    if (headerLength > leastHeader)
        addOptions(layer, headerLength - leastHeader, acknowledgment);
    if (layer.cursor().failed())
        return;
    addPayload(layer, flags);
    // What follows a reset is its cause in words (RFC 9293, 3.5.3), not a message.
    if ((flags & reset) == 0)
        layer.nextByPorts(KeySpace::TcpPort, source, destination);
}

// The frames that a message came in; its bytes are in the tab of their own.
void addSegments(Layer &layer, const StreamMessage &message)
{
    layer.addGenerated(fields[Segments], message.segments.size() << 32U | message.size);
    const Subtree ofSegments = layer.subtree();
    for (const SegmentLink &segment : message.segments)
        layer.addGenerated(fields[Segment], segment.frame);
    layer.addGenerated(fields[SegmentCount], message.segments.size());
    layer.addGenerated(fields[ReassembledLength], message.size);
}

// What the stream makes of this segment.
void finish(Layer &layer)
{
    const MessageList *list = layer.carriesStream() ? layer.frame().messages : nullptr;
    if (const StreamRest rest = layer.streamRest(); rest.size != 0) {
        layer.add(fields[SegmentData], rest.offset, rest.size);
        if (list != nullptr && list->reassembledIn != 0)
            layer.addGenerated(fields[ReassembledIn], list->reassembledIn);
    }
    if (list == nullptr)
        return;
    for (const StreamMessage &message : list->messages)
        if (!message.segments.empty())
            addSegments(layer, message);
    if (list->isRetransmission)
        layer.problem(Severity::Note, fields[SegmentData], layer.cursor().position(), list->restSize,
                      "these bytes were there before: they are not decoded again");
    else if (list->isOutOfOrder)
        layer.problem(Severity::Note, fields[SegmentData], layer.cursor().position(), list->restSize,
                      "out of order: a later segment of the stream was captured before");
}

void title(TextSink &sink, const LayerText &text)
{
    (sink << ", Src Port: ").number(text.value(fields[SourcePort])) << ", Dst Port: ";
    sink.number(text.value(fields[DestinationPort]));
    if (text.find(fields[Sequence]) != nullptr)
        (sink << ", Seq: ").number(text.value(fields[Sequence]));
    if (text.value(fields[FlagAck]) != 0)
        (sink << ", Ack: ").number(text.value(fields[Acknowledgment]));
    if (text.find(fields[SegmentLength]) != nullptr)
        (sink << ", Len: ").number(text.value(fields[SegmentLength]));
}

void summary(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[DestinationPort]) == nullptr)
        return;
    sink.number(text.value(fields[SourcePort])) << " \u2192 ";
    sink.number(text.value(fields[DestinationPort]));
    const Field *flags = text.find(fields[Flags]);
    if (flags == nullptr)
        return;
    writeFlagNames(sink << " [", flags->value);
    (sink << "] Seq=").number(text.value(fields[Sequence]));
    if (text.value(fields[FlagAck]) != 0)
        (sink << " Ack=").number(text.value(fields[Acknowledgment]));
    const std::uint64_t headerLength = text.value(fields[HeaderLength]);
    if (headerLength < leastHeader) {
        (sink << ", bogus TCP header length (").number(headerLength) << ", must be at least 20)";
        return;
    }
    (sink << " Win=").number(text.value(fields[WindowSize]));
    if (text.value(fields[FlagUrg]) != 0)
        (sink << " Urg=").number(text.value(fields[UrgentPointer]));
    if (text.find(fields[SegmentLength]) != nullptr)
        (sink << " Len=").number(text.value(fields[SegmentLength]));
    writeOptionSummary(sink, text);
    if (text.find(fields[SegmentData]) != nullptr)
        sink << " [TCP segment of a reassembled PDU]";
}

} // namespace

namespace tcp_detail {

void writeHeaderLength(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << ": ").number(field.value) << " bytes (";
    sink.number(field.value / 4) << ')';
}

void writeFlags(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << ": 0x").hex(field.value, 3);
    writeFlagNames(sink << " (", field.value);
    sink << ')';
}

void writeFlagLetters(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    constexpr std::string_view letters = "RRRACEUAPRSF";
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (((field.value >> (letters.size() - 1 - i)) & 1U) != 0)
            sink << letters[i];
        else
            sink << "\u00b7";
    }
}

// "[2 Reassembled TCP Segments (2920 bytes)": both numbers stand in the value.
void writeSegments(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << ": ").number(field.value >> 32U) << " segments, ";
    sink.number(field.value & 0xffffffffU) << " bytes";
}

void writeScale(TextSink &sink, const Dissection & /*dissection*/, const Field & /*field*/)
{
    sink << ": -1 (unknown)";
}

} // namespace tcp_detail

extern const Protocol tcp;
constexpr Protocol tcp{.name = "TCP",
                       .longName = "Transmission Control Protocol",
                       .filterName = "tcp",
                       .fields = fields,
                       .dissect = dissect,
                       .finish = finish,
                       .title = title,
                       .summary = summary};

} // namespace framelens::protocols

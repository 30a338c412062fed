// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// User Datagram Protocol (RFC 768).
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-------------------------------+-------------------------------+
//  |          Source port          |       Destination port        |
//  +-------------------------------+-------------------------------+
//  |            Length             |           Checksum            |
//  +-------------------------------+-------------------------------+
#include "core/decode/checksum.h"
#include "core/decode/layer.h"

#include <utility>

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { SourcePort, DestinationPort, Length, Checksum, ChecksumVerdict, StreamIndex, Payload, Count };

constexpr std::array<std::string_view, 1> portAlias = {"udp.port"};

constexpr auto fields = fieldTable("udp", {
    {.index = SourcePort, .name = "udp.srcport", .label = "Source Port", .bits = {0, 16}, .aliases = portAlias},
    {.index = DestinationPort, .name = "udp.dstport", .label = "Destination Port", .bits = {16, 16},
     .aliases = portAlias},
    {.index = Length, .name = "udp.length", .label = "Length", .bits = {32, 16}},
    {.index = Checksum, .name = "udp.checksum", .label = "Checksum", .base = Base::Hex, .bits = {48, 16},
     .unit = " [unverified]"},
    {.index = ChecksumVerdict, .name = "udp.checksum.status", .label = "Checksum Status",
     .text = writeChecksumStatus},
    {.index = StreamIndex, .name = "udp.stream", .label = "Stream index"},
    {.index = Payload, .name = "udp.payload", .label = "UDP payload", .type = FieldType::ByteString},
});

constexpr std::size_t headerSize = 8;
static_assert(tiles(fields, SourcePort, Checksum, headerSize), "the header is 8 bytes");

// 0 stands for a jumbogram's length in IPv6 (RFC 2675, 4). In the first fragment the length is the whole datagram's.
bool declareLength(Layer &layer, std::uint64_t length)
{
    if (length == 0)
        return true;
    if (length < headerSize) {
        layer.problem(Severity::Error, fields[Length], layer.begin() + 4, 2, "the length is less than the header's 8 bytes");
        return false;
    }
    layer.declareEnd(layer.begin() + static_cast<std::size_t>(length), fields[Length]);
    return true;
}

void dissect(Layer &layer)
{
    const std::uint64_t source = layer.fixed(fields[SourcePort]);
    const std::uint64_t destination = layer.fixed(fields[DestinationPort]);
    if (!declareLength(layer, layer.fixed(fields[Length])))
        return;
    const std::uint64_t checksum = layer.fixed(fields[Checksum]);
    if (const FrameInfo &frame = layer.frame(); frame.conversation != FrameInfo::noConversation && frame.conversationIsUdp
        && !layer.carried().isQuoted)
        layer.addGenerated(fields[StreamIndex], frame.conversation, layer.begin());
    layer.cursor().skip(headerSize);
    if (layer.cursor().failed())
        return;
    const ChecksumStatus status = checksum == 0 ? ChecksumStatus::NotPresent : ChecksumStatus::Unverified;
    layer.addGenerated(fields[ChecksumVerdict], std::to_underlying(status), layer.begin() + 6, checksum == 0 ? 2 : 0);
    if (const std::size_t left = layer.cursor().left(); left != 0)
        layer.add(fields[Payload], layer.cursor().position(), left);
    layer.nextByPorts(KeySpace::UdpPort, source, destination);
}

void title(TextSink &sink, const LayerText &text)
{
    (sink << ", Src Port: ").number(text.value(fields[SourcePort])) << ", Dst Port: ";
    sink.number(text.value(fields[DestinationPort]));
}

void summary(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[Length]) == nullptr)
        return;
    const std::uint64_t length = text.value(fields[Length]);
    sink.number(text.value(fields[SourcePort])) << " \u2192 ";
    sink.number(text.value(fields[DestinationPort]));
    if (length != 0 && length < headerSize)
        (sink << " [BAD UDP LENGTH ").number(length) << " < 8]";
    else
        (sink << " Len=").number(length < headerSize ? 0 : length - headerSize);
}

} // namespace

extern const Protocol udp;
constexpr Protocol udp{.name = "UDP",
                       .longName = "User Datagram Protocol",
                       .filterName = "udp",
                       .fields = fields,
                       .dissect = dissect,
                       .title = title,
                       .summary = summary};

} // namespace framelens::protocols

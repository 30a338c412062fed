// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Address Resolution Protocol (RFC 826), reverse (RFC 903) and inverse (RFC 2390).
//
//   0                   1                   2                   3
//  +---------------------------+---------------------------+
//  | hardware type             | protocol type             |
//  +-------------+-------------+---------------------------+
//  | hw. length  | prot. length| operation                 |
//  +-------------+-------------+---------------------------+
//  | sender's hardware and protocol address, target's      |
#include "core/decode/format.h"
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    HardwareType,
    ProtocolType,
    HardwareSize,
    ProtocolSize,
    Operation,
    SenderHardware,
    SenderMac,
    SenderProtocol,
    SenderIpv4,
    TargetHardware,
    TargetMac,
    TargetProtocol,
    TargetIpv4,
    IsGratuitous,
    IsProbe,
    IsAnnouncement,
};

constexpr ValueName hardwareNames[] = {{1, "Ethernet"},     {3, "AX.25"},           {4, "Proteon"},
                                       {6, "IEEE 802"},     {7, "ARCNET"},          {15, "Frame Relay DLCI"},
                                       {16, "ATM"},         {18, "Fibre Channel"},  {19, "ATM"},
                                       {20, "Serial Line"}, {24, "IEEE 1394.1995"}, {32, "InfiniBand"}};
constexpr ValueName protocolNames[] = {{0x0800, "IPv4"}, {0x86dd, "IPv6"}};
constexpr ValueName operationNames[] = {{1, "request"},        {2, "reply"},       {3, "reverse request"},
                                        {4, "reverse reply"},  {5, "drarp request"}, {6, "drarp reply"},
                                        {7, "drarp error"},    {8, "inverse request"}, {9, "inverse reply"},
                                        {10, "arp nak"}};

constexpr auto fields = fieldTable("arp", {
    {.index = HardwareType, .name = "arp.hw.type", .label = "Hardware type", .bits = {0, 16}, .names = hardwareNames},
    {.index = ProtocolType, .name = "arp.proto.type", .label = "Protocol type", .base = Base::Hex, .bits = {16, 16},
     .names = protocolNames},
    {.index = HardwareSize, .name = "arp.hw.size", .label = "Hardware size", .bits = {32, 8}},
    {.index = ProtocolSize, .name = "arp.proto.size", .label = "Protocol size", .bits = {40, 8}},
    {.index = Operation, .name = "arp.opcode", .label = "Opcode", .bits = {48, 16}, .names = operationNames},
    {.index = SenderHardware, .name = "arp.src.hw", .label = "Sender hardware address", .type = FieldType::ByteString},
    {.index = SenderMac, .name = "arp.src.hw_mac", .label = "Sender MAC address", .type = FieldType::Mac},
    {.index = SenderProtocol, .name = "arp.src.proto", .label = "Sender protocol address",
     .type = FieldType::ByteString},
    {.index = SenderIpv4, .name = "arp.src.proto_ipv4", .label = "Sender IP address", .type = FieldType::Ipv4},
    {.index = TargetHardware, .name = "arp.dst.hw", .label = "Target hardware address", .type = FieldType::ByteString},
    {.index = TargetMac, .name = "arp.dst.hw_mac", .label = "Target MAC address", .type = FieldType::Mac},
    {.index = TargetProtocol, .name = "arp.dst.proto", .label = "Target protocol address",
     .type = FieldType::ByteString},
    {.index = TargetIpv4, .name = "arp.dst.proto_ipv4", .label = "Target IP address", .type = FieldType::Ipv4},
    {.index = IsGratuitous, .name = "arp.isgratuitous", .label = "Is gratuitous", .type = FieldType::Boolean},
    {.index = IsProbe, .name = "arp.isprobe", .label = "Is probe", .type = FieldType::Boolean},
    {.index = IsAnnouncement, .name = "arp.isannouncement", .label = "Is announcement", .type = FieldType::Boolean},
});

static_assert(tiles(fields, HardwareType, Operation, 8), "the header is 8 bytes");

constexpr std::size_t headerSize = 8;
enum Operations : std::uint64_t {
    Request = 1,
    Reply = 2,
    ReverseRequest = 3,
    ReverseReply = 4,
    DynamicReverseRequest = 5,
    DynamicReverseReply = 6,
    DynamicReverseError = 7,
    InverseRequest = 8,
    InverseReply = 9,
};

std::uint64_t readAddress(Layer &layer, bool isKnown, Index known, Index other, std::uint64_t size)
{
    if (isKnown)
        return layer.readSized(layer.cursor(), fields[known], size, ByteOrder::Big);
    if (size != 0)
        layer.readBytes(fields[other], size);
    return 0;
}

void addConclusions(Layer &layer, std::uint64_t operation, std::uint64_t sender, std::uint64_t target,
                    bool hasNoTarget)
{
    if (operation != Request && operation != Reply)
        return;
    if (operation == Request && sender == 0 && target != 0)
        layer.addGenerated(fields[IsProbe], 1, layer.begin());
    if (sender != target)
        return;
    layer.addGenerated(fields[IsGratuitous], 1, layer.begin());
    if (operation == Request && hasNoTarget)
        layer.addGenerated(fields[IsAnnouncement], 1, layer.begin());
}

void dissect(Layer &layer)
{
    constexpr std::uint64_t ethernet = 1;
    constexpr std::uint64_t ieee802 = 6;
    constexpr std::uint64_t ipv4 = 0x0800;
    const std::uint64_t hardware = layer.fixed(fields[HardwareType]);
    const std::uint64_t protocol = layer.fixed(fields[ProtocolType]);
    const std::uint64_t hardwareSize = layer.fixed(fields[HardwareSize]);
    const std::uint64_t protocolSize = layer.fixed(fields[ProtocolSize]);
    const std::uint64_t operation = layer.fixed(fields[Operation]);
    layer.cursor().skip(headerSize);
    if (layer.cursor().failed())
        return;
    layer.declareEnd(layer.begin() + headerSize + 2 * (hardwareSize + protocolSize), fields[ProtocolSize]);
    const bool isMac = (hardware == ethernet || hardware == ieee802) && hardwareSize == 6;
    const bool isIpv4 = protocol == ipv4 && protocolSize == 4;
    readAddress(layer, isMac, SenderMac, SenderHardware, hardwareSize);
    const std::uint64_t sender = readAddress(layer, isIpv4, SenderIpv4, SenderProtocol, protocolSize);
    const std::uint64_t targetMac = readAddress(layer, isMac, TargetMac, TargetHardware, hardwareSize);
    const bool hasNoTarget = isMac && targetMac == 0;
    const std::uint64_t target = readAddress(layer, isIpv4, TargetIpv4, TargetProtocol, protocolSize);
    if (isIpv4 && !layer.cursor().failed())
        addConclusions(layer, operation, sender, target, hasNoTarget);
}

// An address of the packet, in whichever form it is there.
void writeAddress(TextSink &sink, const LayerText &text, Index known, Index other)
{
    const Field *field = text.find(fields[known]);
    if (field == nullptr)
        field = text.find(fields[other]);
    if (field == nullptr)
        sink << "<No address>";
    else
        writeValue(sink, text.dissection, *field);
}

void writeSenderHardware(TextSink &sink, const LayerText &text) { writeAddress(sink, text, SenderMac, SenderHardware); }
void writeTargetHardware(TextSink &sink, const LayerText &text) { writeAddress(sink, text, TargetMac, TargetHardware); }
void writeSender(TextSink &sink, const LayerText &text) { writeAddress(sink, text, SenderIpv4, SenderProtocol); }
void writeTarget(TextSink &sink, const LayerText &text) { writeAddress(sink, text, TargetIpv4, TargetProtocol); }

void writeRequest(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[IsGratuitous]) != nullptr) {
        const bool isAnnouncement = text.find(fields[IsAnnouncement]) != nullptr;
        writeTarget(sink << (isAnnouncement ? "ARP Announcement for " : "Gratuitous ARP for "), text);
        sink << (isAnnouncement ? "" : " (Request)");
        return;
    }
    writeTarget(sink << "Who has ", text);
    if (text.find(fields[IsProbe]) != nullptr) {
        sink << "? (ARP Probe)";
        return;
    }
    writeSender(sink << "? Tell ", text);
}

void writeReply(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[IsGratuitous]) != nullptr) {
        writeSender(sink << "Gratuitous ARP for ", text);
        sink << " (Reply)";
        return;
    }
    writeSender(sink, text);
    writeSenderHardware(sink << " is at ", text);
}

void summary(TextSink &sink, const LayerText &text)
{
    const Field *operation = text.find(fields[Operation]);
    if (operation == nullptr || !text.isWhole())
        return;
    switch (operation->value) {
    case 0: sink << "Reserved opcode 0"; return;
    case Request: writeRequest(sink, text); return;
    case Reply: writeReply(sink, text); return;
    case ReverseRequest:
    case DynamicReverseRequest:
        writeTargetHardware(sink << "Who is ", text);
        writeSenderHardware(sink << "? Tell ", text);
        return;
    case ReverseReply:
    case DynamicReverseReply:
        writeTargetHardware(sink, text);
        writeTarget(sink << " is at ", text);
        return;
    case DynamicReverseError: sink << "DRARP Error"; return;
    case InverseRequest:
        writeTargetHardware(sink << "Who is ", text);
        writeSenderHardware(sink << "? Tell ", text);
        return;
    case InverseReply:
        writeSenderHardware(sink, text);
        writeSender(sink << " is at ", text);
        return;
    default: (sink << "Unknown ARP opcode 0x").hex(operation->value, 4);
    }
}

void title(TextSink &sink, const LayerText &text)
{
    if (const Field *operation = text.find(fields[Operation]))
        sink << " (" << nameOf(operationNames, operation->value).value_or("unknown opcode") << ')';
}

void column(TextSink &sink, const LayerText &text)
{
    switch (text.value(fields[Operation])) {
    case ReverseRequest:
    case ReverseReply: sink << "RARP"; return;
    case DynamicReverseRequest:
    case DynamicReverseReply:
    case DynamicReverseError: sink << "DRARP"; return;
    case InverseRequest:
    case InverseReply: sink << "Inverse ARP"; return;
    default: sink << "ARP";
    }
}

} // namespace

extern const Protocol arp;
constexpr Protocol arp{.name = "ARP",
                       .longName = "Address Resolution Protocol",
                       .filterName = "arp",
                       .fields = fields,
                       .dissect = dissect,
                       .title = title,
                       .summary = summary,
                       .column = column};

} // namespace framelens::protocols

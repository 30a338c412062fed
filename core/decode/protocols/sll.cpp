// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Linux cooked capture, versions 1 and 2 (LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2).
//
//  version 1: packet type 2, ARPHRD type 2, address length 2, address 8, protocol 2
//  version 2: protocol 2, reserved 2, interface index 4, ARPHRD type 2, packet type 1, address length 1, address 8
#include "core/decode/ethernet_trailer.h"
#include "core/decode/format.h"
#include "core/decode/layer.h"

#include <algorithm>

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    PacketType,
    HardwareType,
    AddressLength,
    SourceMac,
    SourceIpv4,
    SourceOther,
    Unused,
    EtherType,
    GreType,
    LinuxType,
    InterfaceIndex,
    Padding,
    Trailer,
};

constexpr ValueName packetTypeNames[] = {{0, "Unicast to us"},
                                         {1, "Broadcast"},
                                         {2, "Multicast"},
                                         {3, "Unicast to another host"},
                                         {4, "Sent by us"}};
constexpr ValueName linuxTypeNames[] = {{1, "IEEE 802.3 frames"}, {3, "Frames of all types"}, {4, "LLC"}, {12, "CAN"}};

constexpr auto fields = fieldTable("sll", {
    {.index = PacketType, .name = "sll.pkttype", .label = "Packet type", .names = packetTypeNames},
    {.index = HardwareType, .name = "sll.hatype", .label = "Link-layer address type"},
    {.index = AddressLength, .name = "sll.halen", .label = "Link-layer address length"},
    {.index = SourceMac, .name = "sll.src.eth", .label = "Source", .type = FieldType::Mac},
    {.index = SourceIpv4, .name = "sll.src.ipv4", .label = "Source", .type = FieldType::Ipv4},
    {.index = SourceOther, .name = "sll.src.other", .label = "Source", .type = FieldType::ByteString},
    {.index = Unused, .name = "sll.unused", .label = "Unused", .type = FieldType::ByteString},
    {.index = EtherType, .name = "sll.etype", .label = "Protocol", .base = Base::Hex},
    {.index = GreType, .name = "sll.gretype", .label = "Protocol", .base = Base::Hex},
    {.index = LinuxType, .name = "sll.ltype", .label = "Protocol", .base = Base::Hex, .names = linuxTypeNames},
    {.index = InterfaceIndex, .name = "sll.ifindex", .label = "Interface index"},
    {.index = Padding, .name = "eth.padding", .label = "Padding", .type = FieldType::ByteString},
    {.index = Trailer, .name = "sll.trailer", .label = "Trailer", .type = FieldType::ByteString},
}, "eth");

constexpr std::uint32_t version2 = 276; // LINKTYPE_LINUX_SLL2
constexpr std::size_t addressSize = 8; // bytes reserved for it
constexpr std::uint64_t gre = 778; // ARPHRD_IPGRE: the protocol is GRE's

std::uint64_t readNumber(Layer &layer, Index field, std::size_t size)
{
    return layer.readSized(layer.cursor(), fields[field], size, ByteOrder::Big);
}

void readAddress(Layer &layer, std::uint64_t length)
{
    const std::size_t offset = layer.cursor().position();
    if (!layer.cursor().need(addressSize))
        return;
    switch (length) {
    case 0: break;
    case 4: readNumber(layer, SourceIpv4, 4); break;
    case 6: {
        const std::uint64_t address = readNumber(layer, SourceMac, 6);
        layer.column(Column::Source, fields[SourceMac], offset, 6, address);
        break;
    }
    default: layer.readBytes(fields[SourceOther], std::min<std::size_t>(length, addressSize));
    }
    if (length < addressSize)
        layer.readBytes(fields[Unused], addressSize - length);
}

// The protocol word: what it counts in depends on the link layer's type and its size.
void addProtocol(Layer &layer, std::size_t offset, std::uint64_t hardware)
{
    constexpr std::uint32_t mostLinuxType = 1536; // smaller numbers are Linux's own, not EtherTypes
    constexpr std::uint32_t llc = 4;
    const auto protocol = static_cast<std::uint32_t>(layer.cursor().sizedAt(offset, 2, ByteOrder::Big));
    if (layer.cursor().failed())
        return;
    if (hardware == gre) {
        layer.add(fields[GreType], offset, 2, protocol);
        layer.next({KeySpace::EtherType, protocol});
    } else if (protocol <= mostLinuxType) {
        layer.add(fields[LinuxType], offset, 2, protocol);
        layer.next({KeySpace::Payload, protocol == llc ? payload::llc : payload::data});
    } else {
        layer.add(fields[EtherType], offset, 2, protocol);
        layer.next({KeySpace::EtherType, protocol});
    }
}

void dissectVersion1(Layer &layer)
{
    readNumber(layer, PacketType, 2);
    const std::uint64_t hardware = readNumber(layer, HardwareType, 2);
    readAddress(layer, readNumber(layer, AddressLength, 2));
    addProtocol(layer, layer.cursor().position(), hardware);
    layer.cursor().skip(2);
}

void dissectVersion2(Layer &layer)
{
    constexpr std::size_t hardwareOffset = 8;
    addProtocol(layer, layer.begin(), layer.cursor().peekAt(layer.begin() + hardwareOffset, 2));
    layer.cursor().skip(4);
    readNumber(layer, InterfaceIndex, 4);
    readNumber(layer, HardwareType, 2);
    readNumber(layer, PacketType, 1);
    readAddress(layer, readNumber(layer, AddressLength, 1));
}

void dissect(Layer &layer)
{
    if (layer.frame().linkType == version2)
        dissectVersion2(layer);
    else
        dissectVersion1(layer);
}

void finish(Layer &layer) { addEthernetTrailer(layer, {fields[Padding], fields[Trailer]}); }

void summary(TextSink &sink, const LayerText &text)
{
    if (const Field *type = text.find(fields[PacketType]))
        sink << nameOf(packetTypeNames, type->value).value_or("Unknown");
}

std::string_view stackName(const LayerText &text)
{
    return text.find(fields[EtherType]) != nullptr ? "sll:ethertype" : "sll";
}

} // namespace

extern const Protocol sll;
constexpr Protocol sll{.name = "SLL",
                       .longName = "Linux cooked capture",
                       .filterName = "sll",
                       .fields = fields,
                       .dissect = dissect,
                       .finish = finish,
                       .summary = summary,
                       .stackName = stackName};

} // namespace framelens::protocols

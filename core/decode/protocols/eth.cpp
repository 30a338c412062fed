// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Ethernet II and IEEE 802.3 (IEEE 802.3-2022, 3.1; RFC 894).
//
//  +--------+--------+--------+--------+--------+--------+
//  |              Destination address                     |
//  +--------+--------+--------+--------+--------+--------+
//  |                Source address                        |
//  +--------+--------+--------+--------+--------+--------+
//  | Type or length  |  payload, padding, trailer, check sequence
//  +--------+--------+
#include "core/decode/ethernet_trailer.h"
#include "core/decode/format.h"
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    Destination,
    DestinationLocal,
    DestinationGroup,
    Source,
    SourceLocal,
    SourceGroup,
    Type,
    Length,
    InvalidType,
    Address,
    Padding,
    Trailer,
    Check,
    CheckStatus,
};

using Names = std::array<std::string_view, 1>;
constexpr Names localAlias = {"eth.lg"};
constexpr Names groupAlias = {"eth.ig"};

constexpr std::array<ValueName, 2> localNames = {{{0, "Globally unique address (factory default)"},
                                                  {1, "Locally administered address (this is NOT the factory default)"}}};
constexpr std::array<ValueName, 2> groupNames = {{{0, "Individual address (unicast)"},
                                                  {1, "Group address (multicast/broadcast)"}}};
constexpr std::array<ValueName, 3> checkNames = {{{0, "Bad"}, {1, "Good"}, {2, "Unverified"}}};

constexpr auto fields = fieldTable("eth", {
    {.index = Destination, .name = "eth.dst", .label = "Destination", .type = FieldType::Mac, .bits = {0, 48}},
    {.index = DestinationLocal, .name = "eth.dst.lg", .label = "LG bit", .type = FieldType::Boolean, .bits = {6, 1},
     .parent = Destination, .shownBytes = 3, .names = localNames, .aliases = localAlias},
    {.index = DestinationGroup, .name = "eth.dst.ig", .label = "IG bit", .type = FieldType::Boolean, .bits = {7, 1},
     .parent = Destination, .shownBytes = 3, .names = groupNames, .aliases = groupAlias},
    {.index = Source, .name = "eth.src", .label = "Source", .type = FieldType::Mac, .bits = {48, 48}},
    {.index = SourceLocal, .name = "eth.src.lg", .label = "LG bit", .type = FieldType::Boolean, .bits = {54, 1},
     .parent = Source, .shownBytes = 3, .names = localNames, .aliases = localAlias},
    {.index = SourceGroup, .name = "eth.src.ig", .label = "IG bit", .type = FieldType::Boolean, .bits = {55, 1},
     .parent = Source, .shownBytes = 3, .names = groupNames, .aliases = groupAlias},
    {.index = Type, .name = "eth.type", .label = "Type", .base = Base::Hex, .bits = {96, 16}},
    {.index = Length, .name = "eth.len", .label = "Length"},
    {.index = InvalidType, .name = "eth.invalid_lentype", .label = "Invalid length/type", .base = Base::HexDec},
    {.index = Address, .name = "eth.addr", .label = "Address", .type = FieldType::Mac},
    {.index = Padding, .name = "eth.padding", .label = "Padding", .type = FieldType::ByteString},
    {.index = Trailer, .name = "eth.trailer", .label = "Trailer", .type = FieldType::ByteString},
    {.index = Check, .name = "eth.fcs", .label = "Frame check sequence", .base = Base::Hex},
    {.index = CheckStatus, .name = "eth.fcs.status", .label = "FCS Status", .names = checkNames},
});

static_assert(tiles(fields, Destination, Type, 14), "the header is 14 bytes");

constexpr std::size_t headerSize = 14;
constexpr std::uint32_t mostLength = 1500; // IEEE 802.3-2022, 3.2.6: above it is a type...
constexpr std::uint32_t leastType = 1536; // ...but only from here on

void addAddress(Layer &layer, const FieldSpec &whole, const FieldSpec &local, const FieldSpec &group, Column column)
{
    const std::uint64_t address = layer.fixed(whole);
    if (layer.cursor().failed())
        return;
    const std::size_t offset = layer.base() + whole.byteOffset();
    const Subtree inside = layer.subtree();
    layer.add(fields[Address], offset, 6, address);
    layer.fixedAll(local, group);
    layer.column(column, whole, offset, 6, address);
}

void chooseNext(Layer &layer, std::uint32_t type)
{
    constexpr std::uint64_t rawIpx = 0xffff; // NetWare's 802.3 without 802.2 begins with IPX's empty checksum
    const std::size_t begin = layer.begin() + headerSize;
    if (type > mostLength) {
        if (layer.frame().hasFcsLength && layer.cursor().declaredEnd() >= begin + layer.frame().fcsLength)
            layer.declareNextEnd(layer.cursor().declaredEnd() - layer.frame().fcsLength, fields[Check]);
        layer.next({KeySpace::EtherType, type});
        return;
    }
    layer.declareNextEnd(begin + type, fields[Length]);
    layer.next({KeySpace::Payload,
                layer.cursor().peekAt(begin, 2) == rawIpx ? payload::data : payload::llc});
}

void dissect(Layer &layer)
{
    addAddress(layer, fields[Destination], fields[DestinationLocal], fields[DestinationGroup], Column::Destination);
    addAddress(layer, fields[Source], fields[SourceLocal], fields[SourceGroup], Column::Source);
    const std::size_t typeOffset = layer.begin() + 12;
    const auto type = static_cast<std::uint32_t>(layer.cursor().peekAt(typeOffset, 2));
    if (type >= leastType || !layer.cursor().needAt(typeOffset, 2)) {
        layer.fixed(fields[Type]);
    } else {
        layer.add(fields[type > mostLength ? InvalidType : Length], typeOffset, 2, type);
        if (type > mostLength)
            layer.problem(Severity::Warning, fields[InvalidType], typeOffset, 2, "neither a length nor a type");
    }
    layer.cursor().skip(headerSize);
    if (type > mostLength && type < leastType)
        layer.next({KeySpace::Payload, payload::data});
    else
        chooseNext(layer, type);
}

void finish(Layer &layer)
{
    addEthernetTrailer(layer, {fields[Padding], fields[Trailer], &fields[Check], &fields[CheckStatus]});
}

void title(TextSink &sink, const LayerText &text)
{
    sink << (text.find(fields[Length]) != nullptr ? ", IEEE 802.3" : " II");
    writeMac(sink << ", Src: ", text.value(fields[Source]));
    writeMac(sink << ", Dst: ", text.value(fields[Destination]));
}

void summary(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[Type]) != nullptr)
        sink << "Ethernet II";
}

void column(TextSink &sink, const LayerText &text)
{
    const auto layers = text.dissection.layers();
    const Field *type = text.find(fields[Type]);
    const bool isUnknown = type != nullptr && text.dissection.protocolOf(layers.back()).anonymous;
    if (isUnknown)
        (sink << "0x").hex(type->value, 4);
    else
        sink << "Ethernet";
}

std::string_view stackName(const LayerText &text)
{
    return text.find(fields[Type]) != nullptr ? "eth:ethertype" : "eth";
}

} // namespace

extern const Protocol eth;
constexpr Protocol eth{.name = "Ethernet",
                       .longName = "Ethernet",
                       .filterName = "eth",
                       .fields = fields,
                       .dissect = dissect,
                       .finish = finish,
                       .title = title,
                       .summary = summary,
                       .column = column,
                       .stackName = stackName};

} // namespace framelens::protocols

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// IPv6 routing header (RFC 8200, section 4.4; type 0: RFC 5095, 2: RFC 6275, 3: RFC 6554, 4: RFC 8754).
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +---------------+---------------+---------------+---------------+
//  |  Next header  |Units of 8 - 1 |     Type      | Segments left |
//  +---------------+---------------+---------------+---------------+
//  |                      Depends on the type                      |
#include "core/decode/format.h"
#include "core/decode/ip_names.h"
#include "core/decode/layer.h"
#include "core/decode/parse.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    NextHeader, Length, Type, SegmentsLeft, LengthInBytes, SourceReserved, SourceAddress, HomeReserved, HomeAddress,
    CompressedInternal, CompressedFinal, Pad, RplReserved, RplAddress, LastEntry, SegmentFlags, Tag, SegmentAddress,
    Unknown, Count
};

constexpr std::array<ValueName, 9> typeNames = {{
    {0, "Source Route"}, {1, "Nimrod"}, {2, "Type 2 Routing"}, {3, "RPL Source Route"}, {4, "Segment Routing"},
    {5, "Compact Routing Header 16"}, {6, "Compact Routing Header 32"}, {253, "Experiment 1"}, {254, "Experiment 2"},
}};

constexpr FieldSpec bytes(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::ByteString};
}

constexpr FieldSpec address(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Ipv6, .bits = {0, 128}};
}

constexpr FieldSpec rpl(Index index, std::string_view name, std::string_view label, Bits bits, std::int8_t from)
{
    return {.index = index, .name = name, .label = label, .bits = bits, .shownBytes = 4, .shownFrom = from,
            .reference = "RFC 6554, 3"};
}

constexpr auto fields = fieldTable("ipv6", {
    {.index = NextHeader, .name = "ipv6.routing.nxt", .label = "Next Header", .bits = {0, 8},
     .names = ipProtocolNames},
    {.index = Length, .name = "ipv6.routing.len", .label = "Length", .bits = {8, 8}},
    {.index = Type, .name = "ipv6.routing.type", .label = "Type", .bits = {16, 8}, .names = typeNames},
    {.index = SegmentsLeft, .name = "ipv6.routing.segleft", .label = "Segments Left", .bits = {24, 8}},
    {.index = LengthInBytes, .name = "ipv6.routing.len_oct", .label = "Length", .unit = " bytes"},
    bytes(SourceReserved, "ipv6.routing.src.reserved", "Reserved"),
    address(SourceAddress, "ipv6.routing.src.addr", "Address"),
    bytes(HomeReserved, "ipv6.routing.mipv6.reserved", "Reserved"),
    address(HomeAddress, "ipv6.routing.mipv6.home_address", "Home Address"),
    rpl(CompressedInternal, "ipv6.routing.rpl.cmprI", "Compressed Internal Octets (CmprI)", {32, 4}, 0),
    rpl(CompressedFinal, "ipv6.routing.rpl.cmprE", "Compressed Final Octets (CmprE)", {36, 4}, 0),
    rpl(Pad, "ipv6.routing.rpl.pad", "Padding Bytes", {40, 4}, -1),
    rpl(RplReserved, "ipv6.routing.rpl.reserved", "Reserved", {44, 20}, -1),
    bytes(RplAddress, "ipv6.routing.rpl.address", "Address"),
    {.index = LastEntry, .name = "ipv6.routing.srh.last_entry", .label = "Last Entry", .bits = {32, 8}},
    {.index = SegmentFlags, .name = "ipv6.routing.srh.flags", .label = "Flags", .base = Base::Hex, .bits = {40, 8}},
    bytes(Tag, "ipv6.routing.srh.tag", "Tag"),
    address(SegmentAddress, "ipv6.routing.srh.addr", "Address"),
    bytes(Unknown, "ipv6.routing.unknown_data", "Type-Specific Data"),
});

static_assert(tiles(fields, NextHeader, SegmentsLeft, 4), "the common part is 4 bytes");

void addAddresses(Layer &layer, ByteCursor &body, const FieldSpec &spec, std::size_t most)
{
    parse::repeat(body, most, [&](ByteCursor &cursor, std::size_t /*i*/) {
        layer.read(cursor, spec);
        return true;
    });
}

void addSegments(Layer &layer, ByteCursor &body)
{
    const std::uint64_t last = layer.fixed(fields[LastEntry]);
    layer.fixed(fields[SegmentFlags]);
    body.skip(2);
    layer.readBytes(body, fields[Tag], 2);
    addAddresses(layer, body, fields[SegmentAddress], static_cast<std::size_t>(last) + 1);
    layer.readRest(body, fields[Unknown]);
}

// Addresses leave out the bytes they share with the packet's destination.
void addCompressed(Layer &layer, ByteCursor &body)
{
    const auto internal = static_cast<std::size_t>(layer.fixed(fields[CompressedInternal]));
    const auto final = static_cast<std::size_t>(layer.fixed(fields[CompressedFinal]));
    const auto pad = static_cast<std::size_t>(layer.fixed(fields[Pad]));
    layer.fixed(fields[RplReserved]);
    body.skip(4);
    const std::size_t left = body.left();
    if (left < pad + 16 - final)
        return;
    ByteCursor inner = body.sub(left - pad - (16 - final));
    parse::repeat(inner, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
        layer.readBytes(cursor, fields[RplAddress], 16 - internal);
        return true;
    });
    layer.readBytes(body, fields[RplAddress], 16 - final);
}

void addBody(Layer &layer, ByteCursor &body, std::uint64_t type)
{
    switch (type) {
    case 0:
        layer.readBytes(body, fields[SourceReserved], 4);
        addAddresses(layer, body, fields[SourceAddress], limits::items);
        return;
    case 2:
        layer.readBytes(body, fields[HomeReserved], 4);
        layer.read(body, fields[HomeAddress]);
        return;
    case 3: addCompressed(layer, body); return;
    case 4: addSegments(layer, body); return;
    default: layer.readRest(body, fields[Unknown]); return;
    }
}

void dissect(Layer &layer)
{
    const auto next = static_cast<std::uint32_t>(layer.fixed(fields[NextHeader]));
    const std::uint64_t length = layer.fixed(fields[Length]);
    const std::size_t size = (static_cast<std::size_t>(length) + 1) * 8;
    if (!layer.cursor().failed())
        layer.addGenerated(fields[LengthInBytes], size, layer.begin() + 1, 1);
    const std::uint64_t type = layer.fixed(fields[Type]);
    layer.fixed(fields[SegmentsLeft]);
    ByteCursor body = layer.cursor().sub(size);
    body.skip(4);
    if (!body.failed())
        addBody(layer, body, type);
    layer.noteFault(body);
    if (next != 59)
        layer.next({KeySpace::Ipv6Next, next}, {KeySpace::IpProtocol, next});
}

void title(TextSink &sink, const LayerText &text)
{
    if (const auto name = nameOf(typeNames, text.value(fields[Type])))
        sink << " (" << *name << ')';
}

void summary(TextSink &sink, const LayerText &text)
{
    sink << (text.value(fields[NextHeader]) == 59 ? "IPv6 no next header" : "IPv6 routing");
}

} // namespace

extern const Protocol ipv6Routing;
constexpr Protocol ipv6Routing{.name = "IPv6",
                               .longName = "Routing Header for IPv6",
                               .filterName = "ipv6.routing",
                               .fields = fields,
                               .dissect = dissect,
                               .title = title,
                               .summary = summary,
                               .extendsCarrier = true};

} // namespace framelens::protocols

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// IPv6 fragment header (RFC 8200, section 4.5).
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +---------------+---------------+-------------------------+---+-+
//  |  Next header  |   Reserved    |     Fragment offset     |Res|M|
//  +---------------+---------------+-------------------------+---+-+
//  |                        Identification                         |
#include "core/decode/ip_names.h"
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { NextHeader, ReservedOctet, Offset, ReservedBits, More, Identification, Count };

constexpr std::array<ValueName, 2> noYes = {{{0, "No"}, {1, "Yes"}}};

constexpr auto fields = fieldTable("ipv6", {
    {.index = NextHeader, .name = "ipv6.fraghdr.nxt", .label = "Next header", .bits = {0, 8},
     .names = ipProtocolNames},
    {.index = ReservedOctet, .name = "ipv6.fraghdr.reserved_octet", .label = "Reserved octet", .base = Base::Hex,
     .bits = {8, 8}},
    {.index = Offset, .name = "ipv6.fraghdr.offset", .label = "Offset", .bits = {16, 13}, .scale = 8,
     .unit = " bytes"},
    {.index = ReservedBits, .name = "ipv6.fraghdr.reserved_bits", .label = "Reserved bits", .bits = {29, 2},
     .shownBytes = 2, .shownFrom = -1},
    {.index = More, .name = "ipv6.fraghdr.more", .label = "More Fragments", .type = FieldType::Boolean,
     .bits = {31, 1}, .shownBytes = 2, .shownFrom = -1, .names = noYes},
    {.index = Identification, .name = "ipv6.fraghdr.ident", .label = "Identification", .base = Base::Hex,
     .bits = {32, 32}},
});

constexpr std::size_t headerSize = 8;
static_assert(tiles(fields, NextHeader, Identification, headerSize), "the header is 8 bytes");

void dissect(Layer &layer)
{
    const auto next = static_cast<std::uint32_t>(layer.fixed(fields[NextHeader]));
    layer.fixed(fields[ReservedOctet]);
    const std::uint64_t offset = layer.fixed(fields[Offset]);
    layer.fixed(fields[ReservedBits]);
    const std::uint64_t more = layer.fixed(fields[More]);
    layer.fixed(fields[Identification]);
    layer.cursor().skip(headerSize);
    layer.carried().isFragment = more != 0;
    if (offset != 0)
        layer.next({KeySpace::Payload, payload::data});
    else if (next != 59)
        layer.next({KeySpace::Ipv6Next, next}, {KeySpace::IpProtocol, next});
}

void summary(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[Identification]) == nullptr)
        return;
    (sink << "IPv6 fragment (off=").number(text.value(fields[Offset]));
    sink << " more=" << (text.value(fields[More]) != 0 ? 'y' : 'n') << " ident=0x";
    sink.hex(text.value(fields[Identification]), 8) << " nxt=";
    sink.number(text.value(fields[NextHeader])) << ')';
}

} // namespace

extern const Protocol ipv6Fragment;
constexpr Protocol ipv6Fragment{.name = "IPv6",
                                .longName = "Fragment Header for IPv6",
                                .filterName = "ipv6.fraghdr",
                                .fields = fields,
                                .dissect = dissect,
                                .summary = summary,
                                .extendsCarrier = true};

} // namespace framelens::protocols

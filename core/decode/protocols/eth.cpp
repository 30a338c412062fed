// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Ethernet II and IEEE 802.3 (IEEE 802.3-2022, 3.1; RFC 894).
//
//  +--------+--------+--------+--------+--------+--------+
//  |              Destination address                     |
//  +--------+--------+--------+--------+--------+--------+
//  |                Source address                        |
//  +--------+--------+--------+--------+--------+--------+
//  | Type or length  |  payload ...
//  +--------+--------+
#include "core/decode/format.h"
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { Destination, Source, Type, Count };

constexpr std::array<std::string_view, 1> addressAlias = {"eth.addr"};

constexpr auto fields = fieldTable("eth", {
    {.index = Destination, .name = "eth.dst", .label = "Destination", .type = FieldType::Mac, .bits = {0, 48},
     .aliases = addressAlias},
    {.index = Source, .name = "eth.src", .label = "Source", .type = FieldType::Mac, .bits = {48, 48},
     .aliases = addressAlias},
    {.index = Type, .name = "eth.type", .label = "Type", .base = Base::Hex, .bits = {96, 16}},
});

static_assert(tiles(fields, Destination, Type, 14), "the header is 14 bytes");

void dissect(Layer &layer)
{
    const std::uint64_t destination = layer.fixed(fields[Destination]);
    layer.column(Column::Destination, fields[Destination], layer.begin(), 6, destination);
    const std::uint64_t source = layer.fixed(fields[Source]);
    layer.column(Column::Source, fields[Source], layer.begin() + 6, 6, source);
    const auto type = static_cast<std::uint32_t>(layer.fixed(fields[Type]));
    layer.cursor().skip(14);
    layer.next({KeySpace::EtherType, type});
}

void title(TextSink &sink, const LayerText &text)
{
    writeMac(sink << ", Src: ", text.value(fields[Source]));
    writeMac(sink << ", Dst: ", text.value(fields[Destination]));
}

} // namespace

extern const Protocol eth;
constexpr Protocol eth{.name = "Ethernet",
                       .longName = "Ethernet II",
                       .filterName = "eth",
                       .fields = fields,
                       .dissect = dissect,
                       .title = title,
                       .stackName = "eth:ethertype"};

} // namespace framelens::protocols

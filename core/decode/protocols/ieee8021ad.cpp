// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Provider bridges' service tag (IEEE 802.1Q-2022, 9.6; once IEEE 802.1ad).
//
//   3 bits     1         12 bits                16 bits
//  +----------+-----+----------------+----------------------+
//  | Priority | DEI | VLAN identifier| Type                 |
//  +----------+-----+----------------+----------------------+
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { Priority, Dei, Id };

constexpr auto fields = fieldTable("ieee8021ad", {
    {.index = Priority, .name = "ieee8021ad.priority", .label = "Priority", .bits = {0, 3}},
    {.index = Dei, .name = "ieee8021ad.dei", .label = "DEI", .type = FieldType::Boolean, .bits = {3, 1}},
    {.index = Id, .name = "ieee8021ad.id", .label = "ID", .bits = {4, 12}},
});

static_assert(tiles(fields, Priority, Id, 2), "the tag's information is 2 bytes");

void dissect(Layer &layer)
{
    layer.fixedAll(fields[Priority], fields[Dei], fields[Id]);
    layer.cursor().skip(2);
    layer.next({KeySpace::EtherType, layer.cursor().u16()});
}

void title(TextSink &sink, const LayerText &text)
{
    (sink << ", PRI: ").number(text.value(fields[Priority]));
    (sink << ", DROP: ").number(text.value(fields[Dei]));
    (sink << ", ID: ").number(text.value(fields[Id]));
}

void summary(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[Id]) == nullptr)
        return;
    (sink << "PRI: ").number(text.value(fields[Priority]));
    (sink << "  DROP: ").number(text.value(fields[Dei]));
    (sink << "  ID: ").number(text.value(fields[Id]));
}

std::string_view stackName(const LayerText & /*text*/) { return "ieee8021ad:ethertype"; }

} // namespace

extern const Protocol ieee8021ad;
constexpr Protocol ieee8021ad{.name = "802.1ad",
                              .longName = "IEEE 802.1ad",
                              .filterName = "ieee8021ad",
                              .fields = fields,
                              .dissect = dissect,
                              .title = title,
                              .summary = summary,
                              .stackName = stackName};

} // namespace framelens::protocols

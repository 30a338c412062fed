// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// VLAN tag (IEEE 802.1Q-2022, 9.6).
//
//   3 bits     1         12 bits                16 bits
//  +----------+-----+----------------+----------------------+
//  | Priority | DEI | VLAN identifier| Type or length       |
//  +----------+-----+----------------+----------------------+
#include "core/decode/ethernet_trailer.h"
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { Priority, Dei, Id, Type, Length, Padding, Trailer };

constexpr std::array<ValueName, 8> priorityNames = {{{0, "Best Effort (default)"},
                                                     {1, "Background"},
                                                     {2, "Excellent Effort"},
                                                     {3, "Critical Applications"},
                                                     {4, "Video, < 100ms latency and jitter"},
                                                     {5, "Voice, < 10ms latency and jitter"},
                                                     {6, "Internetwork Control"},
                                                     {7, "Network Control"}}};
constexpr std::array<ValueName, 2> deiNames = {{{0, "Ineligible"}, {1, "Eligible"}}};

constexpr auto fields = fieldTable("vlan", {
    {.index = Priority, .name = "vlan.priority", .label = "Priority", .bits = {0, 3}, .shownBytes = 2,
     .names = priorityNames},
    {.index = Dei, .name = "vlan.dei", .label = "DEI", .type = FieldType::Boolean, .bits = {3, 1}, .shownBytes = 2,
     .names = deiNames},
    {.index = Id, .name = "vlan.id", .label = "ID", .bits = {4, 12}},
    {.index = Type, .name = "vlan.etype", .label = "Type", .base = Base::Hex, .bits = {16, 16}},
    {.index = Length, .name = "vlan.len", .label = "Length"},
    {.index = Padding, .name = "eth.padding", .label = "Padding", .type = FieldType::ByteString},
    {.index = Trailer, .name = "vlan.trailer", .label = "Trailer", .type = FieldType::ByteString},
}, "eth");

static_assert(tiles(fields, Priority, Type, 4), "the tag is 4 bytes");

constexpr std::size_t headerSize = 4;
constexpr std::uint32_t mostLength = 1500;

void dissect(Layer &layer)
{
    constexpr std::uint64_t rawIpx = 0xffff;
    layer.fixedAll(fields[Priority], fields[Dei], fields[Id]);
    const std::size_t typeOffset = layer.begin() + 2;
    const std::size_t begin = layer.begin() + headerSize;
    const auto type = static_cast<std::uint32_t>(layer.cursor().peekAt(typeOffset, 2));
    const bool isLength = type <= mostLength && layer.cursor().needAt(typeOffset, 2);
    if (!isLength)
        layer.fixed(fields[Type]);
    else
        layer.add(fields[Length], typeOffset, 2, type);
    layer.cursor().skip(headerSize);
    if (!isLength) {
        layer.next({KeySpace::EtherType, type});
        return;
    }
    layer.declareNextEnd(begin + type, fields[Length]);
    layer.next({KeySpace::Payload,
                layer.cursor().peekAt(begin, 2) == rawIpx ? payload::data : payload::llc});
}

void finish(Layer &layer) { addEthernetTrailer(layer, {fields[Padding], fields[Trailer]}); }

void title(TextSink &sink, const LayerText &text)
{
    (sink << ", PRI: ").number(text.value(fields[Priority]));
    (sink << ", DEI: ").number(text.value(fields[Dei]));
    (sink << ", ID: ").number(text.value(fields[Id]));
}

void summary(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[Id]) == nullptr)
        return;
    (sink << "PRI: ").number(text.value(fields[Priority]));
    (sink << "  DEI: ").number(text.value(fields[Dei]));
    (sink << "  ID: ").number(text.value(fields[Id]));
}

void column(TextSink &sink, const LayerText &text)
{
    const Field *type = text.find(fields[Type]);
    if (type != nullptr && text.dissection.protocolOf(text.dissection.layers().back()).anonymous)
        (sink << "0x").hex(type->value, 4);
    else
        sink << "VLAN";
}

std::string_view stackName(const LayerText &text)
{
    return text.find(fields[Type]) != nullptr ? "vlan:ethertype" : "vlan";
}

} // namespace

extern const Protocol vlan;
constexpr Protocol vlan{.name = "VLAN",
                        .longName = "802.1Q Virtual LAN",
                        .filterName = "vlan",
                        .fields = fields,
                        .dissect = dissect,
                        .finish = finish,
                        .title = title,
                        .summary = summary,
                        .column = column,
                        .stackName = stackName};

} // namespace framelens::protocols

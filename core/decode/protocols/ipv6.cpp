// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Internet Protocol version 6 (RFC 8200, section 3). Extension headers are layers of their own.
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-------+---------------+---------------------------------------+
//  |Version| Traffic class |              Flow label               |
//  +-------+---------------+-------+---------------+---------------+
//  |        Payload length         |  Next header  |   Hop limit   |
//  +-------------------------------+---------------+---------------+
//  |                   Source address (128 bits)                   |
//  +---------------------------------------------------------------+
//  |                Destination address (128 bits)                 |
#include "core/decode/format.h"
#include "core/decode/ip_names.h"
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    Version, TrafficClass, Dscp, Ecn, FlowLabel, PayloadLength, NextHeader, HopLimit, Source, Destination,
    SourceMac, DestinationMac, SourceGateway, SourceSite, DestinationGateway, DestinationSite, Count
};

constexpr std::array<std::string_view, 1> versionAlias = {"ip.version"};
constexpr std::array<std::string_view, 1> addressAlias = {"ipv6.addr"};
constexpr std::array<std::string_view, 1> macAlias = {"ipv6.slaac_mac"};
constexpr std::array<std::string_view, 1> gatewayAlias = {"ipv6.6to4_gw_ipv4"};
constexpr std::array<std::string_view, 1> siteAlias = {"ipv6.6to4_sla_id"};

constexpr auto fields = fieldTable("ipv6", {
    {.index = Version, .name = "ipv6.version", .label = "Version", .bits = {0, 4},
     .aliases = versionAlias},
    {.index = TrafficClass, .name = "ipv6.tclass", .label = "Traffic Class", .base = Base::Hex, .bits = {4, 8},
     .shownBytes = 4, .text = writeTrafficClass},
    {.index = Dscp, .name = "ipv6.tclass.dscp", .label = "Differentiated Services Codepoint", .bits = {4, 6},
     .parent = TrafficClass, .shownBytes = 4, .names = dscpNames},
    {.index = Ecn, .name = "ipv6.tclass.ecn", .label = "Explicit Congestion Notification", .bits = {10, 2},
     .parent = TrafficClass, .shownBytes = 4, .shownFrom = -1, .names = ecnNames},
    {.index = FlowLabel, .name = "ipv6.flow", .label = "Flow Label", .base = Base::Hex, .bits = {12, 20}},
    {.index = PayloadLength, .name = "ipv6.plen", .label = "Payload Length", .bits = {32, 16}},
    {.index = NextHeader, .name = "ipv6.nxt", .label = "Next Header", .bits = {48, 8}, .names = ipProtocolNames},
    {.index = HopLimit, .name = "ipv6.hlim", .label = "Hop Limit", .bits = {56, 8}},
    {.index = Source, .name = "ipv6.src", .label = "Source Address", .type = FieldType::Ipv6, .bits = {64, 128},
     .aliases = addressAlias},
    {.index = Destination, .name = "ipv6.dst", .label = "Destination Address", .type = FieldType::Ipv6,
     .bits = {192, 128}, .aliases = addressAlias},
    {.index = SourceMac, .name = "ipv6.src_slaac_mac", .label = "Source SLAAC MAC", .type = FieldType::Mac,
     .aliases = macAlias, .reference = "RFC 4291, appendix A"},
    {.index = DestinationMac, .name = "ipv6.dst_slaac_mac", .label = "Destination SLAAC MAC", .type = FieldType::Mac,
     .aliases = macAlias, .reference = "RFC 4291, appendix A"},
    {.index = SourceGateway, .name = "ipv6.src_6to4_gw_ipv4", .label = "Source 6to4 Gateway IPv4",
     .type = FieldType::Ipv4, .aliases = gatewayAlias, .reference = "RFC 3056, 2"},
    {.index = SourceSite, .name = "ipv6.src_6to4_sla_id", .label = "Source 6to4 SLA ID", .aliases = siteAlias,
     .reference = "RFC 3056, 2"},
    {.index = DestinationGateway, .name = "ipv6.dst_6to4_gw_ipv4", .label = "Destination 6to4 Gateway IPv4",
     .type = FieldType::Ipv4, .aliases = gatewayAlias, .reference = "RFC 3056, 2"},
    {.index = DestinationSite, .name = "ipv6.dst_6to4_sla_id", .label = "Destination 6to4 SLA ID",
     .aliases = siteAlias, .reference = "RFC 3056, 2"},
});

constexpr std::size_t headerSize = 40;
static_assert(tiles(fields, Version, Destination, headerSize), "the header is 40 bytes");

// What an address says about where it came from: a MAC address inside the interface identifier (ff:fe in its
// middle, the universal bit inverted), an IPv4 gateway behind the prefix 2002::/16.
void addOrigin(Layer &layer, std::size_t at, const FieldSpec &mac, const FieldSpec &gateway, const FieldSpec &site)
{
    const ByteCursor &cursor = layer.cursor();
    const std::uint64_t identifier = cursor.peekAt(at + 8, 8);
    constexpr std::uint64_t universal = std::uint64_t{2} << 56U;
    if ((identifier & universal) != 0 && ((identifier >> 24U) & 0xffffU) == 0xfffe) {
        const std::uint64_t flipped = identifier ^ universal;
        layer.addGenerated(mac, ((flipped >> 40U) << 24U) | (flipped & 0xffffffU), at + 8, 8);
    }
    if (cursor.peekAt(at, 2) == 0x2002) {
        layer.addGenerated(gateway, cursor.peekAt(at + 2, 4), at + 2, 4);
        layer.addGenerated(site, cursor.peekAt(at + 6, 2), at + 6, 2);
    }
}

void addAddresses(Layer &layer)
{
    const std::size_t source = layer.begin() + 8;
    const std::size_t destination = layer.begin() + 24;
    layer.fixed(fields[Source]);
    layer.column(Column::Source, fields[Source], source, 16);
    layer.fixed(fields[Destination]);
    layer.column(Column::Destination, fields[Destination], destination, 16);
    addOrigin(layer, source, fields[SourceMac], fields[SourceGateway], fields[SourceSite]);
    addOrigin(layer, destination, fields[DestinationMac], fields[DestinationGateway], fields[DestinationSite]);
}

void addTrafficClass(Layer &layer)
{
    layer.fixed(fields[TrafficClass]);
    const Subtree ofClass = layer.subtree();
    layer.fixedAll(fields[Dscp], fields[Ecn]);
}

void dissect(Layer &layer)
{
    const std::uint64_t version = layer.fixed(fields[Version]);
    if (version != 6) {
        layer.problem(Severity::Error, fields[Version], layer.begin(), 1, "the version is not 6");
        return;
    }
    addTrafficClass(layer);
    layer.fixed(fields[FlowLabel]);
    const auto length = static_cast<std::size_t>(layer.fixed(fields[PayloadLength]));
    const auto next = static_cast<std::uint32_t>(layer.fixed(fields[NextHeader]));
    layer.fixed(fields[HopLimit]);
    addAddresses(layer);
    // 0: a jumbogram, or a segment that the sender's card was left to cut (RFC 2675).
    if (length != 0)
        layer.declareEnd(layer.begin() + headerSize + length, fields[PayloadLength]);
    layer.cursor().skip(headerSize);
    Carried &carried = layer.carried();
    carried.addressesOffset = static_cast<std::uint32_t>(layer.begin() + 8);
    carried.addressesSize = 32;
    carried.isFragment = false;
    if (next != 59)
        layer.next({KeySpace::Ipv6Next, next}, {KeySpace::IpProtocol, next});
}

void title(TextSink &sink, const LayerText &text)
{
    const Field *source = text.find(fields[Source]);
    const Field *destination = text.find(fields[Destination]);
    if (source == nullptr || destination == nullptr)
        return;
    writeValue(sink << ", Src: ", text.dissection, *source);
    writeValue(sink << ", Dst: ", text.dissection, *destination);
}

void summary(TextSink &sink, const LayerText &text)
{
    const std::uint64_t version = text.value(fields[Version]);
    const Field *next = text.find(fields[NextHeader]);
    if (text.find(fields[Version]) != nullptr && version != 6)
        (sink << "Bogus IPv6 version (").number(version) << ", must be 6)";
    else if (next != nullptr && next->value == 59)
        sink << "IPv6 no next header";
    else if (next != nullptr)
        (sink << ipProtocolName(next->value) << " (").number(next->value) << ')';
}

} // namespace

extern const Protocol ipv6;
constexpr Protocol ipv6{.name = "IPv6",
                        .longName = "Internet Protocol Version 6",
                        .filterName = "ipv6",
                        .fields = fields,
                        .dissect = dissect,
                        .title = title,
                        .summary = summary};

} // namespace framelens::protocols

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// ICMPv6's table. A header because messages and neighbour discovery's options are two sources: together they
// are too long for one.
#pragma once

#include "core/decode/checksum.h"
#include "core/decode/layer.h"
#include "core/decode/parse.h"

namespace framelens::protocols::icmpv6_detail {

enum Index : std::uint16_t {
    Type, Code, Checksum, ChecksumVerdict, Reserved, Mtu, Pointer, EchoIdent, EchoSequence, Data,
    CurHopLimit, RaFlags, RaManaged, RaOther, RaHome, RaPreference, RaProxy, RaReserved, RouterLifetime, ReachableTime,
    RetransTimer, NsTarget, NaFlags, NaRouter, NaSolicited, NaOverride, NaReserved, NaTarget, RdTarget, RdDestination,
    MldDelay, MldCode, MldAddress, MldFlags, MldReserved, MldSuppress, MldRobustness, MldInterval, MldSources, MldSource,
    Records, Record, RecordType, RecordAux, RecordSources, RecordAddress, RecordSource, RecordAuxData,
    NiType, NiFlags, NiReserved, NiGlobal, NiSite, NiLink, NiCompression, NiUnicast, NiTruncated, NiNonce, NiSubject6,
    NiSubjectName, NiSubject4, NiTtl, NiName, NiAddress6, NiAddress4, MipIdentifier,
    ExtSequence, ExtReserved, ExtLocal, ExtState, ExtReplyReserved, ExtActive, ExtIpv4, ExtIpv6,
    Option, OptType, OptLength, OptReserved, OptPadding, LinkAddress, PrefixLength, PrefixFlags, PrefixOnLink, PrefixAuto,
    PrefixRouter, PrefixReserved, ValidLifetime, PreferredLifetime, Prefix, RedirectedPacket, OptMtu, Interval,
    HomePreference, HomeLifetime, Nonce, RouteFlags, RoutePreference, RouteLifetime, DnsLifetime, DnsServer,
    SearchLifetime, SearchDomain, CaptivePortal, Pref64Lifetime, Pref64Code, Pref64Prefix, Count
};

void writeOptionName(TextSink &sink, const Dissection &dissection, const Field &field);
/// The labels of a domain name that begins at the field, with dots between.
void writeLabels(TextSink &sink, const Dissection &dissection, const Field &field);

inline constexpr std::array<std::string_view, 2> linkAddressAliases = {"icmpv6.opt.src_linkaddr",
                                                                       "icmpv6.opt.target_linkaddr"};

/// IANA, ICMPv6 "type" Numbers.
inline constexpr std::array<ValueName, 37> typeNames = {{
    {1, "Destination Unreachable"}, {2, "Packet Too Big"}, {3, "Time Exceeded"}, {4, "Parameter Problem"},
    {100, "Private experimentation"}, {101, "Private experimentation"}, {128, "Echo (ping) request"},
    {129, "Echo (ping) reply"}, {130, "Multicast Listener Query"}, {131, "Multicast Listener Report"},
    {132, "Multicast Listener Done"}, {133, "Router Solicitation"}, {134, "Router Advertisement"},
    {135, "Neighbor Solicitation"}, {136, "Neighbor Advertisement"}, {137, "Redirect"}, {138, "Router Renumbering"},
    {139, "Node Information Query"}, {140, "Node Information Reply"}, {141, "Inverse Neighbor Discovery Solicitation"},
    {142, "Inverse Neighbor Discovery Advertisement"}, {143, "Multicast Listener Report Message v2"},
    {144, "Home Agent Address Discovery Request"}, {145, "Home Agent Address Discovery Reply"},
    {146, "Mobile Prefix Solicitation"}, {147, "Mobile Prefix Advertisement"}, {148, "Certification Path Solicitation"},
    {149, "Certification Path Advertisement"}, {151, "Multicast Router Advertisement"},
    {152, "Multicast Router Solicitation"}, {153, "Multicast Router Termination"}, {155, "RPL Control"},
    {157, "Duplicate Address Request"}, {158, "Duplicate Address Confirmation"}, {159, "MPL Control Message"},
    {160, "Extended Echo request"}, {161, "Extended Echo reply"},
}};
/// IANA, IPv6 Neighbor Discovery Option Formats.
inline constexpr std::array<ValueName, 19> optionNames = {{
    {1, "Source link-layer address"}, {2, "Target link-layer address"}, {3, "Prefix information"},
    {4, "Redirected header"}, {5, "MTU"}, {6, "NBMA Shortcut Limit Option"}, {7, "Advertisement Interval"},
    {8, "Home Agent Information"}, {9, "Source Address List"}, {10, "Target Address List"}, {13, "Timestamp"},
    {14, "Nonce"}, {24, "Route Information"}, {25, "Recursive DNS Server"}, {26, "RA Flags Extension"},
    {31, "DNS Search List Option"}, {33, "Address Registration Option"}, {37, "DHCP Captive-Portal"},
    {38, "PREF64 Option"},
}};
inline constexpr std::array<ValueName, 4> preferenceNames
    = {{{0, "Medium"}, {1, "High"}, {2, "Reserved"}, {3, "Low"}}};
inline constexpr std::array<ValueName, 6> recordNames
    = {{{1, "Include"}, {2, "Exclude"}, {3, "Changed to include"}, {4, "Changed to exclude"},
        {5, "Allow new sources"}, {6, "Block old sources"}}};
inline constexpr std::array<ValueName, 5> niTypeNames = {{{0, "NOOP"}, {1, "Supported query types (Obsolete)"},
                                                          {2, "Node Name"}, {3, "Node addresses"},
                                                          {4, "IPv4 node addresses"}}};

constexpr FieldSpec number(Index index, std::string_view name, std::string_view label, Bits bits,
                           std::string_view reference = {})
{
    return {.index = index, .name = name, .label = label, .bits = bits, .reference = reference};
}

constexpr FieldSpec hex(Index index, std::string_view name, std::string_view label, Bits bits)
{
    return {.index = index, .name = name, .label = label, .base = Base::Hex, .bits = bits};
}

constexpr FieldSpec typed(Index index, std::string_view name, std::string_view label, FieldType type,
                          std::uint16_t bits = 0)
{
    return {.index = index, .name = name, .label = label, .type = type, .bits = {0, bits}};
}

constexpr FieldSpec address(Index index, std::string_view name, std::string_view label)
{
    return typed(index, name, label, FieldType::Ipv6, 128);
}

// A flag is shown over all bytes of the flags it belongs to, which begin at bit `from`.
constexpr FieldSpec flag(Index index, Index parent, std::string_view name, std::string_view label, std::uint16_t bit,
                         std::uint16_t from, std::uint8_t bytes)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Boolean, .bits = {bit, 1},
            .parent = parent, .shownBytes = bytes,
            .shownFrom = static_cast<std::int8_t>(from / 8 - bit / 8), .names = setNotSet};
}

inline constexpr auto fields = fieldTable("icmpv6", {
    {.index = Type, .name = "icmpv6.type", .label = "Type", .bits = {0, 8}, .names = typeNames},
    number(Code, "icmpv6.code", "Code", {8, 8}),
    hex(Checksum, "icmpv6.checksum", "Checksum", {16, 16}),
    {.index = ChecksumVerdict, .name = "icmpv6.checksum.status", .label = "Checksum Status",
     .text = writeChecksumStatus},
    typed(Reserved, "icmpv6.reserved", "Reserved", FieldType::ByteString),
    number(Mtu, "icmpv6.mtu", "MTU", {32, 32}, "RFC 4443, 3.2"),
    number(Pointer, "icmpv6.pointer", "Pointer", {32, 32}, "RFC 4443, 3.4"),
    hex(EchoIdent, "icmpv6.echo.identifier", "Identifier", {32, 16}),
    number(EchoSequence, "icmpv6.echo.sequence_number", "Sequence", {48, 16}, "RFC 4443, 4.1"),
    typed(Data, "icmpv6.data", "Data", FieldType::ByteString),
    number(CurHopLimit, "icmpv6.nd.ra.cur_hop_limit", "Cur hop limit", {32, 8}, "RFC 4861, 4.2"),
    hex(RaFlags, "icmpv6.nd.ra.flag", "Flags", {40, 8}),
    flag(RaManaged, RaFlags, "icmpv6.nd.ra.flag.m", "Managed address configuration", 40, 40, 1),
    flag(RaOther, RaFlags, "icmpv6.nd.ra.flag.o", "Other configuration", 41, 40, 1),
    flag(RaHome, RaFlags, "icmpv6.nd.ra.flag.h", "Home Agent", 42, 40, 1),
    {.index = RaPreference, .name = "icmpv6.nd.ra.flag.prf", .label = "Prf (Default Router Preference)",
     .bits = {43, 2}, .parent = RaFlags, .names = preferenceNames, .reference = "RFC 4191, 2.2"},
    flag(RaProxy, RaFlags, "icmpv6.nd.ra.flag.p", "Proxy", 45, 40, 1),
    {.index = RaReserved, .name = "icmpv6.nd.ra.flag.rsv", .label = "Reserved", .bits = {46, 2}, .parent = RaFlags},
    number(RouterLifetime, "icmpv6.nd.ra.router_lifetime", "Router lifetime (s)", {48, 16}),
    number(ReachableTime, "icmpv6.nd.ra.reachable_time", "Reachable time (ms)", {64, 32}),
    number(RetransTimer, "icmpv6.nd.ra.retrans_timer", "Retrans timer (ms)", {96, 32}),
    address(NsTarget, "icmpv6.nd.ns.target_address", "Target Address"),
    hex(NaFlags, "icmpv6.nd.na.flag", "Flags", {32, 32}),
    flag(NaRouter, NaFlags, "icmpv6.nd.na.flag.r", "Router", 32, 32, 4),
    flag(NaSolicited, NaFlags, "icmpv6.nd.na.flag.s", "Solicited", 33, 32, 4),
    flag(NaOverride, NaFlags, "icmpv6.nd.na.flag.o", "Override", 34, 32, 4),
    {.index = NaReserved, .name = "icmpv6.nd.na.flag.rsv", .label = "Reserved", .bits = {35, 29}, .parent = NaFlags},
    address(NaTarget, "icmpv6.nd.na.target_address", "Target Address"),
    address(RdTarget, "icmpv6.nd.rd.target_address", "Target Address"),
    address(RdDestination, "icmpv6.rd.na.destination_address", "Destination Address"),
    number(MldDelay, "icmpv6.mld.maximum_response_delay", "Maximum Response Delay [ms]", {32, 16}, "RFC 2710, 3"),
    number(MldCode, "icmpv6.mld.maximum_response_code", "Maximum Response Code", {32, 16}, "RFC 3810, 5.1"),
    address(MldAddress, "icmpv6.mld.multicast_address", "Multicast Address"),
    hex(MldFlags, "icmpv6.mld.flag", "Flags", {192, 8}),
    {.index = MldReserved, .name = "icmpv6.mld.flag.reserved", .label = "Reserved", .bits = {192, 4},
     .parent = MldFlags},
    flag(MldSuppress, MldFlags, "icmpv6.mld.flag.s", "Suppress Router-Side Processing", 196, 192, 1),
    {.index = MldRobustness, .name = "icmpv6.mld.flag.qrv", .label = "QRV (Querier's Robustness Variable)",
     .bits = {197, 3}, .parent = MldFlags},
    number(MldInterval, "icmpv6.mld.qqi", "QQIC (Querier's Query Interval Code)", {200, 8}),
    number(MldSources, "icmpv6.mld.nb_sources", "Number of Sources", {208, 16}),
    address(MldSource, "icmpv6.mld.source_address", "Source Address"),
    number(Records, "icmpv6.mldr.nb_mcast_records", "Number of Multicast Address Records", {48, 16}, "RFC 3810, 5.2"),
    typed(Record, "icmpv6.mldr.mar", "Multicast Address Record", FieldType::Group),
    {.index = RecordType, .name = "icmpv6.mldr.mar.record_type", .label = "Record Type", .bits = {0, 8},
     .names = recordNames},
    number(RecordAux, "icmpv6.mldr.mar.aux_data_len", "Aux Data Len", {0, 8}),
    number(RecordSources, "icmpv6.mldr.mar.nb_sources", "Number of Sources", {0, 16}),
    address(RecordAddress, "icmpv6.mldr.mar.multicast_address", "Multicast Address"),
    address(RecordSource, "icmpv6.mldr.mar.source_address", "Source Address"),
    typed(RecordAuxData, "icmpv6.mldr.mar.auxiliary_data", "Auxiliary Data", FieldType::ByteString),
    {.index = NiType, .name = "icmpv6.ni.qtype", .label = "Qtype", .bits = {32, 16}, .names = niTypeNames,
     .reference = "RFC 4620, 4"},
    hex(NiFlags, "icmpv6.ni.flag", "Flags", {48, 16}),
    {.index = NiReserved, .name = "icmpv6.ni.flag.rsv", .label = "Reserved", .base = Base::Hex, .bits = {48, 10},
     .parent = NiFlags},
    flag(NiGlobal, NiFlags, "icmpv6.ni.flag.g", "Global-scope addresses", 58, 48, 2),
    flag(NiSite, NiFlags, "icmpv6.ni.flag.s", "Site-local addresses", 59, 48, 2),
    flag(NiLink, NiFlags, "icmpv6.ni.flag.l", "Link-local addresses", 60, 48, 2),
    flag(NiCompression, NiFlags, "icmpv6.ni.flag.c", "Compression", 61, 48, 2),
    flag(NiUnicast, NiFlags, "icmpv6.ni.flag.a", "Unicast Addresses", 62, 48, 2),
    flag(NiTruncated, NiFlags, "icmpv6.ni.flag.t", "Truncated", 63, 48, 2),
    hex(NiNonce, "icmpv6.ni.nonce", "Nonce", {64, 64}),
    address(NiSubject6, "icmpv6.ni.query.subject_ipv6", "IPv6 subject address"),
    {.index = NiSubjectName, .name = "icmpv6.ni.query.subject_fqdn", .label = "FQDN subject", .type = FieldType::Text,
     .text = writeLabels},
    typed(NiSubject4, "icmpv6.ni.query.subject_ipv4", "IPv4 subject address", FieldType::Ipv4, 32),
    typed(NiTtl, "icmpv6.ni.reply.node_ttl", "TTL", FieldType::Unsigned, 32),
    {.index = NiName, .name = "icmpv6.ni.reply.node_name", .label = "Name Node", .type = FieldType::Text,
     .text = writeLabels},
    address(NiAddress6, "icmpv6.ni.reply.node_address", "IPv6 Node address"),
    typed(NiAddress4, "icmpv6.ni.reply.ipv4_address", "IPv4 Node address", FieldType::Ipv4, 32),
    {.index = MipIdentifier, .name = "icmpv6.mip6.identifier", .label = "Identifier", .base = Base::DecHex,
     .bits = {32, 16}, .reference = "RFC 6275, 6.5"},
    {.index = ExtSequence, .name = "icmpv6.ext.echo.seq", .label = "Sequence number", .base = Base::DecHex,
     .bits = {48, 8}, .reference = "RFC 8335"},
    hex(ExtReserved, "icmpv6.ext.echo.req.res", "Reserved", {56, 7}),
    {.index = ExtLocal, .name = "icmpv6.ext.echo.req.local", .label = "Local bit", .type = FieldType::Boolean,
     .bits = {63, 1}},
    number(ExtState, "icmpv6.ext.echo.rsp.state", "State", {56, 3}),
    hex(ExtReplyReserved, "icmpv6.ext.echo.rsp.res", "Reserved", {59, 2}),
    {.index = ExtActive, .name = "icmpv6.ext.echo.rsp.active", .label = "Active bit", .type = FieldType::Boolean,
     .bits = {61, 1}},
    {.index = ExtIpv4, .name = "icmpv6.ext.echo.rsp.ipv4", .label = "IPv4 bit", .type = FieldType::Boolean,
     .bits = {62, 1}},
    {.index = ExtIpv6, .name = "icmpv6.ext.echo.rsp.ipv6", .label = "IPv6 bit", .type = FieldType::Boolean,
     .bits = {63, 1}},
    {.index = Option, .name = "icmpv6.opt", .label = "ICMPv6 Option", .type = FieldType::Group,
     .text = writeOptionName, .reference = "RFC 4861, 4.6"},
    {.index = OptType, .name = "icmpv6.opt.type", .label = "Type", .bits = {0, 8}, .names = optionNames},
    {.index = OptLength, .name = "icmpv6.opt.length", .label = "Length", .bits = {8, 8}, .unit = " (units of 8 bytes)"},
    typed(OptReserved, "icmpv6.opt.reserved", "Reserved", FieldType::ByteString),
    typed(OptPadding, "icmpv6.opt.padding", "Padding", FieldType::ByteString),
    {.index = LinkAddress, .name = "icmpv6.opt.linkaddr", .label = "Link-layer address", .type = FieldType::ByteString,
     .aliases = linkAddressAliases},
    number(PrefixLength, "icmpv6.opt.prefix.length", "Prefix Length", {16, 8}),
    hex(PrefixFlags, "icmpv6.opt.prefix.flag", "Flag", {24, 8}),
    flag(PrefixOnLink, PrefixFlags, "icmpv6.opt.prefix.flag.l", "On-link flag(L)", 24, 24, 1),
    flag(PrefixAuto, PrefixFlags, "icmpv6.opt.prefix.flag.a", "Autonomous address-configuration flag(A)", 25, 24, 1),
    flag(PrefixRouter, PrefixFlags, "icmpv6.opt.prefix.flag.r", "Router address flag(R)", 26, 24, 1),
    {.index = PrefixReserved, .name = "icmpv6.opt.prefix.flag.reserved", .label = "Reserved", .bits = {27, 5},
     .parent = PrefixFlags},
    number(ValidLifetime, "icmpv6.opt.prefix.valid_lifetime", "Valid Lifetime", {32, 32}),
    number(PreferredLifetime, "icmpv6.opt.prefix.preferred_lifetime", "Preferred Lifetime", {64, 32}),
    typed(Prefix, "icmpv6.opt.prefix", "Prefix", FieldType::Ipv6),
    typed(RedirectedPacket, "icmpv6.opt.redirected_packet", "Redirected Packet", FieldType::ByteString),
    typed(OptMtu, "icmpv6.opt.mtu", "MTU", FieldType::Unsigned, 32),
    typed(Interval, "icmpv6.opt.advertisement_interval", "Advertisement Interval", FieldType::Unsigned, 32),
    typed(HomePreference, "icmpv6.opt.home_agent_preference", "Home Agent Preference", FieldType::Unsigned, 16),
    typed(HomeLifetime, "icmpv6.opt.home_agent_lifetime", "Home Agent Lifetime", FieldType::Unsigned, 16),
    typed(Nonce, "icmpv6.opt.nonce", "Nonce", FieldType::ByteString),
    hex(RouteFlags, "icmpv6.opt.route_info.flag", "Flag", {24, 8}),
    {.index = RoutePreference, .name = "icmpv6.opt.route_info.flag.route_preference", .label = "Route Preference",
     .bits = {27, 2}, .parent = RouteFlags, .names = preferenceNames, .reference = "RFC 4191, 2.3"},
    number(RouteLifetime, "icmpv6.opt.route_lifetime", "Route Lifetime", {32, 32}),
    typed(DnsLifetime, "icmpv6.opt.rdnss.lifetime", "Lifetime", FieldType::Unsigned, 32),
    address(DnsServer, "icmpv6.opt.rdnss", "Recursive DNS Servers"),
    typed(SearchLifetime, "icmpv6.opt.dnssl.lifetime", "Lifetime", FieldType::Unsigned, 32),
    {.index = SearchDomain, .name = "icmpv6.opt.dnssl", .label = "Domain Names", .type = FieldType::Text,
     .text = writeLabels, .reference = "RFC 8106, 5.2"},
    typed(CaptivePortal, "icmpv6.opt.captive_portal", "Captive Portal", FieldType::Text),
    {.index = Pref64Lifetime, .name = "icmpv6.opt.pref64.scaled_lifetime", .label = "Scaled Lifetime",
     .bits = {16, 13}, .reference = "RFC 8781, 4"},
    {.index = Pref64Code, .name = "icmpv6.opt.pref64.plc", .label = "PLC (Prefix Length Code)", .base = Base::Hex,
     .bits = {29, 3}, .shownBytes = 2, .shownFrom = -1},
    typed(Pref64Prefix, "icmpv6.opt.pref64.prefix", "Prefix", FieldType::Ipv6),
});

static_assert(tiles(fields, Type, Checksum, 4), "the common header is 4 bytes");

/// Adds neighbour discovery's options from the layer's cursor to its end.
void addOptions(Layer &layer);

} // namespace framelens::protocols::icmpv6_detail

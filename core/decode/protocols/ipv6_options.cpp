// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// IPv6 hop-by-hop and destination options headers (RFC 8200, sections 4.2, 4.3 and 4.6): two protocols with
// one layout, and so one source.
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +---------------+---------------+---------------+---------------+
//  |  Next header  |Units of 8 - 1 |  Option type  | Option length |
//  +---------------+---------------+---------------+---------------+
//  |                         Option data ...                       |
#include "core/decode/format.h"
#include "core/decode/ip_names.h"
#include "core/decode/layer.h"
#include "core/decode/parse.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    HopNext, HopLength, HopBytes, DestinationNext, DestinationLength, DestinationBytes, Option, OptionType, Action, Change,
    LowBits, OptionLength, Pad1, PadN, RouterAlert, TunnelLimit, Jumbo, CalipsoDoi, CalipsoWords, CalipsoLevel,
    CalipsoChecksum, CalipsoBitmap, PmtuLeast, PmtuReturned, PmtuFlag, HomeAddress, RplFlag, RplDown, RplRankError,
    RplForwardingError, RplReserved, RplInstance, RplRank, IlnpNonce, LineLength, LineId, Experimental, Unknown, Count
};

constexpr std::array<ValueName, 27> optionNames = {{
    {0, "Pad1"}, {1, "PadN"}, {4, "Tunnel Encapsulation Limit"}, {5, "Router Alert"}, {7, "CALIPSO"}, {8, "SMF_DPD"},
    {15, "Performance and Diagnostic Metrics"}, {30, "Experimental (0x1E)"}, {38, "Quick-Start"},
    {48, "Path MTU Option"}, {49, "IOAM Option"}, {62, "Experimental (0x3E)"},
    {65, "Tunnel Payload Forwarding (TPF) Information"}, {94, "Experimental (0x5E)"}, {99, "RPL Option"},
    {109, "MPL Option"}, {126, "Experimental (0x7E)"}, {138, "Endpoint Identification"}, {139, "ILNP Nonce"},
    {140, "Line-Identification Option"}, {158, "Experimental (0x9E)"}, {190, "Experimental (0xBE)"},
    {194, "Jumbo Payload"}, {201, "Home Address"}, {222, "Experimental (0xDE)"}, {238, "IP_DFF"},
    {254, "Experimental (0xFE)"},
}};
constexpr std::array<ValueName, 4> actionNames = {{
    {0, "Skip and continue"}, {1, "Discard"}, {2, "Discard and send ICMP Parameter Problem"},
    {3, "Discard and send ICMP Parameter Problem if dest not multicast"},
}};
constexpr std::array<ValueName, 2> noYes = {{{0, "No"}, {1, "Yes"}}};
constexpr std::array<ValueName, 3> alertNames = {{{0, "MLD"}, {1, "RSVP"}, {2, "Active Network"}}};

void writeOptionName(TextSink &sink, const Dissection &dissection, const Field &field)
{
    ByteCursor option(dissection.bytesOf(field));
    const std::uint8_t type = option.u8();
    if (const auto name = nameOf(optionNames, type))
        sink << ": " << *name;
    else
        (sink << ": Unknown (").number(type) << ')';
}

constexpr FieldSpec number(Index index, std::string_view name, std::string_view label, std::uint16_t bits,
                           std::string_view reference)
{
    return {.index = index, .name = name, .label = label, .bits = {0, bits}, .reference = reference};
}

constexpr FieldSpec bytes(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::ByteString};
}

constexpr FieldSpec rplFlag(Index index, std::string_view name, std::string_view label, std::uint16_t bit)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Boolean, .bits = {bit, 1},
            .parent = RplFlag, .names = setNotSet};
}

constexpr auto fields = fieldTable("ipv6", {
    {.index = HopNext, .name = "ipv6.hopopts.nxt", .label = "Next Header", .bits = {0, 8}, .names = ipProtocolNames},
    {.index = HopLength, .name = "ipv6.hopopts.len", .label = "Length", .bits = {8, 8}},
    {.index = HopBytes, .name = "ipv6.hopopts.len_oct", .label = "Length", .unit = " bytes"},
    {.index = DestinationNext, .name = "ipv6.dstopts.nxt", .label = "Next Header", .bits = {0, 8},
     .names = ipProtocolNames},
    {.index = DestinationLength, .name = "ipv6.dstopts.len", .label = "Length", .bits = {8, 8}},
    {.index = DestinationBytes, .name = "ipv6.dstopts.len_oct", .label = "Length", .unit = " bytes"},
    {.index = Option, .name = "ipv6.opt", .label = "IPv6 Option", .type = FieldType::Group, .text = writeOptionName,
     .reference = "RFC 8200, 4.2"},
    {.index = OptionType, .name = "ipv6.opt.type", .label = "Type", .base = Base::Hex, .bits = {0, 8},
     .names = optionNames},
    {.index = Action, .name = "ipv6.opt.type.action", .label = "Action", .bits = {0, 2}, .parent = OptionType,
     .names = actionNames},
    {.index = Change, .name = "ipv6.opt.type.change", .label = "May Change", .type = FieldType::Boolean,
     .bits = {2, 1}, .parent = OptionType, .names = noYes},
    {.index = LowBits, .name = "ipv6.opt.type.rest", .label = "Low-Order Bits", .base = Base::Hex, .bits = {3, 5},
     .parent = OptionType},
    {.index = OptionLength, .name = "ipv6.opt.length", .label = "Length", .bits = {8, 8}},
    {.index = Pad1, .name = "ipv6.opt.pad1", .label = "Pad1", .type = FieldType::Group},
    bytes(PadN, "ipv6.opt.padn", "PadN"),
    {.index = RouterAlert, .name = "ipv6.opt.router_alert", .label = "Router Alert", .bits = {0, 16},
     .names = alertNames, .reference = "RFC 2711"},
    number(TunnelLimit, "ipv6.opt.tel", "Tunnel Encapsulation Limit", 8, "RFC 2473, 4.1.1"),
    number(Jumbo, "ipv6.opt.jumbo", "Payload Length", 32, "RFC 2675"),
    number(CalipsoDoi, "ipv6.opt.calipso.doi", "CALIPSO Domain of Interpretation", 32, "RFC 5570, 5.1"),
    number(CalipsoWords, "ipv6.opt.calipso.cmpt.length", "Compartment Length", 8, "RFC 5570, 5.1"),
    number(CalipsoLevel, "ipv6.opt.calipso.sens_level", "Sensitivity Level", 8, "RFC 5570, 5.1"),
    {.index = CalipsoChecksum, .name = "ipv6.opt.calipso.checksum", .label = "Checksum", .base = Base::Hex,
     .bits = {0, 16}},
    bytes(CalipsoBitmap, "ipv6.opt.calipso.cmpt_bitmap", "Compartment Bitmap"),
    number(PmtuLeast, "ipv6.opt.pmtu.min", "Minimum Reported PMTU", 16, "RFC 9268"),
    number(PmtuReturned, "ipv6.opt.pmtu.rtn", "Return Minimum PMTU", 16, "RFC 9268"),
    {.index = PmtuFlag, .name = "ipv6.opt.pmtu.r_flag", .label = "Return Flag", .type = FieldType::Boolean,
     .reference = "RFC 9268"},
    {.index = HomeAddress, .name = "ipv6.opt.mipv6.home_address", .label = "MIPv6 Home Address",
     .type = FieldType::Ipv6, .bits = {0, 128}, .reference = "RFC 6275, 6.3"},
    {.index = RplFlag, .name = "ipv6.opt.rpl.flag", .label = "Flag", .base = Base::Hex, .bits = {16, 8},
     .reference = "RFC 6553"},
    rplFlag(RplDown, "ipv6.opt.rpl.flag.o", "Down", 16),
    rplFlag(RplRankError, "ipv6.opt.rpl.flag.r", "Rank Error", 17),
    rplFlag(RplForwardingError, "ipv6.opt.rpl.flag.f", "Forwarding Error", 18),
    {.index = RplReserved, .name = "ipv6.opt.rpl.flag.rsv", .label = "Reserved", .base = Base::Hex, .bits = {19, 5},
     .parent = RplFlag},
    {.index = RplInstance, .name = "ipv6.opt.rpl.instance_id", .label = "RPLInstanceID", .base = Base::Hex,
     .bits = {0, 8}},
    {.index = RplRank, .name = "ipv6.opt.rpl.sender_rank", .label = "Sender Rank", .base = Base::Hex,
     .bits = {0, 16}},
    bytes(IlnpNonce, "ipv6.opt.ilnp_nonce", "ILNP Nonce"),
    number(LineLength, "ipv6.opt.lio.length", "LineIDLen", 8, "RFC 6788"),
    {.index = LineId, .name = "ipv6.opt.lio.line_id", .label = "Line ID", .type = FieldType::Text},
    bytes(Experimental, "ipv6.opt.experimental", "Experimental Option"),
    bytes(Unknown, "ipv6.opt.unknown", "Unknown Option Payload"),
});

void addCalipso(Layer &layer, ByteCursor &value)
{
    layer.read(value, fields[CalipsoDoi]);
    const std::uint64_t words = layer.read(value, fields[CalipsoWords]);
    layer.read(value, fields[CalipsoLevel]);
    layer.read(value, fields[CalipsoChecksum]);
    if (words != 0 && words * 4 <= value.left())
        layer.readBytes(value, fields[CalipsoBitmap], static_cast<std::size_t>(words) * 4);
}

void addPathMtu(Layer &layer, ByteCursor &value)
{
    layer.read(value, fields[PmtuLeast]);
    const std::size_t at = value.position();
    const std::uint64_t returned = layer.read(value, fields[PmtuReturned]);
    if (!value.failed())
        layer.add(fields[PmtuFlag], at + 1, 1, returned & 1U);
}

void addRpl(Layer &layer, ByteCursor &value)
{
    layer.fixed(fields[RplFlag]);
    {
        const Subtree ofFlag = layer.subtree();
        layer.fixedAll(fields[RplDown], fields[RplRankError], fields[RplForwardingError], fields[RplReserved]);
    }
    value.skip(1);
    layer.read(value, fields[RplInstance]);
    layer.read(value, fields[RplRank]);
}

void addOptionValue(Layer &layer, parse::TlvItem &item)
{
    ByteCursor &value = item.value;
    switch (item.type) {
    case 1: layer.readRest(value, fields[PadN]); return;
    case 4: layer.read(value, fields[TunnelLimit]); return;
    case 5: layer.read(value, fields[RouterAlert]); return;
    case 7: addCalipso(layer, value); return;
    case 48: addPathMtu(layer, value); return;
    case 99: addRpl(layer, value); return;
    case 139: layer.readRest(value, fields[IlnpNonce]); return;
    case 140:
        layer.read(value, fields[LineLength]);
        layer.readRest(value, fields[LineId]);
        return;
    case 194: layer.read(value, fields[Jumbo]); return;
    case 201: layer.read(value, fields[HomeAddress]); return;
    case 30:
    case 62:
    case 94:
    case 126:
    case 158:
    case 190:
    case 222:
    case 254: layer.readRest(value, fields[Experimental]); return;
    default: layer.readRest(value, fields[Unknown]); return;
    }
}

bool addOption(Layer &layer, parse::TlvItem &item)
{
    layer.add(fields[Option], item.offset, item.size);
    const Subtree ofOption = layer.subtree();
    layer.setBase(item.offset);
    layer.fixed(fields[OptionType]);
    if (item.lone) {
        layer.add(fields[Pad1], item.offset, 1);
        return true;
    }
    {
        const Subtree ofType = layer.subtree();
        layer.fixedAll(fields[Action], fields[Change], fields[LowBits]);
    }
    layer.fixed(fields[OptionLength]);
    if (item.value.declaredLeft() != 0)
        addOptionValue(layer, item);
    layer.noteFault(item.value);
    return true;
}

void dissectOptions(Layer &layer, const FieldSpec &nextSpec, const FieldSpec &lengthSpec, const FieldSpec &bytesSpec)
{
    const auto next = static_cast<std::uint32_t>(layer.fixed(nextSpec));
    const std::uint64_t length = layer.fixed(lengthSpec);
    const std::size_t size = (static_cast<std::size_t>(length) + 1) * 8;
    if (layer.cursor().failed())
        return;
    layer.addGenerated(bytesSpec, size, layer.begin() + 1, 1);
    ByteCursor options = layer.cursor().sub(size);
    options.skip(2);
    parse::tlv(options, {.loneTypes = {0}}, [&](parse::TlvItem &item) { return addOption(layer, item); });
    layer.noteFault(options);
    if (next != 59)
        layer.next({KeySpace::Ipv6Next, next}, {KeySpace::IpProtocol, next});
}

void dissectHopByHop(Layer &layer)
{
    dissectOptions(layer, fields[HopNext], fields[HopLength], fields[HopBytes]);
}

void dissectDestination(Layer &layer)
{
    dissectOptions(layer, fields[DestinationNext], fields[DestinationLength], fields[DestinationBytes]);
}

void summarizeHopByHop(TextSink &sink, const LayerText &text)
{
    sink << (text.value(fields[HopNext]) == 59 ? "IPv6 no next header" : "IPv6 hop-by-hop options");
}

void summarizeDestination(TextSink &sink, const LayerText &text)
{
    sink << (text.value(fields[DestinationNext]) == 59 ? "IPv6 no next header" : "IPv6 destination options");
}

} // namespace

extern const Protocol ipv6HopByHop;
constexpr Protocol ipv6HopByHop{.name = "IPv6",
                                .longName = "IPv6 Hop-by-Hop Option",
                                .filterName = "ipv6.hopopts",
                                .fields = fields,
                                .dissect = dissectHopByHop,
                                .summary = summarizeHopByHop,
                                .extendsCarrier = true};

extern const Protocol ipv6Destination;
constexpr Protocol ipv6Destination{.name = "IPv6",
                                   .longName = "Destination Options for IPv6",
                                   .filterName = "ipv6.dstopts",
                                   .fields = fields,
                                   .dissect = dissectDestination,
                                   .summary = summarizeDestination,
                                   .extendsCarrier = true};

} // namespace framelens::protocols

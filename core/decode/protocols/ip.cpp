// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Internet Protocol version 4 (RFC 791; type of service: RFC 2474, RFC 3168).
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-------+-------+-----------+---+-------------------------------+
//  |Version|  IHL  |   DSCP    |ECN|         Total length          |
//  +-------+-------+-----------+---+-----+-------------------------+
//  |        Identification         |Flags|     Fragment offset     |
//  +---------------+---------------+-----+-------------------------+
//  | Time to live  |   Protocol    |        Header checksum        |
//  +---------------+---------------+-------------------------------+
//  |                        Source address                         |
//  +---------------------------------------------------------------+
//  |                      Destination address                      |
//  +---------------------------------------------------------------+
//  |                     Options, padded with 0                    |
#include "core/decode/checksum.h"
#include "core/decode/format.h"
#include "core/decode/ip_names.h"
#include "core/decode/layer.h"
#include "core/decode/parse.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    Version, HeaderLength, DsField, Dscp, Ecn, TotalLength, Identification, Flags, Reserved, DontFragment,
    MoreFragments, FragmentOffset, TimeToLive, ProtocolNumber, HeaderChecksum, Source, Destination,
    ChecksumVerdict, CurrentRoute, Options,
    OptEnd, OptNop, OptSecurity, OptLooseRoute, OptTimestamp, OptExtendedSecurity, OptCipso, OptRecordRoute, OptStreamId,
    OptStrictRoute, OptMtuProbe, OptMtuReply, OptTraceroute, OptRouterAlert, OptDirectedBroadcast, OptQuickStart,
    OptUnknown,
    OptType, OptTypeCopy, OptTypeClass, OptTypeNumber, OptLength, OptPointer, OptOverflow, OptFlag,
    OptAddress, OptTime, OptRecorded, OptSourceRoute, OptEmpty, OptStream, OptMtu, OptTraceId, OptOutboundHops,
    OptReturnHops, OptOriginator, OptAlert, OptBroadcast, OptQsFunction, OptQsRate, OptQsTtl, OptQsNonce,
    OptQsReserved, OptSecurityLevel, OptSecurityData, CipsoDoi, CipsoTagType, CipsoLevel, CipsoCategories, CipsoTagData,
    Count
};

constexpr std::array<std::string_view, 1> sourceAlias = {"ip.addr"};
constexpr std::array<ValueName, 2> yesNo = {{{0, "No"}, {1, "Yes"}}};
constexpr std::array<ValueName, 4> optionClasses
    = {{{0, "Control"}, {1, "Reserved for future use"}, {2, "Debugging and measurement"}, {3, "Reserved for future use"}}};
constexpr std::array<ValueName, 16> optionNumbers = {{
    {0, "End of Option List (EOL)"}, {1, "No-Operation (NOP)"}, {2, "Security"}, {3, "Loose source route"},
    {4, "Time stamp"}, {5, "Extended security"}, {6, "Commercial IP security option"}, {7, "Record route"},
    {8, "Stream identifier"}, {9, "Strict source route"}, {11, "MTU probe"}, {12, "MTU Reply"}, {18, "Traceroute"},
    {20, "Router Alert"}, {21, "Selective Directed Broadcast"}, {25, "Quick-Start"},
}};
constexpr std::array<ValueName, 3> timestampFlags
    = {{{0, "Time stamps only"}, {1, "Time stamp and address"}, {3, "Time stamps for prespecified addresses"}}};
constexpr std::array<ValueName, 1> routerAlerts = {{{0, "Router shall examine packet"}}};
constexpr std::array<ValueName, 6> cipsoTags = {{{1, "Restrictive Category Bitmap"}, {2, "Enumerated Categories"},
                                                 {5, "Ranged Categories"}, {6, "Permissive Categories"},
                                                 {7, "Free Form"}, {128, "Local tag"}}};
constexpr std::array<ValueName, 2> quickStartFunctions = {{{0, "Rate request"}, {8, "Rate report"}}};

constexpr std::string_view rfc791Options = "RFC 791, 3.1";

void writeHeaderLength(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << ": ").number(field.value) << " bytes (";
    sink.number(field.value / 4) << ')';
}

void writeFlags(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << ": 0x").hex(field.value, 1);
    if ((field.value & 4U) != 0)
        sink << ", Reserved bit";
    if ((field.value & 2U) != 0)
        sink << ", Don't fragment";
    if ((field.value & 1U) != 0)
        sink << ", More fragments";
}

void writeByteCount(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    if (field.size > 1)
        (sink << " (").number(field.size) << " bytes)";
}

void writeOptionsSize(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << ": (").number(field.size) << " bytes)";
}

constexpr FieldSpec option(Index index, std::string_view name, std::string_view label,
                           std::string_view reference = rfc791Options)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Group, .text = writeByteCount,
            .reference = reference};
}

constexpr auto fields = fieldTable("ip", {
    {.index = Version, .name = "ip.version", .label = "Version", .bits = {0, 4}},
    {.index = HeaderLength, .name = "ip.hdr_len", .label = "Header Length", .bits = {4, 4}, .scale = 4,
     .text = writeHeaderLength},
    {.index = DsField, .name = "ip.dsfield", .label = "Differentiated Services Field", .base = Base::Hex,
     .bits = {8, 8}, .text = writeTrafficClass, .reference = "RFC 2474"},
    {.index = Dscp, .name = "ip.dsfield.dscp", .label = "Differentiated Services Codepoint", .bits = {8, 6},
     .parent = DsField, .names = dscpNames},
    {.index = Ecn, .name = "ip.dsfield.ecn", .label = "Explicit Congestion Notification", .bits = {14, 2},
     .parent = DsField, .names = ecnNames, .reference = "RFC 3168"},
    {.index = TotalLength, .name = "ip.len", .label = "Total Length", .bits = {16, 16}},
    {.index = Identification, .name = "ip.id", .label = "Identification", .base = Base::HexDec, .bits = {32, 16}},
    {.index = Flags, .name = "ip.flags", .label = "Flags", .base = Base::Hex, .bits = {48, 3}, .text = writeFlags},
    {.index = Reserved, .name = "ip.flags.rb", .label = "Reserved bit", .type = FieldType::Boolean, .bits = {48, 1},
     .parent = Flags, .names = setNotSet},
    {.index = DontFragment, .name = "ip.flags.df", .label = "Don't fragment", .type = FieldType::Boolean,
     .bits = {49, 1}, .parent = Flags, .names = setNotSet},
    {.index = MoreFragments, .name = "ip.flags.mf", .label = "More fragments", .type = FieldType::Boolean,
     .bits = {50, 1}, .parent = Flags, .names = setNotSet},
    {.index = FragmentOffset, .name = "ip.frag_offset", .label = "Fragment Offset", .bits = {51, 13}, .scale = 8},
    {.index = TimeToLive, .name = "ip.ttl", .label = "Time to Live", .bits = {64, 8}},
    {.index = ProtocolNumber, .name = "ip.proto", .label = "Protocol", .bits = {72, 8}, .names = ipProtocolNames},
    {.index = HeaderChecksum, .name = "ip.checksum", .label = "Header Checksum", .base = Base::Hex, .bits = {80, 16},
     .unit = " [unverified]"},
    {.index = Source, .name = "ip.src", .label = "Source Address", .type = FieldType::Ipv4, .bits = {96, 32},
     .aliases = sourceAlias},
    {.index = Destination, .name = "ip.dst", .label = "Destination Address", .type = FieldType::Ipv4,
     .bits = {128, 32}, .aliases = sourceAlias},
    {.index = ChecksumVerdict, .name = "ip.checksum.status", .label = "Header checksum status",
     .text = writeChecksumStatus},
    {.index = CurrentRoute, .name = "ip.cur_rt", .label = "Current Route", .type = FieldType::Ipv4, .bits = {0, 32}},
    {.index = Options, .name = "ip.options", .label = "Options", .type = FieldType::Group, .text = writeOptionsSize},
    option(OptEnd, "ip.options.eol", "IP Option - End of Options List (EOL)"),
    option(OptNop, "ip.options.nop", "IP Option - No-Operation (NOP)"),
    option(OptSecurity, "ip.options.security", "IP Option - Security", "RFC 1108"),
    option(OptLooseRoute, "ip.options.route", "IP Option - Loose Source Route"),
    option(OptTimestamp, "ip.options.timestamp", "IP Option - Time Stamp"),
    option(OptExtendedSecurity, "ip.options.ext_security", "IP Option - Extended Security", "RFC 1108"),
    option(OptCipso, "ip.options.cipso", "IP Option - Commercial Security", "draft-ietf-cipso-ipsecurity-01"),
    option(OptRecordRoute, "ip.options.record_route", "IP Option - Record Route"),
    option(OptStreamId, "ip.options.sid", "IP Option - Stream ID"),
    option(OptStrictRoute, "ip.options.source_route", "IP Option - Strict Source Route"),
    option(OptMtuProbe, "ip.options.mtu_probe", "IP Option - MTU Probe", "RFC 1063"),
    option(OptMtuReply, "ip.options.mtu_reply", "IP Option - MTU Reply", "RFC 1063"),
    option(OptTraceroute, "ip.options.traceroute", "IP Option - Traceroute", "RFC 1393"),
    option(OptRouterAlert, "ip.options.routeralert", "IP Option - Router Alert", "RFC 2113"),
    option(OptDirectedBroadcast, "ip.options.sdb", "IP Option - Selective Directed Broadcast"),
    option(OptQuickStart, "ip.options.qs", "IP Option - Quick-Start", "RFC 4782"),
    option(OptUnknown, "ip.options.unknown", "IP Option - Unknown"),
    {.index = OptType, .name = "ip.opt.type", .label = "Type", .bits = {0, 8}},
    {.index = OptTypeCopy, .name = "ip.opt.type.copy", .label = "Copy on fragmentation", .type = FieldType::Boolean,
     .bits = {0, 1}, .parent = OptType, .names = yesNo},
    {.index = OptTypeClass, .name = "ip.opt.type.class", .label = "Class", .bits = {1, 2}, .parent = OptType,
     .names = optionClasses},
    {.index = OptTypeNumber, .name = "ip.opt.type.number", .label = "Number", .bits = {3, 5}, .parent = OptType,
     .names = optionNumbers},
    {.index = OptLength, .name = "ip.opt.len", .label = "Length", .bits = {8, 8}},
    {.index = OptPointer, .name = "ip.opt.ptr", .label = "Pointer", .bits = {16, 8}},
    {.index = OptOverflow, .name = "ip.opt.overflow", .label = "Overflow", .bits = {24, 4}},
    {.index = OptFlag, .name = "ip.opt.flag", .label = "Flag", .base = Base::Hex, .bits = {28, 4},
     .names = timestampFlags},
    {.index = OptAddress, .name = "ip.opt.time_stamp_addr", .label = "Address", .type = FieldType::Ipv4, .bits = {0, 32}},
    {.index = OptTime, .name = "ip.opt.time_stamp", .label = "Time stamp", .bits = {0, 32}},
    {.index = OptRecorded, .name = "ip.rec_rt", .label = "Recorded Route", .type = FieldType::Ipv4, .bits = {0, 32}},
    {.index = OptSourceRoute, .name = "ip.src_rt", .label = "Source Route", .type = FieldType::Ipv4, .bits = {0, 32}},
    {.index = OptEmpty, .name = "ip.empty_rt", .label = "Empty Route", .type = FieldType::Ipv4, .bits = {0, 32}},
    {.index = OptStream, .name = "ip.opt.sid", .label = "Stream Identifier", .bits = {0, 16}},
    {.index = OptMtu, .name = "ip.opt.mtu", .label = "MTU", .bits = {0, 16}},
    {.index = OptTraceId, .name = "ip.opt.id_number", .label = "ID Number", .bits = {0, 16}},
    {.index = OptOutboundHops, .name = "ip.opt.ohc", .label = "Outbound Hop Count", .bits = {0, 16}},
    {.index = OptReturnHops, .name = "ip.opt.rhc", .label = "Return Hop Count", .bits = {0, 16}},
    {.index = OptOriginator, .name = "ip.opt.originator", .label = "Originator IP Address", .type = FieldType::Ipv4,
     .bits = {0, 32}},
    {.index = OptAlert, .name = "ip.opt.ra", .label = "Router Alert", .bits = {0, 16}, .names = routerAlerts},
    {.index = OptBroadcast, .name = "ip.opt.addr", .label = "IP Address", .type = FieldType::Ipv4, .bits = {0, 32}},
    {.index = OptQsFunction, .name = "ip.opt.qs_func", .label = "Function", .bits = {16, 4},
     .names = quickStartFunctions},
    {.index = OptQsRate, .name = "ip.opt.qs_rate", .label = "Rate", .bits = {20, 4}},
    {.index = OptQsTtl, .name = "ip.opt.qs_ttl", .label = "QS TTL", .bits = {24, 8}},
    {.index = OptQsNonce, .name = "ip.opt.qs_nonce", .label = "QS Nonce", .base = Base::Hex, .bits = {32, 30}},
    {.index = OptQsReserved, .name = "ip.opt.qs_reserved", .label = "Reserved", .base = Base::Hex, .bits = {62, 2}},
    {.index = OptSecurityLevel, .name = "ip.opt.sec_cl", .label = "Classification Level", .base = Base::Hex,
     .bits = {0, 8}},
    {.index = OptSecurityData, .name = "ip.opt.ext_sec_add_sec_info", .label = "Additional Security Info",
     .type = FieldType::ByteString},
    {.index = CipsoDoi, .name = "ip.cipso.doi", .label = "DOI", .bits = {0, 32}},
    {.index = CipsoTagType, .name = "ip.cipso.tag_type", .label = "Tag Type", .bits = {0, 8}, .names = cipsoTags},
    {.index = CipsoLevel, .name = "ip.cipso.sensitivity_level", .label = "Sensitivity Level", .bits = {0, 8}},
    {.index = CipsoCategories, .name = "ip.cipso.categories", .label = "Categories", .type = FieldType::ByteString},
    {.index = CipsoTagData, .name = "ip.cipso.tag_data", .label = "Tag data", .type = FieldType::ByteString},
});

constexpr std::size_t leastHeader = 20;
static_assert(tiles(fields, Version, Destination, leastHeader), "the fixed header is 20 bytes");

Index headingOf(std::uint32_t type)
{
    switch (type) {
    case 0: return OptEnd;
    case 1: return OptNop;
    case 130: return OptSecurity;
    case 131: return OptLooseRoute;
    case 68: return OptTimestamp;
    case 133: return OptExtendedSecurity;
    case 134: return OptCipso;
    case 7: return OptRecordRoute;
    case 136: return OptStreamId;
    case 137: return OptStrictRoute;
    case 11: return OptMtuProbe;
    case 12: return OptMtuReply;
    case 82: return OptTraceroute;
    case 148: return OptRouterAlert;
    case 149: return OptDirectedBroadcast;
    case 25: return OptQuickStart;
    default: return OptUnknown;
    }
}

// Record route and both source routes: slots from the third byte on; the pointer counts from 1 at the option's type.
void addRoute(Layer &layer, parse::TlvItem &item, Index before, Index behind)
{
    const auto pointer = static_cast<std::size_t>(layer.read(item.value, fields[OptPointer]));
    parse::repeat(item.value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
        const bool isFilled = cursor.position() - item.offset + 1 < pointer;
        layer.read(cursor, fields[isFilled ? before : behind]);
        return true;
    });
}

// The last slot of a source route is the packet's final destination.
void addSourceRoute(Layer &layer, parse::TlvItem &item)
{
    const auto pointer = static_cast<std::size_t>(layer.read(item.value, fields[OptPointer]));
    parse::repeat(item.value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
        const bool isFilled = cursor.position() - item.offset + 1 < pointer;
        const bool isLast = cursor.left() < 8;
        layer.read(cursor, fields[isFilled ? OptRecorded : isLast ? Destination : OptSourceRoute]);
        return true;
    });
}

void addTimestamps(Layer &layer, parse::TlvItem &item)
{
    layer.read(item.value, fields[OptPointer]);
    layer.fixed(fields[OptOverflow]);
    const std::uint64_t flag = layer.fixed(fields[OptFlag]);
    item.value.skip(1);
    parse::repeat(item.value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
        if (flag != 0)
            layer.read(cursor, fields[OptAddress]);
        layer.read(cursor, fields[OptTime]);
        return true;
    });
}

void addCipso(Layer &layer, parse::TlvItem &item)
{
    layer.read(item.value, fields[CipsoDoi]);
    // The tag's own length is not a field of tshark's either.
    parse::repeat(item.value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
        const std::uint64_t type = layer.read(cursor, fields[CipsoTagType]);
        const std::uint64_t length = cursor.u8();
        ByteCursor tag = cursor.sub(length < 2 ? 0 : length - 2);
        if (type == 1 || type == 2 || type == 5) {
            tag.skip(1);
            layer.read(tag, fields[CipsoLevel]);
            layer.readRest(tag, fields[CipsoCategories]);
        } else {
            layer.readRest(tag, fields[CipsoTagData]);
        }
        return length >= 2;
    });
}

void addOptionValue(Layer &layer, parse::TlvItem &item, Index heading)
{
    ByteCursor &value = item.value;
    const auto readAll = [&](auto... specs) { (static_cast<void>(layer.read(value, fields[specs])), ...); };
    switch (heading) {
    case OptLooseRoute:
    case OptStrictRoute: addSourceRoute(layer, item); return;
    case OptRecordRoute: addRoute(layer, item, OptRecorded, OptEmpty); return;
    case OptTimestamp: addTimestamps(layer, item); return;
    case OptCipso: addCipso(layer, item); return;
    case OptStreamId: readAll(OptStream); return;
    case OptMtuProbe:
    case OptMtuReply: readAll(OptMtu); return;
    case OptTraceroute: readAll(OptTraceId, OptOutboundHops, OptReturnHops, OptOriginator); return;
    case OptRouterAlert: readAll(OptAlert); return;
    case OptDirectedBroadcast:
        parse::repeat(value, limits::items, [&](ByteCursor &, std::size_t) { return readAll(OptBroadcast), true; });
        return;
    case OptQuickStart:
        layer.fixedAll(fields[OptQsFunction], fields[OptQsRate], fields[OptQsTtl], fields[OptQsNonce],
                       fields[OptQsReserved]);
        return;
    case OptSecurity:
        readAll(OptSecurityLevel);
        [[fallthrough]];
    default: layer.readRest(value, fields[OptSecurityData]); return;
    }
}

bool addOption(Layer &layer, parse::TlvItem &item)
{
    const Index heading = headingOf(item.type);
    layer.add(fields[heading], item.offset, item.size);
    const Subtree ofOption = layer.subtree();
    layer.setBase(item.offset);
    layer.fixed(fields[OptType]);
    {
        const Subtree ofType = layer.subtree();
        layer.fixedAll(fields[OptTypeCopy], fields[OptTypeClass], fields[OptTypeNumber]);
    }
    if (item.lone)
        return item.type != 0;
    layer.fixed(fields[OptLength]);
    if (item.badLength)
        layer.problem(Severity::Malformed, fields[OptLength], item.offset + 1, 1,
                      "an option's length is at least the two bytes of its own type and length");
    else if (item.value.declaredLeft() != 0)
        addOptionValue(layer, item, heading);
    if (item.value.failed())
        layer.noteFault(item.value);
    return true;
}

void addOptions(Layer &layer, std::size_t size)
{
    // A header that says it is longer than there is: named, and what is there is listed.
    ByteCursor whole = layer.cursor();
    whole.need(size);
    layer.noteFault(whole);
    ByteCursor options = parse::take(layer.cursor(), size);
    layer.add(fields[Options], options.position(), size);
    const Subtree ofOptions = layer.subtree();
    const parse::TlvShape shape{.lengthCountsHeader = true, .loneTypes = {0, 1}};
    parse::tlv(options, shape, [&](parse::TlvItem &item) { return addOption(layer, item); });
    layer.noteFault(options);
}

// A lying header length or total length ends the layer, as nothing behind it can be placed.
bool isSane(Layer &layer, std::uint64_t version, std::uint64_t headerLength)
{
    if (version != 4) {
        layer.problem(Severity::Error, fields[Version], layer.begin(), 1, "the version is not 4");
        return false;
    }
    if (headerLength < leastHeader) {
        layer.problem(Severity::Error, fields[HeaderLength], layer.begin(), 1,
                      "the header length is less than the 20 bytes of the fixed header");
        return false;
    }
    return true;
}

// The declared end by ip.len; 0 means that the sender's card was left to fill it in (segmentation offload).
bool declareLength(Layer &layer, std::uint64_t length, std::uint64_t headerLength)
{
    if (length != 0 && length < headerLength) {
        layer.problem(Severity::Error, fields[TotalLength], layer.begin() + 2, 2,
                      "the total length is less than the header length");
        return false;
    }
    if (length != 0)
        layer.declareEnd(layer.begin() + length, fields[TotalLength]);
    return true;
}

std::uint64_t addFlags(Layer &layer)
{
    const std::uint64_t flags = layer.fixed(fields[Flags]);
    const Subtree ofFlags = layer.subtree();
    layer.fixedAll(fields[Reserved], fields[DontFragment], fields[MoreFragments]);
    return flags;
}

void addDsField(Layer &layer)
{
    layer.fixed(fields[DsField]);
    const Subtree ofDsField = layer.subtree();
    layer.fixedAll(fields[Dscp], fields[Ecn]);
}

// With a source route that is not used up, the header holds the next hop, the option the destination.
bool isSourceRouted(const ByteCursor &header, std::size_t size)
{
    ByteCursor options = header;
    options.skip(leastHeader);
    ByteCursor list = options.sub(size - leastHeader);
    bool routed = false;
    const parse::TlvShape shape{.lengthCountsHeader = true, .loneTypes = {0, 1}};
    parse::tlv(list, shape, [&](parse::TlvItem &item) {
        routed = routed || ((item.type == 131 || item.type == 137) && item.value.left() >= 5
            && item.value.u8() < item.length);
        return item.type != 0;
    });
    return routed;
}

void addAddresses(Layer &layer, std::size_t headerLength)
{
    const std::uint64_t source = layer.fixed(fields[Source]);
    layer.column(Column::Source, fields[Source], layer.begin() + 12, 4, source);
    if (headerLength > leastHeader && isSourceRouted(layer.cursor(), headerLength)) [[unlikely]] {
        layer.add(fields[CurrentRoute], layer.begin() + 16, 4, layer.cursor().peekAt(layer.begin() + 16, 4));
        return;
    }
    const std::uint64_t destination = layer.fixed(fields[Destination]);
    layer.column(Column::Destination, fields[Destination], layer.begin() + 16, 4, destination);
}

void dissect(Layer &layer)
{
    const std::uint64_t version = layer.fixed(fields[Version]);
    if (version != 4) {
        isSane(layer, version, leastHeader);
        return;
    }
    const auto headerLength = static_cast<std::size_t>(layer.fixed(fields[HeaderLength]));
    if (!isSane(layer, version, headerLength))
        return;
    addDsField(layer);
    const std::uint64_t length = layer.fixed(fields[TotalLength]);
    if (!declareLength(layer, length, headerLength))
        return;
    layer.fixed(fields[Identification]);
    const std::uint64_t flags = addFlags(layer);
    const std::uint64_t offset = layer.fixed(fields[FragmentOffset]);
    layer.fixed(fields[TimeToLive]);
    const auto protocol = static_cast<std::uint32_t>(layer.fixed(fields[ProtocolNumber]));
    layer.fixed(fields[HeaderChecksum]);
    layer.addGenerated(fields[ChecksumVerdict], std::to_underlying(ChecksumStatus::Unverified), layer.begin() + 10);
    addAddresses(layer, headerLength);
    layer.cursor().skip(leastHeader);
    if (headerLength > leastHeader)
        addOptions(layer, headerLength - leastHeader);
    Carried &carried = layer.carried();
    carried.addressesOffset = static_cast<std::uint32_t>(layer.begin() + 12);
    carried.addressesSize = 8;
    carried.isFragment = (flags & 1U) != 0;
    layer.next(offset != 0 ? Key{KeySpace::Payload, payload::data} : Key{KeySpace::IpProtocol, protocol});
}

void title(TextSink &sink, const LayerText &text)
{
    const Field *source = text.find(fields[Source]);
    const Field *destination = text.find(fields[Destination]);
    if (source == nullptr || destination == nullptr)
        return;
    writeIpv4(sink << ", Src: ", static_cast<std::uint32_t>(source->value));
    writeIpv4(sink << ", Dst: ", static_cast<std::uint32_t>(destination->value));
}

void summary(TextSink &sink, const LayerText &text)
{
    const std::uint64_t version = text.value(fields[Version]);
    const std::uint64_t header = text.value(fields[HeaderLength]);
    const std::uint64_t length = text.value(fields[TotalLength]);
    const std::uint64_t protocol = text.value(fields[ProtocolNumber]);
    const std::uint64_t offset = text.value(fields[FragmentOffset]);
    if (text.find(fields[Version]) == nullptr)
        return;
    if (version != 4) {
        (sink << "Bogus IPv4 version (").number(version) << ", must be 4)";
    } else if (header < leastHeader) {
        (sink << "Bogus IP header length (").number(header) << ", must be at least 20)";
    } else if (length != 0 && length < header) {
        (sink << "Bogus IP length (").number(length) << ", less than header length ";
        sink.number(header) << ')';
    } else if (offset != 0) {
        (sink << "Fragmented IP protocol (proto=" << ipProtocolName(protocol) << ' ').number(protocol) << ", off=";
        sink.number(offset) << ", ID=";
        sink.hex(text.value(fields[Identification]), 4) << ')';
    } else {
        (sink << ipProtocolName(protocol) << " (").number(protocol) << ')';
    }
}

} // namespace

extern const Protocol ip;
constexpr Protocol ip{.name = "IPv4",
                      .longName = "Internet Protocol Version 4",
                      .filterName = "ip",
                      .fields = fields,
                      .dissect = dissect,
                      .title = title,
                      .summary = summary};

} // namespace framelens::protocols

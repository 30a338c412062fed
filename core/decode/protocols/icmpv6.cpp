// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// ICMPv6 (RFC 4443) with neighbour discovery (RFC 4861), multicast listener discovery (RFC 2710, RFC 3810),
// node information (RFC 4620) and extended echo (RFC 8335). An error quotes the packet it is about: those layers
// are dissected and leave the columns alone.
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +---------------+---------------+-------------------------------+
//  |     Type      |     Code      |           Checksum            |
//  +---------------+---------------+-------------------------------+
//  |                      Depends on the type                      |
#include "core/decode/format.h"
#include "core/decode/protocols/icmpv6_fields.h"

#include <utility>

namespace framelens::protocols {

using namespace icmpv6_detail;

namespace {

constexpr std::size_t headerSize = 8;

constexpr std::array<ValueName, 8> unreachableCodes = {{
    {0, "no route to destination"}, {1, "Administratively prohibited"}, {2, "Beyond scope of source address"},
    {3, "Address unreachable"}, {4, "Port unreachable"}, {5, "Source address failed ingress/egress policy"},
    {6, "Reject route to destination"}, {7, "Error in Source Routing Header"},
}};
constexpr std::array<ValueName, 2> exceededCodes
    = {{{0, "hop limit exceeded in transit"}, {1, "fragment reassembly time exceeded"}}};
constexpr std::array<ValueName, 4> parameterCodes = {{
    {0, "erroneous header field encountered"}, {1, "unrecognized Next Header type encountered"},
    {2, "unrecognized IPv6 option encountered"}, {3, "IPv6 First Fragment has incomplete IPv6 Header Chain"},
}};
constexpr std::array<ValueName, 3> renumberingCodes = {{{0, "Command"}, {1, "Result"}, {255, "Sequence Number Reset"}}};
constexpr std::array<ValueName, 3> queryCodes = {{{0, "Query subject = IPv6 addresses"},
                                                  {1, "Query subject = DNS name or empty"},
                                                  {2, "Query subject = IPv4 addresses"}}};
constexpr std::array<ValueName, 3> replyCodes
    = {{{0, "Successful"}, {1, "Node refuses to answer"}, {2, "Unknown query type"}}};
constexpr std::array<ValueName, 4> rplCodes
    = {{{0, "DODAG Information Solicitation"}, {1, "DODAG Information Object"},
        {2, "Destination Advertisement Object"}, {3, "Destination Advertisement Object Acknowledgment"}}};
constexpr std::array<ValueName, 5> extendedCodes = {{{0, "No error"}, {1, "Malformed Query"}, {2, "No Such Interface"},
                                                     {3, "No Such Table Entry"},
                                                     {4, "Multiple Interfaces Satisfy Query"}}};

std::span<const ValueName> codesOf(std::uint64_t type)
{
    switch (type) {
    case 1: return unreachableCodes;
    case 3: return exceededCodes;
    case 4: return parameterCodes;
    case 138: return renumberingCodes;
    case 139: return queryCodes;
    case 140: return replyCodes;
    case 155: return rplCodes;
    case 160:
    case 161: return extendedCodes;
    default: return {};
    }
}

// The checksum covers a pseudo header (RFC 8200, 8.1). Good only where the whole message is here.
ChecksumStatus verify(Layer &layer)
{
    const ByteCursor &cursor = layer.cursor();
    const Bytes addresses = layer.carriedAddresses();
    if (layer.carried().isFragment || layer.carried().isQuoted || addresses.size() != 32
        || cursor.capturedEnd() < cursor.declaredEnd())
        return ChecksumStatus::Unverified;
    ByteCursor message = cursor;
    constexpr std::uint64_t protocol = 58;
    const std::uint64_t pseudoHeader = checksumAdd(protocol + message.left(), addresses);
    return checksumFold(checksumAdd(pseudoHeader, message.rest())) == 0xffff ? ChecksumStatus::Good
                                                                            : ChecksumStatus::Bad;
}

void addError(Layer &layer, std::uint64_t type)
{
    if (type == 2)
        layer.fixed(fields[Mtu]);
    else if (type == 4)
        layer.fixed(fields[Pointer]);
    layer.cursor().skip(4);
    if (type == 2 || type == 4)
        layer.cursor().skip(4);
    else
        layer.readBytes(fields[Reserved], 4);
    layer.carried().isQuoted = true;
    layer.fenceColumns();
    layer.next({KeySpace::Payload, payload::ipv6});
}

void addEcho(Layer &layer)
{
    layer.fixedAll(fields[EchoIdent], fields[EchoSequence]);
    layer.cursor().skip(headerSize);
    layer.next({KeySpace::Payload, payload::data});
}

void addRouterAdvertisement(Layer &layer)
{
    layer.fixed(fields[CurHopLimit]);
    layer.fixed(fields[RaFlags]);
    {
        const Subtree ofFlags = layer.subtree();
        layer.fixedAll(fields[RaManaged], fields[RaOther], fields[RaHome], fields[RaPreference], fields[RaProxy],
                       fields[RaReserved]);
    }
    layer.fixedAll(fields[RouterLifetime], fields[ReachableTime], fields[RetransTimer]);
    layer.cursor().skip(16);
    addOptions(layer);
}

void addNeighborAdvertisement(Layer &layer)
{
    layer.fixed(fields[NaFlags]);
    {
        const Subtree ofFlags = layer.subtree();
        layer.fixedAll(fields[NaRouter], fields[NaSolicited], fields[NaOverride], fields[NaReserved]);
    }
    layer.cursor().skip(headerSize);
    layer.read(fields[NaTarget]);
    addOptions(layer);
}

// Four reserved bytes, then addresses, then options.
void addDiscovery(Layer &layer, std::initializer_list<Index> addresses)
{
    layer.cursor().skip(4);
    layer.readBytes(fields[Reserved], 4);
    for (const Index index : addresses)
        layer.read(fields[index]);
    addOptions(layer);
}

// Version 2 is told by its length (RFC 3810, 8.1).
void addListenerQuery(Layer &layer)
{
    constexpr std::size_t version1Size = 24;
    const bool isVersion2 = layer.cursor().declaredLeft() > version1Size;
    layer.fixed(fields[isVersion2 ? MldCode : MldDelay]);
    layer.cursor().skip(6);
    layer.readBytes(fields[Reserved], 2);
    layer.read(fields[MldAddress]);
    if (!isVersion2)
        return;
    layer.fixed(fields[MldFlags]);
    {
        const Subtree ofFlags = layer.subtree();
        layer.fixedAll(fields[MldReserved], fields[MldSuppress], fields[MldRobustness]);
    }
    layer.fixed(fields[MldInterval]);
    const auto sources = static_cast<std::size_t>(layer.fixed(fields[MldSources]));
    layer.cursor().skip(4);
    parse::repeat(layer.cursor(), sources, [&](ByteCursor &cursor, std::size_t /*i*/) {
        layer.read(cursor, fields[MldSource]);
        return true;
    });
}

void addListenerReport(Layer &layer)
{
    layer.fixed(fields[MldDelay]);
    layer.cursor().skip(6);
    layer.readBytes(fields[Reserved], 2);
    layer.read(fields[MldAddress]);
}

bool addRecord(Layer &layer, ByteCursor &cursor)
{
    const std::size_t begin = cursor.position();
    layer.add(fields[Record], begin, 20);
    Subtree ofRecord = layer.subtree();
    layer.read(cursor, fields[RecordType]);
    const auto words = static_cast<std::size_t>(layer.read(cursor, fields[RecordAux]));
    const auto sources = static_cast<std::size_t>(layer.read(cursor, fields[RecordSources]));
    layer.read(cursor, fields[RecordAddress]);
    parse::repeat(cursor, sources, [&](ByteCursor &source, std::size_t /*i*/) {
        layer.read(source, fields[RecordSource]);
        return true;
    });
    if (words != 0)
        layer.readBytes(cursor, fields[RecordAuxData], words * 4);
    ofRecord.setRange(begin, cursor.position() - begin);
    return true;
}

void addListenerReport2(Layer &layer)
{
    const auto records = static_cast<std::size_t>(layer.fixed(fields[Records]));
    layer.cursor().skip(4);
    layer.readBytes(fields[Reserved], 2);
    layer.cursor().skip(2);
    parse::repeat(layer.cursor(), records,
                  [&](ByteCursor &cursor, std::size_t /*i*/) { return addRecord(layer, cursor); });
}

void addNodeInformation(Layer &layer, std::uint64_t type, std::uint64_t code)
{
    const std::uint64_t kind = layer.fixed(fields[NiType]);
    layer.fixed(fields[NiFlags]);
    {
        const Subtree ofFlags = layer.subtree();
        layer.fixedAll(fields[NiReserved], fields[NiGlobal], fields[NiSite], fields[NiLink], fields[NiCompression],
                       fields[NiUnicast], fields[NiTruncated]);
    }
    layer.fixed(fields[NiNonce]);
    ByteCursor &cursor = layer.cursor();
    cursor.skip(16);
    if (cursor.left() == 0)
        return;
    if (type == 139) {
        if (code == 1)
            layer.readRest(cursor, fields[NiSubjectName]);
        else
            layer.read(fields[code == 0 ? NiSubject6 : NiSubject4]);
        return;
    }
    if (kind == 2) {
        layer.read(fields[NiTtl]);
        layer.readRest(cursor, fields[NiName]);
    } else if (kind == 3 || kind == 4) {
        parse::repeat(cursor, limits::items, [&](ByteCursor & /*reply*/, std::size_t /*i*/) {
            layer.read(fields[NiTtl]);
            layer.read(fields[kind == 3 ? NiAddress6 : NiAddress4]);
            return true;
        });
    } else {
        layer.readRest(cursor, fields[Data]);
    }
}

void addExtendedEcho(Layer &layer, std::uint64_t type)
{
    layer.fixedAll(fields[EchoIdent], fields[ExtSequence]);
    if (type == 160)
        layer.fixedAll(fields[ExtReserved], fields[ExtLocal]);
    else
        layer.fixedAll(fields[ExtState], fields[ExtReplyReserved], fields[ExtActive], fields[ExtIpv4], fields[ExtIpv6]);
    layer.cursor().skip(headerSize);
    layer.readRest(layer.cursor(), fields[Data]);
}

void addBody(Layer &layer, std::uint64_t type, std::uint64_t code)
{
    switch (type) {
    case 1:
    case 2:
    case 3:
    case 4: addError(layer, type); return;
    case 128:
    case 129: addEcho(layer); return;
    case 130: addListenerQuery(layer); return;
    case 131:
    case 132: addListenerReport(layer); return;
    case 133: addDiscovery(layer, {}); return;
    case 134: addRouterAdvertisement(layer); return;
    case 135: addDiscovery(layer, {NsTarget}); return;
    case 136: addNeighborAdvertisement(layer); return;
    case 137: addDiscovery(layer, {RdTarget, RdDestination}); return;
    case 139:
    case 140: addNodeInformation(layer, type, code); return;
    case 143: addListenerReport2(layer); return;
    case 144:
    case 145:
    case 146:
    case 147: layer.fixed(fields[MipIdentifier]); return;
    case 160:
    case 161: addExtendedEcho(layer, type); return;
    default:
        layer.cursor().skip(4);
        layer.readRest(layer.cursor(), fields[Data]);
        return;
    }
}

void dissect(Layer &layer)
{
    const std::uint64_t type = layer.fixed(fields[Type]);
    const std::uint64_t code = layer.fixed(fields[Code]);
    layer.fixed(fields[Checksum]);
    if (layer.cursor().failed())
        return;
    layer.addGenerated(fields[ChecksumVerdict], std::to_underlying(verify(layer)), layer.begin() + 2);
    layer.setEnd(layer.begin() + layer.cursor().declaredLeft());
    addBody(layer, type, code);
}

void writeLinkAddress(TextSink &sink, const LayerText &text, std::string_view before)
{
    if (const Field *address = text.find(fields[LinkAddress]))
        (sink << before).hexBytes(text.dissection.bytesOf(*address).first(std::min<std::size_t>(address->size, 6)), ':');
}

void summarizeAdvertisement(TextSink &sink, const LayerText &text)
{
    if (const Field *target = text.find(fields[NaTarget]))
        writeValue(sink << ' ', text.dissection, *target);
    std::string_view separator = " (";
    const auto writeFlag = [&](Index index, std::string_view name) {
        if (text.value(fields[index]) == 0)
            return;
        sink << separator << name;
        separator = ", ";
    };
    writeFlag(NaRouter, "rtr");
    writeFlag(NaSolicited, "sol");
    writeFlag(NaOverride, "ovr");
    if (separator == ", ")
        sink << ')';
    writeLinkAddress(sink, text, " is at ");
}

void summary(TextSink &sink, const LayerText &text)
{
    const Field *code = text.find(fields[Code]);
    if (code == nullptr)
        return;
    const std::uint64_t type = text.value(fields[Type]);
    if (const auto name = nameOf(typeNames, type))
        sink << *name;
    else
        (sink << "Unknown (").number(type) << ')';
    const auto codes = codesOf(type);
    if (!codes.empty())
        sink << " (" << nameOf(codes, code->value).value_or("Unknown") << ')';
    if (text.find(fields[EchoSequence]) != nullptr) {
        (sink << " id=0x").hex(text.value(fields[EchoIdent]), 4) << ", seq=";
        sink.number(text.value(fields[EchoSequence]));
        if (const Field *limit = text.outer("ipv6.hlim"))
            (sink << ", hop limit=").number(limit->value);
    } else if (type == 133 || type == 134) {
        writeLinkAddress(sink, text, " from ");
    } else if (const Field *target = text.find(fields[NsTarget])) {
        writeValue(sink << " for ", text.dissection, *target);
        writeLinkAddress(sink, text, " from ");
    } else if (type == 136) {
        summarizeAdvertisement(sink, text);
    }
}

} // namespace

extern const Protocol icmpv6;
constexpr Protocol icmpv6{.name = "ICMPv6",
                          .longName = "Internet Control Message Protocol v6",
                          .filterName = "icmpv6",
                          .fields = fields,
                          .dissect = dissect,
                          .summary = summary};

} // namespace framelens::protocols

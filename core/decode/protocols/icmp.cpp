// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Internet Control Message Protocol (RFC 792; router discovery: RFC 1256, RFC 5944; extensions: RFC 4884,
// RFC 4950, RFC 5837; extended echo: RFC 8335). An error quotes the packet it is about: those layers are
// dissected and leave the columns alone.
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +---------------+---------------+-------------------------------+
//  |     Type      |     Code      |           Checksum            |
//  +---------------+---------------+-------------------------------+
//  |                      Depends on the type                      |
#include "core/decode/checksum.h"
#include "core/decode/format.h"
#include "core/decode/layer.h"
#include "core/decode/parse.h"

#include <utility>

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    Type, Code, Checksum, ChecksumVerdict, Ident, IdentLe, Seq, SeqLe, Unused, Mtu, OriginalLength, Pointer, Gateway,
    AddressMask, Originate, Receive, Transmit, DataTime, DataTimeRelative, AddressCount, EntrySize, Lifetime,
    RouterAddress, Preference, MipType, MipLength, MipSequence, MipLife, MipFlags, MipR, MipB, MipH, MipF, MipM, MipG,
    MipV, MipRt, MipU, MipX, MipReserved, MipCareOf, MipPrefix, MipChallenge, MipContent,
    EchoSeq, EchoReserved, EchoLocal, EchoState, EchoReplyReserved, EchoActive, EchoIpv4, EchoIpv6,
    Ext, ExtVersion, ExtReserved, ExtChecksum, ExtVerdict, ExtLength, ExtClass, ExtType, ExtData,
    Label, LabelExp, LabelBottom, LabelTtl, InfoRole, InfoReserved, InfoIndexBit, InfoAddressBit, InfoNameBit, InfoMtuBit,
    InfoIndex, InfoFamily, InfoIpv4, InfoIpv6, InfoNameLength, InfoName, InfoMtu,
    IdentName, IdentIndex, IdentFamily, IdentAddressLength, IdentReserved, IdentIpv4, IdentIpv6, IdentAddress, Count
};

constexpr std::array<ValueName, 20> typeNames = {{
    {0, "Echo (ping) reply"}, {3, "Destination unreachable"}, {4, "Source quench (flow control)"}, {5, "Redirect"},
    {6, "Alternate host address"}, {8, "Echo (ping) request"}, {9, "Router advertisement"},
    {10, "Router solicitation"}, {11, "Time-to-live exceeded"}, {12, "Parameter problem"}, {13, "Timestamp request"},
    {14, "Timestamp reply"}, {15, "Information request"}, {16, "Information reply"}, {17, "Address mask request"},
    {18, "Address mask reply"}, {30, "Traceroute"}, {40, "Photuris"}, {42, "Extended Echo request"},
    {43, "Extended Echo reply"},
}};
constexpr std::array<ValueName, 16> unreachableCodes = {{
    {0, "Network unreachable"}, {1, "Host unreachable"}, {2, "Protocol unreachable"}, {3, "Port unreachable"},
    {4, "Fragmentation needed"}, {5, "Source route failed"}, {6, "Network unknown"}, {7, "Host unknown"},
    {8, "Source host isolated"}, {9, "Network administratively prohibited"},
    {10, "Host administratively prohibited"}, {11, "Network unreachable for TOS"},
    {12, "Host unreachable for TOS"}, {13, "Communication administratively filtered"},
    {14, "Host precedence violation"}, {15, "Precedence cutoff in effect"},
}};
constexpr std::array<ValueName, 4> redirectCodes = {{{0, "Redirect for network"}, {1, "Redirect for host"},
                                                     {2, "Redirect for TOS and network"},
                                                     {3, "Redirect for TOS and host"}}};
constexpr std::array<ValueName, 2> exceededCodes
    = {{{0, "Time to live exceeded in transit"}, {1, "Fragment reassembly time exceeded"}}};
constexpr std::array<ValueName, 3> parameterCodes
    = {{{0, "Pointer indicates the error"}, {1, "Required option missing"}, {2, "Bad length"}}};
constexpr std::array<ValueName, 2> advertisementCodes
    = {{{0, "Normal router advertisement"}, {16, "Does not route common traffic"}}};
constexpr std::array<ValueName, 5> extendedCodes = {{{0, "No error"}, {1, "Malformed Query"}, {2, "No Such Interface"},
                                                     {3, "No Such Table Entry"},
                                                     {4, "Multiple Interfaces Satisfy Query"}}};
constexpr std::array<ValueName, 4> mipTypes = {{{0, "One byte padding"}, {16, "Mobility Agent Advertisement"},
                                                {19, "Prefix Lengths"}, {24, "Challenge"}}};
constexpr std::array<ValueName, 3> classNames
    = {{{1, "MPLS Label Stack Class"}, {2, "Interface Information Object"}, {3, "Interface Identification Object"}}};
constexpr std::array<ValueName, 2> families = {{{1, "IPv4"}, {2, "IPv6"}}};

std::span<const ValueName> codesOf(std::uint64_t type)
{
    switch (type) {
    case 3: return unreachableCodes;
    case 5: return redirectCodes;
    case 9: return advertisementCodes;
    case 11: return exceededCodes;
    case 12: return parameterCodes;
    case 42:
    case 43: return extendedCodes;
    default: return {};
    }
}

constexpr FieldSpec number(Index index, std::string_view name, std::string_view label, Bits bits)
{
    return {.index = index, .name = name, .label = label, .bits = bits};
}

constexpr FieldSpec flag(Index index, std::string_view name, std::string_view label, std::uint16_t bit)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Boolean, .bits = {bit, 1},
            .names = setNotSet};
}

constexpr FieldSpec mipFlag(Index index, std::string_view name, std::string_view label, std::uint16_t bit)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Boolean, .bits = {bit, 1},
            .parent = MipFlags, .shownBytes = 2, .shownFrom = static_cast<std::int8_t>(bit >= 56 ? -1 : 0),
            .names = setNotSet, .reference = "RFC 5944, 2.1.1"};
}

constexpr FieldSpec typed(Index index, std::string_view name, std::string_view label, FieldType type,
                          std::uint16_t bits = 0)
{
    return {.index = index, .name = name, .label = label, .type = type, .bits = {0, bits}};
}

constexpr auto fields = fieldTable("icmp", {
    {.index = Type, .name = "icmp.type", .label = "Type", .bits = {0, 8}, .names = typeNames},
    number(Code, "icmp.code", "Code", {8, 8}),
    {.index = Checksum, .name = "icmp.checksum", .label = "Checksum", .base = Base::Hex, .bits = {16, 16}},
    {.index = ChecksumVerdict, .name = "icmp.checksum.status", .label = "Checksum Status",
     .text = writeChecksumStatus},
    {.index = Ident, .name = "icmp.ident", .label = "Identifier (BE)", .base = Base::DecHex, .bits = {32, 16}},
    {.index = IdentLe, .name = "icmp.ident_le", .label = "Identifier (LE)", .base = Base::DecHex, .bits = {32, 16},
     .order = ByteOrder::Little},
    {.index = Seq, .name = "icmp.seq", .label = "Sequence Number (BE)", .base = Base::DecHex, .bits = {48, 16}},
    {.index = SeqLe, .name = "icmp.seq_le", .label = "Sequence Number (LE)", .base = Base::DecHex, .bits = {48, 16},
     .order = ByteOrder::Little},
    typed(Unused, "icmp.unused", "Unused", FieldType::ByteString),
    number(Mtu, "icmp.mtu", "MTU of next hop", {48, 16}),
    {.index = OriginalLength, .name = "icmp.length", .label = "Length", .bits = {40, 8}, .scale = 4,
     .unit = " bytes of original datagram"},
    number(Pointer, "icmp.pointer", "Pointer", {32, 8}),
    {.index = Gateway, .name = "icmp.redir_gw", .label = "Gateway Address", .type = FieldType::Ipv4, .bits = {32, 32}},
    {.index = AddressMask, .name = "icmp.address_mask", .label = "Address Mask", .type = FieldType::Ipv4,
     .bits = {64, 32}},
    number(Originate, "icmp.originate_timestamp", "Originate Timestamp", {64, 32}),
    number(Receive, "icmp.receive_timestamp", "Receive Timestamp", {96, 32}),
    number(Transmit, "icmp.transmit_timestamp", "Transmit Timestamp", {128, 32}),
    typed(DataTime, "icmp.data_time", "Timestamp from icmp data", FieldType::AbsoluteTime),
    typed(DataTimeRelative, "icmp.data_time_relative", "Timestamp from icmp data (relative)", FieldType::Duration),
    number(AddressCount, "icmp.num_addrs", "Number of addresses", {32, 8}),
    number(EntrySize, "icmp.addr_entry_size", "Address entry size", {40, 8}),
    {.index = Lifetime, .name = "icmp.lifetime", .label = "Lifetime", .bits = {48, 16}, .unit = " seconds"},
    typed(RouterAddress, "icmp.router_address", "Router address", FieldType::Ipv4, 32),
    typed(Preference, "icmp.pref_level", "Preference level", FieldType::Signed, 32),
    {.index = MipType, .name = "icmp.mip.type", .label = "Extension Type", .bits = {0, 8}, .names = mipTypes},
    number(MipLength, "icmp.mip.length", "Length", {8, 8}),
    number(MipSequence, "icmp.mip.seq", "Sequence Number", {16, 16}),
    number(MipLife, "icmp.mip.life", "Registration Lifetime", {32, 16}),
    {.index = MipFlags, .name = "icmp.mip.flags", .label = "Flags", .base = Base::Hex, .bits = {48, 16}},
    mipFlag(MipR, "icmp.mip.r", "Registration Required", 48), mipFlag(MipB, "icmp.mip.b", "Busy", 49),
    mipFlag(MipH, "icmp.mip.h", "Home Agent", 50), mipFlag(MipF, "icmp.mip.f", "Foreign Agent", 51),
    mipFlag(MipM, "icmp.mip.m", "Minimal Encapsulation", 52), mipFlag(MipG, "icmp.mip.g", "GRE", 53),
    mipFlag(MipV, "icmp.mip.v", "VJ Comp", 54), mipFlag(MipRt, "icmp.mip.rt", "Reverse tunneling", 55),
    mipFlag(MipU, "icmp.mip.u", "UDP tunneling", 56), mipFlag(MipX, "icmp.mip.x", "Revocation support", 57),
    {.index = MipReserved, .name = "icmp.mip.reserved", .label = "Reserved", .base = Base::Hex, .bits = {58, 6},
     .parent = MipFlags, .shownBytes = 2, .shownFrom = -1},
    typed(MipCareOf, "icmp.mip.coa", "Care-Of-Address", FieldType::Ipv4, 32),
    typed(MipPrefix, "icmp.mip.prefixlength", "Prefix Length", FieldType::Unsigned, 8),
    typed(MipChallenge, "icmp.mip.challenge", "Challenge", FieldType::ByteString),
    typed(MipContent, "icmp.mip.content", "Content", FieldType::ByteString),
    {.index = EchoSeq, .name = "icmp.ext.echo.seq", .label = "Sequence Number", .base = Base::DecHex, .bits = {48, 8}},
    {.index = EchoReserved, .name = "icmp.ext.echo.req.res", .label = "Reserved", .base = Base::Hex, .bits = {56, 7}},
    flag(EchoLocal, "icmp.ext.echo.req.local", "Local bit", 63),
    number(EchoState, "icmp.ext.echo.rsp.state", "State", {56, 3}),
    {.index = EchoReplyReserved, .name = "icmp.ext.echo.rsp.res", .label = "Reserved", .base = Base::Hex,
     .bits = {59, 2}},
    flag(EchoActive, "icmp.ext.echo.rsp.active", "Active bit", 61),
    flag(EchoIpv4, "icmp.ext.echo.rsp.ipv4", "IPv4 bit", 62),
    flag(EchoIpv6, "icmp.ext.echo.rsp.ipv6", "IPv6 bit", 63),
    {.index = Ext, .name = "icmp.ext", .label = "ICMP Multi-Part Extensions", .type = FieldType::Group,
     .reference = "RFC 4884, 7"},
    number(ExtVersion, "icmp.ext.version", "Version", {0, 4}),
    {.index = ExtReserved, .name = "icmp.ext.res", .label = "Reserved", .base = Base::Hex, .bits = {4, 12}},
    {.index = ExtChecksum, .name = "icmp.ext.checksum", .label = "Checksum", .base = Base::Hex, .bits = {16, 16}},
    {.index = ExtVerdict, .name = "icmp.ext.checksum.status", .label = "Checksum Status",
     .text = writeChecksumStatus},
    number(ExtLength, "icmp.ext.length", "Length", {0, 16}),
    {.index = ExtClass, .name = "icmp.ext.class", .label = "Class", .bits = {16, 8}, .names = classNames},
    number(ExtType, "icmp.ext.ctype", "C-Type", {24, 8}),
    typed(ExtData, "icmp.ext.data", "Data", FieldType::ByteString),
    number(Label, "icmp.mpls.label", "Label", {0, 20}), number(LabelExp, "icmp.mpls.exp", "Experimental", {20, 3}),
    flag(LabelBottom, "icmp.mpls.s", "Stack bit", 23), number(LabelTtl, "icmp.mpls.ttl", "Time to live", {24, 8}),
    number(InfoRole, "icmp.int_info.role", "Interface Role", {24, 2}),
    number(InfoReserved, "icmp.int_info.reserved", "Reserved", {26, 2}),
    flag(InfoIndexBit, "icmp.int_info.ifindex", "ifIndex", 28),
    flag(InfoAddressBit, "icmp.int_info.ipaddr", "IP Address", 29),
    flag(InfoNameBit, "icmp.int_info.name_present", "Interface Name", 30),
    flag(InfoMtuBit, "icmp.int_info.mtu_present", "MTU", 31),
    typed(InfoIndex, "icmp.int_info.index", "Interface Index", FieldType::Unsigned, 32),
    {.index = InfoFamily, .name = "icmp.int_info.afi", .label = "Address Family Identifier", .bits = {0, 16},
     .names = families},
    typed(InfoIpv4, "icmp.int_info.ipv4", "Source", FieldType::Ipv4, 32),
    typed(InfoIpv6, "icmp.int_info.ipv6", "Source", FieldType::Ipv6, 128),
    typed(InfoNameLength, "icmp.int_info.name_length", "Name Length", FieldType::Unsigned, 8),
    typed(InfoName, "icmp.int_info.name", "Name", FieldType::Text),
    typed(InfoMtu, "icmp.int_info.mtu", "Maximum Transmission Unit", FieldType::Unsigned, 32),
    typed(IdentName, "icmp.int_ident.name", "Name", FieldType::Text),
    typed(IdentIndex, "icmp.int_ident.index", "Interface Index", FieldType::Unsigned, 32),
    {.index = IdentFamily, .name = "icmp.int_ident.afi", .label = "Address Family Identifier", .bits = {0, 16},
     .names = families},
    typed(IdentAddressLength, "icmp.int_ident.addr_length", "Address Length", FieldType::Unsigned, 8),
    typed(IdentReserved, "icmp.int_ident.reserved", "Reserved", FieldType::ByteString),
    typed(IdentIpv4, "icmp.int_ident.ipv4", "Address", FieldType::Ipv4, 32),
    typed(IdentIpv6, "icmp.int_ident.ipv6", "Address", FieldType::Ipv6, 128),
    typed(IdentAddress, "icmp.int_ident.address", "Address", FieldType::ByteString),
});

static_assert(tiles(fields, Type, Checksum, 4), "the common header is 4 bytes");

constexpr std::size_t headerSize = 8;

// Good only where the whole message is here: neither cut by the capture, nor by fragmentation, nor by quoting.
ChecksumStatus verify(Layer &layer, std::size_t begin)
{
    const ByteCursor &cursor = layer.cursor();
    if (layer.carried().isFragment || layer.carried().isQuoted || cursor.capturedEnd() < cursor.declaredEnd())
        return ChecksumStatus::Unverified;
    ByteCursor message = cursor;
    message.moveTo(begin);
    return checksumFold(checksumAdd(0, message.rest())) == 0xffff ? ChecksumStatus::Good : ChecksumStatus::Bad;
}

void addMplsStack(Layer &layer, ByteCursor &body)
{
    parse::repeat(body, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
        layer.setBase(cursor.position());
        layer.fixedAll(fields[Label], fields[LabelExp], fields[LabelBottom], fields[LabelTtl]);
        cursor.skip(4);
        return true;
    });
}

// The type of an interface information object says which parts follow (RFC 5837, 4.1).
void addInterfaceInfo(Layer &layer, ByteCursor &body)
{
    layer.fixedAll(fields[InfoRole], fields[InfoReserved]);
    const bool hasIndex = layer.fixed(fields[InfoIndexBit]) != 0;
    const bool hasAddress = layer.fixed(fields[InfoAddressBit]) != 0;
    const bool hasName = layer.fixed(fields[InfoNameBit]) != 0;
    const bool hasMtu = layer.fixed(fields[InfoMtuBit]) != 0;
    if (hasIndex)
        layer.read(body, fields[InfoIndex]);
    if (hasAddress) {
        const std::uint64_t family = layer.read(body, fields[InfoFamily]);
        body.skip(2);
        layer.read(body, fields[family == 2 ? InfoIpv6 : InfoIpv4]);
    }
    if (hasName) {
        const std::uint64_t length = layer.read(body, fields[InfoNameLength]);
        layer.readBytes(body, fields[InfoName], length == 0 ? 0 : static_cast<std::size_t>(length) - 1);
    }
    if (hasMtu)
        layer.read(body, fields[InfoMtu]);
}

void addInterfaceIdent(Layer &layer, ByteCursor &body, std::uint64_t kind)
{
    if (kind == 1) {
        layer.readRest(body, fields[IdentName]);
    } else if (kind == 2) {
        layer.read(body, fields[IdentIndex]);
    } else if (kind == 3) {
        const std::uint64_t family = layer.read(body, fields[IdentFamily]);
        layer.read(body, fields[IdentAddressLength]);
        layer.readBytes(body, fields[IdentReserved], 1);
        if (family == 1 || family == 2)
            layer.read(body, fields[family == 1 ? IdentIpv4 : IdentIpv6]);
        else
            layer.readRest(body, fields[IdentAddress]);
    }
}

bool addObject(Layer &layer, ByteCursor &cursor)
{
    layer.setBase(cursor.position());
    const std::uint64_t length = layer.fixed(fields[ExtLength]);
    const std::uint64_t kind = layer.fixed(fields[ExtClass]);
    const std::uint64_t type = layer.fixed(fields[ExtType]);
    cursor.skip(4);
    const bool isThere = length >= 4 && length - 4 <= cursor.left();
    ByteCursor body = cursor.sub(length < 4 ? 0 : static_cast<std::size_t>(length) - 4);
    if (kind == 1 && isThere)
        addMplsStack(layer, body);
    else if (kind == 2 && isThere)
        addInterfaceInfo(layer, body);
    else if (kind == 3 && isThere)
        addInterfaceIdent(layer, body, type);
    else
        layer.readRest(body, fields[ExtData]);
    layer.noteFault(body);
    return length >= 4;
}

// From `begin` to the end of the message (RFC 4884, 7).
void addExtensions(Layer &layer, std::size_t begin)
{
    ByteCursor cursor = layer.cursor();
    cursor.moveTo(begin);
    if (cursor.left() < 4)
        return;
    const ChecksumStatus verdict = verify(layer, begin);
    layer.add(fields[Ext], begin, cursor.left());
    const Subtree ofExtensions = layer.subtree();
    layer.setBase(begin);
    layer.fixedAll(fields[ExtVersion], fields[ExtReserved], fields[ExtChecksum]);
    layer.addGenerated(fields[ExtVerdict], std::to_underlying(verdict), begin + 2);
    cursor.skip(4);
    parse::repeat(cursor, limits::items, [&](ByteCursor &object, std::size_t /*i*/) { return addObject(layer, object); });
}

void addIdentAndSequence(Layer &layer)
{
    layer.fixedAll(fields[Ident], fields[IdentLe], fields[Seq], fields[SeqLe]);
}

constexpr std::int64_t nsPerSecond = 1'000'000'000;

// Many pings begin their data with the time of sending: seconds and microseconds in the sender's byte order. It
// is taken for that where it lies within a day of the frame's own time.
std::optional<std::int64_t> timeInData(Layer &layer, ByteOrder order)
{
    const std::size_t at = layer.begin() + headerSize;
    const auto seconds = static_cast<std::int64_t>(layer.cursor().peekAt(at, 4, order));
    const auto microseconds = static_cast<std::int64_t>(layer.cursor().peekAt(at + 4, 4, order));
    if (microseconds >= 1'000'000 || !layer.frame().hasTime || layer.cursor().left() < headerSize + 8)
        return {};
    const std::int64_t distance = layer.frame().timeNs / nsPerSecond - seconds;
    constexpr std::int64_t day = 86'400;
    if (distance > day || distance < -day)
        return {};
    return seconds * nsPerSecond + microseconds * 1000;
}

void addEcho(Layer &layer)
{
    addIdentAndSequence(layer);
    std::size_t skipped = headerSize;
    const auto big = timeInData(layer, ByteOrder::Big);
    if (const auto time = big ? big : timeInData(layer, ByteOrder::Little)) {
        layer.add(fields[DataTime], layer.begin() + headerSize, 8, static_cast<std::uint64_t>(*time));
        layer.add(fields[DataTimeRelative], layer.begin() + headerSize, 8,
                  static_cast<std::uint64_t>(layer.frame().timeNs - *time));
        skipped += 8;
    }
    layer.cursor().skip(skipped);
    layer.next({KeySpace::Payload, payload::data});
}

// An error: the second word, then the start of the packet it is about.
void addError(Layer &layer, std::uint64_t type, std::uint64_t code)
{
    const std::size_t word = layer.begin() + 4;
    const auto addUnused = [&](std::size_t at, std::size_t size) {
        if (layer.cursor().needAt(word, 4))
            layer.add(fields[Unused], at, size);
    };
    const std::size_t quoted = static_cast<std::size_t>(layer.cursor().peekAt(word + 1, 1)) * 4;
    const bool mayExtend = type == 3 || type == 11 || type == 12;
    const bool statesLength = mayExtend && quoted != 0;
    if (type == 5)
        layer.fixed(fields[Gateway]);
    else if (type == 12)
        layer.fixed(fields[Pointer]), addUnused(word + 1, statesLength ? 0 : 3);
    else if (type == 3 && code == 4)
        addUnused(word, statesLength ? 1 : 2), layer.fixed(fields[Mtu]);
    else
        addUnused(word, statesLength ? 1 : 4);
    if (statesLength)
        layer.fixed(fields[OriginalLength]);
    layer.cursor().skip(headerSize);
    // Who does not say how long the quotation is pads it to 128 bytes before extensions (RFC 4884, 5.5).
    constexpr std::size_t legacyQuotation = 128;
    const std::size_t quotation = statesLength ? quoted : legacyQuotation;
    if (mayExtend && layer.cursor().left() > quotation + 4) {
        layer.declareNextEnd(layer.cursor().position() + quotation, fields[OriginalLength]);
        addExtensions(layer, layer.cursor().position() + quotation);
    }
    layer.carried().isQuoted = true;
    layer.fenceColumns();
    layer.next({KeySpace::Payload, payload::ipv4});
}

void addMipFlags(Layer &layer)
{
    layer.fixed(fields[MipFlags]);
    const Subtree ofFlags = layer.subtree();
    layer.fixedAll(fields[MipR], fields[MipB], fields[MipH], fields[MipF], fields[MipM], fields[MipG], fields[MipV],
                   fields[MipRt], fields[MipU], fields[MipX], fields[MipReserved]);
}

bool addMobility(Layer &layer, parse::TlvItem &item)
{
    layer.setBase(item.offset);
    layer.fixed(fields[MipType]);
    if (item.lone)
        return true;
    layer.fixed(fields[MipLength]);
    ByteCursor &value = item.value;
    if (item.type == 16 && value.left() >= 6) {
        layer.fixedAll(fields[MipSequence], fields[MipLife]);
        addMipFlags(layer);
        value.skip(6);
        parse::repeat(value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
            layer.read(cursor, fields[MipCareOf]);
            return true;
        });
    } else if (item.type == 19) {
        parse::repeat(value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
            layer.read(cursor, fields[MipPrefix]);
            return true;
        });
    } else {
        layer.readRest(value, fields[item.type == 24 ? MipChallenge : MipContent]);
    }
    layer.noteFault(value);
    return true;
}

void addAdvertisement(Layer &layer)
{
    const auto count = static_cast<std::size_t>(layer.fixed(fields[AddressCount]));
    const auto words = static_cast<std::size_t>(layer.fixed(fields[EntrySize]));
    layer.fixed(fields[Lifetime]);
    layer.cursor().skip(headerSize);
    parse::repeat(layer.cursor(), words < 2 ? 0 : count, [&](ByteCursor &cursor, std::size_t /*i*/) {
        layer.read(cursor, fields[RouterAddress]);
        layer.read(cursor, fields[Preference]);
        cursor.skip(words * 4 - 8);
        return true;
    });
    parse::tlv(layer.cursor(), {.loneTypes = {0}}, [&](parse::TlvItem &item) { return addMobility(layer, item); });
}

void addExtendedEcho(Layer &layer, std::uint64_t type)
{
    layer.fixedAll(fields[Ident], fields[IdentLe], fields[EchoSeq]);
    if (type == 43) {
        layer.fixedAll(fields[EchoState], fields[EchoReplyReserved], fields[EchoActive], fields[EchoIpv4],
                       fields[EchoIpv6]);
        return;
    }
    layer.fixedAll(fields[EchoReserved], fields[EchoLocal]);
    addExtensions(layer, layer.begin() + headerSize);
}

void addBody(Layer &layer, std::uint64_t type, std::uint64_t code)
{
    switch (type) {
    case 0:
    case 8: addEcho(layer); return;
    case 3:
    case 4:
    case 5:
    case 11:
    case 12: addError(layer, type, code); return;
    case 9: addAdvertisement(layer); return;
    case 13:
    case 14:
        addIdentAndSequence(layer);
        layer.fixedAll(fields[Originate], fields[Receive], fields[Transmit]);
        return;
    case 15:
    case 16: addIdentAndSequence(layer); return;
    case 17:
    case 18:
        addIdentAndSequence(layer);
        layer.fixed(fields[AddressMask]);
        return;
    case 42:
    case 43: addExtendedEcho(layer, type); return;
    default: return;
    }
}

void dissect(Layer &layer)
{
    const std::uint64_t type = layer.fixed(fields[Type]);
    const std::uint64_t code = layer.fixed(fields[Code]);
    layer.fixed(fields[Checksum]);
    if (layer.cursor().failed())
        return;
    layer.addGenerated(fields[ChecksumVerdict], std::to_underlying(verify(layer, layer.begin())), layer.begin() + 2);
    layer.setEnd(layer.begin() + layer.cursor().declaredLeft());
    addBody(layer, type, code);
}

void summary(TextSink &sink, const LayerText &text)
{
    const Field *code = text.find(fields[Code]);
    if (code == nullptr)
        return;
    const std::uint64_t type = text.value(fields[Type]);
    const bool isMobile = type == 9 && text.find(fields[MipType]) != nullptr;
    const std::string_view name
        = isMobile ? "Mobile IP Advertisement" : nameOf(typeNames, type).value_or("Unknown ICMP (obsolete or malformed?)");
    sink << name;
    for (std::size_t width = name.size(); width < 20; ++width)
        sink << ' ';
    const auto codes = codesOf(type);
    if (const auto codeName = nameOf(codes, code->value))
        sink << " (" << *codeName << ')';
    else if (!codes.empty())
        (sink << " (Unknown code: ").number(code->value) << ')';
    if (text.find(fields[Seq]) == nullptr)
        return;
    (sink << " id=0x").hex(text.value(fields[Ident]), 4) << ", seq=";
    sink.number(text.value(fields[Seq])) << '/';
    sink.number(text.value(fields[SeqLe]));
    if (const Field *ttl = text.outer("ip.ttl"))
        (sink << ", ttl=").number(ttl->value);
}

} // namespace

extern const Protocol icmp;
constexpr Protocol icmp{.name = "ICMP",
                        .longName = "Internet Control Message Protocol",
                        .filterName = "icmp",
                        .fields = fields,
                        .dissect = dissect,
                        .summary = summary};

} // namespace framelens::protocols

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// DNS resource records: names, the common head, and the data of each type.
#include "core/decode/format.h"
#include "core/decode/parse.h"
#include "core/decode/protocols/dns_fields.h"

namespace framelens::protocols::dns_fields {

namespace {

enum RecordTypes : std::uint64_t {
    TypeA = 1,
    TypeNs = 2,
    TypeCname = 5,
    TypeSoa = 6,
    TypeNull = 10,
    TypePtr = 12,
    TypeHinfo = 13,
    TypeMx = 15,
    TypeTxt = 16,
    TypeRp = 17,
    TypeAaaa = 28,
    TypeSrv = 33,
    TypeNaptr = 35,
    TypeDname = 39,
    TypeOpt = 41,
    TypeDs = 43,
    TypeSshfp = 44,
    TypeRrsig = 46,
    TypeNsec = 47,
    TypeDnskey = 48,
    TypeNsec3 = 50,
    TypeNsec3Param = 51,
    TypeTlsa = 52,
    TypeCds = 59,
    TypeCdnskey = 60,
    TypeSvcb = 64,
    TypeHttps = 65,
    TypeSpf = 99,
    TypeCaa = 257,
};

// The data of one record: reads through its own cursor, adds to the layer.
struct Rdata
{
    const Message &message;
    ByteCursor &cursor;

    std::uint64_t number(Index field, std::size_t size) const
    {
        return message.layer.readSized(cursor, fields[field], size, ByteOrder::Big);
    }
    void bytes(Index field, std::size_t size) const { message.layer.readBytes(cursor, fields[field], size); }
    void rest(Index field) const { message.layer.readRest(cursor, fields[field]); }
    void name(Index field) const { readName(message, cursor, fields[field]); }
    /// A length of one byte and as many characters.
    void characters(Index length, Index text) const { bytes(text, number(length, 1)); }
    void time(Index field) const
    {
        constexpr std::uint64_t nsPerSecond = 1'000'000'000;
        const std::size_t offset = cursor.position();
        const std::uint64_t seconds = cursor.u32();
        if (!cursor.failed())
            message.layer.add(fields[field], offset, 4, seconds * nsPerSecond);
    }
};

void readStrings(const Rdata &data, Index length, Index text)
{
    parse::repeat(data.cursor, limits::items, [&](ByteCursor &, std::size_t) {
        data.characters(length, text);
        return true;
    });
}

void readSoa(const Rdata &data)
{
    data.name(SoaMname);
    data.name(SoaRname);
    for (const Index field : {SoaSerial, SoaRefresh, SoaRetry, SoaExpire, SoaMinimum})
        data.number(field, 4);
}

void readSrv(const Rdata &data)
{
    for (const Index field : {SrvPriority, SrvWeight, SrvPort})
        data.number(field, 2);
    data.name(SrvTarget);
}

void readNaptr(const Rdata &data)
{
    data.number(NaptrOrder, 2);
    data.number(NaptrPreference, 2);
    data.characters(NaptrFlagsLength, NaptrFlags);
    data.characters(NaptrServiceLength, NaptrService);
    data.characters(NaptrRegexLength, NaptrRegex);
    data.name(NaptrReplacement);
}

// RFC 4034, 4.1.2: blocks of 256 types, each with its number, its size, and a bit for every type.
void readTypeBitmap(const Rdata &data)
{
    parse::repeat(data.cursor, 256, [&](ByteCursor &cursor, std::size_t) {
        const std::uint64_t window = cursor.u8();
        const std::uint64_t size = cursor.u8();
        const std::size_t offset = cursor.position();
        const Bytes bits = cursor.take(size);
        for (std::size_t i = 0; i < bits.size() * 8; ++i)
            if ((std::to_integer<unsigned>(bits[i / 8]) & (0x80U >> (i % 8))) != 0)
                data.message.layer.add(fields[RecordType], offset + i / 8, 1, window * 256 + i);
        return true;
    });
}

// RFC 4034, appendix B: the key tag is a checksum over the record's data.
std::uint64_t keyTagOf(const ByteCursor &data)
{
    std::uint64_t sum = 0;
    const std::size_t begin = data.position();
    const std::size_t size = data.left();
    for (std::size_t i = 0; i < size; ++i)
        sum += data.peekAt(begin + i, 1) << (i % 2 == 0 ? 8U : 0U);
    return (sum + (sum >> 16U)) & 0xffffU;
}

void readDnskey(const Rdata &data)
{
    constexpr std::uint64_t reservedBits = 0xfe7e;
    Layer &layer = data.message.layer;
    const std::size_t offset = data.cursor.position();
    const std::uint64_t tag = keyTagOf(data.cursor);
    const std::uint64_t flags = data.number(KeyFlags, 2);
    if (data.cursor.failed())
        return;
    {
        const Subtree inside = layer.subtree();
        const std::size_t base = layer.base();
        layer.setBase(offset);
        layer.fixedAll(fields[KeyZone], fields[KeyRevoked], fields[KeySecureEntry]);
        layer.setBase(base);
        layer.add(fields[KeyReserved], offset, 2, flags & reservedBits);
    }
    data.number(KeyProtocol, 1);
    data.number(KeyAlgorithm, 1);
    layer.addGenerated(fields[KeyId], tag, offset);
    data.rest(PublicKey);
}

void readDs(const Rdata &data)
{
    data.number(DsKeyTag, 2);
    data.number(DsAlgorithm, 1);
    data.number(DsDigestType, 1);
    data.rest(DsDigest);
}

void readRrsig(const Rdata &data)
{
    data.number(SigCovered, 2);
    data.number(SigAlgorithm, 1);
    data.number(SigLabels, 1);
    data.number(SigTtl, 4);
    data.time(SigExpiration);
    data.time(SigInception);
    data.number(SigKeyTag, 2);
    data.name(SigSigner);
    data.rest(Signature);
}

void readNsec3Head(const Rdata &data)
{
    Layer &layer = data.message.layer;
    data.number(Nsec3Algorithm, 1);
    const std::size_t offset = data.cursor.position();
    const std::uint64_t flags = data.number(Nsec3Flags, 1);
    if (!data.cursor.failed()) {
        const Subtree inside = layer.subtree();
        layer.add(fields[Nsec3OptOut], offset, 1, flags & 1U);
    }
    data.number(Nsec3Iterations, 2);
    data.characters(Nsec3SaltLength, Nsec3Salt);
}

void readCaa(const Rdata &data)
{
    const std::size_t offset = data.cursor.position();
    const std::uint64_t flags = data.number(CaaFlags, 1);
    if (!data.cursor.failed()) {
        const Subtree inside = data.message.layer.subtree();
        data.message.layer.add(fields[CaaCritical], offset, 1, flags >> 7U);
    }
    data.characters(CaaTagLength, CaaTag);
    data.rest(CaaValue);
}

void readSvcbValue(const Rdata &data, std::uint32_t key)
{
    enum Keys : std::uint32_t { Mandatory = 0, Alpn = 1, Port = 3, Ipv4Hint = 4, Ipv6Hint = 6 };
    const auto each = [&](auto &&read) {
        parse::repeat(data.cursor, limits::items, [&](ByteCursor &, std::size_t) {
            read();
            return true;
        });
    };
    switch (key) {
    case Mandatory: each([&] { data.number(SvcbMandatory, 2); }); return;
    case Alpn: each([&] { data.characters(SvcbAlpnLength, SvcbAlpn); }); return;
    case Port: data.number(SvcbPort, 2); return;
    case Ipv4Hint: each([&] { data.number(SvcbIpv4, 4); }); return;
    case Ipv6Hint: each([&] { data.bytes(SvcbIpv6, 16); }); return;
    default: data.rest(SvcbValue);
    }
}

void readSvcb(const Rdata &data)
{
    Layer &layer = data.message.layer;
    data.number(SvcbPriority, 2);
    data.name(SvcbTarget);
    parse::tlv(data.cursor, {.typeBytes = 2, .lengthBytes = 2}, [&](parse::TlvItem &item) {
        layer.add(fields[SvcbParam], item.offset, item.size);
        const Subtree inside = layer.subtree();
        layer.add(fields[SvcbKey], item.offset, 2, item.type);
        layer.add(fields[SvcbLength], item.offset + 2, 2, item.length);
        readSvcbValue({data.message, item.value}, item.type);
        return true;
    });
}

void readClientSubnet(const Rdata &data)
{
    constexpr std::uint64_t ipv4 = 1;
    constexpr std::uint64_t ipv6 = 2;
    const std::uint64_t family = data.number(ClientFamily, 2);
    data.number(ClientNetmask, 1);
    data.number(ClientScope, 1);
    const std::size_t size = data.cursor.left();
    const std::size_t offset = data.cursor.position();
    if (family == ipv4 && size <= 4) {
        const std::uint64_t start = data.cursor.sized(size, ByteOrder::Big);
        if (!data.cursor.failed())
            data.message.layer.add(fields[ClientAddr4], offset, size, start << (8 * (4 - size)));
    } else {
        data.bytes(family == ipv6 && size <= 16 ? ClientAddr6 : ClientAddr, size);
    }
}

void readOptionValue(const Rdata &data, std::uint32_t code)
{
    enum Codes : std::uint32_t {
        DauCode = 5,
        DhuCode = 6,
        N3uCode = 7,
        Subnet = 8,
        Cookie = 10,
        Keepalive = 11,
        Padding = 12,
        Chain = 13,
    };
    constexpr std::size_t clientCookie = 8;
    const auto eachByte = [&](Index field) {
        parse::repeat(data.cursor, limits::items, [&](ByteCursor &, std::size_t) {
            data.number(field, 1);
            return true;
        });
    };
    switch (code) {
    case DauCode: eachByte(Dau); return;
    case DhuCode: eachByte(Dhu); return;
    case N3uCode: eachByte(N3u); return;
    case Subnet: readClientSubnet(data); return;
    case Cookie:
        data.bytes(CookieClient, clientCookie);
        data.rest(CookieServer);
        return;
    case Keepalive:
        if (data.cursor.left() != 0)
            data.number(KeepaliveTimeout, 2);
        return;
    case Padding: data.rest(OptionPadding); return;
    case Chain:
        // The name stands alone: there is nothing before it that a pointer could mean.
        readName({data.message.layer, data.cursor.position(), false}, data.cursor, fields[ChainName]);
        return;
    default: return;
    }
}

void readOptions(const Rdata &data)
{
    Layer &layer = data.message.layer;
    parse::tlv(data.cursor, {.typeBytes = 2, .lengthBytes = 2}, [&](parse::TlvItem &item) {
        layer.add(fields[Option], item.offset, item.size);
        const Subtree inside = layer.subtree();
        layer.add(fields[OptionCode], item.offset, 2, item.type);
        layer.add(fields[OptionLength], item.offset + 2, 2, item.length);
        if (item.value.left() < item.length)
            return false;
        if (item.length != 0)
            layer.add(fields[OptionData], item.value.position(), item.length);
        readOptionValue({data.message, item.value}, item.type);
        return true;
    });
}

void readData(const Rdata &data, std::uint64_t type)
{
    switch (type) {
    case TypeA: data.number(A, 4); return;
    case TypeNs: data.name(Ns); return;
    case TypeCname: data.name(Cname); return;
    case TypeSoa: readSoa(data); return;
    case TypeNull: data.rest(Null); return;
    case TypePtr: data.name(Ptr); return;
    case TypeHinfo:
        data.characters(HinfoCpuLength, HinfoCpu);
        data.characters(HinfoOsLength, HinfoOs);
        return;
    case TypeMx:
        data.number(MxPreference, 2);
        data.name(MxExchange);
        return;
    case TypeTxt: readStrings(data, TxtLength, Txt); return;
    case TypeRp:
        data.name(RpMailbox);
        data.name(RpText);
        return;
    case TypeAaaa: data.bytes(Aaaa, 16); return;
    case TypeSrv: readSrv(data); return;
    case TypeNaptr: readNaptr(data); return;
    case TypeDname: data.name(Dname); return;
    case TypeOpt: readOptions(data); return;
    case TypeDs:
    case TypeCds: readDs(data); return;
    case TypeSshfp:
        data.number(SshfpAlgorithm, 1);
        data.number(SshfpType, 1);
        data.rest(SshfpFingerprint);
        return;
    case TypeRrsig: readRrsig(data); return;
    case TypeNsec:
        data.name(NsecNext);
        readTypeBitmap(data);
        return;
    case TypeDnskey:
    case TypeCdnskey: readDnskey(data); return;
    case TypeNsec3:
        readNsec3Head(data);
        data.characters(Nsec3HashLength, Nsec3Hash);
        readTypeBitmap(data);
        return;
    case TypeNsec3Param: readNsec3Head(data); return;
    case TypeTlsa:
        data.number(TlsaUsage, 1);
        data.number(TlsaSelector, 1);
        data.number(TlsaMatching, 1);
        data.rest(TlsaData);
        return;
    case TypeSvcb:
    case TypeHttps: readSvcb(data); return;
    case TypeSpf: readStrings(data, SpfLength, Spf); return;
    case TypeCaa: readCaa(data); return;
    default: data.rest(Data);
    }
}

// The EDNS record says other things where others have class and TTL (RFC 6891, 6.1.2 and 6.1.3).
void readEdnsHead(const Rdata &head)
{
    constexpr std::uint64_t reservedBits = 0x7fff;
    Layer &layer = head.message.layer;
    const std::size_t offset = head.cursor.position();
    const std::uint64_t size = head.cursor.u16();
    if (head.cursor.failed())
        return;
    const bool isMulticast = head.message.isMulticast;
    layer.add(fields[UdpSize], offset, 2, isMulticast ? size & 0x7fffU : size);
    if (isMulticast)
        layer.add(fields[CacheFlush], offset, 2, size >> 15U);
    head.number(ExtendedRcode, 1);
    head.number(EdnsVersion, 1);
    const std::size_t flagsOffset = head.cursor.position();
    const std::uint64_t flags = head.number(EdnsFlags, 2);
    if (head.cursor.failed())
        return;
    const Subtree inside = layer.subtree();
    layer.add(fields[EdnsDo], flagsOffset, 2, flags >> 15U);
    layer.add(fields[EdnsReserved], flagsOffset, 2, flags & reservedBits);
}

void readClassAndTtl(const Rdata &head)
{
    Layer &layer = head.message.layer;
    const std::size_t offset = head.cursor.position();
    const std::uint64_t number = head.cursor.u16();
    if (head.cursor.failed())
        return;
    const bool isMulticast = head.message.isMulticast;
    layer.add(fields[RecordClass], offset, 2, isMulticast ? number & 0x7fffU : number);
    if (isMulticast)
        layer.add(fields[CacheFlush], offset, 2, number >> 15U);
    head.number(Ttl, 4);
}

void readOwner(const Message &message, std::uint64_t type)
{
    Layer &layer = message.layer;
    const std::size_t offset = layer.cursor().position();
    const DomainName name = readName(message, layer.cursor(), fields[type == TypeSrv ? SrvService : RecordName]);
    if (type != TypeSrv || layer.cursor().failed())
        return;
    layer.add(fields[SrvProtocol], offset, name.wireSize, packName(message.begin, offset));
    layer.add(fields[SrvName], offset, name.wireSize, packName(message.begin, offset));
}

void noteName(const Message &message, const FieldSpec &spec, std::size_t offset, NameStatus status)
{
    constexpr std::string_view messages[] = {"", "the name goes beyond the bytes", "the name's pointers loop",
                                             "the name is longer than a name can be", "label type nobody defined"};
    if (status != NameStatus::Good)
        message.layer.problem(Severity::Malformed, spec, offset, 1, messages[static_cast<std::size_t>(status)]);
}

} // namespace

DomainName readName(const Message &message, ByteCursor &cursor, const FieldSpec &spec)
{
    Layer &layer = message.layer;
    if (cursor.failed())
        return {};
    const std::size_t offset = cursor.position();
    const DomainName name = measureDomainName(cursor, message.begin, offset);
    if (name.wireSize == 0) {
        if (name.status == NameStatus::CutOff)
            cursor.skip(cursor.left() + 1); // fails, and knows which end was met
        else
            cursor.invalid(offset, 1);
        layer.noteFault(cursor);
        return name;
    }
    noteName(message, spec, offset, name.status);
    layer.add(spec, offset, name.wireSize, packName(message.begin, offset));
    cursor.skip(name.wireSize);
    return name;
}

bool readRecord(const Message &message)
{
    Layer &layer = message.layer;
    ByteCursor &cursor = layer.cursor();
    const std::size_t begin = cursor.position();
    const std::size_t ownerSize = measureDomainName(cursor, message.begin, begin).wireSize;
    // The type decides what the name's field is.
    if (ownerSize != 0 && !cursor.needAt(begin + ownerSize, 2)) {
        layer.noteFault(cursor);
        return false;
    }
    const std::uint64_t type = cursor.peekAt(begin + ownerSize, 2);
    layer.add(fields[Record], begin, 0, packName(message.begin, begin));
    Subtree inside = layer.subtree();
    readOwner(message, type);
    const Rdata head{message, cursor};
    head.number(RecordType, 2);
    if (type == TypeOpt)
        readEdnsHead(head);
    else
        readClassAndTtl(head);
    const std::uint64_t size = head.number(DataLength, 2);
    const bool isAllThere = cursor.left() >= size;
    ByteCursor data = cursor.sub(size);
    if (size != 0 && !cursor.failed())
        readData({message, data}, type);
    inside.setRange(begin, cursor.position() - begin);
    if (!isAllThere)
        cursor.skip(1); // the record was the last that there are bytes for
    return isAllThere;
}

namespace {

void writeNameAndType(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const ByteCursor cursor(dissection.source(field.source));
    const std::size_t offset = nameOffset(field.value);
    const DomainName name = measureDomainName(cursor, nameMessage(field.value), offset);
    writeDomainName(sink << ": ", dissection, field);
    const std::uint64_t type = cursor.peekAt(offset + name.wireSize, 2);
    sink << ": type ";
    if (const auto known = nameOf(typeNames, type))
        sink << *known;
    else
        sink.number(type);
}

} // namespace

void writeQuery(TextSink &sink, const Dissection &dissection, const Field &field)
{
    writeNameAndType(sink, dissection, field);
}

void writeRecord(TextSink &sink, const Dissection &dissection, const Field &field)
{
    writeNameAndType(sink, dissection, field);
}

void writeSrvService(TextSink &sink, const Dissection &dissection, const Field &field)
{
    writeDomainLabels(sink, dissection, field, 0, 1);
}

void writeSrvProtocol(TextSink &sink, const Dissection &dissection, const Field &field)
{
    writeDomainLabels(sink, dissection, field, 1, 1);
}

void writeSrvName(TextSink &sink, const Dissection &dissection, const Field &field)
{
    writeDomainLabels(sink, dissection, field, 2, 0);
}

// Base 32 with the extended hex alphabet (RFC 4648, 7), as NSEC3 owner names are written.
void writeHash(TextSink &sink, const Dissection &dissection, const Field &field)
{
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuv";
    std::uint64_t bits = 0;
    unsigned count = 0;
    for (const std::byte byte : dissection.bytesOf(field)) {
        bits = (bits << 8U) | std::to_integer<std::uint64_t>(byte);
        count += 8;
        for (; count >= 5; count -= 5)
            sink << digits[(bits >> (count - 5)) & 31U];
    }
    if (count != 0)
        sink << digits[(bits << (5 - count)) & 31U];
}

void writePartialIpv6(TextSink &sink, const Dissection &dissection, const Field &field)
{
    std::array<std::byte, 16> address{};
    const Bytes bytes = dissection.bytesOf(field);
    std::ranges::copy(bytes.first(std::min<std::size_t>(bytes.size(), address.size())), address.begin());
    writeIpv6(sink, address);
}

} // namespace framelens::protocols::dns_fields

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Domain Name System (RFC 1035), multicast DNS (RFC 6762) and link-local multicast name resolution
// (RFC 4795): one message format under three names. The drawing stands above the table, in dns_fields.h.
#include "core/decode/format.h"
#include "core/decode/framer.h"
#include "core/decode/parse.h"
#include "core/decode/protocols/dns_fields.h"

namespace framelens::protocols {

namespace {

using namespace dns_fields;

constexpr std::size_t headerSize = 12;
constexpr std::size_t lengthSize = 2; // before a message in a stream

enum class Kind : std::uint8_t { Unicast, Multicast, LinkLocal };

void addFlags(Layer &layer, Kind kind)
{
    const std::uint64_t flags = layer.fixed(fields[Flags]);
    const bool isResponse = (flags & 0x8000U) != 0;
    const Subtree inside = layer.subtree();
    layer.fixedAll(fields[Response], fields[Opcode]);
    if (kind == Kind::LinkLocal) {
        layer.fixedAll(fields[Conflict], fields[Truncated], fields[Tentative]);
    } else {
        if (isResponse)
            layer.fixed(fields[Authoritative]);
        layer.fixedAll(fields[Truncated], fields[RecursionDesired]);
        if (isResponse)
            layer.fixed(fields[RecursionAvailable]);
        layer.fixed(fields[Z]);
        if (isResponse || (flags & 0x20U) != 0)
            layer.fixed(fields[Authenticated]);
        layer.fixed(fields[CheckDisabled]);
    }
    if (isResponse)
        layer.fixed(fields[Rcode]);
}

bool readQuery(const Message &message)
{
    Layer &layer = message.layer;
    ByteCursor &cursor = layer.cursor();
    const std::size_t begin = cursor.position();
    layer.add(fields[Query], begin, 0, packName(message.begin, begin));
    Subtree inside = layer.subtree();
    const DomainName name = readName(message, cursor, fields[QueryName]);
    if (cursor.failed())
        return false;
    layer.add(fields[QueryNameLength], begin, name.wireSize, name.textSize);
    layer.add(fields[QueryLabels], begin, name.wireSize, name.labels);
    layer.readSized(cursor, fields[QueryType], 2, ByteOrder::Big);
    const std::size_t offset = cursor.position();
    const std::uint64_t number = cursor.u16();
    if (cursor.failed())
        return false;
    layer.add(fields[QueryClass], offset, 2, message.isMulticast ? number & 0x7fffU : number);
    if (message.isMulticast)
        layer.add(fields[QueryUnicast], offset, 2, number >> 15U);
    inside.setRange(begin, cursor.position() - begin);
    return true;
}

template <typename Read>
void readSection(const Message &message, Index heading, std::uint64_t count, Read &&read)
{
    Layer &layer = message.layer;
    ByteCursor &cursor = layer.cursor();
    if (count == 0 || cursor.failed())
        return;
    const std::size_t begin = cursor.position();
    if (cursor.left() == 0) {
        cursor.skip(1); // announced, and not there
        return;
    }
    layer.add(fields[heading], begin, 0);
    Subtree inside = layer.subtree();
    const std::size_t done
        = parse::repeat(cursor, count, [&](ByteCursor &, std::size_t) { return read(message); });
    inside.setRange(begin, cursor.position() - begin);
    if (done < count && !cursor.failed())
        cursor.skip(1);
}

// Over TCP a length goes before each message (RFC 1035, 4.2.2); the framer has cut the message behind it.
void readLength(Layer &layer)
{
    const std::uint64_t length = layer.readSized(layer.cursor(), fields[Length], 2, ByteOrder::Big);
    const std::size_t end = layer.cursor().position() + length;
    if (layer.cursor().failed() || length < headerSize)
        return;
    layer.declareMessageEnd(end, fields[Length]);
}

void dissectMessage(Layer &layer, Kind kind)
{
    ByteCursor &cursor = layer.cursor();
    if (layer.enteredBy().space == KeySpace::TcpPort)
        readLength(layer);
    const Message message{layer, cursor.position(), kind == Kind::Multicast};
    layer.setBase(message.begin);
    layer.fixed(fields[Id]);
    if (!cursor.failed())
        addFlags(layer, kind);
    const std::uint64_t queries = layer.fixed(fields[Queries]);
    const std::uint64_t answers = layer.fixed(fields[Answers]);
    const std::uint64_t authorities = layer.fixed(fields[Authorities]);
    const std::uint64_t additionals = layer.fixed(fields[Additionals]);
    cursor.skip(headerSize);
    readSection(message, SectionQueries, queries, readQuery);
    readSection(message, SectionAnswers, answers, readRecord);
    readSection(message, SectionAuthorities, authorities, readRecord);
    readSection(message, SectionAdditionals, additionals, readRecord);
    if (const std::size_t size = cursor.left(); size != 0) {
        layer.readRest(cursor, fields[ExtraData]);
        layer.addGenerated(fields[ExtraLength], size, cursor.position());
    }
}

void dissectDns(Layer &layer) { dissectMessage(layer, Kind::Unicast); }
void dissectMdns(Layer &layer) { dissectMessage(layer, Kind::Multicast); }
void dissectLlmnr(Layer &layer) { dissectMessage(layer, Kind::LinkLocal); }

Cut cut(const StreamBytes &bytes, FramerState & /*state*/, const CutContext & /*context*/)
{
    const auto length = bytes.numberAt(0, lengthSize, ByteOrder::Big);
    if (!length)
        return Cut::needMore(lengthSize);
    return *length < headerSize ? Cut::notMine() : Cut::message(lengthSize + *length);
}

// A length that holds the header, one question as everybody asks it, and counts that the length has room for.
Recognised recognise(const StreamBytes &bytes, Direction /*direction*/)
{
    constexpr std::uint64_t leastQuestion = 5;
    constexpr std::uint64_t leastRecord = 11;
    const auto number = [&](std::uint64_t at) { return bytes.numberAt(lengthSize + at, 2, ByteOrder::Big).value_or(0); };
    if (bytes.size() < lengthSize + headerSize)
        return Recognised::NeedMore;
    const std::uint64_t length = bytes.numberAt(0, lengthSize, ByteOrder::Big).value_or(0);
    const std::uint64_t flags = number(2);
    const std::uint64_t opcode = (flags >> 11U) & 15U;
    const std::uint64_t records = number(6) + number(8) + number(10);
    const bool isQuery = (flags & 0x8000U) == 0;
    const bool fits = length >= headerSize + leastQuestion * number(4) + leastRecord * records && number(4) == 1
        && opcode <= 6 && opcode != 3 && (flags & 0x40U) == 0 && (!isQuery || opcode == 5 || number(6) == 0);
    return fits ? Recognised::Yes : Recognised::No;
}

constexpr StreamUse streamUse{.cut = cut, .recognise = recognise, .mostBytes = lengthSize + 0xffff, .lengthPrefix = lengthSize};

void title(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[Flags]) != nullptr)
        sink << (text.value(fields[Response]) != 0 ? " (response)" : " (query)");
}

void writeType(TextSink &sink, std::uint64_t type)
{
    if (const auto name = nameOf(typeNames, type))
        sink << ' ' << *name;
    else
        (sink << " Unknown (").number(type) << ')';
}

// What the Info column says of one field of a query or record; the fields come in the order of the wire.
struct InfoWriter
{
    TextSink &sink;
    const Dissection &dissection;
    const Field *name = nullptr; ///< of the query or record at hand
    const Field *type = nullptr; ///< of the record at hand, until it is told
    bool flushes = false;

    void value(const Field &field) { writeValue(sink << ' ', dissection, field); }
    void owner()
    {
        if (name != nullptr) // a dissection that wanted few fields may lack it
            writeDomainName(sink << ' ', dissection, *name);
    }

    void write(const Field &field)
    {
        switch (field.spec->index) {
        case Query:
        case Record: type = nullptr; return;
        case QueryName:
        case RecordName: name = &field; return;
        case QueryType:
            writeType(sink, field.value);
            if (name != nullptr) // a dissection need not want it
                writeDomainName(sink << ' ', dissection, *name);
            return;
        case QueryUnicast: sink << (field.value != 0 ? ", \"QU\" question" : ", \"QM\" question"); return;
        case RecordType:
            type = &field;
            flushes = false;
            return;
        case CacheFlush: flushes = field.value != 0; return;
        case DataLength: // the record's head is complete; types that follow are those of a bitmap
            if (type == nullptr)
                return;
            if (type == nullptr)
                return;
            writeType(sink, type->value);
            sink << (flushes ? ", cache flush" : "");
            return;
        case Null: owner(); return;
        case A:
        case Aaaa:
        case Ns:
        case Cname:
        case Ptr:
        case Dname:
        case SoaMname:
        case MxPreference:
        case MxExchange:
        case SrvPriority:
        case SrvWeight:
        case SrvPort:
        case SrvTarget:
        case NsecNext: value(field); return;
        default: return;
        }
    }
};

void summary(TextSink &sink, const LayerText &text)
{
    const Field *flags = text.find(fields[Flags]);
    if (flags == nullptr)
        return;
    const std::uint64_t opcode = (flags->value >> 11U) & 15U;
    const std::uint64_t rcode = flags->value & 15U;
    const bool isResponse = (flags->value & 0x8000U) != 0;
    if (const auto name = nameOf(opcodeNames, opcode))
        sink << *name;
    else
        (sink << "Unknown operation (").number(opcode) << ')';
    (sink << (isResponse ? " response 0x" : " 0x")).hex(text.value(fields[Id]), 4);
    if (isResponse && rcode != 0) {
        if (const auto name = nameOf(rcodeNames, rcode))
            sink << ' ' << *name;
        else
            (sink << " Unknown error (").number(rcode) << ')';
    }
    InfoWriter info{sink, text.dissection};
    const auto all = text.dissection.fields();
    for (const Field &field : all.subspan(text.layer.root + 1, all[text.layer.root].end - text.layer.root - 1))
        info.write(field);
}

} // namespace

extern const Protocol dns;
constexpr Protocol dns{.name = "DNS",
                       .longName = "Domain Name System",
                       .filterName = "dns",
                       .fields = fields,
                       .dissect = dissectDns,
                       .title = title,
                       .summary = summary,
                       .stream = &streamUse};

extern const Protocol mdns;
constexpr Protocol mdns{.name = "MDNS",
                        .longName = "Multicast Domain Name System",
                        .filterName = "mdns",
                        .fields = fields,
                        .dissect = dissectMdns,
                        .title = title,
                        .summary = summary};

extern const Protocol llmnr;
constexpr Protocol llmnr{.name = "LLMNR",
                         .longName = "Link-local Multicast Name Resolution",
                         .filterName = "llmnr",
                         .fields = fields,
                         .dissect = dissectLlmnr,
                         .title = title,
                         .summary = summary};

} // namespace framelens::protocols

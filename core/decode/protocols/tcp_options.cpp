// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// TCP's options (RFC 9293, 3.2; IANA, TCP Option Kind Numbers), the multipath ones included (RFC 8684).
#include "core/decode/format.h"
#include "core/decode/protocols/tcp_fields.h"

namespace framelens::protocols::tcp_detail {

namespace {

struct KnownOption
{
    std::uint32_t kind;
    Index heading;
    std::string_view name; // in the list behind "Options:"
};

constexpr std::array<KnownOption, 18> knownOptions = {{
    {0, OptEnd, "End of Option List (EOL)"}, {1, OptNop, "No-Operation (NOP)"}, {2, OptMss, "Maximum segment size"},
    {3, OptWindowScale, "Window scale"}, {4, OptSackPermitted, "SACK permitted"}, {5, OptSack, "SACK"},
    {6, OptEcho, "Echo"}, {7, OptEchoReply, "Echo reply"}, {8, OptTimestamp, "Timestamps"},
    {19, OptMd5, "TCP MD5 signature"}, {20, OptScps, "SCPS capabilities"}, {28, OptUserTimeout, "User Timeout"},
    {29, OptAuthentication, "TCP AO"}, {30, OptMptcp, "MPTCP"}, {34, OptFastOpen, "TCP Fast Open"},
    {253, OptExperimental, "Experimental"}, {254, OptExperimental, "Experimental"}, {0, OptUnknown, "Unknown"},
}};

const KnownOption &optionOf(std::uint32_t kind)
{
    for (const KnownOption &option : knownOptions)
        if (option.kind == kind)
            return option;
    return knownOptions.back();
}

// Serial number arithmetic on 32 bits (RFC 1982).
bool isBefore(std::uint64_t a, std::uint64_t b)
{
    return a != b && ((b - a) & 0xffffffffU) < 0x80000000U;
}

// The first block reports a duplicate if it lies before the acknowledgment or inside the second (RFC 2883, 4).
void addDuplicate(Layer &layer, const ByteCursor &blocks, std::size_t begin, std::uint64_t acknowledgment)
{
    const std::uint64_t left = blocks.peekAt(begin, 4);
    const std::uint64_t right = blocks.peekAt(begin + 4, 4);
    const bool hasSecond = blocks.left() >= 8;
    const bool isInSecond = hasSecond && !isBefore(left, blocks.peekAt(begin + 8, 4))
        && !isBefore(blocks.peekAt(begin + 12, 4), right);
    if (!isBefore(left, acknowledgment) && !isInSecond)
        return;
    layer.addGenerated(fields[DsackLeft], left, begin, 4);
    layer.addGenerated(fields[DsackRight], right, begin + 4, 4);
}

void addSack(Layer &layer, parse::TlvItem &item, std::uint64_t acknowledgment)
{
    const std::size_t count = parse::repeat(item.value, limits::items, [&](ByteCursor &cursor, std::size_t i) {
        const std::size_t begin = cursor.position();
        layer.read(cursor, fields[SackLeft]);
        layer.read(cursor, fields[SackRight]);
        if (i == 0 && !cursor.failed())
            addDuplicate(layer, cursor, begin, acknowledgment);
        return true;
    });
    layer.addGenerated(fields[SackCount], count, item.offset);
}

void addWindowScale(Layer &layer, ByteCursor &value)
{
    const std::size_t at = value.position();
    const std::uint64_t shift = layer.read(value, fields[Shift]);
    // More than 14 is read as 14 (RFC 7323, 2.3).
    if (!value.failed())
        layer.addGenerated(fields[Multiplier], std::uint64_t{1} << std::min<std::uint64_t>(shift, 14), at, 1);
}

void addFastOpen(Layer &layer, const parse::TlvItem &item, ByteCursor &value)
{
    if (value.left() == 0)
        layer.add(fields[FastOpenRequest], item.offset + item.size - 2, 2);
    else
        layer.readRest(value, fields[FastOpenCookie]);
}

void addExperimental(Layer &layer, const parse::TlvItem &item, ByteCursor &value)
{
    constexpr std::uint64_t fastOpen = 0xf989;
    constexpr std::uint64_t accurateEcn0 = 0xacc0;
    constexpr std::uint64_t accurateEcn1 = 0xacc1;
    const std::uint64_t id = layer.read(value, fields[ExperimentId]);
    if (id == fastOpen) {
        addFastOpen(layer, item, value);
    } else if ((id == accurateEcn0 || id == accurateEcn1) && value.left() >= 9) {
        layer.read(value, fields[id == accurateEcn0 ? EcnEct0 : EcnEct1]);
        layer.read(value, fields[EcnCe]);
        layer.read(value, fields[id == accurateEcn0 ? EcnEct1 : EcnEct0]);
    } else {
        layer.readRest(value, fields[ExperimentData]);
    }
}

// The flags byte of a multipath option: what is opened stays open while the flags of its kind are added.
template <typename... Flag>
std::uint64_t addMptcpFlags(Layer &layer, std::size_t at, Flag... flags)
{
    layer.setBase(at);
    const std::uint64_t value = layer.fixed(fields[MpFlags]);
    const Subtree ofFlags = layer.subtree();
    (static_cast<void>(layer.fixed(fields[flags])), ...);
    return value;
}

void addCapable(Layer &layer, parse::TlvItem &item)
{
    const std::uint64_t version = layer.fixed(fields[MpVersion]);
    ByteCursor &value = item.value;
    value.skip(2);
    if (version == 0)
        addMptcpFlags(layer, item.offset + 3, MpChecksumRequired, MpExtensibility, MpSha1, MpReservedFlags);
    else
        addMptcpFlags(layer, item.offset + 3, MpChecksumRequired, MpExtensibility, MpNoSubflows, MpSha256,
                      MpReservedFlags);
    if (item.length >= 12)
        layer.read(value, fields[MpSenderKey]);
    if (item.length >= 20)
        layer.read(value, fields[MpReceiverKey]);
    if (item.length >= 22)
        layer.read(value, fields[MpDataLength]);
    if (item.length >= 24)
        layer.read(value, fields[MpChecksum]);
}

void addJoin(Layer &layer, parse::TlvItem &item)
{
    ByteCursor &value = item.value;
    if (item.length == 24) { // the third packet of the handshake
        layer.fixed(fields[MpReserved]);
        value.skip(2);
        layer.readBytes(value, fields[MpMac], 20);
        return;
    }
    addMptcpFlags(layer, item.offset + 2, MpBackup);
    value.skip(1);
    layer.read(value, fields[MpAddressId]);
    layer.read(value, fields[item.length == 16 ? MpTruncatedMac : MpToken]);
    layer.read(value, fields[MpRandom]);
}

void addDataSequence(Layer &layer, parse::TlvItem &item)
{
    ByteCursor &value = item.value;
    value.skip(2);
    const std::uint64_t flags = addMptcpFlags(layer, item.offset + 3, MpDataFin, MpSequence8, MpSequencePresent, MpAck8,
                                              MpAckPresent);
    if ((flags & 1U) != 0)
        layer.readSized(value, fields[MpDataAck], (flags & 2U) != 0 ? 8 : 4, ByteOrder::Big);
    if ((flags & 4U) == 0)
        return;
    layer.readSized(value, fields[MpDataSequence], (flags & 8U) != 0 ? 8 : 4, ByteOrder::Big);
    layer.read(value, fields[MpSubflowSequence]);
    layer.read(value, fields[MpDataLength]);
    if (value.left() >= 2)
        layer.read(value, fields[MpChecksum]);
}

// Version 0 says which kind of address follows, version 1 leaves it to the length (RFC 6824, 3.4.1; RFC 8684, 3.4.1).
void addAddress(Layer &layer, parse::TlvItem &item)
{
    ByteCursor &value = item.value;
    const std::uint64_t low = value.peekAt(value.position(), 1) & 15U;
    const bool isVersion0 = low == 4 || low == 6;
    layer.fixed(fields[isVersion0 ? MpIpVersion : MpEcho]);
    value.skip(1);
    layer.read(value, fields[MpAddressId]);
    const bool isIpv6 = isVersion0 ? low == 6 : value.left() >= 16;
    layer.read(value, fields[isIpv6 ? MpIpv6 : MpIpv4]);
    if (value.left() % 8 == 2)
        layer.read(value, fields[MpPort]);
    if (value.left() >= 8)
        layer.read(value, fields[MpAddressMac]);
}

void addMptcp(Layer &layer, parse::TlvItem &item)
{
    ByteCursor &value = item.value;
    switch (layer.fixed(fields[MpSubtype])) {
    case 0: addCapable(layer, item); return;
    case 1: addJoin(layer, item); return;
    case 2: addDataSequence(layer, item); return;
    case 3: addAddress(layer, item); return;
    case 4:
        value.skip(1);
        parse::repeat(value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
            layer.read(cursor, fields[MpAddressId]);
            return true;
        });
        return;
    case 5:
        addMptcpFlags(layer, item.offset + 2, MpBackup);
        value.skip(1);
        if (value.left() != 0)
            layer.read(value, fields[MpAddressId]);
        return;
    case 6:
        layer.fixed(fields[MpReserved]);
        value.skip(2);
        layer.read(value, fields[MpDataSequence]);
        return;
    case 7:
        layer.fixed(fields[MpReserved]);
        value.skip(2);
        layer.read(value, fields[MpReceiverKey]);
        return;
    case 8:
        addMptcpFlags(layer, item.offset + 2, MpFlagU, MpFlagV, MpFlagW, MpFlagT);
        value.skip(1);
        layer.read(value, fields[MpResetReason]);
        return;
    default: layer.readRest(value, fields[UnknownPayload]); return;
    }
}

void addOptionValue(Layer &layer, parse::TlvItem &item, Index heading, std::uint64_t acknowledgment)
{
    ByteCursor &value = item.value;
    switch (heading) {
    case OptTimestamp:
        layer.read(value, fields[TimestampValue]);
        layer.read(value, fields[TimestampEcho]);
        return;
    case OptMss: layer.read(value, fields[MssValue]); return;
    case OptWindowScale: addWindowScale(layer, value); return;
    case OptSack: addSack(layer, item, acknowledgment); return;
    case OptEcho:
    case OptEchoReply: layer.read(value, fields[EchoValue]); return;
    case OptMd5: layer.readRest(value, fields[Md5Digest]); return;
    case OptUserTimeout: layer.fixedAll(fields[TimeoutGranularity], fields[TimeoutValue]); return;
    case OptAuthentication:
        layer.read(value, fields[KeyId]);
        layer.read(value, fields[NextKeyId]);
        layer.readRest(value, fields[AuthenticationCode]);
        return;
    case OptMptcp: addMptcp(layer, item); return;
    case OptFastOpen: addFastOpen(layer, item, value); return;
    case OptExperimental: addExperimental(layer, item, value); return;
    default: layer.readRest(value, fields[UnknownPayload]); return;
    }
}

bool addOption(Layer &layer, parse::TlvItem &item, std::uint64_t acknowledgment)
{
    const Index heading = optionOf(item.type).heading;
    layer.add(fields[heading], item.offset, item.size);
    const Subtree ofOption = layer.subtree();
    layer.setBase(item.offset);
    layer.fixed(fields[Kind]);
    if (item.lone)
        return true;
    layer.fixed(fields[Length]);
    if (item.badLength)
        layer.problem(Severity::Malformed, fields[Length], item.offset + 1, 1,
                      "an option's length is at least the two bytes of its own kind and length");
    else if (item.value.declaredLeft() != 0 || heading == OptFastOpen)
        addOptionValue(layer, item, heading, acknowledgment);
    layer.noteFault(item.value);
    return true;
}

} // namespace

void addOptions(Layer &layer, std::size_t size, std::uint64_t acknowledgment)
{
    // A header that says it is longer than there is: named, and what is there is listed.
    ByteCursor whole = layer.cursor();
    whole.need(size);
    layer.noteFault(whole);
    ByteCursor options = parse::take(layer.cursor(), size);
    layer.add(fields[Options], options.position(), size);
    const Subtree ofOptions = layer.subtree();
    parse::tlv(options, optionShape, [&](parse::TlvItem &item) { return addOption(layer, item, acknowledgment); });
    layer.noteFault(options);
}

void writeOptionSummary(TextSink &sink, const LayerText &text)
{
    const auto fieldsOfFrame = text.dissection.fields();
    const std::size_t end = fieldsOfFrame[text.layer.root].end;
    for (std::size_t i = text.layer.root; i < end; ++i) {
        const Field &field = fieldsOfFrame[i];
        switch (field.spec->index) {
        case MssValue: (sink << " MSS=").number(field.value); break;
        case Multiplier: (sink << " WS=").number(field.value); break;
        case OptSackPermitted: sink << " SACK_PERM"; break;
        case SackLeft: (sink << " SLE=").number(field.value); break;
        case SackRight: (sink << " SRE=").number(field.value); break;
        case TimestampValue: (sink << " TSval=").number(field.value); break;
        case TimestampEcho: (sink << " TSecr=").number(field.value); break;
        case EcnEct0: (sink << " EE0B=").number(field.value); break;
        case EcnCe: (sink << " ECEB=").number(field.value); break;
        case EcnEct1: (sink << " EE1B=").number(field.value); break;
        case FastOpenRequest: sink << " TFO=R"; break;
        case FastOpenCookie: sink << " TFO=C"; break;
        case OptMd5: sink << " MD5"; break;
        default: break;
        }
    }
}

void writeOptions(TextSink &sink, const Dissection &dissection, const Field &field)
{
    (sink << ": (").number(field.size) << " bytes)";
    ByteCursor options(dissection.bytesOf(field));
    parse::tlv(options, optionShape, [&](parse::TlvItem &item) {
        const KnownOption &known = optionOf(item.type);
        sink << ", " << known.name;
        if (known.heading == OptUnknown)
            (sink << " (0x").hex(item.type, 2) << ')';
        return true;
    });
}

void writeMss(TextSink &sink, const Dissection &dissection, const Field &field)
{
    ByteCursor option(dissection.bytesOf(field));
    option.skip(2);
    const std::uint16_t size = option.u16();
    if (!option.failed())
        (sink << ": ").number(size) << " bytes";
}

void writeWindowScale(TextSink &sink, const Dissection &dissection, const Field &field)
{
    ByteCursor option(dissection.bytesOf(field));
    option.skip(2);
    const std::uint8_t shift = option.u8();
    if (option.failed())
        return;
    (sink << ": ").number(shift) << " (multiply by ";
    sink.number(std::uint64_t{1} << std::min<unsigned>(shift, 14)) << ')';
}

void writeTimestamp(TextSink &sink, const Dissection &dissection, const Field &field)
{
    ByteCursor option(dissection.bytesOf(field));
    option.skip(2);
    const std::uint32_t value = option.u32();
    const std::uint32_t echo = option.u32();
    if (option.failed())
        return;
    (sink << ": TSval ").number(value) << ", TSecr ";
    sink.number(echo);
}

} // namespace framelens::protocols::tcp_detail

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// TCP's table. A header because header and options are two sources: together they are too long for one.
#pragma once

#include "core/decode/checksum.h"
#include "core/decode/layer.h"
#include "core/decode/parse.h"

namespace framelens::protocols::tcp_detail {

enum Index : std::uint16_t {
    SourcePort, DestinationPort, Sequence, Acknowledgment, HeaderLength, Flags, FlagReserved, FlagAe, FlagCwr, FlagEce,
    FlagUrg, FlagAck, FlagPush, FlagReset, FlagSyn, FlagFin, Window, Checksum, UrgentPointer,
    StreamIndex, SegmentData, ReassembledIn, Segments, Segment, SegmentCount, ReassembledLength,
    SegmentLength, NextSequence, FlagText, WindowSize, WindowScale, ChecksumVerdict, Payload, ResetCause, Options,
    OptEnd, OptNop, OptMss, OptWindowScale, OptSackPermitted, OptSack, OptEcho, OptEchoReply, OptTimestamp, OptMd5,
    OptScps, OptUserTimeout, OptAuthentication, OptMptcp, OptFastOpen, OptExperimental, OptUnknown,
    Kind, Length, MssValue, Shift, Multiplier, SackLeft, SackRight, SackCount, DsackLeft, DsackRight, EchoValue,
    TimestampValue, TimestampEcho, Md5Digest, TimeoutGranularity, TimeoutValue, KeyId, NextKeyId, AuthenticationCode,
    FastOpenRequest, FastOpenCookie, ExperimentId, EcnEct0, EcnCe, EcnEct1, ExperimentData, UnknownPayload,
    MpSubtype, MpVersion, MpReserved, MpIpVersion, MpEcho, MpFlags, MpChecksumRequired, MpExtensibility, MpNoSubflows,
    MpReservedFlags, MpSha1, MpSha256, MpBackup, MpDataFin, MpSequence8, MpSequencePresent, MpAck8, MpAckPresent,
    MpFlagU, MpFlagV, MpFlagW, MpFlagT, MpResetReason, MpAddressId, MpSenderKey, MpReceiverKey, MpToken, MpRandom,
    MpTruncatedMac, MpMac, MpIpv4, MpIpv6, MpPort, MpAddressMac, MpDataAck, MpDataSequence, MpSubflowSequence,
    MpDataLength, MpChecksum,
    Count
};

/// The options, and what the tree shows behind their headings.
void writeHeaderLength(TextSink &sink, const Dissection &dissection, const Field &field);
void writeFlags(TextSink &sink, const Dissection &dissection, const Field &field);
void writeFlagLetters(TextSink &sink, const Dissection &dissection, const Field &field);
void writeSegments(TextSink &sink, const Dissection &dissection, const Field &field);
void writeScale(TextSink &sink, const Dissection &dissection, const Field &field);
void writeOptions(TextSink &sink, const Dissection &dissection, const Field &field);
void writeMss(TextSink &sink, const Dissection &dissection, const Field &field);
void writeWindowScale(TextSink &sink, const Dissection &dissection, const Field &field);
void writeTimestamp(TextSink &sink, const Dissection &dissection, const Field &field);

inline constexpr std::array<std::string_view, 1> portAlias = {"tcp.port"};
inline constexpr std::array<std::string_view, 1> sequenceAlias = {"tcp.seq_raw"};
inline constexpr std::array<std::string_view, 1> acknowledgmentAlias = {"tcp.ack_raw"};

/// IANA, TCP Option Kind Numbers.
inline constexpr std::array<ValueName, 29> kindNames = {{
    {0, "End of Option List"}, {1, "No-Operation"}, {2, "Maximum Segment Size"}, {3, "Window Scale"},
    {4, "SACK Permitted"}, {5, "SACK"}, {6, "Echo"}, {7, "Echo Reply"}, {8, "Time Stamp Option"},
    {9, "Partial Order Connection Permitted"}, {10, "Partial Order Service Profile"}, {11, "CC"}, {12, "CC.NEW"},
    {13, "CC.ECHO"}, {14, "TCP Alternate Checksum Request"}, {15, "TCP Alternate Checksum Data"},
    {18, "Trailer Checksum Option"}, {19, "MD5 Signature Option"}, {20, "SCPS Capabilities"},
    {27, "Quick-Start Response"}, {28, "User Timeout Option"}, {29, "The TCP Authentication Option"},
    {30, "Multipath TCP"}, {34, "TCP Fast Open Cookie"}, {76, "Riverbed Probe"}, {172, "Accurate ECN Order 0"},
    {174, "Accurate ECN Order 1"}, {253, "RFC3692-style Experiment 1"}, {254, "RFC3692-style Experiment 2"},
}};
inline constexpr std::array<ValueName, 4> experimentNames = {{{0xf989, "Fast Open"}, {0xacc0, "Accurate ECN - Order 0"},
                                                              {0xacc1, "Accurate ECN - Order 1"}, {0xe2d4, "IBM"}}};
inline constexpr std::array<ValueName, 9> mptcpSubtypes = {{
    {0, "Multipath Capable"}, {1, "Join Connection"}, {2, "Data Sequence Signal"}, {3, "Add Address"},
    {4, "Remove Address"}, {5, "Change Subflow Priority"}, {6, "TCP Fallback"}, {7, "Fast Close"}, {8, "TCP Reset"},
}};
inline constexpr std::array<ValueName, 2> granularityNames = {{{0, "Seconds"}, {1, "Minutes"}}};

constexpr FieldSpec flag(Index index, std::string_view name, std::string_view label, std::uint16_t bit)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Boolean, .bits = {bit, 1},
            .parent = Flags, .row = BitRow::Parent, .names = setNotSet};
}

constexpr FieldSpec option(Index index, std::string_view name, std::string_view label, TextRule text = nullptr,
                           std::string_view reference = "RFC 9293, 3.1")
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Group, .text = text,
            .reference = reference};
}

constexpr FieldSpec number(Index index, std::string_view name, std::string_view label, std::uint16_t bits)
{
    return {.index = index, .name = name, .label = label, .bits = {0, bits}};
}

constexpr FieldSpec bytes(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::ByteString};
}

// A bit of the flags byte of a multipath option, counted from that byte.
constexpr FieldSpec mptcpFlag(Index index, std::string_view name, std::string_view label, std::uint16_t bit)
{
    return {.index = index, .name = name, .label = label, .bits = {bit, 1}, .reference = "RFC 8684"};
}

inline constexpr auto fields = fieldTable("tcp", {
    {.index = SourcePort, .name = "tcp.srcport", .label = "Source Port", .bits = {0, 16}, .aliases = portAlias},
    {.index = DestinationPort, .name = "tcp.dstport", .label = "Destination Port", .bits = {16, 16},
     .aliases = portAlias},
    {.index = Sequence, .name = "tcp.seq", .label = "Sequence Number", .bits = {32, 32}, .aliases = sequenceAlias},
    {.index = Acknowledgment, .name = "tcp.ack", .label = "Acknowledgment Number", .bits = {64, 32},
     .aliases = acknowledgmentAlias},
    {.index = HeaderLength, .name = "tcp.hdr_len", .label = "Header Length", .bits = {96, 4}, .scale = 4,
     .text = writeHeaderLength},
    {.index = Flags, .name = "tcp.flags", .label = "Flags", .base = Base::Hex, .bits = {100, 12},
     .row = BitRow::None, .text = writeFlags},
    {.index = FlagReserved, .name = "tcp.flags.res", .label = "Reserved", .type = FieldType::Boolean, .bits = {100, 3},
     .parent = Flags, .row = BitRow::Parent, .names = setNotSet},
    flag(FlagAe, "tcp.flags.ae", "Accurate ECN", 103),
    flag(FlagCwr, "tcp.flags.cwr", "Congestion Window Reduced", 104),
    flag(FlagEce, "tcp.flags.ece", "ECN-Echo", 105),
    flag(FlagUrg, "tcp.flags.urg", "Urgent", 106),
    flag(FlagAck, "tcp.flags.ack", "Acknowledgment", 107),
    flag(FlagPush, "tcp.flags.push", "Push", 108),
    flag(FlagReset, "tcp.flags.reset", "Reset", 109),
    flag(FlagSyn, "tcp.flags.syn", "Syn", 110),
    flag(FlagFin, "tcp.flags.fin", "Fin", 111),
    {.index = Window, .name = "tcp.window_size_value", .label = "Window", .bits = {112, 16}},
    {.index = Checksum, .name = "tcp.checksum", .label = "Checksum", .base = Base::Hex, .bits = {128, 16},
     .unit = " [unverified]"},
    {.index = UrgentPointer, .name = "tcp.urgent_pointer", .label = "Urgent Pointer", .bits = {144, 16}},
    {.index = StreamIndex, .name = "tcp.stream", .label = "Stream index"},
    {.index = SegmentData, .name = "tcp.segment_data", .label = "TCP segment data", .type = FieldType::ByteString},
    {.index = ReassembledIn, .name = "tcp.reassembled_in", .label = "Reassembled PDU in frame",
     .type = FieldType::FrameNumber},
    {.index = Segments, .name = "tcp.segments", .label = "Reassembled TCP Segments", .type = FieldType::Group,
     .text = writeSegments},
    {.index = Segment, .name = "tcp.segment", .label = "TCP Segment", .type = FieldType::FrameNumber},
    {.index = SegmentCount, .name = "tcp.segment.count", .label = "Segment count"},
    {.index = ReassembledLength, .name = "tcp.reassembled.length", .label = "Reassembled TCP length"},
    {.index = SegmentLength, .name = "tcp.len", .label = "TCP Segment Len"},
    {.index = NextSequence, .name = "tcp.nxtseq", .label = "Next Sequence Number"},
    {.index = FlagText, .name = "tcp.flags.str", .label = "TCP Flags", .type = FieldType::Text,
     .text = writeFlagLetters},
    {.index = WindowSize, .name = "tcp.window_size", .label = "Calculated window size"},
    // The factor was agreed in other frames: a frame alone does not know it, which is written as -1.
    {.index = WindowScale, .name = "tcp.window_size_scalefactor", .label = "Window size scaling factor",
     .type = FieldType::Signed, .bits = {0, 32}, .text = writeScale, .reference = "RFC 7323, 2"},
    {.index = ChecksumVerdict, .name = "tcp.checksum.status", .label = "Checksum Status",
     .text = writeChecksumStatus},
    bytes(Payload, "tcp.payload", "TCP payload"),
    {.index = ResetCause, .name = "tcp.reset_cause", .label = "Reset cause", .type = FieldType::Text},
    option(Options, "tcp.options", "Options", writeOptions),
    option(OptEnd, "tcp.options.eol", "TCP Option - End of Option List (EOL)"),
    option(OptNop, "tcp.options.nop", "TCP Option - No-Operation (NOP)"),
    option(OptMss, "tcp.options.mss", "TCP Option - Maximum segment size", writeMss),
    option(OptWindowScale, "tcp.options.wscale", "TCP Option - Window scale", writeWindowScale, "RFC 7323, 2"),
    option(OptSackPermitted, "tcp.options.sack_perm", "TCP Option - SACK permitted", nullptr, "RFC 2018, 2"),
    option(OptSack, "tcp.options.sack", "TCP Option - SACK", nullptr, "RFC 2018, 3"),
    option(OptEcho, "tcp.options.echo", "TCP Option - Echo", nullptr, "RFC 1072"),
    option(OptEchoReply, "tcp.options.echo_reply", "TCP Option - Echo reply", nullptr, "RFC 1072"),
    option(OptTimestamp, "tcp.options.timestamp", "TCP Option - Timestamps", writeTimestamp, "RFC 7323, 3"),
    option(OptMd5, "tcp.options.md5", "TCP Option - TCP MD5 signature", nullptr, "RFC 2385"),
    option(OptScps, "tcp.options.scps", "TCP Option - SCPS capabilities"),
    option(OptUserTimeout, "tcp.options.user_to", "TCP Option - User Timeout", nullptr, "RFC 5482"),
    option(OptAuthentication, "tcp.options.ao", "TCP Option - TCP AO", nullptr, "RFC 5925, 2.2"),
    option(OptMptcp, "tcp.options.mptcp", "TCP Option - Multipath TCP", nullptr, "RFC 8684"),
    option(OptFastOpen, "tcp.options.tfo", "TCP Option - TCP Fast Open", nullptr, "RFC 7413, 4.1"),
    option(OptExperimental, "tcp.options.experimental", "TCP Option - Experimental", nullptr, "RFC 6994"),
    option(OptUnknown, "tcp.options.unknown", "TCP Option - Unknown"),
    {.index = Kind, .name = "tcp.option_kind", .label = "Kind", .bits = {0, 8}, .names = kindNames},
    {.index = Length, .name = "tcp.option_len", .label = "Length", .bits = {8, 8}},
    number(MssValue, "tcp.options.mss_val", "MSS Value", 16),
    number(Shift, "tcp.options.wscale.shift", "Shift count", 8),
    number(Multiplier, "tcp.options.wscale.multiplier", "Multiplier", 32),
    number(SackLeft, "tcp.options.sack_le", "TCP SACK Left Edge", 32),
    number(SackRight, "tcp.options.sack_re", "TCP SACK Right Edge", 32),
    number(SackCount, "tcp.options.sack.count", "TCP SACK Count", 0),
    number(DsackLeft, "tcp.options.sack.dsack_le", "TCP D-SACK Left Edge", 32),
    number(DsackRight, "tcp.options.sack.dsack_re", "TCP D-SACK Right Edge", 32),
    number(EchoValue, "tcp.options.echo_value", "TCP Echo Option", 32),
    number(TimestampValue, "tcp.options.timestamp.tsval", "Timestamp value", 32),
    number(TimestampEcho, "tcp.options.timestamp.tsecr", "Timestamp echo reply", 32),
    bytes(Md5Digest, "tcp.options.md5.digest", "MD5 digest"),
    {.index = TimeoutGranularity, .name = "tcp.options.user_to_granularity", .label = "Granularity",
     .type = FieldType::Boolean, .bits = {16, 1}, .shownBytes = 2, .names = granularityNames},
    {.index = TimeoutValue, .name = "tcp.options.user_to_val", .label = "User Timeout", .bits = {17, 15}},
    number(KeyId, "tcp.options.ao.keyid", "AO KeyID", 8),
    number(NextKeyId, "tcp.options.ao.rnextkeyid", "AO RNextKeyID", 8),
    bytes(AuthenticationCode, "tcp.options.ao.mac", "AO MAC"),
    option(FastOpenRequest, "tcp.options.tfo.request", "Fast Open Cookie Request", nullptr, "RFC 7413, 4.1"),
    bytes(FastOpenCookie, "tcp.options.tfo.cookie", "Fast Open Cookie"),
    {.index = ExperimentId, .name = "tcp.options.experimental.exid", .label = "Experiment Identifier",
     .base = Base::Hex, .bits = {0, 16}, .names = experimentNames},
    number(EcnEct0, "tcp.options.acc_ecn.ee0b", "Accurate ECN Echo ECT(0) Byte Counter", 24),
    number(EcnCe, "tcp.options.acc_ecn.eceb", "Accurate ECN Echo CE Byte Counter", 24),
    number(EcnEct1, "tcp.options.acc_ecn.ee1b", "Accurate ECN Echo ECT(1) Byte Counter", 24),
    bytes(ExperimentData, "tcp.options.experimental.data", "Data"),
    bytes(UnknownPayload, "tcp.options.unknown.payload", "Payload"),
    {.index = MpSubtype, .name = "tcp.options.mptcp.subtype", .label = "Multipath TCP subtype", .bits = {16, 4},
     .names = mptcpSubtypes},
    {.index = MpVersion, .name = "tcp.options.mptcp.version", .label = "Multipath TCP version", .bits = {20, 4}},
    {.index = MpReserved, .name = "tcp.options.mptcp.reserved", .label = "Reserved", .base = Base::Hex,
     .bits = {20, 12}},
    {.index = MpIpVersion, .name = "tcp.options.mptcp.ipver", .label = "IP version", .bits = {20, 4}},
    {.index = MpEcho, .name = "tcp.options.mptcp.echo", .label = "Echo", .bits = {23, 1}},
    {.index = MpFlags, .name = "tcp.options.mptcp.flags", .label = "Multipath TCP flags", .base = Base::Hex,
     .bits = {0, 8}},
    mptcpFlag(MpChecksumRequired, "tcp.options.mptcp.checksumreq.flags", "Checksum required", 0),
    mptcpFlag(MpExtensibility, "tcp.options.mptcp.extensibility.flag", "Extensibility", 1),
    mptcpFlag(MpNoSubflows, "tcp.options.mptcp.nomoresubflows.flag",
              "Do not attempt to establish new subflows to this address and port", 2),
    {.index = MpReservedFlags, .name = "tcp.options.mptcp.reserved.flag", .label = "Reserved", .base = Base::Hex,
     .bits = {3, 4}},
    mptcpFlag(MpSha1, "tcp.options.mptcp.sha1.flag", "Use HMAC-SHA1", 7),
    mptcpFlag(MpSha256, "tcp.options.mptcp.sha256.flag", "Use HMAC-SHA256", 7),
    mptcpFlag(MpBackup, "tcp.options.mptcp.backup.flag", "Backup flag", 7),
    mptcpFlag(MpDataFin, "tcp.options.mptcp.datafin.flag", "DATA_FIN", 3),
    mptcpFlag(MpSequence8, "tcp.options.mptcp.dseqn8.flag", "Data Sequence Number is 8 octets", 4),
    mptcpFlag(MpSequencePresent, "tcp.options.mptcp.dseqnpresent.flag",
              "Data Sequence Number, Subflow Sequence Number, Data-level Length, Checksum present", 5),
    mptcpFlag(MpAck8, "tcp.options.mptcp.dataack8.flag", "Data ACK is 8 octets", 6),
    mptcpFlag(MpAckPresent, "tcp.options.mptcp.dataackpresent.flag", "Data ACK is present", 7),
    mptcpFlag(MpFlagU, "tcp.options.mptcp.flag_U.flag", "Flag U", 4),
    mptcpFlag(MpFlagV, "tcp.options.mptcp.flag_V.flag", "Flag V", 5),
    mptcpFlag(MpFlagW, "tcp.options.mptcp.flag_W.flag", "Flag W", 6),
    mptcpFlag(MpFlagT, "tcp.options.mptcp.flag_T.flag", "Transient", 7),
    {.index = MpResetReason, .name = "tcp.options.mptcp.rst_reason", .label = "TCPRST Reason", .base = Base::Hex,
     .bits = {0, 8}},
    number(MpAddressId, "tcp.options.mptcp.addrid", "Address ID", 8),
    number(MpSenderKey, "tcp.options.mptcp.sendkey", "Sender's Key", 64),
    number(MpReceiverKey, "tcp.options.mptcp.recvkey", "Receiver's Key", 64),
    number(MpToken, "tcp.options.mptcp.recvtok", "Receiver's Token", 32),
    number(MpRandom, "tcp.options.mptcp.sendrand", "Sender's Random Number", 32),
    number(MpTruncatedMac, "tcp.options.mptcp.sendtrunchmac", "Sender's Truncated HMAC", 64),
    bytes(MpMac, "tcp.options.mptcp.sendhmac", "Sender's HMAC"),
    {.index = MpIpv4, .name = "tcp.options.mptcp.ipv4", .label = "Advertised IPv4 Address", .type = FieldType::Ipv4,
     .bits = {0, 32}},
    {.index = MpIpv6, .name = "tcp.options.mptcp.ipv6", .label = "Advertised IPv6 Address", .type = FieldType::Ipv6,
     .bits = {0, 128}},
    number(MpPort, "tcp.options.mptcp.port", "Advertised port", 16),
    number(MpAddressMac, "tcp.options.mptcp.addaddrtrunchmac", "Truncated HMAC", 64),
    number(MpDataAck, "tcp.options.mptcp.rawdataack", "Original MPTCP Data ACK", 64),
    number(MpDataSequence, "tcp.options.mptcp.rawdataseqno", "Data Sequence Number", 64),
    number(MpSubflowSequence, "tcp.options.mptcp.subflowseqno", "Subflow Sequence Number", 32),
    number(MpDataLength, "tcp.options.mptcp.datalvllen", "Data-level Length", 16),
    {.index = MpChecksum, .name = "tcp.options.mptcp.checksum", .label = "Checksum", .base = Base::Hex,
     .bits = {0, 16}},
});

inline constexpr std::size_t leastHeader = 20;
static_assert(tiles(fields, SourcePort, UrgentPointer, leastHeader), "the fixed header is 20 bytes");

/// How the option list is laid out.
inline constexpr std::uint32_t endOfOptions = 0;
inline constexpr std::uint32_t noOperation = 1;
inline constexpr parse::TlvShape optionShape{.lengthCountsHeader = true, .loneTypes = {endOfOptions, noOperation}};

/// Adds `size` bytes of options at the layer's cursor, which moves behind them.
void addOptions(Layer &layer, std::size_t size, std::uint64_t acknowledgment);
/// " MSS=1460 SACK_PERM ..." for the Info column.
void writeOptionSummary(TextSink &sink, const LayerText &text);

} // namespace framelens::protocols::tcp_detail

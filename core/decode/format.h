// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The one formatter: tree, columns, copies, text program and JSON all write fields through it.
#pragma once

#include "core/decode/dissection.h"

namespace framelens {

/// The value as a person reads it: "80", "TCP (6)", "10.0.0.1", "Set". Text from the wire is made visible.
void writeValue(TextSink &sink, const Dissection &dissection, const Field &field);

/// The value as Wireshark's filters and `-T fields` write it: numbers without names ("6", "0x0800"),
/// booleans 1 and 0, bytes as hex with colons.
void writeShow(TextSink &sink, const Dissection &dissection, const Field &field);

/// The row in the tree: ".... ..1. = Syn: Set", "Source Port: 80", "[Stream index: 0]"; for a layer's root
/// its title.
void writeRow(TextSink &sink, const Dissection &dissection, const Field &field);

/// The bits of a bit field within the row that its spec chooses: ".... ..1.".
void writeBits(TextSink &sink, const Dissection &dissection, const Field &field);

/// A problem as a person reads it: "ip.len: needs 20 bytes, 12 captured".
void writeProblem(TextSink &sink, const Problem &problem);

/// "Note", "Warning", "Error", "Malformed", "Truncated".
std::string_view severityName(Severity severity);

void writeIpv4(TextSink &sink, std::uint32_t address);
/// RFC 5952; 16 bytes, or the first of them (a prefix): the rest is zero.
void writeIpv6(TextSink &sink, Bytes address);
void writeMac(TextSink &sink, std::uint64_t address);
/// "2026-01-31 12:34:56.123456789 UTC" with 0 to 9 digits.
void writeUtc(TextSink &sink, std::int64_t ns, int digits);
/// Its parts: "2026-01-31" and "12:34:56.123456789".
void writeDate(TextSink &sink, std::int64_t ns);
void writeTimeOfDay(TextSink &sink, std::int64_t ns, int digits);
/// Seconds with 0 to 9 digits: "-1.000001".
void writeSeconds(TextSink &sink, std::int64_t ns, int digits);

/// The name of a value, if the table has one.
std::optional<std::string_view> nameOf(std::span<const ValueName> names, std::uint64_t value);

} // namespace framelens

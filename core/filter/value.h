// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What filters compare: the value of a field in a frame, a literal, or something computed from them.
#pragma once

#include "core/bytes/load.h"
#include "core/decode/field_spec.h"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace framelens::filter {

/// Values of one class compare with each other and with none of another.
enum class ValueClass : std::uint8_t { Number, Bytes, Text, Ipv4, Ipv6, Time, Duration };

/// Borrows its bytes. Numbers, times (ns since 1970) and durations (ns) have 64 bits and a sign of their own.
struct Value
{
    ValueClass kind = ValueClass::Number;
    bool isNegative = false; ///< `number` is two's complement then
    std::uint8_t prefix = 255; ///< of addresses: bits that count when compared
    std::uint64_t number = 0; ///< of Number, Time, Duration, Ipv4
    Bytes bytes = {}; ///< of Bytes, Text, Ipv6 (16)
};

/// "number", "bytes", "text", "IPv4 address", ...
std::string_view nameOf(ValueClass kind);
ValueClass classOf(FieldType type);

Value numberValue(std::int64_t number, ValueClass kind = ValueClass::Number);
Value numberValue(std::uint64_t number, ValueClass kind = ValueClass::Number);
inline Bytes bytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }

/// Both of one class. Of addresses the bits count that both prefixes hold; bytes and text byte by byte, the shorter first.
std::strong_ordering compare(const Value &a, const Value &b);
/// Whether `inner` lies anywhere in `outer`; an empty one is found nowhere, as in tshark.
bool contains(Bytes outer, Bytes inner);
/// Whether it is what a test takes for true: a number other than 0, bytes that are not all 0.
bool isTrue(const Value &value);

} // namespace framelens::filter

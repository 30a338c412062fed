// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/value.h"

#include <algorithm>
#include <array>

namespace framelens::filter {

namespace {

std::strong_ordering compareNumbers(const Value &a, const Value &b)
{
    if (a.isNegative != b.isNegative)
        return a.isNegative ? std::strong_ordering::less : std::strong_ordering::greater;
    return a.number <=> b.number; // two's complement rises as its unsigned reading does
}

std::strong_ordering compareIpv4(const Value &a, const Value &b)
{
    const unsigned prefix = std::min<unsigned>({a.prefix, b.prefix, 32});
    const std::uint64_t mask = prefix == 0 ? 0 : (~std::uint64_t{0} << (32 - prefix)) & 0xffffffffU;
    return (a.number & mask) <=> (b.number & mask);
}

std::strong_ordering compareIpv6(const Value &a, const Value &b)
{
    const unsigned prefix = std::min<unsigned>({a.prefix, b.prefix, 128});
    const std::size_t whole = std::min<std::size_t>({prefix / 8, a.bytes.size(), b.bytes.size()});
    const auto order = std::lexicographical_compare_three_way(a.bytes.begin(), a.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                                                              b.bytes.begin(), b.bytes.begin() + static_cast<std::ptrdiff_t>(whole));
    if (order != 0 || prefix % 8 == 0 || whole >= a.bytes.size() || whole >= b.bytes.size())
        return order;
    const unsigned shift = 8 - prefix % 8;
    return (std::to_integer<unsigned>(a.bytes[whole]) >> shift) <=> (std::to_integer<unsigned>(b.bytes[whole]) >> shift);
}

} // namespace

std::string_view nameOf(ValueClass kind)
{
    constexpr std::array<std::string_view, 7> names
        = {"a number", "bytes", "text", "an IPv4 address", "an IPv6 address", "a time", "a duration"};
    return names.at(static_cast<std::size_t>(kind));
}

ValueClass classOf(FieldType type)
{
    switch (type) {
    case FieldType::Boolean:
    case FieldType::Unsigned:
    case FieldType::Signed:
    case FieldType::FrameNumber: return ValueClass::Number;
    case FieldType::Text: return ValueClass::Text;
    case FieldType::Ipv4: return ValueClass::Ipv4;
    case FieldType::Ipv6: return ValueClass::Ipv6;
    case FieldType::AbsoluteTime: return ValueClass::Time;
    case FieldType::Duration: return ValueClass::Duration;
    case FieldType::Group:
    case FieldType::Protocol:
    case FieldType::ByteString:
    case FieldType::Mac: return ValueClass::Bytes;
    }
    return ValueClass::Bytes;
}

Value numberValue(std::int64_t number, ValueClass kind)
{
    return {.kind = kind, .isNegative = number < 0, .number = static_cast<std::uint64_t>(number)};
}

Value numberValue(std::uint64_t number, ValueClass kind) { return {.kind = kind, .number = number}; }

std::strong_ordering compare(const Value &a, const Value &b)
{
    switch (a.kind) {
    case ValueClass::Number:
    case ValueClass::Time:
    case ValueClass::Duration: return compareNumbers(a, b);
    case ValueClass::Ipv4: return compareIpv4(a, b);
    case ValueClass::Ipv6: return compareIpv6(a, b);
    case ValueClass::Bytes:
    case ValueClass::Text: break;
    }
    return std::lexicographical_compare_three_way(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end());
}

bool contains(Bytes outer, Bytes inner)
{
    return !inner.empty() && std::ranges::search(outer, inner).size() == inner.size();
}

bool isTrue(const Value &value)
{
    if (value.kind == ValueClass::Bytes || value.kind == ValueClass::Text || value.kind == ValueClass::Ipv6)
        return std::ranges::any_of(value.bytes, [](std::byte byte) { return byte != std::byte{0}; });
    return value.number != 0;
}

} // namespace framelens::filter

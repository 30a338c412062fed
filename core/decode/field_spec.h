// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a field is: declared once per field of a protocol, as constant data.
#pragma once

#include "core/base/text_sink.h"
#include "core/bytes/load.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace framelens {

class Dissection;
struct Field;

/// The closed list of what a field can hold. Formatter, NDJSON and the filter's type checker go by it.
enum class FieldType : std::uint8_t {
    Group, ///< no value: a heading over its children, or bytes that are explained by them
    Protocol, ///< a layer's root
    Boolean, ///< value 0 or 1
    Unsigned, ///< up to 64 bits in `value`
    Signed, ///< two's complement in `value`
    ByteString, ///< read from the field's range
    Text, ///< UTF-8 as far as it is one; read from the field's range, or by the spec's text rule
    Ipv4, ///< the address's 32 bits in `value`
    Ipv6, ///< 16 bytes, read from the field's range
    Mac, ///< 48 bits in `value`
    AbsoluteTime, ///< ns since 1970-01-01 UTC, signed, in `value`
    Duration, ///< ns, signed, in `value`
    FrameNumber, ///< counted from 1
};

/// How a number is written.
enum class Base : std::uint8_t { Dec, Hex, DecHex, HexDec };

/// The row of bits that a bit field is shown in: ".... ..1. = ".
enum class BitRow : std::uint8_t {
    Own, ///< the bytes of its range
    Parent, ///< its parent's bits alone: "000. .... .... = Reserved"
    None,
};

/// A number that has a name. Tables are short and searched in order.
struct ValueName
{
    std::uint64_t value = 0;
    std::string_view name = {};
};

/// Position within the structure a field belongs to, in bits from its first byte's highest bit, as the
/// specifications draw it. Width 0: the field has no fixed place.
struct Bits
{
    std::uint16_t offset = 0;
    std::uint16_t width = 0;
};

/// Writes a text that is computed (a DNS name): the dissection, the field (whose `value` holds what the
/// rule needs, such as an offset), and where to.
using TextRule = void (*)(TextSink &sink, const Dissection &dissection, const Field &field);

inline constexpr std::uint16_t noParent = 0xffff;

/// One field of a protocol.
struct FieldSpec
{
    std::uint16_t index = 0; ///< its place in the protocol's table, repeated so that the compiler checks it
    std::string_view name = {}; ///< as Wireshark's users know it: "tcp.srcport"
    std::string_view label = {}; ///< as shown in the tree: "Source Port"
    FieldType type = FieldType::Unsigned;
    Base base = Base::Dec;
    Bits bits = {};
    std::uint16_t parent = noParent; ///< index of the field whose bits these are part of
    std::uint8_t shownBytes = 0; ///< bytes of the range shown where that differs from the bits' own bytes...
    std::int8_t shownFrom = 0; ///< ...and how many bytes it begins before (negative) or behind them
    std::uint8_t scale = 1; ///< what one unit on the wire stands for: a header length of 5 is 20 bytes
    BitRow row = BitRow::Own;
    ByteOrder order = ByteOrder::Big;
    std::span<const ValueName> names = {};
    TextRule text = nullptr; ///< for Text: the value; for others: what follows the label instead of the value
    std::string_view unit = {}; ///< " bytes", " seconds": appended to the number
    std::span<const std::string_view> aliases = {}; ///< filter names shared with others: "tcp.port"
    std::string_view reference = {}; ///< "RFC 9293, 3.1"

    constexpr std::size_t byteOffset() const { return bits.offset / 8U; }
    constexpr std::size_t byteSize() const { return (bits.offset % 8U + bits.width + 7U) / 8U; }
    constexpr std::uint64_t mask() const
    {
        return bits.width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits.width) - 1;
    }
    /// How far the value lies above the lowest bit of its bytes.
    constexpr unsigned shift() const
    {
        return static_cast<unsigned>(byteSize() * 8 - bits.offset % 8U - bits.width);
    }
    /// The number as it stands on the wire.
    constexpr std::uint64_t onWire(std::uint64_t value) const { return scale == 1 ? value : value / scale; }
    /// Whether the field is less than its bytes: shown as a row of bits.
    constexpr bool isBitField() const { return bits.width % 8U != 0 || bits.offset % 8U != 0; }
};

/// Names for flags: "Set" and "Not set" (Wireshark's tfs_set_notset).
inline constexpr std::array<ValueName, 2> setNotSet = {{{0, "Not set"}, {1, "Set"}}};

/// A protocol's table, checked while compiling: every index is the row's place, names begin with `prefix`
/// and a dot and are unique, a child's bits lie inside its parent's, and siblings do not overlap. A throw
/// here is a compile error that names the rule. `guest` is another protocol's prefix where a carrier shows
/// that protocol's fields as its own (Ethernet's padding below a VLAN tag).
template <std::size_t N>
consteval std::array<FieldSpec, N> fieldTable(std::string_view prefix, const FieldSpec (&rows)[N],
                                              std::string_view guest = {})
{
    const auto belongsTo = [](std::string_view name, std::string_view owner) {
        return !owner.empty() && name.starts_with(owner)
            && (name.size() == owner.size() || name[owner.size()] == '.');
    };
    std::array<FieldSpec, N> table{};
    for (std::size_t i = 0; i < N; ++i) {
        const FieldSpec &row = rows[i];
        if (row.index != i)
            throw "index is not the row's place in the table";
        if (!belongsTo(row.name, prefix) && !belongsTo(row.name, guest))
            throw "a field's name begins with its protocol's filter name and a dot";
        if (row.parent != noParent) {
            if (row.parent >= i)
                throw "a parent stands before its children";
            const Bits outer = rows[row.parent].bits;
            if (row.bits.offset < outer.offset || row.bits.offset + row.bits.width > outer.offset + outer.width)
                throw "a child lies inside its parent";
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (rows[j].name == row.name)
                throw "two fields have one name";
            const Bits a = rows[j].bits;
            const Bits b = row.bits;
            if (row.parent != noParent && rows[j].parent == row.parent && a.width != 0 && b.width != 0
                && a.offset < b.offset + b.width && b.offset < a.offset + a.width)
                throw "two siblings overlap";
        }
        table[i] = row;
    }
    return table;
}

/// Whether the top-level fields from row `first` to row `last` cover `bytes` bytes from bit 0 on, in
/// order, with neither hole nor overlap.
template <std::size_t N>
consteval bool tiles(const std::array<FieldSpec, N> &table, std::size_t first, std::size_t last, std::size_t bytes)
{
    std::size_t covered = 0;
    for (std::size_t i = first; i <= last; ++i) {
        if (table[i].parent != noParent || table[i].bits.width == 0)
            continue;
        if (table[i].bits.offset != covered)
            return false;
        covered += table[i].bits.width;
    }
    return covered == bytes * 8;
}

} // namespace framelens

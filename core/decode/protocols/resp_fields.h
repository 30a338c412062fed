// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The fields of RESP, Redis's protocol, and its types (RESP2 and RESP3).
//
//  +text CRLF    -error CRLF    :integer CRLF    _ CRLF (null)    #t CRLF    ,3.14 CRLF    (bignumber CRLF
//  $length CRLF bytes CRLF      !length CRLF error CRLF           =length CRLF txt:bytes CRLF
//  *count CRLF elements    ~count CRLF (set)    >count CRLF (push)    %count CRLF pairs (map)    |count CRLF (attributes)
#pragma once

#include "core/decode/framer.h"
#include "core/decode/layer.h"

namespace framelens::protocols::resp_detail {

enum Index : std::uint16_t {
    String,
    Error,
    Integer,
    BulkString,
    BulkLength,
    BulkValue,
    Array,
    ArrayLength,
    Null,
    Boolean,
    Double,
    BigNumber,
    Verbatim,
    BulkError,
    Map,
    Set,
    Push,
    Attribute,
    Inline,
    Count
};

void writeLine(TextSink &sink, const Dissection &dissection, const Field &field);
void writeBulk(TextSink &sink, const Dissection &dissection, const Field &field);
void writeCount(TextSink &sink, const Dissection &dissection, const Field &field);

constexpr FieldSpec text(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Text, .text = writeLine};
}
constexpr FieldSpec group(Index index, std::string_view name, std::string_view label, TextRule rule)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Group, .text = rule};
}

// Signed numbers have 64 bits in `value` however many digits they have on the wire.
inline constexpr auto fields = fieldTable("resp", {
    text(String, "resp.string", "String"),
    text(Error, "resp.error", "Error"),
    {.index = Integer, .name = "resp.integer", .label = "Integer", .type = FieldType::Signed, .bits = {0, 64}},
    group(BulkString, "resp.bulk_string", "Bulk String", writeBulk),
    {.index = BulkLength, .name = "resp.bulk_string.length", .label = "Length", .type = FieldType::Signed, .bits = {0, 64}},
    {.index = BulkValue, .name = "resp.bulk_string.value", .label = "Value", .type = FieldType::ByteString},
    group(Array, "resp.array", "Array", writeCount),
    {.index = ArrayLength, .name = "resp.array.length", .label = "Length", .type = FieldType::Signed, .bits = {0, 64}},
    group(Null, "resp.null", "Null", nullptr),
    {.index = Boolean, .name = "resp.boolean", .label = "Boolean", .type = FieldType::Boolean},
    text(Double, "resp.double", "Double"),
    text(BigNumber, "resp.big_number", "Big Number"),
    group(Verbatim, "resp.verbatim_string", "Verbatim String", writeBulk),
    group(BulkError, "resp.bulk_error", "Bulk Error", writeBulk),
    group(Map, "resp.map", "Map", writeCount),
    group(Set, "resp.set", "Set", writeCount),
    group(Push, "resp.push", "Push", writeCount),
    group(Attribute, "resp.attribute", "Attribute", writeCount),
    text(Inline, "resp.inline", "Inline Command"),
});

/// Bytes of a line: inline commands and simple strings. Redis itself takes no longer inline command.
inline constexpr std::uint64_t mostLine = std::uint64_t{64} << 10U;
/// Elements of one aggregate. Redis takes a million in a command; answers may have more.
inline constexpr std::uint64_t mostElements = std::uint64_t{1} << 24U;
/// Aggregates in aggregates that are shown as such.
inline constexpr std::size_t mostDepth = 24;

enum class Kind : std::uint8_t {
    Line, ///< ends with its line
    Bulk, ///< a length, and as many bytes
    Aggregate, ///< a count, and as many elements
    Pairs, ///< a count, and twice as many elements
    Attributes, ///< pairs, and behind them what they are said of
    None, ///< no type's first byte
};

struct TypeInfo
{
    Kind kind = Kind::None;
    Index field = Inline;
};
TypeInfo typeOf(std::uint8_t first);

/// The number behind a type's first byte: decimal, saturating, an optional sign. Nothing when it is none.
std::optional<std::int64_t> lineNumber(std::string_view line);

Cut cutReply(const StreamBytes &bytes, FramerState &state, const CutContext &context);
Recognised recognise(const StreamBytes &bytes, Direction direction);

inline constexpr StreamUse streamUse{.cut = cutReply, .recognise = recognise};

} // namespace framelens::protocols::resp_detail

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/format.h"

#include <utility>

namespace framelens {

namespace {

int hexDigits(const FieldSpec &spec, const Field &field)
{
    const std::size_t bits = spec.bits.width != 0 ? spec.bits.width : std::size_t{field.size} * 8;
    return static_cast<int>((bits + 3) / 4);
}

std::int64_t signedValue(const FieldSpec &spec, const Field &field)
{
    const std::size_t bits = spec.bits.width != 0 ? spec.bits.width : std::size_t{field.size} * 8;
    if (bits == 0 || bits >= 64)
        return static_cast<std::int64_t>(field.value);
    const std::uint64_t sign = std::uint64_t{1} << (bits - 1);
    return static_cast<std::int64_t>((field.value ^ sign) - sign);
}

void writeNumber(TextSink &sink, const FieldSpec &spec, const Field &field)
{
    const auto hex = [&] { sink << "0x", sink.hex(field.value, hexDigits(spec, field)); };
    switch (spec.base) {
    case Base::Dec: sink.number(field.value); return;
    case Base::Hex: hex(); return;
    case Base::DecHex:
        sink.number(field.value) << " (";
        hex();
        sink << ')';
        return;
    case Base::HexDec:
        hex();
        (sink << " (").number(field.value) << ')';
        return;
    }
}

void writeUnsigned(TextSink &sink, const FieldSpec &spec, const Field &field)
{
    if (spec.names.empty()) {
        writeNumber(sink, spec, field);
        sink << spec.unit;
        return;
    }
    sink << nameOf(spec.names, field.value).value_or("Unknown") << " (";
    writeNumber(sink, spec, field);
    sink << ')';
}

void writeBoolean(TextSink &sink, const FieldSpec &spec, const Field &field)
{
    sink << nameOf(spec.names, field.value).value_or(field.value != 0 ? "True" : "False");
}

void writeBytes(TextSink &sink, Bytes bytes, char separator)
{
    constexpr std::size_t most = 120; // 240 characters of hex; the hex pane has the rest
    sink.hexBytes(bytes.first(std::min(bytes.size(), most)), separator);
    if (bytes.size() > most)
        sink << "...";
}

// Wireshark's filter notation has no names and no units.
void writeShowNumber(TextSink &sink, const FieldSpec &spec, const Field &field)
{
    if (spec.base == Base::Hex || spec.base == Base::HexDec)
        (sink << "0x").hex(field.value, hexDigits(spec, field));
    else
        sink.number(field.value);
}

void writeLabelled(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const FieldSpec &spec = *field.spec;
    sink << spec.label;
    if (spec.text != nullptr && spec.type != FieldType::Text) {
        spec.text(sink, dissection, field);
        return;
    }
    if (spec.type == FieldType::Group)
        return;
    sink << ": ";
    writeValue(sink, dissection, field);
}

// The bits, counted from the structure's first, that are drawn around a bit field.
Bits rowOf(const Dissection &dissection, const Field &field)
{
    const FieldSpec &spec = *field.spec;
    if (spec.row == BitRow::Parent && spec.parent != noParent)
        return dissection.protocolOf(dissection.layers()[field.layer]).fields[spec.parent].bits;
    const std::size_t bytes = spec.shownBytes != 0 ? spec.shownBytes : spec.byteSize();
    const int firstByte = static_cast<int>(spec.byteOffset()) + (spec.shownBytes != 0 ? spec.shownFrom : 0);
    return {static_cast<std::uint16_t>(firstByte * 8), static_cast<std::uint16_t>(bytes * 8)};
}

void writeAbsence(TextSink &sink, const Problem &problem)
{
    (sink << "needs ").number(problem.needed) << (problem.needed == 1 ? " byte, " : " bytes, ");
    sink.number(problem.available) << (problem.kind == FaultKind::NotCaptured ? " captured" : " there");
    if (problem.limitedBy != nullptr)
        sink << "; limited by " << problem.limitedBy->name;
}

} // namespace

std::optional<std::string_view> nameOf(std::span<const ValueName> names, std::uint64_t value)
{
    for (const ValueName &entry : names)
        if (entry.value == value)
            return entry.name;
    return {};
}

void writeValue(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const FieldSpec &spec = *field.spec;
    switch (spec.type) {
    case FieldType::Group: return;
    case FieldType::Protocol: sink << spec.label; return;
    case FieldType::Boolean: writeBoolean(sink, spec, field); return;
    case FieldType::Unsigned: writeUnsigned(sink, spec, field); return;
    case FieldType::Signed: sink.signedNumber(signedValue(spec, field)) << spec.unit; return;
    case FieldType::ByteString: writeBytes(sink, dissection.bytesOf(field), 0); return;
    case FieldType::Text:
        if (spec.text != nullptr)
            spec.text(sink, dissection, field);
        else
            sink.visible(asText(dissection.bytesOf(field)));
        return;
    case FieldType::Ipv4: writeIpv4(sink, static_cast<std::uint32_t>(field.value)); return;
    case FieldType::Ipv6: writeIpv6(sink, dissection.bytesOf(field)); return;
    case FieldType::Mac: writeMac(sink, field.value); return;
    case FieldType::AbsoluteTime:
        writeUtc(sink, static_cast<std::int64_t>(field.value), dissection.frame().timeDigits);
        return;
    case FieldType::Duration: writeSeconds(sink, static_cast<std::int64_t>(field.value), 9), sink << " seconds"; return;
    case FieldType::FrameNumber: sink.number(field.value); return;
    }
}

void writeShow(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const FieldSpec &spec = *field.spec;
    switch (spec.type) {
    case FieldType::Boolean: sink << (field.value != 0 ? '1' : '0'); return;
    case FieldType::Unsigned: writeShowNumber(sink, spec, field); return;
    case FieldType::Signed: sink.signedNumber(signedValue(spec, field)); return;
    case FieldType::ByteString: sink.hexBytes(dissection.bytesOf(field), ':'); return;
    case FieldType::Duration: writeSeconds(sink, static_cast<std::int64_t>(field.value), 9); return;
    case FieldType::Group:
    case FieldType::Protocol:
    case FieldType::Text:
    case FieldType::Ipv4:
    case FieldType::Ipv6:
    case FieldType::Mac:
    case FieldType::AbsoluteTime:
    case FieldType::FrameNumber: writeValue(sink, dissection, field); return;
    }
}

void writeBits(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const FieldSpec &spec = *field.spec;
    const Bits row = rowOf(dissection, field);
    const std::size_t first = spec.bits.offset - row.offset;
    const std::uint64_t value = spec.onWire(field.value);
    for (std::size_t i = 0; i < row.width; ++i) {
        if (i != 0 && i % 4 == 0)
            sink << ' ';
        const bool inside = i >= first && i < first + spec.bits.width;
        const std::size_t bit = inside ? spec.bits.width - 1 - (i - first) : 0;
        sink << (!inside ? '.' : ((value >> bit) & 1U) != 0 ? '1' : '0');
    }
}

void writeRow(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const FieldSpec &spec = *field.spec;
    if (spec.type == FieldType::Protocol) {
        dissection.writeTitle(sink, dissection.layers()[field.layer]);
        return;
    }
    const bool generated = field.is(FieldFlag::Generated);
    if (generated)
        sink << '[';
    if (spec.isBitField() && spec.row != BitRow::None && spec.byteSize() <= 8) {
        writeBits(sink, dissection, field);
        sink << " = ";
    }
    writeLabelled(sink, dissection, field);
    if (generated)
        sink << ']';
}

std::string_view severityName(Severity severity)
{
    switch (severity) {
    case Severity::Note: return "Note";
    case Severity::Warning: return "Warning";
    case Severity::Error: return "Error";
    case Severity::Malformed: return "Malformed";
    case Severity::Truncated: return "Truncated";
    }
    return "";
}

void writeProblem(TextSink &sink, const Problem &problem)
{
    if (problem.field != nullptr)
        sink << problem.field->name << ": ";
    if (problem.message.empty())
        writeAbsence(sink, problem);
    else
        sink << problem.message;
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/evaluation.h"

#include "core/base/limits.h"
#include "core/decode/format.h"

#include <algorithm>

namespace framelens::filter {

namespace {

// Each calculation makes all pairs of its sides' values, and calculations nest. All fields of one frame beside a literal fit.
constexpr std::size_t mostValues = std::size_t{2} * limits::fieldsPerFrame;
constexpr std::size_t mostValueBytes = std::size_t{16} << 20U;

} // namespace

void Evaluation::start(const Dissection &dissection, const FrameSurroundings &surroundings)
{
    m_dissection = &dissection;
    m_surroundings = &surroundings;
    m_values.clear();
    m_scratchUsed = 0;
}

std::string &Evaluation::scratch()
{
    if (m_scratchUsed == m_scratch.size())
        m_scratch.emplace_back();
    std::string &text = m_scratch[m_scratchUsed++];
    text.clear();
    return text;
}

// Counted from the outside, layers of the field's own protocol.
bool Evaluation::isInLayers(const Operand &operand, const Field &field) const
{
    const std::span<const LayerInfo> layers = m_dissection->layers();
    const ProtocolId protocol = layers[field.layer].protocol;
    std::size_t number = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].protocol != protocol)
            continue;
        ++count;
        number = i <= field.layer ? count : number;
    }
    const auto from = [&](std::int32_t at) { return at < 0 ? static_cast<std::int64_t>(count) + 1 + at : at; };
    const auto at = static_cast<std::int64_t>(number);
    return std::ranges::any_of(operand.ranges, [&](const Range &range) {
        const std::int64_t begin = from(range.begin);
        const std::int64_t last = range.last ? from(*range.last) : range.length ? begin + *range.length - 1 : INT64_MAX;
        return begin <= at && at <= last;
    });
}

// Looked into, a layer is all that it carries, as far as it was captured; else its own header (as in tshark).
Bytes Evaluation::bytesOf(const Field &field)
{
    if (field.spec->type != FieldType::Protocol || !m_looksInside)
        return m_dissection->bytesOf(field);
    const LayerInfo &layer = m_dissection->layers()[field.layer];
    const Bytes source = m_dissection->source(layer.source);
    const std::size_t end = std::min<std::size_t>({layer.capturedEnd, layer.declaredEnd, source.size()});
    return layer.offset < end ? source.subspan(layer.offset, end - layer.offset) : Bytes();
}

Value Evaluation::valueOf(const Field &field, ValueClass type)
{
    switch (type) {
    case ValueClass::Number:
        return field.spec->type == FieldType::Signed ? numberValue(static_cast<std::int64_t>(field.value))
                                                     : numberValue(field.value);
    case ValueClass::Time:
    case ValueClass::Duration: return numberValue(static_cast<std::int64_t>(field.value), type);
    case ValueClass::Ipv4: return {.kind = type, .number = field.value};
    case ValueClass::Text:
        if (field.spec->text != nullptr) {
            std::string &text = scratch();
            TextSink sink(text, OutsideText::Raw);
            field.spec->text(sink, *m_dissection, field);
            return textValue(text);
        }
        return {.kind = type, .bytes = bytesOf(field)};
    case ValueClass::Ipv6:
    case ValueClass::Bytes: break;
    }
    const Bytes bytes = bytesOf(field);
    if (field.spec->type == FieldType::Mac && bytes.size() != 6) {
        std::string &text = scratch();
        for (unsigned shift = 48; shift > 0; shift -= 8)
            text.push_back(static_cast<char>(field.value >> (shift - 8)));
        return {.kind = type, .bytes = filter::bytesOf(text)};
    }
    if (type == ValueClass::Ipv6 && bytes.size() < 16) { // a prefix: the rest is zero
        std::string &text = scratch();
        for (const std::byte byte : bytes)
            text.push_back(static_cast<char>(byte));
        text.resize(16, '\0');
        return {.kind = type, .bytes = filter::bytesOf(text)};
    }
    return {.kind = type, .bytes = bytes};
}

bool Evaluation::exists(std::uint32_t index)
{
    const Operand &operand = m_program.operands[index];
    if (operand.kind == OperandKind::Field)
        return std::ranges::any_of(m_dissection->fields(), [&](const Field &field) { return isMeant(operand, field); });
    const std::size_t before = size();
    push(index);
    const bool found = size() > before;
    shrink(before);
    return found;
}

std::size_t Evaluation::pushSearched(std::uint32_t operand)
{
    m_looksInside = m_program.operands[operand].kind == OperandKind::Field;
    const std::size_t begin = push(operand);
    m_looksInside = false;
    return begin;
}

std::size_t Evaluation::push(std::uint32_t index)
{
    const std::size_t begin = size();
    const Operand &operand = m_program.operands[index];
    switch (operand.kind) {
    case OperandKind::Field: pushField(operand); break;
    case OperandKind::Special: pushSpecial(operand.special); break;
    case OperandKind::Literal: m_values.push_back(operand.literal); break;
    case OperandKind::Slice: pushSlice(operand); break;
    case OperandKind::Arithmetic: pushArithmetic(operand); break;
    case OperandKind::Negate: pushNegated(operand); break;
    case OperandKind::Function: pushFunction(operand); break;
    }
    return begin;
}

void Evaluation::pushField(const Operand &operand)
{
    for (const Field &field : m_dissection->fields())
        if (isMeant(operand, field))
            m_values.push_back(valueOf(field, operand.type));
}

void Evaluation::pushSpecial(SpecialField special)
{
    const FrameInfo &info = m_dissection->frame();
    const auto since = [&](std::int64_t ns) {
        if (info.hasTime)
            m_values.push_back(numberValue(info.timeNs - ns, ValueClass::Duration));
    };
    const auto has = [&](bool isSo(Severity)) {
        return std::ranges::any_of(m_dissection->problems(), [&](const Problem &problem) { return isSo(problem.severity); });
    };
    const auto said = [&](bool isSo) {
        if (isSo)
            m_values.push_back(numberValue(std::uint64_t{1}));
    };
    const auto written = [&](auto write) {
        std::string &text = scratch();
        TextSink sink(text);
        write(sink);
        m_values.push_back(textValue(text));
    };
    const auto column = [&](Column which) {
        if (const Field *field = m_dissection->column(which); field != nullptr)
            written([&](TextSink &sink) { writeValue(sink, *m_dissection, *field); });
    };
    switch (special) {
    case SpecialField::TimeRelative: since(m_surroundings->firstNs); break;
    case SpecialField::TimeDelta: since(m_surroundings->previousNs); break;
    case SpecialField::TimeDeltaShown: since(m_surroundings->previousShownNs.value_or(info.timeNs)); break;
    case SpecialField::Marked: said(m_surroundings->isMarked); break;
    case SpecialField::Ignored: said(m_surroundings->isIgnored); break;
    case SpecialField::Reference: said(m_surroundings->isReference); break;
    case SpecialField::Malformed: said(has([](Severity severity) { return severity == Severity::Malformed; })); break;
    case SpecialField::Short: said(has([](Severity severity) { return severity == Severity::Truncated; })); break;
    case SpecialField::Problem:
        for (const Problem &problem : m_dissection->problems())
            written([&](TextSink &sink) { writeProblem(sink, problem); });
        break;
    case SpecialField::ColumnProtocol: written([&](TextSink &sink) { m_dissection->writeProtocol(sink); }); break;
    case SpecialField::ColumnInfo: written([&](TextSink &sink) { m_dissection->writeInfo(sink); }); break;
    case SpecialField::ColumnSource: column(Column::Source); break;
    case SpecialField::ColumnDestination: column(Column::Destination); break;
    }
}

// Values from `from` on take the place of those from `begin` on.
void Evaluation::replace(std::size_t begin, std::size_t from)
{
    const auto first = m_values.begin();
    m_values.erase(first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(from));
}

void Evaluation::pushSlice(const Operand &operand)
{
    const std::size_t begin = push(operand.children[0]);
    const std::size_t end = size();
    for (std::size_t i = begin; i < end; ++i) {
        Value value = m_values[i];
        if (value.kind == ValueClass::Ipv4) {
            std::string &text = scratch();
            for (unsigned shift = 32; shift > 0; shift -= 8)
                text.push_back(static_cast<char>(value.number >> (shift - 8)));
            value.bytes = filter::bytesOf(text);
        }
        const Bytes whole = value.bytes;
        if (operand.ranges.size() == 1) {
            if (const auto place = placeOf(operand.ranges[0], whole.size()))
                m_values.push_back({.kind = operand.type, .bytes = whole.subspan(place->first, place->second - place->first)});
            continue;
        }
        std::string &text = scratch();
        const bool isInside = std::ranges::all_of(operand.ranges, [&](const Range &range) {
            const auto place = placeOf(range, whole.size());
            for (std::size_t at = place ? place->first : 0; place && at < place->second; ++at)
                text.push_back(static_cast<char>(whole[at]));
            return place.has_value();
        });
        if (isInside)
            m_values.push_back({.kind = operand.type, .bytes = filter::bytesOf(text)});
    }
    replace(begin, end);
}

void Evaluation::pushArithmetic(const Operand &operand)
{
    const std::size_t left = push(operand.children[0]);
    const std::size_t right = push(operand.children[1]);
    const std::size_t end = size();
    std::size_t made = 0; // bytes
    std::size_t pairs = 0; // which may give nothing
    for (std::size_t i = left; i < right; ++i) {
        for (std::size_t j = right; j < end; ++j) {
            if (pairs++ == mostValues || made > mostValueBytes) {
                ++m_limitsReached;
                shrink(left);
                return;
            }
            const Value a = m_values[i];
            const Value b = m_values[j];
            if (operand.type == ValueClass::Bytes) {
                std::string &text = scratch();
                for (std::size_t at = 0; at < std::min(a.bytes.size(), b.bytes.size()); ++at)
                    text.push_back(static_cast<char>(a.bytes[at] & b.bytes[at]));
                made += text.size();
                m_values.push_back({.kind = ValueClass::Bytes, .bytes = filter::bytesOf(text)});
            } else if (const auto value = calculate(operand.calculation, a, b)) {
                m_values.push_back(*value);
            }
        }
    }
    replace(left, end);
}

void Evaluation::pushNegated(const Operand &operand)
{
    const std::size_t begin = push(operand.children[0]);
    const std::size_t end = size();
    for (std::size_t i = begin; i < end; ++i)
        if (const auto value = negate(m_values[i]))
            m_values.push_back(*value);
    replace(begin, end);
}

} // namespace framelens::filter

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The functions of filters.
#include "core/decode/format.h"
#include "core/filter/evaluation.h"

#include <algorithm>

namespace framelens::filter {

namespace {

char inCase(char c, bool upper)
{
    if (upper)
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Integers have 1, 2, 4 or 8 bytes, however many of their bits are in use.
std::uint64_t integerBytes(const FieldSpec &spec)
{
    const std::size_t bytes = (spec.bits.width + 7U) / 8U;
    return bytes == 0 ? 4 : bytes <= 2 ? bytes : bytes <= 4 ? 4 : 8;
}

} // namespace

void Evaluation::pushFunction(const Operand &operand)
{
    switch (operand.function) {
    case FunctionKind::Upper:
    case FunctionKind::Lower: pushCased(operand); break;
    case FunctionKind::Len: pushLengths(operand); break;
    case FunctionKind::Count: {
        const std::size_t begin = push(operand.children[0]);
        const std::uint64_t count = size() - begin;
        shrink(begin);
        if (count != 0)
            m_values.push_back(numberValue(count));
        break;
    }
    case FunctionKind::String: pushStrings(operand); break;
    case FunctionKind::Max:
    case FunctionKind::Min: pushExtremum(operand); break;
    case FunctionKind::Abs: {
        const std::size_t begin = push(operand.children[0]);
        for (std::size_t i = begin; i < size(); ++i)
            if (m_values[i].isNegative)
                m_values[i] = negate(m_values[i]).value_or(m_values[i]);
        break;
    }
    }
}

void Evaluation::pushCased(const Operand &operand)
{
    const std::size_t begin = push(operand.children[0]);
    for (std::size_t i = begin; i < size(); ++i) {
        std::string &text = scratch();
        for (const std::byte byte : m_values[i].bytes)
            text.push_back(inCase(static_cast<char>(byte), operand.function == FunctionKind::Upper));
        m_values[i] = textValue(text);
    }
}

void Evaluation::pushLengths(const Operand &operand)
{
    const Operand &argument = m_program.operands[operand.children[0]];
    const bool isNumber = argument.type == ValueClass::Number && argument.kind == OperandKind::Field;
    if (isNumber) {
        for (const Field &field : m_dissection->fields())
            if (isMeant(argument, field))
                m_values.push_back(numberValue(integerBytes(*field.spec)));
        return;
    }
    const std::size_t begin = push(operand.children[0]);
    for (std::size_t i = begin; i < size(); ++i) {
        const ValueClass type = m_values[i].kind;
        const bool hasBytes = type == ValueClass::Bytes || type == ValueClass::Text || type == ValueClass::Ipv6;
        constexpr std::uint64_t addressBytes = 4;
        constexpr std::uint64_t timeBytes = 16; // seconds and nanoseconds, as in tshark
        m_values[i] = numberValue(hasBytes                   ? std::uint64_t{m_values[i].bytes.size()}
                                      : type == ValueClass::Ipv4 ? addressBytes
                                      : type == ValueClass::Number ? std::uint64_t{8}
                                                                   : timeBytes);
    }
}

void Evaluation::pushStrings(const Operand &operand)
{
    const Operand &argument = m_program.operands[operand.children[0]];
    for (const Field &field : m_dissection->fields()) {
        if (!isMeant(argument, field))
            continue;
        std::string &text = scratch();
        TextSink sink(text);
        writeShow(sink, *m_dissection, field);
        m_values.push_back(textValue(text));
    }
}

void Evaluation::pushExtremum(const Operand &operand)
{
    const std::size_t begin = size();
    for (const std::uint32_t child : operand.children)
        push(child);
    if (size() == begin)
        return;
    const std::span<const Value> all = values(begin);
    const auto less = [](const Value &a, const Value &b) { return compare(a, b) < 0; };
    const Value found = operand.function == FunctionKind::Max ? *std::ranges::max_element(all, less)
                                                              : *std::ranges::min_element(all, less);
    shrink(begin);
    m_values.push_back(found);
}

} // namespace framelens::filter

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/operand_compiler.h"

#include "core/base/nearest.h"

#include <algorithm>
#include <array>

namespace framelens::filter {

namespace {

struct Function
{
    std::string_view name;
    FunctionKind kind;
};

constexpr auto functions = std::to_array<Function>({
    {"upper", FunctionKind::Upper}, {"lower", FunctionKind::Lower}, {"len", FunctionKind::Len}, {"count", FunctionKind::Count},
    {"string", FunctionKind::String}, {"max", FunctionKind::Max}, {"min", FunctionKind::Min}, {"abs", FunctionKind::Abs},
});

bool isCalculable(ValueClass type)
{
    return type == ValueClass::Number || type == ValueClass::Time || type == ValueClass::Duration;
}

bool hasType(const Operand &operand, FieldType type)
{
    return std::ranges::any_of(operand.specs, [&](const FieldSpec *spec) { return spec->type == type; });
}

} // namespace

std::string OperandCompiler::shown(std::uint32_t node) const
{
    const SyntaxNode &at = m_syntax.nodes[node];
    switch (at.kind) {
    case SyntaxKind::Slice: return shown(at.children[0]) + "[...]";
    case SyntaxKind::Function: return at.text + "()";
    case SyntaxKind::Arithmetic: return "a calculation";
    case SyntaxKind::Negate: return "-" + shown(at.children[0]);
    default: return "'" + at.text.substr(0, 80) + "'";
    }
}

std::unexpected<FilterError> OperandCompiler::fail(std::uint32_t node, std::string message) const
{
    const SyntaxNode &at = m_syntax.nodes[node];
    return std::unexpected(FilterError{.position = at.begin, .length = at.end - at.begin, .message = std::move(message)});
}

std::unexpected<FilterError> OperandCompiler::unknownName(std::uint32_t node) const
{
    const SyntaxNode &at = m_syntax.nodes[node];
    auto error = fail(node, shown(node) + " is neither a field nor a protocol");
    if (at.kind == SyntaxKind::Word)
        error.error().suggestion = nearest(at.text, allFieldNames(m_registry));
    return error;
}

std::optional<NamedField> OperandCompiler::fieldOf(std::uint32_t node) const
{
    const SyntaxNode &at = m_syntax.nodes[node];
    const bool isNumber = !at.text.empty() && at.text[0] >= '0' && at.text[0] <= '9'; // of which there may be thousands
    return at.kind == SyntaxKind::Word && !isNumber ? fieldNamed(m_registry, at.text) : std::nullopt;
}

bool OperandCompiler::isTyped(std::uint32_t node) const
{
    const SyntaxNode &at = m_syntax.nodes[node];
    switch (at.kind) {
    case SyntaxKind::Word: return fieldOf(node).has_value();
    case SyntaxKind::Negate:
    case SyntaxKind::Arithmetic: return std::ranges::any_of(at.children, [this](std::uint32_t child) { return isTyped(child); });
    case SyntaxKind::Slice:
    case SyntaxKind::Function: return true;
    default: return false;
    }
}

std::uint32_t OperandCompiler::add(Operand operand)
{
    m_program.operands.push_back(std::move(operand));
    return static_cast<std::uint32_t>(m_program.operands.size() - 1);
}

LiteralUse OperandCompiler::useOf(std::uint32_t operand, std::uint32_t node) const
{
    const Operand &at = m_program.operands[operand];
    const SyntaxNode &written = m_syntax.nodes[node];
    return {.kind = at.type,
            .field = written.kind == SyntaxKind::Word ? std::string_view(written.text) : std::string_view(),
            .specs = at.specs,
            .isMac = !at.specs.empty() && at.kind == OperandKind::Field && std::ranges::all_of(at.specs, [](const FieldSpec *spec) { return spec->type == FieldType::Mac; }),
            .isBoolean = hasType(at, FieldType::Boolean) || (at.kind == OperandKind::Special && at.type == ValueClass::Number),
            .isPart = at.kind != OperandKind::Field};
}

OperandResult OperandCompiler::typed(std::uint32_t node)
{
    switch (m_syntax.nodes[node].kind) {
    case SyntaxKind::Word: return field(node);
    case SyntaxKind::Negate: return negated(node, nullptr);
    case SyntaxKind::Arithmetic: return arithmetic(node, nullptr);
    case SyntaxKind::Slice: return slice(node);
    case SyntaxKind::Function: return function(node);
    default: return unknownName(node);
    }
}

OperandResult OperandCompiler::against(std::uint32_t node, const LiteralUse &use)
{
    const SyntaxKind kind = m_syntax.nodes[node].kind;
    if (!isTyped(node)) {
        if (kind == SyntaxKind::Negate)
            return negated(node, &use);
        return kind == SyntaxKind::Arithmetic ? arithmetic(node, &use) : literal(node, use);
    }
    const auto operand = typed(node);
    if (!operand || m_program.operands[*operand].type == use.kind)
        return operand;
    // The name of a value may be that of a protocol as well.
    if (kind == SyntaxKind::Word)
        if (auto named = literal(node, use))
            return named;
    return fail(node, (use.field.empty() ? "the other side" : "'" + std::string(use.field) + "'") + " is " + std::string(nameOf(use.kind)) + " and " + shown(node)
                          + " " + std::string(nameOf(m_program.operands[*operand].type)) + ": these do not compare");
}

OperandResult OperandCompiler::field(std::uint32_t node)
{
    auto named = fieldOf(node);
    if (!named)
        return unknownName(node);
    Operand operand{.kind = OperandKind::Field, .type = named->type, .specs = std::move(named->specs)};
    operand.ranges = m_syntax.nodes[node].ranges;
    if (named->special) {
        if (!operand.ranges.empty())
            return fail(node, shown(node) + " belongs to the frame, which has no second layer of it");
        operand.kind = OperandKind::Special;
        operand.special = *named->special;
    }
    return add(std::move(operand));
}

OperandResult OperandCompiler::literal(std::uint32_t node, const LiteralUse &use)
{
    const auto value = literalOf(m_syntax.nodes[node], use, m_program.storage);
    if (!value)
        return std::unexpected(value.error());
    return add({.kind = OperandKind::Literal, .type = use.kind, .literal = *value});
}

OperandResult OperandCompiler::negated(std::uint32_t node, const LiteralUse *use)
{
    const std::uint32_t child = m_syntax.nodes[node].children[0];
    const auto inner = use == nullptr ? typed(child) : against(child, *use);
    if (!inner)
        return inner;
    const ValueClass type = m_program.operands[*inner].type;
    if (!isCalculable(type))
        return fail(node, shown(child) + " is " + std::string(nameOf(type)) + " and has no negative");
    return add({.kind = OperandKind::Negate, .type = type, .children = {*inner}});
}

// What is known of one side says what a literal on the other is.
OperandResult OperandCompiler::arithmetic(std::uint32_t node, const LiteralUse *use)
{
    const SyntaxNode &at = m_syntax.nodes[node];
    const bool leftIsTyped = isTyped(at.children[0]);
    const std::uint32_t known = at.children[leftIsTyped ? 0 : 1];
    const std::uint32_t other = at.children[leftIsTyped ? 1 : 0];
    const auto first = use != nullptr ? against(known, *use) : typed(known);
    if (!first)
        return first;
    LiteralUse beside = use != nullptr ? *use : useOf(*first, known);
    beside.isPart = true;
    beside.isMac = false;
    const ValueClass type = m_program.operands[*first].type;
    const bool isBytesAnd = type == ValueClass::Bytes && at.calculation == Calculation::BitAnd;
    const bool isTimeSum = type != ValueClass::Number && (at.calculation == Calculation::Add || at.calculation == Calculation::Subtract);
    if (!isBytesAnd && !(isCalculable(type) && (type == ValueClass::Number || isTimeSum)))
        return fail(node, "'" + std::string(spelling(at.calculation)) + "' does not work on " + shown(known) + ", which is " + std::string(nameOf(type)));
    const auto second = against(other, beside);
    if (!second)
        return second;
    return add({.kind = OperandKind::Arithmetic,
                .type = type,
                .calculation = at.calculation,
                .children = {leftIsTyped ? *first : *second, leftIsTyped ? *second : *first}});
}

OperandResult OperandCompiler::slice(std::uint32_t node)
{
    const std::uint32_t child = m_syntax.nodes[node].children[0];
    const auto inner = typed(child);
    if (!inner)
        return inner;
    const ValueClass type = m_program.operands[*inner].type;
    if (isCalculable(type))
        return fail(child, shown(child) + " is " + std::string(nameOf(type)) + ": only bytes, text and addresses can be sliced");
    return add({.kind = OperandKind::Slice,
                .type = type == ValueClass::Text ? ValueClass::Text : ValueClass::Bytes,
                .ranges = m_syntax.nodes[node].ranges,
                .children = {*inner}});
}

FilterResult<void> OperandCompiler::checkArgument(std::uint32_t node, FunctionKind kind, const Operand &argument) const
{
    const bool isField = argument.kind == OperandKind::Field;
    switch (kind) {
    case FunctionKind::Upper:
    case FunctionKind::Lower:
        if (argument.type != ValueClass::Text)
            return fail(node, shown(node) + " is " + std::string(nameOf(argument.type)) + ", and upper() and lower() take text");
        return {};
    case FunctionKind::Count:
        return isField ? FilterResult<void>() : fail(node, "count() takes a field");
    case FunctionKind::String:
        if (!isField || argument.type == ValueClass::Text || hasType(argument, FieldType::Protocol))
            return fail(node, "string() takes a field that is neither text nor a protocol");
        return {};
    case FunctionKind::Abs:
        if (argument.type != ValueClass::Number && argument.type != ValueClass::Duration)
            return fail(node, "abs() takes a number");
        return {};
    default: return {};
    }
}

OperandResult OperandCompiler::function(std::uint32_t node)
{
    const SyntaxNode &at = m_syntax.nodes[node];
    const auto *known = std::ranges::find(functions, at.text, &Function::name);
    if (known == functions.end()) {
        constexpr auto names = std::to_array<std::string_view>({"upper", "lower", "len", "count", "string", "max", "min", "abs"});
        auto error = fail(node, "there is no function '" + at.text.substr(0, 80) + "'; there are upper, lower, len, count, string, max, min and abs");
        error.error().length = static_cast<std::uint32_t>(at.text.size());
        error.error().suggestion = nearest(at.text, names);
        return error;
    }
    if (known->kind == FunctionKind::Max || known->kind == FunctionKind::Min)
        return extremum(node, known->kind);
    if (at.children.size() != 1)
        return fail(node, at.text + "() takes one argument, not " + std::to_string(at.children.size()));
    const auto argument = typed(at.children[0]);
    if (!argument)
        return argument;
    if (const auto checked = checkArgument(at.children[0], known->kind, m_program.operands[*argument]); !checked)
        return std::unexpected(checked.error());
    Operand made{.kind = OperandKind::Function, .function = known->kind, .children = {*argument}};
    const bool givesText = known->kind == FunctionKind::Upper || known->kind == FunctionKind::Lower || known->kind == FunctionKind::String;
    made.type = givesText ? ValueClass::Text : known->kind == FunctionKind::Abs ? m_program.operands[*argument].type : ValueClass::Number;
    return add(std::move(made));
}

OperandResult OperandCompiler::extremum(std::uint32_t node, FunctionKind kind)
{
    const SyntaxNode &at = m_syntax.nodes[node];
    const auto known = std::ranges::find_if(at.children, [this](std::uint32_t child) { return isTyped(child); });
    if (known == at.children.end())
        return fail(node, at.text + "() takes fields, one of its arguments at least");
    const auto first = typed(*known);
    if (!first)
        return first;
    LiteralUse use = useOf(*first, *known);
    use.isPart = true;
    Operand made{.kind = OperandKind::Function, .type = use.kind, .function = kind};
    for (const std::uint32_t child : at.children) {
        const auto argument = against(child, use);
        if (!argument)
            return argument;
        made.children.push_back(*argument);
    }
    return add(std::move(made));
}

} // namespace framelens::filter

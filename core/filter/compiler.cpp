// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/compiler.h"

#include "core/filter/operand_compiler.h"

#include <algorithm>

namespace framelens::filter {

namespace {

using TestResult = FilterResult<std::uint32_t>;

class Compiler
{
public:
    Compiler(const Syntax &syntax, const Registry &registry, Program &program)
        : m_syntax(syntax)
        , m_program(program)
        , m_operands(syntax, registry, program)
    {
    }

    TestResult test(std::uint32_t node);

private:
    std::uint32_t add(Test test);
    TestResult joined(std::uint32_t node, TestKind kind);
    TestResult alone(std::uint32_t node);
    TestResult relation(std::uint32_t node);
    TestResult comparison(std::uint32_t node, std::uint32_t left, std::uint32_t right);
    TestResult containment(std::uint32_t node);
    TestResult match(std::uint32_t node);
    TestResult membership(std::uint32_t node);
    FilterResult<std::uint32_t> searched(std::uint32_t node, std::string_view word);

    const Syntax &m_syntax;
    Program &m_program;
    OperandCompiler m_operands;
};

std::uint32_t Compiler::add(Test test)
{
    m_program.tests.push_back(std::move(test));
    return static_cast<std::uint32_t>(m_program.tests.size() - 1);
}

TestResult Compiler::test(std::uint32_t node)
{
    switch (m_syntax.nodes[node].kind) {
    case SyntaxKind::And: return joined(node, TestKind::And);
    case SyntaxKind::Or: return joined(node, TestKind::Or);
    case SyntaxKind::Not: return joined(node, TestKind::Not);
    case SyntaxKind::Relation: return relation(node);
    case SyntaxKind::In: return membership(node);
    case SyntaxKind::Test: return alone(m_syntax.nodes[node].children[0]);
    default: return m_operands.unknownName(node);
    }
}

TestResult Compiler::joined(std::uint32_t node, TestKind kind)
{
    Test made{.kind = kind};
    for (const std::uint32_t child : m_syntax.nodes[node].children) {
        const auto inner = test(child);
        if (!inner)
            return inner;
        made.children.push_back(*inner);
    }
    return add(std::move(made));
}

// A field is asked whether it is there, a calculation whether it is not 0.
TestResult Compiler::alone(std::uint32_t node)
{
    const SyntaxKind kind = m_syntax.nodes[node].kind;
    if (kind == SyntaxKind::Function)
        return m_operands.fail(node, m_operands.shown(node) + " is compared with something; it cannot stand alone");
    if (!m_operands.isTyped(node))
        return m_operands.unknownName(node);
    const auto operand = m_operands.typed(node);
    if (!operand)
        return operand;
    const bool isCalculated = kind == SyntaxKind::Arithmetic || kind == SyntaxKind::Negate;
    return add({.kind = isCalculated ? TestKind::IsTrue : TestKind::Exists, .left = *operand});
}

TestResult Compiler::relation(std::uint32_t node)
{
    const SyntaxNode &at = m_syntax.nodes[node];
    if (at.relation == Relation::Contains)
        return containment(node);
    if (at.relation == Relation::Matches)
        return match(node);
    const std::uint32_t left = at.children[0];
    const std::uint32_t right = at.children[1];
    if (!m_operands.isTyped(left) && !m_operands.isTyped(right)) {
        auto error = m_operands.unknownName(left);
        error.error().message += ": one side of '" + std::string(spelling(at.relation)) + "' has to be a field";
        return error;
    }
    const bool leftIsTyped = m_operands.isTyped(left);
    const std::uint32_t known = leftIsTyped ? left : right;
    const auto first = m_operands.typed(known);
    if (!first)
        return first;
    const auto second = m_operands.against(leftIsTyped ? right : left, m_operands.useOf(*first, known));
    if (!second)
        return second;
    return comparison(node, leftIsTyped ? *first : *second, leftIsTyped ? *second : *first);
}

TestResult Compiler::comparison(std::uint32_t node, std::uint32_t left, std::uint32_t right)
{
    const SyntaxNode &at = m_syntax.nodes[node];
    Test made{.kind = TestKind::Compare, .relation = at.relation, .left = left, .right = right};
    made.all = at.relation == Relation::NotEqual || at.relation == Relation::AllEqual;
    if (at.relation == Relation::AllEqual)
        made.relation = Relation::Equal;
    if (at.relation == Relation::AnyNotEqual)
        made.relation = Relation::NotEqual;
    if (at.quantifier != Quantifier::None)
        made.all = at.quantifier == Quantifier::All;
    return add(std::move(made));
}

// What 'contains' and 'matches' look into.
FilterResult<std::uint32_t> Compiler::searched(std::uint32_t node, std::string_view word)
{
    if (!m_operands.isTyped(node)) {
        auto error = m_operands.unknownName(node);
        error.error().message += ": before '" + std::string(word) + "' stands a field";
        return error;
    }
    const auto operand = m_operands.typed(node);
    if (!operand)
        return operand;
    const ValueClass type = m_program.operands[*operand].type;
    if (type != ValueClass::Bytes && type != ValueClass::Text)
        return m_operands.fail(node, m_operands.shown(node) + " is " + std::string(nameOf(type)) + ", and '" + std::string(word) + "' looks into bytes and text");
    return operand;
}

TestResult Compiler::containment(std::uint32_t node)
{
    const SyntaxNode &at = m_syntax.nodes[node];
    const auto left = searched(at.children[0], "contains");
    if (!left)
        return left;
    LiteralUse use = m_operands.useOf(*left, at.children[0]);
    use.isMac = false;
    const bool isTyped = m_operands.isTyped(at.children[1]);
    const auto right = isTyped ? searched(at.children[1], "contains") : m_operands.against(at.children[1], use);
    if (!right)
        return right;
    return add({.kind = TestKind::Contains, .all = at.quantifier == Quantifier::All, .left = *left, .right = *right});
}

TestResult Compiler::match(std::uint32_t node)
{
    const SyntaxNode &at = m_syntax.nodes[node];
    const auto left = searched(at.children[0], "matches");
    if (!left)
        return left;
    const SyntaxNode &pattern = m_syntax.nodes[at.children[1]];
    if (pattern.kind != SyntaxKind::String)
        return m_operands.fail(at.children[1], "behind 'matches' stands a regular expression in \"\"");
    auto expression = RegularExpression::compile(pattern.text);
    if (!expression)
        return m_operands.fail(at.children[1], "the regular expression is not one: " + expression.error().message + ", at its character "
                                   + std::to_string(expression.error().offset + 1));
    m_program.expressions.push_back(*std::move(expression));
    return add({.kind = TestKind::Matches,
                .all = at.quantifier == Quantifier::All,
                .left = *left,
                .right = static_cast<std::uint32_t>(m_program.expressions.size() - 1)});
}

TestResult Compiler::membership(std::uint32_t node)
{
    const SyntaxNode &at = m_syntax.nodes[node];
    if (!m_operands.isTyped(at.children[0])) {
        auto error = m_operands.unknownName(at.children[0]);
        error.error().message += ": before 'in' stands a field";
        return error;
    }
    const auto left = m_operands.typed(at.children[0]);
    if (!left)
        return left;
    const LiteralUse use = m_operands.useOf(*left, at.children[0]);
    Test made{.kind = TestKind::In, .left = *left};
    for (std::size_t i = 1; i + 1 < at.children.size(); i += 2) {
        const auto first = m_operands.against(at.children[i], use);
        if (!first)
            return first;
        const bool isSingle = at.children[i + 1] == at.children[i];
        const auto last = isSingle ? first : m_operands.against(at.children[i + 1], use);
        if (!last)
            return last;
        made.children.insert(made.children.end(), {*first, *last});
        const Operand &low = m_program.operands[*first];
        const Operand &high = m_program.operands[*last];
        if (low.kind == OperandKind::Literal && high.kind == OperandKind::Literal)
            made.set.add(low.literal, high.literal, m_program.storage);
        else
            made.computed.insert(made.computed.end(), {*first, *last});
    }
    made.set.finish();
    return add(std::move(made));
}

} // namespace

FilterResult<std::unique_ptr<Program>> compileFilter(const Syntax &syntax, const Registry &registry)
{
    auto program = std::make_unique<Program>();
    if (syntax.empty())
        return program;
    if (const auto root = Compiler(syntax, registry, *program).test(syntax.root()); !root)
        return std::unexpected(root.error());
    return program;
}

} // namespace framelens::filter

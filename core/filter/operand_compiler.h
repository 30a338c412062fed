// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The half of the compiler that deals with values: fields, literals, slices, arithmetic, functions.
#pragma once

#include "core/filter/field_names.h"
#include "core/filter/literal.h"

namespace framelens::filter {

/// Index of an operand of the program.
using OperandResult = FilterResult<std::uint32_t>;

class OperandCompiler
{
public:
    OperandCompiler(const Syntax &syntax, const Registry &registry, Program &program)
        : m_syntax(syntax)
        , m_registry(registry)
        , m_program(program)
    {
    }

    /// Whether the node has a type by itself: it is a field or made from one. What has none is a literal.
    bool isTyped(std::uint32_t node) const;
    /// A node that has a type.
    OperandResult typed(std::uint32_t node);
    /// Any node: a literal becomes what `use` says; a field of another class than use.kind is refused.
    OperandResult against(std::uint32_t node, const LiteralUse &use);
    /// What a literal beside this operand has to be.
    LiteralUse useOf(std::uint32_t operand, std::uint32_t node) const;

    std::unexpected<FilterError> fail(std::uint32_t node, std::string message) const;
    /// The node's text as it was normalised, for messages.
    std::string shown(std::uint32_t node) const;
    std::unexpected<FilterError> unknownName(std::uint32_t node) const;
    std::optional<NamedField> fieldOf(std::uint32_t node) const;

private:
    std::uint32_t add(Operand operand);
    OperandResult field(std::uint32_t node);
    OperandResult literal(std::uint32_t node, const LiteralUse &use);
    OperandResult negated(std::uint32_t node, const LiteralUse *use);
    OperandResult arithmetic(std::uint32_t node, const LiteralUse *use);
    OperandResult slice(std::uint32_t node);
    OperandResult function(std::uint32_t node);
    OperandResult extremum(std::uint32_t node, FunctionKind kind);
    FilterResult<void> checkArgument(std::uint32_t node, FunctionKind kind, const Operand &argument) const;

    const Syntax &m_syntax;
    const Registry &m_registry;
    Program &m_program;
};

} // namespace framelens::filter

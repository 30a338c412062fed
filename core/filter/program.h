// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A filter whose names and types are known: tests over operands. Made by the compiler, run by the matcher, seen by nobody else.
#pragma once

#include "core/decode/registry.h"
#include "core/filter/regular_expression.h"
#include "core/filter/syntax.h"
#include "core/filter/value.h"
#include "core/filter/value_set.h"

#include <deque>

namespace framelens::filter {

/// What filters can ask of a frame that is no field of a protocol.
enum class SpecialField : std::uint8_t {
    TimeRelative, TimeDelta, TimeDeltaShown, ///< frame.time_relative, frame.time_delta, frame.time_delta_displayed
    Marked, Ignored, Reference, ///< frame.marked, frame.ignored, frame.ref_time: there or not
    Malformed, Short, ///< _ws.malformed, _ws.short: there or not
    Problem, ///< framelens.problem: the texts of the frame's problems
    ColumnProtocol, ColumnInfo, ColumnSource, ColumnDestination, ///< _ws.col.protocol, ...
};

enum class FunctionKind : std::uint8_t { Upper, Lower, Len, Count, String, Max, Min, Abs };
enum class OperandKind : std::uint8_t { Field, Special, Literal, Slice, Arithmetic, Negate, Function };

/// Gives some values for a frame: as many as the field has occurrences, or none.
struct Operand
{
    OperandKind kind = OperandKind::Literal;
    ValueClass type = ValueClass::Number;
    SpecialField special = SpecialField::Marked;
    Calculation calculation = Calculation::Add;
    FunctionKind function = FunctionKind::Len;
    std::vector<const FieldSpec *> specs = {}; ///< of a Field: any of them
    std::vector<Range> ranges = {}; ///< of a Field: layers; of a Slice: bytes
    std::vector<std::uint32_t> children = {};
    Value literal = {};
};

enum class TestKind : std::uint8_t { And, Or, Not, Exists, IsTrue, Compare, Contains, Matches, In };

struct Test
{
    TestKind kind = TestKind::Exists;
    Relation relation = Relation::Equal; ///< of Compare: Equal, NotEqual or an order
    bool all = false; ///< holds for all pairs of values, not for any
    std::uint32_t left = 0; ///< operands
    std::uint32_t right = 0; ///< of Matches: index of the expression
    std::vector<std::uint32_t> children = {}; ///< of And, Or, Not: tests; of In: operands, first and last of each element
    ValueSet set = {}; ///< of In: the elements that are literals
    std::vector<std::uint32_t> computed = {}; ///< of In: operands as in `children`, of the other elements
};

/// Children stand before their parents; the root is the last test. No tests: every frame passes.
struct Program
{
    std::vector<Operand> operands = {};
    std::vector<Test> tests = {};
    std::vector<std::shared_ptr<const RegularExpression>> expressions = {};
    std::deque<std::string> storage = {}; ///< bytes of literals and of a set's ends
};

} // namespace framelens::filter

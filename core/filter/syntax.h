// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A filter as it was written: a tree that knows nothing of fields and types yet.
#pragma once

#include "core/filter/token.h"

#include <optional>
#include <string>
#include <vector>

namespace framelens::filter {

enum class SyntaxKind : std::uint8_t {
    And, Or, Not, ///< children: 2, 2, 1
    Relation, ///< children: left, right
    In, ///< children: value, then pairs: first and last of each element, the same node twice for a single one
    Test, ///< child: stands alone; a field is asked whether it is there, arithmetic whether it is not 0
    Word, String, Character, ///< no children; `text`
    Arithmetic, ///< children: 2
    Negate, ///< child: 1
    Function, ///< `text` is its name; children: arguments
    Slice, ///< child: what is sliced; `ranges`
};

enum class Relation : std::uint8_t { Equal, NotEqual, AllEqual, AnyNotEqual, Less, LessEqual, Greater, GreaterEqual, Contains, Matches };
enum class Calculation : std::uint8_t { Add, Subtract, Multiply, Divide, Modulo, BitAnd };
enum class Quantifier : std::uint8_t { None, Any, All };

/// Bytes of a slice, or layers. Negative numbers count from the end.
struct Range
{
    std::int32_t begin = 0; ///< first
    std::optional<std::int32_t> length = {}; ///< [i:j]
    std::optional<std::int32_t> last = {}; ///< [i-j]; neither: up to the end

    friend bool operator==(const Range &, const Range &) = default;
};

struct SyntaxNode
{
    SyntaxKind kind = SyntaxKind::Word;
    std::uint32_t begin = 0; ///< in the text
    std::uint32_t end = 0;
    Relation relation = Relation::Equal;
    Calculation calculation = Calculation::Add;
    Quantifier quantifier = Quantifier::None; ///< of a Relation
    bool isRaw = false; ///< of a String
    std::string text = {};
    std::vector<Range> ranges = {}; ///< of a Slice: bytes; of a Word: layers, counted from 1
    std::vector<std::uint32_t> children = {}; ///< indices
};

/// Nodes of one filter; children stand before their parents, the root is the last. No nodes: the empty filter, which every
/// frame passes.
struct Syntax
{
    std::vector<SyntaxNode> nodes = {};

    bool empty() const { return nodes.empty(); }
    std::uint32_t root() const { return static_cast<std::uint32_t>(nodes.size() - 1); }
};

/// Deepest nesting of parentheses, functions, signs and negations: above it a filter is refused.
inline constexpr std::size_t mostFilterDepth = 200;
/// Most elements of a filter.
inline constexpr std::size_t mostFilterNodes = 200'000;

/// Never throws; any bytes give a tree or an error.
FilterResult<Syntax> parseFilter(std::string_view text);

/// The filter written anew, in one spelling: parsing that gives the same tree.
std::string textOf(const Syntax &syntax);

std::string_view spelling(Relation relation);
std::string_view spelling(Calculation calculation);

} // namespace framelens::filter

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Runs a program over one frame after another.
#include "core/filter/evaluation.h"

#include <algorithm>

namespace framelens {

using namespace filter;

bool filter::holds(Relation relation, const Value &a, const Value &b)
{
    const std::strong_ordering order = compare(a, b);
    switch (relation) {
    case Relation::NotEqual: return order != 0;
    case Relation::Less: return order < 0;
    case Relation::LessEqual: return order <= 0;
    case Relation::Greater: return order > 0;
    case Relation::GreaterEqual: return order >= 0;
    default: return order == 0;
    }
}

struct FilterMatcher::Parts
{
    explicit Parts(std::shared_ptr<const Filter> which)
        : filter(std::move(which))
        , program(filter->program())
        , evaluation(program)
    {
        for (const auto &expression : program.expressions)
            searches.emplace_back(expression);
    }

    bool passes(std::uint32_t index);
    bool compares(const Test &test);
    // Of all pairs of values of two operands.
    template <typename Holds>
    bool pairs(const Test &test, Holds holdsFor);
    bool matches(const Test &test);
    bool isIn(const Test &test);
    bool isBetween(std::size_t begin, std::size_t end, std::uint32_t from, std::uint32_t to);

    std::shared_ptr<const Filter> filter;
    const Program &program;
    Evaluation evaluation;
    std::vector<RegularExpressionSearch> searches;
    std::uint64_t limitsReached = 0;
};

bool FilterMatcher::Parts::passes(std::uint32_t index)
{
    const Test &test = program.tests[index];
    const auto passesToo = [this](std::uint32_t child) { return passes(child); };
    switch (test.kind) {
    case TestKind::And: return std::ranges::all_of(test.children, passesToo);
    case TestKind::Or: return std::ranges::any_of(test.children, passesToo);
    case TestKind::Not: return !passes(test.children[0]);
    case TestKind::Exists: return evaluation.exists(test.left);
    case TestKind::IsTrue: {
        const std::size_t begin = evaluation.push(test.left);
        const bool found = std::ranges::any_of(evaluation.values(begin), isTrue);
        evaluation.shrink(begin);
        return found;
    }
    case TestKind::Compare: return compares(test);
    case TestKind::Contains: return pairs(test, [](const Value &a, const Value &b) { return contains(a.bytes, b.bytes); });
    case TestKind::Matches: return matches(test);
    case TestKind::In: return isIn(test);
    }
    return false;
}

// A field beside a literal is what filters mostly are: nothing is put anywhere for it.
bool FilterMatcher::Parts::compares(const Test &test)
{
    const Operand &left = program.operands[test.left];
    const Operand &right = program.operands[test.right];
    if (left.kind == OperandKind::Field && right.kind == OperandKind::Literal && !test.all)
        return evaluation.anyValue(left, [&](const Value &value) { return holds(test.relation, value, right.literal); });
    return pairs(test, [&](const Value &a, const Value &b) { return holds(test.relation, a, b); });
}

template <typename Holds>
bool FilterMatcher::Parts::pairs(const Test &test, Holds holdsFor)
{
    const bool looksInside = test.kind == TestKind::Contains;
    const std::size_t left = looksInside ? evaluation.pushSearched(test.left) : evaluation.push(test.left);
    const std::size_t right = evaluation.push(test.right);
    const std::span<const Value> a = evaluation.values(left, right);
    const std::span<const Value> b = evaluation.values(right);
    const auto fits = [&](const Value &value) {
        const auto beside = [&](const Value &other) { return holdsFor(value, other); };
        return test.all ? std::ranges::all_of(b, beside) : std::ranges::any_of(b, beside);
    };
    const bool result = !a.empty() && !b.empty() && (test.all ? std::ranges::all_of(a, fits) : std::ranges::any_of(a, fits));
    evaluation.shrink(left);
    return result;
}

bool FilterMatcher::Parts::matches(const Test &test)
{
    const std::size_t begin = evaluation.pushSearched(test.left);
    const std::span<const Value> values = evaluation.values(begin);
    const auto fits = [&](const Value &value) {
        RegularExpressionMatch match;
        const SearchOutcome outcome = searches[test.right].search(value.bytes, 0, match);
        limitsReached += static_cast<std::uint64_t>(outcome == SearchOutcome::LimitReached);
        return outcome == SearchOutcome::Found;
    };
    const bool result = !values.empty() && (test.all ? std::ranges::all_of(values, fits) : std::ranges::any_of(values, fits));
    evaluation.shrink(begin);
    return result;
}

bool FilterMatcher::Parts::isIn(const Test &test)
{
    const Operand &left = program.operands[test.left];
    const auto isInSet = [&](const Value &value) { return test.set.contains(value); };
    if (left.kind == OperandKind::Field && test.computed.empty())
        return evaluation.anyValue(left, isInSet);
    const std::size_t begin = evaluation.push(test.left);
    const std::size_t end = evaluation.size();
    bool found = std::ranges::any_of(evaluation.values(begin, end), isInSet);
    for (std::size_t i = 0; !found && i + 1 < test.computed.size() && begin != end; i += 2)
        found = isBetween(begin, end, test.computed[i], test.computed[i + 1]);
    evaluation.shrink(begin);
    return found;
}

// Whether one of the values lies in an element whose ends are computed.
bool FilterMatcher::Parts::isBetween(std::size_t begin, std::size_t end, std::uint32_t from, std::uint32_t to)
{
    const bool isSingle = from == to;
    const std::size_t first = evaluation.push(from);
    const std::size_t last = isSingle ? first : evaluation.push(to);
    const std::size_t behind = isSingle ? evaluation.size() : last;
    bool found = false;
    for (const Value &value : evaluation.values(begin, end))
        for (const Value &low : evaluation.values(first, behind))
            for (const Value &high : evaluation.values(last))
                found = found || (isSingle ? compare(value, low) == 0 : compare(low, value) <= 0 && compare(value, high) <= 0);
    evaluation.shrink(end);
    return found;
}

FilterMatcher::FilterMatcher(std::shared_ptr<const Filter> filter)
    : m_parts(std::make_unique<Parts>(std::move(filter)))
{
}

FilterMatcher::~FilterMatcher() = default;
FilterMatcher::FilterMatcher(FilterMatcher &&) noexcept = default;

bool FilterMatcher::matches(const Dissection &dissection, const FrameSurroundings &surroundings)
{
    if (m_parts->program.tests.empty())
        return true;
    m_parts->evaluation.start(dissection, surroundings);
    return m_parts->passes(static_cast<std::uint32_t>(m_parts->program.tests.size() - 1));
}

std::uint64_t FilterMatcher::limitsReached() const { return m_parts->limitsReached + m_parts->evaluation.limitsReached(); }

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Arithmetic of filters: whole numbers that do not wrap.
#include "core/filter/evaluation.h"

namespace framelens::filter {

namespace {

__extension__ using Wide = __int128; // holds every sum and product of two values

Wide wide(const Value &value)
{
    return value.isNegative ? Wide{static_cast<std::int64_t>(value.number)} : Wide{value.number};
}

std::optional<Value> narrow(Wide number, ValueClass kind)
{
    if (number < Wide{INT64_MIN} || number > Wide{UINT64_MAX})
        return {};
    return number < 0 ? numberValue(static_cast<std::int64_t>(number), kind) : numberValue(static_cast<std::uint64_t>(number), kind);
}

} // namespace

std::optional<Value> calculate(Calculation calculation, const Value &left, const Value &right)
{
    const Wide a = wide(left);
    const Wide b = wide(right);
    switch (calculation) {
    case Calculation::Add: return narrow(a + b, left.kind);
    case Calculation::Subtract: return narrow(a - b, left.kind);
    case Calculation::Multiply: {
        Wide product = 0;
        return __builtin_mul_overflow(a, b, &product) ? std::nullopt : narrow(product, left.kind);
    }
    case Calculation::Divide: return b == 0 ? std::nullopt : narrow(a / b, left.kind);
    case Calculation::Modulo: return b == 0 ? std::nullopt : narrow(a % b, left.kind);
    case Calculation::BitAnd: return numberValue(left.number & right.number, left.kind);
    }
    return {};
}

std::optional<Value> negate(const Value &value) { return narrow(-wide(value), value.kind); }

std::optional<std::pair<std::size_t, std::size_t>> placeOf(const Range &range, std::size_t length)
{
    const auto size = static_cast<std::int64_t>(length);
    const std::int64_t begin = range.begin < 0 ? size + range.begin : range.begin;
    std::int64_t end = size;
    if (range.last)
        end = (*range.last < 0 ? size + *range.last : *range.last) + 1;
    else if (range.length)
        end = begin + *range.length;
    if (begin < 0 || end > size || begin >= end)
        return {};
    return std::pair(static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
}

} // namespace framelens::filter

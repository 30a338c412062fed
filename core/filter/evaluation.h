// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The values of a program's operands in one frame.
#pragma once

#include "core/decode/dissection.h"
#include "core/filter/filter.h"
#include "core/filter/program.h"

namespace framelens::filter {

/// A stack of values, and the bytes that were made for them. Reused from frame to frame.
class Evaluation
{
public:
    explicit Evaluation(const Program &program)
        : m_program(program)
    {
    }

    /// Forgets the frame before. Both are borrowed until the next start().
    void start(const Dissection &dissection, const FrameSurroundings &surroundings);
    /// Puts the operand's values onto the stack; returns where they begin. They end at size().
    std::size_t push(std::uint32_t index);
    /// The same for what 'contains' and 'matches' look into.
    std::size_t pushSearched(std::uint32_t operand);
    std::size_t size() const { return m_values.size(); }
    std::span<const Value> values(std::size_t begin) const { return std::span(m_values).subspan(begin); }
    std::span<const Value> values(std::size_t begin, std::size_t end) const { return std::span(m_values).subspan(begin, end - begin); }
    void shrink(std::size_t size) { m_values.resize(size); }
    /// Calculations that would have made too many values, and have none; of all frames.
    std::uint64_t limitsReached() const { return m_limitsReached; }

    /// Whether the operand, a field or something special, is there at all.
    bool exists(std::uint32_t index);
    /// Calls `each(value)` for each value of a field until it returns true; whether it did.
    template <typename Each>
    bool anyValue(const Operand &field, Each each)
    {
        for (const Field &found : m_dissection->fields())
            if (isMeant(field, found) && each(valueOf(found, field.type)))
                return true;
        return false;
    }

private:
    bool isMeant(const Operand &operand, const Field &field) const
    {
        for (const FieldSpec *spec : operand.specs)
            if (spec == field.spec)
                return operand.ranges.empty() || isInLayers(operand, field);
        return false;
    }
    bool isInLayers(const Operand &operand, const Field &field) const;
    Value valueOf(const Field &field, ValueClass type);
    Bytes bytesOf(const Field &field);
    std::string &scratch();
    Value textValue(const std::string &text) const { return {.kind = ValueClass::Text, .bytes = filter::bytesOf(text)}; }

    void pushField(const Operand &operand);
    void pushSpecial(SpecialField special);
    void pushSlice(const Operand &operand);
    void pushArithmetic(const Operand &operand);
    void pushNegated(const Operand &operand);
    void pushFunction(const Operand &operand);
    void pushLengths(const Operand &operand);
    void pushStrings(const Operand &operand);
    void pushCased(const Operand &operand);
    void pushExtremum(const Operand &operand);
    void replace(std::size_t begin, std::size_t from);

    const Program &m_program;
    const Dissection *m_dissection = nullptr;
    const FrameSurroundings *m_surroundings = nullptr;
    std::vector<Value> m_values;
    std::deque<std::string> m_scratch; // strings keep what they have allocated
    std::size_t m_scratchUsed = 0;
    std::uint64_t m_limitsReached = 0;
    bool m_looksInside = false;
};

/// Of Equal, NotEqual and the orders; both of one class.
bool holds(Relation relation, const Value &a, const Value &b);
/// The values that a calculation has; nothing on overflow and division by zero.
std::optional<Value> calculate(Calculation calculation, const Value &left, const Value &right);
std::optional<Value> negate(const Value &value);
/// A range of a length; nothing when it does not lie inside.
std::optional<std::pair<std::size_t, std::size_t>> placeOf(const Range &range, std::size_t length);

} // namespace framelens::filter

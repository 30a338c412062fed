// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A filter and its mistakes, for people.
#include "core/base/visible_text.h"
#include "core/decode/format.h"
#include "core/filter/field_names.h"
#include "core/filter/filter.h"
#include "core/filter/slice_text.h"

#include <algorithm>
#include <array>

namespace framelens {

using namespace filter;

namespace {

void writeValue(TextSink &sink, const Value &value)
{
    switch (value.kind) {
    case ValueClass::Number:
    case ValueClass::Time:
        if (value.isNegative)
            sink.signedNumber(static_cast<std::int64_t>(value.number));
        else
            sink.number(value.number);
        break;
    case ValueClass::Duration: writeSeconds(sink, static_cast<std::int64_t>(value.number), 9); break;
    case ValueClass::Ipv4: writeIpv4(sink, static_cast<std::uint32_t>(value.number)); break;
    case ValueClass::Ipv6: writeIpv6(sink, value.bytes); break;
    case ValueClass::Bytes: sink.hexBytes(value.bytes, ':'); break;
    case ValueClass::Text: {
        std::string text;
        for (const std::byte byte : value.bytes)
            text.push_back(static_cast<char>(byte));
        (sink << '"').visible(text) << '"';
        break;
    }
    }
    if (value.prefix != 255)
        (sink << '/').number(value.prefix);
}

class Listing
{
public:
    explicit Listing(const Program &program)
        : m_program(program)
    {
    }

    std::string text()
    {
        test(static_cast<std::uint32_t>(m_program.tests.size() - 1), 0);
        return std::move(m_text);
    }

private:
    void line(std::size_t depth, std::string_view text) { m_text.append(depth * 2, ' ').append(text); }
    void operand(std::uint32_t index);
    void children(const Operand &operand);
    void test(std::uint32_t index, std::size_t depth);

    const Program &m_program;
    std::string m_text;
};

void Listing::children(const Operand &operand)
{
    m_text += "(";
    for (std::size_t i = 0; i < operand.children.size(); ++i) {
        m_text += i == 0 ? "" : ", ";
        this->operand(operand.children[i]);
    }
    m_text += ")";
}

void Listing::operand(std::uint32_t index)
{
    constexpr auto functions = std::to_array<std::string_view>({"upper", "lower", "len", "count", "string", "max", "min", "abs"});
    const Operand &at = m_program.operands[index];
    TextSink sink(m_text);
    switch (at.kind) {
    case OperandKind::Field:
        for (auto spec = at.specs.begin(); spec != at.specs.end(); ++spec) // protocols may share a name
            if (std::ranges::none_of(at.specs.begin(), spec, [&](const FieldSpec *before) { return before->name == (*spec)->name; }))
                sink << (spec == at.specs.begin() ? "" : "|") << (*spec)->name;
        if (!at.ranges.empty())
            sink << "#[" << sliceText(at.ranges) << "]";
        break;
    case OperandKind::Special: sink << filter::nameOf(at.special); break;
    case OperandKind::Literal: writeValue(sink, at.literal); break;
    case OperandKind::Slice:
        operand(at.children[0]);
        sink << "[" << sliceText(at.ranges) << "]";
        break;
    case OperandKind::Arithmetic:
        m_text.append(spelling(at.calculation));
        children(at);
        break;
    case OperandKind::Negate:
        m_text += "-";
        children(at);
        break;
    case OperandKind::Function:
        m_text.append(functions.at(static_cast<std::size_t>(at.function)));
        children(at);
        break;
    }
}

void Listing::test(std::uint32_t index, std::size_t depth)
{
    const Test &at = m_program.tests[index];
    const auto over = [&](std::string_view name) {
        line(depth, name);
        m_text += "\n";
        for (const std::uint32_t child : at.children)
            test(child, depth + 1);
    };
    const auto relation = [&](std::string_view name) {
        line(depth, at.all ? "all " : "any ");
        operand(at.left);
        (m_text += " ").append(name) += " ";
    };
    switch (at.kind) {
    case TestKind::And: over("and"); return;
    case TestKind::Or: over("or"); return;
    case TestKind::Not: over("not"); return;
    case TestKind::Exists:
        line(depth, "exists ");
        operand(at.left);
        break;
    case TestKind::IsTrue:
        line(depth, "true ");
        operand(at.left);
        break;
    case TestKind::Compare:
        relation(spelling(at.relation));
        operand(at.right);
        break;
    case TestKind::Contains:
        relation("contains");
        operand(at.right);
        break;
    case TestKind::Matches:
        relation("matches");
        m_text += "expression " + std::to_string(at.right + 1);
        break;
    case TestKind::In:
        relation("in");
        for (std::size_t i = 0; i + 1 < at.children.size(); i += 2) {
            m_text += i == 0 ? "{" : ", ";
            operand(at.children[i]);
            if (at.children[i] != at.children[i + 1]) {
                m_text += "..";
                operand(at.children[i + 1]);
            }
        }
        m_text += "}";
        break;
    }
    m_text += "\n";
}

} // namespace

std::string Filter::listing() const
{
    if (isEmpty())
        return "every frame passes\n";
    std::string text = Listing(*m_program).text();
    text += m_wantsAll ? "needs every field" : m_depth == 0 ? "needs the frame's own fields" : m_beyondPorts ? "needs what ports lead to" : "needs headers up to TCP and UDP";
    text += m_needsStreams ? ", and the streams\n" : "\n";
    return text;
}

std::string describe(const FilterError &error, std::string_view text)
{
    std::string line = visibleText(error.message);
    if (!error.suggestion.empty() && !error.replacesAll)
        line += "; did you mean '" + visibleText(error.suggestion) + "'?";
    constexpr std::size_t most = 200; // of a text that is shown whole
    const bool isPlain = text.size() <= most && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
    if (text.empty() || !isPlain)
        return line + "\n    (at byte " + std::to_string(error.position + 1) + " of the filter)";
    const std::size_t marks = std::max<std::size_t>(1, std::min<std::size_t>(error.length, text.size() - std::min<std::size_t>(error.position, text.size())));
    return line + "\n    " + std::string(text) + "\n    " + std::string(error.position, ' ') + "^" + std::string(marks - 1, '~');
}

} // namespace framelens

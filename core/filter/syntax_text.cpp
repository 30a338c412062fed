// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A filter written anew out of its tree.
#include "core/filter/slice_text.h"
#include "core/filter/syntax.h"

#include "core/base/text_sink.h"

#include <array>

namespace framelens::filter {

namespace {

class Writer
{
public:
    explicit Writer(const Syntax &syntax)
        : m_syntax(syntax)
    {
    }

    std::string text()
    {
        write(m_syntax.root());
        return std::move(m_text);
    }

private:
    void write(std::uint32_t index);
    void joined(const SyntaxNode &node, std::string_view joint);
    void grouped(std::uint32_t index);
    void operand(std::uint32_t index);
    void quoted(const std::string &text, char quote);
    void set(const SyntaxNode &node);
    void value(const SyntaxNode &node);

    const Syntax &m_syntax;
    std::string m_text;
};

void Writer::joined(const SyntaxNode &node, std::string_view joint)
{
    bool isFirst = true;
    for (const std::uint32_t child : node.children) {
        m_text += isFirst ? "" : joint;
        isFirst = false;
        grouped(child);
    }
}

// Tests inside tests stand in parentheses unless they are comparisons.
void Writer::grouped(std::uint32_t index)
{
    const SyntaxKind kind = m_syntax.nodes[index].kind;
    const bool isGroup = kind == SyntaxKind::And || kind == SyntaxKind::Or;
    m_text += isGroup ? "(" : "";
    write(index);
    m_text += isGroup ? ")" : "";
}

void Writer::operand(std::uint32_t index)
{
    const bool isGroup = m_syntax.nodes[index].kind == SyntaxKind::Arithmetic;
    m_text += isGroup ? "{" : "";
    write(index);
    m_text += isGroup ? "}" : "";
}

void Writer::quoted(const std::string &text, char quote)
{
    constexpr std::string_view digits = "0123456789abcdef";
    m_text.push_back(quote);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote || c == '\\') {
            m_text.push_back('\\');
            m_text.push_back(c);
        } else if (byte < 0x20 || byte >= 0x7f) {
            m_text += "\\x";
            m_text.push_back(digits[byte >> 4U]);
            m_text.push_back(digits[byte & 15U]);
        } else {
            m_text.push_back(c);
        }
    }
    m_text.push_back(quote);
}

void Writer::set(const SyntaxNode &node)
{
    operand(node.children[0]);
    m_text += " in {";
    for (std::size_t i = 1; i + 1 < node.children.size(); i += 2) {
        m_text += i == 1 ? "" : ", ";
        operand(node.children[i]);
        if (node.children[i + 1] != node.children[i]) {
            m_text += "..";
            operand(node.children[i + 1]);
        }
    }
    m_text += "}";
}

void Writer::value(const SyntaxNode &node)
{
    switch (node.kind) {
    case SyntaxKind::String: quoted(node.text, '"'); break;
    case SyntaxKind::Character: quoted(node.text, '\''); break;
    case SyntaxKind::Negate:
        m_text += "-";
        operand(node.children[0]);
        break;
    case SyntaxKind::Arithmetic:
        operand(node.children[0]);
        (m_text += " ").append(spelling(node.calculation)) += " ";
        operand(node.children[1]);
        break;
    case SyntaxKind::Function:
        m_text += node.text + "(";
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            m_text += i == 0 ? "" : ", ";
            write(node.children[i]);
        }
        m_text += ")";
        break;
    case SyntaxKind::Slice:
        operand(node.children[0]);
        m_text += "[" + sliceText(node.ranges) + "]";
        break;
    default:
        m_text += node.text;
        if (!node.ranges.empty())
            m_text += "#[" + sliceText(node.ranges) + "]";
        break;
    }
}

void Writer::write(std::uint32_t index)
{
    const SyntaxNode &node = m_syntax.nodes[index];
    switch (node.kind) {
    case SyntaxKind::And: joined(node, " and "); break;
    case SyntaxKind::Or: joined(node, " or "); break;
    case SyntaxKind::Not:
        m_text += "not ";
        grouped(node.children[0]);
        break;
    case SyntaxKind::Relation:
        m_text += node.quantifier == Quantifier::Any ? "any " : node.quantifier == Quantifier::All ? "all " : "";
        operand(node.children[0]);
        (m_text += " ").append(spelling(node.relation)) += " ";
        operand(node.children[1]);
        break;
    case SyntaxKind::In: set(node); break;
    case SyntaxKind::Test: operand(node.children[0]); break;
    default: value(node); break;
    }
}

} // namespace

std::string_view spelling(Relation relation)
{
    constexpr std::array<std::string_view, 10> all
        = {"==", "!=", "===", "!==", "<", "<=", ">", ">=", "contains", "matches"};
    return all.at(static_cast<std::size_t>(relation));
}

std::string_view spelling(Calculation calculation)
{
    constexpr std::array<std::string_view, 6> all = {"+", "-", "*", "/", "%", "&"};
    return all.at(static_cast<std::size_t>(calculation));
}

std::string textOf(const Syntax &syntax) { return syntax.empty() ? std::string() : Writer(syntax).text(); }

} // namespace framelens::filter

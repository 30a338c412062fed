// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/slice_text.h"
#include "core/filter/syntax.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>

namespace framelens::filter {

namespace {

using Node = FilterResult<std::uint32_t>;

std::optional<Relation> relationOf(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Equal: return Relation::Equal;
    case TokenKind::NotEqual: return Relation::NotEqual;
    case TokenKind::AllEqual: return Relation::AllEqual;
    case TokenKind::AnyNotEqual: return Relation::AnyNotEqual;
    case TokenKind::Less: return Relation::Less;
    case TokenKind::LessEqual: return Relation::LessEqual;
    case TokenKind::Greater: return Relation::Greater;
    case TokenKind::GreaterEqual: return Relation::GreaterEqual;
    case TokenKind::Contains: return Relation::Contains;
    case TokenKind::Matches: return Relation::Matches;
    default: return {};
    }
}

struct Binary
{
    TokenKind token;
    Calculation calculation;
};

// Loosest first.
constexpr std::array<std::array<Binary, 3>, 3> precedence = {{
    {{{TokenKind::BitAnd, Calculation::BitAnd}, {TokenKind::BitAnd, Calculation::BitAnd}, {TokenKind::BitAnd, Calculation::BitAnd}}},
    {{{TokenKind::Plus, Calculation::Add}, {TokenKind::Minus, Calculation::Subtract}, {TokenKind::Minus, Calculation::Subtract}}},
    {{{TokenKind::Star, Calculation::Multiply}, {TokenKind::Slash, Calculation::Divide}, {TokenKind::Percent, Calculation::Modulo}}},
}};

class Parser
{
public:
    explicit Parser(std::vector<Token> tokens, std::string_view text)
        : m_tokens(std::move(tokens))
        , m_text(text)
    {
    }

    FilterResult<Syntax> whole();

private:
    const Token &now() const { return m_tokens[m_at]; }
    const Token &next() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
    bool takes(TokenKind kind);
    std::string met() const;
    std::unexpected<FilterError> fail(std::string message) const;
    Node make(SyntaxNode node);
    SyntaxNode over(SyntaxKind kind, std::vector<std::uint32_t> children) const;

    Node chain(SyntaxKind kind, TokenKind joint, Node (Parser::*part)());
    Node disjunction() { return chain(SyntaxKind::Or, TokenKind::Or, &Parser::conjunction); }
    Node conjunction() { return chain(SyntaxKind::And, TokenKind::And, &Parser::negation); }
    Node negation();
    Node parenthesised();
    Node test();
    Node testOf(std::uint32_t value, Quantifier quantifier, std::uint32_t begin);
    Node relations(std::uint32_t left, Quantifier quantifier, std::uint32_t begin);
    Node membership(std::uint32_t value, bool negated);
    Node value() { return calculation(0); }
    Node calculation(std::size_t level);
    Node calculationFrom(Node left, std::size_t level);
    Node sign();
    Node postfix();
    Node atom();
    Node function();

    // While it lives, one level of nesting more.
    struct Nesting
    {
        explicit Nesting(std::size_t &depth)
            : m_depth(++depth)
        {
        }
        ~Nesting() { --m_depth; }
        Nesting(const Nesting &) = delete;
        Nesting &operator=(const Nesting &) = delete;
        bool isTooDeep() const { return m_depth > mostFilterDepth; }

    private:
        std::size_t &m_depth;
    };
    std::unexpected<FilterError> tooDeep() const
    {
        return fail("nested more than " + grouped(mostFilterDepth) + " deep: filters are taken up to there");
    }

    std::vector<Token> m_tokens;
    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_nesting = 0;
    Syntax m_syntax;
    std::vector<std::uint16_t> m_depths; // of the nodes
};

bool Parser::takes(TokenKind kind)
{
    if (now().kind != kind)
        return false;
    ++m_at;
    return true;
}

std::string Parser::met() const
{
    if (now().kind == TokenKind::End)
        return "the filter ends here";
    return "'" + std::string(m_text.substr(now().begin, std::min<std::size_t>(now().end - now().begin, 40))) + "' was not expected here";
}

std::unexpected<FilterError> Parser::fail(std::string message) const
{
    return std::unexpected(
        FilterError{.position = now().begin, .length = now().end - now().begin, .message = std::move(message)});
}

Node Parser::make(SyntaxNode node)
{
    std::uint16_t depth = 0;
    for (const std::uint32_t child : node.children)
        depth = std::max(depth, m_depths[child]);
    if (depth >= mostFilterDepth)
        return tooDeep();
    if (m_syntax.nodes.size() >= mostFilterNodes)
        return fail("more than " + grouped(mostFilterNodes) + " elements: filters are taken up to there");
    m_depths.push_back(static_cast<std::uint16_t>(depth + 1));
    m_syntax.nodes.push_back(std::move(node));
    return m_syntax.root();
}

SyntaxNode Parser::over(SyntaxKind kind, std::vector<std::uint32_t> children) const
{
    SyntaxNode node{.kind = kind, .children = std::move(children)};
    node.begin = m_syntax.nodes[node.children.front()].begin;
    node.end = m_tokens[m_at == 0 ? 0 : m_at - 1].end;
    return node;
}

FilterResult<Syntax> Parser::whole()
{
    if (now().kind == TokenKind::End)
        return Syntax{};
    const Node root = disjunction();
    if (!root)
        return std::unexpected(root.error());
    if (now().kind != TokenKind::End)
        return fail(met() + "; 'and', 'or' or the end was expected");
    return std::move(m_syntax);
}

Node Parser::chain(SyntaxKind kind, TokenKind joint, Node (Parser::*part)())
{
    const Node first = (this->*part)();
    if (!first || now().kind != joint)
        return first;
    std::vector<std::uint32_t> children = {*first};
    while (takes(joint)) {
        const Node more = (this->*part)();
        if (!more)
            return more;
        children.push_back(*more);
    }
    return make(over(kind, std::move(children)));
}

Node Parser::negation()
{
    const Nesting nesting(m_nesting);
    if (nesting.isTooDeep())
        return tooDeep();
    if (now().kind == TokenKind::LeftParenthesis)
        return parenthesised();
    if (now().kind != TokenKind::Not)
        return test();
    const std::uint32_t begin = now().begin;
    ++m_at;
    const Node inner = negation();
    if (!inner)
        return inner;
    SyntaxNode node = over(SyntaxKind::Not, {*inner});
    node.begin = begin;
    return make(std::move(node));
}

// A test in parentheses, or, where an operator follows, a value.
Node Parser::parenthesised()
{
    const std::uint32_t begin = now().begin;
    ++m_at;
    const Node inner = disjunction();
    if (!inner)
        return inner;
    if (!takes(TokenKind::RightParenthesis))
        return fail(met() + "; ')' was expected");
    const SyntaxNode &node = m_syntax.nodes[*inner];
    const bool isValue = node.kind == SyntaxKind::Test;
    const TokenKind behind = now().kind;
    const bool ends = behind == TokenKind::End || behind == TokenKind::And || behind == TokenKind::Or
        || behind == TokenKind::RightParenthesis;
    if (!isValue || ends)
        return inner;
    const std::uint32_t value = node.children[0];
    m_syntax.nodes.pop_back(); // the test, which was made last
    m_depths.pop_back();
    Node whole = value;
    for (std::size_t level = precedence.size(); level-- > 0;)
        whole = calculationFrom(whole, level);
    return whole ? testOf(*whole, Quantifier::None, begin) : whole;
}

Node Parser::test()
{
    const std::uint32_t begin = now().begin;
    Quantifier quantifier = Quantifier::None;
    if (now().kind == TokenKind::Any || now().kind == TokenKind::All) {
        quantifier = now().kind == TokenKind::Any ? Quantifier::Any : Quantifier::All;
        ++m_at;
    }
    const Node first = value();
    return first ? testOf(*first, quantifier, begin) : first;
}

Node Parser::testOf(std::uint32_t value, Quantifier quantifier, std::uint32_t begin)
{
    if (relationOf(now().kind))
        return relations(value, quantifier, begin);
    if (quantifier != Quantifier::None)
        return fail(met() + "; behind 'any' and 'all' stands a comparison");
    if (takes(TokenKind::In))
        return membership(value, false);
    if (now().kind == TokenKind::Not && next().kind == TokenKind::In) {
        m_at += 2;
        return membership(value, true);
    }
    return make(over(SyntaxKind::Test, {value}));
}

// a < b, or a < b < c, which is a < b and b < c.
Node Parser::relations(std::uint32_t left, Quantifier quantifier, std::uint32_t begin)
{
    std::vector<std::uint32_t> all;
    while (const auto relation = relationOf(now().kind)) {
        ++m_at;
        const Node right = value();
        if (!right)
            return right;
        SyntaxNode node = over(SyntaxKind::Relation, {left, *right});
        node.relation = *relation;
        node.quantifier = quantifier;
        node.begin = all.empty() ? begin : node.begin;
        const Node made = make(std::move(node));
        if (!made)
            return made;
        all.push_back(*made);
        left = *right;
    }
    return all.size() == 1 ? Node(all[0]) : make(over(SyntaxKind::And, std::move(all)));
}

Node Parser::membership(std::uint32_t value, bool negated)
{
    if (!takes(TokenKind::LeftBrace))
        return fail(met() + "; behind 'in' stands a set: {80, 443, 8000..8999}");
    std::vector<std::uint32_t> children = {value};
    do {
        const Node first = this->value();
        if (!first)
            return first;
        const Node last = takes(TokenKind::DotDot) ? this->value() : first;
        if (!last)
            return last;
        children.push_back(*first);
        children.push_back(*last);
    } while (takes(TokenKind::Comma));
    if (!takes(TokenKind::RightBrace))
        return fail(met() + "; ',' or '}' was expected");
    const Node in = make(over(SyntaxKind::In, std::move(children)));
    return in && negated ? make(over(SyntaxKind::Not, {*in})) : in;
}

Node Parser::calculation(std::size_t level)
{
    if (level == precedence.size())
        return sign();
    return calculationFrom(calculation(level + 1), level);
}

Node Parser::calculationFrom(Node left, std::size_t level)
{
    while (left) {
        const auto &operators = precedence.at(level);
        const auto *found = std::ranges::find(operators, now().kind, &Binary::token);
        if (found == operators.end())
            break;
        ++m_at;
        const Node right = calculation(level + 1);
        if (!right)
            return right;
        SyntaxNode node = over(SyntaxKind::Arithmetic, {*left, *right});
        node.calculation = found->calculation;
        left = make(std::move(node));
    }
    return left;
}

Node Parser::sign()
{
    const Nesting nesting(m_nesting);
    if (nesting.isTooDeep())
        return tooDeep();
    if (takes(TokenKind::Plus))
        return sign();
    const std::uint32_t begin = now().begin;
    if (!takes(TokenKind::Minus))
        return postfix();
    const Node inner = sign();
    if (!inner)
        return inner;
    SyntaxNode node = over(SyntaxKind::Negate, {*inner});
    node.begin = begin;
    return make(std::move(node));
}

Node Parser::postfix()
{
    Node node = atom();
    if (node && now().kind == TokenKind::Layer) {
        auto layers = layerRanges(now());
        if (!layers)
            return std::unexpected(layers.error());
        if (m_syntax.nodes[*node].kind != SyntaxKind::Word)
            return fail("# chooses among the layers of a field, as in ip.addr#2");
        m_syntax.nodes[*node].ranges = *std::move(layers);
        m_syntax.nodes[*node].end = now().end;
        ++m_at;
    }
    while (node && now().kind == TokenKind::Slice) {
        auto ranges = sliceRanges(now());
        if (!ranges)
            return std::unexpected(ranges.error());
        ++m_at;
        SyntaxNode slice = over(SyntaxKind::Slice, {*node});
        slice.ranges = *std::move(ranges);
        node = make(std::move(slice));
    }
    return node;
}

Node Parser::atom()
{
    const Token &token = now();
    if (token.kind == TokenKind::Word && next().kind == TokenKind::LeftParenthesis)
        return function();
    if (takes(TokenKind::LeftBrace)) {
        const Nesting nesting(m_nesting);
        if (nesting.isTooDeep())
            return tooDeep();
        const Node inner = value();
        if (inner && !takes(TokenKind::RightBrace))
            return fail(met() + "; '}' was expected");
        return inner;
    }
    SyntaxNode node{.begin = token.begin, .end = token.end, .isRaw = token.kind == TokenKind::RawString, .text = token.text};
    switch (token.kind) {
    case TokenKind::Word: node.kind = SyntaxKind::Word; break;
    case TokenKind::String:
    case TokenKind::RawString: node.kind = SyntaxKind::String; break;
    case TokenKind::Character: node.kind = SyntaxKind::Character; break;
    default: return fail(met() + "; a field or a value was expected");
    }
    ++m_at;
    return make(std::move(node));
}

Node Parser::function()
{
    const Nesting nesting(m_nesting);
    if (nesting.isTooDeep())
        return tooDeep();
    SyntaxNode node{.kind = SyntaxKind::Function, .begin = now().begin, .text = now().text};
    m_at += 2;
    if (!takes(TokenKind::RightParenthesis)) {
        do {
            const Node argument = value();
            if (!argument)
                return argument;
            node.children.push_back(*argument);
        } while (takes(TokenKind::Comma));
        if (!takes(TokenKind::RightParenthesis))
            return fail(met() + "; ',' or ')' was expected");
    }
    node.end = m_tokens[m_at - 1].end;
    return make(std::move(node));
}

} // namespace

FilterResult<Syntax> parseFilter(std::string_view text)
{
    auto tokens = tokensOf(text);
    if (!tokens)
        return std::unexpected(tokens.error());
    return Parser(*std::move(tokens), text).whole();
}

} // namespace framelens::filter

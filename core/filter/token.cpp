// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/token.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace framelens::filter {

namespace {

struct Spelling
{
    std::string_view text;
    TokenKind kind;
};

// Longer ones before those they begin with.
constexpr auto symbols = std::to_array<Spelling>({
    {"===", TokenKind::AllEqual}, {"!==", TokenKind::AnyNotEqual}, {"==", TokenKind::Equal}, {"!=", TokenKind::NotEqual},
    {"~=", TokenKind::AnyNotEqual}, {"<=", TokenKind::LessEqual}, {">=", TokenKind::GreaterEqual}, {"&&", TokenKind::And},
    {"||", TokenKind::Or}, {"..", TokenKind::DotDot}, {"<", TokenKind::Less}, {">", TokenKind::Greater},
    {"~", TokenKind::Matches}, {"!", TokenKind::Not}, {"&", TokenKind::BitAnd}, {"(", TokenKind::LeftParenthesis},
    {")", TokenKind::RightParenthesis}, {"{", TokenKind::LeftBrace}, {"}", TokenKind::RightBrace}, {",", TokenKind::Comma},
    {"+", TokenKind::Plus}, {"-", TokenKind::Minus}, {"*", TokenKind::Star}, {"/", TokenKind::Slash},
    {"%", TokenKind::Percent},
});

constexpr auto words = std::to_array<Spelling>({
    {"and", TokenKind::And}, {"or", TokenKind::Or}, {"not", TokenKind::Not}, {"any", TokenKind::Any}, {"all", TokenKind::All},
    {"eq", TokenKind::Equal}, {"any_eq", TokenKind::Equal}, {"ne", TokenKind::NotEqual}, {"all_ne", TokenKind::NotEqual},
    {"all_eq", TokenKind::AllEqual}, {"any_ne", TokenKind::AnyNotEqual}, {"lt", TokenKind::Less}, {"le", TokenKind::LessEqual},
    {"gt", TokenKind::Greater}, {"ge", TokenKind::GreaterEqual}, {"contains", TokenKind::Contains},
    {"matches", TokenKind::Matches}, {"in", TokenKind::In}, {"bitwise_and", TokenKind::BitAnd},
});

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isAlphanumeric(char c) { return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::optional<unsigned> digitOf(char c, unsigned base)
{
    const unsigned value = isDigit(c) ? static_cast<unsigned>(c - '0')
        : c >= 'a' && c <= 'f'        ? static_cast<unsigned>(c - 'a') + 10
        : c >= 'A' && c <= 'F'        ? static_cast<unsigned>(c - 'A') + 10
                                      : 99;
    return value < base ? std::optional(value) : std::nullopt;
}

class Lexer
{
public:
    explicit Lexer(std::string_view text)
        : m_text(text)
    {
    }

    FilterResult<std::vector<Token>> all();

private:
    char at(std::size_t offset = 0) const { return m_at + offset < m_text.size() ? m_text[m_at + offset] : '\0'; }
    bool isAtEnd() const { return m_at >= m_text.size(); }
    std::unexpected<FilterError> fail(std::size_t begin, std::string message) const;
    void add(TokenKind kind, std::size_t begin, std::string text = {});
    FilterResult<void> one();
    FilterResult<void> quoted();
    FilterResult<void> raw();
    FilterResult<char> escape();
    FilterResult<void> slice();
    FilterResult<void> layer();
    void word();
    bool goesOn(std::string_view soFar) const;

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<Token> m_tokens;
};

std::unexpected<FilterError> Lexer::fail(std::size_t begin, std::string message) const
{
    const std::size_t end = std::max(std::min(m_at, m_text.size()), std::min(begin + 1, m_text.size()));
    return std::unexpected(FilterError{.position = static_cast<std::uint32_t>(begin),
                                       .length = static_cast<std::uint32_t>(end - begin),
                                       .message = std::move(message)});
}

void Lexer::add(TokenKind kind, std::size_t begin, std::string text)
{
    m_tokens.push_back({.kind = kind,
                        .begin = static_cast<std::uint32_t>(begin),
                        .end = static_cast<std::uint32_t>(m_at),
                        .text = std::move(text)});
}

FilterResult<std::vector<Token>> Lexer::all()
{
    if (m_text.size() > mostFilterBytes)
        return std::unexpected(FilterError{.message = "the filter has " + grouped(m_text.size()) + " bytes; at most "
                                               + grouped(mostFilterBytes) + " are taken"});
    while (true) {
        while (!isAtEnd() && isSpace(at()))
            ++m_at;
        if (isAtEnd())
            break;
        if (const auto done = one(); !done)
            return std::unexpected(done.error());
    }
    add(TokenKind::End, m_at);
    return std::move(m_tokens);
}

FilterResult<void> Lexer::one()
{
    const std::size_t begin = m_at;
    if (at() == '"' || at() == '\'')
        return quoted();
    if ((at() == 'r' || at() == 'R') && at(1) == '"')
        return raw();
    if (at() == '[')
        return slice();
    if (at() == '#')
        return layer();
    const bool beginsWord = isAlphanumeric(at()) || (at() == '.' && isAlphanumeric(at(1)))
        || (at() == ':' && at(1) == ':');
    if (beginsWord) {
        word();
        return {};
    }
    for (const Spelling &symbol : symbols) {
        if (m_text.substr(m_at).starts_with(symbol.text)) {
            m_at += symbol.text.size();
            add(symbol.kind, begin);
            return {};
        }
    }
    if (at() == '=') {
        ++m_at;
        auto error = fail(begin, "'=' is no operator here: two values are compared with '=='");
        error.error().suggestion = "==";
        return error;
    }
    if (at() == '$' && at(1) == '{') {
        const std::size_t close = m_text.find('}', m_at);
        m_at = close == std::string_view::npos ? m_text.size() : close + 1;
        return fail(begin, "references to the fields of another frame, as ${...}, are not known here");
    }
    ++m_at;
    return fail(begin, "this character has no meaning here");
}

// What belongs to a word depends on what it is so far: "10.0.0.0/8" but "tcp.port/2", "00:11" but "[0:2]".
bool Lexer::goesOn(std::string_view soFar) const
{
    const char c = at();
    if (isAlphanumeric(c))
        return true;
    if (c == '.')
        return at(1) != '.';
    const bool isHex = std::ranges::all_of(soFar, [](char x) { return digitOf(x, 16) || x == ':' || x == '.'; });
    if (c == ':')
        return isHex;
    if (c == '-')
        return isAlphanumeric(at(1)) && !soFar.empty();
    const bool isAddress = isHex && (std::ranges::count(soFar, '.') == 3 || soFar.find(':') != std::string_view::npos);
    return c == '/' && isAddress && isDigit(at(1));
}

void Lexer::word()
{
    const std::size_t begin = m_at;
    do
        ++m_at;
    while (!isAtEnd() && goesOn(m_text.substr(begin, m_at - begin)));
    const std::string_view text = m_text.substr(begin, m_at - begin);
    const auto *keyword = std::ranges::find(words, text, &Spelling::text);
    if (keyword != words.end())
        add(keyword->kind, begin);
    else
        add(TokenKind::Word, begin, std::string(text));
}

// Behind a backslash: the escapes of C.
FilterResult<char> Lexer::escape()
{
    constexpr std::string_view names = "abfnrtv\\\"'?";
    constexpr std::string_view values = "\a\b\f\n\r\t\v\\\"'?";
    const std::size_t begin = m_at - 1;
    const char c = at();
    ++m_at;
    if (const std::size_t known = names.find(c); known != std::string_view::npos && c != '\0')
        return values[known];
    const bool isHex = c == 'x' || c == 'X';
    if (!isHex && !digitOf(c, 8))
        return fail(begin, "this escape is not known; known are \\\\ \\\" \\' \\a \\b \\f \\n \\r \\t \\v, \\x41 and \\101");
    if (!isHex)
        --m_at;
    unsigned value = 0;
    std::size_t digits = 0;
    for (; digits < (isHex ? 2U : 3U); ++digits, ++m_at) {
        const auto digit = digitOf(at(), isHex ? 16 : 8);
        if (!digit)
            break;
        value = value * (isHex ? 16 : 8) + *digit;
    }
    if (digits == 0 || value > 0xff)
        return fail(begin, isHex ? "\\x needs one or two hexadecimal digits" : "\\377 is the largest octal escape");
    return static_cast<char>(value);
}

FilterResult<void> Lexer::quoted()
{
    const std::size_t begin = m_at;
    const char quote = at();
    std::string text;
    ++m_at;
    while (!isAtEnd() && at() != quote) {
        if (at() != '\\') {
            text.push_back(at());
            ++m_at;
            continue;
        }
        ++m_at;
        if (isAtEnd())
            break;
        const auto character = escape();
        if (!character)
            return std::unexpected(character.error());
        text.push_back(*character);
    }
    if (isAtEnd())
        return fail(begin, quote == '"' ? "the closing \" is missing" : "the closing ' is missing");
    ++m_at;
    if (quote == '\'' && text.size() != 1)
        return fail(begin, "'' holds one character; text stands in \"\"");
    add(quote == '"' ? TokenKind::String : TokenKind::Character, begin, std::move(text));
    return {};
}

// A backslash is itself there, and keeps the " behind it from ending the string.
FilterResult<void> Lexer::raw()
{
    const std::size_t begin = m_at;
    std::string text;
    m_at += 2;
    while (!isAtEnd() && at() != '"') {
        if (at() == '\\' && at(1) == '"') {
            text.push_back(at());
            ++m_at;
        }
        text.push_back(at());
        ++m_at;
    }
    if (isAtEnd())
        return fail(begin, "the closing \" is missing");
    ++m_at;
    add(TokenKind::RawString, begin, std::move(text));
    return {};
}

FilterResult<void> Lexer::slice()
{
    const std::size_t begin = m_at;
    const std::size_t close = m_text.find(']', m_at);
    if (close == std::string_view::npos) {
        m_at = m_text.size();
        return fail(begin, "the closing ] is missing");
    }
    m_at = close + 1;
    add(TokenKind::Slice, begin, std::string(m_text.substr(begin + 1, close - begin - 1)));
    return {};
}

FilterResult<void> Lexer::layer()
{
    const std::size_t begin = m_at;
    ++m_at;
    if (at() == '[') {
        const std::size_t close = m_text.find(']', m_at);
        if (close == std::string_view::npos) {
            m_at = m_text.size();
            return fail(begin, "the closing ] is missing");
        }
        m_at = close + 1;
        add(TokenKind::Layer, begin, std::string(m_text.substr(begin + 2, close - begin - 2)));
        return {};
    }
    while (isDigit(at()))
        ++m_at;
    if (m_at == begin + 1)
        return fail(begin, "behind # stands which of the layers is meant, as in ip.addr#2");
    add(TokenKind::Layer, begin, std::string(m_text.substr(begin + 1, m_at - begin - 1)));
    return {};
}

} // namespace

FilterResult<std::vector<Token>> tokensOf(std::string_view text) { return Lexer(text).all(); }

} // namespace framelens::filter

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/find_needle.h"

#include "core/base/letter_case.h"
#include "core/base/utf8.h"

namespace framelens {

namespace {

std::optional<unsigned> digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A') + 10;
    return {};
}

bool isBetweenBytes(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':' || c == '-' || c == ','; }

FilterResult<std::vector<std::byte>> bytesOfHex(std::string_view text)
{
    std::vector<std::byte> bytes;
    for (std::size_t at = 0; at < text.size();) {
        if (isBetweenBytes(text[at])) {
            ++at;
            continue;
        }
        const auto high = digitOf(text[at]);
        const auto low = at + 1 < text.size() ? digitOf(text[at + 1]) : std::nullopt;
        if (!high || !low)
            return std::unexpected(FilterError{.position = static_cast<std::uint32_t>(high ? at + 1 : at),
                                               .length = high && at + 1 == text.size() ? 0U : 1U,
                                               .message = "a byte is two hex digits, as in 0d 0a"});
        bytes.push_back(static_cast<std::byte>(*high * 16 + *low));
        at += 2;
    }
    return bytes;
}

// A code point, or a byte that begins none, as it stands in one encoding.
enum class Encoding : std::uint8_t { Utf8, Utf16Big, Utf16Little };

void putUnit(std::array<std::byte, 4> &to, std::size_t at, std::uint32_t unit, bool isBig)
{
    to.at(at) = static_cast<std::byte>(isBig ? unit >> 8U : unit & 0xffU);
    to.at(at + 1) = static_cast<std::byte>(isBig ? unit & 0xffU : unit >> 8U);
}

std::uint8_t putUtf16(std::array<std::byte, 4> &to, std::uint32_t codePoint, bool isBig)
{
    if (codePoint < 0x10000) {
        putUnit(to, 0, codePoint, isBig);
        return 2;
    }
    putUnit(to, 0, 0xd800U + ((codePoint - 0x10000U) >> 10U), isBig);
    putUnit(to, 2, 0xdc00U + ((codePoint - 0x10000U) & 0x3ffU), isBig);
    return 4;
}

std::uint8_t putUtf8(std::array<std::byte, 4> &to, std::uint32_t codePoint, std::size_t size)
{
    constexpr std::array<std::uint32_t, 5> leads = {0, 0, 0xc0, 0xe0, 0xf0};
    for (std::size_t at = size; at-- > 1; codePoint >>= 6U)
        to.at(at) = static_cast<std::byte>(0x80U | (codePoint & 0x3fU));
    to[0] = static_cast<std::byte>(leads.at(size) | codePoint);
    return static_cast<std::uint8_t>(size);
}

LetterBytes letterOf(std::uint32_t codePoint, std::size_t utf8Size, Encoding encoding, bool heedsCase)
{
    const std::uint32_t other = heedsCase ? codePoint : otherCase(codePoint);
    LetterBytes letter;
    if (encoding == Encoding::Utf8) {
        letter.size = putUtf8(letter.one, codePoint, utf8Size);
        putUtf8(letter.other, other, utf8Size);
    } else {
        letter.size = putUtf16(letter.one, codePoint, encoding == Encoding::Utf16Big);
        putUtf16(letter.other, other, encoding == Encoding::Utf16Big);
    }
    return letter;
}

std::vector<LetterBytes> lettersOf(std::string_view text, Encoding encoding, bool heedsCase)
{
    std::vector<LetterBytes> letters;
    while (!text.empty()) {
        const CodePoint next = decodeUtf8(text);
        if (next.size != 0)
            letters.push_back(letterOf(next.value, next.size, encoding, heedsCase));
        else if (encoding == Encoding::Utf8) // no UTF-8: the byte as it is
            letters.push_back({.one = {asBytes(text)[0]}, .other = {asBytes(text)[0]}, .size = 1});
        else
            return {};
        text.remove_prefix(std::max<std::size_t>(next.size, 1));
    }
    return letters;
}

FilterError tooLong(std::string_view text)
{
    return {.length = static_cast<std::uint32_t>(text.size()),
            .message = "what is looked for may have at most " + std::to_string(FindNeedle::mostBytes) + " bytes"};
}

} // namespace

FindNeedle::FindNeedle(FindQuery query, std::shared_ptr<const Registry> registry)
    : m_query(std::move(query))
    , m_registry(std::move(registry))
{
}

FilterResult<std::shared_ptr<const FindNeedle>> FindNeedle::compile(const FindQuery &query, std::shared_ptr<const Registry> registry)
{
    if (query.text.find_first_not_of(" \t") == std::string::npos && (query.text.empty() || query.kind != FindKind::Text))
        return std::unexpected(FilterError{.message = "there is nothing to look for"});
    const std::shared_ptr<FindNeedle> made(new FindNeedle(query, std::move(registry)));
    FilterResult<void> filled;
    switch (query.kind) {
    case FindKind::Hex: filled = made->takeBytes(); break;
    case FindKind::Text: filled = made->takeText(); break;
    case FindKind::Expression: filled = made->takeExpression(); break;
    case FindKind::Display: filled = made->takeFilter(); break;
    }
    if (!filled)
        return std::unexpected(filled.error());
    return made;
}

FilterResult<void> FindNeedle::takeBytes()
{
    auto bytes = bytesOfHex(m_query.text);
    if (!bytes)
        return std::unexpected(bytes.error());
    if (bytes->empty())
        return std::unexpected(FilterError{.message = "there is nothing to look for"});
    if (bytes->size() > mostBytes)
        return std::unexpected(tooLong(m_query.text));
    m_patterns.emplace_back(*std::move(bytes));
    return {};
}

FilterResult<void> FindNeedle::takeText()
{
    if (m_query.text.size() > mostBytes)
        return std::unexpected(tooLong(m_query.text));
    for (const Encoding encoding : {Encoding::Utf8, Encoding::Utf16Little, Encoding::Utf16Big})
        if (encoding == Encoding::Utf8 || m_query.alsoUtf16)
            if (const auto letters = lettersOf(m_query.text, encoding, m_query.heedsCase); !letters.empty())
                m_patterns.emplace_back(letters);
    return {};
}

FilterResult<void> FindNeedle::takeExpression()
{
    if (m_query.text.size() > mostBytes)
        return std::unexpected(tooLong(m_query.text));
    const auto expression = RegularExpression::compile(m_query.text, m_query.heedsCase);
    if (!expression)
        return std::unexpected(FilterError{.position = static_cast<std::uint32_t>(std::min(expression.error().offset, m_query.text.size())),
                                           .message = expression.error().message});
    m_expression = *expression;
    return {};
}

FilterResult<void> FindNeedle::takeFilter()
{
    const auto filter = Filter::compile(m_query.text, m_registry);
    if (!filter)
        return std::unexpected(filter.error());
    m_filter = *filter;
    return {};
}

} // namespace framelens

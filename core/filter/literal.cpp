// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/literal.h"

#include "core/filter/literal_time.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <arpa/inet.h>

namespace framelens::filter {

namespace {

std::unexpected<FilterError> fail(const SyntaxNode &node, std::string message)
{
    return std::unexpected(
        FilterError{.position = node.begin, .length = node.end - node.begin, .message = std::move(message)});
}

std::string quoted(std::string_view text) { return "'" + std::string(text.substr(0, 80)) + "'"; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equalIgnoringCase(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

// As C writes integers, and 0b; nothing for what is none, or does not fit.
std::optional<std::uint64_t> integerOf(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X"))
        base = 16;
    else if (text.starts_with("0b") || text.starts_with("0B"))
        base = 2;
    else if (text.size() > 1 && text[0] == '0')
        base = 8;
    text.remove_prefix(base == 16 || base == 2 ? 2 : base == 8 ? 1 : 0);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return {};
    return value;
}

std::optional<std::uint64_t> namedValue(std::string_view text, const LiteralUse &use)
{
    if (use.isBoolean && (equalIgnoringCase(text, "true") || equalIgnoringCase(text, "false")))
        return equalIgnoringCase(text, "true") ? 1 : 0;
    for (const FieldSpec *spec : use.specs)
        for (const ValueName &name : spec->names)
            if (equalIgnoringCase(name.name, text))
                return name.value;
    return {};
}

// The largest number that the field can hold: integers have 8, 16, 24, 32 or 64 bits there, flags are in such ones.
std::uint64_t mostOf(const LiteralUse &use)
{
    std::size_t most = 0;
    for (const FieldSpec *spec : use.specs) // those without a place of their own repeat others
        most = std::max(most, spec->scale == 1 ? (spec->bits.width + 7U) / 8U : sizeof(std::uint64_t));
    const bool isKnown = most >= 1 && most <= 4 && !use.isPart && !use.isBoolean;
    return isKnown ? (std::uint64_t{1} << (most * 8)) - 1 : UINT64_MAX;
}

FilterResult<Value> number(const SyntaxNode &node, const LiteralUse &use)
{
    if (node.kind == SyntaxKind::Character)
        return numberValue(std::uint64_t{static_cast<unsigned char>(node.text[0])});
    if (const auto named = namedValue(node.text, use))
        return numberValue(*named);
    const bool isWord = node.kind == SyntaxKind::Word;
    const std::optional<std::uint64_t> value = isWord ? integerOf(node.text) : std::nullopt;
    if (!value && isWord && !node.text.empty() && node.text[0] >= '0' && node.text[0] <= '9')
        return fail(node, quoted(node.text) + " is not a valid number");
    if (!value)
        return fail(node, (use.field.empty() ? std::string("the other side") : quoted(use.field)) + " is a number, and " + quoted(node.text)
                              + " is neither one nor the name of one of its values");
    const std::uint64_t most = mostOf(use);
    if (*value > most)
        return fail(node, quoted(node.text) + " is too large for " + quoted(use.field) + ", which holds at most " + std::to_string(most));
    return numberValue(use.isBoolean ? std::uint64_t{*value != 0} : *value);
}

std::optional<unsigned> hexDigit(char c)
{
    c = lower(c);
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    return c >= 'a' && c <= 'f' ? std::optional(static_cast<unsigned>(c - 'a') + 10) : std::nullopt;
}

// Pairs of hex digits, with one separator between them throughout, or none; Cisco's form has it between groups of two pairs.
std::optional<std::string> hexBytes(std::string_view text)
{
    std::string bytes;
    char separator = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto high = hexDigit(text[i]);
        const auto low = i + 1 < text.size() ? hexDigit(text[i + 1]) : std::nullopt;
        if (!high || !low)
            return {};
        bytes.push_back(static_cast<char>(*high << 4U | *low));
        i += 2;
        if (i == text.size() || hexDigit(text[i]))
            continue;
        const bool isSeparator = text[i] == ':' || text[i] == '-' || text[i] == '.';
        if (!isSeparator || (separator != 0 && separator != text[i]) || i + 1 == text.size())
            return {};
        separator = text[i++];
    }
    return bytes.empty() ? std::nullopt : std::optional(bytes);
}

FilterResult<Value> stored(std::string bytes, ValueClass kind, std::deque<std::string> &storage)
{
    storage.push_back(std::move(bytes));
    return Value{.kind = kind, .bytes = bytesOf(storage.back())};
}

FilterResult<Value> byteString(const SyntaxNode &node, const LiteralUse &use, std::deque<std::string> &storage)
{
    if (node.kind != SyntaxKind::Word && !use.isMac)
        return stored(node.text, ValueClass::Bytes, storage);
    std::optional<std::string> bytes = hexBytes(node.text);
    if (!bytes && !use.isMac) {
        const auto value = integerOf(node.text);
        if (value && *value <= 0xff)
            bytes = std::string(1, static_cast<char>(*value));
    }
    if (use.isMac && (!bytes || bytes->size() != 6))
        return fail(node, quoted(node.text) + " is not a MAC address, such as 00:11:22:33:44:55");
    if (!bytes)
        return fail(node, quoted(node.text) + " is neither bytes, such as 00:11:22, nor a text in \"\"");
    return stored(*std::move(bytes), ValueClass::Bytes, storage);
}

// "/8" behind an address: its bits; nothing for what is no such number.
std::optional<std::uint8_t> prefixOf(std::string_view text, unsigned most)
{
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (error != std::errc() || end != text.data() + text.size() || bits > most)
        return {};
    return static_cast<std::uint8_t>(bits);
}

FilterResult<Value> address(const SyntaxNode &node, ValueClass kind, std::deque<std::string> &storage)
{
    const bool isVersion4 = kind == ValueClass::Ipv4;
    const std::size_t slash = node.text.find('/');
    const std::string text = node.text.substr(0, slash);
    std::array<unsigned char, 16> octets{};
    const bool isAddress = node.kind == SyntaxKind::Word && ::inet_pton(isVersion4 ? AF_INET : AF_INET6, text.c_str(), octets.data()) == 1;
    if (!isAddress)
        return fail(node, quoted(node.text) + " is not " + std::string(nameOf(kind)) + (isVersion4 ? ", such as 192.0.2.1 or 192.0.2.0/24" : ", such as 2001:db8::1 or 2001:db8::/32"));
    std::uint8_t prefix = 255;
    if (slash != std::string::npos) {
        const auto bits = prefixOf(std::string_view(node.text).substr(slash + 1), isVersion4 ? 32 : 128);
        if (!bits)
            return fail(node, std::string("the prefix length is a number up to ") + (isVersion4 ? "32" : "128"));
        prefix = *bits;
    }
    if (isVersion4) {
        const std::uint64_t number = std::uint64_t{octets[0]} << 24U | std::uint64_t{octets[1]} << 16U
            | std::uint64_t{octets[2]} << 8U | octets[3];
        return Value{.kind = kind, .prefix = prefix, .number = number};
    }
    FilterResult<Value> value = stored(std::string(octets.begin(), octets.end()), kind, storage);
    value->prefix = prefix;
    return value;
}

} // namespace

FilterResult<Value> literalOf(const SyntaxNode &node, const LiteralUse &use, std::deque<std::string> &storage)
{
    switch (use.kind) {
    case ValueClass::Number: return number(node, use);
    case ValueClass::Bytes: return byteString(node, use, storage);
    case ValueClass::Text: return stored(node.text, ValueClass::Text, storage);
    case ValueClass::Ipv4:
    case ValueClass::Ipv6: return address(node, use.kind, storage);
    case ValueClass::Time: {
        const auto ns = node.kind == SyntaxKind::Character ? std::nullopt : timeOf(node.text);
        return ns ? FilterResult<Value>(numberValue(*ns, ValueClass::Time))
                  : fail(node, quoted(node.text) + " is not a time, such as \"2026-01-31 12:34:56.789\"");
    }
    case ValueClass::Duration: {
        const auto ns = node.kind == SyntaxKind::Word ? durationOf(node.text) : std::nullopt;
        return ns ? FilterResult<Value>(numberValue(*ns, ValueClass::Duration))
                  : fail(node, quoted(node.text) + " is not a number of seconds, such as 0.25");
    }
    }
    return fail(node, "this cannot be compared");
}

} // namespace framelens::filter

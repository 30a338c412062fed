// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/protocols/http_text.h"

#include <algorithm>
#include <limits>

namespace framelens::protocols::http_detail {

namespace {

constexpr std::size_t longestMethod = 24; // WebDAV's are up to 17 letters long

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isMethodLetter(char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; }
char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// "HTTP/0.9" and "HTTP/1.x": later versions are not made of lines.
bool isVersion(std::string_view text)
{
    return text.size() == 8 && text.starts_with("HTTP/") && (text[5] == '1' || text[5] == '0') && text[6] == '.'
        && isDigit(text[7]);
}

std::optional<std::uint64_t> digitOf(char c, unsigned base)
{
    const char low = lowered(c);
    if (isDigit(low))
        return static_cast<std::uint64_t>(low - '0');
    if (base == 16 && low >= 'a' && low <= 'f')
        return static_cast<std::uint64_t>(low - 'a' + 10);
    return {};
}

// The number that `text` begins with; `used` digits of it.
std::uint64_t saturatingNumber(std::string_view text, unsigned base, std::size_t &used)
{
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t value = 0;
    for (used = 0; used < text.size(); ++used) {
        const auto digit = digitOf(text[used], base);
        if (!digit)
            break;
        value = value > (most - *digit) / base ? most : value * base + *digit;
    }
    return value;
}

StartLine parseStatusLine(std::string_view line)
{
    StartLine parts;
    if (line.size() < 12 || !isVersion(line.substr(0, 8)) || line[8] != ' ' || line[9] == '0'
        || !std::ranges::all_of(line.substr(9, 3), isDigit) || (line.size() > 12 && line[12] != ' '))
        return parts;
    parts.kind = LineKind::Response;
    parts.version = line.substr(0, 8);
    parts.code = line.substr(9, 3);
    parts.phrase = line.substr(std::min<std::size_t>(line.size(), 13));
    return parts;
}

} // namespace

unsigned StartLine::status() const
{
    std::size_t used = 0;
    return kind == LineKind::Response ? static_cast<unsigned>(saturatingNumber(code, 10, used)) : 0;
}

std::string_view withoutLineEnd(std::string_view line)
{
    if (line.ends_with('\n'))
        line.remove_suffix(1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::string_view withoutSpaces(std::string_view text)
{
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos)
        return text.substr(0, 0);
    return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

bool equalsIgnoringCase(std::string_view a, std::string_view lowerCase)
{
    return std::ranges::equal(a, lowerCase, {}, lowered);
}

StartLine parseStartLine(std::string_view line)
{
    if (line.starts_with("HTTP/"))
        return parseStatusLine(line);
    StartLine parts;
    const std::size_t space = line.find(' ');
    if (space == 0 || space == std::string_view::npos || space > longestMethod
        || !std::ranges::all_of(line.substr(0, space), isMethodLetter))
        return parts;
    // A URI may have spaces it should not have: the version is behind the last one.
    const std::size_t last = line.rfind(' ');
    if (last == space || !isVersion(line.substr(last + 1)))
        return parts;
    parts.kind = LineKind::Request;
    parts.method = line.substr(0, space);
    parts.uri = withoutSpaces(line.substr(space, last - space));
    parts.version = line.substr(last + 1);
    return parts;
}

bool canBeginMessage(std::string_view text)
{
    constexpr std::string_view status = "HTTP/1.";
    constexpr std::string_view oldStatus = "HTTP/0.";
    if (text.starts_with("HTTP/")) // a method has no slash
        return status.starts_with(text.substr(0, status.size())) || oldStatus.starts_with(text.substr(0, oldStatus.size()));
    const std::size_t space = text.find(' ');
    const std::string_view method = text.substr(0, std::min(space, text.size()));
    return method.size() <= longestMethod && space != 0 && std::ranges::all_of(method, isMethodLetter);
}

HeaderLine parseHeaderLine(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return {};
    return {withoutSpaces(line.substr(0, colon)), withoutSpaces(line.substr(colon + 1))};
}

std::optional<std::uint64_t> parseLength(std::string_view value)
{
    std::size_t used = 0;
    const std::uint64_t number = saturatingNumber(value, 10, used);
    return used == 0 || used != value.size() ? std::nullopt : std::optional(number);
}

std::optional<std::uint64_t> parseChunkSize(std::string_view line)
{
    std::size_t used = 0;
    const std::uint64_t number = saturatingNumber(line, 16, used);
    const std::string_view rest = withoutSpaces(line.substr(used));
    return used == 0 || !(rest.empty() || rest.front() == ';') ? std::nullopt : std::optional(number);
}

bool endsWithChunked(std::string_view value)
{
    const std::size_t comma = value.rfind(',');
    return equalsIgnoringCase(withoutSpaces(comma == std::string_view::npos ? value : value.substr(comma + 1)), "chunked");
}

} // namespace framelens::protocols::http_detail

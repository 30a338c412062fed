// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/slice_text.h"

#include <charconv>

namespace framelens::filter {

namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

std::optional<std::int32_t> numberOf(std::string_view text)
{
    text = trimmed(text);
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::unexpected<FilterError> fail(const Token &token, std::string message)
{
    return std::unexpected(
        FilterError{.position = token.begin, .length = token.end - token.begin, .message = std::move(message)});
}

// "i:j", ":j", "i:".
FilterResult<Range> byLength(const Token &token, std::string_view from, std::string_view length)
{
    Range range;
    const auto begin = trimmed(from).empty() ? std::optional(0) : numberOf(from);
    if (!begin)
        return fail(token, "a slice begins with a number, as in [4:2]");
    range.begin = *begin;
    if (trimmed(length).empty())
        return range;
    range.length = numberOf(length);
    if (!range.length)
        return fail(token, "behind : stands how many bytes are meant, as in [4:2]");
    if (*range.length <= 0)
        return fail(token, "a slice has at least one byte");
    return range;
}

// "i-j" and "i"; a sign may stand before either number.
FilterResult<Range> byLast(const Token &token, std::string_view part)
{
    const std::size_t dash = part.find('-', part.empty() || part.front() != '-' ? 0 : 1);
    const auto begin = numberOf(part.substr(0, dash));
    if (!begin)
        return fail(token, "a slice is written [i:j], [i-j], [i], [:j] or [i:] with numbers");
    if (dash == std::string_view::npos)
        return Range{.begin = *begin, .length = 1};
    const auto last = numberOf(part.substr(dash + 1));
    if (!last)
        return fail(token, "behind - stands the last byte, as in [4-5]");
    if ((*last < 0) == (*begin < 0) && *last < *begin)
        return fail(token, "the last byte of a slice stands before its first");
    return Range{.begin = *begin, .last = last};
}

FilterResult<Range> rangeOf(const Token &token, std::string_view part)
{
    part = trimmed(part);
    const std::size_t colon = part.find(':');
    return colon == std::string_view::npos ? byLast(token, part)
                                           : byLength(token, part.substr(0, colon), part.substr(colon + 1));
}

} // namespace

FilterResult<std::vector<Range>> sliceRanges(const Token &token)
{
    std::vector<Range> ranges;
    std::string_view rest = token.text;
    while (true) {
        const std::size_t comma = rest.find(',');
        auto range = rangeOf(token, rest.substr(0, comma));
        if (!range)
            return std::unexpected(range.error());
        ranges.push_back(*range);
        if (comma == std::string_view::npos)
            return ranges;
        rest.remove_prefix(comma + 1);
    }
}

FilterResult<std::vector<Range>> layerRanges(const Token &token)
{
    auto ranges = sliceRanges(token);
    if (!ranges)
        return ranges;
    for (const Range &range : *ranges)
        if (range.begin == 0 || range.last.value_or(1) == 0)
            return fail(token, "layers are counted from 1");
    return ranges;
}

std::string sliceText(const std::vector<Range> &ranges)
{
    std::string text;
    for (const Range &range : ranges) {
        text += (text.empty() ? "" : ",") + std::to_string(range.begin);
        if (range.last)
            text += "-" + std::to_string(*range.last);
        else if (!range.length)
            text += ":";
        else if (*range.length != 1)
            text += ":" + std::to_string(*range.length);
    }
    return text;
}

} // namespace framelens::filter

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/command_line/values.h"

#include "app/command_line/names.h"
#include "core/base/nearest.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace framelens::command_line {

std::optional<std::uint64_t> numberOf(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    return error == std::errc() && end == text.end() && !text.empty() ? std::optional(number) : std::nullopt;
}

std::expected<std::uint64_t, std::string> numberBetween(std::string_view option, std::string_view text, std::uint64_t least,
                                                        std::uint64_t most)
{
    const std::optional<std::uint64_t> number = numberOf(text);
    if (number && *number >= least && *number <= most)
        return *number;
    return std::unexpected(std::string(option) + " " + std::string(text) + ": a number from " + std::to_string(least) + " to "
                           + std::to_string(most));
}

std::expected<std::uint64_t, std::string> sizeOf(std::string_view option, std::string_view text)
{
    constexpr std::string_view units = "KMGTkmgt";
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    std::string_view digits = text;
    unsigned shift = 0;
    if (const std::size_t unit = digits.empty() ? units.npos : units.find(digits.back()); unit != units.npos) {
        shift = 10 * (static_cast<unsigned>(unit) % 4 + 1);
        digits.remove_suffix(1);
    }
    const std::optional<std::uint64_t> number = numberOf(digits);
    if (number && *number != 0 && *number <= most >> shift)
        return *number << shift;
    return std::unexpected(std::string(option) + " " + std::string(text) + ": bytes, or with K, M, G or T behind the number");
}

std::expected<std::size_t, std::string> wordOf(std::string_view option, std::string_view text, std::string_view words)
{
    const std::vector<std::string_view> all = split(words, ' ');
    if (const auto at = std::ranges::find(all, text); at != all.end())
        return static_cast<std::size_t>(at - all.begin());
    std::string wrong = std::string(option) + " " + std::string(text) + ": one of ";
    for (const std::string_view word : all)
        wrong += (word == all.front() ? "" : word == all.back() ? " and " : ", ") + std::string(word);
    const std::string_view near = nearest(text, all);
    return std::unexpected(wrong + (near.empty() ? "" : "; did you mean " + std::string(near) + "?"));
}

} // namespace framelens::command_line

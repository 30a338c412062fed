// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What arguments mean: numbers, sizes, one of several words.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace framelens::command_line {

/// What is wrong, a sentence without a full stop.
using Wrong = std::optional<std::string>;

/// Digits and nothing else.
std::optional<std::uint64_t> numberOf(std::string_view text);
/// "-c ten: a number from 1 to 2147483647".
std::expected<std::uint64_t, std::string> numberBetween(std::string_view option, std::string_view text, std::uint64_t least,
                                                        std::uint64_t most);
/// Bytes: digits, and K, M, G or T (of 1024) behind them.
std::expected<std::uint64_t, std::string> sizeOf(std::string_view option, std::string_view text);
/// The place of `text` among `words` (spaces between); else what is accepted, and the nearest of them.
std::expected<std::size_t, std::string> wordOf(std::string_view option, std::string_view text, std::string_view words);

} // namespace framelens::command_line

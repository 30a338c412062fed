// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The words of a filter (wireshark-filter(4)).
#pragma once

#include "core/filter/filter_error.h"

#include <string_view>
#include <vector>

namespace framelens::filter {

enum class TokenKind : std::uint8_t {
    End,
    Word, ///< a name, a number, an address: what it is depends on where it stands
    String, ///< "...", escapes resolved
    RawString, ///< r"..."
    Character, ///< '...'
    LeftParenthesis, RightParenthesis, LeftBrace, RightBrace,
    Slice, ///< [...], the text between
    Layer, ///< #n or #[...], the text behind #
    Comma, DotDot,
    Plus, Minus, Star, Slash, Percent, BitAnd,
    And, Or, Not, Any, All,
    Equal, NotEqual, AllEqual, AnyNotEqual, Less, LessEqual, Greater, GreaterEqual,
    Contains, Matches, In,
};

struct Token
{
    TokenKind kind = TokenKind::End;
    std::uint32_t begin = 0; ///< in the filter's text, bytes
    std::uint32_t end = 0;
    std::string text = {}; ///< of words, strings, characters, slices, layers
};

/// Longest text of a filter, bytes: a list of some ten thousand addresses fits.
inline constexpr std::size_t mostFilterBytes = 1U << 20U;

/// All tokens, End last. Errors: a character that begins nothing, an unfinished string, slice or escape, a text above
/// mostFilterBytes.
FilterResult<std::vector<Token>> tokensOf(std::string_view text);

} // namespace framelens::filter

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is wrong with the text of a filter, and where.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace framelens {

/// A mistake in a filter. A value.
struct FilterError
{
    std::uint32_t position = 0; ///< of the first byte concerned, counted from 0
    std::uint32_t length = 0; ///< bytes concerned; 0: the end of the text
    std::string message = {}; ///< what was met and what was expected; one line, no full stop, may hold what the user typed as it is
    std::string suggestion = {}; ///< what may have been meant instead of those bytes, or of the whole text; empty: nothing
    bool replacesAll = false; ///< the suggestion stands for the whole text

    friend bool operator==(const FilterError &, const FilterError &) = default;
};

template <typename T>
using FilterResult = std::expected<T, FilterError>;

/// For a terminal: the message, the text's line, and a mark below the place. The text is made visible.
std::string describe(const FilterError &error, std::string_view text);

} // namespace framelens

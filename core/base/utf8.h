// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Code points of text from outside.
#pragma once

#include <cstdint>
#include <string_view>

namespace framelens {

struct CodePoint
{
    std::uint32_t value = 0;
    std::size_t size = 0; ///< bytes; 0: no valid sequence begins here
};

/// The first code point of a text that is not empty, by RFC 3629, section 4: no overlong forms, no surrogates, nothing above
/// U+10FFFF.
CodePoint decodeUtf8(std::string_view text);

/// Whether it could reorder, hide or break the text around it: what visibleText() writes as an escape.
bool isInvisible(std::uint32_t codePoint);

} // namespace framelens

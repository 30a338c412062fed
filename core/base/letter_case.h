// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The other case of a letter, for searches that do not heed it.
#pragma once

#include <cstdint>

namespace framelens {

/// The same letter in the other case; the code point itself when it has none. Latin (ASCII to Extended-A), Greek and
/// Cyrillic, one code point for one: both need the same number of bytes in UTF-8 and in UTF-16. No locale.
std::uint32_t otherCase(std::uint32_t codePoint);

} // namespace framelens

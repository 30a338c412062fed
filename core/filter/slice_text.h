// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What stands between the brackets of a slice, and behind the # of a layer.
#pragma once

#include "core/filter/syntax.h"

namespace framelens::filter {

/// [i:j] offset and length, [i-j] first and last, [i], [:j], [i:], and lists of them. Errors: no number, a length of 0, a last
/// byte before the first.
FilterResult<std::vector<Range>> sliceRanges(const Token &token);

/// #2 or #[1,3-4]: which layers of that protocol, counted from 1 from the outside.
FilterResult<std::vector<Range>> layerRanges(const Token &token);

/// The other way: "0:4,7".
std::string sliceText(const std::vector<Range> &ranges);

} // namespace framelens::filter

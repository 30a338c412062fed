// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The one function through which text from a capture, a file name or a peer reaches a person.
#pragma once

#include <string>
#include <string_view>

namespace framelens {

/// UTF-8 from outside made safe to show: C0, C1, DEL, line and paragraph separators, bidi controls,
/// zero-width characters, tags and bytes that are no UTF-8 become visible escapes (`<U+202E>`, bytes
/// `<0xFF>`); at most eight combining marks in a row and `most` characters are kept, then "...".
/// The result is valid UTF-8 and holds no ESC.
std::string visibleText(std::string_view outside, std::size_t most = 4096);

/// The same, appended to `to`.
void appendVisible(std::string &to, std::string_view outside, std::size_t most = 4096);

} // namespace framelens

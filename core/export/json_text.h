// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What JSON is written to, and text from outside within it.
#pragma once

#include <string>
#include <string_view>

namespace framelens {

/// What RapidJSON's writers write to: a string that changes from frame to frame.
struct JsonSink
{
    using Ch = char;
    std::string *to = nullptr;

    void Put(char character) { to->push_back(character); } // NOLINT(readability-identifier-naming): RapidJSON's names
    void Flush() { } // NOLINT(readability-identifier-naming)
};

/// Appends `text` as a JSON string, quotes included. What is no UTF-8 becomes U+FFFD; what could hide or reorder text (see
/// visibleText()) is escaped, so that it is whole for a program and harmless in a terminal.
void appendJsonString(std::string &to, std::string_view text);

} // namespace framelens

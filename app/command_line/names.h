// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Texts that hold several: spellings with commas between, words with spaces between, lines.
#pragma once

#include <string_view>
#include <vector>

namespace framelens::command_line {

/// The parts between separators; none of an empty text. Borrows the text.
inline std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return parts;
}

/// Lines of at most `width` bytes, broken at spaces; a longer word has a line of its own. Texts here are ASCII.
inline std::vector<std::string_view> wrap(std::string_view text, std::size_t width)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        std::size_t end = text.size();
        if (text.size() > width) {
            end = text.rfind(' ', width);
            if (end == std::string_view::npos || end == 0)
                end = text.find(' ');
            if (end == std::string_view::npos)
                end = text.size();
        }
        lines.push_back(text.substr(0, end));
        text = end == text.size() ? std::string_view() : text.substr(end + 1);
    }
    return lines;
}

} // namespace framelens::command_line

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/visible_text.h"

#include "core/base/utf8.h"

#include <array>

namespace framelens {

namespace {

struct Range
{
    std::uint32_t first, last;
};

template <std::size_t N>
bool isIn(const std::array<Range, N> &ranges, std::uint32_t value)
{
    for (const Range &range : ranges)
        if (value >= range.first && value <= range.last)
            return true;
    return false;
}

// What could reorder, hide or break the text around it.
constexpr std::array<Range, 12> invisible = {{
    {0x00, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x061c, 0x061c}, {0x180e, 0x180e}, {0x200b, 0x200f},
    {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xfe00, 0xfe0f}, {0xe0000, 0xe0fff},
}};

// Marks that stack on the character before them, in the scripts that have them.
constexpr std::array<Range, 14> combining = {{
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
    {0x06d6, 0x06dc}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0x302a, 0x302f}, {0xfe20, 0xfe2f},
}};

void appendEscape(std::string &to, std::string_view prefix, std::uint32_t value, int least)
{
    to += prefix;
    bool begun = false;
    for (int shift = 20; shift >= 0; shift -= 4) {
        const auto digit = (value >> static_cast<unsigned>(shift)) & 15U;
        begun = begun || digit != 0 || shift < least * 4;
        if (begun)
            to.push_back("0123456789ABCDEF"[digit]);
    }
    to.push_back('>');
}

} // namespace

CodePoint decodeUtf8(std::string_view text)
{
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t lead = at(0);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size)
        return {};
    std::uint32_t value = lead & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((at(i) & 0xc0U) != 0x80)
            return {};
        value = (value << 6U) | (at(i) & 0x3fU);
    }
    constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    return value < least[size] || surrogate || value > 0x10ffff ? CodePoint{} : CodePoint{value, size};
}

bool isInvisible(std::uint32_t codePoint) { return isIn(invisible, codePoint); }

void appendVisible(std::string &to, std::string_view outside, std::size_t most)
{
    constexpr int marksInARow = 8; // more would draw over the lines around it
    int marks = 0;
    for (std::size_t shown = 0; !outside.empty(); ++shown) {
        if (shown == most) {
            to += "...";
            return;
        }
        const CodePoint point = decodeUtf8(outside);
        if (point.size == 0) {
            appendEscape(to, "<0x", static_cast<unsigned char>(outside.front()), 2);
            outside.remove_prefix(1);
            continue;
        }
        marks = isIn(combining, point.value) ? marks + 1 : 0;
        if (isInvisible(point.value) || marks > marksInARow)
            appendEscape(to, "<U+", point.value, 4);
        else
            to += outside.substr(0, point.size);
        outside.remove_prefix(point.size);
    }
}

std::string visibleText(std::string_view outside, std::size_t most)
{
    std::string text;
    appendVisible(text, outside, most);
    return text;
}

} // namespace framelens

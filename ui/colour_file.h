// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Colour rules as a file that Wireshark reads and writes ("colorfilters"): a line "@name@filter@[red,green,blue][red,green,blue]" a
// rule, background before text, 16 bits a colour; "!" before it: off; "#" begins a comment.
#pragma once

#include "ui/colour_rules.h"

namespace framelens::ui {

struct Scheme;

/// A tint by its name is written as the scheme has it. A line holds no "@" in a name: it becomes a blank.
QString colourFileText(const std::vector<ColourRule> &rules, const Scheme &scheme);

/// What a text says; lines that are no rule are counted and left out, and so are rules behind the first mostColourRules.
struct ColourFile
{
    std::vector<ColourRule> rules = {};
    int wrongLines = 0;
    int surplusRules = 0;
};
/// A background that the scheme has as a tint becomes that tint, so that it fits other schemes too.
ColourFile readColourFile(const QString &text, const Scheme &scheme);

} // namespace framelens::ui

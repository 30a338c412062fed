// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is given to `framelens` on its command line.
#pragma once

#include "ui/settings.h"

#include <QSize>

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace framelens::window {

struct Options
{
    std::vector<std::string> files; ///< the first opens in the first window, each further one in its own
    std::string screenshot; ///< a picture of the window goes there instead of onto the screen; may be empty
    QSize size; ///< of the window in pixels; invalid: as it was last time
    std::optional<ui::ThemeChoice> theme; ///< for this run only
    bool demo = false; ///< attach to the demo
};

/// Text to print instead of running: help, version, or a mistake.
struct Answer
{
    std::string text;
    bool isMistake = false;
};

std::expected<Options, Answer> readOptions(int argc, char **argv);

} // namespace framelens::window

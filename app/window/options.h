// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is given to `framelens` on its command line.
#pragma once

#include "app/command_line/parse.h"
#include "app/window/export_options.h"
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
    std::optional<ExportRequest> exporting; ///< instead of a window
};

using command_line::Answer;

std::expected<Options, Answer> readOptions(int argc, char **argv);

} // namespace framelens::window

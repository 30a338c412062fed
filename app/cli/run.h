// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Does what the command line asked for.
#pragma once

#include "app/cli/options.h"

namespace framelens::cli {

/// What the program ends with.
enum class Exit : int {
    Done = 0,
    Usage = 1,
    CannotOpenOrWrite = 2,
    DamagedInput = 3, ///< what could be read was printed
};

/// Runs to the end. Messages go to standard error.
Exit run(const Options &options);

/// One line on standard error.
void complain(const std::string &text);

} // namespace framelens::cli

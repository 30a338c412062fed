// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Does what the command line asked for.
#pragma once

#include "app/cli/options.h"

namespace framelens::cli {

class Output;

/// What the program ends with.
enum class Exit : int {
    Done = 0,
    Usage = 1,
    CannotOpenOrWrite = 2,
    BadFilter = 2, ///< of --check-filter, as tshark
    DamagedInput = 3, ///< what could be read was printed
};

/// Runs to the end. Messages go to standard error.
Exit run(const Options &options);

/// One line on standard error.
void complain(const std::string &text);
void complainAbout(Error error);
/// Says why, and what the program ends with.
Exit fail(const Error &error);
Exit damaged(const std::optional<Error> &problem);
/// Writes the rest. Ends the program when the reader went away: nobody may be joined then, as the worker may wait for a
/// pipe that never ends.
Exit end(Output &output, Exit otherwise);

} // namespace framelens::cli

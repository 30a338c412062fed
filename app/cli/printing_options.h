// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The options that say how frames are printed: -T, -V, -O, -x, -P, -e, -E, -J, -t, -u.
#pragma once

#include "app/cli/options.h"
#include "app/command_line/values.h"

namespace framelens::cli {

/// What is wrong with them, if anything. -w is read before.
command_line::Wrong readPrinting(const command_line::Given &given, Options &options);

} // namespace framelens::cli

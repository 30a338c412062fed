// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The options that attach to streams, follow conversations and recover recordings.
#pragma once

#include "app/cli/options.h"
#include "app/command_line/values.h"

namespace framelens::cli {

/// What is wrong with them, if anything. -r and -c are read before.
command_line::Wrong readLive(const command_line::Given &given, Options &options);

} // namespace framelens::cli

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The options of -w.
#pragma once

#include "app/cli/options.h"
#include "app/command_line/values.h"

namespace framelens::cli {

/// What is wrong with them, if anything.
command_line::Wrong readSaving(const command_line::Given &given, Options &options);
/// The formats that -F takes, a line each with what they are.
std::string captureFormats();

} // namespace framelens::cli

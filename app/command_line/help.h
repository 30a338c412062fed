// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A table as text for people and for shells.
#pragma once

#include "app/command_line/option_row.h"

#include <string>

namespace framelens::command_line {

/// --help: 80 columns.
std::string helpText(const ProgramTable &program);
/// A manual page of section 1, for man(7)'s macros.
std::string manualPage(const ProgramTable &program);
/// A script for bash's completion, which needs nothing but bash.
std::string bashCompletion(const ProgramTable &program);
/// A function for zsh's completion system.
std::string zshCompletion(const ProgramTable &program);
/// A table in Markdown: which options are tshark's, which differ, which are ours, which are not here.
std::string comparison(const ProgramTable &program);

} // namespace framelens::command_line

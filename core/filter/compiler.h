// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Names and types: a tree becomes a program.
#pragma once

#include "core/filter/program.h"

namespace framelens::filter {

/// Errors: names that nothing has (the nearest one is suggested), values that do not fit, types that do not compare (both are named),
/// functions and their arguments, patterns.
FilterResult<std::unique_ptr<Program>> compileFilter(const Syntax &syntax, const Registry &registry);

} // namespace framelens::filter

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -Y, -R and --check-filter.
#pragma once

#include "app/cli/run.h"
#include "core/filter/filter.h"

#include <expected>

namespace framelens::cli {

/// Both filters as one; null when none was given, or those that were pass every frame. The Answer is a mistake, with its place.
std::expected<std::shared_ptr<const Filter>, Answer> filterFor(const Options &options, const std::shared_ptr<const Registry> &registry);

/// Prints the filter anew and what it does, or on standard error what is wrong with it.
Exit checkFilter(const std::string &text);

} // namespace framelens::cli

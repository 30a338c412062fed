// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What --export and its like ask for.
#pragma once

#include "app/command_line/parse.h"
#include "app/command_line/values.h"
#include "core/base/row_ranges.h"
#include "core/export/export_options.h"
#include "core/filter/filter.h"

#include <optional>
#include <string>

namespace framelens::window {

/// An export without a window.
struct ExportRequest
{
    std::string capture; ///< "-": standard input
    std::string target; ///< "-": standard output
    std::optional<RowRanges> frames = {}; ///< nothing: all
    std::shared_ptr<const Filter> filter = {}; ///< null: every frame passes
    ExportOptions options = {};
};

/// Nothing when --export was not given; then none of its options may be.
std::expected<std::optional<ExportRequest>, std::string> readExport(const command_line::Given &given);

} // namespace framelens::window

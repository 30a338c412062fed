// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What was asked for on the command line.
#pragma once

#include "core/base/row_ranges.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace framelens::cli {

enum class Form : std::uint8_t { Summary, Fields, Ndjson };
enum class Occurrence : std::uint8_t { First, Last, All };

/// How fields stand in a line (-E).
struct FieldStyle
{
    bool header = false;
    char separator = '\t';
    char aggregator = ',';
    char quote = 0; ///< 0: none
    Occurrence occurrence = Occurrence::All;
};

/// A command line that makes sense in itself. A value.
struct Options
{
    std::string read; ///< "-": standard input
    std::optional<std::string> write; ///< "-": standard output
    std::uint32_t mostFrames = 0; ///< 0: all
    std::optional<RowRanges> frames; ///< nothing: all
    bool countOnly = false;
    bool tree = false;
    bool hex = false;
    Form form = Form::Summary;
    std::vector<std::string> fields;
    FieldStyle style;
    std::uint64_t mostDecompressedBytes = 0; ///< 0: as the reader has it
    std::uint32_t mostRatio = 0; ///< 0: as the reader has it
};

/// There is nothing to do but to say something: help, the version, or what is wrong with the arguments.
struct Answer
{
    std::string text;
    bool isMistake = false;
};

/// Reads the program's arguments.
std::expected<Options, Answer> readOptions(int argc, const char *const *argv);

} // namespace framelens::cli

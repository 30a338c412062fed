// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Arguments against a table. The only place that knows CLI11, which is slow to compile.
#pragma once

#include "app/command_line/option_row.h"

#include <expected>
#include <string>
#include <vector>

namespace framelens::command_line {

/// There is nothing to do but to say something: help, the version, or what is wrong with the arguments.
struct Answer
{
    std::string text;
    bool isMistake = false;
};

/// What was given. Options are asked for by their row in the table.
class Given
{
public:
    explicit Given(std::size_t rows)
        : m_values(rows)
    {
    }

    bool has(std::size_t row) const { return !m_values[row].empty(); }
    /// The argument; empty when there was none.
    std::string_view value(std::size_t row) const { return has(row) ? std::string_view(m_values[row].back()) : std::string_view(); }
    /// Of an option that repeats, in the order given; of a flag as many empty texts as it was given.
    const std::vector<std::string> &values(std::size_t row) const & { return m_values[row]; }
    const std::vector<std::string> &positional() const & { return m_positional; }

private:
    friend class Parser;
    std::vector<std::vector<std::string>> m_values;
    std::vector<std::string> m_positional;
};

/// Checks that options exist, have their arguments and are not given twice; what the arguments mean is the caller's. -h, --help and
/// --version, which every table has, are answered here.
std::expected<Given, Answer> parse(const ProgramTable &program, int argc, const char *const *argv);

/// What is wrong, ready to be shown: control characters made visible, line ends kept.
Answer mistake(std::string_view text);

} // namespace framelens::command_line

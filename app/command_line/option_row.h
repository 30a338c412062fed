// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a program can be given, as a table: the one place from which arguments are read, and help, manual pages and completions are made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace framelens::command_line {

/// What a shell proposes for an argument.
enum class Completes : std::uint8_t {
    Nothing,
    File,
    Folder,
    Words, ///< those of the row
    WordList, ///< those of the row, with commas between
    FieldName, ///< what the program's --names fields prints
    ProtocolName, ///< what its --names protocols prints
};

enum class Takes : std::uint8_t { Nothing, Argument, MaybeArgument };

/// One option. Texts are plain: no markup, lines are broken where they are printed.
struct OptionRow
{
    std::string_view names; ///< "-r,--read": all spellings, short ones first
    std::string_view argument = {}; ///< its name in help: "FILE"; empty: a flag; in brackets: may be left out
    std::string_view group;
    std::string_view help; ///< a sentence or more without a full stop at the end
    /// How it stands to tshark's option of that name: "same", what differs, or empty: the option is ours.
    std::string_view tshark = {};
    Completes completes = Completes::Nothing;
    std::string_view words = {}; ///< that can be given, with spaces between; those which end in ':' or '=' are continued
    bool repeats = false; ///< may be given more than once

    constexpr Takes takes() const
    {
        if (argument.empty())
            return Takes::Nothing;
        return argument.front() == '[' && argument.back() == ']' && argument.find(']') + 1 == argument.size() ? Takes::MaybeArgument
                                                                                                              : Takes::Argument;
    }
};

/// Options of another program that are not here, and what to do instead.
struct AbsentOption
{
    std::string_view names;
    std::string_view instead; ///< a sentence without a full stop
};

/// A paragraph, or an example: a command and what it does.
struct Example
{
    std::string_view command;
    std::string_view does;
};

/// A program as its help and its manual page know it.
struct ProgramTable
{
    std::string_view name; ///< as it is called
    std::string_view version;
    std::string_view summary; ///< a few words, for the manual page's first line
    std::string_view description; ///< a sentence or more
    std::span<const std::string_view> usage; ///< what stands behind the name, a line each
    std::span<const OptionRow> options; ///< of one group side by side
    std::string_view positional = {}; ///< "CAPTURE"; empty: everything is an option
    std::string_view positionalHelp = {};
    std::span<const std::string_view> notes = {}; ///< paragraphs behind the options
    std::span<const Example> examples = {};
    std::span<const AbsentOption> absent = {};
    std::string_view seeAlso = {}; ///< other manual pages: "tshark(1)"
};

/// Where `name` stands in a table; a name that is not there does not compile.
consteval std::size_t optionIndex(std::span<const OptionRow> rows, std::string_view name)
{
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::string_view left = rows[row].names; !left.empty();) {
            const std::size_t comma = left.find(',');
            if (left.substr(0, comma) == name)
                return row;
            left = comma == std::string_view::npos ? std::string_view() : left.substr(comma + 1);
        }
    }
    throw "no option has this name"; // never at run time: what does not end in a value does not compile
}

} // namespace framelens::command_line

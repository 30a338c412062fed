// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/command_line/help.h"

#include "app/command_line/names.h"

namespace framelens::command_line {

namespace {

// In a cell, where '|' ends it.
std::string cell(std::string_view text)
{
    std::string to;
    for (const char character : text)
        to += character == '|' ? std::string("\\|") : std::string(1, character);
    return to;
}

std::string code(std::string_view names)
{
    std::string to;
    for (const std::string_view name : split(names, ','))
        to += (to.empty() ? "`" : ", `") + std::string(name) + "`";
    return to;
}

std::string withArgument(const OptionRow &row)
{
    std::string names = code(row.names);
    if (!row.argument.empty())
        names.insert(names.size() - 1, " " + cell(row.argument));
    return names;
}

} // namespace

std::string comparison(const ProgramTable &program)
{
    std::string same;
    std::string differs;
    std::string ours;
    for (const OptionRow &row : program.options) {
        if (row.tshark == "same")
            same += (same.empty() ? "" : ", ") + withArgument(row);
        else if (row.tshark.empty())
            ours += "| " + withArgument(row) + " | " + cell(row.help) + " |\n";
        else
            differs += "| " + withArgument(row) + " | " + cell(row.tshark) + " |\n";
    }
    std::string text = "As in tshark: " + same + ".\n";
    text += "\n| Differs from tshark | how |\n|---|---|\n" + differs;
    text += "\n| Only here | what |\n|---|---|\n" + ours;
    text += "\n| Only in tshark | here |\n|---|---|\n";
    for (const AbsentOption &absent : program.absent)
        text += "| " + code(absent.names) + " | " + cell(absent.instead) + " |\n";
    return text;
}

} // namespace framelens::command_line

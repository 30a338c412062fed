// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/command_line/help.h"

#include "app/command_line/names.h"

namespace framelens::command_line {

namespace {

constexpr std::size_t columns = 80;
constexpr std::size_t helpColumn = 27; // where the texts begin

void writeWrapped(std::string &to, std::string_view text, std::size_t indent)
{
    for (const std::string_view line : wrap(text, columns - indent)) {
        to.append(indent, ' ');
        to += line;
        to += '\n';
    }
}

void writeOption(std::string &to, std::string_view head, std::string_view help)
{
    const std::size_t from = to.size();
    to += "  ";
    to += head;
    std::size_t at = to.size() - from;
    if (at + 2 > helpColumn) {
        to += '\n';
        at = 0;
    }
    for (const std::string_view line : wrap(help, columns - helpColumn)) {
        to.append(helpColumn - at, ' ');
        to += line;
        to += '\n';
        at = 0;
    }
}

// "-r, --read FILE": what has no short name stands below the long ones.
std::string headOf(const OptionRow &row)
{
    std::string head = row.names.starts_with("--") ? "    " : "";
    for (const std::string_view name : split(row.names, ','))
        head += (head.find('-') == std::string::npos ? "" : ", ") + std::string(name);
    if (!row.argument.empty())
        head += " " + std::string(row.argument);
    return head;
}

} // namespace

std::string helpText(const ProgramTable &program)
{
    std::string text;
    for (const std::string_view usage : program.usage)
        text += (text.empty() ? "Usage: " : "       ") + std::string(program.name) + " " + std::string(usage) + "\n";
    text += '\n';
    writeWrapped(text, program.description, 0);
    if (!program.positional.empty()) {
        text += '\n';
        writeOption(text, program.positional, program.positionalHelp);
    }
    std::string_view group;
    for (const OptionRow &row : program.options) {
        if (row.group != group)
            text += "\n" + std::string(row.group) + ":\n";
        group = row.group;
        writeOption(text, headOf(row), row.help);
    }
    if (!program.examples.empty())
        text += "\nExamples:\n";
    for (const Example &example : program.examples) {
        text += "  " + std::string(program.name) + " " + std::string(example.command) + "\n";
        writeWrapped(text, example.does, 6);
    }
    for (const std::string_view note : program.notes) {
        text += '\n';
        writeWrapped(text, note, 0);
    }
    return text;
}

} // namespace framelens::command_line

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/command_line/help.h"

#include "app/command_line/names.h"

#include <algorithm>
#include <utility>

namespace framelens::command_line {

namespace {

// Text as roff takes it: a hyphen that is typed is "\-", and no line begins with a control character.
std::string escaped(std::string_view text)
{
    std::string to;
    for (const char character : text) {
        if (character == '\\')
            to += "\\e";
        else if (character == '-')
            to += "\\-";
        else if (character == '\'')
            to += "\\(aq";
        else if (character == '.' && to.empty())
            to += "\\&.";
        else
            to.push_back(character);
    }
    return to;
}

std::string upper(std::string_view text)
{
    std::string to(text);
    std::ranges::transform(to, to.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return to;
}

void writeOption(std::string &to, const OptionRow &row)
{
    to += ".TP\n";
    bool isFirst = true;
    for (const std::string_view name : split(row.names, ','))
        to += (std::exchange(isFirst, false) ? "\\fB" : ", \\fB") + escaped(name) + "\\fR";
    if (!row.argument.empty())
        to += " \\fI" + escaped(row.argument) + "\\fR";
    to += "\n" + escaped(row.help) + ".\n";
}

} // namespace

std::string manualPage(const ProgramTable &program)
{
    const std::string name = escaped(program.name);
    std::string text = ".TH " + upper(program.name) + " 1 \"\" \"Framelens " + escaped(program.version) + "\" \"Framelens\"\n";
    text += ".SH NAME\n" + name + " \\- " + escaped(program.summary) + "\n.SH SYNOPSIS\n";
    for (const std::string_view usage : program.usage)
        text += (usage == program.usage.front() ? "" : ".br\n") + ("\\fB" + name + "\\fR ") + escaped(usage) + "\n";
    text += ".SH DESCRIPTION\n" + escaped(program.description) + "\n.SH OPTIONS\n";
    if (!program.positional.empty())
        text += ".TP\n\\fI" + escaped(program.positional) + "\\fR\n" + escaped(program.positionalHelp) + ".\n";
    std::string_view group;
    for (const OptionRow &row : program.options) {
        if (row.group != group)
            text += ".SS " + escaped(row.group) + "\n";
        group = row.group;
        writeOption(text, row);
    }
    if (!program.examples.empty())
        text += ".SH EXAMPLES\n";
    for (const Example &example : program.examples)
        text += ".TP\n\\fB" + name + " " + escaped(example.command) + "\\fR\n" + escaped(example.does) + ".\n";
    if (!program.notes.empty())
        text += ".SH NOTES\n";
    for (const std::string_view note : program.notes)
        text += (note == program.notes.front() ? "" : ".PP\n") + escaped(note) + "\n";
    if (!program.seeAlso.empty())
        text += ".SH SEE ALSO\n" + escaped(program.seeAlso) + "\n";
    return text;
}

} // namespace framelens::command_line

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/command_line/help.h"

#include "app/command_line/names.h"

#include <algorithm>

namespace framelens::command_line {

namespace {

// A shell's name for a function: '-' becomes '_'.
std::string functionName(const ProgramTable &program)
{
    std::string name = "_" + std::string(program.name);
    std::ranges::replace(name, '-', '_');
    return name;
}

std::string header(std::string_view first, const ProgramTable &program)
{
    return std::string(first) + "# Completion for " + std::string(program.name) + ", made from its table of options.\n\n";
}

std::string joined(std::string_view text, char separator, std::string_view with)
{
    std::string to;
    for (const std::string_view part : split(text, separator))
        to += (to.empty() ? "" : std::string(with)) + std::string(part);
    return to;
}

/// What bash does for the argument of an option.
std::string bashAction(const ProgramTable &program, const OptionRow &row)
{
    const std::string names = "$(" + std::string(program.name) + " --names ";
    switch (row.completes) {
    case Completes::Nothing: return "COMPREPLY=()";
    case Completes::File: return "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")";
    case Completes::Folder: return "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")";
    case Completes::Words:
        // What is continued takes no space behind it.
        return std::string(row.words.find_first_of("=:") == std::string_view::npos ? "" : "compopt -o nospace 2>/dev/null; ")
            + "mapfile -t COMPREPLY < <(compgen -W \"" + std::string(row.words) + "\" -- \"$cur\")";
    case Completes::WordList:
        return "list=${cur%\"${cur##*,}\"}; compopt -o nospace 2>/dev/null; mapfile -t COMPREPLY < <(compgen -P \"$list\" -W \""
            + std::string(row.words) + "\" -- \"${cur##*,}\")";
    case Completes::FieldName: return "mapfile -t COMPREPLY < <(compgen -W \"" + names + "fields 2>/dev/null)\" -- \"$cur\")";
    case Completes::ProtocolName:
        return "list=${cur%\"${cur##*,}\"}; mapfile -t COMPREPLY < <(compgen -P \"$list\" -W \"" + names
            + "protocols 2>/dev/null)\" -- \"${cur##*,}\")";
    }
    return {};
}

// Within single quotes, and in zsh's specifications, where ':' and brackets mean something.
std::string zshText(std::string_view text)
{
    std::string to;
    for (const char character : text) {
        if (character == '\'')
            to += "'\\''";
        else if (character == '[' || character == ']' || character == ':' || character == '\\')
            to += std::string("\\") + character;
        else
            to.push_back(character);
    }
    return to;
}

std::string zshAction(const ProgramTable &program, const OptionRow &row)
{
    const std::string names = "($(" + std::string(program.name) + " --names ";
    switch (row.completes) {
    case Completes::Nothing: return " ";
    case Completes::File: return "_files";
    case Completes::Folder: return "_files -/";
    case Completes::Words: return "(" + zshText(row.words) + ")";
    case Completes::WordList: return "_values -s , word " + std::string(row.words);
    case Completes::FieldName: return names + "fields 2>/dev/null))";
    case Completes::ProtocolName: return names + "protocols 2>/dev/null))";
    }
    return {};
}

std::string zshSpecification(const ProgramTable &program, const OptionRow &row)
{
    const auto names = split(row.names, ',');
    std::string spec = "    ";
    if (row.repeats)
        spec += "'*'";
    else
        spec += "'(" + joined(row.names, ',', " ") + ")'";
    spec += names.size() > 1 ? "{" + std::string(row.names) + "}" : std::string(names.front());
    spec += "'[" + zshText(row.help) + "]";
    if (row.takes() != Takes::Nothing)
        spec += std::string(row.takes() == Takes::MaybeArgument ? "::" : ":") + zshText(row.argument) + ":" + zshAction(program, row);
    return spec + "' \\\n";
}

} // namespace

std::string bashCompletion(const ProgramTable &program)
{
    const std::string function = functionName(program);
    std::string text = header("", program);
    text += function + "()\n{\n    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} list\n    COMPREPLY=()\n"
                       "    case $prev in\n";
    for (const OptionRow &row : program.options)
        if (row.takes() == Takes::Argument
            || (row.takes() == Takes::MaybeArgument && row.completes != Completes::Nothing))
            text += "    " + joined(row.names, ',', "|") + ")\n        " + bashAction(program, row) + "\n        return\n        ;;\n";
    text += "    esac\n    if [[ $cur == -* ]]; then\n        mapfile -t COMPREPLY < <(compgen -W \"";
    std::string all;
    for (const OptionRow &row : program.options)
        all += (all.empty() ? "" : " ") + joined(row.names, ',', " ");
    text += all + "\" -- \"$cur\")\n";
    if (!program.positional.empty())
        text += "    else\n        compopt -o filenames 2>/dev/null\n        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n";
    return text + "    fi\n}\ncomplete -F " + function + " " + std::string(program.name) + "\n";
}

std::string zshCompletion(const ProgramTable &program)
{
    std::string text = header("#compdef " + std::string(program.name) + "\n", program) + "_arguments -s -S \\\n";
    for (const OptionRow &row : program.options)
        text += zshSpecification(program, row);
    return text + (program.positional.empty() ? "    && return 0\n"
                                              : "    '*:" + zshText(program.positional) + ":_files' \\\n    && return 0\n");
}

} // namespace framelens::command_line

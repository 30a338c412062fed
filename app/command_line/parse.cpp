// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/command_line/parse.h"

#include "app/command_line/help.h"
#include "app/command_line/names.h"
#include "core/base/nearest.h"
#include "core/base/visible_text.h"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace framelens::command_line {

/// One command line on its way through CLI11.
class Parser
{
public:
    explicit Parser(const ProgramTable &program)
        : m_program(program)
        , m_app(std::string(program.description), std::string(program.name))
        , m_given(program.options.size())
    {
        m_app.set_help_flag();
        for (std::size_t row = 0; row < program.options.size(); ++row)
            declare(program.options[row], row);
        if (!program.positional.empty())
            m_app.add_option(std::string(program.positional), m_given.m_positional);
    }

    std::expected<Given, Answer> parse(int argc, const char *const *argv);

private:
    void declare(const OptionRow &row, std::size_t index);
    Answer unexpectedArgument() const;

    const ProgramTable &m_program;
    CLI::App m_app;
    Given m_given;
};

void Parser::declare(const OptionRow &row, std::size_t index)
{
    if (row.takes() == Takes::Nothing) {
        m_app.add_flag_callback(std::string(row.names), [] {})->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        return;
    }
    CLI::Option *option = m_app.add_option(std::string(row.names), m_given.m_values[index]);
    option->type_name(std::string(row.argument))->allow_extra_args(false);
    if (row.takes() == Takes::MaybeArgument)
        option->expected(0, 1);
}

Answer Parser::unexpectedArgument() const
{
    const std::vector<std::string> left = m_app.remaining();
    const std::string given = left.empty() ? std::string() : left.front().substr(0, left.front().find('='));
    for (const AbsentOption &absent : m_program.absent)
        for (const std::string_view name : split(absent.names, ','))
            if (name == given || (!name.starts_with("--") && given.starts_with(name) && !given.starts_with("--")))
                return mistake(std::string(name) + ": " + std::string(absent.instead));
    if (!given.starts_with('-'))
        return mistake("\"" + given + "\" belongs to no option");
    std::vector<std::string_view> names;
    for (const OptionRow &row : m_program.options)
        for (const std::string_view name : split(row.names, ','))
            names.push_back(name);
    const std::string_view near = given.size() > 2 ? nearest(given, names) : std::string_view();
    return mistake(given + " is no option" + (near.empty() ? "" : "; did you mean " + std::string(near) + "?"));
}

std::expected<Given, Answer> Parser::parse(int argc, const char *const *argv)
{
    try {
        m_app.parse(argc, argv);
    } catch (const CLI::ExtrasError &) {
        return std::unexpected(unexpectedArgument());
    } catch (const CLI::ParseError &error) {
        return std::unexpected(mistake(error.what()));
    }
    for (std::size_t row = 0; row < m_program.options.size(); ++row) {
        const OptionRow &option = m_program.options[row];
        const std::string name(split(option.names, ',').front());
        const std::size_t times = m_app.get_option(name)->count();
        if (option.takes() == Takes::Nothing)
            m_given.m_values[row].assign(times, std::string());
        else if (times > 1 && !option.repeats)
            return std::unexpected(mistake(name + " is given " + std::to_string(times) + " times"));
    }
    return std::move(m_given);
}

std::expected<Given, Answer> parse(const ProgramTable &program, int argc, const char *const *argv)
{
    auto given = Parser(program).parse(argc, argv);
    if (!given)
        return given;
    const auto isGiven = [&](std::string_view name) {
        for (std::size_t row = 0; row < program.options.size(); ++row)
            if (std::ranges::count(split(program.options[row].names, ','), name) != 0)
                return given->has(row);
        return false;
    };
    if (isGiven("--help"))
        return std::unexpected(Answer{.text = helpText(program)});
    if (isGiven("--version"))
        return std::unexpected(Answer{.text = std::string(program.name) + " " + std::string(program.version) + "\n"});
    return given;
}

Answer mistake(std::string_view text)
{
    // Line by line: what we say may have several, what was given may not make any.
    Answer answer{.text = {}, .isMistake = true};
    for (const std::string &line : CLI::detail::split(std::string(text), '\n'))
        answer.text += (answer.text.empty() ? "" : "\n") + visibleText(line);
    return answer;
}

} // namespace framelens::command_line

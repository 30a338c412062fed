// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/window/options.h"

#include "app/command_line/values.h"
#include "app/window/option_table.h"

namespace framelens::window {

namespace {

using command_line::Given;
using command_line::Wrong;

// "1280x800"; invalid for anything else.
QSize parseSize(std::string_view text)
{
    constexpr std::uint64_t most = 16'384;
    const std::size_t cross = text.find('x');
    if (cross == std::string_view::npos)
        return {};
    const auto number = [](std::string_view digits) {
        const auto value = command_line::numberOf(digits);
        return value && *value > 0 && *value <= most ? static_cast<int>(*value) : -1;
    };
    return {number(text.substr(0, cross)), number(text.substr(cross + 1))};
}

Wrong readWindow(const Given &given, Options &options)
{
    options.files = given.positional();
    options.demo = given.has(opt("--demo"));
    options.screenshot = given.value(opt("--screenshot"));
    if (given.has(opt("--size"))) {
        options.size = parseSize(given.value(opt("--size")));
        if (!options.size.isValid())
            return "--size " + std::string(given.value(opt("--size"))) + ": a size looks like 1280x800";
    }
    if (given.has(opt("--dark")) && given.has(opt("--light")))
        return "--dark and --light do not go together";
    if (given.has(opt("--dark")))
        options.theme = ui::ThemeChoice::Dark;
    else if (given.has(opt("--light")))
        options.theme = ui::ThemeChoice::Light;
    return {};
}

} // namespace

std::expected<Options, Answer> readOptions(int argc, char **argv)
{
    const auto given = command_line::parse(programTable, argc, argv);
    if (!given)
        return std::unexpected(given.error());
    Options options;
    if (const Wrong wrong = readWindow(*given, options))
        return std::unexpected(command_line::mistake(*wrong));
    auto exporting = readExport(*given);
    if (!exporting)
        return std::unexpected(command_line::mistake(exporting.error()));
    options.exporting = *std::move(exporting);
    return options;
}

} // namespace framelens::window

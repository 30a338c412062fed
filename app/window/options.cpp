// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/window/options.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <sstream>

namespace framelens::window {

namespace {

// "1280x800"; invalid for anything else.
QSize parseSize(std::string_view text)
{
    constexpr int most = 16'384;
    const std::size_t cross = text.find('x');
    if (cross == std::string_view::npos)
        return {};
    const auto number = [](std::string_view digits) {
        int value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc() && end == digits.data() + digits.size() && value > 0 && value <= most ? value : -1;
    };
    return {number(text.substr(0, cross)), number(text.substr(cross + 1))};
}

std::string textOf(const CLI::App &app, const CLI::ParseError &error)
{
    std::ostringstream out;
    app.exit(error, out, out);
    return out.str();
}

} // namespace

std::expected<Options, Answer> readOptions(int argc, char **argv)
{
    Options options;
    std::string size;
    CLI::App app("Shows the frames of captures, their fields and their bytes.", "framelens");
    app.add_option("FILES", options.files, "captures to open, one window each (\"-\": standard input)");
    app.add_flag("--demo", options.demo, "attach to a small demo: a server and a client on this machine, and a proxy between");
    app.add_option("--screenshot", options.screenshot, "write a picture of the window to this PNG file, and end");
    app.add_option("--size", size, "size of the window in pixels, as 1280x800")->check([](const std::string &text) {
        return parseSize(text).isValid() ? std::string() : "a size looks like 1280x800";
    });
    bool dark = false;
    bool light = false;
    CLI::Option *darkFlag = app.add_flag("--dark", dark, "dark colours, for this run");
    app.add_flag("--light", light, "light colours, for this run")->excludes(darkFlag);
    app.set_version_flag("--version", "framelens " FRAMELENS_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return std::unexpected(Answer{textOf(app, error), error.get_exit_code() != 0});
    }
    options.size = parseSize(size);
    if (dark)
        options.theme = ui::ThemeChoice::Dark;
    else if (light)
        options.theme = ui::ThemeChoice::Light;
    return options;
}

} // namespace framelens::window

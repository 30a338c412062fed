// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/window/option_table.h"

namespace framelens::window {

namespace {

using namespace std::string_view_literals;

constexpr std::array usage = {"[options] [CAPTURE...]"sv, "--export FILE [options] CAPTURE"sv};

constexpr std::array notes = {
    "Exit status of an export: 0 done, 1 usage, 2 cannot open or write, 3 damaged input (what could be read was written)."sv};

constexpr std::array<command_line::Example, 2> examples = {{
    {"talk.pcapng", "Opens a capture"},
    {"--export talk.json.gz --frames 1-100 talk.pcapng", "A hundred frames as JSON, compressed, without a window"},
}};

} // namespace

constinit const command_line::ProgramTable programTable = {
    .name = "framelens",
    .version = FRAMELENS_VERSION,
    .summary = "look into captures and live streams",
    .description = "Shows the frames of captures and of live streams, their fields and their bytes.",
    .usage = usage,
    .options = optionRows,
    .positional = "CAPTURE",
    .positionalHelp = "Captures to open, one window each (-: standard input)",
    .notes = notes,
    .examples = examples,
    .seeAlso = "framelens-cli(1), wireshark(1)",
};

} // namespace framelens::window

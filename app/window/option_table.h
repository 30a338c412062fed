// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every option of framelens. Those of an export are named as in the text program.
#pragma once

#include "app/command_line/option_row.h"

#include <array>

namespace framelens::window {

using command_line::Completes;
using command_line::OptionRow;

inline constexpr std::string_view groupWindow = "The window";
inline constexpr std::string_view groupExport = "Export without a window";
inline constexpr std::string_view groupOther = "Other";

inline constexpr std::string_view exportFormatWords
    = "pcapng pcap nsecpcap text hex csv json ndjson ek fields c raw";

inline constexpr std::array<OptionRow, 21> optionRows = {{
    {.names = "--demo", .group = groupWindow,
     .help = "Attach to a small demo: a server and a client on this machine, and a proxy between"},
    {.names = "--screenshot", .argument = "FILE", .group = groupWindow,
     .help = "Write a picture of the window to this PNG file, and end", .completes = Completes::File},
    {.names = "--size", .argument = "WIDTHxHEIGHT", .group = groupWindow, .help = "Size of the window in pixels, as 1280x800"},
    {.names = "--dark", .group = groupWindow, .help = "Dark colours, for this run"},
    {.names = "--light", .group = groupWindow, .help = "Light colours, for this run"},

    {.names = "--export", .argument = "FILE", .group = groupExport,
     .help = "Write the frames of the one capture to this file, as File > Export does, and end; no display is needed; - is "
             "standard output",
     .completes = Completes::File},
    {.names = "--export-format", .argument = "FORMAT", .group = groupExport,
     .help = "pcapng, pcap, nsecpcap (pcap with nanoseconds), text, hex (text2pcap reads it), csv, json, ndjson, ek "
             "(Elasticsearch bulk), fields, c (arrays), raw (the innermost payload); default: by the file's suffix, else pcapng",
     .completes = Completes::Words, .words = exportFormatWords},
    {.names = "--frames", .argument = "LIST", .group = groupExport, 
     .help = "Only these frames: 1-5,9,20- (default: all); marks are kept by a window alone, and as long as it is open"},
    {.names = "-Y,--filter", .argument = "FILTER", .group = groupExport,
     .help = "Only frames that pass this display filter, as -Y of framelens-cli"},
    {.names = "--fields", .argument = "FIELDS", .group = groupExport,
     .help = "Of csv and fields: the columns; of json and ek: the fields that are written; names as in filters, with "
             "commas between: frame.number,ip.src"},
    {.names = "--protocols", .argument = "PROTOCOLS", .group = groupExport,
     .help = "Of json and ek: only these layers; of text: only these are unfolded; with commas between: ip,tcp"},
    {.names = "--parts", .argument = "PARTS", .group = groupExport,
     .help = "Of text: summary, details and bytes, with commas between (default: summary)", .completes = Completes::WordList,
     .words = "summary details bytes"},
    {.names = "--time", .argument = "FORM", .group = groupExport, .help = "Times, as -t of framelens-cli: r a ad d dd e u ud",
     .completes = Completes::Words, .words = "r a ad d dd e u ud"},
    {.names = "--raw-bytes", .group = groupExport, .help = "Of json and ek: the bytes of each field beside it"},
    {.names = "--compress", .argument = "TYPE", .group = groupExport,
     .help = "gzip, zstd or none (default: by the file's suffix, .gz or .zst)", .completes = Completes::Words,
     .words = "gzip zstd none"},
    {.names = "--no-comments", .group = groupExport, .help = "Of pcapng: leave out comments"},
    {.names = "--secrets", .group = groupExport, .help = "Of pcapng: write keys that decrypt the frames along with them"},
    {.names = "--plain-cells", .group = groupExport,
     .help = "Of csv: leave cells as they are that a spreadsheet would run as formulas"},
    {.names = "--header", .group = groupExport, .help = "Of fields: a line of names first"},

    {.names = "-h,--help", .group = groupOther, .help = "Print this and exit"},
    {.names = "-v,--version", .group = groupOther, .help = "Print the version and exit"},
}};

/// The row of an option; a name that is not in the table does not compile.
consteval std::size_t opt(std::string_view name) { return command_line::optionIndex(optionRows, name); }

/// The program as its help and its manual page know it.
extern const command_line::ProgramTable programTable;

} // namespace framelens::window

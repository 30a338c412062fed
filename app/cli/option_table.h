// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every option of framelens-cli. Names and meanings are tshark's wherever the job is the same.
#pragma once

#include "app/command_line/option_row.h"

#include <array>

namespace framelens::cli {

using command_line::Completes;
using command_line::OptionRow;

inline constexpr std::string_view groupReading = "Reading";
inline constexpr std::string_view groupPrinting = "Printing";
inline constexpr std::string_view groupSaving = "Saving";
inline constexpr std::string_view groupAttaching = "Attaching to a stream";
inline constexpr std::string_view groupOther = "Other";

inline constexpr std::string_view formWords = "text fields json ndjson ek csv hex c raw";
inline constexpr std::string_view captureFormatWords = "pcapng pcap nsecpcap";
inline constexpr std::string_view timeWords = "r a ad adoy d dd e u ud udoy";
inline constexpr std::string_view framerWords
    = "none line varint delimiter: fixed: u8 u16be u16le u24be u24le u32be u32le u64be u64le http mqtt dns";

inline constexpr std::array<OptionRow, 49> optionRows = {{
    {.names = "-r,--read,--read-file", .argument = "FILE", .group = groupReading,
     .help = "Capture to read: pcap or pcapng, also compressed with gzip, zstd or lz4; - is standard input",
     .tshark = "same", .completes = Completes::File},
    {.names = "-c", .argument = "N", .group = groupReading, .help = "Stop after N frames", .tshark = "same"},
    {.names = "-Y,--display-filter", .argument = "FILTER", .group = groupReading,
     .help = "Only frames that pass this filter, in the language of Wireshark's display filters: 'tcp.port == 443 and ip.ttl < 5'. "
             "-c counts the frames that are read, passing or not; conversations are known whole, and -z prints them whole",
     .tshark = "also while attached and with `-w`", .completes = Completes::FieldName},
    {.names = "-R,--read-filter", .argument = "FILTER", .group = groupReading,
     .help = "Only frames that pass this filter too; they keep their numbers",
     .tshark = "the same as one more -Y: needs no `-2`, and frames keep their numbers", .completes = Completes::FieldName},
    {.names = "-2", .group = groupReading, .help = "Accepted, without effect: whole conversations are known from the start",
     .tshark = "without effect: whole conversations are known from the start"},
    {.names = "--check-filter", .argument = "FILTER", .group = groupReading,
     .help = "Print this filter anew and what it does, a test a line, or what is wrong with it and where (status 2)",
     .completes = Completes::FieldName},
    {.names = "--frames", .argument = "LIST", .group = groupReading, .help = "Only these frames: 1-5,9,20-"},
    {.names = "-d", .argument = "RULE", .group = groupReading,
     .help = "Decode as: tcp.port==9000,mqtt; for tcp.port also a framer: tcp.port==9000,u16be",
     .tshark = "selectors are `tcp.port`, `udp.port` and their kin; a framer may stand in place of a protocol", .repeats = true},
    {.names = "-n", .group = groupReading, .help = "Accepted, without effect: names are never looked up",
     .tshark = "without effect: names are never looked up"},
    {.names = "--decompressed-limit", .argument = "SIZE", .group = groupReading,
     .help = "Bytes that a compressed capture may grow to: 500M, 100G (default 64G)"},
    {.names = "--decompression-ratio", .argument = "N", .group = groupReading,
     .help = "Bytes out of one that a compressed capture may grow by (default 1000)"},

    {.names = "-T", .argument = "FORM", .group = groupPrinting,
     .help = "What to print: text (the default), fields, json, ek (Elasticsearch bulk), ndjson (an object a line, of "
             "our own layout), csv, hex (text2pcap reads it), c (arrays), raw (the innermost payload)",
     .tshark = "`text`, `fields`, `json` and `ek` are tshark's; `ndjson`, `csv`, `hex`, `c` and `raw` are ours; "
               "`jsonraw`, `pdml`, `ps`, `psml` and `tabs` are not here",
     .completes = Completes::Words, .words = formWords},
    {.names = "-V", .group = groupPrinting, .help = "Print each frame's fields as a tree", .tshark = "same"},
    {.names = "-O", .argument = "PROTOCOLS", .group = groupPrinting,
     .help = "Print a tree in which these protocols alone are open: tcp,http", .tshark = "same", .completes = Completes::ProtocolName},
    {.names = "-x", .group = groupPrinting,
     .help = "Print each frame's bytes in hex and ASCII; with -T json and ek, the bytes of each field", .tshark = "same"},
    {.names = "-P,--print", .group = groupPrinting,
     .help = "Print summary lines: beside -V and -x, and while writing with -w", .tshark = "same"},
    {.names = "-q", .group = groupPrinting, .help = "Print no frames (with -z)", .tshark = "frames are not printed whatever else is given"},
    {.names = "-e", .argument = "FIELD", .group = groupPrinting,
     .help = "A field: a column of -T fields and csv, or one of those that -T json and ek write. Names are those of "
             "Wireshark's filters, and _ws.col.info and its like for the columns of the summary",
     .tshark = "same", .completes = Completes::FieldName, .repeats = true},
    {.names = "-E", .argument = "KEY=VALUE", .group = groupPrinting,
     .help = "How fields are printed: bom=y|n (a UTF-8 byte order mark), header=y|n, separator=C, aggregator=C (a character, /t "
             "or /s), quote=d|s|n, occurrence=f|l|a; several with commas between",
     .tshark = "several may stand in one, with commas between", .completes = Completes::Words,
     .words = "bom= header= separator= aggregator= quote= occurrence=", .repeats = true},
    {.names = "-j", .argument = "NODES", .group = groupPrinting,
     .help = "With -T json and ek: only these layers, fields and headings are opened, each where all above it are named, too: "
             "\"ip ip.flags text\"",
     .tshark = "same", .completes = Completes::FieldName},
    {.names = "-J", .argument = "PROTOCOLS", .group = groupPrinting,
     .help = "With -T json and ek: only these layers, whole: \"ip tcp\"", .tshark = "same", .completes = Completes::ProtocolName},
    {.names = "-t", .argument = "FORM", .group = groupPrinting,
     .help = "Times as r: seconds since the first frame (the default), d: since the frame before, dd: since the frame "
             "printed before, e: since 1970, a, ad and adoy: local time, alone, with the date, with the day of the year, u, ud and "
             "udoy: the same in UTC; .N behind it: N digits",
     .tshark = "digits behind a point, too: `ad.3`", .completes = Completes::Words, .words = timeWords},
    {.names = "-u", .argument = "s|hms", .group = groupPrinting,
     .help = "Relative times as seconds (the default), or as hours, minutes and seconds", .tshark = "same",
     .completes = Completes::Words, .words = "s hms"},
    {.names = "-l", .group = groupPrinting, .help = "Write out each frame at once", .tshark = "same"},
    {.names = "-z", .argument = "FOLLOW", .group = groupPrinting,
     .help = "Print a conversation's bytes: follow,tcp|udp,ascii|hex|raw,NUMBER[,FIRST-LAST]",
     .tshark = "`follow` with `tcp` and `udp` in `ascii`, `hex` and `raw`; no other statistics", .completes = Completes::Words,
     .words = "follow,tcp,ascii, follow,tcp,hex, follow,tcp,raw, follow,udp,ascii, follow,udp,hex, follow,udp,raw,",
     .repeats = true},
    {.names = "--count", .group = groupPrinting, .help = "Print the number of frames (of those that pass -Y), nothing else"},
    {.names = "--names", .argument = "fields|protocols", .group = groupPrinting,
     .help = "Print the names that -e, or -O, -J and -d, take, one a line", .completes = Completes::Words, .words = "fields protocols"},

    {.names = "-w,--write", .argument = "FILE", .group = groupSaving,
     .help = "Write the frames to a file; - is standard output. Nothing is printed then unless -P, -V, -O, -x or -T is "
             "given. The file is replaced as a whole at the end",
     .tshark = "the file is put in place at the end, whole; a stream that was attached to gets headers that are made",
     .completes = Completes::File},
    {.names = "-F", .argument = "[FORMAT]", .group = groupSaving,
     .help = "Its format: pcapng (the default), pcap, nsecpcap (pcap with nanoseconds). Without a format: lists them",
     .tshark = "these formats alone", .completes = Completes::Words, .words = captureFormatWords},
    {.names = "--compress", .argument = "TYPE", .group = groupSaving,
     .help = "gzip, zstd or none (default: by the file's suffix, .gz or .zst)",
     .tshark = "`lz4` is not here; `.gz` and `.zst` compress without it", .completes = Completes::Words, .words = "gzip zstd none"},
    {.names = "--secrets", .group = groupSaving, .help = "Write keys that decrypt the frames along with them (pcapng)"},
    {.names = "--no-comments", .group = groupSaving, .help = "Leave out comments (pcapng)"},

    {.names = "--connect", .argument = "HOST:PORT", .group = groupAttaching, .help = "Connect, and read; standard input is sent"},
    {.names = "--listen", .argument = "[ADDR:]PORT", .group = groupAttaching, .help = "Accept connections, and read"},
    {.names = "--proxy", .argument = "[ADDR:]PORT=HOST:PORT", .group = groupAttaching,
     .help = "Stand between clients and a server, and record both"},
    {.names = "-i,--interface", .argument = "TCP@HOST[:PORT]", .group = groupAttaching,
     .help = "A capture over TCP (port 57012 unless given), or - for standard input",
     .tshark = "`TCP@HOST:PORT` and `-` alone: interfaces are captured by other programs"},
    {.names = "-D,--list-interfaces", .group = groupAttaching, .help = "Interfaces are listed by other programs: says which",
     .tshark = "says which programs list interfaces"},
    {.names = "--pcap-listen", .argument = "[ADDR:]PORT", .group = groupAttaching, .help = "Wait for a capture over TCP"},
    {.names = "--command", .argument = "LINE", .group = groupAttaching,
     .help = "Run this, and read the capture it prints: 'ssh HOST tcpdump -U -w -'"},
    {.names = "-a,--autostop", .argument = "LIMIT", .group = groupAttaching,
     .help = "End after duration:SECONDS, filesize:KILOBYTES or packets:N", .tshark = "`files:N` is not here: one file is written",
     .completes = Completes::Words, .words = "duration: filesize: packets:", .repeats = true},
    {.names = "--framer", .argument = "FRAMER", .group = groupAttaching,
     .help = "How a stream is cut: none, line, u32be, u16le@2, varint, delimiter:0d0a, fixed:188, http, ... (default: by a "
             "look at its first bytes)",
     .completes = Completes::Words, .words = framerWords},
    {.names = "--record", .argument = "FOLDER", .group = groupAttaching,
     .help = "Keep the recording in this folder (default: removed at a good end)", .completes = Completes::Folder},
    {.names = "--listen-to-others", .group = groupAttaching, .help = "Allow listening on an address that others can reach"},
    {.names = "--stop-after", .argument = "N", .group = groupAttaching, .help = "With --proxy: end after N connections"},
    {.names = "--forward-unrecorded", .group = groupAttaching,
     .help = "With --proxy: go on forwarding when recording fails (default: forwarding stops)"},
    {.names = "--recover", .argument = "[FILE]", .group = groupAttaching,
     .help = "List the recordings that a program left when it ended early (with --record: in that folder), or open one",
     .completes = Completes::File},
    {.names = "--demo-server", .argument = "[PORT]", .group = groupAttaching,
     .help = "Run the demo's server and say how to attach to it"},

    {.names = "-h,--help", .group = groupOther, .help = "Print this and exit", .tshark = "same"},
    {.names = "-v,--version", .group = groupOther, .help = "Print the version and exit", .tshark = "same"},
}};

/// The row of an option; a name that is not in the table does not compile.
consteval std::size_t opt(std::string_view name) { return command_line::optionIndex(optionRows, name); }

/// The program as its help and its manual page know it.
extern const command_line::ProgramTable programTable;

} // namespace framelens::cli

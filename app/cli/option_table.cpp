// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/option_table.h"

namespace framelens::cli {

namespace {

using namespace std::string_view_literals;

constexpr std::array usage = {"-r FILE [options]"sv, "--connect HOST:PORT | --listen PORT | --proxy PORT=PEER [options]"sv,
                              "-i TCP@HOST:PORT | --command LINE [options]"sv};

constexpr std::array notes = {
    "Exit status: 0 done, 1 usage, 2 cannot open or write, or --check-filter found a mistake, 3 damaged input (what could be read was printed or written)."sv,
    "An interrupt (Ctrl+C, SIGTERM) ends printing, recording and writing with what is there so far: the file of -w is whole, "
    "and the exit status is 0. A second one ends the program at once and leaves no file."sv};

constexpr std::array<command_line::Example, 6> examples = {{
    {"-r talk.pcapng -T fields -e frame.number -e ip.src", "Two columns, with tabs between"},
    {"-r talk.pcapng -O http -c 10", "Ten frames as trees, with HTTP alone unfolded"},
    {"-r talk.pcapng -Y 'dns.qry.name contains \"example\"'", "Frames that pass a filter"},
    {"-r talk.pcapng --frames 100-200 -w part.pcapng.zst", "A hundred and one frames as they are, compressed"},
    {"--proxy 9000=example.org:80 -a duration:60 -w talk.pcapng", "Stands between for a minute; Wireshark opens what is written"},
    {"--command 'ssh host tcpdump -U -w -' -P -w there.pcapng", "A capture that a command prints, shown and kept"},
}};

constexpr std::array<command_line::AbsentOption, 13> absent = {{
    {"-f", "there are no capture filters: -Y chooses frames, or give them to the program that captures"},
    {"-b,--ring-buffer", "one file is written; -a says when it ends"},
    {"-G", "--names fields and --names protocols list names"},
    {"-o", "there are no preferences"},
    {"-C", "there are no profiles"},
    {"-N", "names are never looked up"},
    {"-H", "names are never looked up"},
    {"-S", "frames are separated by line ends"},
    {"-s,--snapshot-length", "frames are written whole: give it to the program that captures"},
    {"-L,--list-data-link-types", "interfaces are captured by other programs, as tcpdump"},
    {"-Q", "what is said on standard error are errors and losses alone"},
    {"--color", "text is printed without colours"},
    {"--export-objects", "-z follow,tcp,raw,N prints the bytes of a conversation"},
}};

} // namespace

constinit const command_line::ProgramTable programTable = {
    .name = "framelens-cli",
    .version = FRAMELENS_VERSION,
    .summary = "print, count and save the frames of captures and of live streams",
    .description = "Prints, counts and saves the frames of a capture (pcap, pcapng; gzip, zstd, lz4), or of a TCP stream that it "
                   "attaches to. Flags and layouts are tshark's wherever the job is the same.",
    .usage = usage,
    .options = optionRows,
    .notes = notes,
    .examples = examples,
    .absent = absent,
    .seeAlso = "framelens(1), tshark(1), tcpdump(8), text2pcap(1)",
};

} // namespace framelens::cli

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/options.h"

#include "app/cli/live_options.h"

#include "core/base/limits.h"
#include "core/base/visible_text.h"

#include <array>
#include <string_view>

#include <CLI/CLI.hpp>

namespace framelens::cli {

namespace {

constexpr std::array<std::string_view, 5> styleKeys = {"header", "separator", "aggregator", "quote", "occurrence"};

std::unexpected<Answer> mistake(const std::string &text)
{
    // Line by line: what we say may have several, what was given may not make any.
    std::string visible;
    for (const std::string &line : CLI::detail::split(text, '\n'))
        visible += (visible.empty() ? "" : "\n") + visibleText(line);
    return std::unexpected(Answer{.text = std::move(visible), .isMistake = true});
}

// Where the next "key=" begins behind a comma, or the end: separators may be commas themselves.
std::size_t styleItemEnd(std::string_view text)
{
    for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',', comma + 1)) {
        const std::string_view next = text.substr(comma + 1);
        for (const std::string_view key : styleKeys)
            if (next.starts_with(key) && next.substr(key.size()).starts_with('='))
                return comma;
    }
    return text.size();
}

// One character, or /t, /s: a tab, a space.
bool readCharacter(std::string_view value, char &character)
{
    if (value == "/t")
        character = '\t';
    else if (value == "/s")
        character = ' ';
    else if (value.size() == 1 && value[0] >= ' ' && value[0] < 0x7f)
        character = value[0];
    else
        return false;
    return true;
}

bool readStyleValue(std::string_view key, std::string_view value, FieldStyle &style)
{
    if (key == "separator")
        return readCharacter(value, style.separator);
    if (key == "aggregator")
        return readCharacter(value, style.aggregator);
    if (value.size() != 1)
        return false;
    const char letter = value[0];
    if (key == "header") {
        style.header = letter == 'y';
        return letter == 'y' || letter == 'n';
    }
    if (key == "quote") {
        style.quote = letter == 'd' ? '"' : letter == 's' ? '\'' : '\0';
        return letter == 'd' || letter == 's' || letter == 'n';
    }
    style.occurrence = letter == 'f' ? Occurrence::First : letter == 'l' ? Occurrence::Last : Occurrence::All;
    return key == "occurrence" && (letter == 'f' || letter == 'l' || letter == 'a');
}

// "header=y" or several in one: "header=y,separator=,".
bool readStyle(std::string_view text, FieldStyle &style)
{
    while (true) {
        const std::string_view item = text.substr(0, styleItemEnd(text));
        const std::size_t equals = item.find('=');
        if (equals == std::string_view::npos
            || !readStyleValue(item.substr(0, equals), item.substr(equals + 1), style))
            return false;
        if (item.size() == text.size())
            return true;
        text.remove_prefix(item.size() + 1);
    }
}

struct Raw
{
    Options options;
    RawLive live;
    std::string form;
    std::string frames;
    std::vector<std::string> styles;
};

void declare(CLI::App &app, Raw &raw)
{
    Options &options = raw.options;
    app.set_version_flag("--version", "framelens-cli " FRAMELENS_VERSION);
    app.set_help_flag("-h,--help", "Print this and exit");
    app.add_option("-r,--read", options.read, "Capture to read; - is standard input")
        ->type_name("FILE");
    app.add_option("-c", options.mostFrames, "Stop after N frames")
        ->type_name("N")
        ->check(CLI::Range(1U, limits::frames));
    app.add_option("--frames", raw.frames, "Only these frames: 1-5,9,20-")->type_name("LIST");
    app.add_flag("--count", options.countOnly, "Print the number of frames, nothing else");
    app.add_flag("-V", options.tree, "Print each frame's fields as a tree");
    app.add_flag("-x", options.hex, "Print each frame's bytes in hex and ASCII");
    app.add_flag("-q", options.quiet, "Print no frames (with -z)");
    app.add_option("-d", options.decodeAs,
                   "Decode as: tcp.port==9000,mqtt; for tcp.port also a framer: tcp.port==9000,u16be; repeat for more")
        ->type_name("RULE")
        ->allow_extra_args(false);
    app.add_option("-T", raw.form, "What to print: text (the default), fields or ndjson")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "fields", "ndjson"}));
    app.add_option("-e", options.fields, "A field to print with -T fields; repeat for more")
        ->type_name("NAME")
        ->allow_extra_args(false);
    app.add_option("-E", raw.styles,
                   "How fields are printed: header=y|n, separator=C, aggregator=C (a character, /t or /s),\n"
                   "quote=d|s|n, occurrence=f|l|a; several with commas between")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    app.add_option("-w,--write", options.write, "Write the frames to a pcap file instead; - is standard output")
        ->type_name("FILE");
    app.add_option("--decompressed-limit", options.mostDecompressedBytes,
                   "Bytes that a compressed capture may grow to: 500M, 100G (default 64G)")
        ->type_name("SIZE")
        ->transform(CLI::AsSizeValue(false));
    app.add_option("--decompression-ratio", options.mostRatio,
                   "Bytes out of one that a compressed capture may grow by (default 1000)")
        ->type_name("N");
    declareLive(app, raw.live);
    app.footer("Exit status: 0 done, 1 usage, 2 cannot open or write, 3 damaged input (what could be read was\n"
               "printed). Field names are those of Wireshark's filters, and _ws.col.info and its like for the\n"
               "columns of the summary.");
}

std::expected<Options, Answer> check(Raw &raw)
{
    Options &options = raw.options;
    if (const std::optional<std::string> wrong = readLive(raw.live, options))
        return mistake(*wrong);
    options.form = raw.form == "fields" ? Form::Fields : raw.form == "ndjson" ? Form::Ndjson : Form::Summary;
    if (options.form == Form::Fields && options.fields.empty())
        return mistake("-T fields needs at least one field: -e NAME");
    if (options.form != Form::Fields && (!options.fields.empty() || !raw.styles.empty()))
        return mistake("-e and -E go with -T fields");
    if (options.form != Form::Summary && (options.tree || options.hex))
        return mistake("-V and -x do not go with -T " + raw.form);
    const bool prints = options.tree || options.hex || options.form != Form::Summary;
    if (options.countOnly && (prints || options.write || options.frames || options.read.empty()))
        return mistake("--count goes with -r and -c alone");
    if (options.write && prints)
        return mistake("-w prints nothing: leave out -V, -x and -T");
    for (const std::string &style : raw.styles)
        if (!readStyle(style, options.style))
            return mistake("-E " + style + " is none of header=y|n, separator=C, aggregator=C, quote=d|s|n, occurrence=f|l|a");
    return std::move(options);
}

} // namespace

std::expected<Options, Answer> readOptions(int argc, const char *const *argv)
{
    CLI::App app("Prints, counts and saves the frames of a capture (pcap, pcapng; gzip, zstd, lz4), or of a TCP stream it "
                 "attaches to.",
                 "framelens-cli");
    Raw raw;
    declare(app, raw);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        return std::unexpected(Answer{.text = app.help()});
    } catch (const CLI::CallForVersion &) {
        return std::unexpected(Answer{.text = app.version() + "\n"});
    } catch (const CLI::ParseError &error) {
        return mistake(error.what());
    }
    if (!raw.frames.empty()) {
        const Result<RowRanges> frames = RowRanges::parse(raw.frames, limits::frames);
        if (!frames)
            return mistake("--frames: " + describe(frames.error()));
        raw.options.frames = *frames;
    }
    return check(raw);
}

} // namespace framelens::cli

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/printing_options.h"

#include "app/cli/option_table.h"
#include "app/command_line/names.h"
#include "app/command_line/time_form.h"

#include <algorithm>
#include <array>

namespace framelens::cli {

namespace {

using command_line::Given;
using command_line::split;
using command_line::Wrong;

constexpr std::array<std::string_view, 6> styleKeys = {"bom", "header", "separator", "aggregator", "quote", "occurrence"};

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
    if (key == "header" || key == "bom") {
        (key == "bom" ? style.byteOrderMark : style.header) = letter == 'y';
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

Wrong readForm(const Given &given, Options &options)
{
    constexpr std::array forms = {ExportFormat::Text, ExportFormat::Fields, ExportFormat::Json,
                                  ExportFormat::Ndjson, ExportFormat::ElasticBulk, ExportFormat::Csv,
                                  ExportFormat::HexDump, ExportFormat::CArray, ExportFormat::RawPayload};
    if (!given.has(opt("-T")))
        return {};
    const auto form = command_line::wordOf("-T", given.value(opt("-T")), formWords);
    if (!form)
        return form.error();
    options.form = forms.at(*form);
    return {};
}

// "tcp,http" or "tcp http".
std::vector<std::string> listOf(std::string_view text)
{
    std::string spaced(text);
    std::ranges::replace(spaced, ',', ' ');
    std::vector<std::string> names;
    for (const std::string_view name : split(spaced, ' '))
        if (!name.empty())
            names.emplace_back(name);
    return names;
}

Wrong readText(const Given &given, Options &options)
{
    const bool tree = given.has(opt("-V")) || given.has(opt("-O"));
    const bool hex = given.has(opt("-x"));
    const bool isJson = options.form == ExportFormat::Json || options.form == ExportFormat::ElasticBulk;
    if (options.form != ExportFormat::Text && !isJson && (tree || hex))
        return "-V, -O and -x do not go with -T " + std::string(given.value(opt("-T")));
    DecodedOptions &printed = options.printed;
    printed.details = tree;
    printed.bytes = hex;
    printed.raw = isJson && hex;
    printed.summary = given.has(opt("-P")) || !(tree || hex);
    printed.detailsOf = listOf(given.value(opt("-O")));
    if (given.has(opt("-O")) && printed.detailsOf.empty())
        return "-O: names of protocols are missing";
    return {};
}

Wrong readFields(const Given &given, Options &options)
{
    const std::vector<std::string> &fields = given.values(opt("-e"));
    const bool isJson = options.form == ExportFormat::Json || options.form == ExportFormat::ElasticBulk;
    if (options.form == ExportFormat::Fields && fields.empty())
        return "-T fields needs at least one field: -e NAME";
    if (!fields.empty() && options.form != ExportFormat::Fields && options.form != ExportFormat::Csv && !isJson)
        return "-e goes with -T fields, csv, json and ek";
    if (given.has(opt("-E")) && options.form != ExportFormat::Fields)
        return "-E goes with -T fields";
    if ((given.has(opt("-J")) || given.has(opt("-j"))) && !isJson)
        return "-j and -J go with -T json and ek";
    if (given.has(opt("-J")) && given.has(opt("-j")))
        return "-j or -J: the one opens what is named alone, the other all below it";
    options.printed.fields = fields;
    options.printed.protocols = listOf(given.value(opt("-J")));
    options.printed.nodes = listOf(given.value(opt("-j")));
    if (given.has(opt("-j")) && options.printed.nodes.empty())
        return "-j: names are missing";
    for (const std::string &style : given.values(opt("-E")))
        if (!readStyle(style, options.printed.style))
            return "-E " + style + " is none of bom=y|n, header=y|n, separator=C, aggregator=C, quote=d|s|n, occurrence=f|l|a";
    return {};
}

Wrong readTimes(const Given &given, Options &options)
{
    if (given.has(opt("-t")))
        if (Wrong wrong = command_line::readTimeForm("-t", given.value(opt("-t")), options.printed.time))
            return wrong;
    if (!given.has(opt("-u")))
        return {};
    const auto unit = command_line::wordOf("-u", given.value(opt("-u")), "s hms");
    if (!unit)
        return unit.error();
    options.printed.time.hoursAndMinutes = *unit == 1;
    return {};
}

// As tshark: what is written is not printed, unless something says how.
void readWhetherPrinted(const Given &given, Options &options)
{
    const bool saysHow = given.has(opt("-P")) || given.has(opt("-V")) || given.has(opt("-O")) || given.has(opt("-x"))
        || given.has(opt("-T"));
    options.prints = !given.has(opt("-q")) && !options.countOnly && (!options.write || saysHow);
}

} // namespace

Wrong readPrinting(const Given &given, Options &options)
{
    for (const auto &read : {readForm, readText, readFields, readTimes})
        if (Wrong wrong = read(given, options))
            return wrong;
    readWhetherPrinted(given, options);
    options.flushesEach = given.has(opt("-l"));
    return {};
}

} // namespace framelens::cli

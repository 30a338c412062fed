// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/window/export_options.h"

#include "app/command_line/names.h"
#include "app/command_line/time_form.h"
#include "app/exporting/export_run.h"
#include "app/window/option_table.h"
#include "core/base/limits.h"
#include "core/decode/registry.h"

#include <array>

namespace framelens::window {

namespace {

using command_line::Given;
using command_line::Wrong;

std::vector<std::string> listOf(std::string_view text)
{
    std::vector<std::string> names;
    for (const std::string_view name : command_line::split(text, ','))
        if (!name.empty())
            names.emplace_back(name);
    return names;
}

bool isText(ExportFormat format) { return format == ExportFormat::Text; }
bool isJson(ExportFormat format) { return format == ExportFormat::Json || format == ExportFormat::ElasticBulk; }
bool hasFields(ExportFormat format) { return format == ExportFormat::Csv || format == ExportFormat::Fields || isJson(format); }
bool isPcapng(ExportFormat format) { return format == ExportFormat::Pcapng; }
bool isCsv(ExportFormat format) { return format == ExportFormat::Csv; }
bool isFields(ExportFormat format) { return format == ExportFormat::Fields; }
bool hasLayers(ExportFormat format) { return isJson(format) || isText(format); }
bool hasTimes(ExportFormat format) { return isText(format) || isCsv(format) || isFields(format); }

/// Which formats an option goes with.
struct Belongs
{
    std::size_t row;
    bool (*to)(ExportFormat format);
};

constexpr std::array<Belongs, 9> belongings = {{{opt("--fields"), hasFields},
                                                {opt("--protocols"), hasLayers},
                                                {opt("--parts"), isText},
                                                {opt("--time"), hasTimes},
                                                {opt("--raw-bytes"), isJson},
                                                {opt("--no-comments"), isPcapng},
                                                {opt("--secrets"), isPcapng},
                                                {opt("--plain-cells"), isCsv},
                                                {opt("--header"), isFields}}};

Wrong readFormat(const Given &given, ExportRequest &request)
{
    request.options.format = exporting::formatOf(request.target);
    if (given.has(opt("--export-format"))) {
        const auto word = command_line::wordOf("--export-format", given.value(opt("--export-format")), exportFormatWords);
        if (!word)
            return word.error();
        const std::string_view name = given.value(opt("--export-format"));
        for (const ExportFormatInfo &info : exportFormats())
            if (info.name == name)
                request.options.format = info.format;
    }
    for (const Belongs &option : belongings)
        if (given.has(option.row) && !option.to(request.options.format))
            return std::string(optionRows[option.row].names) + " does not go with the format "
                + std::string(exportFormatInfo(request.options.format).name);
    return {};
}

Wrong readCompression(const Given &given, ExportRequest &request)
{
    constexpr std::array values = {Compression::Gzip, Compression::Zstd, Compression::None};
    request.options.compression = exporting::compressionOf(request.target);
    if (!given.has(opt("--compress")))
        return {};
    const auto word = command_line::wordOf("--compress", given.value(opt("--compress")), "gzip zstd none");
    if (!word)
        return word.error();
    request.options.compression = values.at(*word);
    return {};
}

Wrong readFrames(const Given &given, ExportRequest &request)
{
    if (!given.has(opt("--frames")))
        return {};
    Result<RowRanges> frames = RowRanges::parse(given.value(opt("--frames")), limits::frames);
    if (!frames)
        return "--frames: " + describe(frames.error());
    request.frames = *std::move(frames);
    return {};
}

Wrong readFilter(const Given &given, ExportRequest &request)
{
    const std::string_view text = given.value(opt("-Y"));
    if (text.empty())
        return {};
    auto filter = Filter::compile(text, Registry::builtIn());
    if (!filter)
        return "-Y: " + describe(filter.error(), text);
    request.filter = *std::move(filter);
    return {};
}

Wrong readParts(const Given &given, ExportRequest &request)
{
    if (!given.has(opt("--parts")))
        return {};
    DecodedOptions &decoded = request.options.decoded;
    decoded.summary = false;
    for (const std::string &part : listOf(given.value(opt("--parts")))) {
        const auto word = command_line::wordOf("--parts", part, "summary details bytes");
        if (!word)
            return word.error();
        (*word == 0 ? decoded.summary : *word == 1 ? decoded.details : decoded.bytes) = true;
    }
    return {};
}

Wrong readDecoded(const Given &given, ExportRequest &request)
{
    DecodedOptions &decoded = request.options.decoded;
    decoded.fields = listOf(given.value(opt("--fields")));
    (isText(request.options.format) ? decoded.detailsOf : decoded.protocols) = listOf(given.value(opt("--protocols")));
    decoded.raw = given.has(opt("--raw-bytes"));
    decoded.spreadsheetSafe = !given.has(opt("--plain-cells"));
    decoded.style.header = given.has(opt("--header"));
    if (request.options.format == ExportFormat::Fields && decoded.fields.empty())
        return "the format fields needs --fields";
    if (given.has(opt("--time")))
        return command_line::readTimeForm("--time", given.value(opt("--time")), decoded.time);
    return {};
}

} // namespace

std::expected<std::optional<ExportRequest>, std::string> readExport(const Given &given)
{
    if (!given.has(opt("--export"))) {
        for (std::size_t row = 0; row < optionRows.size(); ++row)
            if (optionRows[row].group == groupExport && given.has(row))
                return std::unexpected(std::string(optionRows[row].names) + " goes with --export");
        return std::nullopt;
    }
    if (given.positional().size() != 1)
        return std::unexpected("--export takes one capture: framelens --export FILE CAPTURE");
    ExportRequest request{.capture = given.positional().front(), .target = std::string(given.value(opt("--export")))};
    request.options.comments = !given.has(opt("--no-comments"));
    request.options.secrets = given.has(opt("--secrets"));
    for (const auto &read : {readFormat, readCompression, readFrames, readFilter, readParts, readDecoded})
        if (Wrong wrong = read(given, request))
            return std::unexpected(*std::move(wrong));
    return request;
}

} // namespace framelens::window

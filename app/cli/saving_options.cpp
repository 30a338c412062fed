// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/saving_options.h"

#include "app/cli/option_table.h"
#include "app/exporting/export_run.h"

#include <array>

namespace framelens::cli {

namespace {

using command_line::Wrong;

constexpr std::array captureFormatValues = {ExportFormat::Pcapng, ExportFormat::Pcap, ExportFormat::NanosecondPcap};

Wrong readCompression(std::string_view given, SavingOptions &saving)
{
    constexpr std::array values = {Compression::Gzip, Compression::Zstd, Compression::None};
    if (given.empty()) {
        saving.compression = exporting::compressionOf(saving.target);
        return {};
    }
    const auto type = command_line::wordOf("--compress", given, "gzip zstd none");
    if (!type)
        return type.error();
    saving.compression = values.at(*type);
    return {};
}

} // namespace

Wrong readSaving(const command_line::Given &given, Options &options)
{
    if (!given.has(opt("-w"))) {
        for (const std::size_t needsTarget : {opt("-F"), opt("--compress"), opt("--secrets"), opt("--no-comments")})
            if (given.has(needsTarget))
                return "-F, --compress, --secrets and --no-comments go with -w";
        return {};
    }
    SavingOptions saving{.target = std::string(given.value(opt("-w"))),
                         .comments = !given.has(opt("--no-comments")),
                         .secrets = given.has(opt("--secrets"))};
    if (given.has(opt("-F"))) {
        const auto format = command_line::wordOf("-F", given.value(opt("-F")), captureFormatWords);
        if (!format)
            return format.error();
        saving.format = captureFormatValues.at(*format);
    }
    if (Wrong wrong = readCompression(given.value(opt("--compress")), saving))
        return wrong;
    options.write = std::move(saving);
    return {};
}

std::string captureFormats()
{
    return "pcapng    pcapng: several link types, comments, names\n"
           "pcap      pcap, microseconds\n"
           "nsecpcap  pcap, nanoseconds\n";
}

} // namespace framelens::cli

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/options.h"

#include "app/cli/live_options.h"
#include "app/cli/option_table.h"
#include "app/cli/printing_options.h"
#include "app/cli/saving_options.h"
#include "core/base/limits.h"

namespace framelens::cli {

namespace {

using command_line::Given;
using command_line::Wrong;

Wrong readLimits(const Given &given, Options &options)
{
    if (given.has(opt("--decompressed-limit"))) {
        const auto size = command_line::sizeOf("--decompressed-limit", given.value(opt("--decompressed-limit")));
        if (!size)
            return size.error();
        options.mostDecompressedBytes = *size;
    }
    if (given.has(opt("--decompression-ratio"))) {
        const auto ratio = command_line::numberBetween("--decompression-ratio", given.value(opt("--decompression-ratio")), 1, UINT32_MAX);
        if (!ratio)
            return ratio.error();
        options.mostRatio = static_cast<std::uint32_t>(*ratio);
    }
    return {};
}

Wrong readFrames(const Given &given, Options &options)
{
    options.read = given.value(opt("-r"));
    options.decodeAs = given.values(opt("-d"));
    options.countOnly = given.has(opt("--count"));
    options.displayFilter = given.value(opt("-Y"));
    options.readFilter = given.value(opt("-R"));
    if (given.has(opt("--check-filter")))
        options.checkedFilter = given.value(opt("--check-filter"));
    if (given.has(opt("-c"))) {
        const auto most = command_line::numberBetween("-c", given.value(opt("-c")), 1, limits::frames);
        if (!most)
            return most.error();
        options.mostFrames = static_cast<std::uint32_t>(*most);
    }
    if (!given.has(opt("--frames")))
        return {};
    const Result<RowRanges> frames = RowRanges::parse(given.value(opt("--frames")), limits::frames);
    if (!frames)
        return "--frames: " + describe(frames.error());
    options.frames = *frames;
    return {};
}

Wrong readNames(const Given &given, Options &options)
{
    if (!given.has(opt("--names")))
        return {};
    options.names = given.value(opt("--names"));
    const auto word = command_line::wordOf("--names", options.names, "fields protocols");
    return word ? Wrong() : word.error();
}

Wrong checkTogether(const Given &given, const Options &options)
{
    const bool saysHow = given.has(opt("-V")) || given.has(opt("-O")) || given.has(opt("-x")) || given.has(opt("-P"))
        || given.has(opt("-T"));
    if (options.countOnly && (saysHow || options.write || options.frames || options.read.empty()))
        return "--count goes with -r, -c, -Y and -R alone";
    if (options.write && options.write->target == "-" && (options.prints || !options.follows.empty()))
        return "-w - leaves standard output to the capture: leave out -P, -V, -O, -x, -T and -z";
    return {};
}

} // namespace

std::expected<Options, Answer> readOptions(int argc, const char *const *argv)
{
    const auto given = command_line::parse(programTable, argc, argv);
    if (!given)
        return std::unexpected(given.error());
    if (given->has(opt("-F")) && given->value(opt("-F")).empty())
        return std::unexpected(Answer{.text = captureFormats()});
    Options options;
    for (const auto &read : {readFrames, readLimits, readNames, readLive, readSaving, readPrinting})
        if (const Wrong wrong = read(*given, options))
            return std::unexpected(command_line::mistake(*wrong));
    if (const Wrong wrong = checkTogether(*given, options))
        return std::unexpected(command_line::mistake(*wrong));
    return options;
}

} // namespace framelens::cli

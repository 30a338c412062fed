// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/exporting/export_run.h"

#include "app/exporting/interrupt.h"
#include "core/base/visible_text.h"
#include "core/decode/format.h"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace framelens::exporting {

namespace {

constexpr std::string_view standardOutput = "-";

std::string nameOf(const std::string &path) { return path == standardOutput ? "standard output" : visibleText(path); }

} // namespace

ExportOptions optionsFor(Capture &capture)
{
    ExportOptions options{.capture = &capture, .sourceName = capture.path(), .keep = {capture.status()}};
    options.checkSource = [&capture] { capture.check(); };
    if (capture.metadata().interfaces.size() != 0)
        options.linkTypeIfEmpty = capture.metadata().interfaces[0].linkType;
    return options;
}

Compression compressionOf(std::string_view path)
{
    return path.ends_with(".gz") ? Compression::Gzip : path.ends_with(".zst") ? Compression::Zstd : Compression::None;
}

ExportFormat formatOf(std::string_view path)
{
    if (compressionOf(path) != Compression::None)
        path = path.substr(0, path.rfind('.'));
    const auto formats = exportFormats();
    const auto found = std::ranges::find_if(formats, [&](const ExportFormatInfo &info) { return path.ends_with(info.suffix); });
    return found == formats.end() ? ExportFormat::Pcapng : found->format;
}

Result<ExportReport> run(const FrameSource &source, const ChosenFrames &frames, const std::string &path, ExportOptions options)
{
    const bool isStandardOutput = path == standardOutput;
    const ExportTarget target{.path = isStandardOutput ? "standard output" : path, .fd = isStandardOutput ? STDOUT_FILENO : -1};
    Job job;
    if (!isInterrupted()) // else what is there by now is what is wanted
        options.isEnough = isInterrupted;
    const OnInterrupt interrupt({}, [&job] { job.cancel(); });
    Result<ExportReport> done = exportFrames(source, frames, target, job, options);
    if (!done && isStandardOutput && done.error().reason == Reason::System && done.error().systemError == EPIPE)
        return ExportReport{};
    return done;
}

std::vector<std::string> remarks(const std::string &path, const ExportReport &report)
{
    std::vector<std::string> lines;
    for (const std::string &loss : report.losses)
        lines.push_back(nameOf(path) + ": " + loss);
    if (isInterrupted())
        lines.push_back("interrupted: " + grouped(report.frames) + (report.frames == 1 ? " frame was" : " frames were")
                        + " written to " + nameOf(path));
    return lines;
}

} // namespace framelens::exporting

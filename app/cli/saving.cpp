// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/saving.h"

#include "app/exporting/export_run.h"
#include "app/exporting/interrupt.h"
#include "core/export/recording_export.h"

#include <algorithm>

#include <unistd.h>

namespace framelens::cli {

OpenOptions openOptions(const Options &options)
{
    OpenOptions open;
    if (options.mostFrames != 0)
        open.mostFrames = options.mostFrames;
    if (options.frames) // nothing behind the last one is asked for
        open.mostFrames = std::min(open.mostFrames, options.frames->last().value_or(0) + 1);
    if (options.mostDecompressedBytes != 0)
        open.mostDecompressedBytes = options.mostDecompressedBytes;
    if (options.mostRatio != 0)
        open.mostRatio = options.mostRatio;
    return open;
}

namespace {

// As pcapng with all that the log knows: connections without a message too, and what cut each of them.
Result<ExportReport> saveWhole(const std::string &target, const SpoolLog &log, const Recording &recording)
{
    RecordingExportOptions how;
    how.framerText = [&](std::uint32_t connection) { return recording.framerText(connection); };
    Job job;
    const exporting::OnInterrupt interrupt({}, [&job] { job.cancel(); });
    const Result<RecordingExport> done = target == "-" ? exportRecording(log, STDOUT_FILENO, "standard output", job, how)
                                                       : exportRecording(log, target, job, how);
    if (!done)
        return std::unexpected(done.error());
    return ExportReport{.frames = done->frames, .bytes = done->bytes};
}

Exit told(const std::string &target, const Result<ExportReport> &done)
{
    if (!done)
        return fail(done.error());
    for (const std::string &remark : exporting::remarks(target, *done))
        complain(remark);
    return Exit::Done;
}

} // namespace

Exit saveRecording(const Options &options, const FrameChoice &choice, const SpoolLog &log, const Recording &recording)
{
    const SavingOptions &saving = *options.write;
    const bool isWhole = saving.format == ExportFormat::Pcapng && saving.compression == Compression::None && !options.frames
        && options.mostFrames == 0 && !choice.filters();
    if (isWhole)
        return told(saving.target, saveWhole(saving.target, log, recording));
    return save(options, choice, recording, {.recording = &recording, .sourceName = log.path()});
}

Exit save(const Options &options, const FrameChoice &choice, const FrameSource &source, ExportOptions how)
{
    const SavingOptions &saving = *options.write;
    how.format = saving.format;
    how.compression = saving.compression;
    how.comments = saving.comments;
    how.secrets = saving.secrets;
    const auto done = choice.with(
        [&](const ChosenFrames &frames) { return exporting::run(source, frames, saving.target, std::move(how)); });
    return told(saving.target, done);
}

} // namespace framelens::cli

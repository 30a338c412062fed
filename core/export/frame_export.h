// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Selected frames leave the program: one interface for every format. What is selected comes as ranges of frames; where it goes is
// a file that is whole or not there, or a descriptor.
#pragma once

#include "core/base/job.h"
#include "core/export/chosen_frames.h"
#include "core/export/export_options.h"

#include <span>
#include <string>
#include <vector>

namespace framelens {

/// What is known of a format beforehand.
struct ExportFormatInfo
{
    ExportFormat format;
    std::string_view name; ///< as -F and -T take it: "pcapng", "nsecpcap", "json", "ek"
    std::string_view label; ///< for a person: "pcap, nanoseconds"
    std::string_view suffix; ///< ".pcapng"
    bool isCapture; ///< frames as they are, which open again; else decoded or formatted
};

/// In the order in which a dialog offers them.
std::span<const ExportFormatInfo> exportFormats();
const ExportFormatInfo &exportFormatInfo(ExportFormat format);

/// Where an export goes.
struct ExportTarget
{
    std::string path; ///< replaced as a whole at the end; with a descriptor: its name in messages
    int fd = -1; ///< >= 0: written to as it comes, stays the caller's
};

/// What was written, and what was not.
struct ExportReport
{
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0; ///< of the file, as it lies there
    std::vector<std::string> losses = {}; ///< for a person: what the format had no place for, a sentence each, no full stop
};

/// Writes `frames` (those below source.count()) in options.format. The file at target.path is replaced as a whole at the end, or not
/// touched at all: on failure, on cancel. Nothing but one bounded buffer is held, whatever the number of frames.
///
/// Errors: Unsupported (what the format cannot hold at all, found before anything is written), SameFile, SourceLost (with the
/// frame's number), Cancelled, System; an error of writing says in `detail` how many frames had been written.
/// Blocks; job.report() counts frames. The job is not finished: the caller does that once it has kept the result.
Result<ExportReport> exportFrames(const FrameSource &source, const ChosenFrames &frames, const ExportTarget &target, Job &job,
                                  const ExportOptions &options);

/// What the format will not hold of these frames, as ExportReport::losses, or why it cannot hold them at all, without writing. Reads each
/// record once; stops after `mostFrames` of them.
Result<std::vector<std::string>> foreseenLosses(const FrameSource &source, const ChosenFrames &frames, Job &job,
                                                const ExportOptions &options, std::uint64_t mostFrames);

/// How a file would begin: what exportFrames() writes of the first frames of `frames`, at most about `mostBytes` of it,
/// uncompressed; of capture formats, which nobody reads, the lines of a summary.
Result<std::string> exportPreview(const FrameSource &source, const ChosenFrames &frames, std::size_t mostBytes,
                                  const ExportOptions &options);

/// About how many bytes the file will have, uncompressed; from some of the frames.
std::uint64_t estimatedSize(const FrameSource &source, const ChosenFrames &frames, const ExportOptions &options);

} // namespace framelens

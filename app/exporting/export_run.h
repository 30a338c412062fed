// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// An export that a command line asked for, in either program: interrupts end it.
#pragma once

#include "core/base/row_ranges.h"
#include "core/capture/capture.h"
#include "core/export/frame_export.h"

#include <string>

namespace framelens::exporting {

/// What of an export is known from the capture.
ExportOptions optionsFor(Capture &capture);

/// By a file's suffix, .gz and .zst.
Compression compressionOf(std::string_view path);
/// By its suffix before that of a compression; pcapng for one that no format has.
ExportFormat formatOf(std::string_view path);

/// Writes to `path`, "-" being standard output. An interrupt ends the export behind a frame, and the file is whole; a second one leaves
/// no file. Errors as exportFrames(); a reader of standard output that went away is none.
Result<ExportReport> run(const FrameSource &source, const ChosenFrames &frames, const std::string &path, ExportOptions options);

/// What there is to say about it, a line each: losses, and where an interrupt ended it.
std::vector<std::string> remarks(const std::string &path, const ExportReport &report);

} // namespace framelens::exporting

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Exports as tests make them again and again.
#pragma once

#include "core/capture/capture.h"
#include "core/export/frame_export.h"

#include <string>

namespace framelens::test {

/// A capture indexed to its end; null when it cannot be opened.
std::shared_ptr<Capture> openedFile(const std::string &path);
RowRanges allOf(const FrameSource &source);
/// Every `step`th frame from `first` on.
RowRanges everyOf(const FrameSource &source, std::uint32_t step, std::uint32_t first = 0);
/// exportFrames() to a file. A capture that is the source is known to it.
Result<ExportReport> saved(const FrameSource &source, const RowRanges &frames, const std::string &path, Job &job,
                           const ExportOptions &options = {});
/// The same with a job of its own; ends the program when it fails.
ExportReport mustSave(const FrameSource &source, const RowRanges &frames, const std::string &path, const ExportOptions &options = {});

} // namespace framelens::test

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -w: frames into a file.
#pragma once

#include "app/cli/frame_choice.h"
#include "app/cli/run.h"
#include "core/capture/capture.h"
#include "core/export/frame_export.h"
#include "core/stream/recording.h"

namespace framelens::cli {

/// What of the options concerns the opening of a file.
OpenOptions openOptions(const Options &options);

/// Writes those of the frames that were asked for where -w says, tells losses on standard error, and what to end with. An interrupt ends
/// it behind the frame at hand, a second one leaves no file.
Exit save(const Options &options, const FrameChoice &choice, const FrameSource &source, ExportOptions how);
/// The same of a recording, whose frames get headers that are made.
Exit saveRecording(const Options &options, const FrameChoice &choice, const SpoolLog &log, const Recording &recording);

} // namespace framelens::cli

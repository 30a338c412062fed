// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -w: frames into a file.
#pragma once

#include "app/cli/run.h"
#include "core/capture/capture.h"
#include "core/export/pcap_export.h"

namespace framelens::cli {

/// What of the options concerns the opening of a file.
OpenOptions openOptions(const Options &options);
/// The frames that were asked for, as pcap, to a file or ("-") to standard output.
Result<PcapExport> saveCapture(const std::string &target, Capture &capture, const Options &options);
/// The whole run: opens, indexes, saves.
Exit save(const Options &options);

} // namespace framelens::cli

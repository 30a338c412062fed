// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Selected frames as a pcap file (draft-ietf-opsawg-pcap).
#pragma once

#include "core/base/copy_ledger.h"
#include "core/base/job.h"
#include "core/base/row_ranges.h"
#include "core/bytes/file_calls.h"
#include "core/bytes/file_handle.h"
#include "core/bytes/frame_source.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace framelens {

struct PcapExportOptions
{
    /// Name of the source in messages.
    std::string sourceName = {};
    /// Files that are open and must not be written over: Capture::status().
    std::vector<FileStatus> keep = {};
    /// Looks whether the source's file is still whole: Capture::check(). Called before the export is put in place, as a cut
    /// within a page shows in no other way. May be empty.
    std::function<void()> checkSource = {};
    /// Of a file without frames: LINKTYPE_ number.
    std::uint32_t linkTypeIfEmpty = 1;
    /// Counts what is copied; may be null.
    std::shared_ptr<CopyLedger> ledger = {};
    FileCalls calls = {};
};

/// What was written, and what of the source a pcap file has no place for.
struct PcapExport
{
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0; ///< of the file
    std::vector<std::string> sentences = {};
};

/// exportFrames() to pcap, of microseconds when these hold every time that the source can tell, else nanoseconds.
Result<PcapExport> exportPcap(const FrameSource &source, const RowRanges &frames, const std::string &path, Job &job,
                              const PcapExportOptions &options = {});

/// The same to a descriptor that stays the caller's, as a pipe. What was written before a failure stays written.
Result<PcapExport> exportPcap(const FrameSource &source, const RowRanges &frames, int fd, const std::string &name, Job &job,
                              const PcapExportOptions &options = {});

/// As ExportReport::losses.
inline const std::vector<std::string> &losses(const PcapExport &done) { return done.sentences; }

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a live document, or a window that opens one, has going on on workers, and what it writes into a recording's notes.
#pragma once

#include "core/base/job.h"
#include "core/bytes/spool.h"
#include "core/stream/recording.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace framelens::ui {

/// One stretch of cutting on a worker.
struct CutRun
{
    std::shared_ptr<Recording> recording;
    std::shared_ptr<Job> job;
    std::atomic<bool> isLeft = false; ///< it ended before all was cut
    std::optional<FramerSpec> framer = {}; ///< what the document takes over when all is cut
    std::shared_ptr<const Bindings> bindings = {};
};

/// Looks whether a pcap stream ended inside a record.
struct EndCheck
{
    std::shared_ptr<Job> job;
    std::optional<Error> problem = {}; ///< read when the job has finished
};

/// Reads the journal of a recording that was left.
struct RecoverRun
{
    std::string path; ///< of the data file
    std::shared_ptr<Job> job = {};
    Result<RecoveredSpool> found = {}; ///< read when the job has finished
};

} // namespace framelens::ui

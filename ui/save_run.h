// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Saving what was recorded, on a worker, and the sentences for its end.
#pragma once

#include "core/base/job.h"
#include "core/base/worker_pool.h"
#include "core/export/recording_export.h"
#include "core/stream/recording.h"
#include "ui/widgets/message_bar.h"

#include <functional>
#include <memory>
#include <optional>

namespace framelens::ui {

/// What is saved, and what becomes of it. `done` may be read when the job has finished without failure.
struct SaveRun
{
    QString path;
    std::shared_ptr<Job> job;
    std::uint64_t recordedBytes = 0; ///< when it began: what came later is not in it
    std::function<void()> then = {}; ///< in the window's thread, after it went well
    std::optional<RecordingExport> done = {};
};

/// As pcapng with made headers; what a pcap stream brought is written as it came. `recording` null: a pcap stream.
/// `wake` is called from the worker when it has finished.
std::shared_ptr<SaveRun> startSave(WorkerPool &pool, std::shared_ptr<const SpoolLog> log,
                                   std::shared_ptr<const Recording> recording, const QString &path,
                                   std::shared_ptr<CopyLedger> ledger, std::function<void()> wake);

/// "Saved 12 MB to x.pcapng."; or why it failed.
Message saveMessage(const SaveRun &run);

} // namespace framelens::ui

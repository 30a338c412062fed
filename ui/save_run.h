// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Saving what was recorded, on a worker, and the sentences for its end.
#pragma once

#include "core/base/job.h"
#include "core/base/worker_pool.h"
#include "core/export/recording_export.h"
#include "core/stream/recording.h"
#include "ui/widgets/message_bar.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace framelens::ui {

/// What is to be saved, and how.
struct SaveOrder
{
    std::shared_ptr<const SpoolLog> log;
    std::shared_ptr<const Recording> recording; ///< null: a pcap stream, which is written as it came
    QString path; ///< as the user named it
    std::vector<RawTarget> raw = {}; ///< see rawTargets(); empty: as pcapng with made headers
    std::shared_ptr<CopyLedger> ledger = {};
};

/// What becomes of it. `done` or `rawDone` may be read when the job has finished without failure.
struct SaveRun
{
    SaveOrder order;
    std::shared_ptr<Job> job;
    std::uint64_t recordedBytes = 0; ///< when it began: what came later is not in it
    std::function<void()> then = {}; ///< in the window's thread, after it went well
    std::optional<RecordingExport> done = {};
    std::optional<RawExport> rawDone = {};
};

/// The files of a recording that is saved raw as "talk.bin": "talk-to-server.bin" and "talk-to-client.bin", or with several
/// conversations "talk-3-to-server.bin" by their numbers. A direction without a byte has no file.
std::vector<RawTarget> rawTargets(const Recording &recording, const QString &path);
/// Names of those that are there already.
QStringList existingFiles(const std::vector<RawTarget> &targets);

/// `wake` is called from the worker when it has finished.
std::shared_ptr<SaveRun> startSave(WorkerPool &pool, SaveOrder order, std::function<void()> wake);

/// "Saved the recording to x.pcapng (12 MB)."; or why it failed.
Message saveMessage(const SaveRun &run);

} // namespace framelens::ui

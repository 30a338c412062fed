// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One export on a worker, and the sentences for its end.
#pragma once

#include "core/capture/capture.h"
#include "core/export/pcap_export.h"
#include "ui/widgets/message_bar.h"

#include <memory>
#include <optional>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

/// What is asked for.
struct ExportOrder
{
    RowRanges frames;
    QString path; ///< of the file to be written
};

/// `done` may be read when the job has finished without failure.
struct ExportRun
{
    ExportOrder order;
    std::shared_ptr<Job> job;
    std::optional<PcapExport> done = {};
};

/// `wake` is called from the worker when it has finished.
std::shared_ptr<ExportRun> startExport(WorkerPool &pool, const std::shared_ptr<Capture> &capture, ExportOrder order,
                                       std::shared_ptr<CopyLedger> ledger, std::function<void()> wake);

/// "Exported 280 frames to x.pcap (292 kB)." and what got lost; or why it failed.
Message exportMessage(const ExportRun &run);

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One export on a worker, how its file would begin, and the sentences for its end.
#pragma once

#include "core/capture/capture.h"
#include "core/decode/dissector.h"
#include "core/export/frame_export.h"
#include "core/stream/recording.h"
#include "ui/widgets/message_bar.h"

#include <memory>
#include <optional>
#include <vector>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

/// Where frames come from. Kept alive by whoever exports.
struct ExportSource
{
    std::shared_ptr<const FrameSource> frames;
    std::shared_ptr<Capture> capture = {}; ///< behind the frames; null: they are no capture's
    std::shared_ptr<const Recording> recording = {}; ///< that the frames are; null: they are none's
    std::shared_ptr<const Dissector> dissector;
    std::shared_ptr<CopyLedger> ledger = {};
    std::string name = {}; ///< in messages
    std::vector<FileStatus> keep = {}; ///< files that no export is written over, beside the capture's

    /// What a user chose, with what the source says of itself.
    ExportOptions completed(ExportOptions chosen) const;
    /// What is read for a format: the capture itself where nothing is decoded.
    const FrameSource &sourceFor(ExportFormat format) const;
};

/// What is asked for.
struct ExportOrder
{
    RowRanges frames;
    QString path; ///< of the file to be written
    ExportOptions options; ///< what the user chose; the source completes them
};

/// `done` may be read when the job has finished without failure.
struct ExportRun
{
    ExportOrder order;
    std::shared_ptr<Job> job;
    std::optional<ExportReport> done = {};
};

/// `wake` is called from the worker when it has finished.
std::shared_ptr<ExportRun> startExport(WorkerPool &pool, ExportSource source, ExportOrder order, std::function<void()> wake);

/// What an export would give. The rest may be read when the job has finished.
struct PreviewRun
{
    ExportOrder order;
    std::shared_ptr<Job> job;
    Result<std::string> text = {};
    std::uint64_t bytes = 0; ///< of the file, estimated, before it is compressed
    Result<std::vector<std::string>> losses = {}; ///< of the frames looked at
};

/// The begin of a file, no more than a dialog can show.
inline constexpr std::size_t previewBytes = 8192;

std::shared_ptr<PreviewRun> startPreview(WorkerPool &pool, ExportSource source, ExportOrder order, std::function<void()> wake);

/// "Exported 280 frames to x.pcap (292 kB)." and what got lost; or why it failed.
Message exportMessage(const ExportRun &run);
/// "1 frame", "1,000 frames".
QString framesText(std::uint64_t frames);

} // namespace framelens::ui

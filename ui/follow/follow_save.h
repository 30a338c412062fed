// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Writes a followed stream to a file, on a worker.
#pragma once

#include "core/base/job.h"
#include "core/bytes/file_handle.h"
#include "ui/follow/follow_text.h"
#include "ui/widgets/message_bar.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

enum class FollowSaveKind : std::uint8_t { Raw, RawToServer, RawToClient, HexDump, Json };

struct FollowSave
{
    FollowSaveKind kind = FollowSaveKind::Raw;
    QString path;
    std::shared_ptr<Job> job;
    std::uint64_t bytes = 0; ///< of the stream that were written, when the job has finished
};

/// The whole file or none, and never in the place of one of `keep`. Bytes are written as they lie, gaps are left out of raw files and named in the others.
Result<std::uint64_t> saveStream(const FollowedStream &stream, FollowSaveKind kind, const std::string &path, Job &job,
                                 std::span<const FileStatus> keep = {});
std::shared_ptr<FollowSave> startFollowSave(WorkerPool &pool, std::shared_ptr<const FollowedStream> stream,
                                            FollowSaveKind kind, const QString &path, std::vector<FileStatus> keep,
                                            std::function<void()> wake);
/// "Saved 292 kB to x.bin."; or why not.
QString saveText(const FollowSave &save);

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Finds bytes in a followed stream, on a worker: also where a match lies in several segments.
#pragma once

#include "core/base/job.h"
#include "ui/follow/follow_bytes_view.h"

#include <QString>

#include <memory>
#include <optional>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

enum class FollowFindKind : std::uint8_t { Text, Hex, Regex };

struct FollowQuery
{
    FollowFindKind kind = FollowFindKind::Text;
    QString text;
    bool matchCase = false; ///< of ASCII letters; hex is exact always
    FollowEncoding encoding = FollowEncoding::Utf8; ///< in which the text is looked for
    FollowSides sides = FollowSides::Both;
};

/// Why nothing can be looked for; empty when something can.
QString queryProblem(const FollowQuery &query);

struct FollowFound
{
    std::optional<FollowRange> range = {}; ///< null: there is none, or the job was cancelled
    bool gaveUp = false; ///< a regular expression took too many steps: what is behind that place was not looked at
};

/// The first match that begins at or behind `from`, in the order in which the stream is shown; a match lies in one
/// direction and never across a gap. Regular expressions see bytes as characters 0 to 255 and match at most 64 KiB across
/// batches. Reports pieces.
FollowFound findInStream(const FollowedStream &stream, const FollowQuery &query, FollowPlace from, FollowPlace until, Job &job);

struct FollowSearch
{
    std::shared_ptr<Job> job;
    FollowFound found = {}; ///< when the job has finished
    bool wrapped = false; ///< it began anew at the beginning
};

/// From `from` to the end, and on from the beginning.
std::shared_ptr<FollowSearch> startFollowSearch(WorkerPool &pool, std::shared_ptr<const FollowedStream> stream,
                                                FollowQuery query, FollowPlace from, std::function<void()> wake);

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What all exports of a recording do alike: go through its records, heed a cancel, notice what was lost.
#pragma once

#include "core/export/made_conversations.h"
#include "core/export/recording_export.h"

#include <utility>

namespace framelens {

/// Files that an export must not be written over: those that the caller named, and the spool's own.
std::vector<FileStatus> exportKeeps(const SpoolLog &log, const RecordingExportOptions &options);

/// The records that the log has now. Borrows all it is given.
class RecordWalk
{
public:
    /// Which walk over the same records this is, of how many: for the progress.
    struct Pass
    {
        std::uint64_t number = 0;
        std::uint64_t count = 1;
    };

    RecordWalk(const SpoolLog &log, Job &job, const RecordingExportOptions &options);

    void setPass(Pass pass) { m_pass = pass; }

    /// Calls `take` with each record in turn until it fails; tells progress.
    template <typename Take>
    Result<void> forEach(const Take &take)
    {
        for (std::uint64_t number = 0; number < m_count; ++number) {
            if (number % 1024 == 0)
                if (Result<void> goOn = progress(number); !goOn)
                    return goOn;
            if (Result<void> taken = take(m_log.record(number)); !taken)
                return written(std::move(taken));
        }
        return progress(m_count);
    }
    /// Of a chunk, where they lie. Reason::SourceLost when they were lost before.
    Result<Bytes> bytesOf(const SpoolRecord &chunk) const;
    /// After a write: bytes that were lost meanwhile were written as zeros, or not at all; and a cancel.
    Result<void> written(Result<void> result) const;
    /// The same before the export is put in place.
    Result<void> checkedAtEnd() const;

private:
    Result<void> progress(std::uint64_t number);
    std::unexpected<Error> lost() const;

    const SpoolLog &m_log;
    Job &m_job;
    const RecordingExportOptions &m_options;
    std::uint32_t m_generation;
    std::uint64_t m_count;
    Bytes m_bytes;
    Pass m_pass;
};

} // namespace framelens

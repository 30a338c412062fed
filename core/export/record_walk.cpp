// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/record_walk.h"

#include <string_view>

namespace framelens {

std::vector<FileStatus> exportKeeps(const SpoolLog &log, const RecordingExportOptions &options)
{
    constexpr std::string_view suffix = ".data";
    std::vector<FileStatus> keep = options.keep;
    const std::string &data = log.path();
    const std::string journal = data.substr(0, data.size() - std::min(data.size(), suffix.size())) + ".journal";
    for (const std::string &path : {data, journal})
        if (const auto status = statusOf(path))
            keep.push_back(*status);
    return keep;
}

// The bytes are taken after the count: all that these records speak of is there.
RecordWalk::RecordWalk(const SpoolLog &log, Job &job, const RecordingExportOptions &options)
    : m_log(log)
    , m_job(job)
    , m_options(options)
    , m_generation(log.generation())
    , m_count(log.count())
    , m_bytes(log.store()->bytes())
{
}

std::unexpected<Error> RecordWalk::lost() const
{
    return std::unexpected(Error{.action = Action::Read, .reason = Reason::SourceLost, .subject = m_log.path()});
}

Result<Bytes> RecordWalk::bytesOf(const SpoolRecord &chunk) const
{
    if (!m_log.store()->holds(chunk.offset, chunk.size))
        return lost();
    return m_bytes.subspan(chunk.offset, chunk.size);
}

Result<void> RecordWalk::progress(std::uint64_t number)
{
    m_job.report((m_pass.number * m_count) + number, m_pass.count * m_count);
    if (m_job.cancelled())
        return std::unexpected(Error{.action = Action::Write, .reason = Reason::Cancelled});
    return {};
}

Result<void> RecordWalk::written(Result<void> result) const
{
    const bool sourceLost = !result && result.error().reason == Reason::SourceLost;
    if (sourceLost || m_log.generation() != m_generation)
        return lost();
    if (result && m_job.cancelled())
        return std::unexpected(Error{.action = Action::Write, .reason = Reason::Cancelled});
    return result;
}

Result<void> RecordWalk::checkedAtEnd() const
{
    if (m_options.checkSource)
        m_options.checkSource();
    return written({});
}

} // namespace framelens

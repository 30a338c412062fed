// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/exporting.h"

#include <cstdio>
#include <cstdlib>

namespace framelens::test {

std::shared_ptr<Capture> openedFile(const std::string &path)
{
    const auto capture = Capture::open(path);
    if (!capture)
        return nullptr;
    Job job;
    (*capture)->index(job);
    return *capture;
}

RowRanges allOf(const FrameSource &source) { return {0, source.count()}; }

RowRanges everyOf(const FrameSource &source, std::uint32_t step, std::uint32_t first)
{
    RowRanges frames;
    for (std::uint32_t frame = first; frame < source.count(); frame += step)
        frames.add(frame, frame + 1);
    return frames;
}

Result<ExportReport> saved(const FrameSource &source, const RowRanges &frames, const std::string &path, Job &job,
                           const ExportOptions &options)
{
    return exportFrames(source, frames, {.path = path}, job, options);
}

ExportReport mustSave(const FrameSource &source, const RowRanges &frames, const std::string &path, const ExportOptions &options)
{
    Job job;
    Result<ExportReport> report = saved(source, frames, path, job, options);
    if (!report) {
        std::fprintf(stderr, "%s\n", describe(report.error()).c_str());
        std::abort();
    }
    return *std::move(report);
}

} // namespace framelens::test

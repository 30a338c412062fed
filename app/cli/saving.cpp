// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/saving.h"

#include "core/base/visible_text.h"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace framelens::cli {

OpenOptions openOptions(const Options &options)
{
    OpenOptions open;
    if (options.mostFrames != 0)
        open.mostFrames = options.mostFrames;
    if (options.frames) // nothing behind the last one is asked for
        open.mostFrames = std::min(open.mostFrames, options.frames->last().value_or(0) + 1);
    if (options.mostDecompressedBytes != 0)
        open.mostDecompressedBytes = options.mostDecompressedBytes;
    if (options.mostRatio != 0)
        open.mostRatio = options.mostRatio;
    return open;
}

Result<PcapExport> saveCapture(const std::string &target, Capture &capture, const Options &given)
{
    const RowRanges frames = given.frames.value_or(RowRanges(0, capture.count()));
    PcapExportOptions options{.sourceName = capture.path(), .keep = {capture.status()}};
    options.checkSource = [&capture] { capture.check(); };
    if (capture.metadata().interfaces.size() != 0)
        options.linkTypeIfEmpty = capture.metadata().interfaces[0].linkType;
    Job job;
    if (target == "-")
        return exportPcap(capture, frames, STDOUT_FILENO, "standard output", job, options);
    return exportPcap(capture, frames, target, job, options);
}

Exit save(const Options &options)
{
    const Result<std::shared_ptr<Capture>> capture = Capture::open(options.read, openOptions(options));
    if (!capture)
        return fail(capture.error());
    Job indexing;
    (*capture)->index(indexing);
    const Result<PcapExport> done = saveCapture(*options.write, **capture, options);
    if (!done) {
        const bool readerIsGone = done.error().reason == Reason::System && done.error().systemError == EPIPE;
        return readerIsGone ? Exit::Done : fail(done.error());
    }
    for (const std::string &loss : losses(*done))
        complain(visibleText(*options.write) + ": " + loss);
    return damaged(indexing.failure());
}

} // namespace framelens::cli

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/window/export_run.h"

#include "app/exporting/export_run.h"
#include "app/exporting/interrupt.h"
#include "core/capture/saved_framings.h"
#include "core/decode/registry.h"
#include "core/export/frame_writer.h"
#include "core/stream/capture_streams.h"

#include <cstdio>
#include <semaphore>
#include <thread>

namespace framelens::window {

namespace {

enum Exit { Done = 0, Usage = 1, CannotOpenOrWrite = 2, DamagedInput = 3 };

int complain(const std::string &text, int exit)
{
    std::fprintf(stderr, "framelens: %s\n", text.c_str());
    return exit;
}

// False: it was interrupted, and may wait for a pipe that nobody writes to.
bool index(Capture &capture, Job &job, std::jthread &indexer)
{
    std::binary_semaphore over(0);
    indexer = std::jthread([&capture, &job, &over] {
        capture.index(job);
        over.release();
    });
    const exporting::OnInterrupt interrupt([&] { over.release(); });
    over.acquire();
    return job.finished();
}

// Frames of text formats are shown with their conversations and the messages that end in them.
void decodeWith(ExportOptions &options, const std::shared_ptr<Capture> &capture)
{
    options.decoded.registry = Registry::builtIn();
    const auto streams = std::make_shared<CaptureStreams>(capture, options.decoded.registry, nullptr, nullptr,
                                                          savedFramers(capture));
    Job job;
    while (!exporting::isInterrupted() && streams->advance(job)) { }
    options.decoded.view = [streams](std::uint32_t frame) { return streams->wholeView(frame); };
}

ExportOptions completed(const ExportRequest &request, const std::shared_ptr<Capture> &capture)
{
    ExportOptions options = exporting::optionsFor(*capture);
    options.format = request.options.format;
    options.compression = request.options.compression;
    options.comments = request.options.comments;
    options.secrets = request.options.secrets;
    options.decoded = request.options.decoded;
    if (!exportFormatInfo(options.format).isCapture)
        decodeWith(options, capture);
    return options;
}

int write(const ExportRequest &request, const std::shared_ptr<Capture> &capture)
{
    const RowRanges all(0, capture->count());
    const RowRanges frames = request.frames ? request.frames->within(0, capture->count()) : all;
    const Result<ExportReport> done = exporting::run(*capture, frames, request.target, completed(request, capture));
    if (!done)
        return complain(describe(done.error()), CannotOpenOrWrite);
    for (const std::string &remark : exporting::remarks(request.target, *done))
        complain(remark, Done);
    return Done;
}

} // namespace

int runExport(ExportRequest request)
{
    if (!exportFormatInfo(request.options.format).isCapture) { // names are looked at before a long way is gone
        request.options.decoded.registry = Registry::builtIn();
        if (const auto writer = makeFrameWriter(request.options.format, request.options.decoded); !writer)
            return complain(describe(writer.error()), Usage);
    }
    const Result<std::shared_ptr<Capture>> capture = Capture::open(request.capture, {});
    if (!capture)
        return complain(describe(capture.error()), CannotOpenOrWrite);
    exporting::catchInterrupts();
    Job job;
    std::jthread indexer;
    if (!index(**capture, job, indexer)) {
        indexer.detach();
        std::_Exit(write(request, *capture));
    }
    if (const int result = write(request, *capture); result != Done)
        return result;
    if (const std::optional<Error> problem = job.failure())
        return complain(describe(*problem), DamagedInput);
    return Done;
}

} // namespace framelens::window

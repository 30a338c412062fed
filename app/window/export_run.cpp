// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/window/export_run.h"

#include "app/exporting/export_run.h"
#include "app/exporting/interrupt.h"
#include "core/capture/saved_framings.h"
#include "core/decode/registry.h"
#include "core/export/frame_writer.h"
#include "core/filter/filter_search.h"
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

// Frames of text formats are shown with their conversations and the messages that end in them; filters may ask for both.
std::shared_ptr<CaptureStreams> streamsFor(const ExportRequest &request, const std::shared_ptr<Capture> &capture)
{
    if (exportFormatInfo(request.options.format).isCapture && (request.filter == nullptr || !request.filter->needsStreams()))
        return {};
    auto streams = std::make_shared<CaptureStreams>(capture, Registry::builtIn(), nullptr, nullptr, savedFramers(capture));
    Job job;
    while (!exporting::isInterrupted() && streams->advance(job)) { }
    return streams;
}

// What is decided when an interrupt comes is what is exported.
std::unique_ptr<FilterSearch> searched(const ExportRequest &request, const std::shared_ptr<Capture> &capture,
                                       const std::shared_ptr<CaptureStreams> &streams)
{
    SearchedFrames frames{.source = capture};
    if (streams)
        frames = {.source = streams,
                  .view = [streams](std::uint32_t frame) { return streams->wholeView(frame); },
                  .namesConversations = true};
    auto search = std::make_unique<FilterSearch>(request.filter, std::move(frames));
    Job job;
    const exporting::OnInterrupt interrupt([&job] { job.cancel(); });
    search->advance(streams ? streams->known() : capture->count(), std::thread::hardware_concurrency(), job);
    return search;
}

ExportOptions completed(const ExportRequest &request, const std::shared_ptr<Capture> &capture,
                        const std::shared_ptr<CaptureStreams> &streams)
{
    ExportOptions options = exporting::optionsFor(*capture);
    options.format = request.options.format;
    options.compression = request.options.compression;
    options.comments = request.options.comments;
    options.secrets = request.options.secrets;
    options.decoded = request.options.decoded;
    if (!exportFormatInfo(options.format).isCapture) {
        options.decoded.registry = Registry::builtIn();
        options.decoded.view = [streams](std::uint32_t frame) { return streams->wholeView(frame); };
    }
    return options;
}

Result<ExportReport> exported(const ExportRequest &request, const std::shared_ptr<Capture> &capture)
{
    const auto streams = streamsFor(request, capture);
    const RowRange all{0, capture->count()};
    const RowRanges frames = request.frames ? request.frames->within(all.begin, all.end) : RowRanges(all.begin, all.end);
    ExportOptions options = completed(request, capture, streams);
    if (request.filter == nullptr)
        return exporting::run(*capture, frames, request.target, std::move(options));
    const auto search = searched(request, capture, streams);
    if (!request.frames)
        return exporting::run(*capture, ChosenFrames(search->matches(), all), request.target, std::move(options));
    RowRanges both;
    for (const RowRange range : frames.ranges())
        for (const RowRange part : ChosenFrames(search->matches(), range))
            both.add(part.begin, part.end);
    return exporting::run(*capture, both, request.target, std::move(options));
}

int write(const ExportRequest &request, const std::shared_ptr<Capture> &capture)
{
    const Result<ExportReport> done = exported(request, capture);
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

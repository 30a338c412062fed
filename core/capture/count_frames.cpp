// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Counting needs no index and no map: the readers hop through the read window alone.
#include "core/capture/capture_parts.h"

namespace framelens {

namespace {

Result<FrameCount> countThroughCapture(const std::string &path, const OpenOptions &options)
{
    const auto capture = Capture::open(path, options);
    if (!capture)
        return std::unexpected(capture.error());
    Job job;
    (*capture)->index(job);
    return FrameCount{(*capture)->count(), job.failure()};
}

FrameCount hop(RecordReader &reader, ReadWindow &window, std::uint64_t end, std::uint32_t mostFrames)
{
    FrameCount result;
    RecordBatch batch;
    while (true) {
        batch.count = 0;
        batch.most = std::min<std::uint64_t>(RecordBatch::capacity, mostFrames - result.frames);
        if (batch.most == 0)
            break;
        ScanResult scanned = reader.scan(window, end, batch);
        result.frames += batch.count;
        if (scanned.stop != ScanStop::Step) {
            result.problem = std::move(scanned.problem);
            break;
        }
    }
    if (!result.problem)
        result.problem = reader.passedOver();
    return result;
}

} // namespace

Result<FrameCount> countFrames(const std::string &path, const OpenOptions &options)
{
    // A pipe is opened once: its writer would not survive a second time.
    if (const auto status = statusOf(path); path == "-" || (status && !status->regular))
        return countThroughCapture(path, options);
    const auto input = openAndLook(path);
    if (!input)
        return std::unexpected(input.error());
    const std::uint64_t end = input->status.size;
    if (input->mustPump || end < recogniseBytes)
        return countThroughCapture(path, options); // which knows what to say of what is too short
    ReadWindow window(input->file.fd(), path, options.ledger.get());
    const auto head = window.at(0, recogniseBytes, end);
    if (!head)
        return std::unexpected(head.error());
    Metadata metadata;
    const auto reader = recognise(head->first(recogniseBytes), path, metadata);
    if (!reader)
        return std::unexpected(reader.error());
    return hop(**reader, window, end, options.mostFrames);
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Records of a capture go into a file as they lie: selected frames that follow each other are one run of bytes.
#pragma once

#include "core/capture/capture.h"
#include "core/export/running_export.h"

namespace framelens {

/// Bytes of a capture's store.
struct StoreRange
{
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// Where the record of a frame ends, as it says itself now; nothing when it is no longer there or is no record of `kind` any more.
/// `order`: of the file, or of the frame's section.
std::optional<std::uint64_t> recordEnd(const Capture &capture, std::uint32_t frame, CaptureKind kind, ByteOrder order);

/// Calls take(RowRange, begin) for the selected frames, at most 65,536 at a time, whose records begin at `begin` of the store; others of the
/// capture's blocks may lie between them. Ends early when there is enough.
template <typename Take>
Result<void> forEachRun(const ExportInput &input, const Capture &capture, const Take &take)
{
    constexpr std::uint32_t mostFrames = 65'536; // progress is told behind each
    constexpr std::size_t ahead = 16; // records that are on their way from memory
    auto fetched = input.frames.begin();
    const auto behind = input.frames.end();
    const auto fetchNext = [&] {
        if (fetched != behind)
            capture.prefetch((*fetched++).begin);
    };
    for (std::size_t i = 0; i < ahead; ++i)
        fetchNext();
    for (const RowRange range : input.frames) {
        fetchNext();
        RowRange rest = input.within(range);
        while (rest.begin < rest.end) {
            if (input.isEnough())
                return {};
            const RowRange run{rest.begin, rest.begin + std::min(rest.size(), mostFrames)};
            if (Result<void> taken = take(run, capture.recordOffset(run.begin)); !taken)
                return taken;
            rest.begin = run.end;
        }
    }
    return {};
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a Capture is made of, and the work of its index worker. Not for others to include.
#pragma once

#include "core/bytes/growing_file.h"
#include "core/capture/capture.h"
#include "core/capture/compression.h"
#include "core/capture/frame_index.h"
#include "core/capture/pump.h"
#include "core/capture/record_reader.h"

#include <atomic>
#include <mutex>
#include <vector>

namespace framelens {

/// A file opened for reading, and whether it can be mapped as it is.
struct OpenedInput
{
    FileHandle file;
    FileStatus status;
    bool mustPump = false;
};

Result<OpenedInput> openAndLook(const std::string &path);

struct Capture::Parts
{
    // Set once, before the capture is shared.
    std::string path;
    FileStatus status;
    OpenOptions options;
    std::shared_ptr<const Store> store;
    std::shared_ptr<MappedFile> mapped; // one of these two is what `store` shows
    std::shared_ptr<GrowingFile> growing;
    std::unique_ptr<Pump> pump; // the index worker's after that
    Compression compression = Compression::None;
    std::uint64_t mostIndexBytes = 0;

    // Written by the index worker, read by all.
    Metadata metadata;
    FrameIndex frameIndex;
    std::atomic<const RecordReader *> reader{nullptr};
    std::atomic<std::int64_t> firstTimeNs{0};
    std::atomic<bool> complete{false};
    mutable std::mutex mutex;
    std::optional<Error> problem; // under the mutex

    // The index worker's.
    std::unique_ptr<RecordReader> ownedReader;
    bool timeFound = false;
    bool pumpNext = true;
    RecordBatch batch;

    Result<void> begin(OpenedInput input, const std::string &name);
    std::optional<Error> index(Job &job);
    FileChange check();

private:
    enum class Next : std::uint8_t { GoOn, Wait, Complete };

    Result<void> map(OpenedInput input, const std::string &name);
    Result<void> look();
    const FileHandle &readable() const;
    bool isFollowed() const { return growing != nullptr && pump == nullptr; }
    bool takeGrowth();
    Next step(ReadWindow &window);
    Next atStop(ScanResult result);
    void keepBatch();
    std::optional<Error> limitReached() const;
    void findFirstTime();
    Next endWith(std::optional<Error> error);
    void reportTo(Job &job) const;
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// An open capture: a mapped file, and the index of its frames while it is made and when it is complete.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/base/job.h"
#include "core/base/limits.h"
#include "core/bytes/file_handle.h"
#include "core/bytes/frame_source.h"
#include "core/bytes/mapped_file.h"
#include "core/capture/capture_format.h"
#include "core/capture/metadata.h"

#include <memory>
#include <string>

namespace framelens {

struct OpenOptions
{
    /// Map the file as one that grows, and take an incomplete record at its end for one still being
    /// written. Ignored for compressed files and pipes.
    bool follow = false;
    /// Bytes that a compressed file may grow to.
    std::uint64_t mostDecompressedBytes = std::uint64_t{64} << 30U;
    /// Bytes out for one in, over any 64 MiB of output: above it a compressed file is taken for a bomb.
    std::uint32_t mostRatio = 1000;
    /// Indexing ends after so many frames; that is no failure when it is below limits::frames.
    std::uint32_t mostFrames = limits::frames;
    /// Bytes of heap that the index may take; 0: half of the physical memory.
    std::uint64_t mostIndexBytes = 0;
    /// Counts what is copied; may be null.
    std::shared_ptr<CopyLedger> ledger = {};
};

/// Frames of a file. Anything may be asked from any thread while one thread runs index().
class Capture final : public FrameSource, public std::enable_shared_from_this<Capture>
{
public:
    /// Opens and maps `path` ("-": standard input) and recognises its format by content. What is no regular
    /// file, or is compressed, goes step by step into an unlinked temporary file which is mapped instead.
    /// There are no frames before index() runs. Blocks until a pipe has given its first bytes.
    static Result<std::shared_ptr<Capture>> open(const std::string &path, OpenOptions options = {});
    ~Capture() override;

    /// Indexes in the calling thread up to the end of the file, to damage, to a limit, or until the job is
    /// cancelled (within 1,024 frames or 1 MiB), and then finishes the job. Frames appear in count() batch
    /// by batch. Progress is in bytes of the file that was opened; total 0 for pipes. job.failure() says where
    /// and why it ended early; Reason::Cancelled after a cancel. Called again, with a new job, it goes on
    /// where it stopped: after a cancel, or when a followed file has grown. One thread at a time.
    void index(Job &job);

    std::uint32_t count() const override;
    FrameRef frame(std::uint32_t frame) const override;
    void prefetch(std::uint32_t frame) const override;
    FrameView view(std::uint32_t frame) const override;
    std::uint32_t generation() const override;
    std::int64_t firstTimeNs() const override;

    /// Where the record of a frame below count() begins in store(): its header, or its block. Reads nothing of it.
    std::uint64_t recordOffset(std::uint32_t frame) const override;
    std::shared_ptr<const Store> recordStore() const override;
    /// The bytes that all frames lie in: the mapped file, or what was made from a compressed one.
    const std::shared_ptr<const Store> &store() const &;
    CaptureFormat format() const;
    const Metadata &metadata() const &;
    /// Bytes of a section header, an interface description or another block, whole; empty when they are gone.
    ByteView bytesOf(std::uint64_t offset, std::uint32_t length) const;

    /// Looks at the file: see MappedFile::check(). Grown: with `follow`, call index() again; without, open
    /// anew. Frames behind a cut give no bytes, and generation() has risen. Pipes never change.
    FileChange check();
    /// Damage or limit that indexing met, if any.
    std::optional<Error> problem() const;
    /// Whether everything was indexed that is there to index (the end, or damage, was reached).
    bool isComplete() const;
    /// Heap taken by index and metadata.
    std::size_t heapBytes() const;
    /// As it was given to open().
    const std::string &path() const &;
    /// The file that was opened (not the temporary one).
    const FileStatus &status() const &;

private:
    struct Parts;
    explicit Capture(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> m_parts;
};

/// How many frames a file has.
struct FrameCount
{
    std::uint64_t frames = 0;
    std::optional<Error> problem; ///< damage behind the last frame counted
};

/// Hops through the records with the readers of Capture and keeps nothing. Of `options`, mostFrames and
/// the limits on decompression are heeded.
Result<FrameCount> countFrames(const std::string &path, const OpenOptions &options = {});

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a file format must know: how to hop from record to record, and what a record says of its frame.
#pragma once

#include "core/base/error.h"
#include "core/bytes/frame_view.h"
#include "core/capture/capture_format.h"
#include "core/capture/metadata.h"
#include "core/capture/read_window.h"

#include <array>
#include <memory>
#include <optional>
#include <span>

namespace framelens {

/// Offsets of the records found in one step.
struct RecordBatch
{
    static constexpr std::size_t capacity = 1024;
    std::array<std::uint64_t, capacity> offsets{};
    std::size_t count = 0;
    std::size_t most = capacity; ///< stop when `count` reaches it

    bool full() const { return count >= most; }
    void add(std::uint64_t offset) { offsets[count++] = offset; }
    std::span<const std::uint64_t> found() const { return std::span(offsets).first(count); }
};

/// Bytes that one step hops over at most, so that a cancel is heard.
inline constexpr std::uint64_t stepBytes = std::uint64_t{1} << 20U;

/// Why a step ended.
enum class ScanStop : std::uint8_t {
    Step, ///< the batch is full, or `stepBytes` were hopped over: call again
    AtEnd, ///< the end is where a record ends
    Partial, ///< the end lies inside a record; it is not passed: more bytes may complete it
    Damaged, ///< nothing behind this can be trusted
};

struct ScanResult
{
    ScanStop stop = ScanStop::Step;
    std::optional<Error> problem = {}; ///< for Partial and Damaged
};

/// Reads the records of one file format. scan() is the index worker's; frameAt() may be called from any
/// thread for offsets that scan() has found.
class RecordReader
{
public:
    RecordReader() = default;
    virtual ~RecordReader() = default;
    RecordReader(const RecordReader &) = delete;
    RecordReader &operator=(const RecordReader &) = delete;

    /// Hops on from where the last call stopped, towards `end`, the number of bytes that the file has by
    /// now. Adds the records of frames to `batch`.
    virtual ScanResult scan(ReadWindow &window, std::uint64_t end, RecordBatch &batch) = 0;
    /// Where the next record begins.
    virtual std::uint64_t position() const = 0;

    /// The frame whose record begins at `offset` of `store`. Nothing that the record says is trusted: the
    /// file may have been overwritten since it was indexed. A frame whose bytes are lost has none.
    virtual FrameRef frameAt(const Store &store, std::uint64_t offset, std::uint32_t frame) const = 0;

    virtual CaptureFormat format() const = 0;
    /// Damage that scan() could pass over, the first of it.
    virtual std::optional<Error> passedOver() const { return {}; }
};

/// The reader for a file that begins with `head` (24 bytes are enough, fewer only if the file has no more).
/// Null when it may become a capture once more bytes are there; an Error about `path` when it is none.
/// `metadata` must outlive the reader.
Result<std::unique_ptr<RecordReader>> recognise(Bytes head, const std::string &path, Metadata &metadata);

/// Most bytes that a frame of this link type may have before its record is taken for damage.
std::uint32_t mostFrameBytes(std::uint32_t linkType);

/// FrameInfo::linkType and ::interface of a frame whose block names an interface that its section does not
/// describe.
inline constexpr std::uint32_t unknownLinkType = UINT32_MAX;
inline constexpr std::uint32_t unknownInterface = UINT32_MAX;

/// How many bytes of `head` recognise() can need.
inline constexpr std::size_t recogniseBytes = 24;

} // namespace framelens

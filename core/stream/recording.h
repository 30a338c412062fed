// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frames of a spool: messages, cut by framers out of what was received. A live attachment is a capture that grows.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/bytes/frame_source.h"
#include "core/bytes/spool.h"
#include "core/decode/bindings.h"
#include "core/stream/framing.h"
#include "core/stream/streams.h"

#include <memory>
#include <optional>
#include <vector>

namespace framelens {

struct RecordingOptions
{
    std::optional<FramerSpec> framer = {}; ///< for all connections; nothing: automatic
    std::shared_ptr<const Bindings> bindings = {}; ///< may be null
    std::shared_ptr<CopyLedger> ledger = {}; ///< counts gathered messages; may be null
    std::uint32_t mostFrames = limits::frames; ///< no more are made: problem() says so
};

/// A run of a direction's bytes in the spool.
struct SpoolRun
{
    std::uint64_t offset = 0; ///< in the data file
    std::uint64_t size = 0; ///< bytes
};

/// Frames of a recording; 16 bytes of heap a message, none of its bytes. To cut anew make another over the same log: framers
/// are chosen at the beginning. FrameInfo::linkType is linkTypeOfRecordings, the time is that of the chunk in which the message
/// is complete. A message whose bytes do not follow each other in the spool is in pieces: view() gathers it, counted. Streams
/// are numbered as connections are, and the index of one is its number.
class Recording final : public FrameSource, public Streams
{
public:
    Recording(std::shared_ptr<const SpoolLog> log, std::shared_ptr<const Registry> registry, RecordingOptions options = {});
    ~Recording() override;

    /// Cuts what the log has published since. One thread at a time; the others may read meanwhile. Stops within 1,024 records
    /// when the job is cancelled. False: nothing was left to do. `isIdle`: nothing came for a while, so that streams
    /// whose framer waits for more bytes are given one by what is there.
    bool advance(Job &job, bool isIdle);
    /// Whether some stream waits for more bytes before its framer can be chosen: advance() again with isIdle after a while.
    bool isUndecided() const;

    /// Why not all that was received is in frames: LimitReached, with the number of the first one that is not there.
    std::optional<Error> problem() const;

    std::uint32_t count() const override;
    FrameRef frame(std::uint32_t frame) const override;
    void prefetch(std::uint32_t frame) const override;
    FrameView view(std::uint32_t frame) const override;
    std::uint32_t generation() const override;
    std::int64_t firstTimeNs() const override;

    std::size_t streamCount() const override;
    StreamSummary stream(std::size_t index) const override;
    std::optional<std::size_t> streamOf(std::uint32_t frame) const override;
    std::optional<std::size_t> find(Transport transport, std::uint32_t number) const override;
    std::shared_ptr<const FollowedStream> follow(std::size_t index, Job &job) const override;
    bool isComplete() const override;

    /// Where a frame's first byte stands in its direction.
    std::uint64_t streamOffset(std::uint32_t frame) const;
    /// The record of the log with which a frame was complete: the chunk of its last byte, or the event.
    std::uint32_t recordOf(std::uint32_t frame) const;
    /// Where the bytes of a frame lie, in order: one run, or several when it is in pieces. Empty when it has none, and when the
    /// spool does not say.
    std::vector<SpoolRun> runsOf(std::uint32_t frame) const;
    /// The framing of a connection, once it is chosen.
    std::optional<Framing> framing(std::size_t connection) const;
    /// keptText() of it; empty while it is not chosen.
    std::string framerText(std::size_t connection) const;
    const std::shared_ptr<const SpoolLog> &log() const &;
    const RecordingOptions &options() const &;
    /// Of the messages; connections cost some hundred bytes each beside it.
    std::size_t heapBytes() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace framelens

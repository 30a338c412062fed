// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A capture whose conversations are known: the same frames, with their stream numbers and the messages that end in them.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/bytes/frame_source.h"
#include "core/decode/bindings.h"
#include "core/stream/framing.h"
#include "core/stream/streams.h"

#include <memory>

namespace framelens {

/// Stands before a capture and forwards to it. Until advance() has come by, its frames are the capture's own.
class CaptureStreams final : public FrameSource, public Streams
{
public:
    /// Pieces and messages, no payload: some 100 bytes a segment, so the streams of a capture of several GB.
    static constexpr std::size_t usualMemory = std::size_t{256} << 20U;

    /// `kept`: what the file says of its framers; asked in any thread, once a conversation or some times. `memory`: bytes of assembled
    /// streams that are kept. Whoever reads forward has no stream walked twice because of it; beyond it the beginnings of streams
    /// are forgotten, then what was not asked for longest. Streams in use that look far ahead may take four times as much.
    CaptureStreams(std::shared_ptr<const FrameSource> frames, std::shared_ptr<const Registry> registry,
                   std::shared_ptr<const Bindings> bindings, std::shared_ptr<CopyLedger> ledger, KeptFramers kept = {},
                   std::size_t memory = usualMemory);
    ~CaptureStreams() override;

    /// The conversation pass over frames that were published since: numbers go into a plain column. One thread at a time, the
    /// others may read meanwhile. At most 12 bytes of heap a frame. Stops within 1,024 frames when the job is cancelled;
    /// reports frames. False: nothing was left to do.
    bool advance(Job &job);
    /// Frames below it have a conversation number, or none for good.
    std::uint32_t known() const;
    /// tshark's number of the frame's innermost conversation; FrameInfo::noConversation: it has none.
    std::uint32_t conversation(std::uint32_t frame) const;

    std::uint32_t count() const override;
    /// With the conversation number; without messages.
    FrameRef frame(std::uint32_t frame) const override;
    void prefetch(std::uint32_t frame) const override;
    /// With the messages that end in the frame. Assembles the stream up to here, which is kept for the next call (bounded): the
    /// cost is that of the frames of this conversation which were not seen yet. A conversation with more than
    /// `mostFramesAtOnce` such frames is not assembled here: the view comes without messages, and needs() names it.
    FrameView view(std::uint32_t frame) const override;
    std::uint64_t streamProtocols(std::uint32_t frame) const override;
    std::uint32_t generation() const override;
    std::int64_t firstTimeNs() const override;
    std::shared_ptr<const Store> recordStore() const override;
    std::uint64_t recordOffset(std::uint32_t frame) const override;

    static constexpr std::uint32_t mostFramesAtOnce = 4096;
    /// A conversation that view() could not assemble at once: hand it to assemble() on a worker, then ask for the view again.
    std::optional<std::size_t> needs() const;
    void assemble(std::size_t index, Job &job) const;
    /// view() that always assembles, however long it takes: for the text program and exports.
    FrameView wholeView(std::uint32_t frame) const;

    std::size_t streamCount() const override;
    StreamSummary stream(std::size_t index) const override;
    std::optional<std::size_t> streamOf(std::uint32_t frame) const override;
    std::optional<std::size_t> find(Transport transport, std::uint32_t number) const override;
    std::shared_ptr<const FollowedStream> follow(std::size_t index, Job &job) const override;
    bool isComplete() const override;

    const std::shared_ptr<const FrameSource> &frames() const &;
    std::size_t heapBytes() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace framelens

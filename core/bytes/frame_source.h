// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What list, filter and export see of frames, wherever they come from.
#pragma once

#include "core/bytes/frame_view.h"

namespace framelens {

/// How far ahead of frame() those who walk many frames call prefetch().
inline constexpr std::uint32_t prefetchAhead = 8;

/// Numbered frames. `frame` is counted from 0 here and everywhere in the program; only FrameInfo::number,
/// which people see, is counted from 1. Frames below count() never change; count() only grows. All
/// functions may be called from any thread.
class FrameSource
{
public:
    virtual ~FrameSource() = default;

    virtual std::uint32_t count() const = 0;
    /// Description and bytes of a frame below count(), without taking a reference: valid while the caller
    /// holds the source. A frame whose bytes are lost (see Store) has none, and info.capturedLength says
    /// how many there were.
    virtual FrameRef frame(std::uint32_t frame) const = 0;
    /// Whoever walks many frames calls this `prefetchAhead` ahead of frame(): it starts to fetch what frame()
    /// will read first. Any number may be given.
    virtual void prefetch(std::uint32_t /*frame*/) const { }
    /// The same as frame(), to be kept.
    virtual FrameView view(std::uint32_t frame) const = 0;
    /// See Store::generation().
    virtual std::uint32_t generation() const = 0;
    /// Time of the first frame that has one, ns since the epoch; 0 before there is one.
    virtual std::int64_t firstTimeNs() const = 0;

    /// Of the TCP stream that a frame below count() belongs to: a bit for each protocol (protocolBit()) whose messages may end in the
    /// frame or that takes its segments as they are; of the others view() would find none. All bits where that is not certain, and
    /// of frames of no such stream.
    virtual std::uint64_t streamProtocols(std::uint32_t /*frame*/) const { return ~std::uint64_t{0}; }

    /// The Store in which all frames lie in the order of their numbers, each between its recordOffset() and that of the next: whoever
    /// looks for bytes goes over them as they are. Null: they lie otherwise.
    virtual std::shared_ptr<const Store> recordStore() const { return nullptr; }
    /// Where the record of a frame below count() begins in recordStore(), its header included.
    virtual std::uint64_t recordOffset(std::uint32_t /*frame*/) const { return 0; }
};

} // namespace framelens

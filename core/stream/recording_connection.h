// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One connection of a recording, from its first record to its last.
#pragma once

#include "core/base/append_only.h"
#include "core/bytes/spool.h"
#include "core/stream/stream_cutter.h"
#include "core/stream/streams.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace framelens {

/// Never moves once made: frames point to its flows.
struct RecordedConnection
{
    /// Of one direction: where the bytes that lie one behind another in the spool begin, and its last chunk.
    struct Side
    {
        std::uint64_t runBegin = 0; // offset in the direction
        std::uint64_t dataEnd = UINT64_MAX; // in the spool, of the last chunk
        std::optional<std::uint32_t> lastChunk;
        bool ended = false;
    };

    // What frames point to: written before the first of them is published, never after.
    std::array<Flow, 2> flows{};
    Framing framing;
    std::atomic<bool> isFramed = false;

    // The writer's own.
    std::array<Side, 2> sides{};
    std::unique_ptr<FramingChoice> choice; // until it is chosen
    std::vector<std::uint32_t> waiting; // records that came before it was
    std::size_t waitingAt = 0; // while there is a choice: its place among those that wait
    std::unique_ptr<StreamCutter> cutter;
    bool hasBytes = false;

    // For readers, under Recording's mutex.
    StreamSummary summary;
    std::array<std::optional<std::uint32_t>, 2> lastChunks{};
    bool hasTime = false;
    bool hasFrame = false;
};

using RecordedConnections = AppendOnly<std::unique_ptr<RecordedConnection>>;

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a Recording is made of: the writer's side cuts, the readers' side looks messages up.
#pragma once

#include "core/stream/recording.h"
#include "core/stream/recording_connection.h"
#include "core/stream/recording_index.h"

namespace framelens {

struct Recording::Parts
{
    Parts(std::shared_ptr<const SpoolLog> spool, std::shared_ptr<const Registry> protocols, RecordingOptions chosen);

    // The writer's: recording_cut.cpp.
    bool advance(Job &job, bool isIdle);

    // Any thread's.
    /// The connection a record speaks of, once it is known.
    const RecordedConnection *connectionOf(const SpoolRecord &record) const;
    /// The runs of [offset, offset + size) of the direction of `record`, which holds the last of these bytes, in order.
    /// Empty when the spool does not say.
    std::vector<SpoolRun> runsOf(const SpoolRecord &record, std::uint64_t offset, std::uint64_t size) const;
    FrameInfo infoOf(std::uint32_t number, const RecordedFrame &frame, const SpoolRecord &record) const;
    ByteView gather(const SpoolRecord &record, const RecordedFrame &frame) const;
    StreamSummary summaryOf(std::size_t number) const;

    const std::shared_ptr<const SpoolLog> log;
    const std::shared_ptr<const Registry> registry;
    const RecordingOptions options;
    const std::shared_ptr<const Bindings> bindings;
    const std::shared_ptr<CopyLedger> ledger;
    const std::shared_ptr<RecordedConnections> connections = std::make_shared<RecordedConnections>();
    RecordingIndex index;
    mutable std::mutex mutex; // summaries
    std::atomic<std::int64_t> firstTimeNs{0};
    std::atomic<std::size_t> undecided{0}; // connections with bytes that wait for their framer
    std::atomic<bool> isComplete{false};
    std::atomic<bool> isCutOff{false}; // there was a frame too many

private:
    RecordedConnection &connectionAt(std::uint32_t number);
    void take(std::uint32_t number);
    void takeChunk(RecordedConnection &connection, std::uint32_t number, const SpoolRecord &record);
    void takeEvent(RecordedConnection &connection, std::uint32_t number, const SpoolRecord &record);
    void note(RecordedConnection &connection, const SpoolRecord &record);
    void open(RecordedConnection &connection, const SpoolRecord &record);
    void wait(RecordedConnection &connection, std::uint32_t number, const SpoolRecord &record);
    void askAll(bool isIdle);
    void decide(RecordedConnection &connection, Framing framing);
    void cut(RecordedConnection &connection, std::uint32_t number, const SpoolRecord &record);
    void cutChunk(RecordedConnection &connection, std::uint32_t number, const SpoolRecord &record);
    void endSide(RecordedConnection &connection, Direction direction);
    void push(RecordedConnection &connection, const CutMessage &message, std::optional<std::uint32_t> newest);
    std::uint32_t chunkOf(std::uint32_t newest, std::uint64_t end);
    void pushFrame(RecordedConnection &connection, const RecordedFrame &frame);
    void endAll();

    std::uint64_t m_next = 0; // record
    std::vector<RecordedConnection *> m_waiting; // in the order of their first bytes; null: decided since askAll()
    struct Step
    {
        std::uint32_t record = 0;
        std::uint64_t streamOffset = 0;
    };
    std::vector<Step> m_wayBack; // of chunkOf(): from the newest chunk to that of the last answer
    std::int64_t m_newestNs = 0;
};

} // namespace framelens

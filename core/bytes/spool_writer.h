// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What Spool keeps: the files, the batch under construction, and how far each direction has come.
#pragma once

#include "core/bytes/spool_files.h"
#include "core/bytes/spool_log.h"
#include "core/bytes/spool_sync.h"

#include <chrono>

namespace framelens {

/// How far one direction of a connection has come.
struct SpoolSide
{
    std::uint64_t streamOffset = 0;
    std::uint64_t previous = 0; ///< number of its last chunk + 1; 0: there is none
};

/// Of each connection, by Direction.
using SpoolSides = std::vector<std::array<SpoolSide, 2>>;

struct Spool::Parts
{
    Parts(std::unique_ptr<const SpoolOptions> given, SpoolFiles made, std::shared_ptr<MappedSpoolLog> readers);
    ~Parts();
    Parts(const Parts &) = delete;
    Parts &operator=(const Parts &) = delete;

    /// Whether a batch of so many bytes and records may be written: all that can be known before.
    Result<void> prepare(std::uint64_t moreBytes, std::size_t moreRecords);
    Result<void> useConnection(std::uint32_t connection);
    void encode(const SpoolChunk &chunk);
    void encode(const SpoolRecord &event);
    void encodeNote(std::string_view key, std::string_view value);
    /// Writes what was encoded and publishes it, or takes it back.
    Result<void> write();

    Result<void> writeBatch();
    Result<void> checkFiles();
    Result<void> cutBack();
    void reserveJournal(std::size_t moreRecords);
    void takeBack();
    SpoolSide &side(std::uint32_t connection, Direction direction)
    {
        return sides[connection][std::to_underlying(direction)];
    }
    journal::RecordBytes newRecord();
    std::uint64_t nextNumber() const { return count + encoded; }

    std::unique_ptr<const SpoolOptions> keptOptions; // with the calls that the files point to
    const SpoolOptions &options;
    SpoolFiles files;
    std::shared_ptr<MappedSpoolLog> log;
    SpoolSides sides;
    std::uint64_t bytes = 0; // published
    std::uint64_t count = 0; // published
    std::int64_t lastTimeNs = 0;
    // Something unpublished may lie behind the end of a file.
    bool dataHasResidue = false;
    bool journalHasResidue = false;
    std::chrono::steady_clock::time_point nextLook; // at the names of the files; at the epoch: with the next batch
    std::uint64_t reservedUpTo = 0; // of the journal: blocks that are the file's own already

    // The batch.
    std::vector<std::byte> records;
    std::vector<iovec> pieces;
    std::size_t encoded = 0; // records
    std::uint64_t added = 0; // bytes
    std::int64_t timeBefore = 0;

    std::optional<SpoolSync> sync; // last: its thread uses the files
};

} // namespace framelens

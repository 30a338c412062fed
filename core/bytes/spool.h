// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Received bytes on disk, in order of arrival, with nothing in between; and beside them a journal that says which
// connection and direction each chunk came from, and when. What is published survives kill -9.
//
//   NAME.data      all received bytes
//   NAME.journal   a header of 4,096 bytes, then records of 64 bytes, each with its own checksum
//   NAME.lock      held by the program that records: its absence of a holder tells a crash
#pragma once

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/bytes/file_calls.h"
#include "core/bytes/file_handle.h"
#include "core/bytes/flow.h"
#include "core/bytes/growing_file.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace framelens {

/// What a record of the journal says.
enum class SpoolRecordKind : std::uint8_t {
    Chunk, ///< bytes came
    Open, ///< a connection was made; client and server are known
    HalfClose, ///< `direction` was ended by its sender (FIN); the other goes on
    Close, ///< both directions have ended
    Reset, ///< ended by a reset from the sender of `direction`
    Failed, ///< did not come about, or broke: `systemError` says why (errno; 0: a time-out)
    Dropped, ///< `size` bytes of `direction` were forwarded and not recorded (the user chose that for full disks)
    Note, ///< part of a note, or one that cannot be read: readers pass it by
};

/// One record. A value, made from the journal when asked.
struct SpoolRecord
{
    SpoolRecordKind kind = SpoolRecordKind::Chunk;
    Direction direction = Direction::ToServer;
    std::uint32_t connection = 0; ///< counted from 0
    std::int64_t timeNs = 0; ///< since 1970-01-01 UTC, never before an earlier record's: a clock that steps back is held
    // Chunk, Dropped
    std::uint64_t offset = 0; ///< in the data file
    std::uint32_t size = 0; ///< bytes
    std::uint64_t streamOffset = 0; ///< bytes of this direction before it, those that were dropped with them
    std::optional<std::uint64_t> previous = {}; ///< the record of the chunk before it in this direction
    // Open, Failed
    Endpoint client = {};
    Endpoint server = {};
    int systemError = 0;
};

/// A spool as readers see it, growing or recovered. Any thread; what is below count() never changes.
class SpoolLog
{
public:
    virtual ~SpoolLog() = default;
    /// The received bytes; what a published record speaks of is published there.
    virtual const std::shared_ptr<const Store> &store() const & = 0;
    virtual std::uint64_t count() const = 0;
    /// A record below count(), read from the mapped journal.
    virtual SpoolRecord record(std::uint64_t number) const = 0;
    /// Title and whatever else the recorder was told to keep (see Spool::setNote); the newest of each key.
    virtual std::string note(std::string_view key) const = 0;
    /// Path of the data file.
    virtual const std::string &path() const & = 0;
    /// No more will come.
    virtual bool isFinished() const = 0;
    /// See Store::generation().
    virtual std::uint32_t generation() const = 0;
};

/// Keys of notes that both programs write and read: framerText() of what cuts the streams, nothing for automatic...
inline constexpr std::string_view framerNote = "framer";
/// ...and whether what is received is a capture: pcapMode, or nothing.
inline constexpr std::string_view modeNote = "mode";
inline constexpr std::string_view pcapMode = "pcap";

struct SpoolOptions
{
    /// Folder; empty: $XDG_STATE_HOME/framelens/recordings (~/.local/state/...). Never silently a tmpfs: Error Unsupported
    /// unless allowMemory.
    std::string folder = {};
    std::string name = {}; ///< without extension; empty: made of date and time
    std::string title = {}; ///< note "title": "Proxy 127.0.0.1:9000 to example.org:80"
    /// Further notes, key and value (see Spool::setNote): they stand before all that is recorded. One that is too long is left out.
    std::vector<std::pair<std::string, std::string>> notes = {};
    std::uint64_t mostBytes = std::uint64_t{64} << 30U; ///< of data, at most 1 TiB; beyond it append() is LimitReached
    bool allowMemory = false;
    bool payloadChecksums = false; ///< CRC32C of each chunk, for power loss; kill -9 does not need it
    bool syncs = true; ///< fdatasync every second or 8 MiB
    FileCalls calls = {};
};

/// A chunk to be appended. Borrowed for the call.
struct SpoolChunk
{
    Bytes bytes;
    std::uint32_t connection = 0;
    Direction direction = Direction::ToServer;
    std::int64_t timeNs = 0;
};

/// The one writer. Not thread-safe; its log() is. Files are made with mode 0600.
class Spool
{
public:
    static Result<std::unique_ptr<Spool>> create(const SpoolOptions &options);
    /// Publishes the end, releases the lock. The files stay.
    ~Spool();
    Spool(const Spool &) = delete;
    Spool &operator=(const Spool &) = delete;

    /// Data with one pwritev, then the journal records with one pwrite, then publication. At most mostPieces chunks. All
    /// or nothing is published: after an error (disk full: System ENOSPC) what was there stays, the call may be made again.
    Result<void> append(std::span<const SpoolChunk> chunks);
    /// An event: kinds other than Chunk and Dropped need no size. offset, streamOffset and previous are the spool's own.
    Result<void> append(const SpoolRecord &event);
    /// At most 3 KiB a value; kept in the journal.
    Result<void> setNote(std::string_view key, std::string_view value);
    /// The end: nothing is appended any more, and what was is on the disk. Else an error (Action::Sync), told by no append()
    /// before; what was published can be read all the same.
    Result<void> close();
    /// Removes the files: the user discarded the recording, or saved it elsewhere. Views stay readable.
    void discard();

    std::shared_ptr<const SpoolLog> log() const;
    std::uint64_t bytes() const;
    /// Free bytes where it lies; for the warning below 5 %.
    std::uint64_t freeBytes() const;
    /// Whether the data file was cut or removed by somebody else while recording (one fstat).
    FileChange check() const;

private:
    struct Parts;
    explicit Spool(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// A spool whose recorder is gone, opened again: the journal is believed up to its first bad record, and only what the data
/// file holds.
struct RecoveredSpool
{
    std::shared_ptr<const SpoolLog> log;
    std::uint64_t tornRecords = 0; ///< journal bytes behind the last good record, in records (rounded up)
    std::uint64_t tornBytes = 0; ///< data bytes that no good record speaks of
};

/// What lies in a folder of recordings without a program that records to it.
struct SpoolListing
{
    std::string path; ///< of the data file
    std::string title;
    std::uint64_t bytes = 0;
    std::int64_t modifiedNs = 0;
};

/// $XDG_STATE_HOME/framelens/recordings, or ~/.local/state/framelens/recordings.
std::string usualSpoolFolder();
/// Spools left by a program that ended without saving or discarding; newest first. Recordings that go on are left out.
std::vector<SpoolListing> leftSpools(const std::string &folder);
/// `path`: of the data file. Reads only: what is torn stays on the disk. Errors: System; BadValue when the journal is missing or
/// none; Unsupported "is being recorded by another program" while its lock is held; Cancelled. The job reports bytes of the journal,
/// is looked at between two records, and is not finished.
Result<RecoveredSpool> recoverSpool(const std::string &path, Job &job);
Result<RecoveredSpool> recoverSpool(const std::string &path);
/// Removes the three files; an error when it is being recorded.
Result<void> removeSpool(const std::string &path);

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A recording leaves the program: as pcapng, which every program of the field opens, or as the bytes of its directions.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/base/job.h"
#include "core/bytes/file_calls.h"
#include "core/bytes/file_handle.h"
#include "core/bytes/spool.h"

#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace framelens {

struct RecordingExportOptions
{
    /// Which connections; empty: all.
    std::vector<std::uint32_t> connections = {};
    /// What framerText() says of the framer of a connection, kept so that the file opens with the same messages; empty text:
    /// nothing is known. Called once a connection, in the exporting thread. May be empty.
    std::function<std::string(std::uint32_t connection)> framerText = {};
    /// Files that are open and must not be written over: those of the spool, if it is still there, are found by the log's path.
    std::vector<FileStatus> keep = {};
    /// Looks whether the spool's files are still whole (Spool::check()), before the export is put in place. May be empty.
    std::function<void()> checkSource = {};
    /// Counts what is copied; may be null.
    std::shared_ptr<CopyLedger> ledger = {};
    FileCalls calls = {};
};

/// What was written.
struct RecordingExport
{
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0; ///< of the file
    std::uint64_t payloadBytes = 0; ///< that were received
    std::uint64_t droppedBytes = 0; ///< that were forwarded unrecorded: gaps in the streams
    std::uint32_t connections = 0;
};

/// Writes what the log has published by now to `path`, which is replaced as a whole at the end, or not touched at all: on
/// failure, on cancel. Each chunk becomes as many TCP segments as it needs, at its time and in the order of arrival, with made
/// Ethernet, IP and TCP headers (see made_segment.h): sequence and acknowledgement numbers count what was received, an opened
/// connection has its handshake, half-close, close and reset are what the log says. A connection that was refused is a SYN
/// and its reset, one that failed otherwise a SYN. Times are nanoseconds. Payload of 512 bytes and more goes from where it lies to the
/// file by vectored writes; smaller pieces are copied once and counted.
///
/// Errors: SameFile, SourceLost, Cancelled, System. Blocks; job.report() counts records of the log. The job is not finished: the caller
/// does that once it has kept the result.
Result<RecordingExport> exportRecording(const SpoolLog &log, const std::string &path, Job &job,
                                        const RecordingExportOptions &options = {});

/// The same to a descriptor that stays the caller's, as a pipe. What was written before a failure stays written.
Result<RecordingExport> exportRecording(const SpoolLog &log, int fd, const std::string &name, Job &job,
                                        const RecordingExportOptions &options = {});

/// A connection, and the files its directions go to, by Direction; an empty path is not written.
struct RawTarget
{
    std::uint32_t connection = 0;
    std::array<std::string, 2> paths;
};

/// Bytes written by Direction, in all.
struct RawExport
{
    std::array<std::uint64_t, 2> bytes{};
    std::array<std::uint64_t, 2> droppedBytes{}; ///< that were forwarded unrecorded: nothing stands in their place
    std::uint64_t files = 0;
};

/// The bytes of connections as they were received, a file for each direction, nothing else. 64 connections are written in one walk over
/// the log, and their files are put in place at its end, one after the other: those of walks before a failure stay.
/// options.connections and framerText are not looked at. Errors and progress as above.
Result<RawExport> exportRawDirections(const SpoolLog &log, std::span<const RawTarget> targets, Job &job,
                                      const RecordingExportOptions &options = {});

} // namespace framelens

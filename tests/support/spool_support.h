// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Spools that tests make, and the two files of one as bytes.
#pragma once

#include "core/bytes/spool.h"
#include "tests/support/byte_writer.h"
#include "tests/support/temp_folder.h"

namespace framelens::test {

/// A spool "s" in `folder`, wherever that lies, without waiting for a disk. Null when it cannot be made.
std::unique_ptr<Spool> newSpool(const TempFolder &folder, SpoolOptions options = {});
/// Options for it.
SpoolOptions spoolOptions(const TempFolder &folder);

/// Appends text as one chunk.
bool put(Spool &spool, std::uint32_t connection, Direction direction, std::string_view text, std::int64_t timeNs = 1);
/// Appends an event.
bool tell(Spool &spool, SpoolRecordKind kind, std::uint32_t connection, Direction direction = Direction::ToServer,
          std::int64_t timeNs = 1);

/// An endpoint of 127.0.0.0/8.
Endpoint loopback(std::uint8_t last, std::uint16_t port);

/// All chunks of one direction, put together from the log's store.
std::string streamOf(const SpoolLog &log, std::uint32_t connection, Direction direction);
/// Every record as a line: "#0 chunk 0> 4 @0 stream 0", for comparing logs whole.
std::string textOf(const SpoolLog &log);

} // namespace framelens::test

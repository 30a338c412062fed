// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What went wrong at a boundary (open, map, read, write), as data. It becomes text only where a
// person reads it: in ui/ and in the text program, both through describe().
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

namespace framelens {

/// What was tried.
enum class Action : std::uint8_t {
    Open, Read, Map, Index, Decompress, Create, Write, Sync, Rename, Option,
    Connect, Resolve, Listen, Send, Receive, ///< the subject is a peer: "127.0.0.1:9000"
    Run, ///< the subject is a command
};

/// Why it failed. System: `systemError` is the errno. The rest are judgements of our own readers.
enum class Reason : std::uint8_t {
    System,
    Empty, ///< the file has no bytes at all
    Directory,
    NotACapture, ///< `detail` holds the first bytes in hex
    UnknownCompression, ///< `detail` names it
    EndsInside, ///< `needed` bytes, `available` there
    BadValue, ///< `detail` says which and what was expected
    LimitReached, ///< `detail` names the limit
    Cancelled,
    SourceLost, ///< the file under the map shrank or failed while it was read; or, with Write, while it was recorded to
    SameFile, ///< the target is the open capture itself
    Unsupported, ///< `detail` names what
};

/// Why an operation failed: what was tried, on what, where and why. Never text for a person by itself.
struct Error
{
    Action action = Action::Open;
    Reason reason = Reason::System;
    std::string subject = {}; ///< the file or option, as the caller named it
    std::optional<std::uint64_t> offset = {}; ///< in bytes from the start of the subject
    std::uint64_t needed = 0; ///< bytes, for EndsInside
    std::uint64_t available = 0; ///< bytes, for EndsInside
    std::uint64_t frame = 0; ///< 1-based number of the record concerned, 0 when none is
    int systemError = 0; ///< errno, for System
    std::string detail = {};

    friend bool operator==(const Error &, const Error &) = default;
};

template <typename T>
using Result = std::expected<T, Error>;

/// The sentence a person reads: "capture.pcap: the file ends inside record 721, at offset 1,000,003
/// (needs 1,460 bytes, 311 there)". English, one line, no final full stop; names from outside are
/// made visible.
std::string describe(const Error &error);

/// A number with its thousands grouped by commas: 1000003 -> "1,000,003".
std::string grouped(std::uint64_t number);

/// errno as an Error about `subject`.
Error systemError(Action action, std::string subject, int number);

} // namespace framelens

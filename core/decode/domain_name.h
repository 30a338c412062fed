// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Domain names on the wire (RFC 1035, 3.1 and 4.1.4): labels, and pointers back into the message.
#pragma once

#include "core/base/text_sink.h"
#include "core/bytes/byte_cursor.h"

namespace framelens {

class Dissection;
struct Field;

/// What a name turned out to be.
enum class NameStatus : std::uint8_t {
    Good,
    CutOff, ///< a label or pointer lies beyond the bytes
    Loops, ///< more pointers than a name can have labels
    TooLong, ///< more than 1024 characters
    BadLabel, ///< a label type nobody defined
};

/// A name's measures. Text is made only by writeDomainName.
struct DomainName
{
    NameStatus status = NameStatus::Good;
    std::size_t wireSize = 0; ///< bytes from the name's first to behind its end or first pointer
    std::size_t textSize = 0; ///< bytes of its labels with dots between; "<Root>" has 6
    std::size_t labels = 0; ///< at least 1
};

/// Measures the name at `offset`; pointers count from `message`. Reads between `message` and the nearer end
/// of `within`, whose position does not matter. Follows at most limits::nameJumps pointers.
DomainName measureDomainName(const ByteCursor &within, std::size_t message, std::size_t offset);

/// What a text rule needs to find a name again.
constexpr std::uint64_t packName(std::size_t message, std::size_t offset)
{
    return (std::uint64_t{message} << 32U) | offset;
}
constexpr std::size_t nameOffset(std::uint64_t packed) { return packed & 0xffffffffU; }
constexpr std::size_t nameMessage(std::uint64_t packed) { return packed >> 32U; }

/// "www.example.com", made visible; "<Root>" for the root, and a word in < > for what is none.
void writeDomainName(TextSink &sink, const Dissection &dissection, const Field &field);

/// The labels `skip` to `skip + count` (0: all that follow) of the name.
void writeDomainLabels(TextSink &sink, const Dissection &dissection, const Field &field, std::size_t skip,
                       std::size_t count);

} // namespace framelens

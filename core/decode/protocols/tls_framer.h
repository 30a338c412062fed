// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where TLS records end in a stream (RFC 8446, 5.1): each record is a message.
#pragma once

#include "core/decode/framer.h"

namespace framelens::protocols::tls_detail {

inline constexpr std::uint64_t recordHeader = 5;
/// Bytes of a record's fragment: 2^14, and what compression and encryption may add (RFC 5246, 6.2.3).
inline constexpr std::uint64_t mostFragment = 16384 + 2048;

Cut cutRecord(const StreamBytes &bytes, FramerState &state, const CutContext &context);
Recognised recognise(const StreamBytes &bytes, Direction direction);

inline constexpr StreamUse streamUse{.cut = cutRecord, .recognise = recognise, .mostBytes = recordHeader + mostFragment};

} // namespace framelens::protocols::tls_detail

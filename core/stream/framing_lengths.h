// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Whether a stream is cut by a length in front of each message: trials, and how much they prove.
#pragma once

#include "core/decode/framer.h"

#include <array>
#include <optional>

namespace framelens {

/// The two directions of a stream as far as it is known, each empty where nothing was said.
using BothDirections = std::array<std::span<const StreamPiece>, 2>;

/// How many bytes of one of them that is.
std::uint64_t knownBytes(std::span<const StreamPiece> pieces);

/// What trials say of a stream.
struct LengthVerdict
{
    std::optional<FramerSpec> spec; ///< fitted
    std::uint32_t messages = 0; ///< that fitted
    bool isPending = false; ///< none has fitted, and for some it is too early to say
};

/// Lengths of two to four bytes. `isFinal`: what is there is all that will be looked at.
///
/// Random bytes are a length too, so that fitting proves little by itself: a length that could have been anything up to 2^16
/// and is 100 is worth 9 bits, and messages fit when three or more of them are worth 20 together. At the end also a single
/// message counts that ends exactly where the stream does.
LengthVerdict tryLengths(const BothDirections &known, bool isFinal);

/// Lengths of one byte and varints: nearly any bytes fit, so the messages must look alike as well.
LengthVerdict tryShortLengths(const BothDirections &known, bool isFinal);

} // namespace framelens

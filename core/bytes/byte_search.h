// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where bytes stand in long runs of bytes: near the speed at which memory is read.
#pragma once

#include "core/bytes/load.h"

#include <array>
#include <optional>
#include <vector>

namespace framelens {

/// One letter of a text in its two cases, which have the same size; what has no case is twice the same.
struct LetterBytes
{
    std::array<std::byte, 4> one{};
    std::array<std::byte, 4> other{};
    std::uint8_t size = 0; ///< 1 to 4
};

/// What is looked for: bytes, or letters each in either case. Immutable; shared by threads. Time is that of reading the bytes
/// plus, at each place where two of its bytes fit, at most size(): patterns are to be short.
class BytePattern
{
public:
    /// At least a byte.
    explicit BytePattern(std::vector<std::byte> bytes);
    /// At least one letter.
    explicit BytePattern(std::span<const LetterBytes> letters);

    std::size_t size() const { return m_bytes.size(); }
    /// Whether it stands at `at`, wholly in `in`.
    bool standsAt(Bytes in, std::size_t at) const;
    /// The first place in [from, end) where it begins; it lies wholly in `in`, and may end behind `end`.
    std::optional<std::size_t> first(Bytes in, std::size_t from, std::size_t end) const;
    /// The last such place.
    std::optional<std::size_t> last(Bytes in, std::size_t from, std::size_t end) const;

private:
    // A byte of the pattern that a place is first tested by: one of two values.
    struct Probe
    {
        std::size_t at = 0;
        std::byte one{};
        std::byte other{};
    };
    template <bool eitherCase>
    struct Scan;

    void chooseProbes();
    bool folds() const { return !m_other.empty(); }

    std::vector<std::byte> m_bytes;
    std::vector<std::byte> m_other; // the other case; empty: there is none
    std::vector<std::uint16_t> m_ends; // of letters
    std::array<Probe, 2> m_probes;
};

/// Where `part` lies in `all`; nothing when it lies elsewhere.
std::optional<std::uint64_t> offsetWithin(Bytes all, Bytes part);

} // namespace framelens

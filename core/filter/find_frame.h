// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where a needle stands in one frame: what Find asks, and what marks the hits of the frame that is looked at.
#pragma once

#include "core/filter/find.h"

namespace framelens {

/// Bytes of some bytes.
struct FoundBytes
{
    std::uint32_t offset = 0;
    std::uint32_t size = 0;

    friend bool operator==(const FoundBytes &, const FoundBytes &) = default;
};

/// The hits of a needle that is no filter in bytes, in order, at most `most`.
std::vector<FoundBytes> findInBytes(const FindNeedle &needle, Bytes bytes, std::size_t most);
/// The numbers of the fields whose value's text holds a needle of text or a regular expression.
std::vector<std::uint32_t> findInFields(const FindNeedle &needle, const Dissection &dissection);

namespace filter {

/// Looks into one frame of a source; one thread's.
class FrameFinder
{
public:
    FrameFinder() = default;
    virtual ~FrameFinder() = default;
    FrameFinder(const FrameFinder &) = delete;
    FrameFinder &operator=(const FrameFinder &) = delete;

    /// The first and the last hit whose position is in [from, until).
    virtual std::optional<FindHit> first(std::uint32_t frame, std::uint32_t from, std::uint32_t until) = 0;
    virtual std::optional<FindHit> last(std::uint32_t frame, std::uint32_t from, std::uint32_t until) = 0;
    /// Frames on which a regular expression took too many steps.
    virtual std::uint32_t limitsReached() const { return 0; }
};

/// `frames` must outlive it.
std::unique_ptr<FrameFinder> makeFrameFinder(std::shared_ptr<const FindNeedle> needle, FindWhere where, const SearchedFrames &frames);

} // namespace filter

} // namespace framelens

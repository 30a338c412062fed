// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where a needle stands in the frames of a source: onward, backward, or all of it.
#pragma once

#include "core/base/job.h"
#include "core/filter/filter_search.h"
#include "core/filter/find_needle.h"

namespace framelens {

/// In what is looked.
enum class FindWhere : std::uint8_t {
    Frames, ///< the captured bytes of each frame
    FieldValues, ///< the text of each field's value, as the tree shows it; not for FindKind::Hex. A filter looks at neither
};

/// A place, in the order of a search.
struct FindPlace
{
    std::uint32_t frame = 0;
    /// Frames: offset in the frame, bytes. FieldValues: the field's number in the Dissection. A filter: 0.
    std::uint32_t position = 0;

    friend auto operator<=>(const FindPlace &, const FindPlace &) = default;
};

/// Places from `from` on and before `until`.
struct FindRange
{
    FindPlace from = {};
    FindPlace until = {};
};

struct FindHit
{
    FindPlace place = {};
    std::uint32_t size = 0; ///< bytes; 0 of fields and filters

    friend bool operator==(const FindHit &, const FindHit &) = default;
};

/// One search at a time, in one thread. Bytes and texts are looked for over whole runs of the file where the frames lie in one
/// (FrameSource::recordStore), else frame by frame. Of these a hit begins at every place where the needle stands, also inside
/// another hit, and of several sizes at one place it is the longest. Those of a regular expression do not overlap, and empty ones
/// are none. A field is one hit however often it holds the needle; fields without bytes or text of their own, layers and hidden fields are none.
class Find
{
public:
    /// `isShown`: hits in other frames are passed by; empty: all are shown.
    Find(std::shared_ptr<const FindNeedle> needle, FindWhere where, SearchedFrames frames, std::function<bool(std::uint32_t frame)> isShown = {});
    ~Find();
    Find(const Find &) = delete;
    Find &operator=(const Find &) = delete;

    /// The first and the last hit of a range; nothing also when the job was cancelled (within 1 MiB or a frame) or it gaveUp().
    /// The job reports frames and is not finished.
    std::optional<FindHit> first(FindRange range, Job &job);
    std::optional<FindHit> last(FindRange range, Job &job);
    /// All in order, at most `most`. Cancelled: those before some place.
    std::vector<FindHit> all(FindRange range, std::size_t most, Job &job);

    /// Frames on which a regular expression took too many steps; they hold no hit.
    std::uint32_t frameLimitsReached() const;
    /// There were mostLimitsReached of them: the search is not worth its time.
    bool gaveUp() const;
    static constexpr std::uint32_t mostLimitsReached = 100;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// What a search came to that goes round once.
struct FindOutcome
{
    std::optional<FindHit> hit = {};
    bool wrapped = false; ///< the hit lies on the other side of where the search began
    bool gaveUp = false;
};

/// Onward from a place to the end of `within` and on from its beginning, or backward likewise. A hit at `from` is one onward; backward
/// it is the last that is met.
FindOutcome findAround(Find &find, FindRange within, FindPlace from, bool isOnward, Job &job);

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/find.h"

#include "core/filter/find_frame.h"

#include <algorithm>

namespace framelens {

namespace {

// Looked through at once, between two looks at the job. Where several patterns are looked for, what one has passed
// is passed anew by the others behind each place that turns out to be no hit: then less at a time.
constexpr std::size_t runBytes = std::size_t{1} << 20U;
constexpr std::size_t runBytesOfSeveral = std::size_t{64} << 10U;

// The records of all frames below a number, as they lie in their Store.
class Records
{
public:
    Records(const FrameSource &source, std::uint32_t count)
        : m_source(source)
        , m_store(source.recordStore())
        , m_count(count)
    {
        if (m_store)
            m_bytes = m_store->bytes();
    }

    bool areThere() const { return m_store != nullptr && m_count > 0; }
    Bytes bytes() const { return m_bytes; }

    std::size_t begin(std::uint32_t frame) const
    {
        return static_cast<std::size_t>(std::min<std::uint64_t>(m_source.recordOffset(frame), m_bytes.size()));
    }
    std::size_t end(std::uint32_t frame) const
    {
        return frame + 1 < m_count ? begin(frame + 1) : offsetIn(frame, UINT32_MAX);
    }
    /// Where a place lies; that behind the last frame is the end of its bytes.
    std::size_t offsetOf(FindPlace place) const
    {
        if (place.frame >= m_count)
            return end(m_count - 1);
        return place.position == 0 ? begin(place.frame) : offsetIn(place.frame, place.position);
    }
    /// The frame in whose record the offset lies: looked for around `near`.
    std::uint32_t frameAt(std::size_t offset, std::uint32_t near) const;

private:
    std::size_t offsetIn(std::uint32_t frame, std::uint32_t position) const
    {
        const Bytes bytes = m_source.frame(frame).bytes;
        const auto offset = offsetWithin(m_bytes, bytes);
        return bytes.empty() || !offset ? begin(frame) : static_cast<std::size_t>(*offset) + std::min<std::size_t>(position, bytes.size());
    }

    const FrameSource &m_source;
    std::shared_ptr<const Store> m_store;
    Bytes m_bytes;
    std::uint32_t m_count;
};

// In steps that double: hits are near each other, or few.
std::uint32_t Records::frameAt(std::size_t offset, std::uint32_t near) const
{
    std::uint32_t low = std::min(near, m_count - 1);
    for (std::uint32_t step = 1; low > 0 && begin(low) > offset; step = step * 2)
        low -= std::min(step, low);
    std::uint32_t high = low + 1; // lies behind the offset, or there is no such frame
    for (std::uint32_t step = 1; high < m_count && begin(high) <= offset; step = std::min(step * 2, limits::frames / 2)) {
        low = high;
        high = static_cast<std::uint32_t>(std::min<std::uint64_t>(m_count, std::uint64_t{high} + step));
    }
    while (high - low > 1) {
        const std::uint32_t middle = low + (high - low) / 2;
        (begin(middle) <= offset ? low : high) = middle;
    }
    return low;
}

// One frame is no way to go: whoever asks frame by frame reports on their own.
void report(std::uint32_t passed, const FindRange &range, Job &job)
{
    const std::uint64_t frames = std::uint64_t{range.until.frame - range.from.frame} + (range.until.position > 0 ? 1 : 0);
    if (frames > 1)
        job.report(passed, frames);
}

// Positions of a range that lie in one frame.
std::pair<std::uint32_t, std::uint32_t> within(std::uint32_t frame, const FindRange &range)
{
    return {frame == range.from.frame ? range.from.position : 0, frame == range.until.frame ? range.until.position : UINT32_MAX};
}

} // namespace

struct Find::Parts
{
    std::shared_ptr<const FindNeedle> needle;
    FindWhere where;
    SearchedFrames frames;
    std::function<bool(std::uint32_t frame)> isShown;
    std::unique_ptr<filter::FrameFinder> finder = {};

    bool shows(std::uint32_t frame) const { return !isShown || isShown(frame); }
    bool gaveUp() const { return finder->limitsReached() >= mostLimitsReached; }
    FindRange clipped(FindRange range) const;
    bool runsOverRecords() const { return where == FindWhere::Frames && !needle->patterns().empty(); }
    std::optional<FindHit> firstInRecords(const Records &records, const FindRange &range, Job &job);
    std::optional<FindHit> lastInRecords(const Records &records, const FindRange &range, Job &job);
    std::optional<FindHit> firstByFrame(const FindRange &range, Job &job);
    std::optional<FindHit> lastByFrame(const FindRange &range, Job &job);
    std::size_t runSize() const { return needle->patterns().size() == 1 ? runBytes : runBytesOfSeveral; }
};

FindRange Find::Parts::clipped(FindRange range) const
{
    const FindPlace end{frames.source->count(), 0};
    return {std::min(range.from, end), std::min(range.until, end)};
}

std::optional<FindHit> Find::Parts::firstInRecords(const Records &records, const FindRange &range, Job &job)
{
    const std::size_t end = records.offsetOf(range.until);
    std::uint32_t frame = range.from.frame;
    for (std::size_t at = records.offsetOf(range.from); at < end && !job.cancelled();) {
        const std::size_t behind = std::min(end, at + runSize());
        std::optional<std::size_t> place;
        for (const BytePattern &pattern : needle->patterns())
            if (const auto found = pattern.first(records.bytes(), at, place.value_or(behind)))
                place = found;
        frame = records.frameAt(place.value_or(behind - 1), frame);
        report(frame - range.from.frame, range, job);
        if (!place) {
            at = behind;
            continue;
        }
        const auto [from, until] = within(frame, range);
        if (shows(frame))
            if (const auto hit = finder->first(frame, from, until))
                return hit;
        at = std::max(records.end(frame), *place + 1); // it was no frame's bytes that fitted
    }
    return {};
}

std::optional<FindHit> Find::Parts::lastInRecords(const Records &records, const FindRange &range, Job &job)
{
    const std::size_t begin = records.offsetOf(range.from);
    std::uint32_t frame = range.until.frame;
    for (std::size_t end = records.offsetOf(range.until); end > begin && !job.cancelled();) {
        const std::size_t from = end - std::min(end - begin, runSize());
        std::optional<std::size_t> place;
        for (const BytePattern &pattern : needle->patterns())
            if (const auto found = pattern.last(records.bytes(), place.value_or(from), end))
                place = found;
        frame = records.frameAt(place.value_or(from), frame);
        report(range.until.frame - std::min(frame, range.until.frame), range, job);
        if (!place) {
            end = from;
            continue;
        }
        const auto [first, until] = within(frame, range);
        if (shows(frame))
            if (const auto hit = finder->last(frame, first, until))
                return hit;
        end = std::min(records.begin(frame), *place);
    }
    return {};
}

std::optional<FindHit> Find::Parts::firstByFrame(const FindRange &range, Job &job)
{
    for (std::uint32_t frame = range.from.frame; FindPlace{frame, 0} < range.until && !job.cancelled() && !gaveUp(); ++frame) {
        frames.source->prefetch(frame + prefetchAhead);
        report(frame - range.from.frame, range, job);
        const auto [from, until] = within(frame, range);
        if (shows(frame))
            if (const auto hit = finder->first(frame, from, until))
                return hit;
    }
    return {};
}

std::optional<FindHit> Find::Parts::lastByFrame(const FindRange &range, Job &job)
{
    std::uint32_t frame = range.until.frame + (range.until.position > 0 ? 1 : 0);
    while (frame-- > range.from.frame && !job.cancelled() && !gaveUp()) {
        frames.source->prefetch(frame - std::min(frame, prefetchAhead));
        report(range.until.frame - std::min(frame, range.until.frame), range, job);
        const auto [from, until] = within(frame, range);
        if (shows(frame))
            if (const auto hit = finder->last(frame, from, until))
                return hit;
    }
    return {};
}

Find::Find(std::shared_ptr<const FindNeedle> needle, FindWhere where, SearchedFrames frames, std::function<bool(std::uint32_t frame)> isShown)
    : m_parts(std::make_unique<Parts>(Parts{.needle = std::move(needle), .where = where, .frames = std::move(frames), .isShown = std::move(isShown)}))
{
    m_parts->finder = filter::makeFrameFinder(m_parts->needle, where, m_parts->frames);
}

Find::~Find() = default;

std::optional<FindHit> Find::first(FindRange range, Job &job)
{
    range = m_parts->clipped(range);
    if (range.from >= range.until)
        return {};
    if (const Records records(*m_parts->frames.source, m_parts->frames.source->count()); m_parts->runsOverRecords() && records.areThere())
        return m_parts->firstInRecords(records, range, job);
    return m_parts->firstByFrame(range, job);
}

std::optional<FindHit> Find::last(FindRange range, Job &job)
{
    range = m_parts->clipped(range);
    if (range.from >= range.until)
        return {};
    if (const Records records(*m_parts->frames.source, m_parts->frames.source->count()); m_parts->runsOverRecords() && records.areThere())
        return m_parts->lastInRecords(records, range, job);
    return m_parts->lastByFrame(range, job);
}

std::vector<FindHit> Find::all(FindRange range, std::size_t most, Job &job)
{
    std::vector<FindHit> hits;
    while (hits.size() < most) {
        const auto hit = first(range, job);
        if (!hit)
            break;
        hits.push_back(*hit);
        range.from = {hit->place.frame, hit->place.position + 1};
    }
    return hits;
}

std::uint32_t Find::frameLimitsReached() const { return m_parts->finder->limitsReached(); }
bool Find::gaveUp() const { return m_parts->gaveUp(); }

FindOutcome findAround(Find &find, FindRange within, FindPlace from, bool isOnward, Job &job)
{
    from = std::clamp(from, within.from, within.until);
    const FindRange behind{from, within.until};
    const FindRange before{within.from, from};
    FindOutcome outcome;
    for (const bool wraps : {false, true}) {
        if (job.cancelled() || find.gaveUp() || outcome.hit)
            break;
        outcome.wrapped = wraps;
        outcome.hit = isOnward ? find.first(wraps ? before : behind, job) : find.last(wraps ? behind : before, job);
    }
    outcome.gaveUp = find.gaveUp();
    return outcome;
}

} // namespace framelens

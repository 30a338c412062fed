// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/frames_alike.h"

#include "core/stream/recording.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::uint32_t framesBetweenLooks = 1024;

// What is looked for in one direction of a connection: where frames began, in order.
struct Sought
{
    std::vector<std::uint64_t> offsets = {};
    std::size_t found = 0;
    std::optional<std::uint32_t> last = {}; // frame of the new ones that lies here

    bool isLeft() const { return found < offsets.size(); }
};

// Frames that both recordings have in the order of their records, and each direction's in the order of its bytes: so both are
// gone through once.
class Search
{
public:
    Search(const Recording &former, const Recording &now, Job &job)
        : m_former(former)
        , m_now(now)
        , m_job(job)
    {
    }

    void collect(const RowRanges &frames);
    RowRanges find();

private:
    Sought *soughtAt(const FrameInfo &info);
    bool isCancelled(std::uint32_t frame) const { return frame % framesBetweenLooks == 0 && m_job.cancelled(); }
    void note(std::uint32_t frame);
    bool holdsEvent(std::uint32_t frame);
    bool holds(std::uint32_t frame);
    RowRanges withLast(const RowRanges &found) const;

    const Recording &m_former;
    const Recording &m_now;
    Job &m_job;
    std::vector<Sought> m_sought; // two of each connection
    std::vector<std::uint32_t> m_events; // their records
    std::size_t m_eventsFound = 0;
    std::size_t m_left = 0; // of both
};

// Null: the frame is nobody's, as its record is damaged.
Sought *Search::soughtAt(const FrameInfo &info)
{
    if (info.flow == nullptr)
        return nullptr;
    const std::size_t at = std::size_t{info.flow->connection} * 2 + sideIndex(info.flow->direction);
    if (at >= m_sought.size())
        m_sought.resize(at + 1);
    return &m_sought[at];
}

void Search::note(std::uint32_t frame)
{
    m_former.prefetch(frame + prefetchAhead);
    const FrameInfo info = m_former.frame(frame).info;
    Sought *const sought = soughtAt(info);
    if (sought == nullptr)
        return;
    if (info.capturedLength == 0)
        m_events.push_back(m_former.recordOf(frame));
    else
        sought->offsets.push_back(m_former.streamOffset(frame));
    ++m_left;
}

void Search::collect(const RowRanges &frames)
{
    for (const RowRange &range : frames.ranges())
        for (std::uint32_t frame = range.begin; frame < std::min(range.end, m_former.count()) && !isCancelled(frame); ++frame)
            note(frame);
}

bool Search::holdsEvent(std::uint32_t frame)
{
    const std::uint32_t record = m_now.recordOf(frame);
    while (m_eventsFound < m_events.size() && m_events[m_eventsFound] < record)
        ++m_eventsFound;
    if (m_eventsFound == m_events.size() || m_events[m_eventsFound] != record)
        return false;
    --m_left;
    return true;
}

bool Search::holds(std::uint32_t frame)
{
    m_now.prefetch(frame + prefetchAhead);
    const FrameInfo info = m_now.frame(frame).info;
    if (info.capturedLength == 0)
        return holdsEvent(frame);
    Sought *const sought = soughtAt(info);
    if (sought == nullptr)
        return false;
    sought->last = frame;
    const std::size_t before = sought->found;
    const std::uint64_t end = m_now.streamOffset(frame) + info.capturedLength;
    while (sought->isLeft() && sought->offsets[sought->found] < end)
        ++sought->found;
    m_left -= sought->found - before;
    return sought->found != before;
}

// Both in rising order, so that each goes behind what there is.
RowRanges Search::withLast(const RowRanges &found) const
{
    std::vector<RowRange> all(found.ranges().begin(), found.ranges().end());
    for (const Sought &sought : m_sought)
        if (sought.isLeft() && sought.last)
            all.push_back({*sought.last, *sought.last + 1});
    std::ranges::sort(all, {}, &RowRange::begin);
    RowRanges ranges;
    for (const RowRange &range : all)
        ranges.add(range.begin, range.end);
    return ranges;
}

RowRanges Search::find()
{
    RowRanges found;
    const std::uint32_t count = m_now.count();
    for (std::uint32_t frame = 0; frame < count && m_left > 0 && !isCancelled(frame); ++frame) {
        if (frame % framesBetweenLooks == 0)
            m_job.report(frame, count);
        if (holds(frame))
            found.add(frame, frame + 1);
    }
    return m_job.cancelled() ? RowRanges() : withLast(found);
}

} // namespace

RowRanges framesAlike(const Recording &former, const RowRanges &frames, const Recording &now, Job &job)
{
    Search search(former, now, job);
    search.collect(frames);
    return search.find();
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/find_rows.h"

#include <algorithm>

namespace framelens::ui {

namespace {

// Which frames the rows name; empty: all of the range that is searched.
std::function<bool(std::uint32_t frame)> shownBy(const RowMap &rows)
{
    switch (rows.kind()) {
    case RowMap::Kind::All: return {};
    case RowMap::Kind::Matches: return [rows](std::uint32_t frame) { return rows.rowOf(frame).has_value(); };
    case RowMap::Kind::Ordered: break;
    }
    return [frames = rows.framesOf(RowRanges(0, rows.size()))](std::uint32_t frame) { return frames.contains(frame); };
}

// A capture may have more frames than are shown of it.
FindRange framesOf(const SearchedFrames &frames, const RowMap &rows)
{
    return {{}, {rows.kind() == RowMap::Kind::All ? rows.size() : frames.source->count(), 0}};
}

// Rows that stand in another order than that of the capture.
class OrderedRows
{
public:
    OrderedRows(Find &find, const RowMap &rows, Job &job)
        : m_find(find)
        , m_rows(rows)
        , m_job(job)
    {
    }

    FindOutcome around(FindPlace from, bool isOnward);

private:
    std::optional<FindHit> in(std::uint32_t row, std::uint32_t from, std::uint32_t until, bool isOnward);
    std::optional<FindHit> inOthers(std::uint32_t start, bool isOnward, bool &wrapped);
    std::optional<FindHit> inAll(bool isOnward);
    FindOutcome aroundRow(std::uint32_t start, std::uint32_t position, bool isOnward);
    bool isOver() const { return m_job.cancelled() || m_find.gaveUp(); }

    Find &m_find;
    const RowMap &m_rows;
    Job &m_job;
};

std::optional<FindHit> OrderedRows::in(std::uint32_t row, std::uint32_t from, std::uint32_t until, bool isOnward)
{
    if (from >= until)
        return {};
    const std::uint32_t frame = m_rows.frameAt(row);
    const FindRange range{{frame, from}, until == UINT32_MAX ? FindPlace{frame + 1, 0} : FindPlace{frame, until}};
    return isOnward ? m_find.first(range, m_job) : m_find.last(range, m_job);
}

// All rows but the one where the search began, from there on and round.
std::optional<FindHit> OrderedRows::inOthers(std::uint32_t start, bool isOnward, bool &wrapped)
{
    const std::uint32_t count = m_rows.size();
    for (std::uint32_t step = 1; step < count && !isOver(); ++step) {
        m_job.report(step, count);
        const std::uint32_t behind = isOnward ? step : count - step; // rows behind the start, round the end
        wrapped = isOnward ? behind >= count - start : step > start;
        const auto row = static_cast<std::uint32_t>((std::uint64_t{start} + behind) % count);
        if (const auto hit = in(row, 0, UINT32_MAX, isOnward))
            return hit;
    }
    return {};
}

std::optional<FindHit> OrderedRows::inAll(bool isOnward)
{
    const std::uint32_t count = m_rows.size();
    for (std::uint32_t step = 0; step < count && !isOver(); ++step) {
        m_job.report(step, count);
        if (const auto hit = in(isOnward ? step : count - 1 - step, 0, UINT32_MAX, isOnward))
            return hit;
    }
    return {};
}

FindOutcome OrderedRows::aroundRow(std::uint32_t start, std::uint32_t position, bool isOnward)
{
    FindOutcome outcome;
    const auto atStart = [&](bool isBehind) { return isBehind ? in(start, position, UINT32_MAX, isOnward) : in(start, 0, position, isOnward); };
    outcome.hit = atStart(isOnward);
    if (!outcome.hit)
        outcome.hit = inOthers(start, isOnward, outcome.wrapped);
    if (!outcome.hit && !isOver()) {
        outcome.hit = atStart(!isOnward);
        outcome.wrapped = true;
    }
    return outcome;
}

// A frame that is in no row is at no place among them: all are passed once, and nothing is wrapped.
FindOutcome OrderedRows::around(FindPlace from, bool isOnward)
{
    const std::optional<std::uint32_t> start = m_rows.rowOf(from.frame);
    FindOutcome outcome = start ? aroundRow(*start, from.position, isOnward) : FindOutcome{.hit = inAll(isOnward)};
    outcome.gaveUp = m_find.gaveUp();
    return outcome;
}

} // namespace

FindOutcome findAmongRows(const std::shared_ptr<const FindNeedle> &needle, FindWhere where, const SearchedFrames &frames, const RowMap &rows,
                          FindPlace from, bool isOnward, Job &job)
{
    if (rows.kind() == RowMap::Kind::Ordered) {
        Find find(needle, where, frames);
        return OrderedRows(find, rows, job).around(from, isOnward);
    }
    Find find(needle, where, frames, shownBy(rows));
    return findAround(find, framesOf(frames, rows), from, isOnward, job);
}

std::optional<FindHit> firstInCapture(const std::shared_ptr<const FindNeedle> &needle, const SearchedFrames &frames, const RowMap &rows, Job &job)
{
    return Find(needle, FindWhere::Frames, frames, shownBy(rows)).first(framesOf(frames, rows), job);
}

FramesFound framesThatHold(const std::shared_ptr<const FindNeedle> &needle, FindWhere where, const SearchedFrames &frames, const RowMap &rows, Job &job)
{
    Find find(needle, where, frames, shownBy(rows));
    FramesFound found;
    FindRange left = framesOf(frames, rows);
    while (const auto hit = find.first(left, job)) {
        found.frames.add(hit->place.frame, hit->place.frame + 1);
        left.from = {hit->place.frame + 1, 0};
    }
    found.gaveUp = find.gaveUp();
    return found;
}

} // namespace framelens::ui

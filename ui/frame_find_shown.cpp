// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a search has found, as it is shown: selected rows and bytes, marked hits, and what the bar says.
#include "ui/frame_find_run.h"

#include "core/filter/find_frame.h"
#include "ui/capture_panes.h"
#include "ui/status_texts.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_tabs.h"
#include "ui/widgets/find_bar.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace framelens::ui {

namespace {

// Bytes of a frame, or of a message gathered from several, in which hits are marked, and how many of them: it is done
// in the window's thread whenever another frame is shown.
constexpr std::size_t mostMarkedBytes = std::size_t{1} << 20U;
constexpr std::size_t mostMarks = 10'000;

std::vector<ByteRange> hitsIn(const FindNeedle &needle, Bytes bytes)
{
    std::vector<ByteRange> ranges;
    for (const FoundBytes &found : findInBytes(needle, bytes.first(std::min(bytes.size(), mostMarkedBytes)), mostMarks))
        ranges.push_back({found.offset, found.size});
    return ranges;
}

} // namespace

void FrameFind::markHits()
{
    const bool marks = !m_bar.isHidden() && m_needle && !m_needle->filter() && m_bar.scope() != FindScope::FieldValues;
    m_panes.byteTabs().setHitFinder(marks ? [needle = m_needle](Bytes bytes) { return hitsIn(*needle, bytes); }
                                          : std::function<std::vector<ByteRange>(Bytes)>());
}

void FrameFind::take()
{
    if (!m_run || !m_run->job->finished())
        return;
    const std::shared_ptr<Run> run = std::exchange(m_run, nullptr);
    m_bar.setRunning(false);
    if (run->what == Run::What::Time) {
        arrive(*run);
        return;
    }
    if (run->what == Run::What::All && !run->all.frames.empty()) {
        selectAll(*run);
        return;
    }
    const std::optional<FindHit> &hit = run->outcome.hit;
    if (!hit) {
        sayNothing(*run);
        return;
    }
    m_hitNeedle = run->needle;
    m_hitWhere = run->where;
    show(*hit);
    sayFound(*run, *hit);
}

void FrameFind::arrive(const Run &run)
{
    if (run.outcome.hit)
        m_panes.showFrame(run.outcome.hit->place.frame);
    else if (!run.job->cancelled())
        emit said(run.showsAll ? tr("No frame is as late as that.") : tr("No frame that is shown is as late as that."));
}

// Those found before it was stopped as well. The list may show others by now than were searched.
void FrameFind::selectAll(const Run &run)
{
    if (!m_panes.list().selectFrames(run.all.frames)) {
        m_bar.say(tr("None of the frames found is shown any more."), true);
        return;
    }
    const QString found = tr("%1 selected").arg(countText(m_panes.list().selectedRows().count(), false));
    m_bar.say(run.job->cancelled() ? tr("Stopped: %1.").arg(found) : run.all.gaveUp ? tr("%1; then the expression took too many steps.").arg(found) : found, run.all.gaveUp);
}

void FrameFind::sayNothing(const Run &run)
{
    if (run.outcome.gaveUp)
        m_bar.say(tr("The expression takes too many steps."), true);
    else if (run.job->cancelled())
        m_bar.say(tr("Stopped."));
    else if (run.inOneFrame)
        m_bar.say(tr("Not found in this frame."), true);
    else
        m_bar.say(run.showsAll ? tr("Not found.") : tr("Not found among the frames shown."), true);
}

void FrameFind::sayFound(const Run &run, const FindHit &hit)
{
    QString text = tr("Frame %1").arg(QLocale().toString(hit.place.frame + 1));
    if (hit.size != 0)
        text = tr("%1, offset %2").arg(text, QLocale().toString(hit.place.position));
    if (run.outcome.wrapped && run.isOnward)
        text = tr("Wrapped to the beginning: %1").arg(text);
    else if (run.outcome.wrapped)
        text = tr("Wrapped to the end: %1").arg(text);
    m_bar.say(text);
}

void FrameFind::show(const FindHit &hit)
{
    m_selecting = true;
    m_panes.showFrame(hit.place.frame);
    m_selecting = false;
    select(hit);
}

// The fields of the shown frame may be others than those the worker saw: its stream may be known better.
void FrameFind::select(const FindHit &hit)
{
    Selection &selection = m_panes.selection();
    if (!selection.shown() || selection.shown()->frame != hit.place.frame)
        return;
    m_selecting = true;
    m_hit = hit;
    if (hit.size != 0) {
        selection.selectBytes({hit.place.position, hit.size}, Pane::Program);
    } else if (!m_hitNeedle->filter()) {
        const std::vector<std::uint32_t> fields = findInFields(*m_hitNeedle, *selection.shown()->dissection);
        const auto near = std::ranges::lower_bound(fields, hit.place.position);
        if (!fields.empty())
            selection.selectField(near == fields.end() ? fields.back() : *near, Pane::Program);
    }
    m_selecting = false;
}

// The same frame anew, as it is known better now: what was found stays selected.
void FrameFind::frameChanged()
{
    if (m_selecting || !m_hit)
        return;
    const auto &shown = m_panes.selection().shown();
    if (!shown || shown->frame != m_hit->place.frame)
        m_hit.reset();
    else
        select(*m_hit);
}

void FrameFind::rangeChanged()
{
    const Pane origin = m_panes.selection().origin();
    if (!m_selecting && (origin == Pane::Tree || origin == Pane::Hex))
        m_hit.reset(); // somebody chose something else
}

} // namespace framelens::ui

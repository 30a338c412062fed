// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/frame_find_run.h"

#include "core/base/worker_pool.h"
#include "core/decode/format.h"
#include "ui/capture_panes.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/time_place.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/wake.h"
#include "ui/widgets/find_bar.h"
#include "ui/widgets/progress_widget.h"

#include <QPointer>

namespace framelens::ui {

void FrameFind::Run::look()
{
    switch (what) {
    case What::Next: outcome = findAmongRows(needle, where, frames, rows, from, isOnward, *job); break;
    case What::All:
        all = framesThatHold(needle, where, frames, rows, *job);
        outcome.gaveUp = all.gaveUp;
        break;
    case What::Time: outcome.hit = firstInCapture(needle, frames, rows, *job); break;
    }
    job->finish();
}

FrameFind::FrameFind(WorkerPool &pool, CapturePanes &panes, FindBar &bar, ProgressWidget &progress, std::function<FoundIn()> foundIn,
                     QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_panes(panes)
    , m_bar(bar)
    , m_progress(progress)
    , m_foundIn(std::move(foundIn))
{
    connect(&m_bar, &FindBar::queryChanged, this, &FrameFind::queryChanged);
    connect(&m_bar, &FindBar::findAsked, this, &FrameFind::find);
    connect(&m_bar, &FindBar::allAsked, this, &FrameFind::findAll);
    connect(&m_bar, &FindBar::stopAsked, this, &FrameFind::stopLooking);
    connect(&m_bar, &FindBar::closeAsked, this, &FrameFind::close);
    connect(&m_panes.selection(), &Selection::frameChanged, this, &FrameFind::frameChanged);
    connect(&m_panes.selection(), &Selection::rangeChanged, this, &FrameFind::rangeChanged);
    connect(&m_panes.selection(), &Selection::fieldChanged, this, &FrameFind::rangeChanged);
}

FrameFind::~FrameFind()
{
    if (m_run)
        m_run->job->cancel();
}

void FrameFind::open()
{
    if (m_panes.tree().hasFocus() && m_bar.isHidden() && m_bar.query().kind != FindKind::Hex)
        m_bar.setScope(FindScope::FieldValues);
    m_bar.open();
    queryChanged();
}

bool FrameFind::close()
{
    if (m_bar.isHidden())
        return false;
    stop();
    const bool hadFocus = m_bar.isAncestorOf(m_bar.window()->focusWidget());
    m_bar.hide();
    if (hadFocus)
        m_panes.list().setFocus(Qt::OtherFocusReason);
    markHits();
    return true;
}

void FrameFind::stop()
{
    if (!m_run)
        return;
    const std::shared_ptr<Run> run = std::exchange(m_run, nullptr);
    run->job->cancel();
    if (run->isWaiting)
        run->job->finish(); // nobody else does
    if (run->what != Run::What::Time)
        m_bar.say(tr("Stopped."));
    m_bar.setRunning(false);
}

// Where a worker has it, that says how it ended.
void FrameFind::cancel(const Job &job)
{
    if (m_run && m_run->isWaiting && m_run->job.get() == &job)
        stop();
}

void FrameFind::sayWaiting(std::uint32_t known)
{
    m_run->job->report(known, m_run->awaited);
    m_bar.say(tr("Waiting until conversations are known: %1.").arg(percentText(known, m_run->awaited)), true);
}

void FrameFind::streamsAppended()
{
    if (!m_run || !m_run->isWaiting)
        return;
    const std::uint32_t known = m_foundIn().withStreams;
    if (known < m_run->awaited) {
        sayWaiting(known);
        return;
    }
    m_run->isWaiting = false;
    m_bar.say({});
    m_pool.submit([run = m_run] { run->look(); });
}

// Of all that were looked for, those found so far are wanted: take() has them as soon as the worker has ended.
void FrameFind::stopLooking()
{
    if (m_run && m_run->what == Run::What::All && !m_run->isWaiting)
        m_run->job->cancel();
    else
        stop();
}

// Says at once what is wrong with what is typed; what is found so far stays selected.
void FrameFind::queryChanged()
{
    const FindQuery query = m_bar.query();
    const auto needle = FindNeedle::compile(query, m_panes.model().dissector() ? m_panes.model().dissector()->registry() : Registry::builtIn());
    m_needle = needle.value_or(nullptr);
    if (!needle && !query.text.empty())
        m_bar.say(visible(needle.error().message), true);
    else if (m_run && m_run->isWaiting)
        sayWaiting(m_foundIn().withStreams);
    else
        m_bar.say({});
    markHits();
}

// Behind the hit that is selected; else at the byte or field that somebody chose; else at the current frame.
FindPlace FrameFind::startOf(bool onward, FindWhere where) const
{
    const Selection &selection = m_panes.selection();
    if (m_hit && where == m_hitWhere) {
        const bool isAnother = m_needle->query() != m_hitNeedle->query(); // may stand at the same place
        return {m_hit->place.frame, m_hit->place.position + (onward != isAnother ? 1 : 0)};
    }
    if (!selection.shown())
        return {};
    const std::uint32_t frame = selection.shown()->frame;
    if (where == FindWhere::FieldValues)
        return {frame, selection.origin() == Pane::Tree ? selection.field().value_or(0) : 0};
    const bool isChosen = selection.origin() == Pane::Hex && selection.source() == Dissection::frameSource;
    return {frame, isChosen ? static_cast<std::uint32_t>(selection.range().offset) : 0};
}

// What the bar asks for, of the list's rows; null: nothing can be searched, and that is said.
std::shared_ptr<FrameFind::Run> FrameFind::prepare()
{
    if (!m_needle) {
        if (m_bar.isHidden() || m_bar.query().text.empty())
            open();
        return {}; // what is wrong with it is said already
    }
    FoundIn in = m_foundIn();
    if (!in.frames.source)
        return {};
    if (m_bar.isHidden()) { // it says what came of it
        m_bar.show();
        markHits();
    }
    stop();
    m_bar.say({});
    auto run = std::make_shared<Run>();
    run->needle = m_needle;
    run->where = m_bar.scope() == FindScope::FieldValues ? FindWhere::FieldValues : FindWhere::Frames;
    run->inOneFrame = m_bar.scope() == FindScope::ThisFrame;
    run->awaited = m_needle->filter() && m_needle->filter()->needsStreams() ? in.count : 0;
    run->frames = std::move(in.frames);
    run->rows = m_panes.model().rows();
    return run;
}

void FrameFind::find(bool onward)
{
    const std::shared_ptr<Run> run = prepare();
    if (!run)
        return;
    run->isOnward = onward;
    run->from = startOf(onward, run->where);
    if (run->inOneFrame)
        run->rows = RowMap::ordered(std::make_shared<std::vector<std::uint32_t>>(1, run->from.frame));
    begin(run);
}

void FrameFind::findAll()
{
    const std::shared_ptr<Run> run = prepare();
    if (!run)
        return;
    run->what = Run::What::All;
    run->inOneFrame = false; // all of one are marked already
    begin(run);
}

void FrameFind::goToTime(const TimePlace &place)
{
    FoundIn in = m_foundIn();
    if (!in.frames.source || in.frames.source->count() == 0)
        return;
    stop();
    const auto &shown = m_panes.selection().shown();
    const std::int64_t first = in.frames.source->firstTimeNs();
    const std::int64_t current = shown && shown->view.info.hasTime ? shown->view.info.timeNs : first;
    const bool isLocal = m_panes.model().timeForm().kind == TimeKind::AbsoluteLocal;
    std::string text = "frame.time_epoch >= ";
    TextSink sink(text);
    writeSeconds(sink, timeOf(place, current, first, isLocal), 9);
    auto run = std::make_shared<Run>();
    run->what = Run::What::Time;
    run->needle = FindNeedle::compile({FindKind::Display, text}, m_panes.model().dissector()->registry()).value_or(nullptr);
    run->frames = std::move(in.frames);
    run->rows = m_panes.model().rows();
    if (run->needle)
        start(run);
}

void FrameFind::begin(const std::shared_ptr<Run> &run)
{
    m_bar.setRunning(true);
    run->isWaiting = run->awaited > 0;
    start(run);
    streamsAppended(); // they may be known
}

void FrameFind::start(const std::shared_ptr<Run> &run)
{
    run->showsAll = m_panes.model().showsAll();
    run->job = std::make_shared<Job>(wakeFor(this, [this] { take(); }));
    m_run = run;
    m_progress.add(run->what == Run::What::Time ? tr("Go to time") : tr("Find"), run->job, [self = QPointer(this), job = run->job] {
        job->cancel();
        if (self)
            self->cancel(*job);
    });
    if (!run->isWaiting)
        m_pool.submit([run] { run->look(); });
}

} // namespace framelens::ui

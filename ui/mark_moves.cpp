// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/mark_moves.h"

#include "core/base/worker_pool.h"
#include "core/stream/frames_alike.h"
#include "core/stream/recording.h"
#include "ui/capture_panes.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"

#include <algorithm>
#include <array>

namespace framelens::ui {

namespace {

std::array<Marks *, 3> setsOf(CapturePanes &panes) { return {&panes.marks(), &panes.ignored(), &panes.references()}; }

} // namespace

// The sets are shared with the worker, which alone writes `found` until the job has finished.
struct MarkMoves::Run
{
    std::shared_ptr<const Recording> former;
    std::array<RowRanges, 3> sets = {};
    std::shared_ptr<const Recording> now = {};
    std::array<RowRanges, 3> found = {};
    std::shared_ptr<Job> job = {};

    std::uint64_t count() const { return sets[0].count() + sets[1].count() + sets[2].count(); }
    void look();
};

void MarkMoves::Run::look()
{
    for (std::size_t set = 0; set < sets.size(); ++set)
        if (!sets[set].empty())
            found[set] = framesAlike(*former, sets[set], *now, *job);
    job->finish();
}

MarkMoves::MarkMoves(WorkerPool &pool, CapturePanes &panes, ProgressWidget &progress, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_panes(panes)
    , m_progress(progress)
{
}

MarkMoves::~MarkMoves() { stop(); }

void MarkMoves::stop()
{
    for (const std::shared_ptr<Run> &run : m_runs)
        run->job->cancel();
    m_runs.clear();
}

void MarkMoves::move(const std::shared_ptr<const FrameSource> &former, const std::shared_ptr<const FrameSource> &now)
{
    std::vector<std::shared_ptr<Run>> under = std::exchange(m_runs, {});
    for (const std::shared_ptr<Run> &run : under) { // what they look among is replaced itself: once more, from where they came
        run->job->cancel();
        start(std::make_shared<Run>(Run{.former = run->former, .sets = run->sets}), now);
    }
    const auto recording = std::dynamic_pointer_cast<const Recording>(former);
    if (recording == nullptr)
        return;
    auto run = std::make_shared<Run>(Run{.former = recording});
    for (std::size_t set = 0; set < run->sets.size(); ++set) {
        run->sets[set] = setsOf(m_panes)[set]->frames();
        setsOf(m_panes)[set]->clear();
    }
    if (run->count() > 0)
        start(run, now);
}

void MarkMoves::start(const std::shared_ptr<Run> &run, const std::shared_ptr<const FrameSource> &now)
{
    run->now = std::dynamic_pointer_cast<const Recording>(now);
    if (run->now == nullptr)
        return;
    run->job = std::make_shared<Job>(wakeFor(this, [this] { take(); }));
    m_runs.push_back(run);
    m_progress.add(tr("Moving marks"), run->job, [job = run->job] { job->cancel(); });
    m_pool.submit([run] { run->look(); });
}

void MarkMoves::take()
{
    std::vector<std::shared_ptr<Run>> over;
    std::erase_if(m_runs, [&over](const std::shared_ptr<Run> &run) {
        const bool isOver = run->job->finished();
        if (isOver)
            over.push_back(run);
        return isOver;
    });
    for (const std::shared_ptr<Run> &run : over) {
        if (run->job->cancelled()) {
            emit lost(run->count());
            continue;
        }
        for (std::size_t set = 0; set < run->found.size(); ++set)
            if (!run->found[set].empty())
                setsOf(m_panes)[set]->add(run->found[set]);
    }
}

} // namespace framelens::ui

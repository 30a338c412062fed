// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find in the window: asks a worker, shows what was found in the panes, and marks the hits of the frame that is looked at.
#pragma once

#include "core/filter/find.h"
#include "ui/wake.h"

#include <QObject>

#include <functional>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

class CapturePanes;
class FindBar;
class ProgressWidget;
struct TimePlace;

/// What is searched: asked anew for each search.
struct FoundIn
{
    SearchedFrames frames = {}; ///< source null: nothing is open
    std::uint32_t count = 0; ///< frames that are there
    std::uint32_t withStreams = 0; ///< frames below it come with their conversations
};

class FrameFind final : public QObject
{
    Q_OBJECT

public:
    /// None is owned, all outlive it but for the bar and the panes, which go with the window at the same time.
    FrameFind(WorkerPool &pool, CapturePanes &panes, FindBar &bar, ProgressWidget &progress, std::function<FoundIn()> foundIn, QObject *parent);
    ~FrameFind() override;

    void open();
    /// Makes the first frame (of those shown) current that is as late as the time.
    void goToTime(const TimePlace &place);
    /// The next hit, or the one before, as the rows stand in the list; opens the bar when nothing was typed yet.
    void find(bool onward);
    /// Selects all frames of the list that hold a hit.
    void findAll();
    /// Closes the bar and ends a search; false when it was closed.
    bool close();
    /// Ends a search: its frames are going.
    void stop();
    /// More is known of conversations: a search that waits for them may begin.
    void streamsAppended();

signals:
    void said(const QString &text);

private:
    struct Run;

    void queryChanged();
    void stopLooking();
    std::shared_ptr<Run> prepare();
    void begin(const std::shared_ptr<Run> &run);
    void start(const std::shared_ptr<Run> &run);
    void cancel(const Job &job);
    void sayWaiting(std::uint32_t known);
    void take();
    void show(const FindHit &hit);
    void select(const FindHit &hit);
    void sayFound(const Run &run, const FindHit &hit);
    void arrive(const Run &run);
    void selectAll(const Run &run);
    void sayNothing(const Run &run);
    void markHits();
    void frameChanged();
    void rangeChanged();
    FindPlace startOf(bool onward, FindWhere where) const;

    WorkerPool &m_pool;
    CapturePanes &m_panes;
    FindBar &m_bar;
    ProgressWidget &m_progress;
    std::function<FoundIn()> m_foundIn;
    std::shared_ptr<const FindNeedle> m_needle; // of what is typed; null: it is none
    std::shared_ptr<Run> m_run; // going on, or waiting for conversations
    std::optional<FindHit> m_hit; // that is selected...
    std::shared_ptr<const FindNeedle> m_hitNeedle; // ...and what it is a hit of
    FindWhere m_hitWhere = FindWhere::Frames;
    bool m_selecting = false;
};

} // namespace framelens::ui

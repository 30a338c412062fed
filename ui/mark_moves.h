// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What was marked in a recording goes over to its frames when these are cut anew.
#pragma once

#include "core/base/job.h"

#include <QObject>

#include <memory>
#include <vector>

namespace framelens {
class FrameSource;
class WorkerPool;
}

namespace framelens::ui {

class CapturePanes;
class ProgressWidget;

/// Marked and ignored frames and those from which times count. Lives in the window's thread; its end cancels the workers.
class MarkMoves final : public QObject
{
    Q_OBJECT

public:
    /// None is owned, all outlive it.
    MarkMoves(WorkerPool &pool, CapturePanes &panes, ProgressWidget &progress, QObject *parent);
    ~MarkMoves() override;

    /// The panes show `now` instead of `former`, and have the sets of the former frames still. Frames of a capture have the numbers
    /// they had. Of a recording they are looked for by a worker: until then none is marked but what is marked meanwhile.
    void move(const std::shared_ptr<const FrameSource> &former, const std::shared_ptr<const FrameSource> &now);
    /// The frames are going.
    void stop();

signals:
    /// So many marks were lost, as somebody cancelled the search.
    void lost(quint64 marks);

private:
    struct Run;
    void start(const std::shared_ptr<Run> &run, const std::shared_ptr<const FrameSource> &now);
    void take();

    WorkerPool &m_pool;
    CapturePanes &m_panes;
    ProgressWidget &m_progress;
    std::vector<std::shared_ptr<Run>> m_runs; // going on: several when frames are cut anew again meanwhile
};

} // namespace framelens::ui

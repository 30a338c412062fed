// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Brings an Opening into the window's thread: one queued event, then a look at the counts at the display's rate.
#pragma once

#include "core/capture/capture.h"
#include "ui/opening.h"

#include <QObject>
#include <QTimer>

namespace framelens::ui {

/// One capture from its opening to its closing. Lives in the window's thread. Its end cancels the worker.
class Loader final : public QObject
{
    Q_OBJECT

public:
    Loader(WorkerPool &pool, std::shared_ptr<Opening> opening, QObject *parent = nullptr);
    ~Loader() override;

    const std::string &path() const & { return m_path; }
    const OpenOptions &options() const & { return m_options; }
    /// Null until opened() was emitted.
    const std::shared_ptr<Capture> &capture() const & { return m_capture; }
    /// The run that is going on or ended last.
    const std::shared_ptr<Job> &job() const & { return m_opening->job(); }
    /// Whether a worker opens or indexes.
    bool isBusy() const { return m_busy; }
    bool isFollowing() const { return m_options.follow; }

    void cancel();
    /// Indexes on after cancel() or growth. Nothing while it is busy.
    void resume();
    /// Looks at once whether the file has grown, instead of at the next of its looks.
    void check();
    /// Gives the opening away to another window; this loader is of no use afterwards.
    std::shared_ptr<Opening> release();

signals:
    /// The file is a capture; there may be no frames yet.
    void opened();
    /// There is no capture: job()->failure() says why.
    void refused();
    void framesAppended();
    /// A run ended: all is there, or job()->failure() says why not.
    void ended();
    /// What became of the file; not emitted for None, and for growth that is followed.
    void fileChanged(framelens::FileChange change);

private:
    void take(std::shared_ptr<Opening> opening);
    void look();
    void checkFile();

    WorkerPool &m_pool;
    std::string m_path;
    OpenOptions m_options;
    std::shared_ptr<Opening> m_opening;
    std::shared_ptr<Capture> m_capture;
    QTimer m_lookTimer;
    QTimer m_fileTimer;
    std::uint32_t m_seen = 0; // frames announced
    FileChange m_lastChange = FileChange::None;
    std::uint32_t m_lastGeneration = 0;
    bool m_busy = true;
};

} // namespace framelens::ui

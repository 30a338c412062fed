// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The filter that is applied to a window's frames: searches on workers and gives the list its rows as they are found.
#pragma once

#include "core/filter/filter_search.h"
#include "core/filter/row_map.h"
#include "ui/document.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

class CapturePanes;

/// Lives in the window's thread. Its end cancels the search.
class ListFilter final : public QObject
{
    Q_OBJECT

public:
    ListFilter(WorkerPool &pool, CapturePanes &panes, QObject *parent = nullptr);
    ~ListFilter() override;

    /// Who is given the rows instead of the list, and whether these are all: a sort, say.
    void setTaker(std::function<void(const RowMap &rows, bool areComplete)> taker) { m_taker = std::move(taker); }
    /// Whose frames are shown; null: nothing is open. The filter stays. Called when the panes show its source.
    void setDocument(Document *document);
    /// Shows the frames that pass instead of what is shown; null or empty: all.
    void apply(std::shared_ptr<const Filter> filter);
    /// Ends the search; what was found stays, and nothing is added any more.
    void stop();

    /// Null: all frames are shown.
    const std::shared_ptr<const Filter> &filter() const & { return m_filter; }
    /// Not all frames that are there were looked at yet.
    bool isSearching() const { return m_filter && m_document && !m_isStopped && !m_isSettled; }
    /// The frames at hand are looked at, and the conversations of others are still being looked for.
    bool isWaitingForStreams() const;
    bool isStopped() const { return m_isStopped; }
    std::uint32_t searched() const { return m_search ? m_search->searched() : 0; }
    /// Frames that are there.
    std::uint32_t total() const;
    std::uint64_t limitsReached() const { return m_search ? m_search->limitsReached() : 0; }
    /// The rows that belong in the list, in the order of the capture.
    const RowMap &rows() const & { return m_rows; }

    static constexpr int graceMs = 200; ///< the former rows stay so long before there is a match

signals:
    /// rows() are others, or more.
    void rowsChanged();
    /// What was asked above has changed.
    void stateChanged();
    /// A search runs on a worker.
    void started(const std::shared_ptr<const Job> &job);

private:
    void start();
    void cancelRun();
    void advance();
    void look();
    void settle();
    void showFound();
    void show(RowMap rows);
    std::uint32_t limit() const;
    bool isComplete() const;

    WorkerPool &m_pool;
    CapturePanes &m_panes;
    QPointer<Document> m_document;
    std::shared_ptr<const Filter> m_filter;
    std::shared_ptr<FilterSearch> m_search; // null: no filter, or nothing is open
    std::shared_ptr<Job> m_job; // a worker is at it
    RowMap m_rows;
    std::function<void(const RowMap &rows, bool areComplete)> m_taker;
    QTimer m_lookTimer; // wake-ups are looked at at the display's rate
    QTimer m_graceTimer;
    bool m_isShown = false; // the rows are those of m_search
    bool m_isSettled = true;
    bool m_isStopped = false;
};

} // namespace framelens::ui

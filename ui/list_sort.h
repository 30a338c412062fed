// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The order in which a window's frames stand: sorted by a worker, while the list keeps the order it has.
#pragma once

#include "core/filter/frame_sort.h"
#include "core/filter/row_map.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

class CapturePanes;
class Document;

/// Stands between the rows that belong in the list, in the order of the capture, and the list. Lives in the window's thread; its
/// end cancels the sort.
class ListSort final : public QObject
{
    Q_OBJECT

public:
    ListSort(WorkerPool &pool, CapturePanes &panes, QObject *parent = nullptr);
    ~ListSort() override;

    /// Whose frames they are; null: nothing is open. setRows() follows.
    void setDocument(Document *document);
    /// What the list is to show. Rows that are appended to those before stand behind the sorted ones; others are shown as they are,
    /// and sorted once they are complete.
    void setRows(RowMap rows, bool areComplete);
    /// The frames are others: what was sorted says nothing of them. setRows() follows.
    void forget();

    /// A column of the list; nothing: the order of the capture. Sorts again when it is sorted by that already.
    void sortBy(std::optional<int> column, bool isDescending = false);
    /// A click on a column's header: rising, falling, the order of the capture.
    void step(int column);

    /// What was asked for last, whether it is there yet or not.
    const std::optional<int> &column() const & { return m_column; }
    bool isDescending() const { return m_isDescending; }
    bool isSorting() const { return m_run != nullptr; }
    /// The list stands in an order of ours.
    bool isSorted() const { return m_order != nullptr; }
    /// Rows that came after the sorted ones.
    std::uint32_t unsortedRows() const;

signals:
    /// A sort runs on a worker.
    void started(const std::shared_ptr<framelens::Job> &job);
    /// What was asked above has changed.
    void stateChanged();

private:
    struct Run;
    void start();
    void cancelRun();
    void take();
    void show();
    void showIndicator();

    WorkerPool &m_pool;
    CapturePanes &m_panes;
    QPointer<Document> m_document;
    RowMap m_rows; // in the order of the capture
    bool m_areComplete = true;
    std::optional<int> m_column;
    bool m_isDescending = false;
    std::shared_ptr<const FrameOrder> m_order; // null: as the capture has them
    std::optional<int> m_shownColumn; // that m_order is sorted by
    bool m_isShownDescending = false;
    std::shared_ptr<Run> m_run;
};

} // namespace framelens::ui

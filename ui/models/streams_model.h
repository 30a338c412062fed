// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The conversations of a capture or a recording, a row each. No row is kept but the one looked at last.
#pragma once

#include "core/stream/streams.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

class StreamsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum ColumnNumber {
        NumberColumn,
        TransportColumn,
        ClientColumn,
        ServerColumn,
        StateColumn,
        ClientPacketsColumn,
        ClientBytesColumn,
        ServerPacketsColumn,
        ServerBytesColumn,
        BeginColumn,
        DurationColumn,
        ProtocolColumn,
        ColumnCount_
    };

    /// More rows than these are sorted by a worker.
    static constexpr int mostSortedAtOnce = 2'000;

    /// `pool`: null where nobody can sort but the window's thread.
    explicit StreamsModel(WorkerPool *pool = nullptr, QObject *parent = nullptr);
    ~StreamsModel() override;

    /// Null: no rows. `firstTimeNs`: that of the first frame, from which the begin of a stream is counted; nothing while there is none.
    void setStreams(std::shared_ptr<const Streams> streams, std::optional<std::int64_t> firstTimeNs);
    /// Announces, as one batch, the streams that are known since the last look, and that counts may have changed.
    void grow(std::optional<std::int64_t> firstTimeNs);

    /// Index in Streams of a row, and the row of an index.
    std::size_t indexOf(int row) const;
    std::optional<int> rowOf(std::size_t index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// By a column; -1: as they were found. Many rows change their places a moment later.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    const StreamSummary &summaryOf(int row) const;
    QString textOf(const StreamSummary &summary, int column) const;
    struct Sorting;
    void arrange();
    void startSorting();
    void takeSorting();
    void useOrder(std::vector<std::uint32_t> order);

    WorkerPool *m_pool;
    std::shared_ptr<Sorting> m_sorting; // going on
    std::shared_ptr<const Streams> m_streams;
    std::optional<std::int64_t> m_firstTimeNs;
    int m_rows = 0; // announced
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::vector<std::uint32_t> m_order; // index by row; empty: as they were found
    // Made on demand by const calls of the window's one thread.
    mutable std::optional<std::size_t> m_summaryIndex;
    mutable StreamSummary m_summary;
};

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/list_sort.h"

#include "core/base/worker_pool.h"
#include "ui/capture_panes.h"
#include "ui/document.h"
#include "ui/searched_frames.h"
#include "ui/views/frame_list_view.h"
#include "ui/wake.h"

#include <QHeaderView>

#include <thread>
#include <utility>

namespace framelens::ui {

// `order` may be read when the job has finished.
struct ListSort::Run
{
    RowMap rows;
    SortKey key;
    SearchedFrames frames;
    std::shared_ptr<const Registry> registry;
    std::shared_ptr<Job> job;
    std::shared_ptr<const FrameOrder> order = {};

    void sort()
    {
        FrameOrder all(rows.size());
        for (std::uint32_t row = 0; row < rows.size(); ++row)
            all[row] = rows.frameAt(row);
        const SortOptions options{.threads = std::max(1U, std::thread::hardware_concurrency())};
        order = sortFrames(std::move(all), key, frames, registry, options, *job);
        job->finish();
    }
};

ListSort::ListSort(WorkerPool &pool, CapturePanes &panes, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_panes(panes)
{
    QHeaderView *header = panes.list().header();
    header->setSortIndicatorShown(true);
    showIndicator();
    connect(header, &QHeaderView::sectionClicked, this, &ListSort::step);
    connect(&panes.model(), &QAbstractItemModel::columnsAboutToBeRemoved, this, [this] {
        if (m_column && *m_column >= FrameListModel::ownColumns)
            sortBy({});
    });
    // The header turns its arrow by itself, and restores one with its columns.
    connect(header, &QHeaderView::sortIndicatorChanged, this, &ListSort::showIndicator);
}

ListSort::~ListSort()
{
    cancelRun();
}

void ListSort::cancelRun()
{
    if (m_run)
        m_run->job->cancel();
    m_run.reset();
}

void ListSort::setRows(RowMap rows, bool areComplete)
{
    const bool isMore = rows.continues(m_rows) && !m_rows.empty();
    m_rows = std::move(rows);
    m_areComplete = areComplete;
    if (!isMore) {
        cancelRun();
        m_order.reset();
    }
    show();
    if (m_column && !m_order && !m_run && m_areComplete)
        start();
}

void ListSort::setDocument(Document *document)
{
    m_document = document;
    forget();
}

void ListSort::forget()
{
    cancelRun();
    m_order.reset();
    m_rows = RowMap();
    showIndicator();
    emit stateChanged();
}

void ListSort::sortBy(std::optional<int> column, bool isDescending)
{
    m_column = column;
    m_isDescending = isDescending;
    cancelRun();
    if (column) {
        start();
        return;
    }
    m_order.reset();
    show();
}

void ListSort::step(int column)
{
    if (m_column != column)
        sortBy(column, false);
    else if (!m_isDescending)
        sortBy(column, true);
    else
        sortBy({});
}

void ListSort::start()
{
    const FrameListModel &model = m_panes.model();
    if (!m_document || m_rows.empty()) {
        emit stateChanged();
        return;
    }
    SortKey key = model.sortKey(*m_column);
    key.isDescending = m_isDescending;
    m_run = std::make_shared<Run>(m_rows, std::move(key), searchedFrames(*m_document, m_panes), model.dissector()->registry(),
                                  std::make_shared<Job>(wakeFor(this, [this] { take(); })));
    m_pool.submit([run = m_run] { run->sort(); });
    emit started(m_run->job);
    emit stateChanged();
}

void ListSort::take()
{
    if (!m_run || !m_run->job->finished())
        return;
    const std::shared_ptr<Run> run = std::exchange(m_run, nullptr);
    if (run->order) {
        m_order = run->order;
        m_shownColumn = m_column;
        m_isShownDescending = m_isDescending;
    } else { // cancelled: what is there stays
        m_column = m_order ? m_shownColumn : std::nullopt;
        m_isDescending = m_isShownDescending;
    }
    show();
}

void ListSort::show()
{
    m_panes.model().setRows(m_order ? RowMap::ordered(m_order, m_rows) : m_rows);
    showIndicator();
    emit stateChanged();
}

void ListSort::showIndicator()
{
    QHeaderView *header = m_panes.list().header();
    const int section = m_order ? *m_shownColumn : -1;
    const Qt::SortOrder order = m_order && m_isShownDescending ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (header->sortIndicatorSection() != section || header->sortIndicatorOrder() != order)
        header->setSortIndicator(section, order);
}

std::uint32_t ListSort::unsortedRows() const
{
    return m_order ? m_rows.size() - static_cast<std::uint32_t>(m_order->size()) : 0;
}

} // namespace framelens::ui

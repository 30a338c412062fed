// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/streams_dock.h"

#include "core/bytes/frame_source.h"
#include "ui/text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QTableView>

#include <array>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int growEveryMs = 250;

} // namespace

StreamsDock::StreamsDock(WorkerPool *pool, QWidget *parent)
    : QDockWidget(tr("Streams"), parent)
    , m_model(new StreamsModel(pool, this))
    , m_pages(new QStackedWidget(this))
    , m_view(new QTableView(m_pages))
    , m_empty(plainLabel({}, m_pages))
{
    setObjectName(u"streamsDock"_s);
    m_view->setObjectName(u"streams"_s);
    m_view->setAccessibleName(tr("Streams"));
    m_view->setModel(m_model);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // heights never differ: none is asked for
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    QHeaderView *const header = m_view->horizontalHeader();
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->setSortIndicatorClearable(true); // a third click: as they were found
    const int digit = fontMetrics().horizontalAdvance(u'0');
    const std::array widths{8, 9, 20, 20, 10, 9, 10, 9, 10, 11, 11};
    for (int column = 0; column < std::ssize(widths); ++column)
        header->resizeSection(column, digit * widths[static_cast<std::size_t>(column)] + 8);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    m_view->setSortingEnabled(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_pages->addWidget(m_view);
    m_pages->addWidget(m_empty);
    setWidget(m_pages);
    auto *copyAction = new QAction(tr("&Copy"), m_view);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    m_view->addAction(copyAction);
    m_timer.setSingleShot(true);
    m_timer.setInterval(growEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &StreamsDock::look);
    connect(copyAction, &QAction::triggered, this, &StreamsDock::copyRow);
    connect(m_view, &QTableView::activated, this,
            [this](const QModelIndex &index) { emit followAsked(m_model->indexOf(index.row())); });
    connect(m_view, &QWidget::customContextMenuRequested, this, &StreamsDock::showMenu);
    look();
}

void StreamsDock::setStreams(std::shared_ptr<const Streams> streams, std::shared_ptr<const FrameSource> frames)
{
    m_streams = std::move(streams);
    m_frames = std::move(frames);
    m_model->setStreams(m_streams, firstTimeNs());
    look();
}

std::optional<std::int64_t> StreamsDock::firstTimeNs() const
{
    return m_frames && m_frames->count() > 0 ? std::optional(m_frames->firstTimeNs()) : std::nullopt;
}

void StreamsDock::grow()
{
    if (!m_timer.isActive())
        m_timer.start();
}

void StreamsDock::look()
{
    m_model->grow(firstTimeNs());
    m_empty->setText(!m_frames                     ? tr("Nothing is open.")
                         : !m_streams              ? tr("Streams are not known here.")
                         : m_streams->isComplete() ? tr("There are no TCP or UDP streams.")
                                                   : tr("Looking for streams..."));
    m_pages->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget *>(m_view) : m_empty);
}

void StreamsDock::select(std::size_t index)
{
    const std::optional<int> row = m_model->rowOf(index);
    if (!row || row == m_view->currentIndex().row())
        return;
    m_view->setCurrentIndex(m_model->index(*row, 0));
}

void StreamsDock::copyRow()
{
    const QModelIndex current = m_view->currentIndex();
    QStringList cells;
    for (int column = 0; current.isValid() && column < StreamsModel::ColumnCount_; ++column)
        cells += current.siblingAtColumn(column).data().toString();
    if (!cells.isEmpty())
        QGuiApplication::clipboard()->setText(cells.join(u'\t'));
}

void StreamsDock::showMenu(const QPoint &position)
{
    const QModelIndex at = m_view->indexAt(position);
    if (!at.isValid())
        return;
    const std::size_t index = m_model->indexOf(at.row());
    QMenu menu(this);
    menu.addAction(tr("&Follow Stream"), this, [this, index] { emit followAsked(index); });
    menu.addAction(tr("&Go to Its First Frame"), this,
                   [this, index] { emit frameAsked(m_streams->stream(index).firstFrame); });
    menu.addAction(tr("&Copy"), this, &StreamsDock::copyRow);
    menu.exec(m_view->viewport()->mapToGlobal(position));
}

} // namespace framelens::ui

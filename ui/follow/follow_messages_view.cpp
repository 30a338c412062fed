// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_messages_view.h"

#include "ui/views/field_tree_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QScopedValueRollback>
#include <QTableView>

namespace framelens::ui {

using namespace Qt::StringLiterals;

FollowMessagesView::FollowMessagesView(PaneFont &font, std::shared_ptr<CopyLedger> ledger, QWidget *parent)
    : QSplitter(Qt::Vertical, parent)
    , m_model(new FollowMessagesModel(this))
    , m_table(new QTableView(this))
    , m_tree(new FieldTreeView({.selection = &m_selection, .font = &font, .ledger = std::move(ledger)}, this))
{
    setChildrenCollapsible(false);
    m_table->setObjectName(u"followMessages"_s);
    m_table->setAccessibleName(tr("Messages"));
    m_tree->setObjectName(u"followFields"_s);
    m_tree->setAccessibleName(tr("Fields of the message"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // heights never differ: none is asked for
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    QHeaderView *const header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    const int digit = fontMetrics().horizontalAdvance(u'0');
    const std::array widths{7, 13, 22, 10, 12};
    for (int column = 0; column < std::ssize(widths); ++column)
        header->resizeSection(column, digit * widths[static_cast<std::size_t>(column)] + 12);
    setSizes({300, 200});
    auto *copyAction = new QAction(tr("&Copy"), m_table);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copyAction);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copyAction, &QAction::triggered, this, &FollowMessagesView::copyRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { showCurrent(true); });
    connect(m_table, &QTableView::clicked, this, [this] { showCurrent(true); }); // also when it was current before
    connect(&m_selection, &Selection::fieldChanged, this, &FollowMessagesView::tellField);
}

void FollowMessagesView::setStream(std::shared_ptr<const FollowedStream> stream, FollowSource source)
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_model->setStream(std::move(stream), std::move(source));
    m_selection.showFrame(nullptr, Pane::Program);
    if (m_model->rowCount() > 0)
        select(0);
}

void FollowMessagesView::select(int row)
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_table->setCurrentIndex(m_model->index(row, 0));
    m_table->scrollTo(m_table->currentIndex());
    showCurrent(false);
}

void FollowMessagesView::showCurrent(bool tell)
{
    const QModelIndex current = m_table->currentIndex();
    const std::shared_ptr<const ShownFrame> shown = current.isValid() ? m_model->shownFrame(current.row()) : nullptr;
    const bool wasQuiet = std::exchange(m_quiet, true);
    m_selection.showFrame(shown, Pane::Program);
    MessagePlace place;
    if (shown)
        place = placeOf(*m_model->stream(), static_cast<std::size_t>(current.row()), *shown->dissection);
    if (shown && place.layer) {
        const std::uint32_t root = shown->dissection->layers()[*place.layer].root;
        m_selection.selectField(root, Pane::Program);
        m_tree->expand(m_tree->fieldModel()->indexOf(root));
    }
    m_quiet = wasQuiet;
    if (tell && !m_quiet && shown)
        emit chosen(shown->frame, place.range, place.source);
}

void FollowMessagesView::tellField(Pane origin)
{
    if (!m_quiet && origin == Pane::Tree && m_selection.shown())
        emit chosen(m_selection.shown()->frame, m_selection.range(), m_selection.source());
}

void FollowMessagesView::copyRow()
{
    const QModelIndex current = m_table->currentIndex();
    QStringList cells;
    for (int column = 0; current.isValid() && column < FollowMessagesModel::ColumnCount_; ++column)
        cells += current.siblingAtColumn(column).data().toString().trimmed();
    if (!cells.isEmpty())
        QGuiApplication::clipboard()->setText(cells.join(u'\t'));
}

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/accessible_list.h"

#include "ui/views/frame_list_view.h"

#include <QHeaderView>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostCells = 4096; // some pages of them; more are forgotten

QString summaryOf(const FrameListView &view, int row)
{
    QString text = view.model()->summaryText(row);
    text.replace(u'\t', QStringLiteral(", "));
    const QString state = FrameListView::spokenState(*view.model(), row);
    return state.isEmpty() ? text : state + QStringLiteral(", ") + text;
}

} // namespace

AccessibleCell::AccessibleCell(FrameListView *view, int row, int column)
    : m_view(view)
    , m_row(row)
    , m_column(column)
{
}

bool AccessibleCell::isValid() const
{
    return m_view && m_row < m_view->rowCount() && m_column < m_view->header()->count();
}

// An arrow before what was said is read as who said it.
QString AccessibleCell::spoken(const QString &text)
{
    if (text.startsWith(u"\u2192 "_s))
        return FrameListView::tr("client to server: %1").arg(QStringView(text).mid(2));
    if (text.startsWith(u"\u2190 "_s))
        return FrameListView::tr("server to client: %1").arg(QStringView(text).mid(2));
    return text;
}

QAccessibleInterface *AccessibleCell::parent() const
{
    return QAccessible::queryAccessibleInterface(m_view.data());
}

QString AccessibleCell::text(QAccessible::Text kind) const
{
    if (!isValid())
        return {};
    if (kind == QAccessible::Name || kind == QAccessible::Value) {
        const QString text = spoken(m_view->model()->index(m_row, m_column).data().toString());
        const QString state = m_column == 0 ? FrameListView::spokenState(*m_view->model(), m_row) : QString();
        return state.isEmpty() ? text : state + QStringLiteral(", ") + text;
    }
    if (kind == QAccessible::Description)
        return m_view->model()->headerData(m_column, Qt::Horizontal).toString();
    return {};
}

QRect AccessibleCell::rect() const
{
    if (!isValid())
        return {};
    const QRect cell = m_view->cellRect(m_row, m_column);
    return {m_view->viewport()->mapToGlobal(cell.topLeft()), cell.size()};
}

QAccessible::State AccessibleCell::state() const
{
    QAccessible::State state;
    state.invalid = !isValid();
    if (state.invalid)
        return state;
    state.selectable = true;
    state.focusable = true;
    state.readOnly = true;
    state.selected = m_view->isRowSelected(m_row);
    state.focused = m_view->hasFocus() && m_view->currentRow() == m_row;
    state.offscreen = !m_view->viewport()->rect().intersects(m_view->cellRect(m_row, m_column));
    return state;
}

bool AccessibleCell::isSelected() const
{
    return isValid() && m_view->isRowSelected(m_row);
}

void *AccessibleCell::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface *>(this) : nullptr;
}

AccessibleList::AccessibleList(FrameListView *view)
    : QAccessibleWidget(view, QAccessible::Table)
{
}

AccessibleList::~AccessibleList()
{
    forgetCells();
}

FrameListView *AccessibleList::view() const
{
    return static_cast<FrameListView *>(widget());
}

void AccessibleList::forgetCells() const
{
    for (const auto &[place, id] : m_cells)
        QAccessible::deleteAccessibleInterface(id);
    m_cells.clear();
}

QString AccessibleList::text(QAccessible::Text kind) const
{
    const std::optional<int> row = view()->currentRow();
    if (kind == QAccessible::Name && row && view()->model() != nullptr)
        return FrameListView::tr("%1: %2").arg(view()->accessibleName(), summaryOf(*view(), *row));
    return QAccessibleWidget::text(kind);
}

int AccessibleList::visibleRows() const
{
    return static_cast<int>(
        std::min<qint64>(view()->rowsPerPage(), qint64{view()->rowCount()} - view()->topRow()));
}

int AccessibleList::childCount() const
{
    return visibleRows() * columnCount();
}

QAccessibleInterface *AccessibleList::child(int index) const
{
    if (index < 0 || index >= childCount())
        return nullptr;
    return cellAt(view()->topRow() + index / columnCount(), index % columnCount());
}

int AccessibleList::indexOfChild(const QAccessibleInterface *child) const
{
    auto *cell = const_cast<QAccessibleInterface *>(child)->tableCellInterface();
    if (cell == nullptr)
        return -1;
    const int row = cell->rowIndex() - view()->topRow();
    return row >= 0 && row < visibleRows() ? row * columnCount() + cell->columnIndex() : -1;
}

QAccessibleInterface *AccessibleList::childAt(int x, int y) const
{
    const QPoint position = view()->viewport()->mapFromGlobal(QPoint(x, y));
    const std::optional<int> row = view()->viewport()->rect().contains(position) ? view()->rowAt(position.y()) : std::nullopt;
    const int column = view()->header()->logicalIndexAt(position.x());
    return row && column >= 0 ? cellAt(*row, column) : nullptr;
}

QAccessibleInterface *AccessibleList::focusChild() const
{
    const std::optional<int> row = view()->currentRow();
    return row && view()->hasFocus() ? cellAt(*row, 0) : nullptr;
}

void *AccessibleList::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TableInterface)
        return static_cast<QAccessibleTableInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessibleInterface *AccessibleList::cellAt(int row, int column) const
{
    if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount())
        return nullptr;
    const auto known = m_cells.find({row, column});
    if (known != m_cells.end())
        return QAccessible::accessibleInterface(known->second);
    if (m_cells.size() >= mostCells)
        forgetCells();
    auto *cell = new AccessibleCell(view(), row, column); // the registry owns it
    m_cells.emplace(std::pair(row, column), QAccessible::registerAccessibleInterface(cell));
    return cell;
}

int AccessibleList::selectedCellCount() const
{
    return static_cast<int>(selectedRows().size()) * columnCount();
}

QList<QAccessibleInterface *> AccessibleList::selectedCells() const
{
    QList<QAccessibleInterface *> cells;
    for (const int row : selectedRows())
        for (int column = 0; column < columnCount(); ++column)
            cells += cellAt(row, column);
    return cells;
}

QString AccessibleList::columnDescription(int column) const
{
    return view()->model() != nullptr ? view()->model()->headerData(column, Qt::Horizontal).toString() : QString();
}

QString AccessibleList::rowDescription(int row) const
{
    return view()->model() != nullptr ? summaryOf(*view(), row) : QString();
}

int AccessibleList::selectedRowCount() const
{
    return static_cast<int>(std::min<std::uint64_t>(view()->selectedRows().count(), INT_MAX));
}

int AccessibleList::columnCount() const
{
    return view()->header()->count();
}

int AccessibleList::rowCount() const
{
    return view()->rowCount();
}

QList<int> AccessibleList::selectedRows() const
{
    QList<int> rows;
    for (int row = view()->topRow(); row < view()->topRow() + visibleRows(); ++row)
        if (view()->isRowSelected(row))
            rows += row;
    return rows;
}

bool AccessibleList::isRowSelected(int row) const
{
    return view()->isRowSelected(row);
}

bool AccessibleList::selectRow(int row)
{
    if (row < 0 || row >= rowCount())
        return false;
    view()->setCurrentRow(row);
    return true;
}

} // namespace framelens::ui

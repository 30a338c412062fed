// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// FrameListView: where rows and columns stand, and scrolling. Everything is computed from the top row.
#include "ui/pane_font.h"
#include "ui/views/column_menu.h"
#include "ui/views/frame_list_view.h"

#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace framelens::ui {

namespace {

// More steps than pixels of any screen; a scroll bar's int would overflow in styles that multiply it.
constexpr int mostSteps = 1'000'000;
constexpr int cellPadding = 5;
constexpr int rowPadding = 4;

// Between the bar's steps and rows: exact while there are no more rows than steps, and at both ends always.
int stepOf(int top, int lastTop)
{
    return lastTop <= mostSteps ? top : static_cast<int>(qint64{top} * mostSteps / lastTop);
}

int topOf(int step, int lastTop)
{
    return lastTop <= mostSteps ? step : static_cast<int>(qint64{step} * lastTop / mostSteps);
}

} // namespace

void FrameListView::applyFont()
{
    viewport()->setFont(m_context.font->font());
    m_rowHeight = QFontMetrics(m_context.font->font()).height() + rowPadding;
    updateGeometries();
    viewport()->update();
}

void FrameListView::setDefaultWidths()
{
    for (int column = 0; column < m_model->columnCount(); ++column)
        setDefaultWidth(column);
    m_columnsSized = true;
}

void FrameListView::setDefaultWidth(int column)
{
    const int characters = m_model->headerData(column, Qt::Horizontal, FrameListModel::ColumnWidthRole).toInt();
    m_header->resizeSection(column, std::max(widthOf(characters), m_header->sectionSizeHint(column)));
}

int FrameListView::widthOf(int characters) const
{
    return characters * QFontMetrics(m_context.font->font()).horizontalAdvance(u'0') + 2 * cellPadding;
}

int FrameListView::columnCharacters(int column) const
{
    const int cell = widthOf(1) - widthOf(0);
    return std::max(1, (m_header->sectionSize(column) - widthOf(0)) / std::max(1, cell));
}

void FrameListView::setColumnCharacters(int column, int characters)
{
    m_header->resizeSection(column, widthOf(characters));
}

int FrameListView::widthForContents(int column) const
{
    const QFontMetrics metrics(viewport()->font());
    int width = m_header->sectionSizeHint(column);
    const qint64 end = std::min<qint64>(qint64{m_top} + rowsPerPage() + 1, rowCount());
    for (qint64 row = m_top; row < end; ++row) {
        const QString text = m_model->index(static_cast<int>(row), column).data().toString();
        width = std::max(width, metrics.horizontalAdvance(text) + 2 * cellPadding + 1);
    }
    return std::min(width, 2 * viewport()->width());
}

void FrameListView::fitColumn(int column)
{
    if (m_model)
        m_header->resizeSection(column, widthForContents(column));
}

void FrameListView::fitColumns()
{
    for (int column = 0; column < m_header->count(); ++column)
        if (!m_header->isSectionHidden(column))
            fitColumn(column);
}

void FrameListView::setDefaultColumns()
{
    for (int column = 0; column < m_header->count(); ++column) {
        m_header->setSectionHidden(column, false);
        m_header->moveSection(m_header->visualIndex(column), column);
    }
    setDefaultWidths();
}

void FrameListView::showHeaderMenu(const QPoint &position)
{
    if (!m_model)
        return;
    QMenu menu(this);
    const int column = m_header->logicalIndexAt(position);
    fillColumnMenu(menu, *this, column < 0 ? std::nullopt : std::optional(column));
    menu.exec(m_header->mapToGlobal(position));
}

int FrameListView::rowsPerPage() const
{
    return std::max(1, viewport()->height() / m_rowHeight);
}

int FrameListView::lastTop() const
{
    return std::max(0, rowCount() - rowsPerPage());
}

std::optional<int> FrameListView::rowAt(int y) const
{
    const qint64 row = qint64{m_top} + y / m_rowHeight;
    if (y < 0 || row >= rowCount())
        return {};
    return static_cast<int>(row);
}

QRect FrameListView::cellRect(int row, int column) const
{
    // Far rows lie beyond what an int of pixels can say; they are only known to be outside.
    const qint64 y = std::clamp<qint64>((qint64{row} - m_top) * m_rowHeight, -mostSteps, mostSteps);
    return {m_header->sectionViewportPosition(column), static_cast<int>(y), m_header->sectionSize(column), m_rowHeight};
}

void FrameListView::updateGeometries()
{
    const int height = m_header->sizeHint().height();
    setViewportMargins(0, height, 0, 0);
    const QRect area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - height, area.width(), height);
    updateScrollBars();
    placeEmptyButton();
}

void FrameListView::updateScrollBars()
{
    horizontalScrollBar()->setRange(0, std::max(0, m_header->length() - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(3 * m_rowHeight);
    m_top = std::min(m_top, lastTop());
    QScrollBar *bar = verticalScrollBar();
    bar->setRange(0, std::min(lastTop(), mostSteps));
    bar->setPageStep(std::max(1, stepOf(rowsPerPage(), std::max(1, lastTop()))));
    bar->setValue(stepOf(m_top, lastTop()));
}

void FrameListView::setTop(qint64 row)
{
    const auto top = static_cast<int>(std::clamp<qint64>(row, 0, lastTop()));
    if (top == m_top)
        return;
    m_top = top;
    verticalScrollBar()->setValue(stepOf(top, lastTop()));
    viewport()->update();
    const bool atEnd = top == lastTop();
    if (m_following && atEnd != m_autoScroll) {
        m_autoScroll = atEnd;
        emit autoScrollChanged(atEnd);
    }
}

// One step of the bar may be thousands of rows: its buttons and pages go by rows.
void FrameListView::onScrollAction(int action)
{
    switch (action) {
    case QAbstractSlider::SliderSingleStepAdd: setTop(qint64{m_top} + 1); break;
    case QAbstractSlider::SliderSingleStepSub: setTop(qint64{m_top} - 1); break;
    case QAbstractSlider::SliderPageStepAdd: setTop(qint64{m_top} + rowsPerPage()); break;
    case QAbstractSlider::SliderPageStepSub: setTop(qint64{m_top} - rowsPerPage()); break;
    default: return;
    }
    verticalScrollBar()->setSliderPosition(stepOf(m_top, lastTop()));
}

// The bar was moved: by hand, or to follow the top row (then it already stands where that row is).
void FrameListView::scrollContentsBy(int dx, int /*dy*/)
{
    if (dx != 0)
        m_header->setOffset(horizontalScrollBar()->value());
    if (const int step = verticalScrollBar()->value(); step != stepOf(m_top, lastTop()))
        setTop(topOf(step, lastTop()));
    viewport()->update();
}

void FrameListView::wheelEvent(QWheelEvent *event)
{
    const QPoint delta = event->angleDelta();
    if (std::abs(delta.x()) > std::abs(delta.y())) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    constexpr int notch = 120; // eighths of a degree
    constexpr int rowsPerNotch = 3;
    m_wheelRest += delta.y() * rowsPerNotch;
    const int rows = m_wheelRest / notch;
    m_wheelRest -= rows * notch;
    setTop(qint64{m_top} - rows);
    event->accept();
}

void FrameListView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    const bool keepEnd = m_autoScroll;
    updateGeometries();
    if (keepEnd)
        setTop(lastTop());
}

} // namespace framelens::ui

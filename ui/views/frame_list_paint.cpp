// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// FrameListView: what is painted, and what the pointer and a screen reader are told.
#include "ui/scheme.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/go_to_line.h"
#include "ui/views/paint_text.h"

#include <QAccessible>
#include <QAction>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QPaintEvent>
#include <QPushButton>

#include <algorithm>

namespace framelens::ui {

namespace {

constexpr int cellPadding = 5;

// A pole with a pennant, at the left of `cell`.
void paintFlag(QPainter &painter, const QRect &cell, const QColor &colour)
{
    const qreal unit = cell.height() / 20.0;
    const QPointF foot(cell.left() + 4 * unit, cell.bottom() - 3 * unit);
    const QPointF top = foot - QPointF(0, cell.height() - 7 * unit);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4 * unit));
    painter.drawLine(foot, top);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF{top, top + QPointF(9.5 * unit, 4 * unit), top + QPointF(0, 8 * unit)});
    painter.restore();
}

// A triangle with an exclamation mark, at the left of `cell`.
void paintWarning(QPainter &painter, const QRect &cell, const QColor &colour)
{
    const qreal unit = cell.height() / 20.0;
    const QPointF top(cell.left() + 9 * unit, cell.top() + 4 * unit);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4 * unit, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(QPolygonF{top, top + QPointF(7 * unit, 12 * unit), top + QPointF(-7 * unit, 12 * unit)});
    painter.drawLine(top + QPointF(0, 4.5 * unit), top + QPointF(0, 7.5 * unit));
    painter.drawPoint(top + QPointF(0, 10 * unit));
    painter.restore();
}

} // namespace

QString FrameListView::spokenState(const FrameListModel &model, int row)
{
    const QModelIndex index = model.index(row, 0);
    QStringList words;
    if (index.data(FrameListModel::MarkedRole).toBool())
        words << tr("marked");
    if (index.data(FrameListModel::IgnoredRole).toBool())
        words << tr("ignored");
    if (const QString problem = index.data(FrameListModel::ProblemRole).toString(); !problem.isEmpty())
        words << problem;
    return words.join(QStringLiteral(", "));
}

int FrameListView::flagWidth() const
{
    return m_rowHeight * 3 / 4;
}

// Its number tells a marked row; where that is hidden, the first column makes room for the flag.
int FrameListView::flagColumn() const
{
    constexpr int numberColumn = 0;
    for (int place = 0; m_header->isSectionHidden(numberColumn) && place < m_header->count(); ++place)
        if (const int column = m_header->logicalIndex(place); !m_header->isSectionHidden(column))
            return column;
    return numberColumn;
}

// Beside the words that say what the frame is about; where they are hidden, in the last column that is shown.
int FrameListView::warningColumn() const
{
    int found = 0;
    for (int place = 0; place < m_header->count(); ++place) {
        const int column = m_header->logicalIndex(place);
        if (m_header->isSectionHidden(column))
            continue;
        found = column;
        if (m_model->headerData(column, Qt::Horizontal, FrameListModel::ColumnKeyRole).toString() == QStringLiteral("info"))
            break;
    }
    return found;
}

void FrameListView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().base());
    if (rowCount() == 0) {
        paintEmptyState(painter);
        return;
    }
    const qint64 first = qint64{m_top} + event->rect().top() / m_rowHeight;
    const qint64 end = std::min<qint64>(qint64{m_top} + event->rect().bottom() / m_rowHeight + 1, rowCount());
    for (qint64 row = first; row < end; ++row)
        paintRow(painter, static_cast<int>(row));
    paintTail(painter);
}

// Below the last row, where there is room.
void FrameListView::paintTail(QPainter &painter)
{
    const int y = static_cast<int>(std::min<qint64>((qint64{rowCount()} - m_top) * m_rowHeight, viewport()->height()));
    painter.setFont(font());
    painter.setPen(schemeFor(palette()).dimmed);
    painter.drawText(QRect(0, y, viewport()->width(), m_rowHeight).adjusted(cellPadding, 0, -cellPadding, 0), Qt::AlignVCenter,
                     m_narrowed.tail);
}

void FrameListView::paintRow(QPainter &painter, int row)
{
    const Scheme &scheme = schemeFor(palette());
    const QPalette::ColorGroup group = hasFocus() || m_goTo->isVisible() ? QPalette::Active : QPalette::Inactive;
    const bool selected = isRowSelected(row);
    const QRect line(0, (row - m_top) * m_rowHeight, viewport()->width(), m_rowHeight);
    const QModelIndex first = m_model->index(row, 0);
    if (selected)
        painter.fillRect(line, palette().brush(group, QPalette::Highlight));
    else if (const QColor tint = scheme.tintOf(first.data(FrameListModel::TintRole).toString()); tint.isValid())
        painter.fillRect(line, tint);

    TextColours colours{selected ? palette().color(group, QPalette::HighlightedText) : palette().color(QPalette::Text),
                        selected ? QColor() : scheme.escape};
    const bool ignored = first.data(FrameListModel::IgnoredRole).toBool();
    if ((ignored || first.data(FrameListModel::LostRole).toBool()) && !selected)
        colours.text = scheme.dimmed;
    const bool marked = first.data(FrameListModel::MarkedRole).toBool();
    const bool isWrong = !first.data(FrameListModel::ProblemRole).toString().isEmpty();
    for (int column = 0; column < m_header->count(); ++column) {
        QRect cell = cellRect(row, column);
        if (m_header->isSectionHidden(column) || cell.right() < 0 || cell.left() > viewport()->width())
            continue;
        const QModelIndex index = m_model->index(row, column);
        const auto alignment = static_cast<Qt::Alignment>(index.data(Qt::TextAlignmentRole).toInt());
        const bool hasFlag = marked && column == flagColumn();
        QFont font = viewport()->font();
        font.setBold(hasFlag && column == 0);
        font.setStrikeOut(ignored);
        painter.setFont(font);
        if (hasFlag) {
            paintFlag(painter, cell, colours.text);
            cell.setLeft(cell.left() + flagWidth());
        }
        if (isWrong && column == warningColumn()) {
            paintWarning(painter, cell, colours.text);
            cell.setLeft(cell.left() + flagWidth());
        }
        paintPlainText(painter, cell.adjusted(cellPadding, 0, -cellPadding, 0), alignment, index.data().toString(), colours);
    }
    if (m_current == row && hasFocus()) {
        painter.setPen(QPen(selected ? colours.text : scheme.hover, 1, Qt::DotLine));
        painter.drawRect(line.adjusted(0, 0, -1, -1));
    }
}

void FrameListView::setEmptyState(const QString &sentence, QAction *action)
{
    m_emptySentence = sentence;
    m_emptyAction = action;
    takeEmptyAction();
}

void FrameListView::setNarrowedState(const NarrowedState &state)
{
    m_narrowed = state;
    takeEmptyAction();
}

void FrameListView::takeEmptyAction()
{
    QAction *const action = m_narrowed.sentence.isEmpty() ? m_emptyAction.data() : m_narrowed.action;
    m_emptyButton->disconnect(SIGNAL(clicked(bool)));
    m_emptyButton->setProperty("hasAction", action != nullptr);
    if (action != nullptr) {
        m_emptyButton->setText(action->text());
        m_emptyButton->setIcon(action->icon());
        connect(m_emptyButton, &QPushButton::clicked, action, &QAction::trigger);
    }
    placeEmptyButton();
    viewport()->update();
}

void FrameListView::placeEmptyButton()
{
    m_emptyButton->setVisible(rowCount() == 0 && m_emptyButton->property("hasAction").toBool());
    m_emptyButton->adjustSize();
    const QPoint centre = viewport()->rect().center();
    m_emptyButton->move(centre.x() - m_emptyButton->width() / 2, centre.y() + m_rowHeight);
}

void FrameListView::paintEmptyState(QPainter &painter)
{
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::Text));
    const QRect area = viewport()->rect().adjusted(m_rowHeight, 0, -m_rowHeight, 0);
    painter.drawText(area.adjusted(0, 0, 0, -m_rowHeight), Qt::AlignCenter | Qt::TextWordWrap, emptySentence());
}

bool FrameListView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (!showCellToolTip(help->pos(), help->globalPos()))
        event->ignore();
    return true;
}

// Only what was elided is worth a tool tip.
bool FrameListView::showCellToolTip(const QPoint &position, const QPoint &global)
{
    const std::optional<int> row = rowAt(position.y());
    const int column = m_header->logicalIndexAt(position.x());
    const QString text = row && column >= 0 ? m_model->index(*row, column).data().toString() : QString();
    const bool isElided = !text.isEmpty()
        && QFontMetrics(viewport()->font()).horizontalAdvance(text) > cellRect(*row, column).width() - 2 * cellPadding;
    showPlainToolTip(global, isElided ? text : QString(), viewport());
    return isElided;
}

void FrameListView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
    announceCurrent();
}

void FrameListView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void FrameListView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange
        || event->type() == QEvent::LayoutDirectionChange) {
        updateGeometries();
        viewport()->update();
    }
}

void FrameListView::announceCurrent()
{
    if (!QAccessible::isActive() || !m_current)
        return;
    if (hasFocus()) {
        QAccessibleEvent focus(this, QAccessible::Focus);
        focus.setChild((*m_current - m_top) * m_header->count());
        QAccessible::updateAccessibility(&focus);
    }
    QAccessibleEvent name(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&name);
}

} // namespace framelens::ui

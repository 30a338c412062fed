// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// HexView: what the pointer does, and scrolling.
#include "ui/views/go_to_line.h"
#include "ui/views/hex_view.h"

#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace framelens::ui {

std::optional<HexLayout::Hit> HexView::hitAt(const QPoint &position) const
{
    const qreal x = position.x() + horizontalScrollBar()->value() - margin;
    const int cell = static_cast<int>(std::floor(x / m_cellWidth));
    if (position.y() < 0)
        return m_layout.hit(topLine() - std::min<std::size_t>(topLine(), 1), cell);
    const std::size_t line = topLine() + static_cast<std::size_t>(position.y() / m_lineHeight);
    auto hit = m_layout.hit(std::min(line, m_layout.lines() - std::min<std::size_t>(1, m_layout.lines())), cell);
    if (hit && line >= m_layout.lines())
        hit->exact = false;
    return hit;
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    const auto hit = hitAt(event->position().toPoint());
    if (!hit || (event->button() != Qt::LeftButton && event->button() != Qt::RightButton))
        return;
    if (event->button() == Qt::RightButton) {
        if (!selectedRange().holds(hit->byte))
            moveCaret(hit->byte, false);
        return;
    }
    m_column = hit->column;
    m_dragged = event->modifiers().testFlag(Qt::ShiftModifier);
    if (m_dragged)
        m_context.selection->selectBytes(fromAnchor(hit->byte), Pane::Hex, m_source);
    else
        m_anchor = hit->byte;
    m_pressed = hit->byte;
    setCaret(hit->byte);
}

void HexView::mouseMoveEvent(QMouseEvent *event)
{
    const auto hit = hitAt(event->position().toPoint());
    if (!event->buttons().testFlag(Qt::LeftButton)) {
        if (hit && hit->exact)
            m_context.selection->hoverByte(hit->byte, m_source);
        else
            m_context.selection->clearHover();
        return;
    }
    if (!m_pressed || !hit || hit->byte == m_caret)
        return;
    m_dragged = true;
    m_context.selection->selectBytes(fromAnchor(hit->byte), Pane::Hex, m_source);
    setCaret(hit->byte);
}

// A press and release on one byte is a click; the field is chosen only then, as it may become a drag.
void HexView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_pressed)
        return;
    const std::size_t byte = *m_pressed;
    m_pressed.reset();
    if (!m_dragged)
        m_context.selection->clickByte(byte, Pane::Hex, m_source);
}

void HexView::wheelEvent(QWheelEvent *event)
{
    const QPoint delta = event->angleDelta();
    if (std::abs(delta.x()) > std::abs(delta.y())) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    constexpr int notch = 120; // eighths of a degree
    constexpr int linesPerNotch = 3;
    m_wheelRest += delta.y() * linesPerNotch;
    const int lines = m_wheelRest / notch;
    m_wheelRest -= lines * notch;
    verticalScrollBar()->setValue(verticalScrollBar()->value() - lines);
    event->accept();
}

bool HexView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        m_context.selection->clearHover();
    return QAbstractScrollArea::viewportEvent(event);
}

void HexView::scrollContentsBy(int /*dx*/, int /*dy*/)
{
    viewport()->update();
}

void HexView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

} // namespace framelens::ui

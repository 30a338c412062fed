// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Mouse, keys and clipboard of the bytes of a followed stream.
#include "ui/follow/follow_bytes_view.h"

#include "core/decode/dissection.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

// One byte further; a gap has one place.
FollowPlace FollowBytesView::behind(FollowPlace place) const
{
    return {place.piece, place.offset + 1};
}

void FollowBytesView::extendTo(FollowPlace place)
{
    m_caret = place;
    m_selected = {std::min(m_anchor, place), behind(std::max(m_anchor, place))};
    viewport()->update();
    announce();
}

void FollowBytesView::mousePressEvent(QMouseEvent *event)
{
    const std::optional<FollowPlace> place = hitAt(event->position().toPoint());
    if (!place || event->button() != Qt::LeftButton)
        return;
    if (!event->modifiers().testFlag(Qt::ShiftModifier))
        m_anchor = *place;
    m_isDragging = true;
    extendTo(*place);
}

void FollowBytesView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_isDragging)
        return;
    const int y = event->position().toPoint().y();
    if (y < 0 || y > viewport()->height()) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() + (y < 0 ? -1 : 1));
        layOut();
    }
    if (const std::optional<FollowPlace> place = hitAt(event->position().toPoint()))
        extendTo(*place);
}

void FollowBytesView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && std::exchange(m_isDragging, false))
        emit chosen(m_selected);
}

// Where the caret goes: a byte, a line, a page; to both ends of the line, or of the stream.
std::optional<FollowPlace> FollowBytesView::neighbour(int key, bool hasControl) const
{
    const std::optional<std::uint64_t> line = m_lines->lineOf(m_caret);
    if (!line)
        return {};
    const std::vector<FollowLine> here = m_lines->lines(*line, 1);
    const FollowedStream &stream = m_lines->stream();
    const std::size_t at = here.empty() ? 0 : stepsInLine(stream, here.front(), m_caret);
    const auto inLine = [&](std::uint64_t number, std::size_t step) -> std::optional<FollowPlace> {
        const std::vector<FollowLine> found = m_lines->lines(number, 1);
        if (found.empty())
            return {};
        return placeInLine(stream, found.front(), std::min<std::size_t>(step, std::max(found.front().size, 1U) - 1U));
    };
    const auto page = static_cast<std::uint64_t>(linesPerPage());
    const std::uint64_t count = m_lines->count();
    switch (key) {
    case Qt::Key_Left: return at > 0 ? inLine(*line, at - 1) : *line > 0 ? inLine(*line - 1, SIZE_MAX) : std::nullopt;
    case Qt::Key_Right: return !here.empty() && at + 1 < here.front().size ? inLine(*line, at + 1) : inLine(*line + 1, 0);
    case Qt::Key_Up: return *line > 0 ? inLine(*line - 1, at) : std::nullopt;
    case Qt::Key_Down: return inLine(*line + 1, at);
    case Qt::Key_PageUp: return inLine(*line - std::min(*line, page), at);
    case Qt::Key_PageDown: return inLine(std::min(*line + page, count - std::min<std::uint64_t>(count, 1)), at);
    case Qt::Key_Home: return inLine(hasControl ? 0 : *line, 0);
    case Qt::Key_End: return inLine(hasControl ? count - 1 : *line, SIZE_MAX);
    default: return {};
    }
}

void FollowBytesView::moveCaret(int key, Qt::KeyboardModifiers modifiers)
{
    const std::optional<FollowPlace> place = neighbour(key, modifiers.testFlag(Qt::ControlModifier));
    if (!place)
        return;
    if (!modifiers.testFlag(Qt::ShiftModifier))
        m_anchor = *place;
    bringIntoView(*place);
    extendTo(*place);
    emit chosen(m_selected);
}

void FollowBytesView::keyPressEvent(QKeyEvent *event)
{
    const bool hasControl = event->modifiers().testFlag(Qt::ControlModifier);
    const bool isEdge = event->key() == Qt::Key_Home || event->key() == Qt::Key_End;
    const bool isPage = event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown;
    const bool isMove = isPage || isEdge || (event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down);
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (!m_lines || !isMove || (hasControl && isPage)) {
        QAbstractScrollArea::keyPressEvent(event);
    } else {
        moveCaret(event->key(), event->modifiers());
    }
}

bool FollowBytesView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::SelectAll) || key->matches(QKeySequence::Copy)) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void FollowBytesView::selectAll()
{
    if (!m_lines || m_lines->stream().pieceCount() == 0)
        return;
    m_anchor = {};
    m_selected = {{}, {m_lines->stream().pieceCount(), 0}};
    viewport()->update();
}

void FollowBytesView::copy()
{
    constexpr std::size_t mostLines = 100'000; // the window waits for them
    constexpr qsizetype mostCharacters = 16'000'000;
    const std::optional<std::uint64_t> first
        = m_lines && !m_selected.empty() ? m_lines->lineOf(m_selected.begin) : std::nullopt;
    if (!first)
        return;
    QString text;
    std::uint64_t bytes = 0;
    if (!m_lines->isComplete() && m_lines->lineOf(m_selected.end) == std::nullopt) {
        emit refused(tr("The stream is still being laid out; nothing was copied yet."));
        return;
    }
    std::size_t lines = 0;
    for (const FollowLine &line : m_lines->lines(*first, mostLines + 1)) {
        if (line.begin >= m_selected.end)
            break;
        if (++lines > mostLines || text.size() > mostCharacters) {
            emit refused(tr("This is more than the clipboard should hold (16 MB); it is as it was. Save the stream to a file instead."));
            return;
        }
        const ShownLine shown{line, followText(m_lines->stream(), line, m_lines->layout().form, m_encoding), nullptr};
        const QList<QTextLayout::FormatRange> runs = selectionIn(shown);
        text += text.isEmpty() ? QString() : u"\n"_s;
        if (line.isGap)
            text += shown.text.text;
        else if (!runs.isEmpty()) // of what is shown twice the first
            text += shown.text.text.mid(runs.front().start, runs.front().length);
        bytes += line.size;
    }
    QGuiApplication::clipboard()->setText(text);
    if (m_ledger)
        m_ledger->add(CopyReason::Clipboard, bytes);
}

void FollowBytesView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    menu.addAction(tr("&Copy"), this, &FollowBytesView::copy)->setEnabled(!m_selected.empty());
    menu.addAction(tr("Select &All"), this, &FollowBytesView::selectAll);
    menu.exec(event->globalPos());
}

} // namespace framelens::ui

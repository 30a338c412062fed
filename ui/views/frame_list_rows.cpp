// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What stays current, selected and in view when the list gets other rows.
#include "ui/selection.h"
#include "ui/views/frame_list_view.h"

#include <utility>

namespace framelens::ui {

void FrameListView::onAboutToReset()
{
    m_kept = {.source = m_model->source(), .current = m_awaited ? m_awaited : currentFrame(), .top = m_model->frameOf(m_top), .selected = selectedFrames()};
    if (m_current && *m_current >= m_top && *m_current < m_top + rowsPerPage())
        m_kept.rowsAbove = *m_current - m_top;
}

void FrameListView::onReset()
{
    if (!m_columnsSized && m_model)
        setDefaultWidths();
    const bool areSameFrames = m_model && m_kept.source && m_kept.source == m_model->source() && m_kept.current;
    const Kept kept = std::exchange(m_kept, Kept());
    if (areSameFrames) {
        restoreRows(kept);
        return;
    }
    m_awaited.reset();
    m_current.reset();
    m_anchor = 0;
    m_selected.clear();
    m_top = 0;
    m_wheelRest = 0;
    updateGeometries();
    viewport()->update();
    emit selectedRowsChanged();
    if (rowCount() > 0) {
        setCurrentRow(0); // tree and hex are never empty beside a list that is not
        return;
    }
    m_context.selection->showFrame(nullptr, Pane::List);
    emit currentRowChanged();
}

// Other rows of the same frames: what was current stays so, where it was on the screen.
void FrameListView::restoreRows(const Kept &kept)
{
    m_selected = m_model->rows().rowsOf(kept.selected);
    m_current = m_model->rowOf(*kept.current);
    m_awaited = m_current ? std::nullopt : kept.current;
    m_wheelRest = 0;
    m_top = 0;
    updateGeometries();
    takeAwaited();
    if (const auto &shown = m_context.selection->shown(); m_current && (!shown || shown->frame != *currentFrame()))
        m_context.selection->showFrame(m_model->shownFrame(*currentFrame()), Pane::List);
    m_anchor = m_current.value_or(0);
    if (const auto row = static_cast<std::uint32_t>(m_anchor); m_current && m_selected.empty())
        m_selected = RowRanges(row, row + 1);
    const std::optional<std::uint32_t> top = kept.top ? m_model->rows().rowAtOrBehind(*kept.top) : std::nullopt;
    if (m_autoScroll)
        setTop(lastTop());
    else if (m_current && kept.rowsAbove >= 0)
        setTop(qint64{*m_current} - kept.rowsAbove);
    else if (top)
        setTop(*top);
    viewport()->update();
    emit selectedRowsChanged();
    emit currentRowChanged();
}

void FrameListView::takeAwaited()
{
    if (!m_awaited)
        return;
    const std::optional<std::uint32_t> row = m_model->rows().rowAtOrBehind(*m_awaited);
    if (row)
        setCurrentRow(static_cast<int>(*row));
    else if (!m_searching && rowCount() > 0)
        lastRow();
    else if (!m_searching && m_context.selection->shown()) { // tree and hex are empty beside an empty list
        m_context.selection->showFrame(nullptr, Pane::List);
        emit currentRowChanged();
    }
}

void FrameListView::setSearching(bool searching)
{
    m_searching = searching;
    takeAwaited();
}

void FrameListView::onRowsInserted()
{
    const bool wasEmpty = !m_current;
    const bool scrolls = m_autoScroll;
    updateScrollBars();
    if (m_autoScroll)
        setTop(lastTop());
    placeEmptyButton();
    viewport()->update();
    if (!wasEmpty)
        return;
    if (m_awaited)
        takeAwaited();
    else
        setCurrentRow(0);
    if (scrolls) // the first row alone is no reason to stay at the beginning
        setAutoScroll(true);
}

// Where bytes were lost, tree and hex must not go on showing what was made of them.
void FrameListView::onDataChanged()
{
    viewport()->update();
    const std::shared_ptr<const ShownFrame> &shown = m_context.selection->shown();
    if (shown && !shown->view.bytes.intact() && m_model->source())
        m_context.selection->showFrame(m_model->shownFrame(shown->frame), Pane::List);
}

} // namespace framelens::ui

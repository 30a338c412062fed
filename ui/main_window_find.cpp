// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find: what of the window it searches.
#include "ui/capture_panes.h"
#include "ui/document.h"
#include "ui/frame_find.h"
#include "ui/main_window.h"
#include "ui/searched_frames.h"
#include "ui/views/frame_list_view.h"
#include "ui/widgets/find_bar.h"
#include "ui/widgets/status_line.h"

namespace framelens::ui {

using namespace Qt::StringLiterals;

void MainWindow::makeFind()
{
    m_find = new FrameFind(m_services.pool, *m_panes, *m_findBar, m_status->progress(), [this] { return foundIn(); }, this);
    connect(&m_panes->list(), &FrameListView::timeAsked, m_find, &FrameFind::goToTime);
    connect(m_find, &FrameFind::said, this,
            [this](const QString &text) { say({.kind = MessageKind::Note, .topic = u"find"_s, .text = text, .details = {}}); });
    onTriggered(Do::Find, [this] { m_find->open(); });
    onTriggered(Do::FindNext, [this] { m_find->find(true); });
    onTriggered(Do::FindPrevious, [this] { m_find->find(false); });
}

FoundIn MainWindow::foundIn() const
{
    if (!m_document)
        return {};
    return {.frames = searchedFrames(*m_document, *m_panes), .count = m_document->count(), .withStreams = m_document->framesWithStreams()};
}

} // namespace framelens::ui

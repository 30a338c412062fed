// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find: what of the window it searches.
#include "core/stream/capture_streams.h"
#include "ui/capture_panes.h"
#include "ui/document.h"
#include "ui/frame_find.h"
#include "ui/main_window.h"
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
    FoundIn in{.frames = {.source = m_document->source(),
                          .isMarked = [marked = m_panes->marks().frames()](std::uint32_t frame) { return marked.contains(frame); },
                          .bindings = m_panes->model().dissector()->options().bindings}};
    if (const auto streams = std::dynamic_pointer_cast<const CaptureStreams>(in.frames.source)) {
        in.frames.view = [streams](std::uint32_t frame) { return streams->wholeView(frame); };
        in.knowsStreams = streams->known() >= streams->count();
    }
    return in;
}

} // namespace framelens::ui

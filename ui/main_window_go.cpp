// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Going from frame to frame: commands, history, the next problem.
#include "ui/capture_panes.h"
#include "ui/document.h"
#include "ui/filter_views.h"
#include "ui/main_window.h"
#include "ui/problem_search.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_tabs.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"

namespace framelens::ui {

using namespace Qt::StringLiterals;

void MainWindow::connectGoCommands()
{
    FrameListView *const list = &m_panes->list();
    onTriggered(Do::Back, [this] { goTo(m_history.back()); });
    onTriggered(Do::Forward, [this] { goTo(m_history.forward()); });
    onTriggered(Do::GoTo, [this] { m_panes->askWhere(); });
    onTriggered(Do::SelectRange, [this] { m_panes->hex().askForRange(); });
    onTriggered(Do::First, [list] { list->firstRow(); });
    onTriggered(Do::Last, [list] { list->lastRow(); });
    onTriggered(Do::Previous, [list] { list->previousRow(); });
    onTriggered(Do::Next, [list] { list->nextRow(); });
    onTriggered(Do::NextProblem, [this] { goToNextProblem(); });
    onTriggered(Do::NextPane, [this] { m_panes->cyclePane(true); });
    onTriggered(Do::PreviousPane, [this] { m_panes->cyclePane(false); });
}

void MainWindow::goTo(std::optional<std::uint32_t> frame)
{
    if (!frame)
        return;
    m_travelling = true;
    m_panes->showFrame(*frame);
    m_travelling = false;
    updateCommands();
}

void MainWindow::rememberVisit()
{
    if (const auto &shown = m_panes->selection().shown(); shown && !m_travelling)
        m_history.visit(shown->frame);
    updateCommands();
}

// Something leads to a frame that the filter hides: the filter is not touched unasked.
void MainWindow::sayHidden(quint32 frame)
{
    say({.kind = MessageKind::Note,
         .topic = u"hidden"_s,
         .text = tr("Frame %L1 does not match the filter and is not shown.").arg(frame + 1),
         .details = {},
         .buttons = {{tr("Clear Filter"), [this, frame] {
                          m_filterViews->apply({});
                          m_panes->showFrame(frame);
                      }}}});
}

void MainWindow::goToNextProblem()
{
    if (m_search)
        m_search->job->cancel();
    const auto &shown = m_panes->selection().shown();
    const std::uint32_t after = shown ? shown->frame : 0;
    m_search = searchProblem(m_services.pool, m_document->source(), m_panes->model().dissector(), m_panes->model().rows(), after, wakeFor(this, [this] {
                                 if (!m_search || !m_search->job->finished())
                                     return;
                                 const auto search = std::exchange(m_search, nullptr);
                                 if (search->found)
                                     m_panes->showFrame(*search->found);
                                 else if (!search->job->cancelled())
                                     say({.kind = MessageKind::Note,
                                          .topic = u"problem"_s,
                                          .text = m_panes->model().showsAll() ? tr("No other frame has a problem.")
                                                                              : tr("No other frame that is shown has a problem."),
                                          .details = {}});
                             }));
    m_status->progress().add(tr("Looking for problems"), m_search->job, [job = m_search->job] { job->cancel(); });
}

} // namespace framelens::ui

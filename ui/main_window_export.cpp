// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames on their way out of the window.
#include "ui/capture_panes.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/document.h"
#include "ui/export_run.h"
#include "ui/filter_drag.h"
#include "ui/filter_menu.h"
#include "ui/frame_drag.h"
#include "ui/live_document.h"
#include "ui/main_window.h"
#include "ui/settings.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"

#include <QClipboard>
#include <QDrag>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPointer>
#include <QTemporaryDir>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

ExportSource MainWindow::exportSource() const
{
    return {.frames = m_document->source(),
            .capture = m_document->capture(),
            .recording = m_document->recording(),
            .dissector = m_panes->model().dissector(),
            .ledger = m_services.ledger,
            .name = QFile::encodeName(m_document->path()).toStdString(),
            .keep = m_document->keptFiles()};
}

void MainWindow::askForExport(bool selected)
{
    const QFileInfo file(m_document->path());
    const bool beside = !isSample() && m_live == nullptr && QFileInfo(file.absolutePath()).isWritable();
    ExportBegin begin{.count = m_document->count(),
                      .shown = m_panes->shownFrames(),
                      .selected = m_panes->list().selectedFrames(),
                      .marked = m_panes->marks().frames(),
                      .folder = beside ? file.absolutePath() : m_services.settings.folder(),
                      .baseName = tr("%1-export").arg(m_live != nullptr ? tr("live") : file.baseName()),
                      .timeForm = m_panes->model().timeForm()};
    const int last = std::clamp(m_services.settings.number(u"export/what"_s, 0), 0, static_cast<int>(ExportWhat::FirstToLastMarked));
    begin.what = selected || begin.selected.count() > 1 ? ExportWhat::Selected : static_cast<ExportWhat>(last);
    // What is exported is what the dialog speaks of, though the messages be cut anew meanwhile.
    const ExportSource source = exportSource();
    auto *dialog = new ExportDialog(m_services.pool, m_services.settings, source, std::move(begin), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::ordered, this, [this, source](const ExportOrder &order) { runExport(source, order); });
    dialog->open();
}

void MainWindow::runExport(const ExportSource &source, const ExportOrder &order)
{
    const std::shared_ptr<ExportRun> run
        = startExport(m_services.pool, source, order, wakeFor(this, [this] { takeExports(); }));
    m_exports.push_back(run);
    m_status->progress().add(tr("Exporting %1").arg(visible(QFileInfo(order.path).fileName())), run->job,
                             [job = run->job] { job->cancel(); });
}

// Selected rows leave for another program: the file is written when it is dropped. The cell leaves for the filter line.
void MainWindow::startDrag(int row, int column)
{
    const RowRanges frames = m_panes->list().selectedFrames();
    if (frames.empty())
        return;
    m_messages->take(u"drag"_s);
    const std::optional<std::uint32_t> frame = m_panes->model().frameOf(row);
    const QString filter = frame && column >= 0 ? cellFilter(m_panes->model(), *frame, column).expression : QString();
    auto *drag = new QDrag(this);
    QPointer<FrameDrag> held;
    if (canBeDragged(*m_document->source(), frames)) {
        if (!m_dragFolder)
            m_dragFolder = std::make_unique<QTemporaryDir>();
        const QString base = m_live != nullptr ? tr("live") : QFileInfo(m_document->path()).baseName();
        held = new FrameDrag(exportSource(), frames, base, m_dragFolder->path(), filter);
        drag->setMimeData(held);
    } else {
        sayTooMuchIsDragged();
        drag->setMimeData(filterMime(filter));
    }
    drag->exec(Qt::CopyAction);
    if (held && held->failure())
        say({.kind = MessageKind::Error,
             .topic = u"drag"_s,
             .text = tr("Nothing was dropped. %1.").arg(QString::fromStdString(describe(*held->failure()))),
             .details = {}});
}

void MainWindow::sayTooMuchIsDragged()
{
    say({.kind = MessageKind::Note,
         .topic = u"drag"_s,
         .text = tr("These are more frames than can be dropped at once (%1). Export them to a file.").arg(sizeText(mostDraggedBytes)),
         .details = {},
         .buttons = {{tr("Export..."), [this] { askForExport(true); }}}});
}

void MainWindow::takeExports()
{
    std::erase_if(m_exports, [this](const std::shared_ptr<ExportRun> &run) {
        const bool finished = run->job->finished();
        if (finished)
            sayExported(*run);
        return finished;
    });
}

// A capture is shown here; where anything else lies can be pasted.
void MainWindow::sayExported(const ExportRun &run)
{
    Message message = exportMessage(run);
    if (run.done && exportFormatInfo(run.order.options.format).isCapture)
        message.buttons.push_back({tr("Show"), [this, path = run.order.path] { open(path); }});
    else if (run.done)
        message.buttons.push_back({tr("Copy Path"), [path = run.order.path] { QGuiApplication::clipboard()->setText(path); }});
    say(std::move(message));
}

} // namespace framelens::ui

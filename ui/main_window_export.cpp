// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames on their way out of the window.
#include "ui/capture_panes.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/document.h"
#include "ui/export_run.h"
#include "ui/main_window.h"
#include "ui/settings.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"

#include <QDir>
#include <QFileInfo>

namespace framelens::ui {

using namespace Qt::StringLiterals;

void MainWindow::askForExport()
{
    const QFileInfo source(m_document->path());
    const bool beside = !isSample() && QFileInfo(source.absolutePath()).isWritable();
    const QDir folder(beside ? source.absolutePath() : m_services.settings.folder());
    const QString suggestion = folder.filePath(tr("%1-selected.pcap").arg(source.baseName()));
    auto *dialog = new ExportDialog(m_document->count(), m_panes->list().selectedRows(), suggestion, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::ordered, this, &MainWindow::runExport);
    dialog->open();
}

void MainWindow::runExport(const ExportOrder &order)
{
    const std::shared_ptr<ExportRun> run = startExport(m_services.pool, m_document->capture(), order, m_services.ledger,
                                                       wakeFor(this, [this] { takeExports(); }));
    m_exports.push_back(run);
    m_status->progress().add(tr("Exporting %1").arg(visible(QFileInfo(order.path).fileName())), run->job,
                             [job = run->job] { job->cancel(); });
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

void MainWindow::sayExported(const ExportRun &run)
{
    Message message = exportMessage(run);
    if (run.done)
        message.buttons.push_back({tr("Open It"), [this, path = run.order.path] { open(path); }});
    say(std::move(message));
}

} // namespace framelens::ui

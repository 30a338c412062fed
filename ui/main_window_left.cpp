// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Recordings that were left: offered, opened by a worker that reads their journal, discarded.
#include "core/base/worker_pool.h"
#include "ui/capture_document.h"
#include "ui/left_recordings.h"
#include "ui/live_document.h"
#include "ui/live_runs.h"
#include "ui/main_window.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/start_page.h"
#include "ui/widgets/status_line.h"
#include "ui/windows.h"

#include <QFile>
#include <QFileInfo>
#include <QPushButton>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const std::string &path) { return QFile::decodeName(QByteArray::fromStdString(path)); }
QString nameOf(const RecoverRun &run) { return visible(QFileInfo(pathOf(run.path)).fileName()); }

} // namespace

QString MainWindow::nameOfOpening() const
{
    return m_pending.empty() ? nameOf(*m_recoveries.front()) : CaptureDocument::nameOf(*m_pending.front());
}

void MainWindow::openLeft(const std::string &path)
{
    if (std::ranges::any_of(m_recoveries, [&path](const auto &run) { return run->path == path; }))
        return;
    auto run = std::make_shared<RecoverRun>(RecoverRun{.path = path});
    run->job = std::make_shared<Job>(wakeFor(this, [this] { takeRecoveries(); }));
    m_recoveries.push_back(run);
    m_status->progress().add(tr("Opening %1").arg(nameOf(*run)), run->job, [job = run->job] { job->cancel(); });
    m_services.pool.submit([run] {
        run->found = recoverSpool(run->path, *run->job);
        run->job->finish();
    });
    showState();
}

// Each is out of the list before it is shown: the window is then settled, and so may be asked.
void MainWindow::takeRecoveries()
{
    const auto isOver = [](const std::shared_ptr<RecoverRun> &run) { return run->job->finished(); };
    for (auto over = std::ranges::find_if(m_recoveries, isOver); over != m_recoveries.end(); over = std::ranges::find_if(m_recoveries, isOver)) {
        const std::shared_ptr<RecoverRun> run = *over;
        m_recoveries.erase(over);
        takeRecovery(*run);
    }
}

void MainWindow::takeRecovery(RecoverRun &run)
{
    if (run.found) {
        showRecovered(*std::move(run.found));
        showState();
        return;
    }
    if (run.found.error().reason == Reason::Cancelled)
        say({.kind = MessageKind::Note, .topic = u"stopped"_s, .text = tr("Opening %1 was stopped.").arg(nameOf(run)), .details = visible(pathOf(run.path))});
    else
        say(refusal(run.found.error(), m_document != nullptr));
    showState();
    emit settled();
}

void MainWindow::showRecovered(RecoveredSpool spool)
{
    if (m_document && !isSample() && !isSpent()) {
        MainWindow &other = m_windows.add();
        other.showRecovered(std::move(spool));
        other.show();
        return;
    }
    auto document = std::make_unique<LiveDocument>(m_services);
    document->show(std::move(spool));
    showLive(std::move(document));
}

void MainWindow::dropRecoveries()
{
    for (const std::shared_ptr<RecoverRun> &run : m_recoveries)
        run->job->cancel();
    m_recoveries.clear();
}

// What a window still shows was not left.
void MainWindow::offerLeft()
{
    std::vector<LeftRecording> left = m_left->all();
    std::erase_if(left, [this](const LeftRecording &recording) { return m_windows.shows(pathOf(recording.path)); });
    m_startPage->setLeft(left);
}

void MainWindow::discardLeft(const std::string &path)
{
    QMessageBox *box = plainMessageBox(QMessageBox::Question, tr("Discard the Recording"),
                                       tr("Discard the recovered recording for good?"),
                                       QMessageBox::Discard | QMessageBox::Cancel, this);
    box->setObjectName(u"discardLeftBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::buttonClicked, this, [this, box, path](QAbstractButton *button) {
        if (box->standardButton(button) != QMessageBox::Discard)
            return;
        if (const Result<void> removed = removeSpool(path); !removed)
            say(refusal(removed.error(), false));
        m_left->refresh();
    });
    box->open();
}

} // namespace framelens::ui

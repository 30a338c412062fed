// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Whether what was recorded is kept: asked once, and saved.
#include "ui/live_document.h"
#include "ui/main_window.h"
#include "ui/save_run.h"
#include "ui/settings.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QPointer>
#include <QPushButton>

namespace framelens::ui {

using namespace Qt::StringLiterals;

// True: the user is asked, and `then` is done unless it is cancelled.
bool MainWindow::askedToKeep(std::function<void()> then)
{
    if (m_live == nullptr || !m_live->isUnsaved())
        return false;
    if (findChild<QMessageBox *>(u"keepBox"_s) != nullptr) // asked already
        return true;
    QMessageBox *box = plainMessageBox(
        QMessageBox::Question, tr("Recording"),
        tr("%1 were recorded and not saved. Keep the recording?").arg(sizeText(m_live->bytes())),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    box->setObjectName(u"keepBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->button(QMessageBox::Save)->setText(tr("&Keep (Save As)..."));
    box->setDefaultButton(QMessageBox::Save);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, box, live = QPointer(m_live), then = std::move(then)](QAbstractButton *button) {
                if (live == nullptr || live != m_live)
                    return;
                if (box->standardButton(button) == QMessageBox::Save) {
                    live->stop(); // what comes while it is saved would be lost
                    askForSave(then);
                } else if (box->standardButton(button) == QMessageBox::Discard) {
                    live->discard();
                    then();
                }
            });
    box->open();
    return true;
}

void MainWindow::askForSave(std::function<void()> then)
{
    if (m_live == nullptr || m_live->bytes() == 0)
        return;
    const QFileInfo recorded(m_live->path());
    const QString suffix = m_live->isPcap() ? u"pcap"_s : u"pcapng"_s;
    const QString suggestion = QDir(m_services.settings.folder()).filePath(recorded.completeBaseName() + u'.' + suffix);
    auto *dialog = new QFileDialog(this, tr("Save the Recording"), suggestion);
    dialog->setObjectName(u"saveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    const QString raw = tr("Raw bytes, a file for each direction (*.bin)");
    if (m_live->isPcap())
        dialog->setNameFilters({tr("Captures (*.pcap *.pcapng)"), tr("All files (*)")});
    else
        dialog->setNameFilters({tr("pcapng (*.pcapng)"), raw, tr("All files (*)")});
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, raw, suffix](const QString &filter) {
        const bool isRaw = filter == raw;
        const QString now = isRaw ? u"bin"_s : suffix;
        dialog->setOption(QFileDialog::DontConfirmOverwrite, isRaw); // the files have other names: asked for afterwards
        const QStringList chosen = dialog->selectedFiles();
        const QString before = u'.' + dialog->defaultSuffix();
        dialog->setDefaultSuffix(now);
        if (!chosen.isEmpty() && chosen.front().endsWith(before)) // the name follows
            dialog->selectFile(chosen.front().chopped(before.size()) + u'.' + now);
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, dialog, raw, then = std::move(then)](const QString &path) {
                m_services.settings.setFolder(dialog->directory().absolutePath());
                if (dialog->selectedNameFilter() == raw)
                    saveRaw(path, then);
                else
                    save(path, {}, then);
            });
    dialog->open();
}

void MainWindow::saveRaw(const QString &path, std::function<void()> then)
{
    if (m_live == nullptr || !m_live->recording())
        return;
    std::vector<RawTarget> targets = rawTargets(*m_live->recording(), path);
    if (targets.empty()) {
        say({.kind = MessageKind::Note, .topic = u"save"_s, .text = tr("No byte was received: there is nothing to save."), .details = {}});
        return;
    }
    const QStringList there = existingFiles(targets);
    if (there.isEmpty()) {
        save(path, std::move(targets), std::move(then));
        return;
    }
    const QString first = visible(there.front());
    QMessageBox *box = plainMessageBox(QMessageBox::Question, tr("Recording"),
                                       there.size() == 1 ? tr("%1 is there already. Replace it?").arg(first)
                                                         : tr("%1 and %2 more files are there already. Replace them?")
                                                               .arg(first, QLocale().toString(there.size() - 1)),
                                       QMessageBox::Save | QMessageBox::Cancel, this);
    box->setObjectName(u"replaceBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->button(QMessageBox::Save)->setText(tr("&Replace"));
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, box, path, targets = std::move(targets), then = std::move(then)](QAbstractButton *button) {
                if (box->standardButton(button) == QMessageBox::Save)
                    save(path, targets, then);
            });
    box->open();
}

void MainWindow::save(const QString &path, std::vector<RawTarget> raw, std::function<void()> then)
{
    if (m_live == nullptr)
        return;
    SaveOrder order{.log = m_live->log(), .recording = m_live->recording(), .path = path, .raw = std::move(raw),
                    .ledger = m_services.ledger};
    const std::shared_ptr<SaveRun> run
        = startSave(m_services.pool, std::move(order), wakeFor(this, [this] { takeSaves(); }));
    run->then = [this, live = QPointer(m_live), bytes = run->recordedBytes, then = std::move(then)] {
        if (live == nullptr || live != m_live)
            return;
        live->setSaved(bytes);
        if (then)
            then();
    };
    m_saves.push_back(run);
    m_status->progress().add(tr("Saving %1").arg(visible(QFileInfo(path).fileName())), run->job,
                             [job = run->job] { job->cancel(); });
}

void MainWindow::takeSaves()
{
    std::vector<std::shared_ptr<SaveRun>> finished;
    std::erase_if(m_saves, [&finished](const std::shared_ptr<SaveRun> &run) {
        if (run->job->finished())
            finished.push_back(run);
        return run->job->finished();
    });
    for (const std::shared_ptr<SaveRun> &run : finished) {
        say(saveMessage(*run));
        if (run->done || run->rawDone)
            run->then();
    }
}

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The commands of the window: menus, tool bar, dialogs that need nothing else, and what is enabled when.
#include "ui/capture_document.h"
#include "ui/capture_panes.h"
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/information_dialog.h"
#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/main_window.h"
#include "ui/menus.h"
#include "ui/recent_files.h"
#include "ui/settings.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/windows.h"

#include "resources/resources.h"

#include <QFileDialog>
#include <QMenu>
#include <QToolBar>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

void MainWindow::buildMenus()
{
    const WindowMenus menus = framelens::ui::buildMenus(*menuBar(), *m_actions);
    m_recentMenu = menus.recent;
    m_columnsMenu = menus.columns;
    m_sortMenu = menus.sort;
    connect(m_recentMenu, &QMenu::aboutToShow, this, [this] {
        fillRecentMenu();
        m_windows.recentFiles().refresh();
    });
    connect(&m_windows.recentFiles(), &RecentFiles::changed, this, [this] {
        if (m_recentMenu->isVisible())
            describeRecentMenu();
        else
            fillRecentMenu();
    });
    connect(m_columnsMenu, &QMenu::aboutToShow, this, &MainWindow::fillColumnsMenu);
    connect(m_sortMenu, &QMenu::aboutToShow, this, &MainWindow::fillSortMenu);
    fillRecentMenu();
    fillColumnsMenu();
}

void MainWindow::buildToolBar()
{
    m_toolBar->setObjectName(u"mainToolBar"_s);
    m_toolBar->setMovable(false);
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_toolBar->setIconSize(QSize(20, 20));
    fillToolBar(*m_toolBar, *m_actions);
    connect(m_actions, &Actions::shortcutsChanged, this, [this] { nameToolButtons(*m_toolBar); });
    connect(m_toolBar, &QToolBar::visibilityChanged, this,
            [this] { (*m_actions)[Do::ShowToolBar]->setChecked(!m_toolBar->isHidden()); });
}

void MainWindow::onTriggered(Do what, std::function<void()> then)
{
    connect((*m_actions)[what], &QAction::triggered, this, std::move(then));
}

void MainWindow::connectCommands()
{
    connect(m_actions, &Actions::shortcutGiven, this, [this] {
        for (std::size_t n = 0; n < m_windows.count(); ++n)
            if (MainWindow &other = m_windows.at(n); &other != this)
                other.m_actions->readShortcuts();
    });
    connectFileCommands();
    connectViewCommands();
    connectGoCommands();
    connectLiveCommands();
    connectEditCommands();
    connectListCommands();
    onTriggered(Do::SelectAll, [this] { m_panes->selectAll(); });
    onTriggered(Do::Shortcuts, [this] { showShortcuts(); });
    onTriggered(Do::About, [this] { showAbout(); });
    connect(&m_panes->selection(), &Selection::frameChanged, this, [this] { rememberVisit(); });
}

void MainWindow::connectFileCommands()
{
    onTriggered(Do::Open, [this] { askForFiles(); });
    onTriggered(Do::OpenSample, [this] { open(samplePath()); });
    onTriggered(Do::Reload, [this] { reload(false); });
    onTriggered(Do::Export, [this] { askForExport(false); });
    onTriggered(Do::Information, [this] { showInformation(); });
    onTriggered(Do::Close, [this] {
        if (isEmpty())
            close();
        else if (!askedToKeep([this] { closeCapture(); }))
            closeCapture();
    });
    onTriggered(Do::Quit, [this] { m_windows.closeAll(); });
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    const std::vector<RecentFile> files = m_windows.recentFiles().all();
    for (const RecentFile &file : files)
        setPlainToolTip(m_recentMenu->addAction({}, this, [this, path = file.path] { open(path); }), visible(file.path));
    m_recentMenu->setEnabled(!files.empty());
    describeRecentMenu();
}

// What is known of the files by now, which may be better known while the menu is open.
void MainWindow::describeRecentMenu()
{
    const std::vector<RecentFile> files = m_windows.recentFiles().all();
    const QList<QAction *> entries = m_recentMenu->actions();
    for (qsizetype n = 0; n < std::min(entries.size(), static_cast<qsizetype>(files.size())); ++n) {
        const RecentFile &file = files[static_cast<std::size_t>(n)];
        QString text = file.name;
        text.replace(u'&', "&&"_L1);
        if (n < 9)
            text = u"&%1  %2"_s.arg(n + 1).arg(text);
        entries[n]->setText(file.isMissing() ? tr("%1 (not found)").arg(text) : text);
        entries[n]->setEnabled(!file.isMissing());
    }
}

void MainWindow::askForFiles()
{
    auto *dialog = new QFileDialog(this, tr("Open a Capture"), m_services.settings.folder());
    dialog->setObjectName(u"openDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Captures (*.pcap *.pcapng *.cap *.ntar *.gz *.zst *.lz4)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this, dialog](const QStringList &paths) {
        m_services.settings.setFolder(dialog->directory().absolutePath());
        for (const QString &path : paths)
            open(path);
    });
    dialog->open();
}

void MainWindow::showInformation()
{
    auto *dialog = new InformationDialog(m_services.pool, m_document->capture(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showShortcuts()
{
    auto *dialog = new ShortcutsDialog(*m_actions, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showAbout()
{
    auto *dialog = new AboutDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::updateCommands()
{
    for (const ActionSpec &spec : actionTable())
        if (spec.needsCapture)
            (*m_actions)[spec.what]->setEnabled(m_document != nullptr);
    (*m_actions)[Do::Reload]->setEnabled(m_file != nullptr);
    const bool isCapture = capture() != nullptr;
    (*m_actions)[Do::Information]->setEnabled(isCapture);
    updateLiveCommands();
    updateFieldCommands();
    (*m_actions)[Do::Back]->setEnabled(m_document && m_history.hasBack());
    (*m_actions)[Do::Forward]->setEnabled(m_document && m_history.hasForward());
}

} // namespace framelens::ui

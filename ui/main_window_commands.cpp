// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The commands of the window: menus, tool bar, and what each action does.
#include "ui/capture_document.h"
#include "ui/capture_panes.h"
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/dialogs/information_dialog.h"
#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/main_window.h"
#include "ui/menus.h"
#include "ui/open_options.h"
#include "ui/problem_search.h"
#include "ui/recent_files.h"
#include "ui/settings.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_tabs.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"
#include "ui/windows.h"

#include "resources/resources.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QMenu>
#include <QToolBar>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

const QString tintsKey = u"look/byteTints"_s;
const QString memoryKey = u"look/memory"_s;
const QString timeKey = u"look/timeForm"_s;
const QString digitsKey = u"look/timeDigits"_s;
constexpr int digitsOfFile = -1;

constexpr std::array timeKinds{
    std::pair{Do::TimeRelative, TimeKind::Relative}, std::pair{Do::TimeDelta, TimeKind::Delta},
    std::pair{Do::TimeUtc, TimeKind::AbsoluteUtc},   std::pair{Do::TimeLocal, TimeKind::AbsoluteLocal},
    std::pair{Do::TimeEpoch, TimeKind::Epoch},
};
constexpr std::array digitChoices{
    std::pair{Do::DigitsFile, digitsOfFile},
    std::pair{Do::Digits3, 3},
    std::pair{Do::Digits6, 6},
    std::pair{Do::Digits9, 9},
};
constexpr std::array themes{
    std::pair{Do::ThemeSystem, ThemeChoice::System},
    std::pair{Do::ThemeLight, ThemeChoice::Light},
    std::pair{Do::ThemeDark, ThemeChoice::Dark},
    std::pair{Do::ThemeContrast, ThemeChoice::HighContrast},
};
constexpr std::array followChoices{
    std::pair{Do::FollowRecent, FollowChoice::WhenRecent},
    std::pair{Do::FollowAlways, FollowChoice::Always},
    std::pair{Do::FollowNever, FollowChoice::Never},
};

} // namespace

void MainWindow::buildMenus()
{
    const WindowMenus menus = framelens::ui::buildMenus(*menuBar(), *m_actions);
    m_recentMenu = menus.recent;
    m_columnsMenu = menus.columns;
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    connect(m_columnsMenu, &QMenu::aboutToShow, this, &MainWindow::fillColumnsMenu);
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
    connectFileCommands();
    connectViewCommands();
    connectGoCommands();
    connectLiveCommands();
    onTriggered(Do::Copy, [this] { m_panes->copy(); });
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
    onTriggered(Do::Export, [this] { askForExport(); });
    onTriggered(Do::Information, [this] { showInformation(); });
    onTriggered(Do::Close, [this] {
        if (isEmpty())
            close();
        else if (!askedToKeep([this] { closeCapture(); }))
            closeCapture();
    });
    onTriggered(Do::Quit, [this] { m_windows.closeAll(); });
}

void MainWindow::connectViewCommands()
{
    for (const auto &[what, kind] : timeKinds)
        onTriggered(what, [this] { setTimeForm(); });
    for (const auto &[what, digits] : digitChoices)
        onTriggered(what, [this] { setTimeForm(); });
    for (const auto &[what, theme] : themes)
        onTriggered(what, [this, choice = theme] {
            m_services.settings.setTheme(choice);
            m_services.theme.setChoice(choice);
        });
    for (const auto &[what, follow] : followChoices)
        onTriggered(what, [this, choice = follow] { setFollow(choice); });
    connect(&m_services.theme, &Theme::choiceChanged, this, [this] { checkInitially(); });
    onTriggered(Do::ShowOffsets, [this] { m_panes->tree().setShowsPlaces((*m_actions)[Do::ShowOffsets]->isChecked()); });
    onTriggered(Do::ShowTints, [this] {
        const bool on = (*m_actions)[Do::ShowTints]->isChecked();
        m_services.settings.setFlag(tintsKey, on);
        m_panes->byteTabs().setShowsTints(on);
    });
    onTriggered(Do::ShowMemory, [this] {
        const bool on = (*m_actions)[Do::ShowMemory]->isChecked();
        m_services.settings.setFlag(memoryKey, on);
        m_status->setShowsMemory(on);
    });
    onTriggered(Do::ZoomIn, [this] { m_panes->paneFont().zoomIn(); });
    onTriggered(Do::ZoomOut, [this] { m_panes->paneFont().zoomOut(); });
    onTriggered(Do::ZoomReset, [this] { m_panes->paneFont().resetZoom(); });
    onTriggered(Do::ShowToolBar, [this] { m_toolBar->setVisible((*m_actions)[Do::ShowToolBar]->isChecked()); });
    onTriggered(Do::FullScreen, [this] { setFullScreen((*m_actions)[Do::FullScreen]->isChecked()); });
    onTriggered(Do::ResetLayout, [this] { resetLayout(); });
}

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

// What the settings say, shown as check marks; nothing is triggered.
void MainWindow::checkInitially()
{
    const Settings &settings = m_services.settings;
    for (const auto &[what, kind] : timeKinds)
        (*m_actions)[what]->setChecked(settings.number(timeKey, 0) == static_cast<int>(kind));
    for (const auto &[what, digits] : digitChoices)
        (*m_actions)[what]->setChecked(settings.number(digitsKey, 6) == digits);
    for (const auto &[what, theme] : themes)
        (*m_actions)[what]->setChecked(m_services.theme.choice() == theme);
    for (const auto &[what, follow] : followChoices)
        (*m_actions)[what]->setChecked(settings.follow() == follow);
    (*m_actions)[Do::ShowTints]->setChecked(settings.flag(tintsKey, true));
    (*m_actions)[Do::ShowMemory]->setChecked(settings.flag(memoryKey, false));
    (*m_actions)[Do::ShowOffsets]->setChecked(m_panes->tree().showsPlaces());
    (*m_actions)[Do::ShowToolBar]->setChecked(!m_toolBar->isHidden());
    m_panes->byteTabs().setShowsTints((*m_actions)[Do::ShowTints]->isChecked());
    m_status->setShowsMemory((*m_actions)[Do::ShowMemory]->isChecked());
    setTimeForm();
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    int number = 1;
    for (const RecentFile &file : recentFiles(m_services.settings)) {
        QString text = file.name;
        text.replace(u'&', "&&"_L1);
        QAction *entry = m_recentMenu->addAction(
            number < 10 ? u"&%1  %2"_s.arg(number).arg(text) : text, this, [this, path = file.path] { open(path); });
        setPlainToolTip(entry, visible(file.path));
        entry->setEnabled(file.exists);
        if (!file.exists)
            entry->setText(tr("%1 (not found)").arg(entry->text()));
        ++number;
    }
    m_recentMenu->setEnabled(!m_recentMenu->isEmpty());
}

void MainWindow::fillColumnsMenu()
{
    m_columnsMenu->clear();
    QHeaderView *const header = m_panes->list().header();
    FrameListModel &model = m_panes->model();
    for (int column = 0; column < model.columnCount(); ++column) {
        QAction *entry = m_columnsMenu->addAction(model.headerData(column, Qt::Horizontal).toString());
        entry->setCheckable(true);
        entry->setChecked(!header->isSectionHidden(column));
        // The last one left cannot be hidden: an empty list could not be brought back by its own header.
        entry->setEnabled(header->isSectionHidden(column) || header->hiddenSectionCount() + 1 < header->count());
        connect(entry, &QAction::toggled, this,
                [header, column](bool on) { header->setSectionHidden(column, !on); });
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

void MainWindow::showInformation()
{
    auto *dialog = new InformationDialog(m_document->capture(), this);
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

void MainWindow::setTimeForm()
{
    TimeForm form;
    for (const auto &[what, kind] : timeKinds)
        if ((*m_actions)[what]->isChecked())
            form.kind = kind;
    int digits = 6;
    for (const auto &[what, choice] : digitChoices)
        if ((*m_actions)[what]->isChecked())
            digits = choice;
    form.digits = digits == digitsOfFile ? std::nullopt : std::optional(digits);
    m_services.settings.setNumber(timeKey, static_cast<int>(form.kind));
    m_services.settings.setNumber(digitsKey, digits);
    m_panes->model().setTimeForm(form);
}

void MainWindow::setFollow(FollowChoice choice)
{
    m_services.settings.setFollow(choice);
    if (m_file == nullptr)
        return;
    const bool follow = wantsFollow(m_services.settings, m_file->loader().path());
    if (follow != m_file->loader().isFollowing()) // the map of a file that grows is made at its opening
        reload(false);
}

void MainWindow::setFullScreen(bool on)
{
    if (on)
        m_wasMaximized = isMaximized();
    if (on)
        showFullScreen();
    else if (m_wasMaximized)
        showMaximized();
    else
        showNormal();
}

void MainWindow::goTo(std::optional<std::uint32_t> frame)
{
    const std::optional<int> row = frame ? m_panes->model().rowOf(*frame) : std::nullopt;
    if (!row)
        return;
    m_travelling = true;
    m_panes->list().setCurrentRow(*row);
    m_travelling = false;
    updateCommands();
}

void MainWindow::rememberVisit()
{
    if (const auto &shown = m_panes->selection().shown(); shown && !m_travelling)
        m_history.visit(shown->frame);
    updateCommands();
}

void MainWindow::goToNextProblem()
{
    if (m_search)
        m_search->job->cancel();
    const auto &shown = m_panes->selection().shown();
    const std::uint32_t after = shown ? shown->frame : 0;
    m_search = searchProblem(m_services.pool, m_document->source(), m_panes->model().dissector(), after, wakeFor(this, [this] {
                                 if (!m_search || !m_search->job->finished())
                                     return;
                                 const auto search = std::exchange(m_search, nullptr);
                                 if (search->found)
                                     goToProblemIn(*search->found);
                                 else if (!search->job->cancelled())
                                     say({.kind = MessageKind::Note,
                                          .topic = u"problem"_s,
                                          .text = tr("No other frame has a problem."),
                                          .details = {}});
                             }));
    m_status->progress().add(tr("Looking for problems"), m_search->job, [job = m_search->job] { job->cancel(); });
}

void MainWindow::goToProblemIn(std::uint32_t frame)
{
    if (const std::optional<int> row = m_panes->model().rowOf(frame))
        m_panes->list().setCurrentRow(*row);
}

void MainWindow::updateCommands()
{
    for (const ActionSpec &spec : actionTable())
        if (spec.needsCapture)
            (*m_actions)[spec.what]->setEnabled(m_document != nullptr);
    (*m_actions)[Do::Reload]->setEnabled(m_file != nullptr);
    const bool isCapture = capture() != nullptr;
    (*m_actions)[Do::Export]->setEnabled(isCapture);
    (*m_actions)[Do::Information]->setEnabled(isCapture);
    updateLiveCommands();
    (*m_actions)[Do::Back]->setEnabled(m_document && m_history.hasBack());
    (*m_actions)[Do::Forward]->setEnabled(m_document && m_history.hasForward());
}

void MainWindow::restoreLayout()
{
    const Settings &settings = m_services.settings;
    m_panes->restore(settings);
    restoreGeometry(settings.state(state::geometry));
    restoreState(settings.state(state::window));
}

void MainWindow::saveLayout()
{
    Settings &settings = m_services.settings;
    settings.setState(state::geometry, saveGeometry());
    settings.setState(state::window, saveState());
    m_panes->save(settings);
    settings.sync();
}

void MainWindow::resetLayout()
{
    m_services.settings.forgetStates();
    m_toolBar->show();
    m_panes->paneFont().resetZoom();
    m_panes->resetLayout();
    (*m_actions)[Do::ShowOffsets]->setChecked(m_panes->tree().showsPlaces());
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        (*m_actions)[Do::FullScreen]->setChecked(isFullScreen());
}

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How the window looks: what View switches, and what of it is remembered.
#include "ui/capture_document.h"
#include "ui/capture_panes.h"
#include "ui/main_window.h"
#include "ui/open_options.h"
#include "ui/settings.h"
#include "ui/stream_views.h"
#include "ui/theme.h"
#include "ui/views/column_menu.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_tabs.h"
#include "ui/widgets/status_line.h"

#include <QMenu>
#include <QToolBar>

#include <array>

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
    connect(&m_services.theme, &Theme::choiceChanged, this, &MainWindow::checkTheme);
    onTriggered(Do::ShowOffsets, [this] { m_panes->tree().setShowsPlaces((*m_actions)[Do::ShowOffsets]->isChecked()); });
    onTriggered(Do::ShowTints, [this] {
        const bool on = (*m_actions)[Do::ShowTints]->isChecked();
        m_services.settings.setFlag(tintsKey, on);
        m_panes->byteTabs().setShowsTints(on);
    });
    connect(&m_panes->byteTabs(), &HexTabs::tintsAsked, (*m_actions)[Do::ShowTints], &QAction::trigger);
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

// What the settings say, shown as check marks; nothing is triggered.
void MainWindow::checkInitially()
{
    const Settings &settings = m_services.settings;
    for (const auto &[what, kind] : timeKinds)
        (*m_actions)[what]->setChecked(settings.number(timeKey, 0) == static_cast<int>(kind));
    for (const auto &[what, digits] : digitChoices)
        (*m_actions)[what]->setChecked(settings.number(digitsKey, 6) == digits);
    checkTheme();
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

// The one choice of these that is made for all windows at once.
void MainWindow::checkTheme()
{
    for (const auto &[what, theme] : themes)
        (*m_actions)[what]->setChecked(m_services.theme.choice() == theme);
}

void MainWindow::fillColumnsMenu()
{
    const QList<QAction *> entries = m_columnsMenu->actions();
    for (const QAction *entry : entries)
        delete entry->menu(); // which clear() would leave
    m_columnsMenu->clear();
    fillColumnMenu(*m_columnsMenu, m_panes->list(), {});
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
    m_streamViews->resetDocks();
    (*m_actions)[Do::ShowOffsets]->setChecked(m_panes->tree().showsPlaces());
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        (*m_actions)[Do::FullScreen]->setChecked(isFullScreen());
}

} // namespace framelens::ui

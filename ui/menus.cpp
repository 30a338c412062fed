// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/menus.h"

#include "ui/actions.h"

#include <QKeySequence>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QWidget>

#include <initializer_list>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// Commands in their order; Do::Count_ stands for a separator.
constexpr Do line = Do::Count_;

void add(QWidget &to, const Actions &actions, std::initializer_list<Do> commands)
{
    for (const Do what : commands) {
        if (what != line) {
            to.addAction(actions[what]);
            continue;
        }
        auto *separator = new QAction(&to);
        separator->setSeparator(true);
        to.addAction(separator);
    }
}

QMenu *named(QMenu *menu, const QString &name)
{
    menu->setObjectName(name);
    menu->setToolTipsVisible(false);
    return menu;
}

QMenu *addFileMenu(QMenuBar &bar, const Actions &actions)
{
    QMenu *file = named(bar.addMenu(Actions::tr("&File")), u"fileMenu"_s);
    add(*file, actions, {Do::Open});
    QMenu *recent = named(file->addMenu(Actions::tr("Recent &Files")), u"recentMenu"_s);
    recent->setToolTipsVisible(true); // whole paths
    add(*file, actions, {Do::OpenSample, Do::Reload, line, Do::SaveRecording, Do::Export, Do::Information, line, Do::Close, Do::Quit});
    return recent;
}

void addEditMenu(QMenuBar &bar, const Actions &actions)
{
    QMenu *edit = named(bar.addMenu(Actions::tr("&Edit")), u"editMenu"_s);
    add(*edit, actions, {Do::Copy});
    QMenu *copy = named(edit->addMenu(Actions::tr("C&opy As")), u"copyMenu"_s);
    addFrameCopies(*copy, actions);
    copy->addSeparator();
    addFieldCopies(*copy, actions);
    add(*edit, actions, {Do::SelectAll, line, Do::Find, Do::FindNext, Do::FindPrevious, line, Do::Mark, Do::MarkAll, Do::UnmarkAll, line, Do::NextMark, Do::PreviousMark, line,
                         Do::Ignore, Do::TimeReference});
}

void addViewMenu(QMenuBar &bar, const Actions &actions, WindowMenus &menus)
{
    QMenu *view = named(bar.addMenu(Actions::tr("&View")), u"viewMenu"_s);
    QMenu *time = named(view->addMenu(Actions::tr("&Time")), u"timeMenu"_s);
    add(*time, actions, {Do::TimeRelative, Do::TimeDelta, Do::TimeUtc, Do::TimeLocal, Do::TimeEpoch, line,
                         Do::DigitsFile, Do::Digits3, Do::Digits6, Do::Digits9});
    menus.columns = named(view->addMenu(Actions::tr("&Columns")), u"columnsMenu"_s);
    menus.sort = named(view->addMenu(Actions::tr("Sort by Col&umn")), u"sortMenu"_s);
    add(*view, actions, {Do::ShowOffsets, Do::ShowTints, Do::ShowColours, Do::EditColours, line});
    QMenu *zoom = named(view->addMenu(Actions::tr("&Zoom")), u"zoomMenu"_s);
    add(*zoom, actions, {Do::ZoomIn, Do::ZoomOut, Do::ZoomReset});
    QMenu *theme = named(view->addMenu(Actions::tr("T&heme")), u"themeMenu"_s);
    add(*theme, actions, {Do::ThemeSystem, Do::ThemeLight, Do::ThemeDark, Do::ThemeContrast});
    QMenu *follow = named(view->addMenu(Actions::tr("Follow &Growing Files")), u"followMenu"_s);
    add(*follow, actions, {Do::FollowRecent, Do::FollowAlways, Do::FollowNever});
    add(*view, actions, {line, Do::ShowStreams, Do::ShowInspector, Do::ShowToolBar, Do::ShowMemory, Do::FullScreen, line, Do::ResetLayout});
}

} // namespace

void addByteCopies(QMenu &menu, const Actions &actions)
{
    add(menu, actions, {Do::CopyHexStream, Do::CopyHexSpaced, Do::CopyHexDump, Do::CopyOffsetDump, Do::CopyPrintable, Do::CopyEscaped,
                        Do::CopyBase64, Do::CopyCArray, Do::CopyPython});
}

void addFieldCopies(QMenu &menu, const Actions &actions)
{
    add(menu, actions, {Do::CopyValue, Do::CopyLabel, Do::CopyFilter, Do::CopyPath});
}

void addFrameCopies(QMenu &menu, const Actions &actions)
{
    add(menu, actions, {Do::CopySummary, Do::CopyCsv, Do::CopyJson, line});
    addByteCopies(menu, actions);
}

WindowMenus buildMenus(QMenuBar &bar, const Actions &actions)
{
    WindowMenus menus;
    menus.recent = addFileMenu(bar, actions);
    addEditMenu(bar, actions);
    addViewMenu(bar, actions, menus);
    add(*named(bar.addMenu(Actions::tr("&Go")), u"goMenu"_s), actions,
        {Do::Back, Do::Forward, line, Do::GoTo, Do::SelectRange, line, Do::First, Do::Last, Do::Previous, Do::Next,
         Do::NextProblem, line, Do::NextPane, Do::PreviousPane});
    add(*named(bar.addMenu(Actions::tr("A&ttach")), u"attachMenu"_s), actions,
        {Do::Attach, Do::StopLive, line, Do::PauseView, Do::AutoScroll, Do::SetFraming, line, Do::TryDemo});
    add(*named(bar.addMenu(Actions::tr("&Analyze")), u"analyzeMenu"_s), actions, {Do::Filter, Do::ClearFilter, line, Do::FollowStream, Do::DecodeAs});
    add(*named(bar.addMenu(Actions::tr("&Help")), u"helpMenu"_s), actions, {Do::Shortcuts, line, Do::About});
    return menus;
}

void fillToolBar(QToolBar &bar, const Actions &actions)
{
    add(bar, actions,
        {Do::Open, Do::Reload, Do::Export, line, Do::Attach, Do::StopLive, Do::PauseView, Do::AutoScroll, line, Do::Back,
         Do::Forward, Do::Find, line, Do::Previous, Do::Next, Do::NextProblem});
    nameToolButtons(bar);
}

void nameToolButtons(QToolBar &bar)
{
    const QList<QAction *> actions = bar.actions();
    for (QAction *action : actions) {
        QWidget *const button = bar.widgetForAction(action);
        if (button == nullptr || action->isSeparator())
            continue;
        QString name = action->iconText();
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        button->setAccessibleName(keys.isEmpty() ? name : u"%1, %2"_s.arg(name, keys));
    }
}

} // namespace framelens::ui

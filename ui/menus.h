// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Menu bar and tool bar out of the table of commands.
#pragma once

class QMenu;
class QMenuBar;
class QToolBar;

namespace framelens::ui {

class Actions;

/// Menus that the window fills itself when they are opened.
struct WindowMenus
{
    QMenu *recent = nullptr;
    QMenu *columns = nullptr;
    QMenu *sort = nullptr;
};

/// What can be copied of bytes, of a field, of frames: for the menus of the panes.
void addByteCopies(QMenu &menu, const Actions &actions);
void addFieldCopies(QMenu &menu, const Actions &actions);
void addFrameCopies(QMenu &menu, const Actions &actions);

WindowMenus buildMenus(QMenuBar &bar, const Actions &actions);
void fillToolBar(QToolBar &bar, const Actions &actions);
/// Gives each tool button its text and keys as its accessible name.
void nameToolButtons(QToolBar &bar);

} // namespace framelens::ui

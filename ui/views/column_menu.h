// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What can be done to the columns of the list, as a menu: of the header, and below View.
#pragma once

#include <QString>

#include <optional>

class QMenu;

namespace framelens::ui {

class FrameListView;

/// Adds which columns are shown, and commands that add, move, size and remove them. `column`: the one that is meant, whose
/// commands stand in the menu itself; nothing: each column has a submenu of its own. The list outlives the menu's entries.
void fillColumnMenu(QMenu &menu, FrameListView &list, std::optional<int> column);

/// A column's title as the text of a menu's entry: it has no mnemonic.
QString columnText(const FrameListView &list, int column);

} // namespace framelens::ui

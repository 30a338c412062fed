// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a screen reader sees of the panes of our own: the list is a table, of which only visible cells are
// made; the bytes are text by lines.
#pragma once

namespace framelens::ui {

/// Makes the panes known to Qt's accessibility; any number of calls do so once.
void installPaneAccessibility();

} // namespace framelens::ui

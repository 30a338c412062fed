// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the panes of one window share.
#pragma once

#include "core/base/copy_ledger.h"

#include <cstdint>
#include <functional>
#include <memory>

class QMenu;

namespace framelens::ui {

class PaneFont;
class Selection;
enum class Pane : std::uint8_t;

/// Nothing here is owned by the panes; the pointers outlive them.
struct PaneContext
{
    Selection *selection = nullptr;
    PaneFont *font = nullptr;
    std::shared_ptr<CopyLedger> ledger = {}; ///< counts what is copied to the clipboard; may be null
    std::function<void(QMenu &menu, Pane pane)> fillCopyMenu = {}; ///< adds what the window can copy of a pane; may be empty
    std::function<void(QMenu &menu, Pane pane)> fillFilterMenu = {}; ///< adds what filters by what is selected there; may be empty
};

} // namespace framelens::ui

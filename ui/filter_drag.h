// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A filter that the pointer takes from a pane to the filter line or to the bar of saved filters.
#pragma once

#include "ui/filter_check.h"

class QMimeData;

namespace framelens::ui {

/// The type under which it travels; within this program alone is it read.
QString filterMimeType();
/// The caller's. Programs that take text get the filter as text.
QMimeData *filterMime(const QString &expression);
/// Empty: none is there.
QString draggedFilter(const QMimeData *data);
/// What a drop does to the filter in the line: replaces it; with Ctrl both are to hold, with Shift one of them.
FilterJoin joinOf(Qt::KeyboardModifiers modifiers);

} // namespace framelens::ui

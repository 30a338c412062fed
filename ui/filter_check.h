// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What stands in the filter line, looked at without a widget.
#pragma once

#include "core/filter/filter.h"

#include <QString>

#include <memory>

namespace framelens::ui {

enum class FilterState : quint8 { Empty, Ok, Warning, Error };

/// The answer to a text. Positions count UTF-16 units of that text.
struct FilterCheck
{
    FilterState state = FilterState::Empty;
    std::shared_ptr<const Filter> filter = {}; ///< null: none, or an error
    QString message = {}; ///< of an error: position, what was met and what was expected; visible text
    qsizetype position = 0; ///< where the error begins
    qsizetype length = 0; ///< 0: at the end of the text
    QString corrected = {}; ///< the whole text as it may have been meant; empty: nobody knows
};

FilterCheck checkFilter(const QString &text, const std::shared_ptr<const Registry> &registry);

/// How an expression is put to what stands in the line already (Apply as Filter and Prepare as Filter).
enum class FilterJoin : quint8 { Selected, NotSelected, And, Or, AndNot, OrNot };

/// "(tcp.port == 80) && !(udp)"; what is empty is left out.
QString joinFilters(const QString &there, FilterJoin how, const QString &expression);

} // namespace framelens::ui

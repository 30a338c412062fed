// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A column of the list out of a field's name.
#pragma once

#include "ui/models/list_columns.h"

namespace framelens::ui {

/// Shows every value that the field has in a frame, joined by ", "; none is empty. `name` is what a filter may name: "tcp.port",
/// "ip.src#2", "frame[0:2]". Its key names it.
FilterResult<ListColumn> fieldColumn(const QString &name, const std::shared_ptr<const Registry> &registry);

/// The field's name of such a column's key; null: it is another column.
QString fieldOfKey(const QString &key);

} // namespace framelens::ui

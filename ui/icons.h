// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Icons are SVG in two variants; which one is drawn is decided at each painting, so they follow the theme.
#pragma once

#include <QIcon>
#include <QString>

namespace framelens::ui {

/// The icon ":/icons/{light,dark}/NAME.svg". Null if there is none of that name.
QIcon icon(const QString &name);

} // namespace framelens::ui

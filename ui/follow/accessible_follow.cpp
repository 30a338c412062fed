// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/accessible_follow.h"

#include "ui/follow/follow_bytes_view.h"

#include <QStringList>

namespace framelens::ui {

AccessibleFollow::AccessibleFollow(FollowBytesView *view)
    : QAccessibleWidget(view, QAccessible::Document)
{
}

FollowBytesView *AccessibleFollow::view() const
{
    return static_cast<FollowBytesView *>(widget());
}

QString AccessibleFollow::text(QAccessible::Text kind) const
{
    if (kind == QAccessible::Value) {
        QStringList lines;
        for (int n = 0; n < view()->linesPerPage(); ++n)
            lines += view()->lineText(view()->topLine() + static_cast<std::uint64_t>(n));
        return lines.join(u'\n').trimmed();
    }
    const QRect caret = view()->placeRect(view()->selected().begin);
    if (kind != QAccessible::Name || !caret.isValid())
        return QAccessibleWidget::text(kind);
    const std::uint64_t line = view()->topLine() + static_cast<std::uint64_t>(caret.y() / caret.height());
    return FollowBytesView::tr("%1: %2").arg(view()->accessibleName(), view()->lineText(line));
}

QAccessible::State AccessibleFollow::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    return state;
}

} // namespace framelens::ui

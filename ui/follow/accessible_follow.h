// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a screen reader sees of a followed stream's bytes: the visible lines, and the one that is selected.
#pragma once

#include <QAccessibleWidget>

namespace framelens::ui {

class FollowBytesView;

class AccessibleFollow final : public QAccessibleWidget
{
public:
    explicit AccessibleFollow(FollowBytesView *view);

    QString text(QAccessible::Text kind) const override;
    QAccessible::State state() const override;

private:
    FollowBytesView *view() const;
};

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How a row of the field tree is painted.
#pragma once

#include <QStyledItemDelegate>

namespace framelens::ui {

class Selection;

/// Plain text with escapes in a colour of their own; layers stand on a band, problems on their tint, the
/// hovered field has an outline.
class FieldDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    FieldDelegate(const Selection *selection, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Selection *m_selection;
};

} // namespace framelens::ui

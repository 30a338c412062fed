// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/field_delegate.h"

#include "ui/models/field_tree_model.h"
#include "ui/scheme.h"
#include "ui/selection.h"
#include "ui/views/paint_text.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

namespace framelens::ui {

namespace {

QPalette::ColorGroup groupOf(const QStyleOptionViewItem &option)
{
    const bool focused = option.widget != nullptr && option.widget->hasFocus();
    return focused ? QPalette::Active : QPalette::Inactive;
}

} // namespace

FieldDelegate::FieldDelegate(const Selection *selection, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_selection(selection)
{
}

QSize FieldDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    constexpr int rowPadding = 4; // as in the list
    const QFont font = index.data(Qt::FontRole).value<QFont>().resolve(option.font);
    return {QStyledItemDelegate::sizeHint(option, index).width(), QFontMetrics(font).height() + rowPadding};
}

void FieldDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QStyle *style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    const Scheme &scheme = schemeFor(item.palette);
    const bool selected = item.state.testFlag(QStyle::State_Selected);
    const QVariant severity = index.siblingAtColumn(0).data(FieldTreeModel::ProblemRole);
    const bool isProblem = severity.isValid() && !index.siblingAtColumn(0).data(FieldTreeModel::FieldRole).isValid();

    TextColours colours{item.palette.color(QPalette::Text), scheme.escape};
    if (selected) {
        colours = {item.palette.color(groupOf(item), QPalette::HighlightedText), {}};
        painter->fillRect(item.rect, item.palette.color(groupOf(item), QPalette::Highlight));
    } else if (isProblem) {
        colours.text = scheme.severityText[static_cast<std::size_t>(severity.toInt())];
        painter->fillRect(item.rect, scheme.severityTint[static_cast<std::size_t>(severity.toInt())]);
    } else if (!index.parent().isValid()) {
        painter->fillRect(item.rect, item.palette.color(QPalette::Window));
    }
    if (!selected && index.column() != FieldTreeModel::TextColumn)
        colours.text = scheme.dimmed;

    const QRect icon = style->subElementRect(QStyle::SE_ItemViewItemDecoration, &item, item.widget);
    if (!item.icon.isNull())
        item.icon.paint(painter, icon, item.decorationAlignment);
    painter->setFont(item.font);
    const QRect text = style->subElementRect(QStyle::SE_ItemViewItemText, &item, item.widget);
    paintPlainText(*painter, text.adjusted(2, 0, -6, 0), item.displayAlignment, item.text, colours);

    if (option.state.testFlag(QStyle::State_HasFocus) && index.column() == FieldTreeModel::TextColumn) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(colours.text, 1, Qt::DotLine));
        painter->drawRect(item.rect.adjusted(0, 0, -1, -1));
    }
    const QVariant field = index.data(FieldTreeModel::FieldRole);
    if (field.isValid() && m_selection->hoveredField() == field.toUInt() && index.column() == FieldTreeModel::TextColumn) {
        painter->setPen(scheme.hover);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(item.rect).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

} // namespace framelens::ui

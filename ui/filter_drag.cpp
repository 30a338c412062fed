// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_drag.h"

#include <QMimeData>

namespace framelens::ui {

using namespace Qt::StringLiterals;

QString filterMimeType()
{
    return u"application/x-framelens-filter"_s;
}

QMimeData *filterMime(const QString &expression)
{
    auto *data = new QMimeData;
    data->setData(filterMimeType(), expression.toUtf8());
    data->setText(expression);
    return data;
}

QString draggedFilter(const QMimeData *data)
{
    return data == nullptr ? QString() : QString::fromUtf8(data->data(filterMimeType()));
}

FilterJoin joinOf(Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ControlModifier))
        return FilterJoin::And;
    return modifiers.testFlag(Qt::ShiftModifier) ? FilterJoin::Or : FilterJoin::Selected;
}

} // namespace framelens::ui

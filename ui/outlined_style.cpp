// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/outlined_style.h"

#include "ui/scheme.h"

#include <QStyleOptionButton>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// Fusion makes its outline of the window's colour, at most half as bright: this is what has to be there for an outline
// between the window and its text.
QColor windowFor(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    const QColor text = palette.color(QPalette::WindowText);
    const auto between = [](int one, int other) { return (one * 2 + other * 3) / 5; };
    const QColor outline(between(window.red(), text.red()), between(window.green(), text.green()),
                         between(window.blue(), text.blue()));
    return outline.lighter(150);
}

} // namespace

OutlinedStyle::OutlinedStyle()
    : QProxyStyle(u"Fusion"_s)
{
}

void OutlinedStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const bool isIndicator = element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton;
    if (!isIndicator || button == nullptr || !isDark(option->palette)) {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        return;
    }
    QStyleOptionButton outlined = *button;
    outlined.palette.setColor(QPalette::Window, windowFor(option->palette));
    QProxyStyle::drawPrimitive(element, &outlined, painter, widget);
}

} // namespace framelens::ui

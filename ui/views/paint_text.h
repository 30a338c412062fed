// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Text from a capture as the panes paint it: one line, plain, elided at its end, escapes in a colour of their own.
#pragma once

#include <QPalette>
#include <QString>

class QPainter;
class QRect;

namespace framelens::ui {

/// Colours of one text. An invalid `escape` leaves escapes in the text's colour.
struct TextColours
{
    QColor text;
    QColor escape;
};

/// Whether `text` holds what visibleText() makes of characters that must not be shown: <U+202E>, <0xFF>.
bool hasEscapes(const QString &text);

/// Paints `text` into `rect` in the painter's font, elided at the right where it does not fit.
void paintPlainText(QPainter &painter, const QRect &rect, Qt::Alignment alignment, const QString &text,
                    const TextColours &colours);

} // namespace framelens::ui

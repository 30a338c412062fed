// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/paint_text.h"

#include <QFontMetrics>
#include <QPainter>
#include <QTextLayout>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// Where the escape that begins at `from` ends; `from` where none begins there.
qsizetype escapeEnd(const QString &text, qsizetype from)
{
    const QStringView rest = QStringView(text).sliced(from);
    if (!rest.startsWith(u"<U+"_s) && !rest.startsWith(u"<0x"_s))
        return from;
    const qsizetype end = rest.indexOf(u'>');
    constexpr qsizetype longest = 9; // <U+10FFFF>
    return end < 0 || end > longest ? from : from + end + 1;
}

QList<QTextLayout::FormatRange> escapeFormats(const QString &text, const QColor &colour)
{
    QTextCharFormat format;
    format.setForeground(colour);
    QList<QTextLayout::FormatRange> ranges;
    for (qsizetype at = text.indexOf(u'<'); at >= 0; at = text.indexOf(u'<', at + 1))
        if (const qsizetype end = escapeEnd(text, at); end > at)
            ranges.append({static_cast<int>(at), static_cast<int>(end - at), format});
    return ranges;
}

void paintWithEscapes(QPainter &painter, const QRect &rect, Qt::Alignment alignment, const QString &text,
                      const QColor &escape)
{
    QTextLayout layout(text, painter.font(), painter.device());
    QTextOption option(alignment);
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.setFormats(escapeFormats(text, escape));
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width());
    layout.endLayout();
    layout.draw(&painter, QPointF(rect.x(), rect.y() + (rect.height() - line.height()) / 2), {}, rect);
}

} // namespace

bool hasEscapes(const QString &text)
{
    return text.contains("<U+"_L1) || text.contains("<0x"_L1);
}

void paintPlainText(QPainter &painter, const QRect &rect, Qt::Alignment alignment, const QString &text,
                    const TextColours &colours)
{
    if (text.isEmpty() || rect.width() <= 0)
        return;
    const QFontMetrics metrics = painter.fontMetrics();
    const QString &shown = metrics.elidedText(text, Qt::ElideRight, rect.width());
    painter.setPen(colours.text);
    if (colours.escape.isValid() && hasEscapes(shown))
        paintWithEscapes(painter, rect, alignment, shown, colours.escape);
    else
        painter.drawText(rect, static_cast<int>(alignment | Qt::AlignVCenter | Qt::TextSingleLine), shown);
}

} // namespace framelens::ui

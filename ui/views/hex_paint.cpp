// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// HexView: what is painted. Lines are read from where the bytes lie, and only those in view.
#include "ui/field_text.h"
#include "ui/scheme.h"
#include "ui/views/go_to_line.h"
#include "ui/views/hex_view.h"

#include <QPainter>
#include <QPainterPath>
#include <QPaintEvent>
#include <QScrollBar>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array bothColumns = {HexColumn::Hex, HexColumn::Text};

// Layers take colours in turn; within one, fields are alternately tinted fully and half.
QColor tintColour(const Scheme &scheme, std::uint8_t tint)
{
    const std::size_t layer = (tint - 1U) / 2U;
    const QColor colour = scheme.layers[layer % scheme.layers.size()];
    if ((tint - 1U) % 2U == 0)
        return colour;
    const auto half = [](int a, int b) { return (a + b) / 2; };
    return {half(colour.red(), scheme.base.red()), half(colour.green(), scheme.base.green()),
            half(colour.blue(), scheme.base.blue())};
}

QChar hexDigit(unsigned value)
{
    return QLatin1Char("0123456789abcdef"[value & 15U]);
}

bool isPrintable(unsigned value)
{
    return value >= 0x20 && value < 0x7f;
}

} // namespace

void HexView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().base());
    if (!m_bytes.intact()) {
        painter.setPen(schemeFor(palette()).dimmed);
        painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("(no longer in the file)"));
        return;
    }
    if (m_bytes.empty())
        return;
    findTints();
    const auto height = static_cast<std::size_t>(m_lineHeight);
    const std::size_t first = topLine() + static_cast<std::size_t>(event->rect().top()) / height;
    const std::size_t last = topLine() + static_cast<std::size_t>(event->rect().bottom()) / height;
    for (std::size_t line = first; line <= last && line < m_layout.lines(); ++line)
        paintLine(painter, line);
    paintHits(painter);
    paintHover(painter);
    paintCaret(painter);
    // The file may have been cut while it was read: what was painted may be zeros that are not the file's.
    if (!m_bytes.intact())
        painter.fillRect(event->rect(), palette().base()), viewport()->update();
}

// Which tint each visible byte has. Fields come in pre-order, so what is inside paints over what is around it.
void HexView::findTints()
{
    const std::size_t begin = HexLayout::firstByte(topLine());
    const std::size_t end = std::min(HexLayout::firstByte(topLine() + linesPerPage() + 1), m_layout.size());
    m_tintOf.assign(end - std::min(begin, end), 0);
    if (!m_tints || !m_context.selection->shown() || schemeFor(palette()).layers.empty())
        return;
    const Dissection &dissection = *m_context.selection->shown()->dissection;
    const auto fields = dissection.fields();
    bool odd = false;
    std::size_t before = SIZE_MAX;
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
        const Field &field = fields[i];
        const ByteRange range = rangeIn(dissection, i, m_source);
        if (field.layer == 0 || range.size == 0 || field.is(FieldFlag::Hidden) || field.is(FieldFlag::Generated))
            continue;
        odd = field.spec->type != FieldType::Protocol && (range.offset == before ? odd : !odd);
        before = range.offset;
        const std::size_t from = std::max(range.offset, begin);
        const std::size_t to = std::min(range.end(), end);
        if (from < to)
            std::fill(m_tintOf.begin() + static_cast<std::ptrdiff_t>(from - begin),
                      m_tintOf.begin() + static_cast<std::ptrdiff_t>(to - begin),
                      static_cast<std::uint8_t>((field.layer - 1U) * 2U + (odd ? 1U : 0U) + 1U));
    }
}

// The rectangle of bytes [first, end) of one line, places counted from its begin.
QRect HexView::runRect(std::size_t line, std::size_t first, std::size_t end, HexColumn column) const
{
    const int left = m_layout.cellOf(first, column);
    const int right = m_layout.cellOf(end - 1, column) + (column == HexColumn::Hex ? 2 : 1);
    const int x = margin - horizontalScrollBar()->value();
    const int begin = qRound(left * m_cellWidth);
    const int y = static_cast<int>(static_cast<qint64>(line) - static_cast<qint64>(topLine())) * m_lineHeight;
    return {x + begin, y, qRound(right * m_cellWidth) - begin, m_lineHeight};
}

QRect HexView::byteRect(std::size_t byte, HexColumn column) const
{
    const std::size_t place = byte % HexLayout::bytesPerLine;
    return runRect(HexLayout::lineOf(byte), place, place + 1, column);
}

void HexView::paintLine(QPainter &painter, std::size_t line)
{
    const Bytes bytes = paintedLine(line);
    ++m_linesRead;
    paintBackground(painter, line, bytes);
    paintText(painter, line, bytes);
}

void HexView::paintBackground(QPainter &painter, std::size_t line, Bytes bytes)
{
    const Scheme &scheme = schemeFor(palette());
    const std::size_t base = HexLayout::firstByte(line) - HexLayout::firstByte(topLine());
    const ByteRange selected = selectedRange();
    const QColor inverted = palette().color(hasFocus() ? QPalette::Active : QPalette::Inactive, QPalette::Highlight);
    constexpr int selection = 256; // above every tint
    const auto kindOf = [&](std::size_t place) {
        return selected.holds(HexLayout::firstByte(line) + place) ? selection : int{m_tintOf[base + place]};
    };
    for (std::size_t first = 0; first < bytes.size();) {
        const int kind = kindOf(first);
        std::size_t end = first + 1;
        while (end < bytes.size() && kindOf(end) == kind)
            ++end;
        if (kind != 0)
            for (const HexColumn column : bothColumns)
                painter.fillRect(runRect(line, first, end, column),
                                 kind == selection ? inverted : tintColour(scheme, static_cast<std::uint8_t>(kind)));
        first = end;
    }
}

void HexView::paintText(QPainter &painter, std::size_t line, Bytes bytes)
{
    const ByteRange selected = selectedRange();
    for (QString *text : {&m_plain, &m_dimmed, &m_inverted})
        text->fill(u' ', m_layout.cellsPerLine());
    const std::size_t offset = HexLayout::firstByte(line);
    for (int digit = 0; digit < m_layout.offsetDigits(); ++digit)
        m_dimmed[digit] = hexDigit(static_cast<unsigned>(offset >> (4U * static_cast<unsigned>(m_layout.offsetDigits() - 1 - digit))));
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        const auto value = std::to_integer<unsigned>(bytes[place]);
        const bool isSelected = selected.holds(offset + place);
        QString &hex = isSelected ? m_inverted : m_plain;
        const int cell = m_layout.cellOf(place, HexColumn::Hex);
        hex[cell] = hexDigit(value >> 4U);
        hex[cell + 1] = hexDigit(value);
        QString &text = isSelected ? m_inverted : isPrintable(value) ? m_plain : m_dimmed;
        text[m_layout.cellOf(place, HexColumn::Text)] = isPrintable(value) ? QChar(static_cast<char16_t>(value)) : QChar(u'\u00b7');
    }
    const Scheme &scheme = schemeFor(palette());
    const QRect row = runRect(line, 0, 1, HexColumn::Hex);
    const int baseline = (m_lineHeight + painter.fontMetrics().ascent() - painter.fontMetrics().descent()) / 2;
    const QPoint origin(margin - horizontalScrollBar()->value(), row.top() + baseline);
    const QPalette::ColorGroup group = hasFocus() ? QPalette::Active : QPalette::Inactive;
    const auto draw = [&](const QString &text, const QColor &colour) {
        painter.setPen(colour);
        painter.drawText(origin, text);
    };
    draw(m_plain, palette().color(QPalette::Text));
    draw(m_dimmed, scheme.dimmed);
    if (selected.end() > offset && selected.offset < offset + bytes.size())
        draw(m_inverted, palette().color(group, QPalette::HighlightedText));
}

void HexView::paintHover(QPainter &painter)
{
    const std::optional<std::uint32_t> hovered = m_context.selection->hoveredField();
    const ByteRange range = hovered ? rangeIn(*m_context.selection->shown()->dissection, *hovered, m_source) : ByteRange{};
    if (range.size == 0)
        return;
    const Scheme &scheme = schemeFor(palette());
    const std::size_t begin = std::max(HexLayout::firstByte(topLine()), range.offset);
    const std::size_t end = std::min(HexLayout::firstByte(topLine() + linesPerPage() + 1), range.end());
    if (begin >= end) { // out of sight: a mark beside the scroll bar
        const auto y = static_cast<int>(static_cast<std::size_t>(viewport()->height()) * HexLayout::lineOf(range.offset)
                                        / std::max<std::size_t>(1, m_layout.lines()));
        painter.fillRect(QRect(viewport()->width() - 5, std::min(y, viewport()->height() - 4), 5, 4), scheme.mark);
        return;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(scheme.hover, 1));
    painter.drawPath(outlineOf({begin, end - begin}));
}

QPainterPath HexView::outlineOf(const ByteRange &range) const
{
    QPainterPath outline;
    for (std::size_t byte = range.offset; byte < range.end();) {
        const std::size_t next = std::min(m_layout.lineEnd(byte) + 1, range.end());
        const std::size_t place = byte % HexLayout::bytesPerLine;
        for (const HexColumn column : bothColumns)
            outline.addRect(QRectF(runRect(HexLayout::lineOf(byte), place, place + next - byte, column)).adjusted(-0.5, -0.5, 0.5, 0.5));
        byte = next;
    }
    return outline.simplified();
}

// A border around each hit in view; hits that overlap share one.
void HexView::paintHits(QPainter &painter)
{
    const std::size_t begin = HexLayout::firstByte(topLine());
    const std::size_t end = std::min(HexLayout::firstByte(topLine() + linesPerPage() + 1), m_layout.size());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(schemeFor(palette()).hit, 1));
    for (auto hit = m_hits.begin(); hit != m_hits.end();) {
        ByteRange joined = *hit;
        for (++hit; hit != m_hits.end() && hit->offset < joined.end(); ++hit)
            joined.size = std::max(joined.end(), hit->end()) - joined.offset;
        const std::size_t from = std::max(joined.offset, begin);
        const std::size_t to = std::min(joined.end(), end);
        if (from < to)
            painter.drawPath(outlineOf({from, to - from}));
    }
}

void HexView::paintCaret(QPainter &painter)
{
    if (!hasFocus())
        return;
    const bool isSelected = selectedRange().holds(m_caret);
    const QColor colour = palette().color(isSelected ? QPalette::HighlightedText : QPalette::Text);
    const HexColumn other = m_column == HexColumn::Hex ? HexColumn::Text : HexColumn::Hex;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 1));
    painter.drawRect(byteRect(m_caret, m_column).adjusted(0, 0, -1, -1));
    const QRect twin = byteRect(m_caret, other);
    painter.drawLine(twin.bottomLeft(), twin.bottomRight());
}

QString HexView::lineText(std::size_t line) const
{
    const std::size_t offset = HexLayout::firstByte(line);
    QString text = tr("offset 0x%1:").arg(offset, m_layout.offsetDigits(), 16, QLatin1Char('0'));
    const Bytes bytes = m_bytes.bytes().subspan(std::min(offset, m_bytes.size()), m_layout.bytesIn(line));
    for (const std::byte byte : bytes)
        text += u' ' + QString(hexDigit(std::to_integer<unsigned>(byte) >> 4U)) + hexDigit(std::to_integer<unsigned>(byte));
    const ByteRange selected = selectedRange();
    const std::optional<std::uint32_t> field = m_context.selection->field();
    if (field && selected.end() > offset && selected.offset < offset + bytes.size())
        text += tr("; selected %1").arg(fieldLabel(*m_context.selection->shown()->dissection, *field));
    return text;
}

void HexView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HexView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void HexView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        viewport()->update();
}

} // namespace framelens::ui

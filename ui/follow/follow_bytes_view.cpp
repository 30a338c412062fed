// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_bytes_view.h"

#include "core/decode/dissection.h"
#include "ui/scheme.h"
#include "ui/views/accessible_panes.h"

#include <QAccessible>
#include <QFontDatabase>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// The characters that stand for bytes `first` to `end` of a line: a hex dump shows each byte twice.
QList<QTextLayout::FormatRange> runsOf(const std::vector<std::uint16_t> &byteOf, std::size_t first, std::size_t end)
{
    const auto isSelected
        = [first, end](std::uint16_t byte) { return byte != FollowText::none && byte >= first && byte < end; };
    QList<QTextLayout::FormatRange> runs;
    for (auto from = byteOf.begin(); from != byteOf.end();) {
        const auto begin = std::find_if(from, byteOf.end(), isSelected);
        from = std::find_if_not(begin, byteOf.end(), isSelected);
        if (begin == byteOf.end())
            break;
        QTextLayout::FormatRange run;
        run.start = static_cast<int>(begin - byteOf.begin());
        run.length = static_cast<int>(from - begin);
        runs.append(run);
    }
    return runs;
}

} // namespace

FollowBytesView::FollowBytesView(std::shared_ptr<CopyLedger> ledger, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_ledger(std::move(ledger))
{
    installPaneAccessibility();
    setObjectName(u"followBytes"_s);
    setAccessibleName(tr("Bytes of the stream"));
    setFocusPolicy(Qt::StrongFocus);
    setLayoutDirection(Qt::LeftToRight); // bytes are never mirrored
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setCursor(Qt::IBeamCursor);
    setPaneFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
}

void FollowBytesView::setPaneFont(const QFont &font)
{
    viewport()->setFont(font);
    m_lineHeight = static_cast<int>(std::ceil(QFontMetricsF(font).height())) + 2;
    drop();
}

void FollowBytesView::setLines(std::shared_ptr<const FollowLines> lines)
{
    const std::optional<FollowPlace> top
        = m_shown.empty() ? std::nullopt : std::optional(m_shown.front().line.begin);
    const bool isSame = m_lines && lines && lines->layout() == m_lines->layout();
    m_lines = std::move(lines);
    if (!isSame)
        m_wanted = m_selected.empty() ? top : m_selected.begin;
    if (!m_lines) {
        m_selected = {};
        m_wanted.reset();
    }
    drop();
    linesFound();
}

void FollowBytesView::linesFound()
{
    const bool wasShort = m_shown.size() <= static_cast<std::size_t>(linesPerPage());
    updateScrollBars();
    if (wasShort)
        drop();
    if (m_wanted)
        bringIntoView(*m_wanted);
}

void FollowBytesView::setEncoding(FollowEncoding encoding)
{
    m_encoding = encoding;
    drop();
}

void FollowBytesView::drop()
{
    m_shown.clear();
    updateScrollBars();
    viewport()->update();
}

std::uint64_t FollowBytesView::topLine() const
{
    return static_cast<std::uint64_t>(verticalScrollBar()->value());
}

int FollowBytesView::linesPerPage() const
{
    return std::max(1, viewport()->height() / m_lineHeight);
}

void FollowBytesView::updateScrollBars()
{
    const std::uint64_t lines = m_lines ? m_lines->count() : 0;
    const auto page = static_cast<std::uint64_t>(linesPerPage());
    const int before = verticalScrollBar()->maximum();
    const bool wasAtEnd = before > 0 && verticalScrollBar()->value() == before;
    const int last = static_cast<int>(std::min<std::uint64_t>(lines - std::min(lines, page), INT_MAX));
    verticalScrollBar()->setRange(0, last);
    verticalScrollBar()->setPageStep(linesPerPage());
    if (wasAtEnd && !m_wanted) // a stream that grows is followed as long as its end is looked at
        verticalScrollBar()->setValue(last);
}

// The lines in view, and one that is cut by the lower edge.
void FollowBytesView::layOut()
{
    if (!m_shown.empty() || !m_lines)
        return;
    int width = 0;
    for (const FollowLine &line : m_lines->lines(topLine(), static_cast<std::size_t>(linesPerPage()) + 1)) {
        ShownLine shown{line, followText(m_lines->stream(), line, m_lines->layout().form, m_encoding), nullptr};
        shown.layout = std::make_unique<QTextLayout>(shown.text.text, viewport()->font());
        QTextOption option;
        option.setTextDirection(Qt::LeftToRight);
        option.setWrapMode(QTextOption::NoWrap);
        shown.layout->setTextOption(option);
        shown.layout->beginLayout();
        QTextLine only = shown.layout->createLine();
        only.setLineWidth(1e6);
        shown.layout->endLayout();
        width = std::max(width, static_cast<int>(std::ceil(only.naturalTextWidth())));
        m_shown.push_back(std::move(shown));
        ++m_linesLaidOut;
    }
    horizontalScrollBar()->setRange(0, std::max(0, width + 2 * margin - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(20);
}

QString FollowBytesView::lineText(std::uint64_t line) const
{
    const std::uint64_t top = topLine();
    return line < top || line - top >= m_shown.size() ? QString() : m_shown[line - top].text.text;
}

QList<QTextLayout::FormatRange> FollowBytesView::selectionIn(const ShownLine &shown) const
{
    if (m_selected.empty() || m_selected.end <= shown.line.begin || m_selected.begin >= shown.line.end)
        return {};
    if (shown.line.isGap)
        return {};
    const FollowedStream &stream = m_lines->stream();
    const std::size_t first = stepsInLine(stream, shown.line, std::max(m_selected.begin, shown.line.begin));
    const std::size_t end
        = m_selected.end >= shown.line.end ? shown.line.size : stepsInLine(stream, shown.line, m_selected.end);
    return runsOf(shown.text.byteOf, first, end);
}

void FollowBytesView::paintLine(QPainter &painter, const ShownLine &shown, int y)
{
    const Scheme &scheme = schemeFor(palette());
    const QPointF origin(margin - horizontalScrollBar()->value(), y + 1);
    constexpr auto warning = static_cast<std::size_t>(Severity::Warning);
    if (shown.line.isGap)
        painter.fillRect(QRect(0, y, viewport()->width(), m_lineHeight), scheme.severityTint[warning]);
    painter.setPen(shown.line.isGap ? scheme.severityText[warning]
                                    : scheme.speakers[sideIndex(shown.line.direction)]);
    const QPalette::ColorGroup group = hasFocus() ? QPalette::Active : QPalette::Inactive;
    QList<QTextLayout::FormatRange> formats = selectionIn(shown);
    for (QTextLayout::FormatRange &selected : formats) {
        selected.format.setBackground(palette().brush(group, QPalette::Highlight));
        selected.format.setForeground(palette().brush(group, QPalette::HighlightedText));
    }
    shown.layout->draw(&painter, origin, formats);
}

void FollowBytesView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().base());
    layOut();
    int y = 0;
    for (const ShownLine &shown : m_shown) {
        if (y + m_lineHeight > event->rect().top() && y <= event->rect().bottom())
            paintLine(painter, shown, y);
        y += m_lineHeight;
    }
    if (m_shown.empty() && m_lines && m_lines->isComplete()) {
        painter.setPen(schemeFor(palette()).dimmed);
        painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("No bytes were sent."));
    }
}

const FollowBytesView::ShownLine *FollowBytesView::lineAt(int y) const
{
    if (m_shown.empty())
        return nullptr;
    const auto number = static_cast<std::size_t>(std::max(0, y) / m_lineHeight);
    return &m_shown[std::min(number, m_shown.size() - 1)];
}

// The byte a character stands for; of one that stands for none, the next byte's, or the line's last.
FollowPlace FollowBytesView::placeOf(const ShownLine &shown, int character) const
{
    const auto &byteOf = shown.text.byteOf;
    const auto from = byteOf.begin() + std::clamp<std::ptrdiff_t>(character, 0, std::ssize(byteOf));
    const auto isByte = [](std::uint16_t byte) { return byte != FollowText::none; };
    const auto found = std::find_if(from, byteOf.end(), isByte);
    if (shown.line.isGap || shown.line.size == 0)
        return shown.line.begin;
    const std::size_t steps = found == byteOf.end() ? shown.line.size - 1U : *found;
    return placeInLine(m_lines->stream(), shown.line, steps);
}

std::optional<FollowPlace> FollowBytesView::hitAt(const QPoint &position) const
{
    const ShownLine *shown = lineAt(position.y());
    if (shown == nullptr)
        return {};
    const qreal x = position.x() + horizontalScrollBar()->value() - margin;
    const int character = shown->layout->lineAt(0).xToCursor(x, QTextLine::CursorOnCharacter);
    return placeOf(*shown, character);
}

QRect FollowBytesView::placeRect(FollowPlace place) const
{
    for (std::size_t n = 0; n < m_shown.size(); ++n) {
        const ShownLine &shown = m_shown[n];
        if (place < shown.line.begin || place >= shown.line.end)
            continue;
        const std::size_t step = stepsInLine(m_lines->stream(), shown.line, place);
        const auto found = std::ranges::find(shown.text.byteOf, step);
        const int character = static_cast<int>(found - shown.text.byteOf.begin());
        const QTextLine line = shown.layout->lineAt(0);
        const int x = static_cast<int>(line.cursorToX(character)) + margin - horizontalScrollBar()->value();
        const int width = std::max(1, static_cast<int>(line.cursorToX(character + 1) - line.cursorToX(character)));
        return {x, static_cast<int>(n) * m_lineHeight, width, m_lineHeight};
    }
    return {};
}

void FollowBytesView::select(const FollowRange &range)
{
    m_selected = range;
    m_anchor = range.begin;
    m_caret = range.begin;
    m_wanted = range.begin;
    viewport()->update();
    announce();
    bringIntoView(range.begin);
}

void FollowBytesView::bringIntoView(FollowPlace place)
{
    const std::optional<std::uint64_t> line = m_lines ? m_lines->lineOf(place) : std::nullopt;
    if (!line)
        return; // asked again when more lines are known
    m_wanted.reset();
    const auto page = static_cast<std::uint64_t>(linesPerPage());
    if (*line >= topLine() && *line < topLine() + page)
        return;
    const std::uint64_t top = *line - std::min(*line, page / 3);
    updateScrollBars();
    verticalScrollBar()->setValue(static_cast<int>(std::min<std::uint64_t>(top, INT_MAX)));
}

void FollowBytesView::announce()
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent name(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&name);
}

void FollowBytesView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        viewport()->update();
}

void FollowBytesView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    drop();
}

void FollowBytesView::scrollContentsBy(int dx, int dy)
{
    if (dy != 0)
        m_shown.clear();
    if (dx != 0 || dy != 0)
        viewport()->update();
}

} // namespace framelens::ui

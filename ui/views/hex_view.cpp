// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/hex_view.h"

#include "ui/copy_text.h"
#include "ui/pane_font.h"
#include "ui/views/accessible_panes.h"
#include "ui/views/go_to_line.h"
#include "ui/views/hex_places.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace framelens::ui {

HexView::HexView(PaneContext context, QWidget *parent, std::uint8_t source)
    : QAbstractScrollArea(parent)
    , m_context(std::move(context))
    , m_source(source)
    , m_goTo(new GoToLine(this))
{
    installPaneAccessibility();
    setObjectName(QStringLiteral("hexPane"));
    setAccessibleName(tr("Bytes"));
    setFocusPolicy(Qt::StrongFocus);
    setLayoutDirection(Qt::LeftToRight); // bytes are never mirrored
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::IBeamCursor);
    connect(m_goTo, &GoToLine::typed, this, &HexView::goToTyped);
    connect(m_context.font, &PaneFont::changed, this, &HexView::applyFont);
    connect(m_context.selection, &Selection::frameChanged, this, &HexView::showFrame);
    connect(m_context.selection, &Selection::rangeChanged, this, &HexView::showRange);
    connect(m_context.selection, &Selection::fieldChanged, viewport(), qOverload<>(&QWidget::update));
    connect(m_context.selection, &Selection::hoverChanged, viewport(), qOverload<>(&QWidget::update));
    applyFont();
    showFrame();
}

void HexView::showFrame()
{
    const std::shared_ptr<const ShownFrame> &shown = m_context.selection->shown();
    m_bytes = shown ? shown->bytes(m_source) : ByteView();
    m_layout = HexLayout(m_bytes.size());
    m_caret = 0;
    m_anchor = 0;
    m_pressed.reset();
    verticalScrollBar()->setValue(0);
    findHits();
    updateScrollBars();
    viewport()->update();
}

void HexView::setHitFinder(std::function<std::vector<ByteRange>(Bytes)> finder)
{
    m_hitFinder = std::move(finder);
    findHits();
    viewport()->update();
}

void HexView::findHits()
{
    m_hits.clear();
    if (m_hitFinder)
        m_hits = m_hitFinder(m_bytes.bytes());
    if (!m_bytes.intact())
        m_hits.clear();
}

ByteRange HexView::selectedRange() const
{
    return m_context.selection->source() == m_source ? m_context.selection->range() : ByteRange{};
}

// Another pane, or the program, chose bytes: they are brought into view only if none of them is.
void HexView::showRange()
{
    viewport()->update();
    announce();
    const ByteRange range = selectedRange();
    if (m_context.selection->origin() == Pane::Hex || range.size == 0)
        return;
    m_caret = range.offset;
    m_anchor = range.offset;
    const std::size_t top = HexLayout::firstByte(topLine());
    if (range.end() > top && range.offset < endOfPage())
        return;
    const std::size_t line = HexLayout::lineOf(range.offset);
    verticalScrollBar()->setValue(static_cast<int>(line - std::min(line, linesPerPage() / 3)));
}

std::size_t HexView::topLine() const
{
    return static_cast<std::size_t>(verticalScrollBar()->value());
}

std::size_t HexView::linesPerPage() const
{
    return static_cast<std::size_t>(std::max(1, viewport()->height() / m_lineHeight));
}

// One behind the last byte that is wholly in view.
std::size_t HexView::endOfPage() const
{
    return std::min(HexLayout::firstByte(topLine() + linesPerPage()), m_layout.size());
}

Bytes HexView::paintedLine(std::size_t line) const &
{
    if (line < topLine() || line > topLine() + linesPerPage())
        return {};
    return m_bytes.bytes().subspan(std::min(HexLayout::firstByte(line), m_bytes.size()), m_layout.bytesIn(line));
}

void HexView::applyFont()
{
    QFont font = m_context.font->font();
    font.setKerning(false);
    viewport()->setFont(font);
    const QFontMetricsF metrics(font);
    m_cellWidth = metrics.horizontalAdvance(u'0');
    m_lineHeight = static_cast<int>(std::ceil(metrics.height())) + 2;
    updateScrollBars();
    viewport()->update();
}

void HexView::updateScrollBars()
{
    const std::size_t lines = m_layout.lines();
    const std::size_t last = lines - std::min(lines, linesPerPage());
    verticalScrollBar()->setRange(0, static_cast<int>(std::min<std::size_t>(last, INT_MAX)));
    verticalScrollBar()->setPageStep(static_cast<int>(linesPerPage()));
    const int width = static_cast<int>(std::ceil(m_layout.cellsPerLine() * m_cellWidth)) + 2 * margin;
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(static_cast<int>(m_cellWidth * 3));
}

void HexView::scrollToByte(std::size_t byte)
{
    const std::size_t line = HexLayout::lineOf(std::min(byte, m_layout.last()));
    if (line < topLine())
        verticalScrollBar()->setValue(static_cast<int>(line));
    else if (line >= topLine() + linesPerPage())
        verticalScrollBar()->setValue(static_cast<int>(line - linesPerPage() + 1));
}

ByteRange HexView::fromAnchor(std::size_t byte) const
{
    const std::size_t first = std::min(m_anchor, byte);
    return {first, std::max(m_anchor, byte) - first + 1};
}

void HexView::setCaret(std::size_t byte)
{
    m_caret = byte;
    scrollToByte(byte);
    viewport()->update();
    if (QAccessible::isActive())
        if (QAccessibleInterface *text = QAccessible::queryAccessibleInterface(this); text != nullptr) {
            QAccessibleTextCursorEvent moved(this, text->textInterface()->cursorPosition());
            QAccessible::updateAccessibility(&moved);
        }
    emit caretMoved();
}

// The name of the pane ends with the line of the caret.
void HexView::announce()
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent name(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&name);
}

void HexView::moveCaret(std::size_t byte, bool extend)
{
    if (m_bytes.empty())
        return;
    const bool moved = byte != m_caret;
    if (extend) {
        m_context.selection->selectBytes(fromAnchor(byte), Pane::Hex, m_source);
    } else if (moved || selectedRange().size == 0) {
        m_anchor = byte;
        m_context.selection->clickByte(byte, Pane::Hex, m_source);
    }
    setCaret(byte);
}

void HexView::selectAll()
{
    if (m_bytes.empty())
        return;
    m_anchor = 0;
    m_caret = m_layout.last();
    m_context.selection->selectBytes({0, m_bytes.size()}, Pane::Hex, m_source);
    viewport()->update();
}

void HexView::copy()
{
    const ByteRange range = selectedRange();
    if (range.size == 0)
        return;
    const Result<std::string> text
        = bytesText(CopyForm::HexSpaced, m_bytes.sub(range.offset, range.size), "bytes", m_context.ledger.get());
    if (text)
        QGuiApplication::clipboard()->setText(QString::fromStdString(*text));
}

void HexView::askForOffset()
{
    m_asksForRange = false;
    m_goTo->open(tr("Go to offset:"));
}

void HexView::askForRange()
{
    m_asksForRange = true;
    m_goTo->open(tr("Select bytes:"));
}

void HexView::goToTyped(const QString &text)
{
    const PlaceContext context{m_caret, selectedRange().offset, m_bytes.size()};
    if (m_asksForRange) {
        const std::optional<ByteRange> range = parseByteRange(text, context);
        if (!range) {
            m_goTo->refuse(tr("Like 16-31, 0x10-0x1f or 16+8; there are %L1 bytes.").arg(m_bytes.size()));
            return;
        }
        m_anchor = range->offset;
        m_context.selection->selectBytes(*range, Pane::Hex, m_source);
        setCaret(range->end() - 1);
    } else if (const std::optional<std::size_t> offset = parseOffset(text, context)) {
        moveCaret(*offset, false);
    } else {
        m_goTo->refuse(tr("Like 64, 0x40, +16 or -8; there are %L1 bytes.").arg(m_bytes.size()));
    }
}

void HexView::setShowsTints(bool on)
{
    m_tints = on;
    viewport()->update();
}

std::optional<std::size_t> HexView::targetOf(const QKeyEvent &event) const
{
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const auto page = static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, linesPerPage() - 1));
    switch (event.key()) {
    case Qt::Key_Left: return m_layout.moved(m_caret, -1);
    case Qt::Key_Right: return m_layout.moved(m_caret, 1);
    case Qt::Key_Up: return m_layout.movedLines(m_caret, -1);
    case Qt::Key_Down: return m_layout.movedLines(m_caret, 1);
    case Qt::Key_PageUp: return m_layout.movedLines(m_caret, -page);
    case Qt::Key_PageDown: return m_layout.movedLines(m_caret, page);
    case Qt::Key_Home: return control ? 0 : HexLayout::lineBegin(m_caret);
    case Qt::Key_End: return control ? m_layout.last() : m_layout.lineEnd(m_caret);
    default: return {};
    }
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool hasAlt = modifiers.testFlag(Qt::AltModifier);
    if (const std::optional<std::size_t> target = hasAlt ? std::nullopt : targetOf(*event)) {
        moveCaret(*target, modifiers.testFlag(Qt::ShiftModifier));
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->key() == Qt::Key_G && modifiers == Qt::ControlModifier) {
        askForOffset();
    } else if (event->key() == Qt::Key_G && modifiers == (Qt::ControlModifier | Qt::ShiftModifier)) {
        askForRange();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
               && !m_bytes.empty()) {
        m_context.selection->clickByte(m_caret, Pane::Hex, m_source); // as a second click: the field around
    } else if (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab) {
        if (modifiers.testFlag(Qt::ControlModifier)) {
            QAbstractScrollArea::focusNextPrevChild(event->key() == Qt::Key_Tab);
        } else {
            m_column = m_column == HexColumn::Hex ? HexColumn::Text : HexColumn::Hex;
            setCaret(m_caret);
        }
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

// Keys that mean something else elsewhere in the window are the pane's while it has the focus.
bool HexView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool control = key->modifiers().testFlag(Qt::ControlModifier);
        if (key->matches(QKeySequence::SelectAll) || key->matches(QKeySequence::Copy)
            || (control && (key->key() == Qt::Key_G || key->key() == Qt::Key_Home || key->key() == Qt::Key_End))) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

// Tab goes between the two columns; Ctrl+Tab leaves.
bool HexView::focusNextPrevChild(bool /*next*/)
{
    return false;
}

void HexView::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_bytes.empty())
        return;
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("hexMenu"));
    if (m_context.fillFilterMenu)
        m_context.fillFilterMenu(menu, Pane::Hex);
    QMenu *copies = menu.addMenu(tr("&Copy"));
    copies->setEnabled(selectedRange().size > 0);
    if (m_context.fillCopyMenu)
        m_context.fillCopyMenu(*copies, Pane::Hex);
    menu.addAction(tr("Select &All"), this, &HexView::selectAll);
    menu.addAction(tr("&Select Bytes..."), this, &HexView::askForRange);
    menu.addAction(tr("&Go to Offset..."), this, &HexView::askForOffset);
    menu.addSeparator();
    QAction *tints = menu.addAction(tr("Tint &Fields"), this, &HexView::tintsAsked);
    tints->setObjectName(QStringLiteral("tintFields"));
    tints->setCheckable(true);
    tints->setChecked(m_tints);
    menu.exec(event->globalPos());
}

} // namespace framelens::ui

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The hex pane: bytes painted from where they lie. Only visible lines are laid out, so size has no limit.
#pragma once

#include "core/bytes/byte_view.h"
#include "ui/pane_context.h"
#include "ui/selection.h"
#include "ui/views/hex_layout.h"

#include <QAbstractScrollArea>

#include <algorithm>
#include <functional>
#include <vector>

class QPainterPath;

namespace framelens::ui {

class GoToLine;

class HexView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    /// Shows the bytes of one source of the selection's frame: its own, or a message gathered from several.
    explicit HexView(PaneContext context, QWidget *parent = nullptr, std::uint8_t source = Dissection::frameSource);

    std::uint8_t source() const { return m_source; }
    /// Selected bytes of this source; empty while others are selected.
    ByteRange selectedRange() const;

    const ByteView &bytes() const & { return m_bytes; }
    const HexLayout &layoutOfBytes() const & { return m_layout; }
    /// The byte the caret is on; 0 when there are none.
    std::size_t caret() const { return m_caret; }
    HexColumn caretColumn() const { return m_column; }
    /// The bytes a visible line is painted from, where they lie; empty for a line that is not visible.
    Bytes paintedLine(std::size_t line) const &;
    std::size_t topLine() const;
    std::size_t linesPerPage() const;
    /// Where a byte stands in the viewport.
    QRect byteRect(std::size_t byte, HexColumn column) const;
    /// "offset 0x0020: 01 f5 e0 07; selected Source Port".
    QString lineText(std::size_t line) const;
    /// Lines read for painting so far: what shows that only visible ones are.
    std::size_t linesRead() const { return m_linesRead; }
    bool showsTints() const { return m_tints; }

    void setShowsTints(bool on);
    /// Says what is to be marked of the bytes, asked whenever there are others; empty: nothing.
    void setHitFinder(std::function<std::vector<ByteRange>(Bytes)> finder);
    /// What is marked, in order; may overlap.
    const std::vector<ByteRange> &hits() const & { return m_hits; }
    void selectAll();
    /// The selected bytes as hex, spaced, to the clipboard; nothing above 16 MiB.
    void copy();
    /// Opens the line in which an offset is typed: 0x40, 64, +16, -8.
    void askForOffset();
    /// The same for a range: 0x10-0x1f, 16+8.
    void askForRange();
    void scrollToByte(std::size_t byte);
    /// Puts the caret on a byte and selects its field, as a first click does.
    void goTo(std::size_t byte) { moveCaret(std::min(byte, m_layout.last()), false); }

signals:
    void caretMoved();
    /// The user wants tints, or none.
    void tintsAsked(bool on);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    static constexpr int margin = 6; // pixels left of the offsets

    void showFrame();
    void showRange();
    void applyFont();
    void updateScrollBars();
    std::size_t endOfPage() const;
    std::optional<HexLayout::Hit> hitAt(const QPoint &position) const;
    std::optional<std::size_t> targetOf(const QKeyEvent &event) const;
    void moveCaret(std::size_t byte, bool extend);
    void setCaret(std::size_t byte);
    ByteRange fromAnchor(std::size_t byte) const;
    void goToTyped(const QString &text);
    QRect runRect(std::size_t line, std::size_t first, std::size_t end, HexColumn column) const;
    void announce();
    void findTints();
    void findHits();
    void paintLine(QPainter &painter, std::size_t line);
    void paintBackground(QPainter &painter, std::size_t line, Bytes bytes);
    void paintText(QPainter &painter, std::size_t line, Bytes bytes);
    QPainterPath outlineOf(const ByteRange &range) const;
    void paintHits(QPainter &painter);
    void paintHover(QPainter &painter);
    void paintCaret(QPainter &painter);

    PaneContext m_context;
    std::uint8_t m_source;
    GoToLine *m_goTo;
    ByteView m_bytes;
    HexLayout m_layout;
    std::size_t m_caret = 0;
    std::size_t m_anchor = 0;
    HexColumn m_column = HexColumn::Hex;
    std::optional<std::size_t> m_pressed; // byte under the button that was pressed
    bool m_dragged = false;
    bool m_tints = true;
    bool m_asksForRange = false;
    qreal m_cellWidth = 8; // fractions add up over a line
    int m_lineHeight = 16;
    int m_wheelRest = 0;
    std::size_t m_linesRead = 0;
    std::function<std::vector<ByteRange>(Bytes)> m_hitFinder;
    std::vector<ByteRange> m_hits;
    std::vector<std::uint8_t> m_tintOf; // of each visible byte, 0: none; used again at each paint
    QString m_plain; // characters of a line by how they are painted; used again for each
    QString m_dimmed;
    QString m_inverted;
};

} // namespace framelens::ui

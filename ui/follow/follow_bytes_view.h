// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The bytes of a followed stream. Only visible lines are laid out, from where the bytes lie.
#pragma once

#include "core/base/copy_ledger.h"
#include "ui/follow/follow_text.h"

#include <QAbstractScrollArea>
#include <QFont>
#include <QTextLayout>

#include <memory>

namespace framelens::ui {

/// From one byte up to, not including, another; empty when both are the same.
struct FollowRange
{
    FollowPlace begin;
    FollowPlace end;

    bool empty() const { return begin >= end; }
    friend bool operator==(const FollowRange &, const FollowRange &) = default;
};

class FollowBytesView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit FollowBytesView(std::shared_ptr<CopyLedger> ledger, QWidget *parent = nullptr);

    /// Null: nothing is shown. Other lines of the same stream keep the selection, and the place at the top.
    void setLines(std::shared_ptr<const FollowLines> lines);
    /// More lines are known.
    void linesFound();
    void setEncoding(FollowEncoding encoding);
    void setPaneFont(const QFont &font);

    /// Selects bytes and brings them into view, once their line is known.
    void select(const FollowRange &range);
    const FollowRange &selected() const & { return m_selected; }
    /// Selected characters as they stand there, to the clipboard; at most 100,000 lines.
    void copy();
    void selectAll();

    std::uint64_t topLine() const;
    int linesPerPage() const;
    /// The text of a visible line, empty for others.
    QString lineText(std::uint64_t line) const;
    /// Where the first character of a byte stands, if its line is visible.
    QRect placeRect(FollowPlace place) const;
    /// Lines laid out so far: what shows that only visible ones are.
    std::size_t linesLaidOut() const { return m_linesLaidOut; }

signals:
    /// The user chose bytes.
    void chosen(const framelens::ui::FollowRange &range);
    /// What was asked for is not done, and why.
    void refused(const QString &why);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    struct ShownLine
    {
        FollowLine line;
        FollowText text;
        std::unique_ptr<QTextLayout> layout;
    };
    static constexpr int margin = 6; // pixels

    void updateScrollBars();
    void layOut();
    void drop();
    const ShownLine *lineAt(int y) const;
    std::optional<FollowPlace> hitAt(const QPoint &position) const;
    FollowPlace placeOf(const ShownLine &shown, int character) const;
    FollowPlace behind(FollowPlace place) const;
    void extendTo(FollowPlace place);
    void moveCaret(int key, Qt::KeyboardModifiers modifiers);
    std::optional<FollowPlace> neighbour(int key, bool hasControl) const;
    void bringIntoView(FollowPlace place);
    QList<QTextLayout::FormatRange> selectionIn(const ShownLine &shown) const;
    void paintLine(QPainter &painter, const ShownLine &shown, int y);
    void announce();

    std::shared_ptr<CopyLedger> m_ledger;
    std::shared_ptr<const FollowLines> m_lines;
    FollowEncoding m_encoding = FollowEncoding::Utf8;
    std::vector<ShownLine> m_shown; // from topLine() on; empty: to be laid out
    FollowRange m_selected;
    FollowPlace m_anchor;
    FollowPlace m_caret;
    bool m_isDragging = false;
    std::optional<FollowPlace> m_wanted; // to be brought into view when its line is found
    int m_lineHeight = 16;
    std::size_t m_linesLaidOut = 0;
};

} // namespace framelens::ui

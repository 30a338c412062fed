// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frame list: constant cost whatever the number of rows. Geometry is computed, never stored; only
// visible rows ask the model; what is selected is kept as ranges.
#pragma once

#include "core/base/row_ranges.h"
#include "ui/models/frame_list_model.h"
#include "ui/pane_context.h"
#include "ui/time_place.h"

#include <QAbstractScrollArea>
#include <QPointer>

class QAction;
class QHeaderView;
class QPushButton;

namespace framelens::ui {

class GoToLine;

class FrameListView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit FrameListView(PaneContext context, QWidget *parent = nullptr);
    ~FrameListView() override;

    /// Not owned; null: none.
    void setModel(FrameListModel *model);
    FrameListModel *model() const { return m_model; }
    /// Order, widths and visibility of columns (saveState(), restoreState()).
    QHeaderView *header() const { return m_header; }

    int rowCount() const;
    std::optional<int> currentRow() const { return m_current; }
    /// Makes a row current and the only one selected, and brings it into view.
    void setCurrentRow(int row);
    bool isRowSelected(int row) const;
    const RowRanges &selectedRows() const & { return m_selected; }
    /// The same in numbers of frames, which mean the same whatever the list shows: all that leaves the list.
    std::optional<std::uint32_t> currentFrame() const;
    RowRanges selectedFrames() const;
    /// False, and no change, when the frame is in no row.
    bool setCurrentFrame(std::uint32_t frame);
    /// Rows are still being looked for: a current frame that is in no row waits for the nearest one behind it, and becomes the last
    /// one at the end.
    void setSearching(bool searching);

    /// Geometry in the viewport: rows and cells need not be visible.
    int rowHeightPx() const { return m_rowHeight; }
    int topRow() const { return m_top; }
    /// Scrolls so that the row stands at the top, as far as there are rows below it.
    void setTopRow(int row) { setTop(row); }
    int rowsPerPage() const;
    std::optional<int> rowAt(int y) const;
    QRect cellRect(int row, int column) const;

    /// What stands in an empty list: a sentence and, if given, a button that triggers the action.
    void setEmptyState(const QString &sentence, QAction *action = nullptr);
    /// The same while a filter is applied, instead of it; `tail` stands below the last row. No sentence: no filter is.
    struct NarrowedState
    {
        QString sentence = {};
        QAction *action = nullptr;
        QString tail = {};
    };
    void setNarrowedState(const NarrowedState &state);
    /// The sentence that stands in the list now if it is empty.
    const QString &emptySentence() const & { return m_narrowed.sentence.isEmpty() ? m_emptySentence : m_narrowed.sentence; }
    /// Whether rows are still being appended at the end (a growing file): then the list scrolls along while
    /// its last row is in view.
    void setFollowing(bool following);
    bool autoScroll() const { return m_autoScroll; }

    void selectAll();
    /// Selects those of the frames that are in a row; the first of these becomes current unless one of them is. False, and no change:
    /// none is in a row.
    bool selectFrames(const RowRanges &frames);
    void firstRow();
    void lastRow();
    void previousRow();
    void nextRow();
    /// Opens the line in which a frame number, or a time, is typed.
    void askForFrame();
    /// Scrolls along with appended rows, or stops to do so.
    void setAutoScroll(bool on);
    /// Scrolls as little as brings the row into view.
    void scrollTo(int row);
    /// What signs and colours say of a row, in words; empty: nothing.
    static QString spokenState(const FrameListModel &model, int row);
    /// Fits a column to what its visible rows hold.
    void fitColumn(int column);
    /// The same for all that are shown.
    void fitColumns();
    void setDefaultWidth(int column);
    /// All columns, in the order and the widths that they have at first.
    void setDefaultColumns();
    /// A column's width in digits of the list's font.
    int columnCharacters(int column) const;
    void setColumnCharacters(int column, int characters);

signals:
    /// Somebody typed a time to go to.
    void timeAsked(const framelens::ui::TimePlace &place);
    void currentRowChanged();
    void selectedRowsChanged();
    void autoScrollChanged(bool on);
    /// The user wants to add a column.
    void columnAsked();
    /// The pointer takes the selected rows elsewhere; it pulled at a cell of the model's.
    void dragAsked(int row, int column);

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
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    /// What is kept when the same frames come in other rows.
    struct Kept
    {
        std::shared_ptr<const FrameSource> source;
        std::optional<std::uint32_t> current;
        std::optional<std::uint32_t> top;
        RowRanges selected;
        int rowsAbove = -1; // of the current row, in view; -1: it was not in view
    };
    /// What moving the current row does to the rows selected.
    enum class Move : std::uint8_t { Select, Extend, AddRange, Toggle, Nothing };
    static Move moveFor(Qt::KeyboardModifiers modifiers, bool byKey);
    void moveTo(qint64 target, Move move);
    void select(int row, Move move);
    std::optional<qint64> targetOf(int key) const;
    void followSelection();
    void onRowsInserted();
    void onDataChanged();
    void onAboutToReset();
    void onReset();
    void restoreRows(const Kept &kept);
    void takeAwaited();
    void applyFont();
    void updateGeometries();
    void updateScrollBars();
    void setTop(qint64 row);
    int lastTop() const;
    void onScrollAction(int action);
    void goToTyped(const QString &text);
    void setDefaultWidths();
    int widthForContents(int column) const;
    int widthOf(int characters) const;
    void showHeaderMenu(const QPoint &position);
    void paintRow(QPainter &painter, int row);
    int flagWidth() const;
    int flagColumn() const;
    int warningColumn() const;
    void paintEmptyState(QPainter &painter);
    void paintTail(QPainter &painter);
    void takeEmptyAction();
    void placeEmptyButton();
    bool showCellToolTip(const QPoint &position, const QPoint &global);
    void announceCurrent();

    PaneContext m_context;
    QPointer<FrameListModel> m_model;
    QHeaderView *m_header;
    GoToLine *m_goTo;
    QPushButton *m_emptyButton;
    QString m_emptySentence;
    QPointer<QAction> m_emptyAction;
    NarrowedState m_narrowed;
    std::optional<int> m_current;
    std::optional<QPoint> m_pressedSelection; // where a button went down on a selected row: a click, or a drag
    bool m_wasDragged = false; // the button is still down
    std::optional<std::uint32_t> m_awaited; // the frame that was current and is in no row
    bool m_searching = false;
    Kept m_kept; // while the model is reset
    int m_anchor = 0; // where an extension by Shift begins
    RowRanges m_selected;
    int m_top = 0; // first visible row
    int m_rowHeight = 20;
    int m_wheelRest = 0; // eighths of a degree not yet made into rows
    bool m_following = false;
    bool m_autoScroll = false;
    bool m_columnsSized = false;
};

} // namespace framelens::ui

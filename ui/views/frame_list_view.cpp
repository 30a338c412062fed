// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/frame_list_view.h"

#include "ui/pane_font.h"
#include "ui/selection.h"
#include "ui/views/accessible_panes.h"
#include "ui/views/go_to_line.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace framelens::ui {

namespace {

std::uint32_t asRow(int row)
{
    return static_cast<std::uint32_t>(row);
}

} // namespace

FrameListView::FrameListView(PaneContext context, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_context(std::move(context))
    , m_header(new QHeaderView(Qt::Horizontal, this))
    , m_goTo(new GoToLine(this))
    , m_emptyButton(new QPushButton(viewport()))
{
    installPaneAccessibility();
    setObjectName(QStringLiteral("frameList"));
    setAccessibleName(tr("Frames"));
    setFocusPolicy(Qt::StrongFocus);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setBackgroundRole(QPalette::Base);
    m_emptyButton->hide();

    m_header->setSectionsMovable(true);
    m_header->setSectionsClickable(true);
    m_header->setHighlightSections(false);
    m_header->setStretchLastSection(true);
    m_header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_header->setContextMenuPolicy(Qt::CustomContextMenu);
    m_header->setFocusPolicy(Qt::NoFocus);
    const auto repaint = [this] {
        updateScrollBars();
        viewport()->update();
    };
    connect(m_header, &QHeaderView::sectionResized, this, repaint);
    connect(m_header, &QHeaderView::sectionMoved, this, repaint);
    connect(m_header, &QHeaderView::sectionHandleDoubleClicked, this, &FrameListView::fitColumn);
    connect(m_header, &QWidget::customContextMenuRequested, this, &FrameListView::showHeaderMenu);

    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &FrameListView::onScrollAction);
    connect(m_goTo, &GoToLine::typed, this, &FrameListView::goToTyped);
    connect(m_context.font, &PaneFont::changed, this, &FrameListView::applyFont);
    connect(m_context.selection, &Selection::frameChanged, this, &FrameListView::followSelection);
    applyFont();
}

FrameListView::~FrameListView() = default;

void FrameListView::setModel(FrameListModel *model)
{
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    m_header->setModel(model);
    if (m_model) {
        connect(m_model, &QAbstractItemModel::rowsInserted, this, &FrameListView::onRowsInserted);
        connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &FrameListView::onAboutToReset);
        connect(m_model, &QAbstractItemModel::modelReset, this, &FrameListView::onReset);
        connect(m_model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex & /*first*/, const QModelIndex & /*last*/, const QList<int> &roles) {
                    onDataChanged();
                    if (roles.contains(FrameListModel::MarkedRole))
                        announceCurrent();
                });
    }
    m_columnsSized = false;
    onReset();
}

int FrameListView::rowCount() const
{
    return m_model ? m_model->rowCount() : 0;
}

std::optional<std::uint32_t> FrameListView::currentFrame() const
{
    return m_current && m_model ? m_model->frameOf(*m_current) : std::nullopt;
}

RowRanges FrameListView::selectedFrames() const
{
    return m_model ? m_model->framesOf(m_selected) : RowRanges();
}

bool FrameListView::setCurrentFrame(std::uint32_t frame)
{
    const std::optional<int> row = m_model ? m_model->rowOf(frame) : std::nullopt;
    if (row)
        setCurrentRow(*row);
    return row.has_value();
}

void FrameListView::setCurrentRow(int row)
{
    moveTo(row, Move::Select);
}

bool FrameListView::isRowSelected(int row) const
{
    return row >= 0 && m_selected.contains(asRow(row));
}

FrameListView::Move FrameListView::moveFor(Qt::KeyboardModifiers modifiers, bool byKey)
{
    const bool control = modifiers.testFlag(Qt::ControlModifier);
    if (modifiers.testFlag(Qt::ShiftModifier))
        return control ? Move::AddRange : Move::Extend;
    if (control)
        return byKey ? Move::Nothing : Move::Toggle;
    return Move::Select;
}

void FrameListView::moveTo(qint64 target, Move move)
{
    if (rowCount() == 0)
        return;
    const auto row = static_cast<int>(std::clamp<qint64>(target, 0, rowCount() - 1));
    select(row, move);
    scrollTo(row);
    viewport()->update();
    m_awaited.reset();
    if (m_current == row)
        return;
    m_current = row;
    m_context.selection->showFrame(m_model->shownFrame(*m_model->frameOf(row)), Pane::List);
    emit currentRowChanged();
    announceCurrent();
}

void FrameListView::select(int row, Move move)
{
    const std::uint32_t at = asRow(row);
    switch (move) {
    case Move::Nothing: return;
    case Move::Select: m_selected = RowRanges(at, at + 1); break;
    case Move::Toggle: m_selected.toggle(at); break;
    case Move::Extend: m_selected.clear(); [[fallthrough]];
    case Move::AddRange: m_selected.add(std::min(at, asRow(m_anchor)), std::max(at, asRow(m_anchor)) + 1); break;
    }
    if (move == Move::Select || move == Move::Toggle)
        m_anchor = row;
    emit selectedRowsChanged();
}

void FrameListView::selectAll()
{
    if (rowCount() == 0)
        return;
    m_selected = RowRanges(0, asRow(rowCount()));
    viewport()->update();
    emit selectedRowsChanged();
}

bool FrameListView::selectFrames(const RowRanges &frames)
{
    RowRanges rows = m_model ? m_model->rows().rowsOf(frames) : RowRanges();
    if (rows.empty())
        return false;
    if (!m_current || !rows.contains(asRow(*m_current)))
        setCurrentRow(static_cast<int>(*rows.first()));
    m_selected = std::move(rows);
    viewport()->update();
    emit selectedRowsChanged();
    return true;
}

void FrameListView::firstRow()
{
    moveTo(0, Move::Select);
}

void FrameListView::lastRow()
{
    moveTo(qint64{rowCount()} - 1, Move::Select);
}

void FrameListView::previousRow()
{
    moveTo(qint64{m_current.value_or(0)} - 1, Move::Select);
}

void FrameListView::nextRow()
{
    moveTo(m_current ? qint64{*m_current} + 1 : 0, Move::Select);
}

void FrameListView::askForFrame()
{
    m_goTo->open(tr("Go to frame or time:"));
}

void FrameListView::goToTyped(const QString &text)
{
    bool isNumber = false;
    QString digits = text;
    digits.remove(locale().groupSeparator());
    const qlonglong number = digits.toLongLong(&isNumber);
    const qlonglong last = m_model && m_model->source() ? qlonglong{m_model->source()->count()} : 0;
    if (const auto time = isNumber ? std::nullopt : parseTimePlace(text))
        emit timeAsked(*time);
    else if (!isNumber)
        m_goTo->refuse(tr("Neither a frame number nor a time, such as +5 s or 12:34:56."));
    else if (number < 1 || number > last)
        m_goTo->refuse(tr("There is no frame %1; the last is %L2.").arg(number).arg(last));
    else if (!setCurrentFrame(static_cast<std::uint32_t>(number - 1)))
        m_goTo->refuse(tr("Frame %L1 is not among those shown.").arg(number));
}

// Another pane, or the program, showed a frame.
void FrameListView::followSelection()
{
    const std::shared_ptr<const ShownFrame> &shown = m_context.selection->shown();
    if (m_context.selection->origin() == Pane::List || !shown || !m_model)
        return;
    const std::optional<int> row = m_model->rowOf(shown->frame);
    if (!row || row == m_current)
        return;
    m_awaited.reset();
    m_current = row;
    select(*row, Move::Select);
    scrollTo(*row);
    viewport()->update();
    emit currentRowChanged();
    announceCurrent();
}

std::optional<qint64> FrameListView::targetOf(int key) const
{
    const qint64 current = m_current.value_or(0);
    const qint64 page = std::max(1, rowsPerPage() - 1);
    switch (key) {
    case Qt::Key_Up: return current - 1;
    case Qt::Key_Down: return current + 1;
    case Qt::Key_PageUp: return current - page;
    case Qt::Key_PageDown: return current + page;
    case Qt::Key_Home: return 0;
    case Qt::Key_End: return qint64{rowCount()} - 1;
    default: return {};
    }
}

void FrameListView::keyPressEvent(QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool isEdge = event->key() == Qt::Key_Home || event->key() == Qt::Key_End;
    if (const auto target = modifiers.testFlag(Qt::AltModifier) ? std::nullopt : targetOf(event->key())) {
        // Ctrl+Home and Ctrl+End are first and last frame, as everywhere in the window.
        moveTo(*target, isEdge && modifiers == Qt::ControlModifier ? Move::Select : moveFor(modifiers, true));
        if (event->key() == Qt::Key_End && m_following)
            setAutoScroll(true);
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->key() == Qt::Key_G && modifiers == Qt::ControlModifier) {
        askForFrame();
    } else if (event->key() == Qt::Key_Space && m_current) {
        moveTo(*m_current, modifiers == Qt::ControlModifier ? Move::Toggle : Move::Select);
    } else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        horizontalScrollBar()->triggerAction((event->key() == Qt::Key_Left) == isLeftToRight()
                                                 ? QAbstractSlider::SliderSingleStepSub
                                                 : QAbstractSlider::SliderSingleStepAdd);
    } else if (modifiers == Qt::NoModifier && event->text().size() == 1 && event->text().front().isDigit()) {
        m_goTo->open(tr("Go to frame or time:"), event->text());
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

// Keys that mean something else elsewhere in the window are the list's while it has the focus.
bool FrameListView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::SelectAll)) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void FrameListView::mousePressEvent(QMouseEvent *event)
{
    const std::optional<int> row = rowAt(event->position().toPoint().y());
    if (!row)
        return;
    m_pressedSelection.reset();
    m_wasDragged = false;
    if (event->button() == Qt::LeftButton && isRowSelected(*row) && event->modifiers() == Qt::NoModifier)
        m_pressedSelection = event->position().toPoint();
    else if (event->button() == Qt::LeftButton)
        moveTo(*row, moveFor(event->modifiers(), false));
    else if (event->button() == Qt::RightButton)
        moveTo(*row, isRowSelected(*row) ? Move::Nothing : Move::Select);
}

void FrameListView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || rowCount() == 0)
        return;
    if (m_pressedSelection) {
        if ((event->position().toPoint() - *m_pressedSelection).manhattanLength() < QApplication::startDragDistance())
            return;
        const QPoint pressed = *std::exchange(m_pressedSelection, std::nullopt);
        m_wasDragged = true;
        if (const std::optional<int> row = rowAt(pressed.y()))
            emit dragAsked(*row, m_header->logicalIndexAt(pressed.x()));
        return;
    }
    if (m_wasDragged)
        return;
    const int y = event->position().toPoint().y();
    // Beyond an edge the list scrolls along, faster the further out.
    const qint64 row = qint64{m_top} + (y < 0 ? y / m_rowHeight - 1 : y / m_rowHeight);
    if (m_current != std::clamp<qint64>(row, 0, rowCount() - 1))
        moveTo(row, Move::Extend);
}

// A click on a selected row, no drag: that row alone is selected.
void FrameListView::mouseReleaseEvent(QMouseEvent *event)
{
    m_wasDragged = false;
    if (event->button() != Qt::LeftButton || !std::exchange(m_pressedSelection, std::nullopt))
        return;
    if (const std::optional<int> row = rowAt(event->position().toPoint().y()))
        moveTo(*row, Move::Select);
}

void FrameListView::scrollTo(int row)
{
    if (row < m_top)
        setTop(row);
    else if (const int page = std::max(1, rowsPerPage()); row - m_top >= page)
        setTop(qint64{row} - page + 1);
}

void FrameListView::setFollowing(bool following)
{
    m_following = following;
    setAutoScroll(following && m_top == lastTop());
}

void FrameListView::setAutoScroll(bool on)
{
    if (on)
        setTop(lastTop());
    if (on == m_autoScroll)
        return;
    m_autoScroll = on;
    emit autoScrollChanged(on);
}

} // namespace framelens::ui

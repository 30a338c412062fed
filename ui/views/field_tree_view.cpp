// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/field_tree_view.h"

#include "core/base/text_sink.h"
#include "ui/field_text.h"
#include "ui/pane_font.h"
#include "ui/text.h"
#include "ui/views/field_delegate.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

namespace framelens::ui {

namespace {

/// Holds a flag for a scope.
class Following
{
public:
    explicit Following(bool &flag)
        : m_flag(flag)
        , m_before(std::exchange(flag, true))
    {
    }
    ~Following() { m_flag = m_before; }
    Following(const Following &) = delete;
    Following &operator=(const Following &) = delete;

private:
    bool &m_flag;
    bool m_before;
};

} // namespace

FieldTreeView::FieldTreeView(PaneContext context, QWidget *parent)
    : QTreeView(parent)
    , m_context(std::move(context))
    , m_model(new FieldTreeModel(this))
{
    setObjectName(QStringLiteral("fieldTree"));
    setAccessibleName(tr("Fields"));
    setModel(m_model);
    setItemDelegate(new FieldDelegate(m_context.selection, this));
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setExpandsOnDoubleClick(true);
    setMouseTracking(true);
    setTextElideMode(Qt::ElideRight);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    header()->hide();
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(0);
    header()->setSectionResizeMode(FieldTreeModel::TextColumn, QHeaderView::Stretch);
    header()->setSectionResizeMode(FieldTreeModel::PlaceColumn, QHeaderView::Fixed);

    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) { remember(index, true); });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) { remember(index, false); });
    connect(m_context.font, &PaneFont::changed, this, &FieldTreeView::applyFont);
    connect(m_context.selection, &Selection::frameChanged, this, &FieldTreeView::showFrame);
    connect(m_context.selection, &Selection::fieldChanged, this, &FieldTreeView::showField);
    connect(m_context.selection, &Selection::hoverChanged, viewport(), qOverload<>(&QWidget::update));
    applyFont();
    showFrame();
}

void FieldTreeView::applyFont()
{
    setFont(m_context.font->font());
    const QFontMetrics metrics(m_context.font->font());
    header()->resizeSection(FieldTreeModel::PlaceColumn, metrics.horizontalAdvance(QStringLiteral("0x0000 +00000")) + 16);
    setIndentation(std::max(12, metrics.height()));
}

bool FieldTreeView::showsPlaces() const
{
    return !isColumnHidden(FieldTreeModel::PlaceColumn);
}

void FieldTreeView::setShowsPlaces(bool shown)
{
    setColumnHidden(FieldTreeModel::PlaceColumn, !shown);
}

void FieldTreeView::showFrame()
{
    const Following following(m_following);
    const int scrolled = verticalScrollBar()->value();
    m_model->setShown(m_context.selection->shown());
    restoreExpansion();
    executeDelayedItemsLayout();
    verticalScrollBar()->setValue(scrolled);
}

void FieldTreeView::restoreExpansion()
{
    if (!m_model->shown() || m_open.isEmpty())
        return;
    const auto fields = m_model->shown()->dissection->fields();
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
        if (fields[i].end == i + 1 && fields[i].spec->type != FieldType::Protocol)
            continue;
        const QModelIndex index = m_model->indexOf(i);
        if (index.isValid() && m_open.contains(index.data(FieldTreeModel::SpecNameRole).toString()))
            setExpanded(index, true);
    }
}

void FieldTreeView::remember(const QModelIndex &index, bool open)
{
    const QString name = index.data(FieldTreeModel::SpecNameRole).toString();
    if (m_following || name.isEmpty())
        return;
    if (open)
        m_open.insert(name);
    else
        m_open.remove(name);
}

// Another pane, or the program, chose a field.
void FieldTreeView::showField()
{
    if (m_context.selection->origin() == Pane::Tree)
        return;
    const Following following(m_following);
    const std::optional<std::uint32_t> field = m_context.selection->field();
    const QModelIndex index = field ? m_model->indexOf(*field) : QModelIndex();
    if (!index.isValid()) {
        setCurrentIndex({});
        clearSelection();
        return;
    }
    setCurrentIndex(index); // opens what is around it
    scrollTo(index);
}

void FieldTreeView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    if (m_following || !current.isValid())
        return;
    if (const auto field = FieldTreeModel::fieldOf(current))
        m_context.selection->selectField(field, Pane::Tree);
    else
        m_context.selection->selectBytes(m_model->rangeOf(current), Pane::Tree, m_model->sourceOf(current));
}

void FieldTreeView::keyPressEvent(QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (event->matches(QKeySequence::Copy))
        copy();
    else if (event->key() == Qt::Key_Right && modifiers == Qt::ShiftModifier)
        openSubtree();
    else if (event->key() == Qt::Key_Right && modifiers == Qt::ControlModifier)
        openAll();
    else if (event->key() == Qt::Key_Left && modifiers == Qt::ControlModifier)
        closeAll();
    else if (event->key() == Qt::Key_Asterisk)
        openSubtree();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        setExpanded(currentIndex(), !isExpanded(currentIndex()));
    else
        QTreeView::keyPressEvent(event);
}

// Stock functions that open many rows at once do not say which, so kinds are noted here.
void FieldTreeView::rememberBelow(std::uint32_t begin, std::uint32_t end, bool open)
{
    const auto fields = m_model->shown()->dissection->fields();
    for (std::uint32_t i = begin; i < end; ++i)
        if (const QModelIndex index = m_model->indexOf(i); index.isValid() && (fields[i].end > i + 1 || i == begin))
            remember(index, open);
}

void FieldTreeView::openSubtree()
{
    const QModelIndex current = currentIndex();
    if (!current.isValid())
        return;
    expandRecursively(current);
    if (const auto field = FieldTreeModel::fieldOf(current))
        rememberBelow(*field, m_model->shown()->dissection->fields()[*field].end, true);
}

void FieldTreeView::openAll()
{
    if (!m_model->shown())
        return;
    for (const auto &layer : m_model->shown()->dissection->layers())
        rememberBelow(layer.root, m_model->shown()->dissection->fields()[layer.root].end, true);
    expandAll();
}

void FieldTreeView::closeAll()
{
    if (!m_model->shown())
        return;
    m_open.clear();
    collapseAll();
}

// What is elided for want of width is whole in the tool tip; for longer texts the model has one.
bool FieldTreeView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QTreeView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QModelIndex index = indexAt(help->pos());
    const bool isElided = index.isValid() && sizeHintForIndex(index).width() > visualRect(index).width();
    if (!isElided || !index.data(Qt::ToolTipRole).toString().isEmpty())
        return QTreeView::viewportEvent(event);
    showPlainToolTip(help->globalPos(), index.data().toString(), viewport());
    return true;
}

void FieldTreeView::mouseMoveEvent(QMouseEvent *event)
{
    QTreeView::mouseMoveEvent(event);
    m_context.selection->hoverField(FieldTreeModel::fieldOf(indexAt(event->position().toPoint())));
}

void FieldTreeView::leaveEvent(QEvent *event)
{
    QTreeView::leaveEvent(event);
    m_context.selection->clearHover();
}

std::optional<std::uint32_t> FieldTreeView::linkedFrame(const QModelIndex &index)
{
    const auto *model = qobject_cast<const FieldTreeModel *>(index.model());
    const std::optional<std::uint32_t> number = FieldTreeModel::fieldOf(index);
    if (model == nullptr || !number)
        return {};
    const Field &field = model->shown()->dissection->fields()[*number];
    const bool isLink = field.spec->type == FieldType::FrameNumber && field.layer != 0; // not the frame's own
    return isLink && field.value > 0 && field.value <= UINT32_MAX ? std::optional(static_cast<std::uint32_t>(field.value - 1))
                                                                  : std::nullopt;
}

void FieldTreeView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const auto frame = linkedFrame(indexAt(event->position().toPoint())))
        emit frameAsked(*frame);
    else
        QTreeView::mouseDoubleClickEvent(event);
}

std::optional<std::uint32_t> FieldTreeView::currentField() const
{
    return FieldTreeModel::fieldOf(currentIndex());
}

void FieldTreeView::copyText(const QString &text)
{
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void FieldTreeView::copy()
{
    if (const auto field = currentField())
        copyText(fieldRow(*m_model->shown()->dissection, *field));
    else
        copyText(currentIndex().siblingAtColumn(FieldTreeModel::TextColumn).data().toString());
}

void FieldTreeView::copyValue()
{
    const auto field = currentField();
    if (!field)
        return;
    const Result<QString> value = wholeFieldValue(*m_model->shown()->dissection, *field);
    if (value)
        copyText(*value);
    else
        emit copyRefused(value.error());
}

void FieldTreeView::copyLabel()
{
    if (const auto field = currentField())
        copyText(fieldLabel(*m_model->shown()->dissection, *field));
}

void FieldTreeView::copyName()
{
    if (const auto field = currentField())
        copyText(fieldName(*m_model->shown()->dissection, *field));
}

void FieldTreeView::copyPath()
{
    if (const auto field = currentField())
        copyText(fieldPath(*m_model->shown()->dissection, *field));
}

void FieldTreeView::copyFilter()
{
    if (const auto field = currentField())
        copyText(fieldFilter(*m_model->shown()->dissection, *field));
}

ByteView FieldTreeView::currentBytes() const
{
    const QVariant range = currentIndex().data(FieldTreeModel::RangeRole);
    return range.isValid() ? range.value<ByteView>() : ByteView();
}

void FieldTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!currentIndex().isValid())
        return;
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("fieldMenu"));
    if (m_context.fillFilterMenu)
        m_context.fillFilterMenu(menu, Pane::Tree);
    QMenu *copies = menu.addMenu(tr("&Copy"));
    copies->addAction(tr("&Row"), this, &FieldTreeView::copy);
    if (currentField())
        copies->addAction(tr("Field &Name"), this, &FieldTreeView::copyName);
    if (m_context.fillCopyMenu)
        m_context.fillCopyMenu(*copies, Pane::Tree);
    if (const auto field = currentField()) {
        const QString name = fieldName(*m_model->shown()->dissection, *field);
        menu.addAction(tr("Apply as Colum&n"), this, [this, name] { emit columnAsked(name); })->setObjectName(QStringLiteral("applyAsColumn"));
    }
    if (const auto frame = linkedFrame(currentIndex()))
        menu.addAction(tr("&Go to Frame %1").arg(*frame + 1), this, [this, frame] { emit frameAsked(*frame); });
    menu.addSeparator();
    if (m_model->hasChildren(currentIndex().siblingAtColumn(FieldTreeModel::TextColumn)))
        menu.addAction(tr("Expand &Subtree"), this, &FieldTreeView::openSubtree);
    menu.addAction(tr("&Expand All"), this, &FieldTreeView::openAll);
    menu.addAction(tr("C&ollapse All"), this, &FieldTreeView::closeAll);
    const QPoint below = visualRect(currentIndex()).bottomLeft();
    menu.exec(event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(below) : event->globalPos());
}

} // namespace framelens::ui

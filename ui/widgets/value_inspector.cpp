// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/value_inspector.h"

#include "ui/selection.h"
#include "ui/text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QTreeView>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// A field that is less than its bytes says which bits are its own.
std::optional<BitsInUse> bitsOf(const Selection &selection)
{
    if (!selection.field())
        return {};
    const FieldSpec &spec = *selection.shown()->dissection->fields()[*selection.field()].spec;
    if (!spec.isBitField() || spec.bits.width == 0 || spec.shownBytes != 0)
        return {};
    return BitsInUse{spec.bits.offset % 8U, spec.bits.width};
}

} // namespace

ValueInspectorModel::ValueInspectorModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_values(inspectedValues({}))
{
}

void ValueInspectorModel::show(const Inspected &what)
{
    m_values = inspectedValues(what);
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount_ - 1));
}

int ValueInspectorModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_values.size());
}

int ValueInspectorModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount_;
}

QVariant ValueInspectorModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const InspectedValue &value = m_values[static_cast<std::size_t>(index.row())];
    const QString &text = index.column() == NameColumn ? value.name
        : index.column() == BigColumn                  ? value.big
                                                       : value.little;
    switch (role) {
    case Qt::DisplayRole: return text;
    case Qt::ToolTipRole: return plainToolTip(text);
    case Qt::AccessibleTextRole:
        return text.isEmpty() && index.column() == BigColumn ? tr("%1: too few bytes").arg(value.name) : text;
    default: return {};
    }
}

QVariant ValueInspectorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("As");
    case BigColumn: return tr("Big-endian");
    case LittleColumn: return tr("Little-endian");
    default: return {};
    }
}

ValueInspector::ValueInspector(Selection &selection, QWidget *parent)
    : QDockWidget(tr("Value Inspector"), parent)
    , m_selection(selection)
    , m_model(new ValueInspectorModel(this))
    , m_view(new QTreeView(this))
{
    setObjectName(u"valueInspector"_s);
    m_view->setObjectName(u"valueInspectorRows"_s);
    m_view->setAccessibleName(tr("Values of the selected bytes"));
    m_view->setModel(m_model);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setMinimumWidth(fontMetrics().horizontalAdvance(u'0') * 34); // a narrow window would leave it nothing
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::Stretch); // both orders are there however narrow it is
    m_view->header()->setSectionResizeMode(ValueInspectorModel::NameColumn, QHeaderView::ResizeToContents);
    setWidget(m_view);
    auto *copyAction = new QAction(tr("&Copy"), m_view);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    m_view->addAction(copyAction);
    connect(copyAction, &QAction::triggered, this, &ValueInspector::copy);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ValueInspector::showMenu);
    connect(&m_selection, &Selection::rangeChanged, this, &ValueInspector::look);
    connect(&m_selection, &Selection::fieldChanged, this, &ValueInspector::look);
    connect(&m_selection, &Selection::frameChanged, this, &ValueInspector::look);
}

void ValueInspector::showEvent(QShowEvent *event)
{
    QDockWidget::showEvent(event);
    look();
}

void ValueInspector::look()
{
    if (!isVisible())
        return;
    Inspected what;
    const ByteView bytes = m_selection.bytes();
    if (const ByteRange range = m_selection.range(); range.size != 0 && range.offset < bytes.size()) {
        what.from = bytes.bytes().subspan(range.offset);
        what.selected = range.size;
        what.bits = bitsOf(m_selection);
    }
    m_model->show(what);
    if (!bytes.intact()) // what was read may be zeros that took the place of lost bytes
        m_model->show({});
}

void ValueInspector::copy()
{
    const QModelIndex current = m_view->currentIndex();
    const int column = std::max<int>(current.column(), ValueInspectorModel::BigColumn);
    if (const QString text = current.siblingAtColumn(column).data().toString(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void ValueInspector::showMenu(const QPoint &position)
{
    const QModelIndex at = m_view->indexAt(position);
    if (!at.isValid())
        return;
    m_view->setCurrentIndex(at);
    QMenu menu(this);
    for (const int column : {ValueInspectorModel::BigColumn, ValueInspectorModel::LittleColumn}) {
        const QString text = at.siblingAtColumn(column).data().toString();
        if (text.isEmpty())
            continue;
        QString shown = text.left(60);
        menu.addAction(tr("Copy %1").arg(shown.replace(u'&', "&&"_L1)), this,
                       [text] { QGuiApplication::clipboard()->setText(text); });
    }
    if (!menu.isEmpty())
        menu.exec(m_view->viewport()->mapToGlobal(position));
}

} // namespace framelens::ui

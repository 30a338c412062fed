// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/column_menu.h"

#include "ui/views/frame_list_view.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct ColumnMenu
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::ColumnMenu)
};

constexpr int mostCharacters = 500; // wider than any screen

QString titleOf(const FrameListView &list, int column)
{
    return list.model()->headerData(column, Qt::Horizontal).toString();
}

void addShown(QMenu &menu, const FrameListView &list)
{
    QHeaderView *const header = list.header();
    for (int column = 0; column < header->count(); ++column) {
        QAction *entry = menu.addAction(columnText(list, column));
        entry->setCheckable(true);
        entry->setChecked(!header->isSectionHidden(column));
        // The last one left cannot be hidden: an empty list could not be brought back by its own header.
        entry->setEnabled(header->isSectionHidden(column) || header->hiddenSectionCount() + 1 < header->count());
        QObject::connect(entry, &QAction::toggled, header, [header, column](bool on) { header->setSectionHidden(column, !on); });
    }
}

/// Where the next column stands that is shown, before (-1) or behind (1) this one.
std::optional<int> placeBeside(const QHeaderView &header, int column, int step)
{
    for (int place = header.visualIndex(column) + step; place >= 0 && place < header.count(); place += step)
        if (!header.isSectionHidden(header.logicalIndex(place)))
            return place;
    return {};
}

void addMove(QMenu &menu, QHeaderView *header, int column, bool isLeft)
{
    const std::optional<int> place = placeBeside(*header, column, isLeft == header->isLeftToRight() ? -1 : 1);
    QAction *entry = menu.addAction(isLeft ? ColumnMenu::tr("Move &Left") : ColumnMenu::tr("Move &Right"));
    entry->setObjectName(isLeft ? u"moveColumnLeft"_s : u"moveColumnRight"_s);
    entry->setEnabled(place.has_value());
    QObject::connect(entry, &QAction::triggered, header,
                     [header, column, place] { header->moveSection(header->visualIndex(column), *place); });
}

void askForWidth(FrameListView &list, int column)
{
    auto *dialog = new QInputDialog(&list);
    dialog->setObjectName(u"columnWidthDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(ColumnMenu::tr("Column Width"));
    dialog->setLabelText(ColumnMenu::tr("Characters of %1:").arg(columnText(list, column))); // a field's name is no markup
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(1, mostCharacters);
    dialog->setIntValue(list.columnCharacters(column));
    QObject::connect(dialog, &QInputDialog::intValueSelected, &list,
                     [&list, column](int characters) { list.setColumnCharacters(column, characters); });
    dialog->open();
}

void addCommands(QMenu &menu, FrameListView &list, int column)
{
    QHeaderView *const header = list.header();
    addMove(menu, header, column, true);
    addMove(menu, header, column, false);
    QAction *width = menu.addAction(ColumnMenu::tr("&Width..."), &list, [&list, column] { askForWidth(list, column); });
    width->setObjectName(u"columnWidth"_s);
    // The last one takes the rest.
    width->setEnabled(placeBeside(*header, column, 1).has_value());
    menu.addAction(ColumnMenu::tr("&Fit to Contents"), &list, [&list, column] { list.fitColumn(column); })->setObjectName(u"fitColumn"_s);
    if (column >= FrameListModel::ownColumns)
        menu.addAction(ColumnMenu::tr("R&emove Column"), &list, [&list, column] { list.model()->removeColumn(column); })
            ->setObjectName(u"removeColumn"_s);
}

void addSubmenus(QMenu &menu, FrameListView &list)
{
    QMenu *all = menu.addMenu(ColumnMenu::tr("&Move, Size, Remove"));
    all->setObjectName(u"arrangeColumnsMenu"_s);
    const QHeaderView &header = *list.header();
    for (int place = 0; place < header.count(); ++place) {
        const int column = header.logicalIndex(place);
        if (header.isSectionHidden(column))
            continue;
        QMenu *own = all->addMenu(columnText(list, column));
        own->setObjectName(u"columnMenu"_s);
        addCommands(*own, list, column);
    }
}

} // namespace

QString columnText(const FrameListView &list, int column)
{
    return titleOf(list, column).replace(u'&', "&&"_L1);
}

void fillColumnMenu(QMenu &menu, FrameListView &list, std::optional<int> column)
{
    addShown(menu, list);
    menu.addSeparator();
    if (column)
        addCommands(menu, list, *column);
    else
        addSubmenus(menu, list);
    menu.addSeparator();
    menu.addAction(ColumnMenu::tr("&Add Column from Field Name..."), &list, &FrameListView::columnAsked)->setObjectName(u"addColumn"_s);
    menu.addAction(ColumnMenu::tr("Resize to &Contents"), &list, &FrameListView::fitColumns);
    menu.addAction(ColumnMenu::tr("&Default Columns"), &list, &FrameListView::setDefaultColumns);
}

} // namespace framelens::ui

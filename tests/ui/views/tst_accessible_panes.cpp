// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_view.h"

#include <QAccessible>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

QAccessibleInterface *interfaceOf(QWidget &widget)
{
    return QAccessible::queryAccessibleInterface(&widget);
}

} // namespace

class TstAccessiblePanes : public QObject
{
    Q_OBJECT

private slots:
    void listIsATableWithItsRowsAndColumns()
    {
        PaneFixture pane;
        FrameListModel model;
        FrameListView view(pane.context());
        view.setModel(&model);
        view.resize(1280, 400);
        const auto source = std::make_shared<SyntheticSource>(0x7fffffffU, plainUdpFrame(20));
        model.setSource(source, builtInDissector());
        QAccessibleInterface *list = interfaceOf(view);
        QCOMPARE(list->role(), QAccessible::Table);
        QAccessibleTableInterface *table = list->tableInterface();
        QVERIFY(table != nullptr);
        QCOMPARE(table->rowCount(), 0x7fffffff);
        QCOMPARE(table->columnCount(), 7);
        QCOMPARE(table->columnDescription(4), u"Protocol"_s);
        source->takeAsked();
        QAccessibleInterface *cell = table->cellAt(2'000'000'000, 4);
        QVERIFY(cell != nullptr);
        QCOMPARE(cell->text(QAccessible::Name), u"UDP"_s);
        QCOMPARE(cell->text(QAccessible::Description), u"Protocol"_s);
        QVERIFY(cell->state().offscreen);
        QCOMPARE(table->cellAt(2'000'000'000, 4), cell);
        QVERIFY(table->cellAt(0x7fffffff, 0) == nullptr);
        QVERIFY(table->cellAt(0, 7) == nullptr);
        QCOMPARE_LT(source->takeAsked(), std::size_t{10});
    }

    void onlyCellsInViewAreChildren()
    {
        PaneFixture pane;
        FrameListModel model;
        FrameListView view(pane.context());
        view.setModel(&model);
        view.resize(1280, 400);
        model.setSource(std::make_shared<SyntheticSource>(0x7fffffffU, plainUdpFrame(20)), builtInDissector());
        view.setCurrentRow(1'000'000'000);
        QAccessibleInterface *list = interfaceOf(view);
        QCOMPARE(list->childCount(), view.rowsPerPage() * 7);
        for (int i = 0; i < list->childCount(); ++i) {
            QAccessibleInterface *child = list->child(i);
            QVERIFY(child != nullptr && child->isValid());
            QCOMPARE(list->indexOfChild(child), i);
            QCOMPARE(child->tableCellInterface()->rowIndex(), view.topRow() + i / 7);
        }
        QVERIFY(list->child(list->childCount()) == nullptr);
    }

    void listSaysWhichFrameIsCurrentAndSelected()
    {
        PaneFixture pane;
        FrameListModel model;
        FrameListView view(pane.context());
        view.setModel(&model);
        view.resize(1280, 400);
        model.setSource(std::make_shared<SyntheticSource>(100, plainUdpFrame(20)), builtInDissector());
        view.setCurrentRow(3);
        QAccessibleInterface *list = interfaceOf(view);
        QVERIFY2(list->text(QAccessible::Name).startsWith(u"Frames: 4, 0.003000, 10.0.0.1, 10.0.0.2, UDP"_s),
                 qPrintable(list->text(QAccessible::Name)));
        QAccessibleTableInterface *table = list->tableInterface();
        QVERIFY(table->isRowSelected(3) && !table->isRowSelected(4));
        QCOMPARE(table->selectedRows(), QList<int>{3});
        QVERIFY(table->cellAt(3, 1)->tableCellInterface()->isSelected());
        QVERIFY(table->selectRow(7));
        QCOMPARE(view.currentRow(), 7);
        view.selectAll();
        QCOMPARE(table->selectedRowCount(), 100);
        QCOMPARE(table->selectedRows().size(), view.rowsPerPage());
    }

    void cellsOfAnEmptyListAreInvalid()
    {
        PaneFixture pane;
        FrameListModel model;
        FrameListView view(pane.context());
        view.setModel(&model);
        model.setSource(std::make_shared<SyntheticSource>(10, plainUdpFrame(20)), builtInDissector());
        QAccessibleInterface *cell = interfaceOf(view)->tableInterface()->cellAt(5, 0);
        QVERIFY(cell->isValid());
        model.setSource(nullptr, nullptr);
        QVERIFY(!cell->isValid());
        QCOMPARE(cell->text(QAccessible::Name), QString());
        QCOMPARE(interfaceOf(view)->childCount(), 0);
    }

    void treeIsATreeWhoseRowsSayWhatTheyShow()
    {
        Buffer frame = plainUdpFrame(20);
        frame.resize(30);
        const OpenedCapture capture = openedFrames({frame});
        PaneFixture pane;
        FieldTreeView view(pane.context());
        pane.show(capture.capture(), 0);
        QAccessibleInterface *tree = interfaceOf(view);
        QCOMPARE(tree->role(), QAccessible::Tree);
        QCOMPARE(tree->text(QAccessible::Name), u"Fields"_s);
        QCOMPARE(tree->tableInterface()->columnCount(), 2);
        QCOMPARE(tree->tableInterface()->rowCount(), view.fieldModel()->rowCount());
        QCOMPARE(tree->tableInterface()->cellAt(0, 0)->text(QAccessible::Name),
                 view.fieldModel()->index(0, 0).data().toString());
        // What an icon shows is said.
        const int last = view.fieldModel()->rowCount() - 1;
        const QModelIndex layer = view.fieldModel()->index(last, 0);
        QVERIFY(layer.data(FieldTreeModel::ProblemRole).isValid());
        QVERIFY(layer.data(Qt::AccessibleTextRole).toString().startsWith(layer.data().toString() + u"; "_s));
    }

    void bytesAreTextByLines()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(4)});
        PaneFixture pane;
        HexView view(pane.context());
        view.resize(900, 400);
        pane.show(capture.capture(), 0);
        pane.selection.clickByte(34, Pane::Program);
        QAccessibleInterface *bytes = interfaceOf(view);
        QAccessibleTextInterface *text = bytes->textInterface();
        QVERIFY(text != nullptr);
        QVERIFY(bytes->state().readOnly);
        const QString line = u"offset 0x0020: 00 02 9c 41 9c 42 00 0c 30 cd 41 41 41 41; selected Source Port"_s;
        QCOMPARE(bytes->text(QAccessible::Name), u"Bytes: "_s + line);
        const int caret = text->cursorPosition();
        QCOMPARE(text->text(caret, caret + 2), u"9c"_s);
        int start = 0;
        int end = 0;
        QCOMPARE(text->textAtOffset(caret, QAccessible::LineBoundary, &start, &end).trimmed(), line);
        text->setCursorPosition(caret + 6);
        QCOMPARE(view.caret(), std::size_t{36});
        QCOMPARE(text->text(0, text->characterCount()).count(u'\n'), 3);
    }

    void manyBytesGiveTheTextOfOnePage()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(60'000)});
        PaneFixture pane;
        HexView view(pane.context());
        view.resize(900, 400);
        pane.show(capture.capture(), 0);
        QVERIFY(interfaceOf(view)->textInterface()->characterCount() < 10'000);
    }

    void everyPaneHasANameAndTakesTheFocus()
    {
        PaneFixture pane;
        FrameListView list(pane.context());
        FieldTreeView tree(pane.context());
        HexView hex(pane.context());
        for (QWidget *widget : std::initializer_list<QWidget *>{&list, &tree, &hex}) {
            QVERIFY(!widget->accessibleName().isEmpty());
            QVERIFY(!widget->objectName().isEmpty());
            QVERIFY((widget->focusPolicy() & Qt::TabFocus) != 0);
        }
    }
};

FRAMELENS_TEST(TstAccessiblePanes)
#include "tst_accessible_panes.moc"

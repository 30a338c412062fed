// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Columns out of fields: what they show, how they come and go, and that they are kept.
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/models/field_column.h"
#include "ui/views/field_tree_view.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

QString cell(FrameListModel &model, const QString &field, int row = 0)
{
    const auto column = fieldColumn(field, builtInDissector()->registry());
    return column ? model.index(row, model.addColumn(*column)).data().toString() : u"ERROR"_s;
}

QString titleOf(const MainWindow &window, int column)
{
    return window.panes().model().headerData(column, Qt::Horizontal).toString();
}

// Presses the key of an entry that opens a menu.
QMenu &submenu(QMenu &menu, Qt::Key key, const QString &name)
{
    QTest::keyClick(&menu, key);
    auto &opened = child<QMenu>(menu, name);
    if (!QTest::qWaitFor([&opened] { return opened.isVisible(); }, patienceMs))
        qFatal("%s does not open", qPrintable(name));
    return opened;
}

// View > Columns by its keys.
QMenu &columnsMenu(MainWindow &window)
{
    QTest::keyClick(&window, Qt::Key_V, Qt::AltModifier);
    auto &view = child<QMenu>(window, u"viewMenu"_s);
    if (!QTest::qWaitFor([&view] { return view.isVisible(); }, patienceMs))
        qFatal("no menu");
    return submenu(view, Qt::Key_C, u"columnsMenu"_s);
}

// The menu of a column that stands at a place of the list, by the keys of the menus.
QMenu &columnMenu(MainWindow &window, int place)
{
    QMenu &all = submenu(columnsMenu(window), Qt::Key_M, u"arrangeColumnsMenu"_s);
    QAction *entry = all.actions().at(place);
    while (all.activeAction() != entry)
        QTest::keyClick(&all, Qt::Key_Down);
    QTest::keyClick(&all, Qt::Key_Right);
    QMenu *menu = entry->menu();
    if (!QTest::qWaitFor([menu] { return menu->isVisible(); }, patienceMs))
        qFatal("no menu of the column");
    return *menu;
}

} // namespace

class TstFieldColumns : public QObject
{
    Q_OBJECT

private slots:
    void aColumnShowsTheValuesOfItsField()
    {
        const OpenedCapture opened = openedFrames({udpFrame({ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 4000, 5000}, Buffer(3, std::byte{1})),
                                                   udpFrame({ip6({1, 0, 0, 0, 0, 0, 0, 2}), ip6({3, 0, 0, 0, 0, 0, 0, 4}), 6000, 7000}, Buffer(1))});
        FrameListModel model;
        model.setSource(opened.shared(), builtInDissector());
        QCOMPARE(cell(model, u"udp.srcport"_s), u"4000"_s);
        QCOMPARE(cell(model, u" udp.port "_s), u"4000, 5000"_s);
        QCOMPARE(cell(model, u"ip.src"_s), u"10.0.0.1"_s);
        QCOMPARE(cell(model, u"ip.src"_s, 1), QString());
        QCOMPARE(cell(model, u"ipv6.src"_s, 1), u"1::2"_s);
        QCOMPARE(cell(model, u"ip.addr#1"_s), u"10.0.0.1, 10.0.0.2"_s);
        QCOMPARE(cell(model, u"ip.src[0:2]"_s), u"0a00"_s);
        QCOMPARE(cell(model, u"frame.time_delta"_s, 1), u"0.001000000"_s);
        QCOMPARE(cell(model, u"udp.srcport + 1"_s), u"4001"_s);
        QCOMPARE(cell(model, u"tcp.prot"_s), u"ERROR"_s);
        QCOMPARE(cell(model, u"tcp.port == 80"_s), u"ERROR"_s);
        QCOMPARE(model.columnCount(), FrameListModel::ownColumns + 8);
        QVERIFY(!model.removeColumn(FrameListModel::ownColumns - 1));
        QVERIFY(model.removeColumn(FrameListModel::ownColumns));
        QCOMPARE(model.fieldColumns().front(), u"udp.port"_s);
    }

    void theTreeMakesAColumnOfAField()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        FieldTreeView &tree = window.panes().tree();
        const auto &shown = window.panes().selection().shown();
        window.panes().selection().selectField(*test::fieldNamed(*shown->dissection, "eth.src"), Pane::Program);
        QVERIFY(chooseIn(window, u"applyAsColumn"_s, [&tree] {
            QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5), tree.mapToGlobal(QPoint(5, 5)));
            QApplication::sendEvent(tree.viewport(), &event);
        }));
        QCOMPARE(titleOf(window, FrameListModel::ownColumns), u"eth.src"_s);
        QHeaderView *header = window.panes().list().header();
        QCOMPARE(header->visualIndex(FrameListModel::ownColumns), FrameListModel::ownColumns - 1); // Info stays the last
        QVERIFY(!window.panes().model().index(0, FrameListModel::ownColumns).data().toString().isEmpty());
    }

    void aNameIsAskedForAndAMistakeIsSaid()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        const auto answer = [&window](const QString &text) {
            emit window.panes().list().columnAsked();
            auto *dialog = window.findChild<QInputDialog *>(u"columnDialog"_s);
            QVERIFY(dialog != nullptr);
            QTest::keyClicks(dialog->findChild<QLineEdit *>(), text);
            QTest::keyClick(dialog, Qt::Key_Return);
            QTRY_VERIFY(window.findChild<QInputDialog *>(u"columnDialog"_s) == nullptr);
        };
        answer(u"tcp.dstprt"_s);
        QCOMPARE(window.panes().model().columnCount(), FrameListModel::ownColumns);
        QVERIFY(messagesOf(window).front().contains(u"tcp.dstport"_s));
        answer(u"tcp.dstport"_s);
        QCOMPARE(titleOf(window, FrameListModel::ownColumns), u"tcp.dstport"_s);
        QVERIFY(messagesOf(window).filter(u"tcp.dstport"_s).isEmpty());
    }

    void keysAloneAddMoveSizeAndRemoveColumns()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        const QHeaderView *header = window.panes().list().header();
        QTest::keyClick(&columnsMenu(window), Qt::Key_A);
        auto &name = child<QInputDialog>(window, u"columnDialog"_s);
        QTest::keyClicks(name.findChild<QLineEdit *>(), u"ip.ttl"_s);
        QTest::keyClick(&name, Qt::Key_Return);
        constexpr int added = FrameListModel::ownColumns;
        QCOMPARE(titleOf(window, added), u"ip.ttl"_s);
        const int place = header->visualIndex(added);
        QTest::keyClick(&columnMenu(window, place), Qt::Key_L);
        QCOMPARE(header->visualIndex(added), place - 1);
        QTest::keyClick(&columnMenu(window, place - 1), Qt::Key_R);
        QCOMPARE(header->visualIndex(added), place);
        QTest::keyClick(&columnMenu(window, place), Qt::Key_W);
        auto &width = child<QInputDialog>(window, u"columnWidthDialog"_s);
        auto &number = child<QSpinBox>(width, QString());
        number.selectAll();
        QTest::keyClicks(&number, u"33"_s);
        QTest::keyClick(&width, Qt::Key_Return);
        QCOMPARE(window.panes().list().columnCharacters(added), 33);
        QTest::keyClick(&columnMenu(window, place), Qt::Key_F);
        QVERIFY(window.panes().list().columnCharacters(added) < 33);
        QTest::keyClick(&columnMenu(window, place), Qt::Key_E);
        QCOMPARE(window.panes().model().columnCount(), added);
    }

    void columnsThatAreHiddenAreLeapt()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        QHeaderView *header = window.panes().list().header();
        header->hideSection(0);
        header->hideSection(2);
        const QMenu &first = columnMenu(window, 0);
        QVERIFY(!child<QAction>(first, u"moveColumnLeft"_s).isEnabled());
        child<QAction>(first, u"moveColumnRight"_s).trigger();
        QCOMPARE(header->visualIndex(1), 3);
        QCOMPARE(header->visualIndex(3), 2);
        for (QWidget *popup = QApplication::activePopupWidget(); popup != nullptr; popup = QApplication::activePopupWidget())
            popup->close();
        const QMenu &last = columnMenu(window, 4);
        QVERIFY(!child<QAction>(last, u"moveColumnRight"_s).isEnabled());
        QVERIFY(!child<QAction>(last, u"columnWidth"_s).isEnabled());
    }

    void columnsAreKeptAndSortedAndRemoved()
    {
        const auto folder = std::make_shared<TempFolder>();
        {
            WindowFixture fixture(folder);
            MainWindow &window = fixture.addWith(samplePath());
            QVERIFY(window.panes().addColumn(u"ip.ttl"_s));
            window.panes().list().header()->resizeSection(FrameListModel::ownColumns, 77);
            window.close();
        }
        WindowFixture fixture(folder);
        MainWindow &window = fixture.addWith(samplePath());
        FrameListModel &model = window.panes().model();
        QHeaderView *header = window.panes().list().header();
        QCOMPARE(model.fieldColumns(), QStringList{u"ip.ttl"_s});
        QCOMPARE(header->sectionSize(FrameListModel::ownColumns), 77);
        const int column = FrameListModel::ownColumns;
        const QPoint place(header->sectionViewportPosition(column) + 20, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        QTRY_COMPARE(header->sortIndicatorSection(), column);
        std::vector<int> values;
        for (int row = 0; row < model.rowCount(); ++row)
            if (const QString text = model.index(row, column).data().toString(); !text.isEmpty())
                values.push_back(text.section(u',', 0, 0).toInt());
        QVERIFY(values.size() > 10 && std::ranges::is_sorted(values));
        QVERIFY(chooseIn(window, u"removeColumn"_s, [&] { emit header->customContextMenuRequested(place); }));
        QCOMPARE(model.columnCount(), FrameListModel::ownColumns);
        QCOMPARE(header->sortIndicatorSection(), -1);
        QVERIFY(model.showsAll());
    }
};

FRAMELENS_TEST(TstFieldColumns)
#include "tst_field_columns.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/value_inspector.h"

#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"
#include "ui/actions.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTreeView>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

class TstValueInspector : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatIsSelected()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        PaneFixture pane;
        ValueInspector inspector(pane.selection);
        inspector.show();
        pane.show(capture.capture(), 0);
        pane.selection.clickByte(36, Pane::Hex); // the destination port, 40002
        auto &view = child<QTreeView>(inspector, u"valueInspectorRows"_s);
        QCOMPARE(text(view, u"Unsigned 16"_s, ValueInspectorModel::BigColumn), u"40002"_s);
        QCOMPARE(text(view, u"Unsigned 16"_s, ValueInspectorModel::LittleColumn), u"17052"_s);
        pane.selection.selectBytes({45, 3}, Pane::Hex);
        QCOMPARE(text(view, u"ASCII"_s, ValueInspectorModel::BigColumn), u"AAA"_s);
        pane.selection.showFrame(nullptr, Pane::Program);
        QCOMPARE(text(view, u"Unsigned 8"_s, ValueInspectorModel::BigColumn), QString());
    }

    void saysWhichBitsAreTheFields()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        PaneFixture pane;
        ValueInspector inspector(pane.selection);
        inspector.show();
        pane.show(capture.capture(), 0);
        const auto version = fieldNamed(*pane.selection.shown()->dissection, "ip.version");
        QVERIFY(version);
        pane.selection.selectField(version, Pane::Tree);
        QCOMPARE(text(child<QTreeView>(inspector, u"valueInspectorRows"_s), u"Bits"_s, ValueInspectorModel::BigColumn),
                 u"0100 ...."_s);
    }

    void eachRowCopies()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        PaneFixture pane;
        ValueInspector inspector(pane.selection);
        inspector.show();
        QVERIFY(QTest::qWaitForWindowActive(&inspector, patienceMs));
        pane.show(capture.capture(), 0);
        pane.selection.clickByte(36, Pane::Hex);
        auto &view = child<QTreeView>(inspector, u"valueInspectorRows"_s);
        view.setFocus();
        for (int row = 0; row < view.model()->rowCount(); ++row) {
            view.setCurrentIndex(view.model()->index(row, ValueInspectorModel::NameColumn));
            QGuiApplication::clipboard()->clear();
            QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
            QCOMPARE(QGuiApplication::clipboard()->text(),
                     view.model()->index(row, ValueInspectorModel::BigColumn).data().toString());
        }
    }

    void opensFromTheMenu()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.add();
        auto &dock = child<ValueInspector>(window, u"valueInspector"_s);
        QVERIFY(!dock.isVisible());
        window.actions()[Do::ShowInspector]->trigger();
        QVERIFY(dock.isVisible());
        QVERIFY(window.actions()[Do::ShowInspector]->isChecked());
        dock.close();
        QVERIFY(!window.actions()[Do::ShowInspector]->isChecked());
    }

private:
    static QString text(const QTreeView &view, const QString &name, int column)
    {
        const QModelIndexList found = view.model()->match(view.model()->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly);
        return found.isEmpty() ? u"there is no such row"_s : found.first().siblingAtColumn(column).data().toString();
    }
};

FRAMELENS_TEST(TstValueInspector)
#include "tst_value_inspector.moc"

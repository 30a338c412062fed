// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every command does something that can be seen, and can be reached by keys and menus.
#include "tests/support/capture_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/actions.h"
#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/hex_view.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

/// All that a person could notice, as a value.
struct Sight
{
    QImage picture;
    QStringList windows; // titles of all visible top-level windows
    QString clipboard;
    QWidget *focus = nullptr;
    QList<bool> checked;
    Qt::WindowStates state;

    bool operator==(const Sight &) const = default;
};

Sight look(const QPointer<ui::MainWindow> &window)
{
    Sight sight;
    const QWidgetList all = QApplication::topLevelWidgets();
    for (const QWidget *widget : all)
        if (widget->isVisible())
            sight.windows << widget->windowTitle() + u'/' + QString::fromLatin1(widget->metaObject()->className());
    sight.windows.sort();
    sight.clipboard = QApplication::clipboard()->text();
    if (!window)
        return sight;
    sight.picture = window->grab().toImage();
    sight.focus = window->focusWidget();
    sight.state = window->windowState();
    for (const ui::ActionSpec &spec : ui::actionTable())
        sight.checked << window->actions()[spec.what]->isChecked();
    return sight;
}

// In the middle of the sample, with a way back and forward, larger text, and without tool bar: every command
// finds something to change.
void prepare(ui::MainWindow &window)
{
    ui::FrameListView &list = window.panes().list();
    for (const int row : {10, 50, 60})
        list.setCurrentRow(row);
    window.actions()[ui::Do::Back]->trigger();
    window.actions()[ui::Do::ZoomIn]->trigger();
    window.actions()[ui::Do::ShowToolBar]->trigger();
    // Something is marked, not all, and a field is selected.
    window.panes().marks().add({5, 6});
    window.panes().marks().add({70, 71});
    list.setFocus();
    window.panes().selection().selectBytes({12, 2}, ui::Pane::Program);
    QApplication::clipboard()->setText(u"nothing copied"_s);
}

QList<QMenu *> menusBelow(const QList<QAction *> &actions)
{
    QList<QMenu *> menus;
    for (const QAction *action : actions) {
        if (QMenu *menu = action->menu())
            menus << menu << menusBelow(menu->actions());
    }
    return menus;
}

void addMnemonics(QStringList &to, const QList<QAction *> &actions)
{
    for (const QAction *action : actions) {
        const QString keys = QKeySequence::mnemonic(action->text()).toString();
        if (!action->isSeparator())
            to << keys;
    }
}

/// What Alt and a key reach in what is visible of the window: buttons, labels with a buddy, tabs, menus.
QStringList visibleMnemonics(const QWidget &window)
{
    QStringList texts;
    const QList<QWidget *> widgets = window.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible() || widget->window() != &window)
            continue;
        const auto *label = qobject_cast<const QLabel *>(widget);
        if (label != nullptr && label->buddy() != nullptr)
            texts << label->text();
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            texts << button->text();
        if (const auto *tabs = qobject_cast<const QTabBar *>(widget))
            for (int tab = 0; tab < tabs->count(); ++tab)
                texts << (tabs->isTabVisible(tab) ? tabs->tabText(tab) : QString());
        if (const auto *bar = qobject_cast<const QMenuBar *>(widget))
            for (const QAction *menu : bar->actions())
                texts << menu->text();
    }
    QStringList mnemonics;
    for (const QString &text : texts)
        if (const QKeySequence keys = QKeySequence::mnemonic(text); !keys.isEmpty())
            mnemonics << keys.toString();
    mnemonics.sort();
    return mnemonics;
}

/// The mnemonics that two of them have; at least `count` there must be.
QStringList twice(const QWidget &window, qsizetype count)
{
    const QStringList all = visibleMnemonics(window);
    QStringList found;
    for (qsizetype n = 1; n < all.size(); ++n)
        if (all[n] == all[n - 1])
            found << all[n];
    return all.size() >= count ? found : QStringList(u"only "_s + all.join(u' '));
}

/// The window that a command opens.
template <typename Dialog>
Dialog &opened(ui::MainWindow &window, ui::Do what, const QString &name)
{
    window.actions()[what]->trigger();
    auto &dialog = child<Dialog>(window, name);
    if (!QTest::qWaitForWindowExposed(&dialog, patienceMs))
        qFatal("%s does not come", qPrintable(name));
    return dialog;
}

} // namespace

class TstActions : public QObject
{
    Q_OBJECT

private slots:
    void everyEnabledCommandHasAVisibleEffect_data()
    {
        QTest::addColumn<int>("number");
        for (const ui::ActionSpec &spec : ui::actionTable())
            QTest::newRow(spec.id) << static_cast<int>(spec.what);
    }
    void everyEnabledCommandHasAVisibleEffect()
    {
        QFETCH(int, number);
        const auto what = static_cast<ui::Do>(number);
        if (ui::specOf(what).needsLive || what == ui::Do::TryDemo)
            return; // see tst_live_window
        WindowFixture fixture;
        const QPointer<ui::MainWindow> window(&fixture.addWith(ui::samplePath()));
        prepare(*window);
        QAction *const action = window->actions()[what];
        QVERIFY(action->isEnabled());
        if (action->isCheckable() && action->isChecked() && action->actionGroup() != nullptr)
            return; // it is what is so already; choosing another one is another row
        const Sight before = look(window);
        action->trigger();
        QTRY_VERIFY(!(look(window) == before));
        QTRY_VERIFY(!window || window->isSettled());
        QList<QPointer<QWidget>> all; // one may close another
        for (QWidget *widget : QApplication::topLevelWidgets())
            all.append(widget);
        for (const QPointer<QWidget> &widget : all)
            if (widget && widget->isVisible())
                widget->close();
    }

    void withoutACaptureWhatNeedsOneIsOff()
    {
        WindowFixture fixture;
        const ui::MainWindow &window = fixture.add();
        for (const ui::ActionSpec &spec : ui::actionTable())
            QCOMPARE(window.actions()[spec.what]->isEnabled(),
                     !spec.needsCapture && window.actions()[spec.what]->isVisible());
    }

    void defaultKeysAreUnique()
    {
        QHash<QString, QString> holders;
        for (const ui::ActionSpec &spec : ui::actionTable()) {
            const QString keys = QString::fromLatin1(spec.keys);
            QVERIFY2(keys.isEmpty() || !holders.contains(keys), spec.id);
            QVERIFY2(keys.isEmpty() || !QKeySequence::fromString(keys).isEmpty(), spec.id);
            holders.insert(keys, QString::fromLatin1(spec.id));
        }
    }

    void everyCommandHasTextTipAndMenu()
    {
        WindowFixture fixture;
        const ui::MainWindow &window = fixture.add();
        QSet<QAction *> inMenus;
        for (const QMenu *menu : menusBelow(window.menuBar()->actions()))
            for (QAction *action : menu->actions())
                inMenus << action;
        QSet<QString> ids;
        for (const ui::ActionSpec &spec : ui::actionTable()) {
            QAction *const action = window.actions()[spec.what];
            QVERIFY2(inMenus.contains(action), spec.id);
            QVERIFY2(!action->text().isEmpty() && !action->statusTip().isEmpty(), spec.id);
            QVERIFY2(*spec.icon == '\0' || !action->icon().isNull(), spec.id);
            ids << QString::fromLatin1(spec.id);
        }
        QCOMPARE(ids.size(), static_cast<qsizetype>(ui::actionTable().size()));
    }

    void mnemonicsAreThereAndUniqueInEachMenu()
    {
        WindowFixture fixture;
        const ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(5)));
        QList<QList<QAction *>> places{window.menuBar()->actions()};
        for (const QMenu *menu : menusBelow(window.menuBar()->actions()))
            if (menu->objectName() != u"columnsMenu"_s && menu->objectName() != u"arrangeColumnsMenu"_s) // name columns
                places << menu->actions();
        for (const QList<QAction *> &place : places) {
            QStringList mnemonics;
            addMnemonics(mnemonics, place);
            QVERIFY2(!mnemonics.contains(QString()), qPrintable(mnemonics.join(u' ')));
            QVERIFY2(mnemonics.removeDuplicates() == 0, qPrintable(mnemonics.join(u' ')));
        }
    }

    void mnemonicsAreUniqueInTheWindow()
    {
        WindowFixture fixture(std::make_shared<TempFolder>(), [] { return Result<ui::Demo>(); });
        ui::MainWindow &window = fixture.add();
        QCOMPARE(twice(window, 13), QStringList()); // the start page
        QVERIFY(WindowFixture::openAndWait(window, fixture.write("a.pcap", mixedPcap(5))));
        window.actions()[ui::Do::Find]->trigger();
        child<QWidget>(window, u"sendBar"_s).show();
        QCOMPARE(twice(window, 14), QStringList());
    }

    void mnemonicsAreUniqueInTheAttachDialog()
    {
        WindowFixture fixture;
        auto &dialog = opened<QDialog>(fixture.add(), ui::Do::Attach, u"attachDialog"_s);
        auto &modes = child<QListWidget>(dialog, u"attachModes"_s);
        auto &tabs = child<QTabWidget>(dialog, u"attachTabs"_s);
        auto &framing = child<QComboBox>(dialog, u"framingKind"_s);
        child<QLineEdit>(dialog, u"attachAddress"_s).setText(u"0.0.0.0"_s); // which asks for a tick
        for (int mode = 0; mode < modes.count(); ++mode) {
            modes.setCurrentRow(mode);
            for (int tab = 0; tab < tabs.count(); ++tab) {
                if (!tabs.isTabVisible(tab))
                    continue;
                tabs.setCurrentIndex(tab);
                const int kinds = tabs.currentWidget()->isAncestorOf(&framing) ? framing.count() : 1;
                for (int kind = 0; kind < kinds; ++kind) {
                    framing.setCurrentIndex(kind);
                    QCOMPARE(twice(dialog, 8), QStringList());
                }
            }
        }
    }

    void mnemonicsAreUniqueInTheExportDialog()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(5)));
        auto &dialog = opened<QDialog>(window, ui::Do::Export, u"exportDialog"_s);
        auto &format = child<QComboBox>(dialog, u"exportFormat"_s);
        for (int n = 0; n < format.count(); ++n) {
            format.setCurrentIndex(n);
            QCOMPARE(twice(dialog, 11), QStringList());
        }
    }

    void toolButtonsSayTextAndKeys()
    {
        WindowFixture fixture;
        const ui::MainWindow &window = fixture.add();
        auto &bar = child<QToolBar>(window, u"mainToolBar"_s);
        int buttons = 0;
        for (QAction *action : bar.actions()) {
            if (action->isSeparator())
                continue;
            const QWidget *button = bar.widgetForAction(action);
            QVERIFY(button->accessibleName().startsWith(action->iconText()));
            QVERIFY(button->accessibleName().endsWith(action->shortcut().toString(QKeySequence::NativeText)));
            QVERIFY(!action->toolTip().isEmpty());
            QVERIFY(button->width() >= 24 && button->height() >= 24);
            ++buttons;
        }
        QVERIFY(buttons >= 8);
    }

    void keysWorkFromAnyPane()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        ui::FrameListView &list = window.panes().list();
        window.panes().hex().setFocus();
        QTest::keyClick(window.focusWidget(), Qt::Key_F8);
        QCOMPARE(list.currentRow(), std::optional(1));
        window.panes().tree().setFocus();
        QTest::keyClick(window.focusWidget(), Qt::Key_F8);
        QTest::keyClick(window.focusWidget(), Qt::Key_F7);
        QCOMPARE(list.currentRow(), std::optional(1));
        QTest::keyClick(window.focusWidget(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(list.currentRow(), std::optional(2));
        QTest::keyClick(window.focusWidget(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(list.currentRow(), std::optional(1));
    }

    void edgesAreThoseOfThePaneThatHasTheFocus()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        ui::FrameListView &list = window.panes().list();
        ui::HexView &hex = window.panes().hex();
        list.setCurrentRow(5);
        hex.setFocus();
        QTest::keyClick(&hex, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(hex.caret(), hex.bytes().size() - 1);
        QTest::keyClick(&hex, Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(hex.caret(), std::size_t{0});
        QCOMPARE(list.currentRow(), std::optional(5));
        list.setFocus();
        QTest::keyClick(&list, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(list.currentRow(), std::optional(list.rowCount() - 1));
    }

    void panesAreCycledBothWays()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        const QList<QWidget *> panes{&window.panes().list(), &window.panes().tree(), &window.panes().hex()};
        QCOMPARE(window.focusWidget(), panes.at(0));
        for (const int next : {1, 2, 0}) {
            QTest::keyClick(window.focusWidget(), Qt::Key_F6);
            QCOMPARE(window.focusWidget(), panes.at(next));
        }
        QTest::keyClick(window.focusWidget(), Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(window.focusWidget(), panes.at(2));
    }

    void tabReachesEveryPaneAndComesRound()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        QSet<QWidget *> reached;
        QWidget *const first = window.focusWidget();
        QWidget *at = first;
        for (int steps = 0; steps < 100; ++steps) {
            reached << at;
            // The hex pane keeps Tab for its two columns and lets go by Ctrl+Tab.
            const bool keepsTab = at == &window.panes().hex();
            QTest::keyClick(at, Qt::Key_Tab, keepsTab ? Qt::ControlModifier : Qt::NoModifier);
            at = window.focusWidget();
            if (at == first)
                break;
        }
        QCOMPARE(at, first);
        QVERIFY(reached.contains(&window.panes().list()));
        QVERIFY(reached.contains(&window.panes().tree()));
        QVERIFY(reached.contains(&window.panes().hex()));
        for (const QWidget *widget : reached)
            QVERIFY2(!widget->accessibleName().isEmpty() || qobject_cast<const QPushButton *>(widget),
                     qPrintable(widget->objectName()));
    }

    void aProblemIsFoundByKeys()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        QTest::keyClick(&window, Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(window.panes().list().currentRow() != std::optional(0));
        QVERIFY(!window.panes().selection().shown()->dissection->problems().empty());
        auto &button = child<QToolButton>(window, u"problemsButton"_s);
        QVERIFY(button.isVisible());
        QVERIFY(!button.text().isEmpty());
        const ui::ByteRange before = window.panes().selection().range();
        QTest::mouseClick(&button, Qt::LeftButton);
        QVERIFY(window.panes().selection().range() != before || window.panes().selection().field());
    }

    void changedShortcutsAreThoseOfAllWindows()
    {
        WindowFixture fixture;
        ui::MainWindow &first = fixture.add();
        ui::MainWindow &second = fixture.add();
        auto &others = opened<ui::ShortcutsDialog>(second, ui::Do::Shortcuts, u"shortcutsDialog"_s);
        auto &dialog = opened<ui::ShortcutsDialog>(first, ui::Do::Shortcuts, u"shortcutsDialog"_s);
        const auto give = [&dialog](ui::Do what, const QString &keys) {
            auto &list = child<QTreeWidget>(dialog, u"shortcutList"_s);
            list.setCurrentItem(list.topLevelItem(static_cast<int>(what)));
            child<QKeySequenceEdit>(dialog, u"shortcutKeys"_s).setKeySequence(QKeySequence(keys));
            QTest::mouseClick(&child<QPushButton>(dialog, u"assignShortcut"_s), Qt::LeftButton);
        };
        give(ui::Do::Reload, {});
        give(ui::Do::Open, u"Ctrl+R"_s); // which another had
        QCOMPARE(second.actions()[ui::Do::Open]->shortcut(), QKeySequence(u"Ctrl+R"_s));
        QVERIFY(second.actions()[ui::Do::Reload]->shortcut().isEmpty());
        auto &bar = child<QToolBar>(second, u"mainToolBar"_s);
        QVERIFY(bar.widgetForAction(second.actions()[ui::Do::Open])->accessibleName().endsWith("Ctrl+R"_L1));
        auto &list = child<QTreeWidget>(others, u"shortcutList"_s);
        QCOMPARE(list.topLevelItem(static_cast<int>(ui::Do::Open))->text(1), u"Ctrl+R"_s);
    }

    void shortcutsCanBeChangedAndConflictsAreRefusedByName()
    {
        const auto folder = std::make_shared<TempFolder>();
        {
            WindowFixture fixture(folder);
            ui::MainWindow &window = fixture.add();
            QTest::keyClick(&window, Qt::Key_F1);
            auto &dialog = child<ui::ShortcutsDialog>(window, u"shortcutsDialog"_s);
            QTRY_VERIFY(dialog.isVisible());
            auto &list = child<QTreeWidget>(dialog, u"shortcutList"_s);
            QCOMPARE(list.topLevelItemCount(), static_cast<int>(ui::actionTable().size()));
            list.setCurrentItem(list.topLevelItem(static_cast<int>(ui::Do::Reload)));
            auto &keys = child<QKeySequenceEdit>(dialog, u"shortcutKeys"_s);
            auto &assign = child<QPushButton>(dialog, u"assignShortcut"_s);
            keys.setKeySequence(QKeySequence(u"Ctrl+O"_s));
            QTest::mouseClick(&assign, Qt::LeftButton);
            QVERIFY(child<QLabel>(dialog, u"shortcutAnswer"_s).text().contains(u"belongs to \"Open\""_s));
            QCOMPARE(window.actions()[ui::Do::Reload]->shortcut(), QKeySequence(u"Ctrl+R"_s));
            keys.setKeySequence(QKeySequence(u"Ctrl+Alt+R"_s));
            QTest::mouseClick(&assign, Qt::LeftButton);
            QCOMPARE(window.actions()[ui::Do::Reload]->shortcut(), QKeySequence(u"Ctrl+Alt+R"_s));
        }
        WindowFixture fixture(folder);
        ui::MainWindow &window = fixture.add();
        QCOMPARE(window.actions()[ui::Do::Reload]->shortcut(), QKeySequence(u"Ctrl+Alt+R"_s));
    }
};

FRAMELENS_TEST(TstActions)
#include "tst_actions.moc"

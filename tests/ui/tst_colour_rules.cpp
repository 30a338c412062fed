// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Colour rules: which rows they tint, that text can be read on any of them, and what is kept.
#include "core/decode/format.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/colour_file.h"
#include "ui/colour_rules.h"
#include "ui/dialogs/colour_rules_dialog.h"
#include "ui/scheme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeWidget>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

const std::shared_ptr<const Registry> &registry() { return builtInDissector()->registry(); }

QString ruleOfRow(const FrameListModel &model, int row)
{
    return model.index(row, 0).data(FrameListModel::RuleRole).toString();
}

} // namespace

class TstColourRules : public QObject
{
    Q_OBJECT

private slots:
    void theDefaultRulesAreRightAndHaveTintsInEachScheme()
    {
        for (const ColourRule &rule : defaultColourRules()) {
            QVERIFY2(Filter::compile(rule.filter.toStdString(), registry()), qPrintable(rule.filter));
            QVERIFY2(tintNames().contains(rule.colour), qPrintable(rule.colour));
        }
        for (const QString &name : tintNames()) {
            QVERIFY2(schemeNamed(u"light"_s).tintOf(name).isValid(), qPrintable(name));
            QVERIFY2(schemeNamed(u"dark"_s).tintOf(name).isValid(), qPrintable(name));
            QVERIFY(!schemeNamed(u"high-contrast"_s).tintOf(name).isValid()); // black and white stay so
        }
        QVERIFY(!schemeNamed(u"light"_s).tintOf(u"no such tint"_s).isValid());
        QVERIFY(!schemeNamed(u"light"_s).tintOf(u"#no"_s).isValid());
        QVERIFY(!schemeNamed(u"light"_s).tintOf({}).isValid());
    }

    void textCanBeReadOnAnyColourOfAUser()
    {
        for (const QString &name : {u"light"_s, u"dark"_s, u"high-contrast"_s}) {
            const Scheme &scheme = schemeNamed(name);
            for (int hue = 0; hue < 360; hue += 15)
                for (const int saturation : {0, 128, 255})
                    for (const int lightness : {0, 60, 128, 200, 255}) {
                        const QColor tint = scheme.tintOf(QColor::fromHsl(hue, saturation, lightness).name());
                        for (const QColor &text : {scheme.text, scheme.dimmed, scheme.escape})
                            QVERIFY2(contrast(text, tint) >= 4.5, qPrintable(name + u' ' + tint.name()));
                        QVERIFY(contrast(scheme.hover, tint) >= 3.0);
                    }
        }
        QCOMPARE(schemeNamed(u"light"_s).tintOf(u"#e0f0ff"_s), QColor(u"#e0f0ff"_s)); // legible as it is
    }

    void theFirstRuleThatFitsIsTaken()
    {
        const OpenedCapture sample = openedSample();
        FrameListModel model;
        model.setSource(sample.shared(), builtInDissector());
        QCOMPARE(ruleOfRow(model, 0), QString());
        const std::vector<ColourRule> rules{{u"off"_s, u"frame"_s, u"red"_s, false},
                                            {u"wrong"_s, u"tcp.prot == 1"_s, u"red"_s},
                                            {u"empty"_s, u""_s, u"red"_s},
                                            {u"third"_s, u"frame.number == 3"_s, u"blue"_s},
                                            {u"ip"_s, u"ip"_s, u"green"_s}};
        model.setColourRules(std::make_shared<ColourRules>(rules, registry()));
        const auto ip = *Filter::compile("ip", registry());
        FilterMatcher matcher(ip);
        Dissection dissection;
        int matching = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            builtInDissector()->dissect(sample.capture().frame(static_cast<std::uint32_t>(row)), dissection);
            matching += matcher.matches(dissection) ? 1 : 0;
            QCOMPARE(ruleOfRow(model, row), row == 2 ? u"third"_s : matcher.matches(dissection) ? u"ip"_s : QString());
        }
        QVERIFY(matching > 10 && matching < model.rowCount());
        QCOMPARE(model.index(2, 0).data(FrameListModel::TintRole).toString(), u"blue"_s);
        model.setColourRules(nullptr);
        QCOMPARE(ruleOfRow(model, 2), QString());
    }

    void rulesCanAskForMarksAndTimes()
    {
        const OpenedCapture sample = openedSample();
        Marks marks;
        FrameListModel model;
        model.setSource(sample.shared(), builtInDissector());
        model.setMarks(&marks);
        model.setColourRules(std::make_shared<ColourRules>(
            std::vector<ColourRule>{{u"marked"_s, u"frame.marked"_s, u"red"_s}, {u"first"_s, u"frame.time_relative == 0"_s, u"blue"_s}},
            registry()));
        QCOMPARE(ruleOfRow(model, 0), u"first"_s);
        QCOMPARE(ruleOfRow(model, 5), QString());
        marks.toggle(RowRanges(5, 6));
        QCOMPARE(ruleOfRow(model, 5), u"marked"_s);
    }

    void onlyRowsAtHandAreAsked()
    {
        const auto source = std::make_shared<SyntheticSource>(1'000'000, plainUdpFrame(20));
        FrameListModel model;
        model.setSource(source, builtInDissector());
        source->takeAsked();
        model.setColourRules(std::make_shared<ColourRules>(defaultColourRules(), registry()));
        QCOMPARE(ruleOfRow(model, 500'000), u"UDP"_s);
        QCOMPARE_LT(source->takeAsked(), 5U);
    }

    void damageIsSaidInWordsToo()
    {
        const OpenedCapture sample = openedSample();
        FrameListModel model;
        model.setSource(sample.shared(), builtInDissector());
        PaneFixture panes;
        FrameListView list(panes.context());
        list.setModel(&model);
        list.resize(1000, 4000);
        list.show();
        model.setColourRules(std::make_shared<ColourRules>(defaultColourRules(), registry()));
        int damaged = 0;
        for (int row = 0; row < model.rowCount(); ++row)
            if (ruleOfRow(model, row) == defaultColourRules().front().name) {
                QVERIFY(!model.index(row, 0).data(FrameListModel::ProblemRole).toString().isEmpty());
                const QString word = model.index(row, 0).data(FrameListModel::ProblemRole).toString();
                QVERIFY(FrameListView::spokenState(model, row).contains(word));
                ++damaged;
            }
        QVERIFY(damaged > 0);
    }

    void rulesAreKept()
    {
        TempFolder folder;
        const QString path = QString::fromStdString(folder.file("settings.ini"));
        const std::vector<ColourRule> rules{{u"A\tname"_s, u"tcp.port == 80 and frame contains \"a,b\""_s, u"#aabbcc"_s, false},
                                            {u"B"_s, u"udp"_s, u"blue"_s}};
        {
            Settings settings(path);
            QVERIFY(storedColourRules(settings) == defaultColourRules());
            storeColourRules(settings, rules);
        }
        std::vector<ColourRule> expected = rules;
        expected[0].name = u"A name"_s;
        Settings settings(path);
        QVERIFY(storedColourRules(settings) == expected);
        settings.setLines(u"look/colourRules"_s, {u"nonsense"_s, u"on\tblue"_s});
        QVERIFY(storedColourRules(settings) == defaultColourRules());
    }

    void theCommandTintsRowsInAllWindows()
    {
        WindowFixture fixture;
        MainWindow &one = fixture.addWith(samplePath());
        MainWindow &other = fixture.add();
        QVERIFY(one.actions()[Do::ShowColours]->isChecked());
        const QImage tinted = one.panes().list().viewport()->grab().toImage();
        one.actions()[Do::ShowColours]->trigger();
        QVERIFY(one.panes().list().viewport()->grab().toImage() != tinted);
        QVERIFY(!other.actions()[Do::ShowColours]->isChecked());
        other.actions()[Do::ShowColours]->trigger();
        QCOMPARE(one.panes().list().viewport()->grab().toImage(), tinted);
    }

    void theDialogChangesRulesOfAllWindows()
    {
        WindowFixture fixture;
        MainWindow &one = fixture.addWith(samplePath());
        one.actions()[Do::EditColours]->trigger();
        auto &dialog = child<QDialog>(one, u"colourRulesDialog"_s);
        auto &list = child<QTreeWidget>(dialog, u"colourRuleList"_s);
        QCOMPARE(list.topLevelItemCount(), static_cast<int>(defaultColourRules().size()));
        auto *ok = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        auto &filter = child<QLineEdit>(dialog, u"colourRuleFilter"_s);
        const auto &problem = child<QLabel>(dialog, u"colourRuleProblem"_s);
        QTest::mouseClick(&child<QPushButton>(dialog, u"addColourRule"_s), Qt::LeftButton);
        QVERIFY(!ok->isEnabled()); // it has no filter yet
        QTest::keyClicks(&filter, u"frame.numbr == 2"_s);
        QVERIFY(!ok->isEnabled());
        QVERIFY(problem.text().contains(u"frame.number"_s));
        filter.clear();
        QTest::keyClicks(&filter, u"frame.number == 2"_s);
        QVERIFY(ok->isEnabled());
        QVERIFY(problem.text().isEmpty());
        QTest::mouseClick(&child<QPushButton>(dialog, u"colourRuleDown"_s), Qt::LeftButton);
        QTest::mouseClick(&child<QPushButton>(dialog, u"colourRuleUp"_s), Qt::LeftButton);
        QTest::mouseClick(ok, Qt::LeftButton);
        QCOMPARE(ruleOfRow(one.panes().model(), 1), u"New rule"_s);
        QCOMPARE(storedColourRules(fixture.settings()).size(), defaultColourRules().size() + 1);
        QCOMPARE(storedColourRules(fixture.settings()).front().filter, u"frame.number == 2"_s);
        MainWindow &other = fixture.addWith(samplePath());
        QCOMPARE(ruleOfRow(other.panes().model(), 1), u"New rule"_s);
    }

    void aFileOfRulesIsReadAsItWasWritten()
    {
        const Scheme &scheme = schemeNamed(u"light"_s);
        std::vector<ColourRule> rules = defaultColourRules();
        rules.push_back({u"off"_s, u"frame contains \"a@b\""_s, u"#102030"_s, false});
        const QString text = colourFileText(rules, scheme);
        const ColourFile read = readColourFile(text, scheme);
        QCOMPARE(read.wrongLines, 0);
        QVERIFY(read.rules == rules);
        QVERIFY(text.contains(u"!@off@frame contains \"a@b\"@[4112,8224,12336]["_s));
    }

    void aFileOfAnotherProgramIsRead()
    {
        const ColourFile read = readColourFile(u"# a comment\n@Bad TCP@tcp.flags.reset@[4626,10023,11822][63479,34695,34695]\r\n"
                                               u"!@Off@udp@[65535,65535,65535][0,0,0]\nnonsense\n@a@b@[1,2][3,4,5]\n\n"_s,
                                               schemeNamed(u"light"_s));
        QCOMPARE(read.wrongLines, 2);
        QVERIFY(read.rules == (std::vector<ColourRule>{{u"Bad TCP"_s, u"tcp.flags.reset"_s, u"#12272e"_s}, {u"Off"_s, u"udp"_s, u"#ffffff"_s, false}}));
    }

    void theDialogImportsAndExports()
    {
        TempFolder folder;
        const QString path = QString::fromStdString(folder.file("colorfilters"));
        const std::vector<ColourRule> rules{{u"A"_s, u"tcp"_s, u"red"_s}, {u"B"_s, u"udp"_s, u"#123456"_s, false}};
        ColourRulesDialog(rules, registry(), nullptr).exportTo(path);
        ColourRulesDialog dialog({{u"C"_s, u"arp"_s, u"blue"_s}, rules[0]}, registry(), nullptr);
        dialog.importFrom(path);
        QVERIFY(dialog.rules() == (std::vector<ColourRule>{rules[0], rules[1], {u"C"_s, u"arp"_s, u"blue"_s}}));
        dialog.importFrom(path + u"-not-there"_s);
        QVERIFY(child<QLabel>(dialog, u"colourRuleProblem"_s).text().contains(u"not-there"_s));
        QCOMPARE(dialog.rules().size(), std::size_t{3});
    }

    void importedRulesThatDoNotWorkHereAreOff()
    {
        TempFolder folder;
        const QString path = QString::fromStdString(folder.file("colorfilters"));
        const ColourRule good{u"good"_s, u"udp"_s, u"red"_s};
        ColourRule wrong{u"wrong"_s, u"no.such.field == 1"_s, u"blue"_s};
        ColourRulesDialog({good, wrong}, registry(), nullptr).exportTo(path);
        ColourRulesDialog dialog({{u"own"_s, u"arp"_s, u"blue"_s}}, registry(), nullptr);
        const auto *ok = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        wrong.isOn = false;
        for (int times = 0; times < 2; ++times) { // they are known the second time
            dialog.importFrom(path);
            QVERIFY(dialog.rules() == (std::vector<ColourRule>{good, wrong, {u"own"_s, u"arp"_s, u"blue"_s}}));
            QVERIFY(ok->isEnabled());
            QCOMPARE(child<QLabel>(dialog, u"colourRuleProblem"_s).text(), u"Rules whose filter does not work here are switched off: 1."_s);
        }
        auto &list = child<QTreeWidget>(dialog, u"colourRuleList"_s);
        list.topLevelItem(1)->setCheckState(0, Qt::Checked);
        QVERIFY(!ok->isEnabled());
    }

    void anImportLeavesOnesOwnRulesWhereThereIsNoRoom()
    {
        TempFolder folder;
        const QString path = QString::fromStdString(folder.file("colorfilters"));
        const auto numbered = [](const QString &name, std::size_t count) {
            std::vector<ColourRule> rules;
            for (std::size_t n = 0; n < count; ++n)
                rules.push_back({name + QString::number(n), u"udp"_s, u"red"_s});
            return rules;
        };
        std::vector<ColourRule> own = numbered(u"own"_s, 3);
        std::vector<ColourRule> read = numbered(u"new"_s, mostColourRules - 1);
        read.push_back(own[2]); // known already: needs no room
        read.push_back({u"surplus"_s, u"udp"_s, u"red"_s});
        ColourRulesDialog(read, registry(), nullptr).exportTo(path);
        ColourRulesDialog dialog(own, registry(), nullptr);
        dialog.importFrom(path);
        std::vector<ColourRule> expected = numbered(u"new"_s, mostColourRules - 3);
        expected.insert(expected.end(), {own[2], own[0], own[1]});
        QVERIFY(dialog.rules() == expected);
        QCOMPARE(child<QLabel>(dialog, u"colourRuleProblem"_s).text(),
                 u"Rules of the file that were left out, as there is room for 200: 3."_s);
    }

    void rulesAreDraggedBetweenOthersAndNotOntoThem()
    {
        ColourRulesDialog dialog(defaultColourRules(), registry(), nullptr);
        const auto &list = child<QTreeWidget>(dialog, u"colourRuleList"_s);
        QCOMPARE(list.dragDropMode(), QAbstractItemView::InternalMove);
        QVERIFY(list.topLevelItem(0)->flags().testFlag(Qt::ItemIsDragEnabled));
        QVERIFY(!list.topLevelItem(0)->flags().testFlag(Qt::ItemIsDropEnabled));
        QVERIFY(list.invisibleRootItem()->flags().testFlag(Qt::ItemIsDropEnabled));
    }

    void theDialogsOtherButtonsDoAsTheySay()
    {
        const std::vector<ColourRule> rules{{u"A"_s, u"tcp"_s, u"red"_s}, {u"B"_s, u"udp"_s, u"#123456"_s, false}};
        ColourRulesDialog dialog(rules, registry(), nullptr);
        QVERIFY(dialog.rules() == rules);
        auto &list = child<QTreeWidget>(dialog, u"colourRuleList"_s);
        list.setCurrentItem(list.topLevelItem(1));
        QCOMPARE(child<QComboBox>(dialog, u"colourRuleColour"_s).currentData().toString(), u"#123456"_s);
        QTest::mouseClick(&child<QPushButton>(dialog, u"colourRuleUp"_s), Qt::LeftButton);
        QCOMPARE(dialog.rules().front().name, u"B"_s);
        QTest::mouseClick(&child<QPushButton>(dialog, u"removeColourRule"_s), Qt::LeftButton);
        QVERIFY(dialog.rules() == std::vector<ColourRule>{rules[0]});
        QTest::mouseClick(&child<QPushButton>(dialog, u"defaultColourRules"_s), Qt::LeftButton);
        QVERIFY(dialog.rules() == defaultColourRules());
    }
};

FRAMELENS_TEST(TstColourRules)
#include "tst_colour_rules.moc"

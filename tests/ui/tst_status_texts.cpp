// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Sentences of status bar and messages, and the bar they stand in.
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/capture_information.h"
#include "ui/status_texts.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/status_line.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstStatusTexts : public QObject
{
    Q_OBJECT

private slots:
    void countsAreGroupedAndSingular_data()
    {
        QTest::addColumn<quint64>("frames");
        QTest::addColumn<bool>("counting");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << quint64{0} << false << u"No frames"_s;
        QTest::newRow("none yet") << quint64{0} << true << u"Reading..."_s;
        QTest::newRow("one") << quint64{1} << false << u"1 frame"_s;
        QTest::newRow("many") << quint64{1'000'000} << false << u"1,000,000 frames"_s;
        QTest::newRow("counting") << quint64{247'527} << true << u"247,527 frames..."_s;
    }
    void countsAreGroupedAndSingular()
    {
        QFETCH(quint64, frames);
        QFETCH(bool, counting);
        QFETCH(QString, text);
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QCOMPARE(ui::countText(frames, counting), text);
        QCOMPARE(ui::countText({.frames = frames, .isCounting = counting}), text);
        QCOMPARE(ui::countText({.frames = frames, .isCounting = counting, .marked = 1234}), text + u", 1,234 marked"_s);
        QLocale::setDefault(before);
    }

    void theHintSaysBytesLabelNameAndValue()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        auto &hint = child<ui::ElidedLabel>(window, u"hintLabel"_s);
        ui::Selection &selection = window.panes().selection();
        selection.clickByte(12, ui::Pane::Program);
        const QString selected = hint.text();
        QVERIFY2(selected.startsWith("Bytes 12-13: Type (eth.type) = "_L1), qPrintable(selected));
        QVERIFY2(selected.contains("0x0806"_L1), qPrintable(selected));
        QCOMPARE(hint.accessibleName(), selected);
        selection.hoverByte(20);
        QVERIFY2(hint.text().startsWith("Bytes 20-21: Opcode (arp.opcode) = "_L1), qPrintable(hint.text()));
        selection.clearHover();
        QCOMPARE(hint.text(), selected);
        selection.selectField({}, ui::Pane::Program);
        QCOMPARE(hint.text(), QString());
    }

    void memoryNamesEveryReasonThatCopied()
    {
        CopyLedger ledger;
        QCOMPARE(ui::memoryText(0, ledger), u"Index 0 bytes; copied: nothing"_s);
        ledger.add(CopyReason::Index, 1200);
        ledger.add(CopyReason::Clipboard, 5);
        QCOMPARE(ui::memoryText(4'100'000, ledger), u"Index 4 MB; copied: index 1.2 kB, clipboard 5 bytes"_s);
    }

    void atMostThreeMessagesAreShownAndTheOthersCounted()
    {
        ui::MessageBar bar;
        for (int n = 0; n < 5; ++n)
            bar.say({.kind = ui::MessageKind::Warning, .topic = QString::number(n), .text = u"text %1"_s.arg(n),
                     .details = {}});
        bar.show();
        const auto shown = [&bar] {
            int count = 0;
            for (const QLabel *label : bar.findChildren<QLabel *>(u"messageText"_s))
                count += label->isVisible() ? 1 : 0;
            return count;
        };
        QCOMPARE(shown(), 3);
        QVERIFY(bar.texts().front().endsWith("text 4"_L1));
        auto &more = child<QPushButton>(bar, u"moreMessages"_s);
        QVERIFY(more.isVisible());
        QVERIFY2(more.text().contains(u'2'), qPrintable(more.text()));
        QTest::mouseClick(&more, Qt::LeftButton);
        QCOMPARE(shown(), 5);
        QTest::mouseClick(bar.findChild<QToolButton *>(u"closeMessage"_s), Qt::LeftButton);
        QCOMPARE(bar.texts().size(), 4);
        bar.clear();
        QVERIFY(bar.isHidden());
    }

    void aMessageReplacesAnOlderOneOfItsTopic()
    {
        ui::MessageBar bar;
        bar.say({.kind = ui::MessageKind::Note, .topic = u"a"_s, .text = u"one"_s, .details = {}});
        bar.say({.kind = ui::MessageKind::Error, .topic = u"a"_s, .text = u"two"_s, .details = {}});
        QCOMPARE(bar.texts(), QStringList(u"Error: two"_s));
    }

    void aMessageIsPlainText()
    {
        ui::MessageBar bar;
        bar.say({.kind = ui::MessageKind::Note, .topic = u"a"_s, .text = u"<b>x</b> a < b"_s, .details = {}});
        const auto &label = child<QLabel>(bar, u"messageText"_s);
        QCOMPARE(label.textFormat(), Qt::PlainText);
        QCOMPARE(label.text(), u"<b>x</b> a < b"_s);
    }

    // Of a frame whose bytes are gone there is a problem, and no layer.
    void aProblemWithoutALayerLeadsNowhere()
    {
        auto shown = std::make_shared<ui::ShownFrame>();
        shown->view.info.isLost = true;
        shown->view.info.capturedLength = 60;
        const auto dissection = std::make_shared<Dissection>();
        builtInDissector()->dissect(shown->view, *dissection);
        shown->dissection = dissection;
        QVERIFY(!dissection->problems().empty() && dissection->layers().empty());
        ui::Selection selection;
        ui::StatusLine line(selection, std::make_shared<CopyLedger>());
        line.show();
        selection.showFrame(shown, ui::Pane::Program);
        auto &button = child<QToolButton>(line, u"problemsButton"_s);
        QVERIFY(button.isVisible());
        QTest::mouseClick(&button, Qt::LeftButton);
        QVERIFY(!selection.field());
    }

    void theSamplesInformationIsComplete()
    {
        WindowFixture fixture;
        const ui::MainWindow &window = fixture.addWith(ui::samplePath());
        Job job;
        const QString text = ui::informationText(ui::captureInformation(*window.capture(), job));
        for (const QString &part : {u"File: sample.pcapng\n"_s, u"Format: pcapng"_s, u"Sections: 1\n"_s,
                                    u"Interfaces: 2\n"_s, u"Link type: 1\n"_s, u"Link type: 113\n"_s})
            QVERIFY2(text.contains(part), qPrintable(part + text));
    }

    void informationIsCountedOnAWorker()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        // The pool is busy: the window does not wait for it.
        const std::shared_ptr<std::latch> held = fixture.holdPool();
        window.actions()[ui::Do::Information]->trigger();
        auto &dialog = child<QDialog>(window, u"informationDialog"_s);
        const auto &tree = child<QTreeWidget>(dialog, u"informationTree"_s);
        auto &copy = child<QPushButton>(dialog, u"informationCopy"_s);
        const auto &state = child<QLabel>(dialog, u"informationState"_s);
        const bool saysSo = state.isVisible() && state.text().startsWith("Counting"_L1);
        const bool isEmpty = tree.topLevelItemCount() == 0 && !copy.isEnabled();
        held->count_down();
        QVERIFY(saysSo && isEmpty);
        fixture.drainPool(); // the dialog was woken more than once
        QTRY_VERIFY(copy.isEnabled());
        QCoreApplication::processEvents();
        QVERIFY(!state.isVisible());
        Job job;
        QCOMPARE(static_cast<std::size_t>(tree.topLevelItemCount()), ui::captureInformation(*window.capture(), job).size());
        QCOMPARE(tree.topLevelItem(0)->text(1), u"sample.pcapng"_s);
        QTest::mouseClick(&copy, Qt::LeftButton);
        QVERIFY(QApplication::clipboard()->text().startsWith("File: sample.pcapng\n"_L1));
    }

    void aDialogThatClosesEndsItsCounting()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        const std::shared_ptr<std::latch> held = fixture.holdPool();
        window.actions()[ui::Do::Information]->trigger();
        child<QDialog>(window, u"informationDialog"_s).close();
        held->count_down();
        QTRY_VERIFY(window.findChild<QDialog *>(u"informationDialog"_s) == nullptr);
        Job all;
        Job cancelled;
        cancelled.cancel();
        const auto lines = [&window](Job &job) { return ui::captureInformation(*window.capture(), job).size(); };
        QCOMPARE_LT(lines(cancelled), lines(all));
    }
};

FRAMELENS_TEST(TstStatusTexts)
#include "tst_status_texts.moc"

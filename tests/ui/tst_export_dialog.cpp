// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Export from the dialog to the file, in a real window.
#include "tests/support/capture_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/dialogs/export_dialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

ui::ExportDialog &openDialog(ui::MainWindow &window)
{
    QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    auto &dialog = child<ui::ExportDialog>(window, u"exportDialog"_s);
    if (!QTest::qWaitFor([&dialog] { return dialog.isVisible(); }))
        qFatal("no dialog");
    return dialog;
}

std::vector<std::uint32_t> sizesIn(const QString &path)
{
    const auto capture = Capture::open(path.toStdString());
    std::vector<std::uint32_t> sizes;
    if (!capture)
        return sizes;
    Job job;
    (*capture)->index(job);
    for (std::uint32_t n = 0; n < (*capture)->count(); ++n)
        sizes.push_back((*capture)->frame(n).info.capturedLength);
    return sizes;
}

} // namespace

class TstExportDialog : public QObject
{
    Q_OBJECT

private slots:
    void selectedFramesBecomeAFileThatOpens()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(20)));
        ui::FrameListView &list = window.panes().list();
        list.setCurrentRow(3);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        ui::ExportDialog &dialog = openDialog(window);
        QVERIFY(child<QRadioButton>(dialog, u"exportSelected"_s).isChecked());
        const QString path = child<QLineEdit>(dialog, u"exportPath"_s).text();
        QCOMPARE(path, fixture.path("a-selected.pcap"));
        QTest::mouseClick(&child<QPushButton>(dialog, u"exportButton"_s), Qt::LeftButton);
        QTRY_VERIFY(!messagesOf(window).isEmpty());
        QVERIFY2(messagesOf(window).front().startsWith("Note: Exported 3 frames to a-selected.pcap ("_L1),
                 qPrintable(messagesOf(window).front()));
        const auto &capture = *window.capture();
        const std::vector<std::uint32_t> expected{capture.frame(3).info.capturedLength,
                                                  capture.frame(4).info.capturedLength,
                                                  capture.frame(5).info.capturedLength};
        QCOMPARE(sizesIn(path), expected);
        QVERIFY(pressMessageButton(window, u"Open It"_s));
        QTRY_COMPARE(fixture.windows().count(), std::size_t{2});
        QTRY_COMPARE(fixture.windows().at(1).panes().list().rowCount(), 3);
    }

    void rangesAreCheckedWhileTheyAreTyped_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("count");
        QTest::addColumn<bool>("usable");
        QTest::newRow("some") << u"1-5,9,18-"_s << u"9 frames"_s << true;
        QTest::newRow("one") << u"7"_s << u"1 frame"_s << true;
        QTest::newRow("none") << u" "_s << QString() << false;
        QTest::newRow("beyond") << u"19-21"_s << QString() << false;
        QTest::newRow("backwards") << u"5-3"_s << QString() << false;
        QTest::newRow("words") << u"all"_s << QString() << false;
    }
    void rangesAreCheckedWhileTheyAreTyped()
    {
        QFETCH(QString, text);
        QFETCH(QString, count);
        QFETCH(bool, usable);
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(20)));
        ui::ExportDialog &dialog = openDialog(window);
        auto &edit = child<QLineEdit>(dialog, u"exportRangeEdit"_s);
        edit.setFocus();
        QTest::keyClicks(&edit, text);
        QVERIFY(child<QRadioButton>(dialog, u"exportRange"_s).isChecked());
        QCOMPARE(child<QLabel>(dialog, u"exportRangeCount"_s).text(), count);
        const auto &button = child<QPushButton>(dialog, u"exportButton"_s);
        QCOMPARE(button.isEnabled(), usable);
        QCOMPARE(child<QLabel>(dialog, u"exportAnswer"_s).text().isEmpty(), usable);
        QCOMPARE(button.toolTip().isEmpty(), usable);
    }

    void anExistingFileIsReplacedOnlyWhenTheButtonSaysSo()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(20)));
        const QString target = fixture.write("old.pcap", asBytes("old"));
        ui::ExportDialog &dialog = openDialog(window);
        child<QRadioButton>(dialog, u"exportAll"_s).click();
        child<QLineEdit>(dialog, u"exportPath"_s).setText(target);
        auto &button = child<QPushButton>(dialog, u"exportButton"_s);
        QCOMPARE(button.text().remove(u'&'), u"Replace"_s);
        QCOMPARE(child<QLabel>(dialog, u"exportAnswer"_s).text(), u"old.pcap exists and will be replaced."_s);
        QTest::mouseClick(&button, Qt::LeftButton);
        QTRY_VERIFY(!messagesOf(window).isEmpty());
        QCOMPARE(sizesIn(target).size(), std::size_t{20});
    }

    void theOpenCaptureIsNeverWrittenOver()
    {
        WindowFixture fixture;
        const QString path = fixture.write("a.pcap", mixedPcap(20));
        ui::MainWindow &window = fixture.addWith(path);
        ui::ExportDialog &dialog = openDialog(window);
        child<QLineEdit>(dialog, u"exportPath"_s).setText(path);
        QTest::mouseClick(&child<QPushButton>(dialog, u"exportButton"_s), Qt::LeftButton);
        QTRY_VERIFY(!messagesOf(window).isEmpty());
        QVERIFY2(messagesOf(window).front().startsWith("Error: Nothing was exported."_L1),
                 qPrintable(messagesOf(window).front()));
        QVERIFY(messagesOf(window).front().contains("this is the open capture itself"_L1));
        QCOMPARE(sizesIn(path).size(), std::size_t{20});
    }

    void aFolderThatIsNotThereIsSaidBeforehand()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(20)));
        ui::ExportDialog &dialog = openDialog(window);
        child<QLineEdit>(dialog, u"exportPath"_s).setText(fixture.path("none/x.pcap"));
        QVERIFY(!child<QPushButton>(dialog, u"exportButton"_s).isEnabled());
        QVERIFY(child<QLabel>(dialog, u"exportAnswer"_s).text().contains("does not exist"_L1));
    }
};

FRAMELENS_TEST(TstExportDialog)
#include "tst_export_dialog.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Export from the dialog to the file, in a real window.
#include "tests/support/capture_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/dialogs/export_dialog.h"
#include "resources/resources.h"
#include "ui/document.h"
#include "ui/filter_views.h"
#include "ui/marks.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <latch>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

ui::ExportDialog &openDialog(ui::MainWindow &window)
{
    window.activateWindow(); // a dialog may have just closed
    if (!QTest::qWaitForWindowActive(&window, patienceMs))
        qFatal("the window is not active");
    QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    auto &dialog = child<ui::ExportDialog>(window, u"exportDialog"_s);
    if (!QTest::qWaitForWindowActive(&dialog, patienceMs))
        qFatal("no dialog");
    return dialog;
}

void choose(const ui::ExportDialog &dialog, ExportFormat format)
{
    auto &formats = child<QComboBox>(dialog, u"exportFormat"_s);
    formats.setCurrentIndex(formats.findData(static_cast<int>(format)));
}

QString previewOf(const ui::ExportDialog &dialog)
{
    return child<QPlainTextEdit>(dialog, u"exportPreview"_s).toPlainText();
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

QString contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly | QIODevice::Text) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class TstExportDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_window = &m_fixture->addWith(m_fixture->write("a.pcap", mixedPcap(20)));
    }
    void cleanup() { m_fixture.reset(); }

    void selectedFramesBecomeAFileThatOpens()
    {
        ui::FrameListView &list = m_window->panes().list();
        list.setCurrentRow(3);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        ui::ExportDialog &dialog = openDialog(*m_window);
        QVERIFY(child<QRadioButton>(dialog, u"exportSelected"_s).isChecked());
        const QString path = child<QLineEdit>(dialog, u"exportPath"_s).text();
        QCOMPARE(path, m_fixture->path("a-export.pcapng"));
        QTest::mouseClick(&child<QPushButton>(dialog, u"exportButton"_s), Qt::LeftButton);
        QTRY_VERIFY(!messagesOf(*m_window).isEmpty());
        QVERIFY2(messagesOf(*m_window).front().startsWith("Note: Exported 3 frames to a-export.pcapng ("_L1),
                 qPrintable(messagesOf(*m_window).front()));
        QCOMPARE(sizesIn(path), sizesOf({3, 4, 5}));
        QVERIFY(pressMessageButton(*m_window, u"Show"_s));
        QTRY_COMPARE(m_fixture->windows().count(), std::size_t{2});
        QTRY_COMPARE(m_fixture->windows().at(1).panes().list().rowCount(), 3);
    }

    void markedFramesAndWhatLiesBetweenThemAreCounted()
    {
        QVERIFY(!child<QRadioButton>(openDialog(*m_window), u"exportMarked"_s).isEnabled());
        closeDialog();
        m_window->panes().marks().add({2, 4});
        m_window->panes().marks().add({9, 10});
        ui::ExportDialog &dialog = openDialog(*m_window);
        QCOMPARE(child<QLabel>(dialog, u"exportAllCount"_s).text(), u"20 frames"_s);
        QCOMPARE(child<QLabel>(dialog, u"exportSelectedCount"_s).text(), u"1 frame"_s);
        QCOMPARE(child<QLabel>(dialog, u"exportMarkedCount"_s).text(), u"3 frames"_s);
        QCOMPARE(child<QLabel>(dialog, u"exportFirstToLastCount"_s).text(), u"8 frames"_s);
        child<QRadioButton>(dialog, u"exportMarked"_s).click();
        exportInto(dialog, "marked.pcapng");
        QCOMPARE(sizesIn(m_fixture->path("marked.pcapng")), sizesOf({2, 3, 9}));
        ui::ExportDialog &again = openDialog(*m_window);
        QVERIFY(child<QRadioButton>(again, u"exportMarked"_s).isChecked()); // as the last time
        child<QRadioButton>(again, u"exportFirstToLast"_s).click();
        exportInto(again, "span.pcapng");
        QCOMPARE(sizesIn(m_fixture->path("span.pcapng")), sizesOf({2, 3, 4, 5, 6, 7, 8, 9}));
    }

    void framesThatPassTheFilterAreThoseShown()
    {
        m_window->filterViews().apply(u"frame.number in {2, 5..7, 20}"_s);
        QTRY_COMPARE(m_window->panes().list().rowCount(), 5);
        ui::ExportDialog &dialog = openDialog(*m_window);
        QCOMPARE(child<QLabel>(dialog, u"exportAllCount"_s).text(), u"20 frames"_s);
        QCOMPARE(child<QLabel>(dialog, u"exportShownCount"_s).text(), u"5 frames"_s);
        child<QRadioButton>(dialog, u"exportShown"_s).click();
        exportInto(dialog, "shown.pcapng");
        QCOMPARE(sizesIn(m_fixture->path("shown.pcapng")), sizesOf({1, 4, 5, 6, 19}));
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
        ui::ExportDialog &dialog = openDialog(*m_window);
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

    void eachFormatShowsItsOwnOptionsOnly_data()
    {
        QTest::addColumn<ExportFormat>("format");
        QTest::addColumn<QStringList>("options");
        const QStringList none;
        QTest::newRow("pcapng") << ExportFormat::Pcapng << QStringList{u"exportComments"_s, u"exportSecrets"_s};
        QTest::newRow("pcap") << ExportFormat::Pcap << none;
        QTest::newRow("nanoseconds") << ExportFormat::NanosecondPcap << none;
        QTest::newRow("text") << ExportFormat::Text << QStringList{u"exportSummary"_s, u"exportDetails"_s, u"exportBytes"_s};
        QTest::newRow("dump") << ExportFormat::HexDump << none;
        QTest::newRow("CSV") << ExportFormat::Csv << QStringList{u"exportFields"_s, u"exportSafe"_s};
        QTest::newRow("JSON") << ExportFormat::Json << QStringList{u"exportFields"_s, u"exportRaw"_s};
        QTest::newRow("ek") << ExportFormat::ElasticBulk << QStringList{u"exportFields"_s, u"exportRaw"_s};
        QTest::newRow("fields") << ExportFormat::Fields << QStringList{u"exportFields"_s, u"exportHeader"_s};
        QTest::newRow("C") << ExportFormat::CArray << none;
        QTest::newRow("payload") << ExportFormat::RawPayload << none;
    }
    void eachFormatShowsItsOwnOptionsOnly()
    {
        QFETCH(ExportFormat, format);
        QFETCH(QStringList, options);
        const ui::ExportDialog &dialog = openDialog(*m_window);
        choose(dialog, format);
        for (const QString &name : {u"exportComments"_s, u"exportSecrets"_s, u"exportSummary"_s, u"exportDetails"_s, u"exportBytes"_s,
                                    u"exportFields"_s, u"exportRaw"_s, u"exportHeader"_s, u"exportSafe"_s})
            QCOMPARE(child<QWidget>(dialog, name).isVisible(), options.contains(name));
        const QString path = child<QLineEdit>(dialog, u"exportPath"_s).text();
        QVERIFY2(path.endsWith(QLatin1StringView(exportFormatInfo(format).suffix.data(),
                                                 static_cast<qsizetype>(exportFormatInfo(format).suffix.size()))),
                 qPrintable(path));
    }

    void secretsAreNeverRemembered()
    {
        ui::ExportDialog &dialog = openDialog(*m_window);
        auto &secrets = child<QCheckBox>(dialog, u"exportSecrets"_s);
        QVERIFY(!secrets.isChecked());
        secrets.click();
        child<QCheckBox>(dialog, u"exportComments"_s).click();
        exportInto(dialog, "b.pcapng");
        const ui::ExportDialog &again = openDialog(*m_window);
        QVERIFY(!child<QCheckBox>(again, u"exportSecrets"_s).isChecked());
        QVERIFY(!child<QCheckBox>(again, u"exportComments"_s).isChecked()); // that one is
    }

    void thePreviewIsTheFilesBeginning_data()
    {
        QTest::addColumn<ExportFormat>("format");
        for (const ExportFormat format : {ExportFormat::Text, ExportFormat::Csv, ExportFormat::HexDump, ExportFormat::Ndjson,
                                          ExportFormat::ElasticBulk, ExportFormat::Json, ExportFormat::CArray})
            QTest::newRow(exportFormatInfo(format).name.data()) << format;
    }
    void thePreviewIsTheFilesBeginning()
    {
        QFETCH(ExportFormat, format);
        ui::ExportDialog &dialog = openDialog(*m_window);
        choose(dialog, format);
        QTRY_VERIFY(previewOf(dialog).size() > 100);
        const QString preview = previewOf(dialog);
        QVERIFY(child<QLabel>(dialog, u"exportSize"_s).text().startsWith("About "_L1));
        exportInto(dialog, "all.out");
        const QString file = contentOf(m_fixture->path("all.out"));
        const qsizetype most = std::min<qsizetype>(preview.size() - 1, 1000); // a line may be cut behind it
        QVERIFY(!file.isEmpty());
        QCOMPARE(preview.left(most), file.left(most));
    }

    void whatPcapCannotHoldIsSaidBeforehand()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        const ui::ExportDialog &dialog = openDialog(window);
        child<QRadioButton>(dialog, u"exportAll"_s).click();
        choose(dialog, ExportFormat::Pcap);
        const auto &losses = child<QLabel>(dialog, u"exportLosses"_s);
        const auto &answer = child<QLabel>(dialog, u"exportAnswer"_s);
        QTRY_VERIFY(!losses.text().isEmpty() || !answer.text().isEmpty());
    }

    void aFieldThatNobodyHasIsRefusedWithAProposal()
    {
        const ui::ExportDialog &dialog = openDialog(*m_window);
        choose(dialog, ExportFormat::Fields);
        const auto &button = child<QPushButton>(dialog, u"exportButton"_s);
        QVERIFY(!button.isEnabled()); // none is named yet
        child<QLineEdit>(dialog, u"exportFields"_s).setText(u"tcp.srcprt"_s);
        QVERIFY(!button.isEnabled());
        QVERIFY2(child<QLabel>(dialog, u"exportAnswer"_s).text().contains("tcp.srcport"_L1),
                 qPrintable(child<QLabel>(dialog, u"exportAnswer"_s).text()));
        child<QLineEdit>(dialog, u"exportFields"_s).setText(u"frame.number, tcp.srcport"_s);
        QVERIFY(button.isEnabled());
    }

    void theKeyboardAloneExports()
    {
        m_window->panes().list().setFocus();
        QTest::keyClick(&m_window->panes().list(), Qt::Key_A, Qt::ControlModifier);
        ui::ExportDialog &dialog = openDialog(*m_window);
        QTRY_COMPARE(QApplication::focusWidget(), &child<QWidget>(dialog, u"exportSelected"_s));
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Down); // over what has no frames, to Range
        QVERIFY(child<QRadioButton>(dialog, u"exportRange"_s).isChecked());
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        QVERIFY(child<QLineEdit>(dialog, u"exportRangeEdit"_s).hasFocus());
        QTest::keyClicks(dialog.focusWidget(), u"2-4"_s);
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        QVERIFY(child<QComboBox>(dialog, u"exportFormat"_s).hasFocus());
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Down);
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(!messagesOf(*m_window).isEmpty());
        QVERIFY2(messagesOf(*m_window).front().startsWith("Note: Exported 3 frames to a-export.pcap ("_L1),
                 qPrintable(messagesOf(*m_window).front()));
        QCOMPARE(sizesIn(m_fixture->path("a-export.pcap")), sizesOf({1, 2, 3}));
    }

    void tabReachesEveryPart()
    {
        const ui::ExportDialog &dialog = openDialog(*m_window);
        QSet<QString> reached;
        for (int n = 0; n < 30 && dialog.focusWidget() != nullptr; ++n) {
            reached << dialog.focusWidget()->objectName();
            QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        }
        for (const QString &name : {u"exportAll"_s, u"exportRangeEdit"_s, u"exportFormat"_s, u"exportCompression"_s,
                                    u"exportComments"_s, u"exportSecrets"_s, u"exportPreview"_s, u"exportPath"_s,
                                    u"exportBrowse"_s, u"exportButton"_s})
            QVERIFY2(reached.contains(name), qPrintable(name));
    }

    void escapeLeavesNoFile()
    {
        ui::ExportDialog &dialog = openDialog(*m_window);
        QTRY_VERIFY(!previewOf(dialog).isEmpty());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QTRY_VERIFY(m_window->findChild<QDialog *>(u"exportDialog"_s) == nullptr);
        QCOMPARE(QDir(m_fixture->path(".")).entryList({u"*.pcap*"_s}, QDir::Files | QDir::Hidden), QStringList{u"a.pcap"_s});
    }

    void aCancelledExportLeavesNoFile()
    {
        const ui::ExportSource source{.frames = m_window->document()->source(),
                                      .capture = m_window->document()->capture(),
                                      .dissector = m_window->panes().model().dissector()};
        WorkerPool pool(1);
        const auto run = [&] {
            auto held = std::make_shared<ui::ExportRun>();
            held->order = {.frames = RowRanges(0, 20), .path = m_fixture->path("c.pcapng"), .options = {}};
            held->job = std::make_shared<Job>();
            held->job->cancel();
            const Result<ExportReport> done = exportFrames(*source.frames, held->order.frames, {.path = held->order.path.toStdString()},
                                                           *held->job, source.completed({}));
            held->job->finish(done ? std::nullopt : std::optional(done.error()));
            return held;
        }();
        QCOMPARE(ui::exportMessage(*run).text, u"The export to c.pcapng was cancelled; nothing was written."_s);
        QVERIFY(!QFileInfo::exists(m_fixture->path("c.pcapng")));
    }

    void theButtonBesideTheProgressCancelsAnExport()
    {
        const QString target = m_fixture->write("old.pcapng", asBytes("old"));
        ui::ExportDialog &dialog = openDialog(*m_window);
        child<QRadioButton>(dialog, u"exportAll"_s).click();
        child<QLineEdit>(dialog, u"exportPath"_s).setText(target);
        // The workers are held until the button was pressed, so that the export is not over before.
        constexpr auto threads = static_cast<std::ptrdiff_t>(WindowFixture::threads);
        std::latch held(threads);
        std::latch released(1);
        for (std::ptrdiff_t i = 0; i < threads; ++i)
            m_fixture->pool().submit([&] {
                held.count_down();
                released.wait();
            });
        held.wait();
        const auto pressed = [&] {
            const auto buttons = m_window->findChildren<QToolButton *>(u"cancelJob"_s);
            const auto shown = std::ranges::find_if(buttons, [](const QToolButton *button) { return button->isVisible(); });
            if (shown != buttons.end())
                QTest::mouseClick(*shown, Qt::LeftButton);
            return shown != buttons.end();
        };
        QTest::mouseClick(&child<QPushButton>(dialog, u"exportButton"_s), Qt::LeftButton);
        const bool wasPressed = QTest::qWaitFor(pressed, patienceMs);
        released.count_down();
        QVERIFY(wasPressed);
        QTRY_VERIFY(!messagesOf(*m_window).isEmpty());
        QCOMPARE(messagesOf(*m_window).front(), u"Note: The export to old.pcapng was cancelled; nothing was written."_s);
        QCOMPARE(contentOf(target), u"old"_s);
        QCOMPARE(QDir(m_fixture->path(".")).entryList({u"*.pcap*"_s}, QDir::Files | QDir::Hidden), (QStringList{u"a.pcap"_s, u"old.pcapng"_s}));
    }

    void anExistingFileIsReplacedOnlyWhenTheButtonSaysSo()
    {
        const QString target = m_fixture->write("old.pcapng", asBytes("old"));
        ui::ExportDialog &dialog = openDialog(*m_window);
        child<QRadioButton>(dialog, u"exportAll"_s).click();
        child<QLineEdit>(dialog, u"exportPath"_s).setText(target);
        auto &button = child<QPushButton>(dialog, u"exportButton"_s);
        QCOMPARE(button.text().remove(u'&'), u"Replace"_s);
        QCOMPARE(child<QLabel>(dialog, u"exportAnswer"_s).text(), u"old.pcapng exists and will be replaced."_s);
        QTest::mouseClick(&button, Qt::LeftButton);
        QTRY_VERIFY(!messagesOf(*m_window).isEmpty());
        QCOMPARE(sizesIn(target).size(), std::size_t{20});
    }

    void theOpenCaptureIsNeverWrittenOver()
    {
        const QString path = m_fixture->path("a.pcap");
        ui::ExportDialog &dialog = openDialog(*m_window);
        child<QLineEdit>(dialog, u"exportPath"_s).setText(path);
        QTest::mouseClick(&child<QPushButton>(dialog, u"exportButton"_s), Qt::LeftButton);
        QTRY_VERIFY(!messagesOf(*m_window).isEmpty());
        QVERIFY2(messagesOf(*m_window).front().startsWith("Error: Nothing was exported."_L1),
                 qPrintable(messagesOf(*m_window).front()));
        QVERIFY(messagesOf(*m_window).front().contains("this is the open capture itself"_L1));
        QCOMPARE(sizesIn(path).size(), std::size_t{20});
    }

    void aTargetThatCannotBeIsSaidBeforehand_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("answer");
        QTest::newRow("no folder") << u"none/x.pcap"_s << u"does not exist"_s;
        QTest::newRow("a folder") << u"."_s << u"This is a folder"_s;
        QTest::newRow("a file as folder") << u"a.pcap/x"_s << u"does not exist"_s;
    }
    void aTargetThatCannotBeIsSaidBeforehand()
    {
        QFETCH(QString, path);
        QFETCH(QString, answer);
        const ui::ExportDialog &dialog = openDialog(*m_window);
        child<QLineEdit>(dialog, u"exportPath"_s).setText(m_fixture->path(path.toStdString()));
        QVERIFY(!child<QPushButton>(dialog, u"exportButton"_s).isEnabled());
        QVERIFY(child<QLabel>(dialog, u"exportAnswer"_s).text().contains(answer));
        child<QLineEdit>(dialog, u"exportPath"_s).clear();
        QVERIFY(!child<QPushButton>(dialog, u"exportButton"_s).isEnabled());
    }

private:
    std::vector<std::uint32_t> sizesOf(std::initializer_list<std::uint32_t> frames) const
    {
        std::vector<std::uint32_t> sizes;
        for (const std::uint32_t frame : frames)
            sizes.push_back(m_window->capture()->frame(frame).info.capturedLength);
        return sizes;
    }
    void closeDialog() const
    {
        QTest::keyClick(&child<ui::ExportDialog>(*m_window, u"exportDialog"_s), Qt::Key_Escape);
        QTRY_VERIFY(m_window->findChild<QDialog *>(u"exportDialog"_s) == nullptr);
    }
    void exportInto(ui::ExportDialog &dialog, const std::string &name) const
    {
        m_window->messages().clear();
        child<QLineEdit>(dialog, u"exportPath"_s).setText(m_fixture->path(name));
        QTest::mouseClick(&child<QPushButton>(dialog, u"exportButton"_s), Qt::LeftButton);
        QTRY_VERIFY(!messagesOf(*m_window).isEmpty());
        QTRY_VERIFY(m_window->findChild<QDialog *>(u"exportDialog"_s) == nullptr);
    }

    std::unique_ptr<WindowFixture> m_fixture;
    ui::MainWindow *m_window = nullptr;
};

FRAMELENS_TEST(TstExportDialog)
#include "tst_export_dialog.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Opening, progress and errors in a real window.
#include "tests/support/capture_builder.h"
#include "tests/support/patience.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/recent_files.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/hex_view.h"
#include "ui/widgets/progress_widget.h"

#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QStackedWidget>
#include <QToolButton>
#include <QtTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

QString countOf(const ui::MainWindow &window)
{
    return child<QLabel>(window, u"countLabel"_s).text();
}

/// The writing end of a named pipe: what reads it waits for more until this is closed.
class PipeFile
{
public:
    explicit PipeFile(const QString &path)
    {
        if (mkfifo(qPrintable(path), 0600) != 0)
            qFatal("no pipe");
        m_fd = open(qPrintable(path), O_RDWR | O_CLOEXEC);
    }
    ~PipeFile() { finish(); }
    PipeFile(const PipeFile &) = delete;
    PipeFile &operator=(const PipeFile &) = delete;
    void write(Bytes bytes) const
    {
        if (::write(m_fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
            qFatal("the pipe takes less");
    }
    void finish()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd = -1;
};

} // namespace

class TstOpeningFiles : public QObject
{
    Q_OBJECT

private slots:
    void theSampleFillsAllThreePanes()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        const std::uint32_t frames = window.capture()->count();
        QVERIFY(frames > 100);
        QCOMPARE(window.panes().list().rowCount(), static_cast<int>(frames));
        QCOMPARE(window.panes().list().currentRow(), std::optional(0));
        QVERIFY(window.panes().tree().fieldModel()->rowCount() >= 2);
        QVERIFY(!window.panes().hex().bytes().empty());
        QCOMPARE(window.windowTitle(), u"[*]sample.pcapng - Framelens"_s);
        QCOMPARE(countOf(window), u"%1 frames"_s.arg(frames));
        QCOMPARE(messagesOf(window).size(), 1);
        QVERIFY(messagesOf(window).front().startsWith("Note: This is the sample capture"_L1));
    }

    void clickOnAByteSelectsItsFieldAndThenTheOneAround()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        ui::HexView &hex = window.panes().hex();
        ui::Selection &selection = window.panes().selection();
        const QPoint place = hex.byteRect(13, ui::HexColumn::Hex).center(); // of the Ethernet type
        QTest::mouseClick(hex.viewport(), Qt::LeftButton, {}, place);
        QVERIFY(selection.field().has_value());
        const std::uint32_t smallest = *selection.field();
        QVERIFY(selection.range().holds(13));
        QCOMPARE(window.panes().tree().fieldModel()->fieldOf(window.panes().tree().currentIndex()),
                 std::optional(smallest));
        QTest::mouseClick(hex.viewport(), Qt::LeftButton, {}, place);
        const auto around = selection.shown()->dissection->parentOf(smallest);
        QVERIFY(around.has_value());
        QCOMPARE(selection.field(), around);
        QCOMPARE(window.panes().tree().fieldModel()->fieldOf(window.panes().tree().currentIndex()), around);
    }

    void openingCopiesNoBytesOfFramesThatAnybodySees()
    {
        WindowFixture fixture;
        fixture.addWith(ui::samplePath());
        for (const CopyReason reason : {CopyReason::Gather, CopyReason::Staged, CopyReason::Clipboard,
                                        CopyReason::Decompress, CopyReason::Spool})
            QCOMPARE(fixture.ledger().bytes(reason), std::uint64_t{0});
    }

    void whatCannotBeOpenedIsSaidExactly_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("message");
        QTest::newRow("no such file") << u"none.pcap"_s << QByteArray()
                                      << u"Error: none.pcap: cannot be opened: No such file or directory. Check the "
                                         "name, or choose another file."_s;
        QTest::newRow("folder") << u"."_s << QByteArray() << u"Error: %1: this is a folder, not a capture. Choose a "
                                                             "file in it."_s;
        static constexpr char xzHead[] = "\xfd"
                                         "7zXZ\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        QTest::newRow("empty") << u"empty.pcap"_s << QByteArray()
                               << u"Error: empty.pcap: the file is empty. Choose another file, or wait until "
                                  "something was written to it."_s;
        QTest::newRow("text") << u"notes.txt"_s << QByteArray("This is no capture, only text.\n")
                              << u"Error: notes.txt: not a capture Framelens knows; it begins with 54 68 69 73 20 69 "
                                 "73 20 6e 6f 20 63 61 70 74 75. Framelens reads pcap and pcapng, also compressed by "
                                 "gzip, zstd or lz4."_s;
        QTest::newRow("xz") << u"a.pcap.xz"_s << QByteArray(xzHead, sizeof xzHead - 1)
                            << u"Error: a.pcap.xz: compressed with xz, which Framelens does not read; decompress it "
                               "first."_s;
        QTest::newRow("markup") << u"<b>x.pcap"_s << QByteArray("<b>x</b> no capture")
                                << u"Error: <b>x.pcap: not a capture Framelens knows; it begins with 3c 62 3e 78 3c "
                                   "2f 62 3e 20 6e 6f 20 63 61 70 74. Framelens reads pcap and pcapng, also "
                                   "compressed by gzip, zstd or lz4."_s;
    }
    void whatCannotBeOpenedIsSaidExactly()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, message);
        WindowFixture fixture;
        settingsNeverFollow(fixture);
        QString path = fixture.path(name.toStdString());
        if (!content.isNull() || name == u"empty.pcap"_s)
            path = fixture.write(name.toStdString(), asBytes(content.toStdString()));
        if (name == u"."_s) {
            path = fixture.path("folder");
            QVERIFY(QDir().mkdir(path));
            message = message.arg(u"folder"_s);
        }
        ui::MainWindow &window = fixture.add();
        QVERIFY(WindowFixture::openAndWait(window, path));
        QCOMPARE(messagesOf(window), QStringList(message));
        QVERIFY(!window.capture());
        QCOMPARE(child<QStackedWidget>(window, u"pages"_s).currentWidget()->objectName(), u"startPage"_s);
        QCOMPARE(window.windowTitle(), u"Framelens"_s);
    }

    void aTruncatedCaptureGivesAllWholeFramesAndOneMessage()
    {
        WindowFixture fixture;
        settingsNeverFollow(fixture);
        Buffer bytes = PcapBuilder().frame(Buffer(60)).frame(Buffer(60)).frame(Buffer(100)).bytes();
        bytes.resize(bytes.size() - 40);
        ui::MainWindow &window = fixture.addWith(fixture.write("cut.pcap", bytes));
        QCOMPARE(window.panes().list().rowCount(), 2);
        QCOMPARE(messagesOf(window), QStringList(u"Warning: cut.pcap: the file ends inside record 3, at offset 176 "
                                                 "(needs 116 bytes, 76 there). The 2 frames before it are shown."_s));
    }

    void aRefusedFileLeavesTheOldOneOpen()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("good.pcap", mixedPcap(20)));
        window.panes().list().setCurrentRow(7);
        const auto before = window.capture();
        QVERIFY(WindowFixture::openAndWait(window, fixture.write("bad.txt", asBytes("nothing of the kind"))));
        QCOMPARE(window.capture(), before);
        QCOMPARE(window.panes().list().currentRow(), std::optional(7));
        QCOMPARE(fixture.windows().count(), std::size_t{1});
        QCOMPARE(messagesOf(window).size(), 1);
        QVERIFY(messagesOf(window).front().endsWith("The open capture stays as it is."_L1));
    }

    void aSecondFileGetsItsOwnWindow()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("one.pcap", mixedPcap(20)));
        window.open(fixture.write("two.pcap", mixedPcap(30)));
        QTRY_COMPARE(fixture.windows().count(), std::size_t{2});
        ui::MainWindow &second = fixture.windows().at(1);
        QTRY_COMPARE(second.panes().list().rowCount(), 30);
        QVERIFY(second.isVisible());
        QCOMPARE(window.panes().list().rowCount(), 20);
        second.close();
        QTRY_COMPARE(fixture.windows().count(), std::size_t{1});
    }

    void theSampleGivesWayToAFile()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        QVERIFY(WindowFixture::openAndWait(window, fixture.write("one.pcap", mixedPcap(20))));
        QCOMPARE(fixture.windows().count(), std::size_t{1});
        QCOMPARE(window.panes().list().rowCount(), 20);
        QCOMPARE(messagesOf(window), QStringList());
    }

    void noFramesAreSaid()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("none.pcap", PcapBuilder().bytes()));
        QCOMPARE(countOf(window), u"No frames"_s);
        QVERIFY(!window.panes().list().currentRow());
        QCOMPARE(messagesOf(window), QStringList());
    }

    void cancelKeepsRowsAndContinueGoesOn()
    {
        WindowFixture fixture;
        const QString path = fixture.path("pipe");
        PipeFile pipe(path);
        const Buffer all = mixedPcap(40);
        const Buffer part = mixedPcap(25);
        pipe.write(part);
        ui::MainWindow &window = fixture.add();
        window.open(path);
        QTRY_COMPARE(window.panes().list().rowCount(), 25);
        QCOMPARE(countOf(window), u"25 frames..."_s);
        auto &progress = child<ui::ProgressWidget>(window, u"progressWidget"_s);
        QTRY_VERIFY(progress.isVisible());
        QTest::keyClick(&window.panes().list(), Qt::Key_Escape);
        QTRY_VERIFY(window.isSettled());
        QCOMPARE(messagesOf(window), QStringList(u"Warning: Opening stopped after 25 frames."_s));
        QCOMPARE(window.panes().list().rowCount(), 25);
        QTRY_VERIFY(!progress.isVisible());

        QVERIFY(pressMessageButton(window, u"Continue"_s));
        QCOMPARE(messagesOf(window), QStringList());
        pipe.write(Bytes(all).subspan(part.size()));
        QTRY_COMPARE(window.panes().list().rowCount(), 40);
        pipe.finish();
        QTRY_VERIFY(window.isSettled());
        QCOMPARE(countOf(window), u"40 frames"_s);
    }

    void theProgressWidgetCancels()
    {
        WindowFixture fixture;
        PipeFile pipe(fixture.path("pipe"));
        pipe.write(mixedPcap(25));
        ui::MainWindow &window = fixture.add();
        window.open(fixture.path("pipe"));
        QTRY_COMPARE(window.panes().list().rowCount(), 25);
        auto &progress = child<ui::ProgressWidget>(window, u"progressWidget"_s);
        QTRY_VERIFY(progress.isVisible());
        QTest::mouseClick(&child<QToolButton>(progress, u"cancelJob"_s), Qt::LeftButton);
        QTRY_VERIFY(window.isSettled());
        QCOMPARE(messagesOf(window).size(), 1);
    }

    void aPipeThatNobodyWritesToCanBeGivenUp()
    {
        WindowFixture fixture;
        PipeFile pipe(fixture.path("silent"));
        ui::MainWindow &window = fixture.add();
        window.open(fixture.path("silent"));
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(window.isSettled());
        QVERIFY(window.isEmpty());
        QCOMPARE(messagesOf(window), QStringList(u"Note: Opening silent was stopped before anything was read."_s));
        QCOMPARE(child<QStackedWidget>(window, u"pages"_s).currentWidget()->objectName(), u"startPage"_s);
        QVERIFY(WindowFixture::openAndWait(window, fixture.write("a.pcap", mixedPcap(20))));
        QCOMPARE(window.panes().list().rowCount(), 20);
        pipe.finish();
    }

    void closingWhileOpeningLeavesNoThread()
    {
        const int before = threadCount();
        {
            WindowFixture fixture;
            PipeFile pipe(fixture.path("pipe"));
            pipe.write(mixedPcap(25));
            ui::MainWindow &window = fixture.add();
            window.open(fixture.path("pipe"));
            QTRY_COMPARE(window.panes().list().rowCount(), 25);
            window.close();
            QTRY_COMPARE(fixture.windows().count(), std::size_t{0});
        }
        QTRY_COMPARE(threadCount(), before);
    }

    void aCutFileIsSaidAndItsLostRowsSaySo()
    {
        WindowFixture fixture;
        settingsNeverFollow(fixture);
        const QString path = fixture.write("shrinks.pcap", mixedPcap(200));
        ui::MainWindow &window = fixture.addWith(path);
        QVERIFY(QFile::resize(path, 2000));
        QTRY_VERIFY(!messagesOf(window).isEmpty());
        QVERIFY(messagesOf(window).front().startsWith("Warning: shrinks.pcap was cut while it was open."_L1));
        const auto &model = window.panes().model();
        QVERIFY(model.index(199, model.columnCount() - 1).data().toString().contains("(no longer in the file)"_L1));
        QVERIFY(!model.index(0, model.columnCount() - 1).data().toString().contains("(no longer in the file)"_L1));
        QCOMPARE(window.panes().list().rowCount(), 200);
    }

    void aGrowingFileIsFollowed()
    {
        WindowFixture fixture;
        const Buffer all = mixedPcap(60);
        const Buffer part = mixedPcap(20);
        const QString path = fixture.write("grows.pcap", part); // written just now: followed by default
        ui::MainWindow &window = fixture.addWith(path);
        window.panes().list().setCurrentRow(5);
        appendTo(path.toStdString(), Bytes(all).subspan(part.size(), 10)); // within a record header
        appendTo(path.toStdString(), Bytes(all).subspan(part.size() + 10));
        QTRY_COMPARE(window.panes().list().rowCount(), 60);
        QCOMPARE(window.panes().list().currentRow(), std::optional(5));
        QTRY_COMPARE(countOf(window), u"60 frames"_s);
        QCOMPARE(messagesOf(window), QStringList());
    }

    void aGrowingFileThatIsNotFollowedIsSaidAndReloaded()
    {
        WindowFixture fixture;
        settingsNeverFollow(fixture);
        const Buffer all = mixedPcap(60);
        const Buffer part = mixedPcap(20);
        const QString path = fixture.write("grows.pcap", part);
        ui::MainWindow &window = fixture.addWith(path);
        appendTo(path.toStdString(), Bytes(all).subspan(part.size()));
        QTRY_COMPARE(messagesOf(window), QStringList(u"Note: grows.pcap has grown since it was opened. Reload it to "
                                                     "see what was added."_s));
        QVERIFY(pressMessageButton(window, u"Reload"_s));
        QTRY_COMPARE(window.panes().list().rowCount(), 60);
        QCOMPARE(fixture.windows().count(), std::size_t{1});
    }

    // Ctrl+R again before the first has opened, and another file meanwhile.
    void reloadingTwiceReloadsOnceInTheSameWindow()
    {
        WindowFixture fixture;
        const QString path = fixture.write("a.pcap", mixedPcap(20));
        ui::MainWindow &window = fixture.addWith(path);
        fixture.write("a.pcap", mixedPcap(30));
        window.actions()[ui::Do::Reload]->trigger();
        window.actions()[ui::Do::Reload]->trigger();
        window.open(fixture.write("b.txt", asBytes("no capture at all, though long enough to be looked at")));
        QTRY_VERIFY(window.isSettled());
        QTRY_COMPARE(window.panes().list().rowCount(), 30);
        QCOMPARE(fixture.windows().count(), std::size_t{1});
    }

    void aReplacedFileIsSaid()
    {
        WindowFixture fixture;
        const QString path = fixture.write("a.pcap", mixedPcap(20));
        ui::MainWindow &window = fixture.addWith(path);
        const QString other = fixture.write("b.pcap", mixedPcap(30));
        QVERIFY(QFile::remove(path));
        QVERIFY(QFile::rename(other, path));
        QTRY_COMPARE(messagesOf(window).size(), 1);
        QVERIFY(messagesOf(window).front().startsWith("Warning: a.pcap was replaced or removed"_L1));
        QCOMPARE(window.panes().list().rowCount(), 20);
        QVERIFY(pressMessageButton(window, u"Reload"_s));
        QTRY_COMPARE(window.panes().list().rowCount(), 30);
    }

    void aLimitOnDecompressionCanBeRaised()
    {
        WindowFixture fixture;
        // 100 MiB of zeros behind a header: far more than a thousand for one.
        Buffer file = PcapBuilder().bytes();
        file.resize(file.size() + (std::size_t{100} << 20U)); // whole records of no bytes
        const QString path = fixture.write("bomb.pcap.gz", gzipped(file));
        ui::MainWindow &window = fixture.add();
        QVERIFY(WindowFixture::openAndWait(window, path));
        QCOMPARE(messagesOf(window).size(), 1);
        QVERIFY2(messagesOf(window).front().contains("stopped"_L1), qPrintable(messagesOf(window).front()));
        const int before = window.panes().list().rowCount();
        QVERIFY(pressMessageButton(window, u"Raise the Limit"_s));
        QTRY_VERIFY(window.isSettled() && window.panes().list().rowCount() > before);
        QCOMPARE(messagesOf(window), QStringList());
    }

    void droppedFilesAreOpened()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(fixture.write("a.pcap", mixedPcap(20))),
                      QUrl::fromLocalFile(fixture.write("b.pcap", mixedPcap(20)))});
        QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&window, &drop);
        QTRY_COMPARE(fixture.windows().count(), std::size_t{2});
        QTRY_COMPARE(window.panes().list().rowCount(), 20);
        QTRY_COMPARE(fixture.windows().at(1).panes().list().rowCount(), 20);
    }

    void droppedTextIsNot()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        QMimeData data;
        data.setText(u"text"_s);
        QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
        enter.ignore();
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(!enter.isAccepted());
    }

    void closingShowsTheStartPageAndHoldsNothing()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(fixture.write("a.pcap", mixedPcap(20)));
        const std::weak_ptr<const Capture> capture = window.capture();
        QTest::keyClick(&window, Qt::Key_W, Qt::ControlModifier);
        QTRY_VERIFY(window.isEmpty());
        QTRY_VERIFY(capture.expired());
        QCOMPARE(countOf(window), QString());
        QTest::keyClick(&window, Qt::Key_W, Qt::ControlModifier);
        QTRY_COMPARE(fixture.windows().count(), std::size_t{0});
    }

private:
    static void settingsNeverFollow(WindowFixture &fixture)
    {
        fixture.settings().setFollow(ui::FollowChoice::Never);
    }
};

FRAMELENS_TEST(TstOpeningFiles)
#include "tst_opening_files.moc"

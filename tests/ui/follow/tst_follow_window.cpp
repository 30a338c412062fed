// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_window.h"

#include "core/base/worker_pool.h"
#include "tests/support/patience.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/fake_streams.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"
#include "ui/follow/follow_messages_view.h"
#include "ui/views/field_tree_view.h"
#include "ui/widgets/elided_label.h"

#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTabWidget>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr Direction client = Direction::ToServer;
constexpr Direction server = Direction::ToClient;

std::shared_ptr<FakeStream> conversation(std::uint32_t number)
{
    auto stream = std::make_shared<FakeStream>(number);
    stream->say(client, "GET / HTTP/1.1\r\n\r\n", 0).say(server, "HTTP/1.1 200 OK\r\n", 1).miss(server, 1460, 2);
    stream->say(server, "the end", 2).say(client, "bye\n", 3);
    stream->message(client, 0, 18, 0).message(server, 0, 17, 1).message(client, 18, 4, 3, FrameKind::Incomplete);
    return stream;
}

} // namespace

class TstFollowWindow : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_streams = std::make_shared<FakeStreams>();
        m_frames = std::make_shared<SyntheticSource>(100, plainUdpFrame(40));
        m_window = new FollowWindow(m_pool, m_font, m_ledger);
        m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    }
    void cleanup() { delete m_window.data(); }

    void headerNamesEndsAndCounts()
    {
        m_streams->add(conversation(3));
        QVERIFY(follow(0));
        QCOMPARE(child<ElidedLabel>(*m_window, u"followTitle"_s).text(),
                 u"TCP stream 3: 10.0.0.1:40003 to 10.0.0.2:80, open"_s);
        QCOMPARE(child<QLabel>(*m_window, u"followCounts"_s).text(),
                 u"2 client packets (22 bytes), 2 server packets (1.5 kB), 2 turns, 1 gap, no overlaps"_s);
        QVERIFY(m_window->windowTitle().contains(u"10.0.0.2:80"_s));
    }

    void messagesAreRowsAndTheirFieldsStandBelow()
    {
        m_streams->add(conversation(0));
        QVERIFY(follow(0));
        auto &table = child<QTableView>(*m_window, u"followMessages"_s);
        QCOMPARE(table.model()->rowCount(), 3);
        QCOMPARE(cell(table, 0, FollowMessagesModel::DirectionColumn), u"> client to server"_s);
        QCOMPARE(cell(table, 1, FollowMessagesModel::DirectionColumn), u"    < server to client"_s);
        QCOMPARE(cell(table, 1, FollowMessagesModel::SizeColumn), u"17"_s);
        QCOMPARE(cell(table, 1, FollowMessagesModel::TimeColumn), u"0.001000"_s);
        QCOMPARE(cell(table, 2, FollowMessagesModel::TypeColumn), u"incomplete message"_s);
        QVERIFY(cell(table, 0, FollowMessagesModel::SummaryColumn).contains(u"40001"_s));
        QVERIFY(child<FieldTreeView>(*m_window, u"followFields"_s).model()->rowCount() > 0);
    }

    void aClickOnAMessageSelectsItsFrame()
    {
        m_streams->add(conversation(0));
        QVERIFY(follow(0));
        const QSignalSpy chosen(m_window.data(), &FollowWindow::chosen);
        auto &table = child<QTableView>(*m_window, u"followMessages"_s);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                          table.visualRect(table.model()->index(2, 1)).center());
        QVERIFY(!chosen.isEmpty());
        QCOMPARE(chosen.last().at(0).toUInt(), 3U);
    }

    void theButtonAsksForTheFilterOfTheStream()
    {
        m_streams->add(conversation(3));
        auto &button = child<QPushButton>(*m_window, u"followFilter"_s);
        QVERIFY(!button.isEnabled());
        QVERIFY(follow(0));
        const QSignalSpy asked(m_window.data(), &FollowWindow::filterAsked);
        QVERIFY(asked.isEmpty()); // following filters nothing by itself
        QTest::mouseClick(&button, Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().at(0).toString(), u"tcp.stream == 3"_s);
    }

    void bytesAreLinesOfBothSides()
    {
        m_streams->add(conversation(0));
        QVERIFY(followBytes());
        QTRY_COMPARE(bytes().lineText(0), u"> GET / HTTP/1.1"_s);
        QCOMPARE(bytes().lineText(2), u"    < HTTP/1.1 200 OK"_s);
        QCOMPARE(bytes().lineText(3), u"    < [1,460 bytes missing]"_s);
        QCOMPARE(bytes().lineText(4), u"    < the end"_s);
        QCOMPARE(bytes().lineText(5), u"> bye"_s);
    }

    void aClickOnAByteSelectsItInItsFrameAndItsMessage()
    {
        m_streams->add(conversation(0));
        QVERIFY(followBytes());
        const QSignalSpy chosen(m_window.data(), &FollowWindow::chosen);
        QTRY_VERIFY(bytes().placeRect({3, 2}).isValid());
        QTest::mouseClick(bytes().viewport(), Qt::LeftButton, {}, bytes().placeRect({3, 2}).center());
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().at(0).toUInt(), 2U);
        QCOMPARE(chosen.first().at(1).value<ByteRange>(), (ByteRange{56, 1}));
        QTest::mouseClick(bytes().viewport(), Qt::LeftButton, {}, bytes().placeRect({4, 0}).center());
        QCOMPARE(child<QTableView>(*m_window, u"followMessages"_s).currentIndex().row(), 2);
    }

    void aGapIsInNoFrame()
    {
        m_streams->add(conversation(0));
        QVERIFY(followBytes());
        const QSignalSpy chosen(m_window.data(), &FollowWindow::chosen);
        QTRY_VERIFY(bytes().placeRect({3, 0}).isValid());
        const QPoint above = bytes().placeRect({3, 0}).center() - QPoint(0, bytes().placeRect({3, 0}).height());
        QTest::mouseClick(bytes().viewport(), Qt::LeftButton, {}, above);
        QVERIFY(chosen.isEmpty());
    }

    void draggedBytesAreCopiedAsTheyAreShown()
    {
        m_streams->add(conversation(0));
        QVERIFY(followBytes());
        QTRY_VERIFY(bytes().placeRect({1, 0}).isValid());
        QTest::mousePress(bytes().viewport(), Qt::LeftButton, {}, bytes().placeRect({0, 4}).center());
        QTest::mouseMove(bytes().viewport(), bytes().placeRect({1, 3}).center());
        QTest::mouseRelease(bytes().viewport(), Qt::LeftButton, {}, bytes().placeRect({1, 3}).center());
        bytes().setFocus();
        QTest::keyClick(&bytes(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"/ HTTP/1.1\n\nHTTP"_s);
        QVERIFY(m_ledger->bytes(CopyReason::Clipboard) > 0);
    }

    void whatTheMainWindowSelectsIsSelectedHere()
    {
        m_streams->add(conversation(0));
        QVERIFY(followBytes());
        QTRY_COMPARE(bytes().lineText(5), u"> bye"_s);
        const QSignalSpy chosen(m_window.data(), &FollowWindow::chosen);
        m_window->showPlace(3, {55, 2});
        QCOMPARE(bytes().selected(), (FollowRange{{4, 1}, {4, 3}}));
        QCOMPARE(child<QTableView>(*m_window, u"followMessages"_s).currentIndex().row(), 2);
        m_window->showPlace(1, {});
        QCOMPARE(bytes().selected(), (FollowRange{{1, 0}, {1, 17}}));
        QVERIFY(chosen.isEmpty());
    }

    void keysMoveTheCaretOverAllBytes()
    {
        m_streams->add(conversation(0));
        QVERIFY(followBytes());
        QTRY_VERIFY(bytes().placeRect({0, 0}).isValid());
        QTest::mouseClick(bytes().viewport(), Qt::LeftButton, {}, bytes().placeRect({0, 0}).center());
        bytes().setFocus();
        for (int n = 0; n < 18; ++n)
            QTest::keyClick(&bytes(), Qt::Key_Right);
        QCOMPARE(bytes().selected(), (FollowRange{{1, 0}, {1, 1}}));
        QTest::keyClick(&bytes(), Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(bytes().selected(), (FollowRange{{1, 0}, {1, 2}}));
        QTest::keyClick(&bytes(), Qt::Key_Left);
        QTest::keyClick(&bytes(), Qt::Key_Left);
        QCOMPARE(bytes().selected(), (FollowRange{{0, 17}, {0, 18}}));
    }

    void theCaretGoesToBothEnds()
    {
        m_streams->add(conversation(0));
        QVERIFY(followBytes());
        QTRY_COMPARE(bytes().lineText(5), u"> bye"_s);
        QTest::mouseClick(bytes().viewport(), Qt::LeftButton, {}, bytes().placeRect({1, 3}).center());
        bytes().setFocus();
        const QSignalSpy chosen(m_window.data(), &FollowWindow::chosen);
        QTest::keyClick(&bytes(), Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(bytes().selected(), (FollowRange{{4, 3}, {4, 4}}));
        QCOMPARE(chosen.last().at(0).toUInt(), 3U);
        QTest::keyClick(&bytes(), Qt::Key_Home, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(bytes().selected(), (FollowRange{{0, 0}, {4, 4}}));
        QTest::keyClick(&bytes(), Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(bytes().selected(), (FollowRange{{0, 0}, {0, 1}}));
    }

    void tabGoesThroughTheBytesAsTheyAreRead()
    {
        m_streams->add(conversation(0));
        QVERIFY(followBytes());
        child<QLineEdit>(*m_window, u"followFind"_s).setText(u"bye"_s);
        child<QComboBox>(*m_window, u"followForm"_s).setFocus();
        QStringList reached;
        for (int steps = 0; steps < 50 && !reached.contains(m_window->focusWidget()->objectName()); ++steps) {
            reached << m_window->focusWidget()->objectName();
            QTest::keyClick(m_window->focusWidget(), Qt::Key_Tab);
        }
        reached.removeAll(u"qt_tabwidget_tabbar"_s);
        QCOMPARE(reached, (QStringList{u"followForm"_s, u"followEncoding"_s, u"followSides"_s, u"followBytes"_s, u"followFindKind"_s,
                                       u"followFind"_s, u"followMatchCase"_s, u"followFindNext"_s, u"followNumber"_s,
                                       u"followFilter"_s, u"followSave"_s, u"followClose"_s}));
    }

    void tooMuchIsNotCopiedInPart()
    {
        m_streams->add(std::make_shared<EndlessStream>(100'001, "line\n"));
        QVERIFY(followBytes());
        QGuiApplication::clipboard()->setText(u"before"_s);
        bytes().selectAll();
        const auto isRefused = [this] {
            bytes().copy();
            return said().startsWith("This is more than the clipboard should hold"_L1);
        };
        QTRY_VERIFY2(isRefused(), qPrintable(said())); // before that it is still being laid out
        QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
    }

    void findCrossesSegmentsAndWraps_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("text");
        QTest::newRow("text") << static_cast<int>(FollowFindKind::Text) << u"NEEDLE in two"_s;
        QTest::newRow("hex") << static_cast<int>(FollowFindKind::Hex) << u"6e 65 65:64 6c 65"_s;
        QTest::newRow("expression") << static_cast<int>(FollowFindKind::Regex) << u"needle\\s+in"_s;
    }
    void findCrossesSegmentsAndWraps()
    {
        QFETCH(int, kind);
        QFETCH(QString, text);
        auto stream = std::make_shared<FakeStream>();
        stream->say(client, "first nee", 0).say(server, "between", 1).say(client, "dle in two", 2).say(client, " needle in two", 3);
        m_streams->add(stream);
        QVERIFY(followBytes());
        choose(u"followFindKind"_s, kind);
        child<QLineEdit>(*m_window, u"followFind"_s).setText(text);
        auto &next = child<QPushButton>(*m_window, u"followFindNext"_s);
        QTest::mouseClick(&next, Qt::LeftButton);
        QTRY_COMPARE(bytes().selected().begin, (FollowPlace{0, 6}));
        QTest::mouseClick(&next, Qt::LeftButton);
        QTRY_COMPARE(bytes().selected().begin, (FollowPlace{3, 1}));
        QTest::mouseClick(&next, Qt::LeftButton);
        QTRY_COMPARE(said(), u"Found, from the beginning on."_s);
        QCOMPARE(bytes().selected().begin, (FollowPlace{0, 6}));
    }

    void whatIsNotThereIsSaid()
    {
        auto stream = std::make_shared<FakeStream>();
        stream->say(client, "nee", 0).miss(client, 10, 1).say(client, "dle", 2);
        m_streams->add(stream);
        QVERIFY(followBytes());
        auto &line = child<QLineEdit>(*m_window, u"followFind"_s);
        line.setText(u"needle"_s); // never across a gap
        QTest::keyClick(&line, Qt::Key_Return);
        QTRY_COMPARE(said(), u"Not found."_s);
        choose(u"followFindKind"_s, static_cast<int>(FollowFindKind::Hex));
        line.setText(u"abc"_s);
        QTest::keyClick(&line, Qt::Key_Return);
        QCOMPARE(said(), u"Hex bytes are pairs of digits, like 0d 0a."_s);
        choose(u"followFindKind"_s, static_cast<int>(FollowFindKind::Regex));
        line.setText(u"a("_s);
        QTest::keyClick(&line, Qt::Key_Return);
        QVERIFY2(said().startsWith(u"At "_s), qPrintable(said()));
    }

    void anExpressionThatGivesUpIsNotNotFound()
    {
        auto stream = std::make_shared<FakeStream>();
        stream->say(client, std::string(60, 'a') + "!", 0);
        m_streams->add(stream);
        QVERIFY(followBytes());
        choose(u"followFindKind"_s, static_cast<int>(FollowFindKind::Regex));
        auto &line = child<QLineEdit>(*m_window, u"followFind"_s);
        line.setText(u"(a|aa)+$"_s);
        QTest::keyClick(&line, Qt::Key_Return);
        QTRY_COMPARE(said(), u"The expression takes too many steps."_s);
        QVERIFY(bytes().selected().empty());
    }

    void keysStepThroughStreams()
    {
        for (std::uint32_t n = 0; n < 3; ++n)
            m_streams->add(conversation(n));
        QVERIFY(follow(1));
        QTest::keyClick(m_window.data(), Qt::Key_PageDown, Qt::ControlModifier);
        QTRY_COMPARE(m_window->index(), std::size_t{2});
        QTest::keyClick(m_window.data(), Qt::Key_PageDown, Qt::ControlModifier);
        QCOMPARE(said(), u"This is the last stream."_s);
        QTest::keyClick(m_window.data(), Qt::Key_PageUp, Qt::ControlModifier);
        QTest::keyClick(m_window.data(), Qt::Key_PageUp, Qt::ControlModifier);
        QTRY_COMPARE(m_window->index(), std::size_t{0});
        child<QSpinBox>(*m_window, u"followNumber"_s).setValue(2);
        QTRY_COMPARE(m_window->index(), std::size_t{2});
    }

    void aStreamThatGrowsGrowsAtTheEnd()
    {
        auto stream = conversation(0);
        m_streams->add(stream);
        QVERIFY(followBytes());
        QTRY_COMPARE(bytes().lineText(5), u"> bye"_s);
        QTest::mouseClick(bytes().viewport(), Qt::LeftButton, {}, bytes().placeRect({4, 0}).center());
        const FollowRange selected = bytes().selected();
        auto more = std::make_shared<FakeStream>(*stream);
        more->say(server, "more\n", 4).message(server, 1484, 5, 4);
        m_streams->replace(0, more);
        m_window->grow();
        QTRY_COMPARE(bytes().lineText(6), u"    < more"_s);
        QCOMPARE(bytes().selected(), selected);
        QCOMPARE(child<QTableView>(*m_window, u"followMessages"_s).model()->rowCount(), 4);
        QVERIFY(child<QLabel>(*m_window, u"followCounts"_s).text().contains(u"3 server packets"_s));
    }

    void twoGigabytesAreLaidOutByTheirVisibleLines()
    {
        const std::string text = std::string(1399, 'x') + "\n";
        const std::size_t pieces = sized(1'500'000, 100'000);
        const auto stream = std::make_shared<EndlessStream>(pieces, text);
        m_streams->add(stream);
        QVERIFY(followBytes());
        QTRY_VERIFY(!bytes().lineText(0).isEmpty()); // while the rest is still looked through
        const auto lines = static_cast<int>(pieces) * 7; // of 200 bytes each
        QTRY_COMPARE(bytes().verticalScrollBar()->maximum(), lines - bytes().linesPerPage());
        bytes().grab();
        stream->takeAsked();
        const std::size_t before = bytes().linesLaidOut();
        bytes().setFocus();
        QTest::keyClick(&bytes(), Qt::Key_End, Qt::ControlModifier);
        bytes().grab();
        QTest::keyClick(&bytes(), Qt::Key_Home, Qt::ControlModifier);
        bytes().grab();
        QVERIFY(bytes().linesLaidOut() > before);
        QCOMPARE_LT(bytes().linesLaidOut() - before, std::size_t{300});
        QCOMPARE_LT(stream->takeAsked(), std::size_t{5000});
    }

    void savesTheBytesAsTheyLie_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("both") << static_cast<int>(FollowSaveKind::Raw)
                              << QByteArray("GET / HTTP/1.1\r\n\r\nHTTP/1.1 200 OK\r\nthe endbye\n");
        QTest::newRow("client") << static_cast<int>(FollowSaveKind::RawToServer)
                                << QByteArray("GET / HTTP/1.1\r\n\r\nbye\n");
        QTest::newRow("server") << static_cast<int>(FollowSaveKind::RawToClient)
                                << QByteArray("HTTP/1.1 200 OK\r\nthe end");
    }
    void savesTheBytesAsTheyLie()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, expected);
        QCOMPARE(saved(static_cast<FollowSaveKind>(kind)), expected);
    }

    void savesGapsByName()
    {
        const QByteArray json = saved(FollowSaveKind::Json);
        QVERIFY2(json.contains("{\"from\":\"server\",\"offset\":17,\"missing\":1460}"), json.constData());
        QVERIFY(json.contains(QByteArray("the end").toBase64()));
        QVERIFY(json.contains("\"client\":\"10.0.0.1:40000\""));
        const QByteArray dump = saved(FollowSaveKind::HexDump);
        QVERIFY2(dump.contains("[1,460 bytes missing]") && dump.contains("> 00000000  47 45 54"), dump.constData());
    }

    void aCancelledSaveLeavesNothing()
    {
        const TempFolder folder;
        Job job;
        job.cancel();
        QVERIFY(!saveStream(*conversation(0), FollowSaveKind::Json, folder.file("x.json"), job));
        QVERIFY(!QFile::exists(QString::fromStdString(folder.file("x.json"))));
    }

    void aSaveNeverTakesTheCapturesPlace()
    {
        const TempFolder folder;
        const std::string path = folder.write("x.pcap", asBytes("the capture"));
        const FileStatus capture = statusOf(path).value();
        Job job;
        QVERIFY(!saveStream(*conversation(0), FollowSaveKind::Json, path, job, std::span(&capture, 1)));
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("the capture"));
    }

    // The box has a maximum of its own.
    void theNumberBoxShowsEveryStream()
    {
        for (std::uint32_t i = 0; i < 150; ++i)
            m_streams->add(conversation(i));
        QVERIFY(follow(120));
        QCOMPARE(child<QSpinBox>(*m_window, u"followNumber"_s).value(), static_cast<int>(m_streams->stream(120).number));
    }

    void closingWhileItReadsLeavesNothingBehind()
    {
        m_streams->add(std::make_shared<EndlessStream>(500'000, "line\n"));
        m_window->follow({m_streams, {m_frames, builtInDissector()}, u"x"_s}, 0);
        m_window->show();
        delete m_window.data();
        QCoreApplication::processEvents();
    }

private:
    bool follow(std::size_t index)
    {
        const QSignalSpy laidOut(m_window.data(), &FollowWindow::laidOut);
        m_window->follow({m_streams, {m_frames, builtInDissector()}, u"test.pcap"_s}, index);
        m_window->show();
        return QTest::qWaitForWindowActive(m_window, patienceMs) && QTest::qWaitFor([&] { return !laidOut.isEmpty(); }, patienceMs);
    }
    bool followBytes()
    {
        const bool isThere = follow(0);
        child<QTabWidget>(*m_window, u"followModes"_s).setCurrentIndex(1);
        return isThere && QTest::qWaitFor([this] { return bytes().isVisible(); }, patienceMs);
    }
    FollowBytesView &bytes() const { return child<FollowBytesView>(*m_window, u"followBytes"_s); }
    QString said() const { return child<ElidedLabel>(*m_window, u"followSaid"_s).text(); }
    static QString cell(const QTableView &table, int row, int column)
    {
        return table.model()->index(row, column).data().toString();
    }
    void choose(const QString &box, int value) const
    {
        auto &combo = child<QComboBox>(*m_window, box);
        combo.setCurrentIndex(combo.findData(value));
    }
    static QByteArray saved(FollowSaveKind kind)
    {
        const TempFolder folder;
        const std::string path = folder.file("stream");
        Job job;
        if (!saveStream(*conversation(0), kind, path, job))
            return "not saved";
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
    }

    WorkerPool m_pool{2};
    PaneFont m_font;
    std::shared_ptr<CopyLedger> m_ledger = std::make_shared<CopyLedger>();
    std::shared_ptr<FakeStreams> m_streams;
    std::shared_ptr<SyntheticSource> m_frames;
    QPointer<FollowWindow> m_window;
};

FRAMELENS_TEST(TstFollowWindow)
#include "tst_follow_window.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Streams in a real window: the dock, Follow, gathered messages, and the list's context menu.
#include "ui/stream_views.h"

#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"
#include "ui/document.h"
#include "ui/follow/follow_window.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/hex_tabs.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/streams_dock.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QTableView>
#include <QTextDocument>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

const Ends toServer{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'000, 80};
const std::string request = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";
const std::string responseHead = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n";

// Frames: 0 a datagram, 1 a request, 2 and 3 a response in two segments.
Buffer conversation()
{
    PcapBuilder file;
    file.frame(plainUdpFrame(10));
    file.frame(tcpFrame(toServer, {.sequence = 100, .acknowledgment = 500}, textBytes(request)));
    const Ends back = toServer.reversed();
    const auto asked = static_cast<std::uint32_t>(100 + request.size());
    file.frame(tcpFrame(back, {.sequence = 500, .acknowledgment = asked}, textBytes(responseHead + "hello ")));
    const auto behind = static_cast<std::uint32_t>(500 + responseHead.size() + 6);
    file.frame(tcpFrame(back, {.sequence = behind, .acknowledgment = asked}, textBytes("world!")));
    return file.bytes();
}

} // namespace

class TstStreamViews : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_window = &m_fixture->addWith(m_fixture->write("streams.pcap", conversation()));
        QTRY_VERIFY(m_window->document()->streams()->isComplete());
        QTRY_COMPARE(m_window->document()->streams()->streamCount(), std::size_t{2});
    }
    void cleanup() { m_fixture.reset(); }

    void theDockListsWhatTheCaptureHolds()
    {
        give(*m_window, Do::ShowStreams);
        auto &table = child<QTableView>(*m_window, u"streams"_s);
        QTRY_COMPARE(table.model()->rowCount(), 2);
        QCOMPARE(table.model()->index(1, StreamsModel::ServerColumn).data().toString(), u"10.0.0.2:80"_s);
        m_window->panes().list().setCurrentRow(2);
        QTRY_COMPARE(table.currentIndex().row(), 1);
    }

    void followShowsTheConversationOfTheCurrentFrame()
    {
        m_window->panes().list().setCurrentRow(1);
        FollowWindow *const follow = followed();
        QVERIFY(follow != nullptr);
        QCOMPARE(follow->stream()->messageCount(), std::size_t{2});
        auto &table = child<QTableView>(*follow, u"followMessages"_s);
        QVERIFY2(cell(table, 0).contains(u"GET / HTTP/1.1"_s), qPrintable(cell(table, 0)));
        QVERIFY2(cell(table, 1).contains(u"200 OK"_s), qPrintable(cell(table, 1)));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(1, 1)).center());
        QCOMPARE(m_window->panes().list().currentRow(), std::optional(3));
        QCOMPARE(m_window->panes().selection().source(), ShownFrame::firstGathered);
        m_window->panes().list().setCurrentRow(1);
        QTRY_COMPARE(table.currentIndex().row(), 0);
    }

    void bytesLeadToTheirFramesAndBack()
    {
        m_window->panes().list().setCurrentRow(1);
        FollowWindow *const follow = followed();
        QVERIFY(follow != nullptr);
        child<QTabWidget>(*follow, u"followModes"_s).setCurrentIndex(1);
        auto &bytes = child<FollowBytesView>(*follow, u"followBytes"_s);
        QTRY_VERIFY(bytes.placeRect({2, 1}).isValid()); // of the second segment of the response
        QTest::mouseClick(bytes.viewport(), Qt::LeftButton, {}, bytes.placeRect({2, 1}).center());
        QCOMPARE(m_window->panes().list().currentRow(), std::optional(3));
        QCOMPARE(m_window->panes().selection().range(), (ByteRange{55, 1}));
        m_window->panes().list().setCurrentRow(1);
        m_window->panes().selection().selectBytes({54, 3}, Pane::Hex);
        QTRY_COMPARE(bytes.selected(), (FollowRange{{0, 0}, {0, 3}}));
    }

    void aMessageInTwoSegmentsHasATab()
    {
        m_window->panes().list().setCurrentRow(3);
        QTRY_COMPARE(m_window->panes().byteTabs().count(), 2);
        const auto &shown = m_window->panes().selection().shown();
        const auto field = fieldNamed(*shown->dissection, "http.response.code");
        QVERIFY(field);
        m_window->panes().selection().selectField(field, Pane::Tree);
        QCOMPARE(m_window->panes().byteTabs().currentIndex(), 1);
        QCOMPARE(m_window->panes().hex().selectedRange(), (ByteRange{9, 3}));
    }

    void aFrameOfNoStreamSaysWhy()
    {
        const std::unique_ptr<WindowFixture> other = std::make_unique<WindowFixture>();
        PcapBuilder file;
        file.frame(Buffer(60, std::byte{0xff}));
        MainWindow &window = other->addWith(other->write("none.pcap", file.bytes()));
        QTRY_VERIFY(window.document()->streams()->isComplete());
        give(window, Do::FollowStream);
        QCOMPARE(messagesOf(window).front(), u"Note: The current frame belongs to no TCP or UDP stream."_s);
        const QMenu *menu = listMenu(window);
        QVERIFY(menu != nullptr && menu->toolTipsVisible());
        const auto &follow = child<QAction>(*menu, u"listFollowStream"_s);
        QVERIFY(!follow.isEnabled());
        QTextDocument tip;
        tip.setHtml(follow.toolTip());
        QCOMPARE(tip.toPlainText(), u"The current frame belongs to no TCP or UDP stream"_s);
    }

    void theListsMenuFollows()
    {
        m_window->panes().list().setCurrentRow(2);
        QMenu *menu = listMenu(*m_window);
        QVERIFY(menu != nullptr);
        child<QAction>(*menu, u"listFollowStream"_s).trigger();
        menu->close();
        QVERIFY(followed(false) != nullptr);
    }

    void closingTheCaptureClosesItsFollowWindows()
    {
        m_window->panes().list().setCurrentRow(1);
        const QPointer<FollowWindow> follow(followed());
        QVERIFY(follow);
        m_window->closeCapture();
        QVERIFY(!follow);
    }

private:
    FollowWindow *followed(bool trigger = true) const
    {
        if (trigger)
            give(*m_window, Do::FollowStream);
        auto *follow = m_window->findChild<FollowWindow *>();
        if (follow == nullptr || !QTest::qWaitForWindowActive(follow, patienceMs)
            || !QTest::qWaitFor([follow] { return follow->stream() != nullptr; }, patienceMs))
            return nullptr;
        return follow;
    }
    static QMenu *listMenu(const MainWindow &window)
    {
        FrameListView &list = window.panes().list();
        const QPoint at = list.cellRect(*list.currentRow(), 0).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, list.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(list.viewport(), &event);
        return list.findChild<QMenu *>(u"frameListMenu"_s);
    }
    static QString cell(const QTableView &table, int row)
    {
        return table.model()->index(row, FollowMessagesModel::SummaryColumn).data().toString();
    }

    std::unique_ptr<WindowFixture> m_fixture;
    MainWindow *m_window = nullptr;
};

FRAMELENS_TEST(TstStreamViews)
#include "tst_stream_views.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What stands beside the list of a live document: Follow and the streams; and what its message bar says when something fails.
#include "tests/support/patience.h"
#include "tests/support/peers.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/live_window.h"
#include "ui/filter_views.h"
#include "ui/follow/follow_window.h"
#include "ui/stream_views.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/streams_dock.h"

#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <atomic>
#include <cerrno>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using ui::AttachKind;
using ui::AttachSetup;
using ui::StreamsModel;

namespace {

QString said(const ui::MainWindow &window)
{
    return messagesOf(window).join(u' ');
}

QString cellOf(const QTableView &table, int row, int column)
{
    return table.model()->index(row, column).data().toString();
}

/// Follow of the current frame's conversation.
ui::FollowWindow &followed(const ui::MainWindow &window)
{
    give(window, ui::Do::FollowStream);
    auto *follow = window.findChild<ui::FollowWindow *>();
    if (follow == nullptr || !QTest::qWaitForWindowActive(follow, patienceMs)
        || !QTest::qWaitFor([follow] { return follow->stream() != nullptr; }, patienceMs))
        qFatal("nothing is followed");
    return *follow;
}

} // namespace

class TstLiveViews : public QObject
{
    Q_OBJECT

private slots:
    void followGrowsWithItsConversationAndLeadsToFrameAndBytes()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"line"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send("first\nsecond\n"));
        QTRY_COMPARE(rows(window), 2);
        window.panes().list().setCurrentRow(0);
        ui::FollowWindow &follow = followed(window);
        QTRY_COMPARE(follow.stream()->messageCount(), std::size_t{2});
        QVERIFY(peer.send("third\n"));
        QTRY_COMPARE(follow.stream()->messageCount(), std::size_t{3});
        auto &table = child<QTableView>(follow, u"followMessages"_s);
        QTRY_COMPARE(table.model()->rowCount(), 3);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(2, 1)).center());
        QCOMPARE(window.panes().list().currentRow(), std::optional(2));

        child<QTabWidget>(follow, u"followModes"_s).setCurrentIndex(1);
        auto &bytes = child<ui::FollowBytesView>(follow, u"followBytes"_s);
        const auto secondLine = [&]() -> QRect { // its second byte, however the lines were received
            std::uint64_t before = 7;
            for (std::size_t i = 0; i < follow.stream()->pieceCount(); before -= follow.stream()->piece(i++).size)
                if (before < follow.stream()->piece(i).size)
                    return bytes.placeRect({i, before});
            return {};
        };
        QTRY_VERIFY(secondLine().isValid());
        QTest::mouseClick(bytes.viewport(), Qt::LeftButton, {}, secondLine().center());
        QCOMPARE(window.panes().list().currentRow(), std::optional(1));
        QCOMPARE(window.panes().selection().range(), (ui::ByteRange{1, 1}));
    }

    void theStreamsOfALiveDocumentHaveBothDirectionsCountsAndTimes()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Proxy, server.port(), u"line"_s));
        give(window, ui::Do::ShowStreams);
        auto &table = child<QTableView>(window, u"streams"_s);
        Peer client = Peer::connectTo(portOf(window));
        Peer upstream = server.accept();
        QVERIFY(client.send("question\n"));
        QCOMPARE(upstream.readBytes(9), bytesOf("question\n"));
        QVERIFY(upstream.send("an answer\n"));
        QCOMPARE(client.readBytes(10), bytesOf("an answer\n"));
        QTRY_COMPARE(cellOf(table, 0, StreamsModel::ServerBytesColumn), u"10"_s);
        QCOMPARE(cellOf(table, 0, StreamsModel::ClientBytesColumn), u"9"_s);
        QCOMPARE(cellOf(table, 0, StreamsModel::ClientPacketsColumn), u"1"_s);
        QCOMPARE(cellOf(table, 0, StreamsModel::ServerPacketsColumn), u"1"_s);
        QCOMPARE(cellOf(table, 0, StreamsModel::ServerColumn), u"127.0.0.1:%1"_s.arg(server.port()));
        QVERIFY(cellOf(table, 0, StreamsModel::DurationColumn).toDouble() > 0);
        const QString before = cellOf(table, 0, StreamsModel::DurationColumn);
        QVERIFY(client.send("another question\n")); // the dock follows
        QCOMPARE(upstream.readBytes(17), bytesOf("another question\n"));
        QTRY_COMPARE(cellOf(table, 0, StreamsModel::ClientBytesColumn), u"26"_s);
        QVERIFY(cellOf(table, 0, StreamsModel::DurationColumn) != before);
        Peer second = Peer::connectTo(portOf(window));
        QVERIFY(second.send("x\n"));
        QTRY_COMPARE(table.model()->rowCount(), 2);
        client.close();
        upstream.close();
        QTRY_COMPARE(cellOf(table, 0, StreamsModel::StateColumn), u"closed"_s);
    }

    void whatAFramerNamesIsAFieldThatFiltersAndColumnsKnow()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"u16be,type:u8@2"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send(std::string_view("\0\3\3ab\0\3\7cd", 10)));
        QTRY_COMPARE(rows(window), 2);
        window.panes().addColumn(u"msg.type"_s);
        const ui::FrameListModel &model = window.panes().model();
        QCOMPARE(model.index(1, model.columnCount() - 1).data().toString(), u"7"_s);
        window.filterViews().apply(u"msg.type == 7"_s);
        QTRY_COMPARE(rows(window), 1);
        QCOMPARE(window.panes().list().currentFrame(), std::optional(1U));
        window.filterViews().apply({});
        attached(window).recut(parseFramer("u16be,kind:u8@3").value()); // names change with the framer
        QTRY_VERIFY((window.filterViews().apply(u"msg.kind == 99"_s), rows(window) == 1));
        QCOMPARE(window.panes().list().currentFrame(), std::optional(1U));
    }

    void aFullDiskIsToldAndKeepsWhatThereIs()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        const auto isFull = std::make_shared<std::atomic<bool>>(false);
        ui::LiveOrder order;
        order.framer = parseFramer("line").value();
        order.title = u"Connection"_s;
        order.options.mode = live::Connect{.to = {.host = "127.0.0.1", .port = server.port()}};
        order.options.spool.allowMemory = true;
        order.options.spool.calls.pwritev = [isFull](int fd, const iovec *pieces, int count, off_t offset) -> ssize_t {
            if (!isFull->load())
                return ::pwritev(fd, pieces, count, offset);
            errno = ENOSPC;
            return -1;
        };
        window.attach(order);
        Peer peer = server.accept();
        QVERIFY(peer.send("one\ntwo\n"));
        QTRY_COMPARE(rows(window), 2);
        isFull->store(true);
        QVERIFY(peer.send("three\n"));
        QTRY_VERIFY(said(window).contains("held up"_L1));
        QVERIFY2(said(window).contains("No space left"_L1), qPrintable(said(window))); // what
        QVERIFY2(said(window).contains(attached(window).path()), qPrintable(said(window))); // where
        QVERIFY2(said(window).contains("8 bytes recorded so far"_L1), qPrintable(said(window))); // how much
        QCOMPARE(rows(window), 2);
        isFull->store(false);
        QVERIFY(pressMessageButton(window, u"Retry"_s));
        QTRY_COMPARE(rows(window), 3);
        QTRY_VERIFY(!said(window).contains("held up"_L1));
    }

    void aNameThatNobodyKnowsOffersRetryAndEdit()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        AttachSetup setup = setupFor(AttachKind::Connect, 9, u"u16be"_s);
        setup.host = u"nowhere.invalid"_s;
        attachByDialog(window, setup);
        QVERIFY(isState(window, live::State::Failed));
        QTRY_VERIFY(said(window).contains("nowhere.invalid:9: the name cannot be resolved"_L1));
        QVERIFY(pressMessageButton(window, u"Retry"_s));
        QTRY_VERIFY(window.document() != nullptr && isState(window, live::State::Failed));
        QTRY_VERIFY(said(window).contains("cannot be resolved"_L1));
        QVERIFY(pressMessageButton(window, u"Edit"_s));
        QCOMPARE(shownDialog(window).setup(), setup); // as it was given
    }
};

FRAMELENS_TEST(TstLiveViews)
#include "tst_live_views.moc"

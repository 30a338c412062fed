// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Attaching in a real window, with real sockets on loopback.
#include "tests/support/capture_builder.h"
#include "tests/support/patience.h"
#include "tests/support/peers.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/held_pool.h"
#include "tests/support/ui/live_window.h"

#include "core/bytes/spool.h"
#include "core/decode/registry.h"
#include "ui/dialogs/attach_dialog.h"
#include "ui/live_document.h"
#include "ui/widgets/send_bar.h"

#include <QAccessible>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QtTest>

#include <future>
#include <thread>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using ui::AttachKind;
using ui::AttachSetup;

namespace {

int socketCount()
{
    int sockets = 0;
    const QStringList fds = QDir(u"/proc/self/fd"_s).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System);
    for (const QString &fd : fds)
        sockets += QFile::symLinkTarget(u"/proc/self/fd/"_s + fd).contains("socket:["_L1) ? 1 : 0;
    return sockets;
}

std::vector<std::byte> recorded(const ui::MainWindow &window, Direction direction, std::uint32_t connection = 0)
{
    return recordedBytes(*attached(window).log(), connection, direction);
}

} // namespace

class TstLiveWindow : public QObject
{
    Q_OBJECT

private slots:
    void connectShowsWhatIsReceivedAndSent()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"line"_s));
        Peer peer = server.accept();
        QVERIFY(isState(window, live::State::Connected));
        QVERIFY(window.windowTitle().contains("(live)"_L1));
        QVERIFY(peer.send("hello\nworld\n"));
        QTRY_COMPARE(rows(window), 2);

        auto &line = child<QLineEdit>(window, u"sendLine"_s);
        QTRY_VERIFY(line.isVisible());
        QTest::keyClicks(&line, u"answer"_s);
        QTest::keyClick(&line, Qt::Key_Return);
        QCOMPARE(peer.readBytes(8), bytesOf("answer\r\n"));
        QTRY_COMPARE(rows(window), 3);
        QCOMPARE(recorded(window, Direction::ToServer), bytesOf("answer\r\n"));
        QCOMPARE(recorded(window, Direction::ToClient), bytesOf("hello\nworld\n"));
        // Who speaks is shown, and read out.
        const auto info = [&window](int row) {
            const ui::FrameListModel &model = window.panes().model();
            return model.index(row, model.columnCount() - 1).data().toString();
        };
        QVERIFY2(info(0).startsWith(u"\u2190 hello"_s), qPrintable(info(0)));
        QVERIFY2(info(2).startsWith(u"\u2192 answer"_s), qPrintable(info(2)));
        QAccessibleInterface *list = QAccessible::queryAccessibleInterface(&window.panes().list());
        QAccessibleInterface *cell = list->tableInterface()->cellAt(2, window.panes().model().columnCount() - 1);
        QCOMPARE(cell->text(QAccessible::Name), u"client to server: answer"_s);
        QTest::mouseClick(&child<QPushButton>(window, u"sendEndButton"_s), Qt::LeftButton);
        QVERIFY(peer.readAll().empty());

        peer.close();
        QTRY_VERIFY(!attached(window).isRunning());
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("Note: "_L1)); // no error
        QVERIFY(!window.windowTitle().contains("(live)"_L1));
        QVERIFY(!child<QWidget>(window, u"sendBar"_s).isVisible());
    }

    void listenRecordsEachConnectionAndStopFreesThePort()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Listen, 0, u"line"_s));
        const std::uint16_t port = portOf(window);
        Peer one = Peer::connectTo(port);
        QVERIFY(one.send("first\n"));
        QTRY_COMPARE(rows(window), 1);
        Peer two = Peer::connectTo(port);
        QVERIFY(two.send("second\n"));
        QTRY_COMPARE(rows(window), 2);
        QCOMPARE(recorded(window, Direction::ToServer, 0), bytesOf("first\n"));
        QCOMPARE(recorded(window, Direction::ToServer, 1), bytesOf("second\n"));
        give(window, ui::Do::StopLive);
        QTRY_VERIFY(!attached(window).isRunning());
        QVERIFY(!Peer::connectTo(port).isOpen());
        QCOMPARE(rows(window), 2);
    }

    void theProxyChangesNothingAndShowsBothDirections()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Proxy, server.port(), u"none"_s));
        Peer client = Peer::connectTo(portOf(window));
        const std::vector<std::byte> request = patternBytes(100'000, 1);
        const std::vector<std::byte> answer = patternBytes(200'000, 2);
        auto played = std::async(std::launch::async, [&] {
            Peer upstream = server.accept();
            const std::vector<std::byte> got = upstream.readBytes(request.size());
            upstream.send(answer);
            return got;
        });
        QVERIFY(client.send(request));
        QCOMPARE(client.readBytes(answer.size()), answer);
        QCOMPARE(played.get(), request);
        QVERIFY(isRecorded(window, request.size() + answer.size()));
        QCOMPARE(recorded(window, Direction::ToServer), request);
        QCOMPARE(recorded(window, Direction::ToClient), answer);
        QTRY_VERIFY(rows(window) > 1);
    }

    void pcapOverTcpBecomesFrames()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        AttachSetup setup = setupFor(AttachKind::Pcap, 0);
        setup.listens = true;
        attachByDialog(window, setup);
        Peer sender = Peer::connectTo(portOf(window));
        const std::vector<std::byte> capture = mixedPcap(30);
        const std::size_t half = capture.size() / 2;
        QVERIFY(sender.send(Bytes(capture).first(half)));
        QTRY_VERIFY(rows(window) > 5);
        QVERIFY(rows(window) < 30);
        window.panes().list().setCurrentRow(3);
        QVERIFY(sender.send(Bytes(capture).subspan(half)));
        QTRY_COMPARE(rows(window), 30);
        QCOMPARE(window.panes().list().currentRow(), std::optional(3));
        QVERIFY(window.actions()[ui::Do::Export]->isEnabled());
        QVERIFY(!window.actions()[ui::Do::Reload]->isEnabled());
        sender.close();
        QTRY_VERIFY(window.isSettled());
        QCOMPARE(rows(window), 30);
    }

    void aPcapStreamThatStopsInsideARecordSaysSo()
    {
        WindowFixture fixture;
        const std::vector<std::byte> capture = mixedPcap(10);
        const QString file = fixture.write("cut.pcap", Bytes(capture).first(capture.size() - 3));
        ui::MainWindow &window = fixture.add();
        AttachSetup setup = setupFor(AttachKind::Command, 0);
        setup.command = u"cat '%1'"_s.arg(file);
        attachByDialog(window, setup);
        QTRY_COMPARE(rows(window), 9);
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("ends inside record 10"_L1));
    }

    void aCommandsStandardErrorIsShownWhenItEnds()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        AttachSetup setup = setupFor(AttachKind::Command, 0);
        setup.command = u"echo 'no <b>permission</b>' >&2; exit 3"_s;
        attachByDialog(window, setup);
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("no <b>permission</b>"_L1));
        QVERIFY(messagesOf(window).join(u' ').contains("exit status 3"_L1));
    }

    void garbageInsteadOfACaptureIsRefused()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        AttachSetup setup = setupFor(AttachKind::Command, 0);
        setup.command = u"yes 'this is no capture' | head -c 100000"_s;
        attachByDialog(window, setup);
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("Error: "_L1));
        QTRY_VERIFY(!attached(window).isRunning());
        QCOMPARE(rows(window), 0);
    }

    void aRefusalOffersRetryAndEdit()
    {
        const RefusingPort refusing; // held: nobody else gets it meanwhile
        const std::uint16_t port = refusing.port();
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, port));
        QVERIFY(isState(window, live::State::Failed));
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("refused"_L1));
        QVERIFY(pressMessageButton(window, u"Edit"_s));
        ui::AttachDialog &dialog = shownDialog(window);
        QCOMPARE(dialog.setup().port, QString::number(port)); // the values are kept
        dialog.reject();
        QTRY_VERIFY(window.findChild<ui::AttachDialog *>() == nullptr);
        attachByDialog(window, setupFor(AttachKind::Connect, port)); // what failed gives its place
        QCOMPARE(fixture.windows().count(), 1U);
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("refused"_L1));
        QVERIFY(pressMessageButton(window, u"Retry"_s));
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("refused"_L1));
    }

    void aPortInUseOffersAFreeOne()
    {
        const PeerServer holder;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        AttachSetup setup = setupFor(AttachKind::Listen, 0);
        setup.listenPort = QString::number(holder.port());
        attachByDialog(window, setup);
        QVERIFY(isState(window, live::State::Failed));
        QPushButton *offer = nullptr;
        QTRY_VERIFY(
            [&] {
                const QList<QPushButton *> buttons = window.messages().findChildren<QPushButton *>();
                for (QPushButton *button : buttons)
                    if (button->text().startsWith("Use Port"_L1))
                        offer = button;
                return offer != nullptr;
            }());
        QTest::mouseClick(offer, Qt::LeftButton);
        QVERIFY(isState(window, live::State::Listening));
        QVERIFY(portOf(window) != holder.port());
    }

    void closingWhileLiveLeavesNoThreadAndNoSocket()
    {
        WindowFixture fixture;
        fixture.add(); // stays: the windows' own threads are there already
        const int threads = threadCount();
        const int sockets = socketCount();
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Listen, 0, u"line"_s));
        const std::uint16_t port = portOf(window);
        {
            Peer peer = Peer::connectTo(port);
            QVERIFY(peer.send("x\n"));
            QTRY_COMPARE(rows(window), 1);
            QVERIFY(socketCount() > sockets);
            window.close();
            QVERIFY(window.isVisible()); // it asks first
            QVERIFY(answerBox(window, u"keepBox"_s, QMessageBox::Discard));
            QTRY_COMPARE(fixture.windows().count(), 1U);
        }
        QTRY_COMPARE(socketCount(), sockets);
        QTRY_COMPARE(threadCount(), threads);
        QVERIFY(!Peer::connectTo(port).isOpen());
        QVERIFY(leftSpools(fixture.recordings()).empty());
    }

    void cancelGoesOnRecording()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Listen, 0, u"line"_s));
        Peer peer = Peer::connectTo(portOf(window));
        QVERIFY(peer.send("x\n"));
        QTRY_COMPARE(rows(window), 1);
        give(window, ui::Do::Close);
        QVERIFY(answerBox(window, u"keepBox"_s, QMessageBox::Cancel));
        QVERIFY(attached(window).isRunning());
        QVERIFY(peer.send("y\n"));
        QTRY_COMPARE(rows(window), 2);
    }

    void nothingReceivedClosesSilently()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Listen, 0));
        portOf(window);
        give(window, ui::Do::Close);
        QVERIFY(window.document() == nullptr);
        QVERIFY(QDir(QString::fromStdString(fixture.recordings())).isEmpty());
    }

    void selectionAndScrollStayWhileFramesArrive()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"line"_s));
        Peer peer = server.accept();
        for (int n = 0; n < 300; ++n)
            QVERIFY(peer.send("some line\n"));
        QTRY_COMPARE(rows(window), 300);
        ui::FrameListView &list = window.panes().list();
        QVERIFY(list.autoScroll());
        QVERIFY(list.topRow() + list.rowsPerPage() >= 300); // the last row is in view
        list.setFocus();
        list.setCurrentRow(100);
        QVERIFY(!list.autoScroll()); // scrolled up
        QVERIFY(!window.actions()[ui::Do::AutoScroll]->isChecked());
        const int top = list.topRow();
        QVERIFY(peer.send(std::string_view("more\nand more\n")));
        QTRY_COMPARE(rows(window), 302);
        QCOMPARE(list.topRow(), top);
        QCOMPARE(list.currentRow(), std::optional(100));
        QTest::keyClick(&list, Qt::Key_End);
        QVERIFY(list.autoScroll() && window.actions()[ui::Do::AutoScroll]->isChecked());
        QVERIFY(peer.send("last\n"));
        QTRY_COMPARE(rows(window), 303);
        QVERIFY(list.topRow() + list.rowsPerPage() >= 303);
        give(window, ui::Do::AutoScroll);
        QVERIFY(!list.autoScroll());
    }

    void whilePausedRecordingGoesOn()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"line"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send("one\n"));
        QTRY_COMPARE(rows(window), 1);
        give(window, ui::Do::PauseView);
        QVERIFY(peer.send("two\nthree\n"));
        QTRY_COMPARE(window.document()->source()->count(), 3U);
        QCOMPARE(rows(window), 1);
        QVERIFY(child<QWidget>(window, u"recordLabel"_s).accessibleName().contains("view paused"_L1));
        give(window, ui::Do::PauseView);
        QTRY_COMPARE(rows(window), 3);
    }

    void changingTheFramingCutsAnewAndKeepsThePlace()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"fixed:4"_s));
        Peer peer = server.accept();
        for (int n = 0; n < 50; ++n)
            QVERIFY(peer.send("abcdefg\n"));
        QTRY_COMPARE(rows(window), 100);
        ui::FrameListView &list = window.panes().list();
        list.setCurrentRow(40); // begins the 21st line
        const FrameView before = window.panes().selection().shown()->view;
        give(window, ui::Do::SetFraming);
        auto &dialog = child<QDialog>(window, u"framingDialog"_s);
        auto &kind = child<QComboBox>(dialog, u"framingKind"_s);
        kind.setCurrentIndex(kind.findText(u"Lines of text"_s));
        QTest::mouseClick(&child<QPushButton>(dialog, u"framingButton"_s), Qt::LeftButton);
        QTRY_COMPARE(rows(window), 50);
        const FrameView after = window.panes().selection().shown()->view;
        QCOMPARE(after.bytes.offsetInStore(), before.bytes.offsetInStore());
        QCOMPARE(after.bytes.size(), 8U);
        QVERIFY(peer.send("abcdefg\n")); // and it goes on with the new framing
        QTRY_COMPARE(rows(window), 51);
    }

    void aCuttingThatIsCancelledLeavesTheFramingAsItWas()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"fixed:4"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send("abcdefgh"));
        QTRY_COMPARE(rows(window), 2);
        attached(window).recut(parseFramer("fixed:8").value());
        attached(window).recutJob()->cancel();
        QTRY_VERIFY(!attached(window).recutJob());
        QCOMPARE_EQ(framerText(attached(window).framer().value()), std::string("fixed:4"));
        QCOMPARE(rows(window), 2);
        attached(window).recut(parseFramer("fixed:8").value());
        QTRY_COMPARE(rows(window), 1);
        QCOMPARE_EQ(framerText(attached(window).framer().value()), std::string("fixed:8"));
    }

    void whatDecodeAsCutsAnewIsShownAndCanBeCancelled()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"fixed:4"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send("abcdefgh"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(window), 2, patienceMs);
        HeldPool held;
        for (std::size_t thread = 0; thread < WindowFixture::threads; ++thread)
            held.hold(fixture.pool());
        const auto former = attached(window).bindings();
        const auto bindings = std::make_shared<Bindings>(former ? *former : Bindings());
        bindings->bind(parseBinding("tcp.port==51,mqtt", *Registry::builtIn()).value());
        attached(window).rebind(bindings);
        const QList<QToolButton *> buttons = window.findChildren<QToolButton *>(u"cancelJob"_s);
        const auto cancel = std::ranges::find(buttons, u"Cancel: Cutting messages anew"_s, &QToolButton::accessibleName);
        QVERIFY(cancel != buttons.end());
        (*cancel)->click();
        held.release();
        QTRY_VERIFY_WITH_TIMEOUT(!attached(window).recutJob(), patienceMs);
        QVERIFY(attached(window).bindings() == former);
    }

    // Decode As is not undone by another framing that is chosen before it is cut.
    void anotherFramingKeepsTheBindingsThatAreBeingCutWith()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"fixed:4"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send("abcdefghijklmnopqrstuvwx"));
        QTRY_COMPARE(rows(window), 6);
        give(window, ui::Do::SetFraming);
        auto &dialog = child<QDialog>(window, u"framingDialog"_s);
        child<QComboBox>(dialog, u"framingKind"_s).setCurrentIndex(0); // as the bindings say
        auto bindings = std::make_shared<Bindings>();
        bindings->bind(*parseBinding("tcp.port==" + std::to_string(server.port()) + ",fixed:3", *Registry::builtIn()));
        attached(window).rebind(bindings);
        QCOMPARE_EQ(framerText(attached(window).framer().value()), std::string("fixed:4"));
        QTest::mouseClick(&child<QPushButton>(dialog, u"framingButton"_s), Qt::LeftButton);
        QVERIFY(!attached(window).framer());
        QTRY_VERIFY(!attached(window).recutJob());
        QTRY_COMPARE(rows(window), 8);
    }

    // Messages that came in one piece have one time.
    void manyFramesOfAMomentKeepTheirPlacesAndMarks()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"fixed:4"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send(std::string(40'000, 'x')));
        QTRY_COMPARE(rows(window), 10'000);
        window.panes().list().setCurrentRow(9'000);
        window.panes().marks().add({3'000, 3'003});
        window.panes().marks().add({8'001, 8'002});
        attached(window).recut(parseFramer("fixed:8").value());
        QTRY_COMPARE(rows(window), 5'000);
        QCOMPARE(window.panes().list().currentRow(), std::optional(4'500));
        QTRY_COMPARE_WITH_TIMEOUT(window.panes().marks().frames().text(), std::string("1501-1502,4001"), patienceMs);
    }

    void aFloodLeavesTheWindowAnswering()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"line"_s));
        Peer peer = server.accept();
        const std::size_t lines = sized(400'000, 20'000);
        int updates = 0;
        connect(window.document(), &ui::Document::framesAppended, this, [&updates] { ++updates; });
        std::jthread flood([&peer, lines] {
            std::string block;
            for (int n = 0; n < 1000; ++n)
                block += "a line of the flood, thirty-two\n";
            for (std::size_t n = 0; n < lines; n += 1000)
                if (!peer.send(block))
                    return;
        });
        int turns = 0; // of the event loop: each could have been a person's
        while (static_cast<std::size_t>(rows(window)) < lines && turns < 1'000'000) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            ++turns;
        }
        QCOMPARE(static_cast<std::size_t>(rows(window)), lines);
        QVERIFY(updates >= 1);
        QVERIFY2(static_cast<std::size_t>(updates) < lines / 100, qPrintable(QString::number(updates)));
        QVERIFY(turns >= updates);
        flood.join();
        QCOMPARE(attached(window).bytes(), lines * 32);
    }

    void aRecordingThatWasLeftIsOfferedOpenedAndDiscarded()
    {
        const auto folder = std::make_shared<TempFolder>();
        {
            WindowFixture fixture(folder);
            auto spool = Spool::create({.folder = fixture.recordings(), .title = "Listen on <b>127.0.0.1:9"});
            QVERIFY(spool);
            QVERIFY((*spool)->append(SpoolRecord{.kind = SpoolRecordKind::Open}));
            const SpoolChunk chunk{.bytes = asBytes("one\ntwo\nthree\n")};
            QVERIFY((*spool)->append(std::span(&chunk, 1)));
            QVERIFY((*spool)->setNote("framer", "line"));
        } // its program is gone
        WindowFixture fixture(folder);
        ui::MainWindow &window = fixture.add();
        const auto offer = [&window] { return window.findChild<QPushButton *>(u"leftOpen"_s); };
        QTRY_VERIFY(offer() != nullptr && offer()->isVisible());
        QCOMPARE(offer()->accessibleName(), u"Open: Recovered recording, 3 frames"_s);
        QTest::mouseClick(offer(), Qt::LeftButton);
        QTRY_COMPARE(rows(window), 3);
        QVERIFY(window.windowTitle().contains("<b>127.0.0.1:9 (recovered)"_L1));
        give(window, ui::Do::Close); // nothing is asked: it stays where it is
        QTRY_VERIFY(offer() != nullptr && offer()->isVisible());
        QTest::mouseClick(&child<QPushButton>(window, u"leftDiscard"_s), Qt::LeftButton);
        QVERIFY(answerBox(window, u"discardLeftBox"_s, QMessageBox::Discard));
        QTRY_VERIFY(offer() == nullptr);
        QVERIFY(leftSpools(fixture.recordings()).empty());
    }

    void theLastSetupsAreShownAndNeverStarted()
    {
        const PeerServer server;
        WindowFixture fixture;
        fixture.settings().rememberSetup(setupFor(AttachKind::Connect, server.port(), u"line"_s));
        ui::MainWindow &window = fixture.add();
        auto &button = child<QPushButton>(window, u"lastSetup"_s);
        QVERIFY(button.isVisible());
        QVERIFY(window.document() == nullptr);
        QTest::mouseClick(&button, Qt::LeftButton);
        QTRY_VERIFY(window.document() != nullptr);
        Peer peer = server.accept();
        QVERIFY(isState(window, live::State::Connected));
    }

    void withoutADemoNothingSpeaksOfIt()
    {
        WindowFixture fixture;
        const ui::MainWindow &window = fixture.add();
        QVERIFY(!child<QWidget>(window, u"demoButton"_s).isVisible());
        QVERIFY(!window.actions()[ui::Do::TryDemo]->isVisible());
    }

    void theDemoIsAttachedToAndGoesWithoutAQuestion()
    {
        const PeerServer server;
        std::weak_ptr<void> held;
        const auto start = [&server, &held]() -> Result<ui::Demo> {
            const auto keeps = std::make_shared<int>(1);
            held = keeps;
            return ui::Demo{.options = {.mode = live::Connect{{.host = "127.0.0.1", .port = server.port()}}},
                            .keeps = keeps};
        };
        WindowFixture fixture(std::make_shared<TempFolder>(), start);
        ui::MainWindow &window = fixture.add();
        auto &button = child<QPushButton>(window, u"demoButton"_s);
        QVERIFY(button.isVisible());
        QTest::mouseClick(&button, Qt::LeftButton);
        QTRY_VERIFY(window.document() != nullptr);
        Peer peer = server.accept();
        QVERIFY(peer.send("some line\n"));
        QVERIFY(isRecorded(window, 10));
        QVERIFY(!held.expired());
        window.close();
        QTRY_COMPARE(fixture.windows().count(), 0U);
        QVERIFY(held.expired());
        QVERIFY(leftSpools(fixture.recordings()).empty());
    }

    void aSavedRecordingOpensAsACapture()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"line"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send("one\ntwo\n"));
        QTRY_COMPARE(rows(window), 2);
        give(window, ui::Do::SaveRecording);
        QVERIFY(chooseFile(window, fixture.path("saved.pcapng")));
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("Saved the recording to saved.pcapng"_L1));
        QVERIFY(attached(window).isRunning());
        QVERIFY(!attached(window).isUnsaved());
        window.open(fixture.path("saved.pcapng"));
        QTRY_COMPARE(fixture.windows().count(), 2U);
        QTRY_VERIFY(rows(fixture.windows().at(1)) > 0);
        QVERIFY(peer.send("three\n")); // not in the file
        QTRY_VERIFY(attached(window).isUnsaved());
    }

    void keepingSavesAndThenCloses()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"line"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send("one\n"));
        QTRY_COMPARE(rows(window), 1);
        window.close();
        QVERIFY(answerBox(window, u"keepBox"_s, QMessageBox::Save));
        QVERIFY(chooseFile(window, fixture.path("kept.pcapng")));
        QTRY_COMPARE(fixture.windows().count(), 0U);
        QVERIFY(QFileInfo(fixture.path("kept.pcapng")).size() > 0);
        QVERIFY(QDir(QString::fromStdString(fixture.recordings())).isEmpty());
    }

    void aSecondAttachmentOpensAWindowOfItsOwn()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port()));
        Peer one = server.accept();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port()));
        Peer two = server.accept();
        QTRY_COMPARE(fixture.windows().count(), 2U);
        QVERIFY(attached(window).isRunning() && attached(fixture.windows().at(1)).isRunning());
    }
};

FRAMELENS_TEST(TstLiveWindow)
#include "tst_live_window.moc"

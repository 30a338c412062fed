// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A recording that was saved from the window: opened again it has the messages that it had while live.
#include "tests/support/patience.h"
#include "tests/support/peers.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/live_window.h"

#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QTest>

#include <algorithm>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;
using ui::AttachKind;

namespace {

// "> 0+4 mqtt" a message of all conversations, in order.
QStringList messagesIn(const Streams &streams)
{
    QStringList found;
    Job job;
    for (std::size_t i = 0; i < streams.streamCount(); ++i) {
        const std::shared_ptr<const FollowedStream> stream = streams.follow(i, job);
        for (std::size_t n = 0; n < stream->messageCount(); ++n) {
            const FollowMessage message = stream->message(n);
            if (message.kind == FrameKind::Message && message.size != 0)
                found += u"%1 %2 %3+%4 %5"_s.arg(i).arg(message.direction == Direction::ToServer ? u">"_s : u"<"_s).arg(message.offset)
                             .arg(message.size).arg(QString::fromStdString(streams.stream(i).protocol));
        }
    }
    return found;
}

void saveAs(ui::MainWindow &window, const QString &path)
{
    give(window, ui::Do::SaveRecording);
    if (!chooseFile(window, path)
        || !QTest::qWaitFor([&window] { return messagesOf(window).join(u' ').contains("Saved the recording"_L1); }, patienceMs))
        qFatal("nothing was saved");
}

// In a window of its own, to its end.
QStringList messagesInFile(WindowFixture &fixture, ui::MainWindow &window, const QString &path)
{
    window.open(path);
    if (!QTest::qWaitFor([&fixture] { return fixture.windows().count() == 2; }, patienceMs))
        qFatal("no window was opened");
    const ui::MainWindow &opened = fixture.windows().at(1);
    const auto isKnown = [&opened] {
        const ui::Document *document = opened.document();
        return document != nullptr && !document->isBusy() && rows(opened) > 0 && document->streams()->isComplete();
    };
    if (!QTest::qWaitFor(isKnown, patienceMs))
        qFatal("the file was not read");
    return messagesIn(*opened.document()->streams());
}

} // namespace

class TstSavedRecording : public QObject
{
    Q_OBJECT

private slots:
    // Bytes of which nobody could tell by himself what cuts them.
    void aFramerChosenByHandIsKept()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Proxy, server.port(), u"fixed:2,as=mqtt"_s));
        Peer client = Peer::connectTo(portOf(window));
        Peer upstream = server.accept();
        QVERIFY(client.send(std::string_view("\xc0\0\xc0\0", 4)));
        QCOMPARE(upstream.readBytes(4).size(), std::size_t{4});
        QVERIFY(upstream.send(std::string_view("\xd0\0\xd0", 3))); // the last is not complete
        QCOMPARE(client.readBytes(3).size(), std::size_t{3});
        QTRY_COMPARE(messagesIn(*window.document()->streams()),
                     (QStringList{u"0 > 0+2 MQTT"_s, u"0 > 2+2 MQTT"_s, u"0 < 0+2 MQTT"_s}));
        const QStringList live = messagesIn(*window.document()->streams());
        saveAs(window, fixture.path("saved.pcapng"));
        QCOMPARE(messagesInFile(fixture, window, fixture.path("saved.pcapng")), live);
        client.close();
        upstream.close();
    }

    void decodeAsIsKept()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        fixture.settings().setDecodeAs({u"tcp.port==%1,mqtt"_s.arg(server.port())});
        attachByDialog(window, setupFor(AttachKind::Connect, server.port()));
        Peer peer = server.accept();
        QVERIFY(peer.send(std::string_view("\xc0\0\xd0\0", 4)));
        QTRY_COMPARE(rows(window), 2);
        const QStringList live = messagesIn(*window.document()->streams());
        QCOMPARE(live, (QStringList{u"0 < 0+2 MQTT"_s, u"0 < 2+2 MQTT"_s}));
        saveAs(window, fixture.path("saved.pcapng"));
        fixture.settings().setDecodeAs({}); // somebody else opens it
        QCOMPARE(messagesInFile(fixture, window, fixture.path("saved.pcapng")), live);
    }

    void rawBytesAreAFileForEachDirection()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Connect, server.port(), u"line"_s));
        Peer peer = server.accept();
        QVERIFY(peer.send(std::string_view("one\0two\n", 8)));
        QTRY_COMPARE(rows(window), 1);
        saveRaw(window, u"talk"_s, fixture);
        QCOMPARE(fileNames(fixture), QStringList{u"talk-to-client.bin"_s}); // nothing was sent
        QVERIFY(messagesOf(window).front().contains("talk-to-client.bin (8 bytes)"_L1));
        QVERIFY(asText(readFile(fixture.folder()->file("talk-to-client.bin"))) == std::string_view("one\0two\n", 8));
        QVERIFY(attached(window).isRunning() && !attached(window).isUnsaved());

        QVERIFY(peer.send("more\n")); // what is there is asked for, by its name
        QTRY_COMPARE(rows(window), 2);
        saveRaw(window, u"talk"_s, fixture, QMessageBox::Cancel);
        QVERIFY(asText(readFile(fixture.folder()->file("talk-to-client.bin"))).size() == 8);
        QVERIFY(attached(window).isUnsaved());
        saveRaw(window, u"talk"_s, fixture, QMessageBox::Save);
        QTRY_VERIFY(!attached(window).isUnsaved());
        QVERIFY(asText(readFile(fixture.folder()->file("talk-to-client.bin"))).ends_with("more\n"));
    }

    void rawBytesOfSeveralConversationsAreNumbered()
    {
        const PeerServer server;
        WindowFixture fixture;
        ui::MainWindow &window = fixture.add();
        attachByDialog(window, setupFor(AttachKind::Proxy, server.port(), u"line"_s));
        QStringList expected;
        for (int i = 0; i < 3; ++i) {
            Peer client = Peer::connectTo(portOf(window));
            Peer upstream = server.accept();
            QVERIFY(client.send("question " + std::to_string(i) + "\n"));
            QCOMPARE(upstream.readBytes(11).size(), std::size_t{11});
            QVERIFY(i == 1 || upstream.send("answer " + std::to_string(i) + "\n"));
            QVERIFY(i == 1 || client.readBytes(9).size() == 9);
        }
        QVERIFY(isRecorded(window, 3 * 11 + 2 * 9));
        QTRY_COMPARE(messagesIn(*window.document()->streams()).size(), 5);
        saveRaw(window, u"talk"_s, fixture);
        QCOMPARE(fileNames(fixture), (QStringList{u"talk-0-to-client.bin"_s, u"talk-0-to-server.bin"_s, u"talk-1-to-server.bin"_s,
                                                  u"talk-2-to-client.bin"_s, u"talk-2-to-server.bin"_s}));
        QVERIFY(asText(readFile(fixture.folder()->file("talk-2-to-client.bin"))) == "answer 2\n");
        QVERIFY(asText(readFile(fixture.folder()->file("talk-1-to-server.bin"))) == "question 1\n");
    }

private:
    static QStringList fileNames(const WindowFixture &fixture)
    {
        return QDir(fixture.path("")).entryList({u"talk*"_s}, QDir::Files, QDir::Name);
    }
    // By the choice of the dialog; `replace`: the answer where files are there already.
    static void saveRaw(ui::MainWindow &window, const QString &name, const WindowFixture &fixture,
                        std::optional<QMessageBox::StandardButton> replace = {})
    {
        QTRY_VERIFY(window.findChild<QFileDialog *>() == nullptr);
        give(window, ui::Do::SaveRecording);
        QTRY_VERIFY(window.findChild<QFileDialog *>() != nullptr && window.findChild<QFileDialog *>()->isVisible());
        auto &dialog = child<QFileDialog>(window, u"saveDialog"_s);
        const QStringList filters = dialog.nameFilters();
        const auto raw = std::ranges::find_if(filters, [](const QString &filter) { return filter.contains("*.bin"_L1); });
        QVERIFY(raw != filters.end());
        dialog.selectNameFilter(*raw);
        emit dialog.filterSelected(*raw); // as a click on it does
        QVERIFY(child<QLineEdit>(dialog, u"fileNameEdit"_s).text().endsWith(".bin"_L1)); // the name follows
        QVERIFY(chooseFile(window, fixture.path(name.toStdString()))); // the suffix is added
        if (replace)
            QVERIFY(answerBox(window, u"replaceBox"_s, *replace));
        if (replace == QMessageBox::Cancel)
            return;
        QTRY_VERIFY(messagesOf(window).join(u' ').contains("Saved the bytes"_L1));
    }
};

FRAMELENS_TEST(TstSavedRecording)
#include "tst_saved_recording.moc"

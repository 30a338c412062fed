// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the window says of an attachment.
#include "tests/support/test_main.h"

#include "ui/live_texts.h"

#include <QLocale>
#include <QtTest>

#include <cerrno>

using namespace framelens;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(framelens::live::Status)

class TstLiveTexts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theLabelSaysStatePeerAndSize_data()
    {
        QTest::addColumn<live::Status>("status");
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<double>("rate");
        QTest::addColumn<bool>("paused");
        QTest::addColumn<QString>("expected");
        live::Status status;
        QTest::newRow("starting") << status << quint64{0} << 0.0 << false << u"starting, 0 bytes"_s;
        status.state = live::State::Connecting;
        status.peer = "127.0.0.1:9000";
        QTest::newRow("connecting") << status << quint64{0} << 0.0 << false << u"connecting, 127.0.0.1:9000, 0 bytes"_s;
        status.state = live::State::Connected;
        status.connectionsOpen = status.connectionsSeen = 1;
        QTest::newRow("connected") << status << quint64{2'500'000} << 1'500.0 << false
                                   << u"connected, 127.0.0.1:9000, 3 MB, 1.5 kB/s, 1 connection"_s;
        status.connectionsOpen = 0;
        QTest::newRow("closed") << status << quint64{5} << 0.0 << false
                                << u"connected, 127.0.0.1:9000, 5 bytes, 1 connection (0 open)"_s;
        status.connectionsOpen = 1;
        QTest::newRow("paused") << status << quint64{5} << 0.0 << true
                                << u"view paused, connected, 127.0.0.1:9000, 5 bytes, 1 connection"_s;
        status = {};
        status.state = live::State::Listening;
        status.port = 9000;
        QTest::newRow("listening") << status << quint64{0} << 0.0 << false << u"listening, port 9000, 0 bytes"_s;
        status.connectionsSeen = 1'200;
        status.connectionsOpen = 3;
        status.bytesUnrecorded = 7;
        status.recordingHeld = systemError(Action::Write, "x.data", ENOSPC);
        QTest::newRow("held") << status << quint64{1} << 0.0 << false
                              << u"recording held up, listening, port 9000, 1 bytes, 1,200 connections (3 open), 7 bytes not recorded"_s;
    }
    void theLabelSaysStatePeerAndSize()
    {
        QFETCH(live::Status, status);
        QFETCH(quint64, bytes);
        QFETCH(double, rate);
        QFETCH(bool, paused);
        QFETCH(QString, expected);
        QCOMPARE(ui::recordText(status, bytes, rate, paused), expected);
    }

    void silenceIsToldOnceItLasts()
    {
        live::Status status;
        status.state = live::State::Connected;
        status.connectionsSeen = status.connectionsOpen = 1;
        QVERIFY(!ui::recordText(status, 10, 0, false, std::chrono::seconds(4)).contains("idle"_L1));
        QVERIFY(ui::recordText(status, 10, 0, false, std::chrono::seconds(35)).contains("10 bytes, idle for 35 s"_L1));
    }

    void everyStateHasAWordAndASentence()
    {
        QSet<QString> words;
        for (int n = 0; n <= static_cast<int>(live::State::Stopped); ++n) {
            live::Status status;
            status.state = static_cast<live::State>(n);
            words << ui::stateText(status);
            QVERIFY(ui::waitingText(status).endsWith(u'.'));
        }
        QCOMPARE(words.size(), static_cast<qsizetype>(live::State::Stopped) + 1);
    }

    void thePeersEndIsANoteAndAFailureAnError()
    {
        live::Status status;
        status.state = live::State::PeerClosed;
        ui::Message message = ui::endMessage(status, u"Title"_s, 12);
        QCOMPARE(message.kind, ui::MessageKind::Note);
        QVERIFY(message.text.contains("peer has closed"_L1) && message.text.contains("12 bytes"_L1));
        status.state = live::State::Reset;
        QCOMPARE(ui::endMessage(status, u"Title"_s, 12).kind, ui::MessageKind::Warning);
        status.state = live::State::Failed;
        status.error = systemError(Action::Open, "127.0.0.1:1", ECONNREFUSED);
        message = ui::endMessage(status, u"Title"_s, 0);
        QCOMPARE(message.kind, ui::MessageKind::Error);
        QVERIFY2(message.text.contains("refused"_L1), qPrintable(message.text));
        status = {};
        status.state = live::State::Stopped;
        QVERIFY(ui::endMessage(status, u"Title"_s, 12).text.isEmpty()); // it was asked for
        status.error = Error{.action = Action::Write, .reason = Reason::LimitReached, .detail = "5 bytes were recorded"};
        QVERIFY(ui::endMessage(status, u"Title"_s, 12).text.contains("5 bytes were recorded"_L1));
    }

    void aDiskThatFailedAtTheEndIsAnError()
    {
        const ui::Message message = ui::unsyncedMessage(systemError(Action::Sync, "/a/recording.data", EIO));
        QCOMPARE(message.kind, ui::MessageKind::Error);
        QVERIFY2(message.text.startsWith("What was recorded last may not be on the disk"_L1), qPrintable(message.text));
        QVERIFY2(message.text.contains("Input/output error"_L1), qPrintable(message.text));
    }

    void whatACommandSaidIsShownAsItIsAndBounded()
    {
        live::Status status;
        status.state = live::State::PeerClosed;
        status.commandExit = 3;
        status.commandOutput = "first\n" + std::string(2000, 'x') + "\n<b>last\x1b[31m\n";
        const ui::Message message = ui::endMessage(status, u"Title"_s, 0);
        QCOMPARE(message.kind, ui::MessageKind::Warning);
        QVERIFY(message.text.contains("exit status 3"_L1) && message.text.contains("<b>last"_L1));
        QVERIFY(!message.text.contains(QChar(0x1b)));
        QVERIFY(message.text.size() < 1000);
        QVERIFY(message.details.size() > 2000);
        status.commandExit = 0;
        status.commandOutput.clear();
        QCOMPARE(ui::endMessage(status, u"Title"_s, 0).kind, ui::MessageKind::Note);
    }

    void peersAreMadeVisible()
    {
        live::Status status;
        status.peer = "a\x1b[2J\xe2\x80\xae";
        const QString text = ui::recordText(status, 0, 0, false);
        QVERIFY(!text.contains(QChar(0x1b)) && !text.contains(QChar(0x202e)));
    }
};

FRAMELENS_TEST(TstLiveTexts)
#include "tst_live_texts.moc"

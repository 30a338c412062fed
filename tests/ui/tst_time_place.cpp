// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Going to a frame by its time.
#include "tests/support/capture_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/time_place.h"

#include <QLineEdit>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

class TstTimePlace : public QObject
{
    Q_OBJECT

private slots:
    void timesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("from");
        QTest::addColumn<qint64>("ns");
        const auto row = [](const char *text, TimePlace::From from, qint64 ns) { QTest::newRow(text) << QString::fromUtf8(text) << static_cast<int>(from) << ns; };
        row("+5 s", TimePlace::From::Current, 5'000'000'000);
        row("-2.5ms", TimePlace::From::Current, -2'500'000);
        row("+ 1 h", TimePlace::From::Current, 3'600'000'000'000);
        row("+0.000000001", TimePlace::From::Current, 1);
        row("5 s", TimePlace::From::First, 5'000'000'000);
        row("0.25", TimePlace::From::First, 250'000'000);
        row("3 \u00b5s", TimePlace::From::First, 3'000);
        row("2 min", TimePlace::From::First, 120'000'000'000);
        row("12:34:56", TimePlace::From::Day, 45'296'000'000'000);
        row(" 9:05 ", TimePlace::From::Day, 32'700'000'000'000);
        row("12:34:56.789", TimePlace::From::Day, 45'296'789'000'000);
    }
    void timesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(int, from);
        QFETCH(qint64, ns);
        QCOMPARE(parseTimePlace(text), (TimePlace{static_cast<TimePlace::From>(from), ns}));
    }

    void whatIsNoTimeIsNone()
    {
        for (const QString &text : {u""_s, u"5"_s, u"+5"_s, u"5 m"_s, u"24:00"_s, u"12:60"_s, u"12:3"_s, u"1:2:3"_s, u"s"_s, u"+ s"_s, u"1e9 s"_s, u"99999999999 h"_s, u"5.s"_s})
            QVERIFY2(!parseTimePlace(text), qPrintable(text));
    }

    void sumsStayInRange()
    {
        const TimePlace late{TimePlace::From::Current, 1'000};
        QCOMPARE(timeOf(late, INT64_MAX - 1, 0, false), INT64_MAX);
        QCOMPARE(timeOf({TimePlace::From::Current, -1'000}, INT64_MIN + 1, 0, false), INT64_MIN);
        QCOMPARE(timeOf({TimePlace::From::First, 5}, 100, 7, false), 12);
        QCOMPARE(timeOf({TimePlace::From::Day, 3'600'000'000'000}, captureStartNs + 5, 0, false), captureStartNs - 39'600'000'000'000);
    }

    void theLineOfTheListGoesToTimes()
    {
        PcapBuilder pcap;
        for (const std::int64_t seconds : {0, 1, 3, 8, 8, 20})
            pcap.frame(Buffer(60), captureStartNs + seconds * 1'000'000'000);
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(fixture.write("times.pcap", pcap.bytes()));
        FrameListView &list = window.panes().list();
        list.setCurrentRow(1);
        const auto go = [&](const QString &text) {
            list.setFocus();
            QTest::keyClick(&list, Qt::Key_G, Qt::ControlModifier);
            QTest::keyClicks(list.findChild<QLineEdit *>(), text);
            QTest::keyClick(list.findChild<QLineEdit *>(), Qt::Key_Return);
        };
        go(u"+5 s"_s); // of the frame at 1 s
        QTRY_COMPARE(list.currentRow(), 3);
        go(u"-5 s"_s);
        QTRY_COMPARE(list.currentRow(), 2);
        go(u"12:00:01"_s);
        QTRY_COMPARE(list.currentRow(), 1);
        go(u"8.5"_s);
        QTRY_COMPARE(list.currentRow(), 5);
        go(u"2"_s); // a frame's number still
        QTRY_COMPARE(list.currentRow(), 1);
        go(u"13:00"_s);
        QTRY_COMPARE(messagesOf(window).value(0), u"Note: No frame is as late as that."_s);
        QCOMPARE(list.currentRow(), 1);
    }
};

FRAMELENS_TEST(TstTimePlace)
#include "tst_time_place.moc"

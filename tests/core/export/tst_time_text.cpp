// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/time_text.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;

class TstTimeText : public QObject
{
    Q_OBJECT

private slots:
    void readsAsTsharkPrintsIt_data();
    void readsAsTsharkPrintsIt();
    void frameWithoutTimeHasNoText();
    void firstFrameHasNoDelta();
};

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t noon = 1'709'294'400 * second; // 2024-03-01 12:00:00 UTC

void TstTimeText::readsAsTsharkPrintsIt_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<qint64>("sinceFirst");
    QTest::addColumn<bool>("hoursAndMinutes");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, TimeKind kind, std::int64_t sinceFirst, bool hms, const char *text) {
        QTest::newRow(name) << static_cast<int>(kind) << qint64{sinceFirst} << hms << QByteArray(text);
    };
    row("r", TimeKind::Relative, second + second / 2, false, "1.500000");
    row("r, before the first", TimeKind::Relative, -second / 2, false, "-0.500000");
    row("d", TimeKind::Delta, 3 * second, false, "2.000000");
    row("dd", TimeKind::DeltaShown, 3 * second, false, "1.000000");
    row("u", TimeKind::AbsoluteUtc, second / 4, false, "12:00:00.250000");
    row("ud", TimeKind::AbsoluteUtcDate, second / 4, false, "2024-03-01 12:00:00.250000");
    row("udoy", TimeKind::AbsoluteUtcDayOfYear, second / 4, false, "2024/061 12:00:00.250000"); // a leap year
    row("udoy, last day", TimeKind::AbsoluteUtcDayOfYear, 305 * 86'400 * second, false, "2024/366 12:00:00.000000");
    row("adoy", TimeKind::AbsoluteLocalDayOfYear, 306 * 86'400 * second, false, "2025/001 12:00:00.000000");
    row("a", TimeKind::AbsoluteLocal, 0, false, "12:00:00.000000"); // the tests' zone is UTC
    row("ad", TimeKind::AbsoluteLocalDate, 0, false, "2024-03-01 12:00:00.000000");
    row("e", TimeKind::Epoch, 0, false, "1709294400.000000");
    row("hms, seconds", TimeKind::Relative, second / 2, true, "0.500000s");
    row("hms, minutes", TimeKind::Relative, 125 * second, true, "2m  5.000000s");
    row("hms, hours", TimeKind::Relative, 3723 * second + second / 2, true, "1h  2m  3.500000s");
    row("hms, tens", TimeKind::Relative, 11 * 3600 * second + 35 * 60 * second + 59 * second, true, "11h 35m 59.000000s");
    row("hms, before the first", TimeKind::Relative, -65 * second, true, "-1m  5.000000s");
    row("hms says nothing of a clock", TimeKind::AbsoluteUtc, 0, true, "12:00:00.000000");
}

void TstTimeText::readsAsTsharkPrintsIt()
{
    QFETCH(int, kind);
    QFETCH(qint64, sinceFirst);
    QFETCH(bool, hoursAndMinutes);
    QFETCH(QByteArray, text);
    const FrameInfo frame{.timeNs = noon + sinceFirst, .timeDigits = 6, .hasTime = true};
    std::string written;
    TextSink sink(written);
    writeTime(sink, frame, {.firstNs = noon, .previousNs = noon + second, .previousWrittenNs = noon + 2 * second},
              {.kind = static_cast<TimeKind>(kind), .digits = {}, .hoursAndMinutes = hoursAndMinutes});
    QCOMPARE(QByteArray::fromStdString(written), text);
}

void TstTimeText::frameWithoutTimeHasNoText()
{
    std::string written;
    TextSink sink(written);
    writeTime(sink, FrameInfo{}, {}, {});
    QVERIFY(written.empty());
}

void TstTimeText::firstFrameHasNoDelta()
{
    std::string written;
    TextSink sink(written);
    writeTime(sink, {.timeNs = noon, .timeDigits = 3, .hasTime = true}, {.firstNs = noon}, {.kind = TimeKind::Delta});
    QCOMPARE(written, std::string("0.000"));
}

FRAMELENS_TEST(TstTimeText)
#include "tst_time_text.moc"

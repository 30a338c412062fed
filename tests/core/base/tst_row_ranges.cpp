// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/row_ranges.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <random>
#include <set>

using framelens::describe;
using framelens::RowRange;
using framelens::RowRanges;

class TstRowRanges : public QObject
{
    Q_OBJECT

private slots:
    void textIsReadAndWritten_data();
    void textIsReadAndWritten();
    void badTextIsRefusedWithTheReason_data();
    void badTextIsRefusedWithTheReason();
    void touchingRangesBecomeOne();
    void allRowsAreOneRange();
    void anyOrderOfChangesGivesTheSameRows();
    void withinKeepsWhatLiesInside();
    void emptySetHasNoEnds();
};

void TstRowRanges::textIsReadAndWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one") << "7" << "7";
    QTest::newRow("range") << "1-5" << "1-5";
    QTest::newRow("list") << "1-5,9,20-" << "1-5,9,20-31";
    QTest::newRow("from the first") << "-3" << "1-3";
    QTest::newRow("unsorted") << "9,1,3" << "1,3,9";
    QTest::newRow("overlapping") << "1-5,4-8" << "1-8";
    QTest::newRow("touching") << "1-2,3-4" << "1-4";
    QTest::newRow("spaces") << " 1 - 2 , 30 -" << "1-2,30-31";
    QTest::newRow("last") << "31" << "31";
    QTest::newRow("range of one") << "4-4" << "4";
}

void TstRowRanges::textIsReadAndWritten()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto rows = RowRanges::parse(text.toStdString(), 31);
    QVERIFY2(rows.has_value(), rows ? "" : describe(rows.error()).c_str());
    QCOMPARE(QString::fromStdString(rows->text()), expected);
    const auto again = RowRanges::parse(rows->text(), 31);
    QVERIFY(again && *again == *rows);
}

void TstRowRanges::badTextIsRefusedWithTheReason_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("empty") << "" << "\"\" is no number and no range of numbers";
    QTest::newRow("dash") << "-" << "\"-\" is no number and no range of numbers";
    QTest::newRow("word") << "1,two" << "\"two\" is no number and no range of numbers";
    QTest::newRow("comma at the end") << "1," << "\"\" is no number and no range of numbers";
    QTest::newRow("two dashes") << "1-2-3" << "\"1-2-3\" is no number and no range of numbers";
    QTest::newRow("sign") << "+3" << "\"+3\" is no number and no range of numbers";
    QTest::newRow("zero") << "0-3" << "\"0-3\" begins with 0; counting begins with 1";
    QTest::newRow("backwards") << "5-2" << "\"5-2\" runs backwards";
    QTest::newRow("beyond") << "3-1032" << "\"3-1032\" is beyond the last, 1,031";
    QTest::newRow("more than 64 bits") << "99999999999999999999" << "\"99999999999999999999\" is no number and no range of numbers";
}

void TstRowRanges::badTextIsRefusedWithTheReason()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const auto rows = RowRanges::parse(text.toStdString(), 1031);
    QVERIFY(!rows);
    QCOMPARE(rows.error().reason, framelens::Reason::BadValue);
    QCOMPARE(QString::fromStdString(describe(rows.error())), message);
}

void TstRowRanges::touchingRangesBecomeOne()
{
    RowRanges rows(10, 20);
    rows.add(30, 40);
    rows.add(20, 30);
    QCOMPARE_EQ(rows.ranges().size(), 1U);
    QVERIFY((rows.ranges()[0] == RowRange{10, 40}));
    rows.add(50, 50);
    rows.add(60, 55);
    QCOMPARE_EQ(rows.ranges().size(), 1U);
}

void TstRowRanges::allRowsAreOneRange()
{
    RowRanges rows(0, 0x7fffffffU);
    QCOMPARE_EQ(rows.count(), 0x7fffffffULL);
    QVERIFY(rows.contains(0x7ffffffeU));
    QVERIFY(!rows.contains(0x7fffffffU));
    rows.toggle(5);
    QCOMPARE_EQ(rows.ranges().size(), 2U);
    QCOMPARE_EQ(rows.count(), 0x7ffffffeULL);
}

// The same as a set that keeps every row, under any sequence of changes.
void TstRowRanges::anyOrderOfChangesGivesTheSameRows()
{
    std::mt19937 random(7); // NOLINT: the same numbers on every run
    for (int round = 0; round < 200; ++round) {
        RowRanges rows;
        std::set<std::uint32_t> twin;
        for (int step = 0; step < 40; ++step) {
            const auto begin = static_cast<std::uint32_t>(random() % 64);
            const auto end = begin + static_cast<std::uint32_t>(random() % 9);
            const auto change = random() % 3;
            if (change == 0)
                rows.remove(begin, end);
            else if (change == 1)
                rows.add(begin, end);
            else
                rows.toggle(begin);
            for (std::uint32_t row = begin; row < end && change < 2; ++row)
                change == 0 ? void(twin.erase(row)) : void(twin.insert(row));
            if (change == 2 && twin.erase(begin) == 0)
                twin.insert(begin);
            QCOMPARE_EQ(rows.count(), twin.size());
            for (std::uint32_t row = 0; row < 80; ++row)
                QCOMPARE(rows.contains(row), twin.contains(row));
            for (std::size_t i = 1; i < rows.ranges().size(); ++i)
                QVERIFY(rows.ranges()[i - 1].end < rows.ranges()[i].begin);
        }
    }
}

void TstRowRanges::withinKeepsWhatLiesInside()
{
    const auto rows = RowRanges::parse("1-5,9,20-25", 100);
    QVERIFY(rows.has_value());
    QCOMPARE(QString::fromStdString(rows->within(2, 21).text()), "3-5,9,20-21");
    QVERIFY(rows->within(5, 8).empty());
    QCOMPARE(rows->within(0, 100), *rows);
}

void TstRowRanges::emptySetHasNoEnds()
{
    RowRanges rows(3, 8);
    QCOMPARE(rows.first(), std::optional<std::uint32_t>(3));
    QCOMPARE(rows.last(), std::optional<std::uint32_t>(7));
    rows.remove(0, 100);
    QVERIFY(rows.empty());
    QVERIFY(!rows.first());
    QVERIFY(!rows.last());
    QVERIFY(rows.text().empty());
}

FRAMELENS_TEST(TstRowRanges)
#include "tst_row_ranges.moc"

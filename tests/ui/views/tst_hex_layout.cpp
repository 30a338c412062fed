// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/hex_layout.h"

#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens::ui;

class TstHexLayout : public QObject
{
    Q_OBJECT

private slots:
    void linesAndTheirBytes_data()
    {
        QTest::addColumn<std::size_t>("size");
        QTest::addColumn<std::size_t>("lines");
        QTest::addColumn<std::size_t>("inLast");
        QTest::newRow("0") << std::size_t{0} << std::size_t{0} << std::size_t{0};
        QTest::newRow("1") << std::size_t{1} << std::size_t{1} << std::size_t{1};
        QTest::newRow("15") << std::size_t{15} << std::size_t{1} << std::size_t{15};
        QTest::newRow("16") << std::size_t{16} << std::size_t{1} << std::size_t{16};
        QTest::newRow("17") << std::size_t{17} << std::size_t{2} << std::size_t{1};
        QTest::newRow("1 GB") << std::size_t{1'000'000'001} << std::size_t{62'500'001} << std::size_t{1};
    }
    void linesAndTheirBytes()
    {
        QFETCH(std::size_t, size);
        QFETCH(std::size_t, lines);
        QFETCH(std::size_t, inLast);
        const HexLayout layout(size);
        QCOMPARE(layout.lines(), lines);
        QCOMPARE(layout.bytesIn(lines == 0 ? 0 : lines - 1), inLast);
        QCOMPARE(layout.bytesIn(lines), std::size_t{0});
    }

    void offsetsHaveFourDigitsOrWhatTheLastNeeds()
    {
        QCOMPARE(HexLayout(0).offsetDigits(), 4);
        QCOMPARE(HexLayout(0x10000).offsetDigits(), 4);
        QCOMPARE(HexLayout(0x10001).offsetDigits(), 5);
        QCOMPARE(HexLayout(1'000'000'000).offsetDigits(), 8);
    }

    void columnsStandWhereTheDrawingSays()
    {
        // 0000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  ........ ........
        const HexLayout layout(16);
        QCOMPARE(layout.cellOf(0, HexColumn::Hex), 6);
        QCOMPARE(layout.cellOf(7, HexColumn::Hex), 27);
        QCOMPARE(layout.cellOf(8, HexColumn::Hex), 31);
        QCOMPARE(layout.cellOf(15, HexColumn::Hex), 52);
        QCOMPARE(layout.cellOf(0, HexColumn::Text), 56);
        QCOMPARE(layout.cellOf(8, HexColumn::Text), 65);
        QCOMPARE(layout.cellsPerLine(), 73);
    }

    void everyByteIsHitAtItsOwnCells()
    {
        const HexLayout layout(40);
        for (std::size_t byte = 0; byte < layout.size(); ++byte) {
            const std::size_t place = byte % HexLayout::bytesPerLine;
            for (const HexColumn column : {HexColumn::Hex, HexColumn::Text}) {
                const int width = column == HexColumn::Hex ? 2 : 1;
                for (int cell = 0; cell < width; ++cell) {
                    const auto hit = layout.hit(HexLayout::lineOf(byte), layout.cellOf(place, column) + cell);
                    QVERIFY(hit && hit->exact && hit->byte == byte && hit->column == column);
                }
            }
        }
    }

    void cellsBesideBytesHitTheNearestAndSayThatItIsNotExact()
    {
        const HexLayout layout(18);
        const auto offset = layout.hit(0, 0);
        QVERIFY(offset && !offset->exact && offset->byte == 0);
        const auto gap = layout.hit(0, layout.cellOf(3, HexColumn::Hex) + 2);
        QVERIFY(gap && !gap->exact && gap->byte == 3);
        const auto shortLine = layout.hit(1, layout.cellOf(9, HexColumn::Hex));
        QVERIFY(shortLine && !shortLine->exact && shortLine->byte == 17);
        const auto farRight = layout.hit(0, 500);
        QVERIFY(farRight && !farRight->exact && farRight->byte == 15 && farRight->column == HexColumn::Text);
        QVERIFY(!layout.hit(2, 10));
        QVERIFY(!HexLayout(0).hit(0, 10));
    }

    void caretNeverLeavesTheBytes_data()
    {
        QTest::addColumn<std::size_t>("size");
        for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 33U})
            QTest::addRow("%zu", size) << size;
    }
    void caretNeverLeavesTheBytes()
    {
        QFETCH(std::size_t, size);
        const HexLayout layout(size);
        for (std::size_t byte = 0; byte <= layout.last(); ++byte) {
            for (const std::ptrdiff_t by : {-1000, -17, -16, -1, 0, 1, 16, 17, 1000}) {
                const auto wanted = static_cast<std::ptrdiff_t>(byte) + by;
                const auto expected = std::clamp<std::ptrdiff_t>(wanted, 0, static_cast<std::ptrdiff_t>(layout.last()));
                QCOMPARE(layout.moved(byte, by), static_cast<std::size_t>(expected));
                QCOMPARE_LE(layout.movedLines(byte, by), layout.last());
            }
            QCOMPARE(HexLayout::lineBegin(byte), byte / 16 * 16);
            QCOMPARE(layout.lineEnd(byte), std::min(byte / 16 * 16 + 15, layout.last()));
        }
    }

    void caretGoesByLinesAndStopsAtTheLastByteOfAShortOne()
    {
        const HexLayout layout(17);
        QCOMPARE(layout.movedLines(0, 1), std::size_t{16});
        QCOMPARE(layout.movedLines(5, 1), std::size_t{16});
        QCOMPARE(layout.movedLines(16, -1), std::size_t{0});
        QCOMPARE(layout.movedLines(5, -1), std::size_t{5});
        QCOMPARE(layout.movedLines(16, 1), std::size_t{16});
    }
};

FRAMELENS_TEST(TstHexLayout)
#include "tst_hex_layout.moc"

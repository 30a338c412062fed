// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/hex_places.h"

#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens::ui;
using namespace Qt::StringLiterals;

class TstHexPlaces : public QObject
{
    Q_OBJECT

private slots:
    void offsets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("offset"); // -1: none
        QTest::newRow("decimal") << u"64"_s << 64;
        QTest::newRow("hex") << u"0x40"_s << 64;
        QTest::newRow("hex in capitals") << u"0X4F"_s << 79;
        QTest::newRow("first") << u"0"_s << 0;
        QTest::newRow("last") << u"99"_s << 99;
        QTest::newRow("behind the last") << u"100"_s << -1;
        QTest::newRow("forward from the caret") << u"+16"_s << 36;
        QTest::newRow("forward in hex") << u"+0x10"_s << 36;
        QTest::newRow("back from the caret") << u"-8"_s << 12;
        QTest::newRow("back before the first") << u"-21"_s << -1;
        QTest::newRow("forward behind the last") << u"+80"_s << -1;
        QTest::newRow("forward without end") << u"+18446744073709551615"_s << -1;
        QTest::newRow("within the field") << u"f+2"_s << 32;
        QTest::newRow("before the field") << u"f-2"_s << 28;
        QTest::newRow("field without a distance") << u"f2"_s << -1;
        QTest::newRow("spaces") << u"  0x10 "_s << 16;
        QTest::newRow("empty") << u""_s << -1;
        QTest::newRow("words") << u"end"_s << -1;
        QTest::newRow("too large for a number") << u"99999999999999999999"_s << -1;
    }
    void offsets()
    {
        QFETCH(QString, text);
        QFETCH(int, offset);
        const auto parsed = parseOffset(text, {.caret = 20, .fieldBegin = 30, .size = 100});
        QCOMPARE(parsed ? static_cast<int>(*parsed) : -1, offset);
    }

    void ranges_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("size"); // 0: none
        QTest::newRow("both ends") << u"16-31"_s << 16 << 16;
        QTest::newRow("hex ends") << u"0x10-0x1f"_s << 16 << 16;
        QTest::newRow("dots") << u"16..31"_s << 16 << 16;
        QTest::newRow("length") << u"16+8"_s << 16 << 8;
        QTest::newRow("one byte") << u"0x10"_s << 16 << 1;
        QTest::newRow("all") << u"0-99"_s << 0 << 100;
        QTest::newRow("behind the last") << u"0-100"_s << 0 << 0;
        QTest::newRow("length behind the last") << u"90+11"_s << 0 << 0;
        QTest::newRow("no length") << u"90+0"_s << 0 << 0;
        QTest::newRow("backwards") << u"31-16"_s << 0 << 0;
        QTest::newRow("open") << u"16-"_s << 0 << 0;
        QTest::newRow("empty") << u""_s << 0 << 0;
    }
    void ranges()
    {
        QFETCH(QString, text);
        QFETCH(int, offset);
        QFETCH(int, size);
        const auto parsed = parseByteRange(text, {.caret = 20, .fieldBegin = 30, .size = 100});
        QCOMPARE(static_cast<int>(parsed.value_or(ByteRange{}).offset), offset);
        QCOMPARE(static_cast<int>(parsed.value_or(ByteRange{}).size), size);
    }

    void nothingIsInNoBytes()
    {
        QVERIFY(!parseOffset(u"0"_s, {}));
        QVERIFY(!parseByteRange(u"0"_s, {}));
    }
};

FRAMELENS_TEST(TstHexPlaces)
#include "tst_hex_places.moc"

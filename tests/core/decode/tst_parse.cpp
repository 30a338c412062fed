// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The combinators advance or end, whatever they are given.
#include "core/decode/parse.h"
#include "tests/support/byte_writer.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;

namespace {

Buffer bytesOf(std::initializer_list<unsigned> values)
{
    ByteWriter bytes;
    for (const unsigned value : values)
        bytes.u8(value);
    return std::move(bytes).buffer();
}

// "type/length+left" of every item.
std::string listed(const Buffer &bytes, const parse::TlvShape &shape)
{
    std::string text;
    ByteCursor cursor{Bytes(bytes)};
    parse::tlv(cursor, shape, [&](parse::TlvItem &item) {
        text += std::to_string(item.type) + '/' + std::to_string(item.length) + '+'
            + std::to_string(item.value.left()) + (item.lone ? "l" : "") + (item.badLength ? "b" : "") + ' ';
        return true;
    });
    return text + std::to_string(cursor.left());
}

} // namespace

class TstParse : public QObject
{
    Q_OBJECT

private slots:
    void itemsFollowEachOther()
    {
        QCOMPARE(listed(bytesOf({1, 2, 9, 9, 7, 0, 3, 1, 5}), {}), std::string("1/2+2 7/0+0 3/1+1 0"));
    }

    void lengthsMayCountTheHeader()
    {
        const parse::TlvShape shape{.lengthCountsHeader = true, .loneTypes = {0, 1}};
        QCOMPARE(listed(bytesOf({1, 2, 4, 5, 180, 1, 0}), shape), std::string("1/0+0l 2/4+2 1/0+0l 0/0+0l 0"));
    }

    void aLengthBelowTheHeaderEndsTheList()
    {
        const parse::TlvShape shape{.lengthCountsHeader = true};
        QCOMPARE(listed(bytesOf({2, 1, 5, 5}), shape), std::string("2/1+0b 2"));
        QCOMPARE(listed(bytesOf({2, 0, 5, 5}), shape), std::string("2/0+0b 2"));
    }

    void lengthsMayCountLargerUnits()
    {
        const parse::TlvShape shape{.lengthUnit = 8, .lengthCountsHeader = true};
        QCOMPARE(listed(bytesOf({1, 1, 0, 0, 0, 0, 0, 0}), shape), std::string("1/1+6 0"));
    }

    void itemsMayBeAligned()
    {
        const parse::TlvShape shape{.typeBytes = 2, .lengthBytes = 2, .alignment = 4, .order = ByteOrder::Little};
        QCOMPARE(listed(bytesOf({1, 0, 1, 0, 65, 0, 0, 0, 2, 0, 1, 0, 66}), shape), std::string("1/1+1 2/1+1 0"));
    }

    void aValueBeyondTheEndIsAsLongAsItIs()
    {
        QCOMPARE(listed(bytesOf({1, 200, 5, 5}), {}), std::string("1/200+2 0"));
    }

    void everyInputAdvances()
    {
        // Whatever the bytes, no item is empty, so their number is at most that of the bytes.
        for (unsigned seed = 0; seed < 500; ++seed) {
            Buffer bytes;
            for (unsigned i = 0; i < 40; ++i)
                bytes.push_back(static_cast<std::byte>((seed * 2654435761U + i * 40503U) >> (i % 13)));
            for (const bool counts : {false, true})
                for (const std::uint8_t unit : {std::uint8_t{1}, std::uint8_t{8}}) {
                    ByteCursor cursor{Bytes(bytes)};
                    std::size_t last = SIZE_MAX;
                    const std::size_t count = parse::tlv(
                        cursor, {.lengthUnit = unit, .lengthCountsHeader = counts, .loneTypes = {0}},
                        [&](parse::TlvItem &item) {
                            const bool advanced = last == SIZE_MAX || item.offset > last;
                            last = item.offset;
                            return advanced;
                        });
                    QVERIFY(count <= bytes.size());
                    QVERIFY(last == SIZE_MAX || last < bytes.size());
                }
        }
    }

    void itemsAreLimited()
    {
        const Buffer bytes(limits::items * 2 + 10);
        ByteCursor cursor{Bytes(bytes)};
        QCOMPARE_EQ(parse::tlv(cursor, {.loneTypes = {0}}, [](parse::TlvItem &) { return true; }), limits::items);
        ByteCursor another{Bytes(bytes)};
        QCOMPARE_EQ(parse::repeat(another, SIZE_MAX, [](ByteCursor &from, std::size_t) { return from.skip(1), true; }),
                    limits::items);
    }

    void theCallerMayStop()
    {
        const Buffer bytes = bytesOf({1, 0, 2, 0, 3, 0});
        ByteCursor cursor{Bytes(bytes)};
        parse::tlv(cursor, {}, [](parse::TlvItem &item) { return item.type != 2; });
        QCOMPARE_EQ(cursor.left(), std::size_t{2});
    }

    void prefixedLengthsGiveTheirBytes()
    {
        const Buffer bytes = bytesOf({2, 8, 9, 7});
        ByteCursor cursor{Bytes(bytes)};
        QCOMPARE_EQ(parse::lengthPrefixed(cursor, 1).left(), std::size_t{2});
        QCOMPARE_EQ(cursor.position(), std::size_t{3});
        ByteCursor over = parse::lengthPrefixed(cursor, 1);
        QCOMPARE_EQ(over.left(), std::size_t{0});
        over.u8();
        QVERIFY(over.fault().kind == FaultKind::PastDeclared || over.fault().kind == FaultKind::NotCaptured);
    }

    void repeatEndsWhereNothingMoves()
    {
        const Buffer bytes(10);
        ByteCursor cursor{Bytes(bytes)};
        QCOMPARE_EQ(parse::repeat(cursor, 100, [](ByteCursor &, std::size_t) { return true; }), std::size_t{1});
        QCOMPARE_EQ(parse::repeat(cursor, 3, [](ByteCursor &from, std::size_t) { return from.skip(1), true; }),
                    std::size_t{3});
        QCOMPARE_EQ(parse::repeat(cursor, 100, [](ByteCursor &from, std::size_t) { return from.skip(2), true; }),
                    std::size_t{4}); // three, and one that finds a single byte
    }

    void theFirstAlternativeThatHoldsIsTaken()
    {
        const Buffer bytes = bytesOf({5, 6});
        ByteCursor cursor{Bytes(bytes)};
        const auto startsWith = [](unsigned value) {
            return [value](ByteCursor &trial) { return trial.u8() == value; };
        };
        const auto tooLong = [](ByteCursor &trial) { return trial.skip(9), true; };
        QVERIFY(!parse::choose(cursor, startsWith(4), tooLong));
        QCOMPARE_EQ(cursor.position(), std::size_t{0});
        QVERIFY(!cursor.failed());
        QVERIFY(parse::choose(cursor, startsWith(4), tooLong, startsWith(5)));
        QCOMPARE_EQ(cursor.position(), std::size_t{1});
    }
};

FRAMELENS_TEST(TstParse)
#include "tst_parse.moc"

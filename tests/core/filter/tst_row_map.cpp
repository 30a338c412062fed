// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/row_map.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <numeric>

using namespace framelens;

namespace {

std::shared_ptr<MatchList> listOf(const std::vector<std::uint32_t> &frames)
{
    auto list = std::make_shared<MatchList>();
    list->append(frames);
    return list;
}

RowMap orderOf(std::vector<std::uint32_t> frames)
{
    return RowMap::ordered(std::make_shared<const std::vector<std::uint32_t>>(std::move(frames)));
}

RowMap matchesOf(const std::vector<std::uint32_t> &frames)
{
    return RowMap::matches(listOf(frames), frames.size());
}

} // namespace

class TstRowMap : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyMapHasNoRow()
    {
        for (const RowMap &map : {RowMap(), matchesOf({}), orderOf({})}) {
            QVERIFY(map.empty());
            QVERIFY(!map.rowOf(0));
            QVERIFY(!map.rowAtOrBehind(0));
            QVERIFY(map.framesOf(RowRanges(0, 9)).empty());
            QVERIFY(map.rowsOf(RowRanges(0, 9)).empty());
        }
    }

    void rowsAndFramesLeadToOneAnother()
    {
        for (const RowMap &map : {RowMap::all(40'000), matchesOf({3, 4, 9, 700, 20'000}), orderOf({9, 3, 700, 4})}) {
            for (std::uint32_t row = 0; row < map.size(); ++row)
                QCOMPARE_EQ(map.rowOf(map.frameAt(row)), std::optional(row));
            QVERIFY(!map.rowOf(40'000));
        }
        QVERIFY(!matchesOf({3, 5}).rowOf(4));
        QVERIFY(!orderOf({5, 3}).rowOf(4));
    }

    void rowsBehindAnOrderStandAsTheyWere()
    {
        const RowMap all = RowMap::ordered(std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{2, 0, 1}), RowMap::all(5));
        const RowMap matches = RowMap::ordered(std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{9, 3}), matchesOf({3, 9, 12, 20}));
        const auto framesOf = [](const RowMap &map) {
            std::vector<std::uint32_t> frames;
            for (std::uint32_t row = 0; row < map.size(); ++row)
                frames.push_back(map.frameAt(row));
            return frames;
        };
        QCOMPARE(framesOf(all), (std::vector<std::uint32_t>{2, 0, 1, 3, 4}));
        QCOMPARE(framesOf(matches), (std::vector<std::uint32_t>{9, 3, 12, 20}));
        for (const RowMap &map : {all, matches})
            for (std::uint32_t row = 0; row < map.size(); ++row)
                QCOMPARE_EQ(map.rowOf(map.frameAt(row)), std::optional(row));
        QVERIFY(!all.rowOf(5));
        QVERIFY(!matches.rowOf(4));
        QCOMPARE_EQ(matches.rowAtOrBehind(10), std::optional(2U));
        QCOMPARE(matches.rowsOf(RowRanges(3, 13)), RowRanges(0, 3));
    }

    void moreRowsBehindAnOrderContinueIt()
    {
        const auto order = std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{2, 0, 1});
        QVERIFY(RowMap::ordered(order, RowMap::all(9)).continues(RowMap::ordered(order, RowMap::all(5))));
        QVERIFY(!RowMap::ordered(order, RowMap::all(5)).continues(RowMap::ordered(order, RowMap::all(9))));
    }

    void theNearestFollowingFrameIsFound()
    {
        QCOMPARE_EQ(RowMap::all(10).rowAtOrBehind(9), std::optional(9U));
        QVERIFY(!RowMap::all(10).rowAtOrBehind(10));
        const RowMap matches = matchesOf({3, 9, 20});
        QCOMPARE_EQ(matches.rowAtOrBehind(0), std::optional(0U));
        QCOMPARE_EQ(matches.rowAtOrBehind(9), std::optional(1U));
        QCOMPARE_EQ(matches.rowAtOrBehind(10), std::optional(2U));
        QVERIFY(!matches.rowAtOrBehind(21));
        const RowMap order = orderOf({20, 3, 9});
        QCOMPARE_EQ(order.rowAtOrBehind(4), std::optional(2U));
        QCOMPARE_EQ(order.rowAtOrBehind(10), std::optional(0U));
        QVERIFY(!order.rowAtOrBehind(21));
    }

    void rangesOfRowsBecomeRangesOfFramesAndBack()
    {
        RowRanges rows(0, 3);
        rows.add(4, 9);
        QCOMPARE_EQ(RowMap::all(6).framesOf(rows).text(), std::string("1-3,5-6"));
        QCOMPARE_EQ(matchesOf({3, 4, 9, 10, 11}).framesOf(rows).text(), std::string("4-5,10,12"));
        QCOMPARE_EQ(orderOf({9, 3, 4, 20, 10}).framesOf(rows).text(), std::string("4-5,10-11"));
        RowRanges frames(3, 5);
        frames.add(9, 11);
        QCOMPARE_EQ(RowMap::all(10).rowsOf(frames).text(), std::string("4-5,10"));
        QCOMPARE_EQ(matchesOf({3, 4, 9, 10, 11}).rowsOf(frames).text(), std::string("1-4"));
        QCOMPARE_EQ(matchesOf({5, 6}).rowsOf(frames).text(), std::string());
        QCOMPARE_EQ(orderOf({9, 12, 4}).rowsOf(frames).text(), std::string("1,3"));
    }

    void whatIsAppendedToTheListBelongsToAnotherMap()
    {
        const auto list = listOf({3, 9});
        const RowMap map = RowMap::matches(list, list->size());
        list->append(std::vector<std::uint32_t>{12});
        QCOMPARE_EQ(map.size(), 2U);
        QVERIFY(!map.rowOf(12));
        QVERIFY(!map.rowAtOrBehind(10));
        QCOMPARE_EQ(map.rowsOf(RowRanges(0, 50)).text(), std::string("1-2"));
        const RowMap grown = RowMap::matches(list, list->size());
        QCOMPARE_EQ(grown.rowOf(12), std::optional(2U));
        QVERIFY(grown.continues(map));
        QVERIFY(!map.continues(grown));
        QCOMPARE_EQ(RowMap::matches(list, 1).size(), 1U);
        QCOMPARE_EQ(RowMap::matches(list, 9).size(), 3U);
    }

    void anotherListOrOrderContinuesNothing()
    {
        QVERIFY(RowMap::all(5).continues(RowMap::all(4)));
        QVERIFY(RowMap::all(5).continues(RowMap()));
        QVERIFY(!RowMap::all(3).continues(RowMap::all(4)));
        QVERIFY(!matchesOf({1}).continues(matchesOf({1})));
        QVERIFY(!matchesOf({1}).continues(RowMap()));
        const RowMap order = orderOf({2, 1});
        QVERIFY(order.continues(order));
        QVERIFY(!order.continues(orderOf({2, 1})));
    }

    void allOfAMillionMatchesAreFewRangesWhereTheyAdjoin()
    {
        std::vector<std::uint32_t> frames(1'000'000);
        std::iota(frames.begin(), frames.end(), 7U);
        const RowMap map = matchesOf(frames);
        QCOMPARE_EQ(map.framesOf(RowRanges(0, map.size())), RowRanges(7, 1'000'007));
    }
};

FRAMELENS_TEST(TstRowMap)
#include "tst_row_map.moc"

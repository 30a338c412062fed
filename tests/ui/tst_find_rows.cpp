// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find among rows in an order of their own, without a widget.
#include "ui/find_rows.h"

#include "core/decode/registry.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/synthetic_source.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;

namespace {

// Five frames, each with the text at 10; the rows name some of them.
FindOutcome found(const std::vector<std::uint32_t> &rows, FindPlace from, bool isOnward, Job &job)
{
    Buffer frame(40);
    std::ranges::copy(asBytes("needle"), frame.begin() + 10);
    const auto needle = FindNeedle::compile({FindKind::Text, "needle"}, Registry::builtIn());
    return findAmongRows(*needle, FindWhere::Frames, {.source = std::make_shared<SyntheticSource>(5, frame)},
                         RowMap::ordered(std::make_shared<std::vector<std::uint32_t>>(rows)), from, isOnward, job);
}

FindOutcome found(const std::vector<std::uint32_t> &rows, FindPlace from, bool isOnward)
{
    Job job;
    return found(rows, from, isOnward, job);
}

} // namespace

class TstFindRows : public QObject
{
    Q_OBJECT

private slots:
    void theNextRowIsThatOfTheOrder()
    {
        QCOMPARE(found({3, 1, 4}, {1, 11}, true).hit->place.frame, 4U);
        const FindOutcome round = found({3, 1, 4}, {4, 11}, true);
        QCOMPARE(round.hit->place.frame, 3U);
        QVERIFY(round.wrapped);
    }

    void aFrameThatIsInNoRowIsNoPlaceToWrapAt()
    {
        const FindOutcome onward = found({3, 1, 4}, {2, 0}, true);
        QCOMPARE(onward.hit->place.frame, 3U);
        QVERIFY(!onward.wrapped);
        const FindOutcome backward = found({3, 1, 4}, {2, 0}, false);
        QCOMPARE(backward.hit->place.frame, 4U);
        QVERIFY(!backward.wrapped);
    }

    void whoCancelsCancelsTheSearchInAFrameToo()
    {
        Job job;
        job.cancel();
        QVERIFY(!found({3}, {3, 0}, true, job).hit);
        QVERIFY(!found({3, 1, 4}, {3, 0}, true, job).hit);
    }

    void rowsAreReportedAndNotTheFrameThatIsLookedAt()
    {
        Job job;
        const FindOutcome outcome = found({3, 1, 4}, {2, 0}, true, job);
        QVERIFY(outcome.hit);
        QCOMPARE(job.total(), std::uint64_t{3});
    }
};

FRAMELENS_TEST(TstFindRows)
#include "tst_find_rows.moc"

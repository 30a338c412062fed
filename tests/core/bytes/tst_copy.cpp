// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/copy.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <thread>
#include <vector>

using namespace framelens;

class TstCopy : public QObject
{
    Q_OBJECT

private slots:
    void copiesAreCountedByReason();
    void onlyWhatFitsIsCopiedAndCounted();
    void countsOfManyThreadsAddUp();
};

void TstCopy::copiesAreCountedByReason()
{
    CopyLedger ledger;
    const auto from = test::patternBytes(100);
    std::vector<std::byte> to(100);
    QCOMPARE_EQ(copyBytes(to, from, CopyReason::Staged, ledger), 100U);
    QVERIFY(std::ranges::equal(to, from));
    copyBytes(to, Bytes(from).first(7), CopyReason::Staged, ledger);
    copyBytes(to, Bytes(from).first(5), CopyReason::Clipboard, ledger);
    QCOMPARE_EQ(ledger.bytes(CopyReason::Staged), 107U);
    QCOMPARE_EQ(ledger.bytes(CopyReason::Clipboard), 5U);
    for (const CopyReason reason : {CopyReason::Index, CopyReason::Decompress, CopyReason::Spool, CopyReason::Gather})
        QCOMPARE_EQ(ledger.bytes(reason), 0U);
}

void TstCopy::onlyWhatFitsIsCopiedAndCounted()
{
    CopyLedger ledger;
    const auto from = test::patternBytes(100);
    std::vector<std::byte> to(10);
    QCOMPARE_EQ(copyBytes(std::span(to).first(9), from, CopyReason::Gather, ledger), 9U);
    QVERIFY(std::ranges::equal(std::span(to).first(9), Bytes(from).first(9)));
    QVERIFY(to[9] == std::byte{0});
    QCOMPARE_EQ(copyBytes({}, from, CopyReason::Gather, ledger), 0U);
    QCOMPARE_EQ(copyBytes(to, {}, CopyReason::Gather, ledger), 0U);
    QCOMPARE_EQ(ledger.bytes(CopyReason::Gather), 9U);
}

void TstCopy::countsOfManyThreadsAddUp()
{
    CopyLedger ledger;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&] {
                for (int i = 0; i < 10'000; ++i)
                    ledger.add(CopyReason::Spool, 3);
            });
    }
    QCOMPARE_EQ(ledger.bytes(CopyReason::Spool), 4U * 10'000 * 3);
}

FRAMELENS_TEST(TstCopy)
#include "tst_copy.moc"

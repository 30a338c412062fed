// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/buffer_pool.h"
#include "tests/support/allocation_count.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <set>
#include <thread>

using namespace framelens;

class TstBufferPool : public QObject
{
    Q_OBJECT

private slots:
    void blocksHaveTheSizeThatWasAskedFor();
    void blocksDoNotOverlap();
    void emptyWhenAllAreOut();
    void oneBlockAtLeast();
    void blockComesBackWhenItsHandleGoes();
    void lastBlockBackIsTheFirstOut();
    void movedHandleReturnsItsBlockOnce();
    void assignedHandleReturnsWhatItHad();
    void takingAndReturningAllocatesNothingOnceMade();
    void thousandWaitingConnectionsStayWithinTheBound();
    void manyThreadsShareThePool();
};

void TstBufferPool::blocksHaveTheSizeThatWasAskedFor()
{
    BufferPool pool(1000, 3500);
    const auto block = pool.take();
    QVERIFY(block);
    QCOMPARE_EQ(block.bytes().size(), 1000U);
    QCOMPARE_EQ(pool.blockBytes(), 1000U);
    QCOMPARE_EQ(pool.made(), 1U);
    QCOMPARE_EQ(pool.out(), 1U);
}

void TstBufferPool::blocksDoNotOverlap()
{
    BufferPool pool(64, 64 * 100);
    std::vector<BufferPool::Block> blocks;
    for (int i = 0; i < 100; ++i) {
        blocks.push_back(pool.take());
        std::ranges::fill(blocks.back().bytes(), static_cast<std::byte>(i));
    }
    for (std::size_t i = 0; i < blocks.size(); ++i)
        QVERIFY(std::ranges::count(blocks[i].bytes(), static_cast<std::byte>(i)) == 64);
}

void TstBufferPool::emptyWhenAllAreOut()
{
    BufferPool pool(1000, 3500);
    std::vector<BufferPool::Block> blocks;
    for (int i = 0; i < 3; ++i) {
        blocks.push_back(pool.take());
        QVERIFY(blocks.back());
    }
    const auto none = pool.take();
    QVERIFY(!none);
    QVERIFY(none.bytes().empty());
    QCOMPARE_EQ(pool.out(), 3U);
    blocks.pop_back();
    QVERIFY(pool.take());
}

void TstBufferPool::oneBlockAtLeast()
{
    BufferPool pool(1000, 10);
    const auto block = pool.take();
    QVERIFY(block);
    QVERIFY(!pool.take());
}

void TstBufferPool::blockComesBackWhenItsHandleGoes()
{
    BufferPool pool(1000, 1000);
    {
        const auto block = pool.take();
        QVERIFY(!pool.take());
    }
    QCOMPARE_EQ(pool.out(), 0U);
    QCOMPARE_EQ(pool.made(), 1U);
    QVERIFY(pool.take());
}

void TstBufferPool::lastBlockBackIsTheFirstOut()
{
    BufferPool pool(1000, 5000);
    auto first = pool.take();
    auto second = pool.take();
    const std::byte *warm = first.bytes().data();
    second = {};
    first = {};
    const auto next = pool.take();
    QVERIFY(next.bytes().data() == warm);
}

void TstBufferPool::movedHandleReturnsItsBlockOnce()
{
    BufferPool pool(1000, 5000);
    {
        auto block = pool.take();
        const std::byte *address = block.bytes().data();
        auto moved = std::move(block);
        QVERIFY(!block); // NOLINT(bugprone-use-after-move): what a move leaves is the claim
        QVERIFY(moved.bytes().data() == address);
        QCOMPARE_EQ(pool.out(), 1U);
    }
    QCOMPARE_EQ(pool.out(), 0U);
    const auto one = pool.take();
    const auto other = pool.take();
    QVERIFY(one.bytes().data() != other.bytes().data());
}

void TstBufferPool::assignedHandleReturnsWhatItHad()
{
    BufferPool pool(1000, 5000);
    auto block = pool.take();
    auto other = pool.take();
    const std::byte *address = other.bytes().data();
    block = std::move(other);
    QCOMPARE_EQ(pool.out(), 1U);
    QVERIFY(block.bytes().data() == address);
    auto &same = block;
    block = std::move(same);
    QVERIFY(block.bytes().data() == address);
    QCOMPARE_EQ(pool.out(), 1U);
}

void TstBufferPool::takingAndReturningAllocatesNothingOnceMade()
{
    BufferPool pool(4096, 64 * 4096);
    std::vector<BufferPool::Block> blocks(64);
    std::ranges::generate(blocks, [&] { return pool.take(); });
    for (auto &block : blocks)
        block = {};
    const std::size_t before = test::allocationCount();
    for (int round = 0; round < 100; ++round) {
        for (auto &block : blocks)
            block = pool.take();
        for (auto &block : blocks)
            block = {};
    }
    QCOMPARE_EQ(test::allocationCount(), before);
    QCOMPARE_EQ(pool.made(), 64U);
}

void TstBufferPool::thousandWaitingConnectionsStayWithinTheBound()
{
    // Each side of each connection asks for a block and keeps what it gets: its peer does not read.
    BufferPool pool;
    std::vector<BufferPool::Block> held;
    for (int i = 0; i < 2000; ++i)
        held.push_back(pool.take());
    const auto got = std::ranges::count_if(held, [](const auto &block) { return static_cast<bool>(block); });
    QCOMPARE_EQ(static_cast<std::size_t>(got), BufferPool::usualTotal / BufferPool::usualBlock);
    QVERIFY(pool.made() * pool.blockBytes() <= BufferPool::usualTotal);
}

void TstBufferPool::manyThreadsShareThePool()
{
    BufferPool pool(256, 256 * 6); // fewer than the threads want
    std::atomic<int> clashes{0};
    {
        std::vector<std::jthread> threads;
        for (int id = 1; id <= 4; ++id)
            threads.emplace_back([&, id] {
                const auto mine = static_cast<std::byte>(id);
                for (std::size_t i = 0; i < test::sized(5000, 500); ++i) {
                    const auto one = pool.take();
                    const auto two = pool.take();
                    std::ranges::fill(one.bytes(), mine);
                    std::ranges::fill(two.bytes(), mine);
                    const bool same = std::ranges::count(one.bytes(), mine) == std::ssize(one.bytes())
                        && std::ranges::count(two.bytes(), mine) == std::ssize(two.bytes());
                    clashes += same ? 0 : 1;
                }
            });
    }
    QCOMPARE_EQ(clashes.load(), 0);
    QCOMPARE_EQ(pool.out(), 0U);
    QVERIFY(pool.made() <= 6);
}

FRAMELENS_TEST(TstBufferPool)
#include "tst_buffer_pool.moc"

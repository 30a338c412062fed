// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/worker_pool.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <latch>
#include <memory>
#include <set>

using framelens::WorkerPool;

class TstWorkerPool : public QObject
{
    Q_OBJECT

private slots:
    void oneThreadKeepsTheOrder();
    void allTasksRunOnTheThreadsThereAre();
    void tasksRunBesideEachOther();
    void runningTaskEndsBeforeThePoolIsGone();
    void waitingTasksAreDroppedAndTheirCapturesFreed();
    void tasksMayBeSubmittedByTasks();
};

void TstWorkerPool::oneThreadKeepsTheOrder()
{
    std::vector<int> order;
    std::latch done(100);
    WorkerPool pool(1);
    for (int i = 0; i < 100; ++i)
        pool.submit([&, i] {
            order.push_back(i);
            done.count_down();
        });
    done.wait();
    for (int i = 0; i < 100; ++i)
        QCOMPARE_EQ(order[static_cast<std::size_t>(i)], i);
}

void TstWorkerPool::allTasksRunOnTheThreadsThereAre()
{
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::atomic<int> runs{0};
    std::latch done(1000);
    WorkerPool pool(3);
    for (int i = 0; i < 1000; ++i)
        pool.submit([&] {
            {
                const std::scoped_lock lock(mutex);
                threads.insert(std::this_thread::get_id());
            }
            ++runs;
            done.count_down();
        });
    done.wait();
    QCOMPARE_EQ(runs.load(), 1000);
    QVERIFY(threads.size() <= 3);
    QVERIFY(!threads.contains(std::this_thread::get_id()));
}

// Each waits for the other: one after the other would never end.
void TstWorkerPool::tasksRunBesideEachOther()
{
    std::latch both(2);
    std::latch done(2);
    WorkerPool pool(2);
    for (int i = 0; i < 2; ++i)
        pool.submit([&] {
            both.arrive_and_wait();
            done.count_down();
        });
    done.wait();
    QVERIFY(done.try_wait());
}

void TstWorkerPool::runningTaskEndsBeforeThePoolIsGone()
{
    std::atomic<bool> started{false};
    std::atomic<bool> release{false};
    std::atomic<bool> ended{false};
    auto pool = std::make_unique<WorkerPool>(1);
    pool->submit([&] {
        started = true;
        started.notify_all();
        release.wait(false);
        ended = true;
    });
    started.wait(false);
    std::jthread releases([&] {
        release = true;
        release.notify_all();
    });
    pool.reset();
    QVERIFY(ended);
}

void TstWorkerPool::waitingTasksAreDroppedAndTheirCapturesFreed()
{
    const auto held = std::make_shared<int>(7);
    std::atomic<int> runs{0};
    {
        WorkerPool pool(0); // nobody takes them
        for (int i = 0; i < 10; ++i)
            pool.submit([&runs, held] { ++runs; });
        QCOMPARE_EQ(held.use_count(), 11);
    }
    QCOMPARE_EQ(held.use_count(), 1);
    QCOMPARE_EQ(runs.load(), 0);
}

void TstWorkerPool::tasksMayBeSubmittedByTasks()
{
    std::latch done(1);
    WorkerPool pool(1);
    pool.submit([&] { pool.submit([&] { done.count_down(); }); });
    done.wait();
    QVERIFY(done.try_wait());
}

FRAMELENS_TEST(TstWorkerPool)
#include "tst_worker_pool.moc"

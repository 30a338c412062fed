// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/job.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <thread>

using framelens::Job;

class TstJob : public QObject
{
    Q_OBJECT

private slots:
    void wakesOnceUntilTaken();
    void finishWakesAlways();
    void finishReleasesWhoWaits();
    void failureIsKeptUntilAsked();
    void cancelReachesTheStopToken();
    void everyPublicationIsSeenThoughWakesAreFew();
};

void TstJob::wakesOnceUntilTaken()
{
    int wakes = 0;
    Job job([&] { ++wakes; });
    QCOMPARE_EQ(wakes, 0);
    for (int i = 0; i < 100; ++i)
        job.published();
    QCOMPARE_EQ(wakes, 1);
    job.taken();
    QCOMPARE_EQ(wakes, 1);
    job.published();
    job.published();
    QCOMPARE_EQ(wakes, 2);
}

void TstJob::finishWakesAlways()
{
    int wakes = 0;
    Job job([&] { ++wakes; });
    job.published();
    QVERIFY(!job.finished());
    job.finish();
    QVERIFY(job.finished());
    QCOMPARE_EQ(wakes, 2);
    QVERIFY(!job.failure().has_value());
}

void TstJob::finishReleasesWhoWaits()
{
    Job job;
    std::atomic<bool> released{false};
    std::jthread waiting([&] {
        job.wait();
        released = true;
    });
    QVERIFY(!released);
    job.report(7, 9);
    job.finish();
    waiting.join();
    QVERIFY(released);
    QCOMPARE_EQ(job.done(), 7U);
    QCOMPARE_EQ(job.total(), 9U);
}

void TstJob::failureIsKeptUntilAsked()
{
    Job job;
    const framelens::Error error{.reason = framelens::Reason::Empty, .subject = "a.pcap"};
    job.finish(error);
    QVERIFY(job.failure() == error);
    QVERIFY(job.failure() == error);
}

void TstJob::cancelReachesTheStopToken()
{
    Job job;
    const std::stop_token token = job.stopToken();
    QVERIFY(!token.stop_requested());
    job.cancel();
    QVERIFY(token.stop_requested());
    QVERIFY(job.cancelled());
    QVERIFY(!job.finished()); // the worker ends, not the one who asks
}

// The watcher takes first and looks then: whatever was published before a wake-up it was spared is seen.
void TstJob::everyPublicationIsSeenThoughWakesAreFew()
{
    constexpr std::uint64_t last = 20'000;
    std::atomic<std::uint64_t> count{0};
    std::atomic<int> pending{0};
    Job job([&] {
        pending.fetch_add(1);
        pending.notify_one();
    });
    std::jthread worker([&] {
        for (std::uint64_t i = 1; i <= last; ++i) {
            count.store(i);
            job.published();
        }
    });
    std::uint64_t seen = 0;
    while (seen < last) {
        pending.wait(0);
        QCOMPARE_EQ(pending.exchange(0), 1);
        job.taken();
        seen = count.load();
    }
    QCOMPARE_EQ(seen, last);
}

FRAMELENS_TEST(TstJob)
#include "tst_job.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Workers that wake a window which comes, works and goes meanwhile.
#include "tests/support/patience.h"
#include "tests/support/test_main.h"

#include "ui/wake.h"

#include <QCoreApplication>
#include <QTest>
#include <QThread>

#include <atomic>
#include <thread>

using namespace framelens;

class TstWake : public QObject
{
    Q_OBJECT

private slots:
    void theFunctionRunsInTheReceiversThread()
    {
        QObject receiver;
        QThread *ran = nullptr;
        const std::function<void()> wake = ui::wakeFor(&receiver, [&ran] { ran = QThread::currentThread(); });
        std::jthread(wake).join();
        QTRY_COMPARE(ran, thread());
    }

    void aReceiverThatIsGoneIsNotWoken()
    {
        int runs = 0;
        std::function<void()> wake;
        {
            QObject receiver;
            wake = ui::wakeFor(&receiver, [&runs] { ++runs; });
            wake(); // queued, and dropped with its receiver
        }
        wake();
        QCoreApplication::processEvents();
        QCOMPARE(runs, 0);
    }

    // A receiver may go at any moment of a wake-up; sanitizers see what else would happen.
    void receiversGoWhileAWorkerWakesThem()
    {
        for (std::size_t round = 0; round < test::sized(300, 100); ++round) {
            auto receiver = std::make_unique<QObject>();
            std::atomic<int> calls = 0;
            const std::jthread worker([&calls, wake = ui::wakeFor(receiver.get(), [] {})](const std::stop_token &stop) {
                while (!stop.stop_requested()) {
                    wake();
                    calls.fetch_add(1, std::memory_order_relaxed);
                }
            });
            while (calls.load(std::memory_order_relaxed) < 3)
                std::this_thread::yield();
            receiver.reset();
        }
    }

    void theLastCopyGivesTheWakerUp()
    {
        QObject receiver;
        std::function<void()> wake = ui::wakeFor(&receiver, [] {});
        std::function<void()> copy = wake;
        wake = {};
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(receiver.children().size(), 1);
        copy = {};
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(receiver.children().size(), 0);
    }
};

FRAMELENS_TEST(TstWake)
#include "tst_wake.moc"

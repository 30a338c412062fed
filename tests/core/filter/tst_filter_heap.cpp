// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Filtering takes memory for its result, and for nothing else however many frames there are.
#include "core/filter/filter_search.h"
#include "core/stream/capture_streams.h"
#include "tests/bench/traffic.h"
#include "tests/support/allocation_count.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

namespace {

Buffer trafficOf(std::size_t frames)
{
    Traffic traffic;
    PcapBuilder builder;
    for (std::size_t i = 0; i < frames; ++i)
        builder.frame(traffic.next());
    return builder.bytes();
}

} // namespace

class TstFilterHeap : public QObject
{
    Q_OBJECT

private slots:
    void onlyTheResultGrows_data()
    {
        QTest::addColumn<QString>("filter");
        for (const char *text : {"tcp.port == 443", "tcp.port == 1", "ip.addr in {10.0.0.0/28, 192.0.2.1..192.0.2.20}", "frame.len > 1000", "frame.number % 3 == 1",
                                 "dns.qry.name contains \"example\"", "dns.qry.name matches \"^host4.*org$\"", "upper(dns.qry.name) contains \"HOST\"",
                                 "frame contains \"example\"", "tcp.len > 5 and not dns", "tcp.stream == 7", "string(ip.src) matches \"^10\"",
                                 "frame.time_delta_displayed > 0.001"})
            QTest::addRow("%s", text) << QString::fromLatin1(text);
    }

    void onlyTheResultGrows()
    {
        QFETCH(QString, filter);
        // Without views: streams that are assembled are kept by their cache, which has a bound of its own.
        FilterSearch search(*Filter::compile(filter.toStdString(), m_registry), {.source = m_streams});
        // What grows once has grown when all kinds of frames have come by.
        const auto allocations = [&](std::uint32_t end) {
            Job job;
            const std::size_t before = allocationCount();
            search.advance(end, 1, job);
            return allocationCount() - before;
        };
        const std::uint32_t count = m_streams->count();
        allocations(count / 4);
        const std::size_t one = allocations(count / 2);
        const std::size_t two = allocations(count);
        QCOMPARE_EQ(search.searched(), count);
        constexpr std::size_t framesPerBlock = 8192; // of a MatchList
        constexpr std::size_t perBlock = 2;
        QVERIFY2(two <= one + perBlock * (1 + search.matches().size() / framesPerBlock), qPrintable(QStringLiteral("%1 then %2").arg(one).arg(two)));
        QVERIFY(search.matches().heapBytes() <= 4 * search.matches().size() + 64 * 1024);
    }

private:
    std::shared_ptr<const Registry> m_registry = Registry::builtIn();
    OpenedCapture m_opened{trafficOf(sized(80'000, 8'000))};
    std::shared_ptr<CaptureStreams> m_streams = [this] {
        auto streams = std::make_shared<CaptureStreams>(m_opened.shared(), m_registry, nullptr, nullptr);
        Job pass;
        while (streams->advance(pass)) { }
        return streams;
    }();
};

FRAMELENS_TEST(TstFilterHeap)
#include "tst_filter_heap.moc"

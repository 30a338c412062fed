// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Files that change while they are open, files with holes, and threads that come and go.
#include "core/base/worker_pool.h"
#include "core/capture/capture.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <random>
#include <thread>

using namespace framelens;
using namespace framelens::test;

class TstCaptureChanges : public QObject
{
    Q_OBJECT

private slots:
    void framesBehindACutHaveNoBytes();
    void aCutDuringIndexingIsTold();
    void readersSurviveACut();
    void aFollowedFileThatIsCutIsTold();
    void anOverwrittenHeaderCannotLeadAstray();
    void readersSurviveOverwriting();
    void framesBeyondFourGiBAreFound();
    void aHoleFullOfEmptyRecordsEndsAtTheMemoryLimit();
    void tenFramesBehindATebibyteAreFound();
    void followingIsFinishedByDamage();
    void openingAndClosingAtAnyMomentIsSafe();
    void readersAskWhileItIsIndexed();
};

namespace {

QString q(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::uint64_t sumOf(Bytes bytes)
{
    std::uint64_t sum = 0;
    for (const std::byte byte : bytes)
        sum += std::to_integer<std::uint64_t>(byte);
    return sum;
}

// Reads every frame in turn until told to stop.
void readAll(const Capture &capture, const std::atomic<bool> &stop, std::atomic<std::uint64_t> &sum)
{
    while (!stop) {
        for (std::uint32_t frame = 0; frame < capture.count() && !stop; ++frame) {
            const FrameView view = capture.view(frame);
            sum += sumOf(view.bytes.bytes());
        }
    }
}

}

void TstCaptureChanges::framesBehindACutHaveNoBytes()
{
    for (const Buffer &bytes : {mixedPcap(300), mixedPcapng(300)}) {
        const OpenedCapture opened(bytes);
        const Capture &capture = opened.capture();
        const std::uint64_t keep = bytes.size() / 2 + 123;
        const std::uint32_t before = capture.generation();
        opened.file().resize(keep);
        QVERIFY(opened.capture().check() == FileChange::Cut);
        QVERIFY(capture.generation() > before);
        QCOMPARE(capture.count(), 300U);
        std::uint32_t whole = 0;
        for (std::uint32_t frame = 0; frame < capture.count(); ++frame) {
            const FrameRef ref = capture.frame(frame);
            QCOMPARE(ref.info.number, frame + 1);
            if (ref.bytes.empty()) {
                QVERIFY(capture.view(frame).bytes.empty());
                continue;
            }
            QCOMPARE(whole, frame); // none behind a lost one
            ++whole;
            QVERIFY(join({ref.bytes}) == mixedFrame(1, frame));
        }
        QVERIFY(whole > 50 && whole < 250);
    }
}

void TstCaptureChanges::aCutDuringIndexingIsTold()
{
    const Buffer bytes = mixedPcap(5000);
    const TemporaryFile file(bytes);
    const auto capture = *Capture::open(file.path());
    Job *running = nullptr;
    Job first([&running] { running->cancel(); });
    running = &first;
    capture->index(first);
    file.resize(bytes.size() / 2);
    Job second;
    capture->index(second);
    QVERIFY(second.failure().has_value());
    QCOMPARE(second.failure()->reason, Reason::SourceLost);
    QCOMPARE(*second.failure()->offset, std::uint64_t{bytes.size() / 2});
    QVERIFY(capture->count() > 1000);
}

void TstCaptureChanges::readersSurviveACut()
{
    for (int round = 0; round < 10; ++round) {
        const Buffer bytes = mixedPcapng(2000);
        const OpenedCapture opened(bytes);
        std::atomic<bool> stop{false};
        std::atomic<std::uint64_t> sum{0};
        std::vector<std::jthread> readers;
        for (int i = 0; i < 2; ++i)
            readers.emplace_back([&] { readAll(opened.capture(), stop, sum); });
        opened.file().resize(bytes.size() / 20 * static_cast<std::size_t>(round * 2 + 1));
        QVERIFY(opened.capture().check() == FileChange::Cut);
        stop = true;
        readers.clear();
        QVERIFY(opened.capture().frame(1999).bytes.empty());
    }
}

void TstCaptureChanges::aFollowedFileThatIsCutIsTold()
{
    const Buffer bytes = mixedPcap(500);
    const OpenedCapture opened(bytes, {.follow = true});
    QCOMPARE(opened.capture().count(), 500U);
    opened.file().resize(bytes.size() / 2);
    QVERIFY(opened.capture().check() == FileChange::Cut);
    QVERIFY(opened.capture().frame(499).bytes.empty());
    QVERIFY(!opened.capture().frame(0).bytes.empty());
}

void TstCaptureChanges::anOverwrittenHeaderCannotLeadAstray()
{
    const Buffer bytes = mixedPcap(10);
    const OpenedCapture opened(bytes);
    const std::uint64_t record = 24;
    const Buffer largest(8, std::byte{0xff});
    opened.file().overwrite(record + 8, largest);
    const FrameRef frame = opened.capture().frame(0);
    QCOMPARE(frame.bytes.size(), bytes.size() - 24 - 16);
    QCOMPARE(frame.info.capturedLength, static_cast<std::uint32_t>(bytes.size() - 24 - 16));

    const Buffer blocks = mixedPcapng(10);
    const OpenedCapture other(blocks);
    for (std::size_t at = 48; at < 80; at += 4) {
        other.file().overwrite(at, Buffer(4, std::byte{0xff}));
        QVERIFY(other.capture().frame(0).bytes.size() < blocks.size());
    }
    for (std::size_t at = 48; at < 80; at += 4) {
        other.file().overwrite(at, Buffer(4));
        QVERIFY(other.capture().frame(0).bytes.size() < blocks.size());
    }
}

void TstCaptureChanges::readersSurviveOverwriting()
{
    const Buffer bytes = mixedPcapng(200);
    const OpenedCapture opened(bytes);
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> sum{0};
    std::jthread reader([&] { readAll(opened.capture(), stop, sum); });
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i)
        opened.file().overwrite(random() % (bytes.size() - 8), ByteWriter().u64(random()).buffer());
    stop = true;
    reader.join();
    QCOMPARE(opened.capture().count(), 200U);
}

void TstCaptureChanges::framesBeyondFourGiBAreFound()
{
    // An unknown block that is nearly 4 GiB large, twice, as a hole; a frame before, between and behind.
    PcapngBuilder file;
    file.section().interface().enhanced(textBytes("before"), 1);
    const TemporaryFile sparse(file.bytes());
    constexpr std::uint32_t blockBytes = 0xfffffff0U;
    std::uint64_t end = file.size();
    for (const std::string_view text : {"between", "behind"}) {
        sparse.overwrite(end, ByteWriter(ByteOrder::Little).u32(0x0abc).u32(blockBytes).buffer());
        sparse.overwrite(end + blockBytes - 4, ByteWriter(ByteOrder::Little).u32(blockBytes).buffer());
        end += blockBytes;
        PcapngBuilder frame;
        frame.enhanced(textBytes(text), 2);
        sparse.overwrite(end, frame.bytes());
        end += frame.size();
    }
    const auto capture = *Capture::open(sparse.path());
    Job job;
    capture->index(job);
    QVERIFY(!job.failure());
    QCOMPARE(capture->count(), 3U);
    QCOMPARE(q(asText(capture->frame(0).bytes)), QStringLiteral("before"));
    QCOMPARE(q(asText(capture->frame(1).bytes)), QStringLiteral("between"));
    QCOMPARE(q(asText(capture->frame(2).bytes)), QStringLiteral("behind"));
}

void TstCaptureChanges::aHoleFullOfEmptyRecordsEndsAtTheMemoryLimit()
{
    // 4 GiB that take one block on disk: 268 million records without bytes.
    const Buffer header = mixedPcap(0);
    const TemporaryFile sparse(header);
    sparse.resize(std::uint64_t{4} << 30U);
    const auto capture = *Capture::open(sparse.path(), {.mostIndexBytes = std::uint64_t{4} << 20U});
    Job job;
    capture->index(job);
    QVERIFY(job.failure().has_value());
    QCOMPARE(job.failure()->reason, Reason::LimitReached);
    QVERIFY(capture->heapBytes() < (std::size_t{5} << 20U));
    QVERIFY(capture->count() > 1'000'000);
    QCOMPARE(capture->frame(1'000'000).bytes.size(), std::size_t{0});
    QCOMPARE(capture->frame(1'000'000).info.number, 1'000'001U);
}

void TstCaptureChanges::tenFramesBehindATebibyteAreFound()
{
#ifdef __SANITIZE_THREAD__
    QSKIP("the thread sanitizer leaves no room for a map of a tebibyte");
#endif
    // 257 blocks of nearly 4 GiB, each a hole, and ten frames behind them.
    PcapngBuilder file;
    file.section().interface();
    const TemporaryFile sparse(file.bytes());
    constexpr std::uint32_t blockBytes = 0xfffffff0U;
    std::uint64_t end = file.size();
    for (int block = 0; block < 257; ++block) {
        sparse.overwrite(end, ByteWriter(ByteOrder::Little).u32(0x0abc).u32(blockBytes).buffer());
        sparse.overwrite(end + blockBytes - 4, ByteWriter(ByteOrder::Little).u32(blockBytes).buffer());
        end += blockBytes;
    }
    PcapngBuilder frames;
    for (std::uint32_t number = 0; number < 10; ++number)
        frames.enhanced(mixedFrame(3, number), number);
    sparse.overwrite(end, frames.bytes());
    QVERIFY(end > std::uint64_t{1} << 40U);
    const auto capture = *Capture::open(sparse.path());
    Job job;
    capture->index(job);
    QVERIFY(!job.failure());
    QCOMPARE(capture->count(), 10U);
    QVERIFY(join({capture->frame(9).bytes}) == mixedFrame(3, 9));
}

void TstCaptureChanges::followingIsFinishedByDamage()
{
    const TemporaryFile file(mixedPcap(3));
    const auto capture = *Capture::open(file.path(), {.follow = true});
    Job first;
    capture->index(first);
    QVERIFY(!first.failure() && !capture->isComplete());
    file.append(Buffer(20, std::byte{0xff}));
    Job second;
    capture->index(second);
    QVERIFY(second.failure().has_value());
    QVERIFY(capture->isComplete());
    file.append(mixedFrame(1, 1));
    Job third;
    capture->index(third);
    QVERIFY(third.failure() == second.failure());
    QCOMPARE(capture->count(), 3U);
}

void TstCaptureChanges::openingAndClosingAtAnyMomentIsSafe()
{
    const TemporaryFile plain(mixedPcapng(4000));
    const TemporaryFile packed(zstdCompressed(mixedPcap(4000)));
    std::mt19937 random(42);
    WorkerPool pool(2);
    std::vector<FrameView> kept;
    for (std::size_t round = 0; round < sized(200, 60); ++round) {
        const TemporaryFile &file = random() % 3 == 0 ? packed : plain;
        std::shared_ptr<Capture> capture = *Capture::open(file.path(), {.follow = random() % 4 == 0});
        const auto job = std::make_shared<Job>();
        pool.submit([capture, job] { capture->index(*job); });
        const auto looks = static_cast<std::uint32_t>(random() % 4000);
        std::uint64_t sum = 0;
        for (std::uint32_t look = 0; look < looks; ++look) {
            if (const std::uint32_t count = capture->count(); count != 0)
                sum += sumOf(capture->frame(look % count).bytes);
        }
        if (capture->count() != 0)
            kept.push_back(capture->view(capture->count() - 1));
        if (random() % 2 == 0)
            job->cancel();
        if (random() % 2 == 0)
            capture.reset(); // the worker has its own
        if (random() % 2 == 0)
            job->wait();
        if (kept.size() > 20)
            kept.erase(kept.begin(), kept.begin() + 15);
    }
    for (const FrameView &view : kept)
        QVERIFY(sumOf(view.bytes.bytes()) > 0);
}

void TstCaptureChanges::readersAskWhileItIsIndexed()
{
    PcapngBuilder file;
    for (int section = 0; section < 40; ++section) {
        file.section(section % 2 == 0 ? ByteOrder::Little : ByteOrder::Big).interface(1).interface(113);
        for (std::uint32_t i = 0; i < 500; ++i)
            file.enhanced(mixedFrame(9, i), i, i % 2);
        file.statistics(0, 1, 2);
    }
    const TemporaryFile stored(file.bytes());
    const auto capture = *Capture::open(stored.path());
    std::atomic<std::uint32_t> wrong{0};
    std::vector<std::jthread> readers;
    for (int reader = 0; reader < 2; ++reader) {
        readers.emplace_back([&] {
            std::uint32_t seen = 0;
            while (seen < 20'000) {
                const std::uint32_t count = capture->count();
                for (; seen < count; ++seen) {
                    const FrameInfo info = capture->frame(seen).info;
                    const std::uint32_t interface = seen / 500 * 2 + seen % 2;
                    wrong += info.interface == interface && info.linkType == (seen % 2 == 0 ? 1U : 113U) ? 0 : 1;
                }
                wrong += capture->metadata().interfaces.size() <= 80 && !capture->problem() ? 0 : 1;
            }
        });
    }
    Job job;
    capture->index(job);
    readers.clear();
    QCOMPARE(wrong.load(), 0U);
    QCOMPARE(capture->metadata().blocks.size(), std::size_t{40});
}

FRAMELENS_TEST(TstCaptureChanges)
#include "tst_capture_changes.moc"

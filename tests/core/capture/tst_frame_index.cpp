// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/append_only.h"
#include "core/capture/frame_index.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace framelens;

class TstFrameIndex : public QObject
{
    Q_OBJECT

private slots:
    void offsetsComeBack();
    void aFrameTakesAtMostFourAndAHalfBytes();
    void anEmptyIndexIsSmall();
    void chunksBeyondFourGiBAreWide();
    void aChunkTurnsWideInItsMiddle();
    void readersSeeWhatIsPublished();
    void appendOnlyKeepsItemsInPlace();
};

namespace {

std::vector<std::uint64_t> steps(std::size_t count, std::uint64_t first, std::uint64_t step)
{
    std::vector<std::uint64_t> offsets(count);
    for (std::size_t i = 0; i < count; ++i)
        offsets[i] = first + i * step;
    return offsets;
}

}

void TstFrameIndex::offsetsComeBack()
{
    FrameIndex index;
    const auto offsets = steps(20'000, 24, 77);
    for (std::size_t at = 0; at < offsets.size(); at += 500)
        index.append(std::span(offsets).subspan(at, 500));
    QCOMPARE(index.count(), 20'000U);
    for (std::uint32_t frame = 0; frame < index.count(); ++frame)
        QCOMPARE(index[frame], offsets[frame]);
}

void TstFrameIndex::aFrameTakesAtMostFourAndAHalfBytes()
{
    FrameIndex index;
    constexpr std::uint32_t count = 1'000'000;
    const auto offsets = steps(count, 24, 300);
    index.append(offsets);
    QVERIFY(static_cast<double>(index.heapBytes()) <= 4.5 * count);
}

void TstFrameIndex::anEmptyIndexIsSmall()
{
    const FrameIndex index;
    QCOMPARE(index.count(), 0U);
    QVERIFY(index.heapBytes() <= 8192);
}

void TstFrameIndex::chunksBeyondFourGiBAreWide()
{
    FrameIndex index;
    const auto offsets = steps(10'000, 24, std::uint64_t{1} << 33U);
    index.append(offsets);
    for (std::uint32_t frame = 0; frame < index.count(); ++frame)
        QCOMPARE(index[frame], offsets[frame]);
}

void TstFrameIndex::aChunkTurnsWideInItsMiddle()
{
    FrameIndex index;
    auto offsets = steps(100, 24, 100);
    const auto far = steps(100, std::uint64_t{5} << 32U, 100);
    index.append(offsets);
    index.append(far);
    offsets.insert(offsets.end(), far.begin(), far.end());
    for (std::uint32_t frame = 0; frame < index.count(); ++frame)
        QCOMPARE(index[frame], offsets[frame]);
}

void TstFrameIndex::readersSeeWhatIsPublished()
{
    FrameIndex index;
    constexpr std::uint32_t count = 200'000;
    std::atomic<std::uint32_t> wrong{0};
    std::vector<std::jthread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&index, &wrong] {
            std::uint32_t seen = 0;
            while (seen < count) {
                const std::uint32_t now = index.count();
                for (std::uint32_t frame = seen; frame < now; ++frame)
                    wrong += index[frame] == std::uint64_t{frame} * 100'000 ? 0 : 1;
                seen = now;
            }
        });
    }
    const auto offsets = steps(count, 0, 100'000); // some chunks turn wide
    for (std::size_t at = 0; at < count; at += 100)
        index.append(std::span(offsets).subspan(at, 100));
    readers.clear();
    QCOMPARE(wrong.load(), 0U);
}

void TstFrameIndex::appendOnlyKeepsItemsInPlace()
{
    AppendOnly<int> list;
    QCOMPARE(list.size(), std::size_t{0});
    QCOMPARE(list.heapBytes(), std::size_t{0});
    list.push(0);
    const int *first = &list[0];
    for (int i = 1; i < 10'000; ++i)
        list.push(i);
    QCOMPARE(&list[0], first);
    for (int i = 0; i < 10'000; ++i)
        QCOMPARE(list[static_cast<std::size_t>(i)], i);
}

FRAMELENS_TEST(TstFrameIndex)
#include "tst_frame_index.moc"

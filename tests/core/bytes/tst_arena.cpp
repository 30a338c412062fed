// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/arena.h"
#include "tests/support/child.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <random>

using framelens::Arena;

class TstArena : public QObject
{
    Q_OBJECT

private slots:
    void memoryIsAligned();
    void memoryInUseStaysWhileTheArenaGrows();
    void resetGivesTheSameBlocksAgain();
    void limitGivesAnEmptySpan();
    void smallLimitIsUsedWhole();
    void resetUnderALeaseIsRefused();
    void nothingOverlaps();
    void countThatOverflowsIsRefused();
};

namespace {

struct Wide
{
    std::uint64_t a, b, c, d;
};

// What was handed out, and the mark that was written all over it.
struct Given
{
    std::span<std::byte> bytes;
    std::byte mark;
};

bool isIntact(const Given &given)
{
    return std::ranges::all_of(given.bytes, [&](std::byte byte) { return byte == given.mark; });
}

template <typename T>
std::span<std::byte> bytesOf(Arena &arena, std::size_t count)
{
    return std::as_writable_bytes(arena.make<T>(count));
}

std::span<std::byte> anything(Arena &arena, std::mt19937 &random)
{
    const std::size_t count = random() % 8 == 0 ? random() % 5000 : random() % 20;
    switch (random() % 4) {
    case 0: return bytesOf<std::byte>(arena, count);
    case 1: return bytesOf<std::uint16_t>(arena, count);
    case 2: return bytesOf<std::uint64_t>(arena, count);
    default: return bytesOf<Wide>(arena, count);
    }
}

}

void TstArena::memoryIsAligned()
{
    Arena arena;
    for (int i = 0; i < 1000; ++i) {
        QCOMPARE_EQ(arena.make<std::byte>(1).size(), 1U);
        QCOMPARE_EQ(reinterpret_cast<std::uintptr_t>(arena.make<std::uint16_t>(1).data()) % alignof(std::uint16_t), 0U);
        QCOMPARE_EQ(reinterpret_cast<std::uintptr_t>(arena.make<std::max_align_t>(1).data()) % alignof(std::max_align_t),
                    0U);
    }
}

void TstArena::memoryInUseStaysWhileTheArenaGrows()
{
    Arena arena;
    const std::span<std::uint32_t> first = arena.make<std::uint32_t>(100);
    std::ranges::fill(first, 0xa5a5a5a5U);
    const std::uint32_t *address = first.data();
    const std::size_t before = arena.reserved();
    for (int i = 0; i < 200; ++i)
        std::ranges::fill(arena.make<std::uint32_t>(1000), 0U);
    QVERIFY(arena.reserved() > before);
    QCOMPARE_EQ(first.data(), address);
    QVERIFY(std::ranges::all_of(first, [](std::uint32_t value) { return value == 0xa5a5a5a5U; }));
}

void TstArena::resetGivesTheSameBlocksAgain()
{
    Arena arena;
    const auto fill = [&] {
        for (int i = 0; i < 100; ++i)
            arena.make<Wide>(50);
    };
    fill();
    const std::size_t reserved = arena.reserved();
    QCOMPARE_EQ(arena.used(), 100U * 50 * sizeof(Wide));
    for (int round = 0; round < 50; ++round) {
        arena.reset();
        QCOMPARE_EQ(arena.used(), 0U);
        fill();
    }
    QCOMPARE_EQ(arena.reserved(), reserved);
}

void TstArena::limitGivesAnEmptySpan()
{
    constexpr std::size_t limit = 100'000;
    Arena arena(limit);
    QVERIFY(arena.make<std::byte>(limit + 1).empty());
    std::size_t handedOut = 0;
    while (!arena.make<std::byte>(1000).empty())
        handedOut += 1000;
    QVERIFY(handedOut > limit / 2 && handedOut <= limit);
    QVERIFY(arena.reserved() <= limit);
    arena.reset();
    QVERIFY(!arena.make<std::byte>(1000).empty());
}

void TstArena::smallLimitIsUsedWhole()
{
    Arena arena(1000);
    QCOMPARE_EQ(arena.make<std::byte>(1000).size(), 1000U);
    QVERIFY(arena.make<std::byte>(1).empty());
}

void TstArena::resetUnderALeaseIsRefused()
{
#ifdef NDEBUG
    QSKIP("assertions are off in this build");
#endif
    const auto end = framelens::test::runInChild([] {
        Arena arena;
        arena.make<int>(3);
        const Arena::Lease lease(arena);
        arena.reset();
        return 0;
    });
    QCOMPARE_EQ(end.signal, SIGABRT);
    Arena arena;
    arena.make<int>(3);
    {
        const Arena::Lease lease(arena);
        const Arena::Lease second(arena);
    }
    arena.reset();
    QCOMPARE_EQ(arena.used(), 0U);
}

void TstArena::nothingOverlaps()
{
    std::mt19937 random(11);
    Arena arena;
    for (std::size_t round = 0; round < framelens::test::sized(200, 20); ++round) {
        std::vector<Given> all;
        for (int i = 0; i < 100; ++i) {
            all.push_back({anything(arena, random), static_cast<std::byte>(i + 1)});
            std::ranges::fill(all.back().bytes, all.back().mark);
        }
        QVERIFY(std::ranges::all_of(all, isIntact)); // a later one that overlapped would have left its own mark
        arena.reset();
    }
}

void TstArena::countThatOverflowsIsRefused()
{
    Arena arena;
    QVERIFY(arena.make<Wide>(SIZE_MAX / sizeof(Wide) + 1).empty());
    QVERIFY(arena.make<Wide>(SIZE_MAX).empty());
    QVERIFY(arena.make<std::byte>(SIZE_MAX).empty());
    QCOMPARE_EQ(arena.used(), 0U);
}

FRAMELENS_TEST(TstArena)
#include "tst_arena.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/byte_view.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <random>

using namespace framelens;

class TstByteView : public QObject
{
    Q_OBJECT

private slots:
    void splitSharesTheOwnerAndCopiesNothing();
    void splitBeyondTheEndIsEmpty_data();
    void splitBeyondTheEndIsEmpty();
    void subViewOutsideIsEmpty_data();
    void subViewOutsideIsEmpty();
    void viewOutlivesTheHandleOnItsStore();
    void emptyViewKeepsNothingAlive();
    void anyChainOfSplitsStaysInside();
    void viewOfAGrowingStoreKeepsItsSize();
};

namespace {

std::shared_ptr<const Store> storeOf(std::size_t size)
{
    return std::make_shared<MemoryStore>(test::patternBytes(size));
}

class GrowingStore final : public Store
{
public:
    explicit GrowingStore(std::vector<std::byte> bytes)
        : m_bytes(std::move(bytes))
    {
        publish(m_bytes.data(), 0);
    }
    void grow(std::size_t size) { publishMore(size); }

private:
    std::vector<std::byte> m_bytes;
};

}

void TstByteView::splitSharesTheOwnerAndCopiesNothing()
{
    const auto store = storeOf(100);
    const ByteView view(store);
    const auto [head, tail] = view.split(30);
    QCOMPARE_EQ(head.size(), 30U);
    QCOMPARE_EQ(tail.size(), 70U);
    QCOMPARE_EQ(head.bytes().data(), store->bytes().data());
    QCOMPARE_EQ(tail.bytes().data(), store->bytes().data() + 30);
    QCOMPARE_EQ(head.store(), store);
    QCOMPARE_EQ(tail.store(), store);
    QCOMPARE_EQ(store.use_count(), 4);
}

void TstByteView::splitBeyondTheEndIsEmpty_data()
{
    QTest::addColumn<quint64>("at");
    QTest::addColumn<quint64>("headSize");
    QTest::addColumn<quint64>("tailSize");
    QTest::newRow("start") << quint64{0} << quint64{0} << quint64{10};
    QTest::newRow("end") << quint64{10} << quint64{10} << quint64{0};
    QTest::newRow("one beyond") << quint64{11} << quint64{0} << quint64{0};
    QTest::newRow("largest") << quint64{UINT64_MAX} << quint64{0} << quint64{0};
}

void TstByteView::splitBeyondTheEndIsEmpty()
{
    QFETCH(quint64, at);
    QFETCH(quint64, headSize);
    QFETCH(quint64, tailSize);
    const ByteView view(storeOf(10));
    const auto [head, tail] = view.split(at);
    QCOMPARE_EQ(head.size(), headSize);
    QCOMPARE_EQ(tail.size(), tailSize);
    QCOMPARE_EQ(view.size(), 10U);
}

void TstByteView::subViewOutsideIsEmpty_data()
{
    QTest::addColumn<quint64>("offset");
    QTest::addColumn<quint64>("size");
    QTest::addColumn<quint64>("expected");
    QTest::newRow("all") << quint64{0} << quint64{10} << quint64{10};
    QTest::newRow("last byte") << quint64{9} << quint64{1} << quint64{1};
    QTest::newRow("nothing at the end") << quint64{10} << quint64{0} << quint64{0};
    QTest::newRow("one too many") << quint64{9} << quint64{2} << quint64{0};
    QTest::newRow("begins beyond") << quint64{11} << quint64{0} << quint64{0};
    QTest::newRow("sum overflows") << quint64{5} << quint64{UINT64_MAX} << quint64{0};
    QTest::newRow("offset overflows") << quint64{UINT64_MAX} << quint64{6} << quint64{0};
}

void TstByteView::subViewOutsideIsEmpty()
{
    QFETCH(quint64, offset);
    QFETCH(quint64, size);
    QFETCH(quint64, expected);
    const auto store = storeOf(10);
    const ByteView sub = ByteView(store).sub(offset, size);
    QCOMPARE_EQ(sub.size(), expected);
    const ByteView direct(store, offset, size);
    QCOMPARE_EQ(direct.size(), expected);
    if (expected != 0)
        QCOMPARE_EQ(sub.bytes().data(), store->bytes().data() + offset);
}

void TstByteView::viewOutlivesTheHandleOnItsStore()
{
    auto store = storeOf(5000);
    const std::weak_ptr<const Store> watch = store;
    ByteView part;
    {
        const ByteView whole(std::move(store));
        part = whole.sub(1000, 500).split(100).second;
    }
    QVERIFY(!watch.expired());
    const auto expected = test::patternBytes(5000);
    QVERIFY(std::ranges::equal(part.bytes(), Bytes(expected).subspan(1100, 400)));
    part = {};
    QVERIFY(watch.expired());
}

void TstByteView::emptyViewKeepsNothingAlive()
{
    auto store = storeOf(10);
    const ByteView beyond = ByteView(store).sub(8, 8);
    QCOMPARE_EQ(store.use_count(), 1);
    QVERIFY(beyond.empty());
    QVERIFY(ByteView(nullptr).empty());
    QVERIFY(ByteView(nullptr, 3, 4).empty());
}

void TstByteView::anyChainOfSplitsStaysInside()
{
    std::mt19937_64 random(7);
    const auto store = storeOf(4096);
    const Bytes all = store->bytes();
    for (int round = 0; round < 2000; ++round) {
        ByteView view(store);
        std::size_t begin = 0;
        std::size_t size = all.size();
        for (int step = 0; step < 12; ++step) {
            const std::uint64_t at = random() % (size + size / 8 + 2);
            const auto halves = view.split(at);
            const bool inside = at <= size;
            const bool second = (random() & 1U) != 0;
            begin = inside && second ? begin + at : begin;
            size = !inside ? 0 : second ? size - at : at;
            view = second ? halves.second : halves.first;
            QCOMPARE_EQ(view.size(), size);
            if (size == 0)
                break;
            QCOMPARE_EQ(view.bytes().data(), all.data() + begin);
        }
    }
}

void TstByteView::viewOfAGrowingStoreKeepsItsSize()
{
    const auto store = std::make_shared<GrowingStore>(test::patternBytes(64));
    QVERIFY(ByteView(store).empty());
    store->grow(10);
    const ByteView early(store);
    const std::byte *address = early.bytes().data();
    store->grow(64);
    QCOMPARE_EQ(early.size(), 10U);
    const ByteView late(store);
    QCOMPARE_EQ(late.size(), 64U);
    QCOMPARE_EQ(late.bytes().data(), address);
    QVERIFY(store->holds(0, 64));
    QVERIFY(store->holds(64, 0));
    QVERIFY(!store->holds(0, 65));
    QVERIFY(!store->holds(65, 0));
    QVERIFY(!store->holds(1, UINT64_MAX));
}

FRAMELENS_TEST(TstByteView)
#include "tst_byte_view.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/load.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <array>

using namespace framelens;

class TstLoad : public QObject
{
    Q_OBJECT

private slots:
    void bothOrdersAndAllSizes_data();
    void bothOrdersAndAllSizes();
    void otherSizesGiveZero();
    void unalignedAddressesAreFine();
    void textAndBytesAreTheSameMemory();
};

namespace {

constexpr std::array<std::byte, 9> source = {std::byte{0xfe}, std::byte{0x23}, std::byte{0x45},
                                             std::byte{0x67}, std::byte{0x89}, std::byte{0xab},
                                             std::byte{0xcd}, std::byte{0xef}, std::byte{0x11}};

}

void TstLoad::bothOrdersAndAllSizes_data()
{
    QTest::addColumn<quint64>("big");
    QTest::addColumn<quint64>("little");
    QTest::newRow("1") << quint64{0xfe} << quint64{0xfe};
    QTest::newRow("2") << quint64{0xfe23} << quint64{0x23fe};
    QTest::newRow("3") << quint64{0xfe2345} << quint64{0x4523fe};
    QTest::newRow("4") << quint64{0xfe234567} << quint64{0x674523fe};
    QTest::newRow("5") << quint64{0xfe23456789} << quint64{0x89674523fe};
    QTest::newRow("6") << quint64{0xfe23456789ab} << quint64{0xab89674523fe};
    QTest::newRow("7") << quint64{0xfe23456789abcd} << quint64{0xcdab89674523fe};
    QTest::newRow("8") << quint64{0xfe23456789abcdef} << quint64{0xefcdab89674523fe};
}

void TstLoad::bothOrdersAndAllSizes()
{
    QFETCH(quint64, big);
    QFETCH(quint64, little);
    const auto size = QByteArray(QTest::currentDataTag()).toULongLong();
    QCOMPARE_EQ(loadSized(source.data(), size, ByteOrder::Big), big);
    QCOMPARE_EQ(loadSized(source.data(), size, ByteOrder::Little), little);
}

void TstLoad::otherSizesGiveZero()
{
    for (const std::size_t size : {std::size_t{0}, std::size_t{9}, SIZE_MAX})
        QCOMPARE_EQ(loadSized(source.data(), size, ByteOrder::Big), 0U);
}

void TstLoad::unalignedAddressesAreFine()
{
    QCOMPARE_EQ(load<std::uint32_t>(&source[1], ByteOrder::Big), 0x23456789U);
    QCOMPARE_EQ(load<std::uint64_t>(&source[1], ByteOrder::Little), 0x11efcdab89674523U);
    QCOMPARE_EQ(load<std::uint8_t>(&source[3], ByteOrder::Little), 0x67U);
}

void TstLoad::textAndBytesAreTheSameMemory()
{
    const std::string_view text = "frame";
    const Bytes bytes = asBytes(text);
    QCOMPARE_EQ(static_cast<const void *>(bytes.data()), static_cast<const void *>(text.data()));
    QCOMPARE_EQ(static_cast<const void *>(asText(bytes).data()), static_cast<const void *>(text.data()));
    QCOMPARE_EQ(asText(bytes), text);
    QVERIFY(asText({}).empty());
}

FRAMELENS_TEST(TstLoad)
#include "tst_load.moc"

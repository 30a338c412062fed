// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/pcapng_metadata.h"

#include "core/capture/pcapng_blocks.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

class TstPcapngMetadata : public QObject
{
    Q_OBJECT

private slots:
    void blocksSayWhatWasWritten_data();
    void blocksSayWhatWasWritten();
    void namesOfAllKindsAreRead();
    void everyPrefixOfABlockEndsWell();
};

namespace {

ByteView blockOf(const OpenedCapture &opened, std::size_t index)
{
    const BlockRecord block = opened.capture().metadata().blocks[index];
    return opened.capture().bytesOf(block.offset, block.length);
}

}

void TstPcapngMetadata::blocksSayWhatWasWritten_data()
{
    QTest::addColumn<bool>("big");
    QTest::newRow("little-endian") << false;
    QTest::newRow("big-endian") << true;
}

void TstPcapngMetadata::blocksSayWhatWasWritten()
{
    QFETCH(bool, big);
    const ByteOrder order = big ? ByteOrder::Big : ByteOrder::Little;
    PcapngBuilder file;
    file.section(order).interface();
    file.names(ByteWriter().u32(0x0a000001).buffer(), "a.example").statistics(0, 1234, 5);
    file.secrets(0x544c534b, textBytes("CLIENT_RANDOM x y")).custom(32'473, textBytes("four"));
    const OpenedCapture opened(file.bytes());

    const ByteView named = blockOf(opened, 0);
    const auto names = namesIn(named.bytes(), order);
    QCOMPARE(names.size(), std::size_t{1});
    QVERIFY(join({names[0].address}) == ByteWriter().u32(0x0a000001).buffer());
    QVERIFY(names[0].names == std::vector<std::string_view>{"a.example"});

    const ByteView counted = blockOf(opened, 1);
    const auto statistics = statisticsIn(counted.bytes(), order);
    QVERIFY(statistics.has_value());
    QCOMPARE(*statistics->received, std::uint64_t{1234});
    QCOMPARE(*statistics->droppedByInterface, std::uint64_t{5});
    QVERIFY(!statistics->accepted);

    const ByteView secret = blockOf(opened, 2);
    const auto secrets = secretsIn(secret.bytes(), order);
    QVERIFY(secrets.has_value());
    QCOMPARE(secrets->type, 0x544c534bU);
    QVERIFY(asText(secrets->data) == "CLIENT_RANDOM x y");

    const ByteView own = blockOf(opened, 3);
    const auto custom = customIn(own.bytes(), order);
    QVERIFY(custom.has_value());
    QCOMPARE(custom->enterprise, 32'473U);
    QVERIFY(asText(custom->data) == "four");
}

void TstPcapngMetadata::namesOfAllKindsAreRead()
{
    ByteWriter body;
    body.u16(2).u16(16 + 4).zeros(16).text("six").u8(0); // IPv6
    body.u16(9).u16(3).text("abc").padTo(4); // of a kind not known
    body.u16(1).u16(4 + 8).u32(1).text("one").u8(0).text("two").u8(0); // two names
    body.u16(1).u16(2).u16(0).padTo(4); // shorter than its address
    body.u16(1).u16(4 + 3).u32(2).text("end").padTo(4); // no zero behind the name
    PcapngBuilder file;
    file.section(ByteOrder::Big).block(pcapng::nameResolution, body.buffer());
    const OpenedCapture opened(file.bytes());
    const ByteView block = blockOf(opened, 0);
    const auto names = namesIn(block.bytes(), ByteOrder::Big);
    QCOMPARE(names.size(), std::size_t{3});
    QVERIFY(names[0].names == std::vector<std::string_view>{"six"});
    QCOMPARE(names[0].address.size(), std::size_t{16});
    QVERIFY((names[1].names == std::vector<std::string_view>{"one", "two"}));
    QVERIFY(names[2].names == std::vector<std::string_view>{"end"});
}

void TstPcapngMetadata::everyPrefixOfABlockEndsWell()
{
    PcapngBuilder file;
    file.names(Buffer(4), "name.example").statistics(0, 1, 2).secrets(1, Buffer(9)).custom(1, Buffer(9));
    const Bytes all = file.bytes();
    for (std::size_t begin = 0; begin < all.size(); begin += 4) {
        for (std::size_t size = 0; size <= all.size() - begin; ++size) {
            const Bytes block = all.subspan(begin, size);
            QVERIFY(namesIn(block, ByteOrder::Little).size() <= size / 4);
            if (const auto secrets = secretsIn(block, ByteOrder::Little))
                QVERIFY(secrets->data.size() <= size);
            if (const auto custom = customIn(block, ByteOrder::Little))
                QVERIFY(custom->data.size() <= size);
            QVERIFY(statisticsIn(block, ByteOrder::Little).has_value() == (size >= 8 + 12 + 4));
        }
    }
}

FRAMELENS_TEST(TstPcapngMetadata)
#include "tst_pcapng_metadata.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/limits.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

class TstPcapReader : public QObject
{
    Q_OBJECT

private slots:
    void everyFormGivesTheSameFrames_data();
    void everyFormGivesTheSameFrames();
    void linkTypeAndCheckSequenceAreTold();
    void theOldOrderOfLengthsIsUnderstood_data();
    void theOldOrderOfLengthsIsUnderstood();
    void recordsThatLieAreTold_data();
    void recordsThatLieAreTold();
    void usbRecordsMayBeLarge();
    void aFrameCutBySnaplenKeepsItsOriginalLength();
    void formatIsDescribed_data();
    void formatIsDescribed();
};

namespace {

const Buffer abc = textBytes("abc");
const Buffer longer = textBytes("a longer frame");

QString q(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

PcapBuilder threeFrames(const PcapBuilder::Options &options)
{
    PcapBuilder file(options);
    file.frame(abc, captureStartNs + 123'456'000).frame(longer).frame({}, captureStartNs + 7'000'000'000, 1500);
    return file;
}

}

void TstPcapReader::everyFormGivesTheSameFrames_data()
{
    QTest::addColumn<bool>("big");
    QTest::addColumn<bool>("nanoseconds");
    QTest::addColumn<bool>("modified");
    QTest::newRow("microseconds little-endian") << false << false << false;
    QTest::newRow("microseconds big-endian") << true << false << false;
    QTest::newRow("nanoseconds little-endian") << false << true << false;
    QTest::newRow("nanoseconds big-endian") << true << true << false;
    QTest::newRow("modified little-endian") << false << false << true;
    QTest::newRow("modified big-endian") << true << false << true;
}

void TstPcapReader::everyFormGivesTheSameFrames()
{
    QFETCH(bool, big);
    QFETCH(bool, nanoseconds);
    QFETCH(bool, modified);
    const PcapBuilder file = threeFrames({.order = big ? ByteOrder::Big : ByteOrder::Little,
                                          .nanoseconds = nanoseconds,
                                          .modified = modified,
                                          .linkType = 113});
    const OpenedCapture opened(file.bytes());
    QCOMPARE(q(opened.message()), QString());
    const std::string digits = nanoseconds ? "/9 " : "/6 ";
    const std::string expected = "1 1709294400123456000" + digits + "3/3/3 link 113 if 0 #17862\n"
        + "2 1709294400124456000" + digits + "14/14/14 link 113 if 0 #" + [] {
              std::uint64_t sum = 0;
              for (const std::byte byte : longer)
                  sum = sum * 31 + std::to_integer<std::uint64_t>(byte);
              return QString::number(sum, 16).toStdString();
          }() + "\n3 1709294407000000000" + digits + "0/0/1500 link 113 if 0 #0\n";
    QCOMPARE(q(framesText(opened.capture())), q(expected));
    QCOMPARE(opened.capture().firstTimeNs(), captureStartNs + 123'456'000);
    const auto counted = countFrames(opened.file().path());
    QVERIFY(counted && !counted->problem);
    QCOMPARE(counted->frames, std::uint64_t{3});
}

void TstPcapReader::linkTypeAndCheckSequenceAreTold()
{
    PcapBuilder file({.linkType = 1U | 0x04000000U | (2U << 28U)}); // two units of 16 bits
    file.frame(abc);
    const OpenedCapture opened(file.bytes());
    const FrameInfo info = opened.capture().frame(0).info;
    QCOMPARE(info.linkType, 1U);
    QVERIFY(info.hasFcsLength);
    QCOMPARE(info.fcsLength, std::uint8_t{4});

    PcapBuilder unsaid({.linkType = 132U | (3U << 28U)}); // a length without the bit that says it counts
    unsaid.frame(abc);
    const OpenedCapture other(unsaid.bytes());
    QCOMPARE(other.capture().frame(0).info.linkType, 132U);
    QVERIFY(!other.capture().frame(0).info.hasFcsLength);
}

void TstPcapReader::theOldOrderOfLengthsIsUnderstood_data()
{
    QTest::addColumn<int>("minorVersion");
    QTest::addColumn<bool>("swapped");
    QTest::newRow("2.2 swapped") << 2 << true;
    QTest::newRow("2.3 swapped") << 3 << true;
    QTest::newRow("2.3 as now") << 3 << false;
    QTest::newRow("2.4 as now") << 4 << false;
}

void TstPcapReader::theOldOrderOfLengthsIsUnderstood()
{
    QFETCH(int, minorVersion);
    QFETCH(bool, swapped);
    PcapBuilder file({.minorVersion = static_cast<std::uint16_t>(minorVersion)});
    file.header(swapped ? 60 : 3, swapped ? 3 : 60).raw(abc).frame({});
    const OpenedCapture opened(file.bytes());
    QCOMPARE(opened.capture().count(), 2U);
    const FrameRef frame = opened.capture().frame(0);
    QCOMPARE(frame.info.capturedLength, 3U);
    QCOMPARE(frame.info.originalLength, 60U);
    QCOMPARE(q(asText(frame.bytes)), QStringLiteral("abc"));
}

void TstPcapReader::recordsThatLieAreTold_data()
{
    QTest::addColumn<quint32>("length");
    QTest::addColumn<QString>("message");
    const QString tooLong = QStringLiteral("the length %1 is more than the 262,144 bytes a frame of this link type "
                                           "can have, record 2, at offset 43");
    QTest::newRow("all ones") << 0xffffffffU << tooLong.arg(QStringLiteral("4,294,967,295"));
    QTest::newRow("highest bit") << 0x80000000U << tooLong.arg(QStringLiteral("2,147,483,648"));
    QTest::newRow("one above the limit") << 262'145U << tooLong.arg(QStringLiteral("262,145"));
    QTest::newRow("at the limit, not there")
        << 262'144U << QStringLiteral("the file ends inside record 2, at offset 43 (needs 262,160 bytes, 19 there)");
    QTest::newRow("one byte more than there is")
        << 4U << QStringLiteral("the file ends inside record 2, at offset 43 (needs 20 bytes, 19 there)");
    QTest::newRow("one byte less") << 2U
                                   << QStringLiteral("the file ends inside record 3, at offset 61 (needs 16 bytes, 1 "
                                                     "there)");
}

void TstPcapReader::recordsThatLieAreTold()
{
    QFETCH(quint32, length);
    QFETCH(QString, message);
    PcapBuilder file;
    file.frame(abc).header(length, length).raw(abc);
    const OpenedCapture opened(file.bytes());
    QCOMPARE(q(opened.message()), message);
    QVERIFY(opened.capture().count() >= 1);
    QCOMPARE(q(asText(opened.capture().frame(0).bytes)), QStringLiteral("abc"));
    QVERIFY(opened.capture().problem().has_value());
    const auto counted = countFrames(opened.file().path());
    QVERIFY(counted && counted->problem);
    QCOMPARE(counted->frames, std::uint64_t{opened.capture().count()});
    QCOMPARE(*counted->problem, *opened.capture().problem());
}

void TstPcapReader::usbRecordsMayBeLarge()
{
    const Buffer large(limits::recordBytes + 1000);
    for (const std::uint32_t linkType : {186U, 189U, 220U, 231U, 249U}) {
        PcapBuilder file({.linkType = linkType});
        file.frame(large).frame(abc);
        const OpenedCapture opened(file.bytes());
        QCOMPARE(q(opened.message()), QString());
        QCOMPARE(opened.capture().count(), 2U);
        QCOMPARE(opened.capture().frame(0).bytes.size(), large.size());
    }
}

void TstPcapReader::aFrameCutBySnaplenKeepsItsOriginalLength()
{
    PcapBuilder file({.snaplen = 96});
    file.frame(Buffer(96), {}, 1514);
    const OpenedCapture opened(file.bytes());
    QCOMPARE(opened.capture().frame(0).info.capturedLength, 96U);
    QCOMPARE(opened.capture().frame(0).info.originalLength, 1514U);
    QCOMPARE(opened.capture().format().snaplen, 96U);
    QCOMPARE(opened.capture().metadata().interfaces.size(), std::size_t{1});
}

void TstPcapReader::formatIsDescribed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    const auto add = [](const char *text, const Buffer &bytes) {
        QTest::newRow(text) << QByteArray(asText(bytes).data(), static_cast<qsizetype>(bytes.size()))
                            << QString::fromLatin1(text);
    };
    add("pcap, microseconds, little-endian", threeFrames({}).bytes());
    add("pcap, nanoseconds, big-endian", threeFrames({.order = ByteOrder::Big, .nanoseconds = true}).bytes());
    add("modified pcap, microseconds, little-endian", threeFrames({.modified = true}).bytes());
    add("pcapng, big-endian", mixedPcapng(1, ByteOrder::Big));
    add("pcapng, little-endian, zstd", zstdCompressed(mixedPcapng(1)));
    add("pcap, microseconds, little-endian, gzip", gzipped(mixedPcap(1)));
    add("pcap, microseconds, little-endian, lz4", lz4Compressed(mixedPcap(1)));
}

void TstPcapReader::formatIsDescribed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    const OpenedCapture opened(asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    QCOMPARE(q(describe(opened.capture().format())), text);
}

FRAMELENS_TEST(TstPcapReader)
#include "tst_pcap_reader.moc"

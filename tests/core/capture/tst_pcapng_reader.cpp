// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/pcapng_reader.h"

#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_options.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

class TstPcapngReader : public QObject
{
    Q_OBJECT

private slots:
    void allPacketBlocksAreFrames_data();
    void allPacketBlocksAreFrames();
    void sectionsOfBothOrdersInOneFile();
    void interfacesAreNumberedOverAllSections();
    void timesFollowResolutionAndOffset_data();
    void timesFollowResolutionAndOffset();
    void simplePacketsAreCutAtSnaplen();
    void checkSequencesAreTold();
    void commentsAreFound();
    void otherBlocksAreListed();
    void blocksThatLieEndTheIndex_data();
    void blocksThatLieEndTheIndex();
    void oddThingsArePassedOver_data();
    void oddThingsArePassedOver();
    void sectionLengthsAreNotTrusted_data();
    void sectionLengthsAreNotTrusted();
    void optionListsEnd_data();
    void optionListsEnd();
    void moreThanAllOptionsAreNotRead();
    void moreInterfacesThanASectionMayHaveEndTheIndex();
    void bothWaysOfReadingAgree();
};

namespace {

const Buffer abc = textBytes("abc");
constexpr auto startUs = static_cast<std::uint64_t>(captureStartNs / 1000);

QString q(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

Buffer u8(unsigned value)
{
    return ByteWriter().u8(value).buffer();
}

Buffer u64(std::uint64_t value, ByteOrder order = ByteOrder::Little)
{
    return ByteWriter(order).u64(value).buffer();
}

PcapngBuilder begun(ByteOrder order = ByteOrder::Little)
{
    PcapngBuilder file;
    file.section(order).interface();
    return file;
}

QByteArray raw(Bytes bytes)
{
    return {asText(bytes).data(), static_cast<qsizetype>(bytes.size())};
}

Bytes bytesOf(const QByteArray &array)
{
    return asBytes({array.constData(), static_cast<std::size_t>(array.size())});
}

}

void TstPcapngReader::allPacketBlocksAreFrames_data()
{
    QTest::addColumn<bool>("big");
    QTest::newRow("little-endian") << false;
    QTest::newRow("big-endian") << true;
}

void TstPcapngReader::allPacketBlocksAreFrames()
{
    QFETCH(bool, big);
    PcapngBuilder file = begun(big ? ByteOrder::Big : ByteOrder::Little);
    file.enhanced(abc, startUs + 1).obsolete(textBytes("abcd"), startUs + 2).simple(textBytes("abcde"));
    file.enhanced({}, startUs + 4);
    const OpenedCapture opened(file.bytes());
    QCOMPARE(q(opened.message()), QString());
    QCOMPARE(q(framesText(opened.capture())),
             QStringLiteral("1 1709294400000001000/6 3/3/3 link 1 if 0 #17862\n"
                            "2 1709294400000002000/6 4/4/4 link 1 if 0 #2d9442\n"
                            "3 no time/6 5/5/5 link 1 if 0 #584f463\n"
                            "4 1709294400000004000/6 0/0/0 link 1 if 0 #0\n"));
}

void TstPcapngReader::sectionsOfBothOrdersInOneFile()
{
    PcapngBuilder file;
    file.section(ByteOrder::Little).interface(1).enhanced(abc, startUs);
    file.section(ByteOrder::Big).interface(113).enhanced(abc, startUs + 1);
    file.section(ByteOrder::Little).interface(101).enhanced(abc, startUs + 2);
    const OpenedCapture opened(file.bytes());
    QCOMPARE(q(opened.message()), QString());
    QCOMPARE(q(framesText(opened.capture())),
             QStringLiteral("1 1709294400000000000/6 3/3/3 link 1 if 0 #17862\n"
                            "2 1709294400000001000/6 3/3/3 link 113 if 1 #17862\n"
                            "3 1709294400000002000/6 3/3/3 link 101 if 2 #17862\n"));
    QCOMPARE(opened.capture().metadata().sections.size(), std::size_t{3});
    QVERIFY(opened.capture().metadata().sections[1].order == ByteOrder::Big);
}

void TstPcapngReader::interfacesAreNumberedOverAllSections()
{
    PcapngBuilder file;
    file.section().interface(1).interface(113).enhanced(abc, startUs, 1);
    file.section().interface(276).enhanced(abc, startUs, 0);
    const OpenedCapture opened(file.bytes());
    QCOMPARE(opened.capture().frame(0).info.interface, 1U);
    QCOMPARE(opened.capture().frame(0).info.linkType, 113U);
    QCOMPARE(opened.capture().frame(1).info.interface, 2U);
    QCOMPARE(opened.capture().frame(1).info.linkType, 276U);
}

void TstPcapngReader::timesFollowResolutionAndOffset_data()
{
    QTest::addColumn<int>("resolution");
    QTest::addColumn<qint64>("offsetSeconds");
    QTest::addColumn<quint64>("units");
    QTest::addColumn<bool>("hasTime");
    QTest::addColumn<qint64>("timeNs");
    QTest::addColumn<int>("digits");
    QTest::newRow("seconds") << 0 << 0LL << 7ULL << true << 7'000'000'000LL << 0;
    QTest::newRow("milliseconds") << 3 << 0LL << 7001ULL << true << 7'001'000'000LL << 3;
    QTest::newRow("nanoseconds") << 9 << 0LL << 7'000'000'001ULL << true << 7'000'000'001LL << 9;
    QTest::newRow("picoseconds") << 12 << 0LL << 7'000'000'001'999ULL << true << 7'000'000'001LL << 9;
    QTest::newRow("10^-19") << 19 << 0LL << 15'000'000'000'000'000'000ULL << true << 1'500'000'000LL << 9;
    QTest::newRow("10^-20 is beyond 64 bits") << 20 << 0LL << 7ULL << false << 0LL << 9;
    QTest::newRow("2^-10") << (0x80 | 10) << 0LL << 1536ULL << true << 1'500'000'000LL << 4;
    QTest::newRow("2^-32") << (0x80 | 32) << 0LL << 0x1'80000000ULL << true << 1'500'000'000LL << 9;
    QTest::newRow("2^-63") << (0x80 | 63) << 0LL << 0xc000000000000000ULL << true << 1'500'000'000LL << 9;
    QTest::newRow("2^-127") << 255 << 0LL << 7ULL << false << 0LL << 9;
    QTest::newRow("offset") << 6 << 1000LL << 7'000'000ULL << true << 1'007'000'000'000LL << 6;
    QTest::newRow("negative offset") << 6 << -10LL << 7'000'000ULL << true << -3'000'000'000LL << 6;
    QTest::newRow("offset beyond range") << 6 << qint64{INT64_MAX} << 7ULL << false << 0LL << 6;
    QTest::newRow("time beyond range") << 0 << 0LL << quint64{UINT64_MAX} << false << 0LL << 0;
}

void TstPcapngReader::timesFollowResolutionAndOffset()
{
    QFETCH(int, resolution);
    QFETCH(qint64, offsetSeconds);
    QFETCH(quint64, units);
    QFETCH(bool, hasTime);
    QFETCH(qint64, timeNs);
    QFETCH(int, digits);
    PcapngBuilder file;
    file.section().interface(1, 0,
                             {{pcapng_option::interfaceTimeResolution, u8(static_cast<unsigned>(resolution))},
                              {pcapng_option::interfaceTimeOffset, u64(static_cast<std::uint64_t>(offsetSeconds))}});
    file.enhanced(abc, units);
    const OpenedCapture opened(file.bytes());
    const FrameInfo info = opened.capture().frame(0).info;
    QCOMPARE(info.hasTime, hasTime);
    QCOMPARE(info.timeNs, timeNs);
    QCOMPARE(int{info.timeDigits}, digits);
    QCOMPARE(opened.capture().firstTimeNs(), timeNs);
}

void TstPcapngReader::simplePacketsAreCutAtSnaplen()
{
    PcapngBuilder file;
    file.section().interface(1, 4).simple(abc).simple(textBytes("abcd"), 1500);
    const OpenedCapture opened(file.bytes());
    QCOMPARE(opened.capture().frame(0).info.capturedLength, 3U);
    QCOMPARE(opened.capture().frame(1).info.capturedLength, 4U);
    QCOMPARE(opened.capture().frame(1).info.originalLength, 1500U);
    QCOMPARE(opened.capture().frame(1).bytes.size(), std::size_t{4});
}

void TstPcapngReader::checkSequencesAreTold()
{
    PcapngBuilder file;
    file.section().interface(1, 0, {{pcapng_option::interfaceFcsLength, u8(4)}});
    file.enhanced(abc, 0);
    file.enhanced(abc, 0, 0, {{pcapng_option::packetFlags, ByteWriter(ByteOrder::Little).u32(2U << 5U).buffer()}});
    const OpenedCapture opened(file.bytes());
    QVERIFY(opened.capture().frame(0).info.hasFcsLength);
    QCOMPARE(opened.capture().frame(0).info.fcsLength, std::uint8_t{4});
    QCOMPARE(opened.capture().frame(1).info.fcsLength, std::uint8_t{2});
}

void TstPcapngReader::commentsAreFound()
{
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        PcapngBuilder file;
        file.section(order, {comment("of the section"), textOption(pcapng_option::sectionHardware, "hardware")});
        file.interface(1, 0, {textOption(pcapng_option::interfaceName, "eth0"), comment("of the interface")});
        file.enhanced(abc, 1, 0, {comment("first"), comment("second")}).obsolete(abc, 2, 0, {comment("of old")});
        const OpenedCapture opened(file.bytes());
        const Capture &capture = opened.capture();
        const auto comments = [&capture](std::uint32_t frame) {
            const FrameInfo info = capture.frame(frame).info;
            return commentsIn(info.options, info.optionsOrder);
        };
        QVERIFY((comments(0) == std::vector<std::string_view>{"first", "second"}));
        QVERIFY((comments(1) == std::vector<std::string_view>{"of old"}));
        const SectionRecord section = capture.metadata().sections[0];
        const ByteView block = capture.bytesOf(section.offset, section.blockLength);
        QVERIFY((commentsIn(sectionOptions(block.bytes()), order) == std::vector<std::string_view>{"of the section"}));
        const InterfaceRecord interface = capture.metadata().interfaces[0];
        const ByteView described = capture.bytesOf(interface.offset, interface.blockLength);
        const auto name = findOption(interfaceOptions(described.bytes()), order, pcapng_option::interfaceName);
        QVERIFY(name.has_value());
        QCOMPARE(q(name->text()), QStringLiteral("eth0"));
        // What a comment shows lies in the file's bytes.
        const Bytes all = capture.store()->bytes();
        const char *text = comments(0)[0].data();
        QVERIFY(text > asText(all).data() && text < asText(all).data() + all.size());
    }
}

void TstPcapngReader::otherBlocksAreListed()
{
    PcapngBuilder file = begun();
    file.names(ByteWriter().u32(0x0a000001).buffer(), "a.example").statistics(0, 1, 2);
    file.secrets(0x544c534b, textBytes("CLIENT_RANDOM x y")).enhanced(abc, startUs);
    file.custom(32'473, textBytes("custom")).block(0x0abc, textBytes("unknown"));
    const OpenedCapture opened(file.bytes());
    QCOMPARE(q(opened.message()), QString());
    QCOMPARE(opened.capture().count(), 1U);
    const auto &blocks = opened.capture().metadata().blocks;
    const std::vector<std::uint32_t> types{pcapng::nameResolution, pcapng::interfaceStatistics,
                                           pcapng::decryptionSecrets, pcapng::custom, 0x0abc};
    QCOMPARE(blocks.size(), types.size());
    for (std::size_t i = 0; i < types.size(); ++i)
        QCOMPARE(blocks[i].type, types[i]);
    const ByteView secrets = opened.capture().bytesOf(blocks[2].offset, blocks[2].length);
    QVERIFY(asText(secrets.bytes()).find("CLIENT_RANDOM x y") != std::string_view::npos);
}

void TstPcapngReader::blocksThatLieEndTheIndex_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("frames");
    QTest::addColumn<QString>("message");
    // A section header is 28 bytes, an interface 20; the first frame fills 36 bytes from 48 on.
    const auto row = [](const char *name, const PcapngBuilder &file, const char *message, int frames = 1) {
        QTest::newRow(name) << raw(file.bytes()) << frames << QString::fromUtf8(message);
    };
    const auto one = [] { return begun().enhanced(abc, startUs); };
    row("length 0", one().wrongBlock(6, Buffer(24), 0, 36),
        "the block length 0 is less than the 32 bytes of an enhanced packet block, record 2, at offset 84");
    row("length 3", one().wrongBlock(99, {}, 3, 12), "the block length 3 is less than the 12 bytes of a block, at offset 84");
    row("not a multiple of 4", one().wrongBlock(99, Buffer(8), 19, 19),
        "the block length 19 is not a multiple of 4, at offset 84");
    row("beyond the file", one().wrongBlock(6, Buffer(24), 40, 40),
        "the file ends inside record 2, at offset 84 (needs 40 bytes, 36 there)");
    row("all ones", one().wrongBlock(5, Buffer(24), 0xfffffffc, 36),
        "the file ends inside an interface statistics block, at offset 84 (needs 4,294,967,292 bytes, 36 there)");
    row("lengths differ", one().wrongBlock(6, Buffer(24), 36, 32),
        "the block lengths before and behind a block differ: 36 and 32, record 2, at offset 84");
    row("captured length does not fit",
        one().block(6, ByteWriter(ByteOrder::Little).u32(0).u64(0).u32(8).u32(8).zeros(4).buffer()),
        "the captured length 8 does not fit into a block of 36 bytes, record 2, at offset 84");
    row("frame above the limit", one().enhanced(Buffer(262'145), startUs),
        "the length 262,145 is more than the 262,144 bytes a frame of this link type can have, record 2, at offset 84");
    row("section header without its magic", one().block(0x0a0d0d0a, Buffer(16)),
        "a section header block without its byte-order magic, at offset 84");
    row("section header of 2 MiB", [&] {
        PcapngBuilder file = one();
        ByteWriter body(ByteOrder::Little);
        body.u32(0x1a2b3c4d).u16(1).u16(0).u64(UINT64_MAX).zeros(std::size_t{2} << 20U);
        return file.block(0x0a0d0d0a, body.buffer());
    }(), "a section header block of 2,097,180 bytes, more than the 1,048,576 it can have, at offset 84");
    row("cut in a header", one().raw(Buffer(7)), "the file ends inside a block, at offset 84 (needs 12 bytes, 7 there)");
    row("interface block too short", one().block(1, Buffer(4)),
        "the block length 16 is less than the 20 bytes of an interface description block, at offset 84");
}

void TstPcapngReader::blocksThatLieEndTheIndex()
{
    QFETCH(QByteArray, file);
    QFETCH(int, frames);
    QFETCH(QString, message);
    const OpenedCapture opened(bytesOf(file));
    QCOMPARE(q(opened.message()), message);
    QCOMPARE(static_cast<int>(opened.capture().count()), frames);
    QCOMPARE(q(asText(opened.capture().frame(0).bytes)), QStringLiteral("abc"));
}

void TstPcapngReader::oddThingsArePassedOver_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const PcapngBuilder &file, const char *message) {
        QTest::newRow(name) << raw(file.bytes()) << QString::fromUtf8(message);
    };
    row("interface out of range", begun().enhanced(abc, 1, 7).enhanced(abc, 2),
        "a frame names interface 7, and its section has described 1, record 1, at offset 48");
    row("interface of the section before", begun().section().enhanced(abc, 1).enhanced(abc, 2),
        "a frame names interface 0, and its section has described 0, record 1, at offset 76");
    row("simple packet without interface", PcapngBuilder().section().simple(abc).simple(abc),
        "a frame names interface 0, and its section has described 0, record 1, at offset 28");
    row("interface described too late", PcapngBuilder().section().enhanced(abc, 1).interface().enhanced(abc, 2),
        "a frame names interface 0, and its section has described 0, record 1, at offset 28");
}

void TstPcapngReader::oddThingsArePassedOver()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, message);
    const OpenedCapture opened(bytesOf(file));
    QCOMPARE(q(opened.message()), message);
    QCOMPARE(opened.capture().count(), 2U);
    const FrameRef frame = opened.capture().frame(0);
    QCOMPARE(frame.info.linkType, unknownLinkType);
    QVERIFY(!frame.info.hasTime);
    QCOMPARE(q(asText(frame.bytes)), QStringLiteral("abc"));
}

void TstPcapngReader::sectionLengthsAreNotTrusted_data()
{
    QTest::addColumn<quint64>("length");
    QTest::newRow("not known") << quint64{UINT64_MAX};
    QTest::newRow("zero") << quint64{0};
    QTest::newRow("too small") << quint64{12};
    QTest::newRow("too large") << quint64{1'000'000'000};
}

void TstPcapngReader::sectionLengthsAreNotTrusted()
{
    QFETCH(quint64, length);
    PcapngBuilder file;
    file.section(ByteOrder::Little, {}, length).interface().enhanced(abc, 1).section().interface().enhanced(abc, 2);
    const OpenedCapture opened(file.bytes());
    QCOMPARE(q(opened.message()), QString());
    QCOMPARE(opened.capture().count(), 2U);
}

void TstPcapngReader::optionListsEnd_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<int>("count");
    const auto row = [](const char *name, const ByteWriter &list, int count) {
        QTest::newRow(name) << raw(list.buffer()) << count;
    };
    row("empty", ByteWriter(), 0);
    row("end alone", ByteWriter().u32(0), 0);
    row("without an end", ByteWriter().u16(1).u16(3).text("abc").padTo(4), 1);
    row("without its padding", ByteWriter().u16(1).u16(3).text("abc"), 1);
    row("longer than the list", ByteWriter().u16(1).u16(4).text("abc"), 0);
    row("cut header", ByteWriter().u16(1).u16(0).u16(1), 1);
    row("behind the end", ByteWriter().u16(1).u16(0).u32(0).u16(1).u16(0), 1);
    row("largest length", ByteWriter().u16(1).u16(0xffff).zeros(100), 0);
}

void TstPcapngReader::optionListsEnd()
{
    QFETCH(QByteArray, list);
    QFETCH(int, count);
    PcapngOptions options(bytesOf(list), ByteOrder::Big);
    int found = 0;
    while (options.next())
        ++found;
    QCOMPARE(found, count);
    QVERIFY(!options.next()); // stays at its end
}

void TstPcapngReader::moreThanAllOptionsAreNotRead()
{
    ByteWriter list;
    for (std::size_t i = 0; i < PcapngOptions::mostOptions + 10; ++i)
        list.u16(1).u16(0);
    QCOMPARE(commentsIn(list.buffer(), ByteOrder::Big).size(), PcapngOptions::mostOptions);
}

void TstPcapngReader::moreInterfacesThanASectionMayHaveEndTheIndex()
{
    PcapngBuilder file;
    file.section();
    for (std::uint32_t i = 0; i <= PcapngReader::mostInterfaces; ++i)
        file.interface();
    const OpenedCapture opened(file.bytes());
    QCOMPARE(q(opened.message()),
             QStringLiteral("stopped at offset 1,310,748: a section has more than 65,536 interfaces, or the file more "
                            "than 1,048,576"));
    QCOMPARE(opened.capture().metadata().interfaces.size(), std::size_t{PcapngReader::mostInterfaces});
}

void TstPcapngReader::bothWaysOfReadingAgree()
{
    PcapngBuilder file;
    for (int section = 0; section < 3; ++section) {
        file.section(section == 1 ? ByteOrder::Big : ByteOrder::Little).interface();
        for (std::uint32_t i = 0; i < 3000; ++i) {
            file.enhanced(mixedFrame(5, i), startUs + i, 0, i % 50 == 0 ? PcapngBuilder::OptionList{comment("x")}
                                                                       : PcapngBuilder::OptionList{});
            if (i % 40 == 0)
                file.simple(abc).statistics(0, i, 0);
        }
    }
    const TemporaryFile stored(file.bytes());
    const auto offsets = [&stored, &file](bool fast) {
        std::vector<std::uint64_t> all;
        const auto opened = openForReading(stored.path());
        ReadWindow window(opened->fd(), stored.path(), nullptr);
        Metadata metadata;
        const auto reader = PcapngReader::recognise(file.bytes(), stored.path(), metadata);
        if (!fast)
            static_cast<PcapngReader &>(*reader).forgoFastPath();
        RecordBatch batch;
        ScanResult result;
        while (result.stop == ScanStop::Step) {
            batch.count = 0;
            result = reader->scan(window, file.size(), batch);
            all.insert(all.end(), batch.found().begin(), batch.found().end());
        }
        return all;
    };
    QVERIFY(offsets(true) == offsets(false));
    QCOMPARE(offsets(true).size(), std::size_t{3 * (3000 + 75)});
}

FRAMELENS_TEST(TstPcapngReader)
#include "tst_pcapng_reader.moc"

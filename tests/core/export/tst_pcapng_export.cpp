// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// pcapng out of any capture: blocks as they were, or made, and always the same frames.
#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_metadata.h"
#include "core/capture/pcapng_options.h"
#include "tests/support/capture_builder.h"
#include "tests/support/exporting.h"
#include "tests/support/open_capture.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>
#include <filesystem>
#include <random>
#include <utility>

using namespace framelens;
using namespace framelens::test;

namespace fs = std::filesystem;

namespace {

Buffer frameBytes(std::uint32_t number) { return mixedFrame(5, number); }

/// Three sections, both byte orders, several link types, every kind of block.
Buffer everything(std::uint64_t statedLength = UINT64_MAX)
{
    PcapngBuilder file;
    file.section(ByteOrder::Little, {comment("of the section"), textOption(4, "builder")}, statedLength);
    file.interface(1, 65'535, {textOption(2, "eth0"), comment("of the interface"), {9, Buffer{std::byte{9}}}});
    file.interface(113, 0, {textOption(2, "any"), {13, Buffer{std::byte{4}}}});
    file.names(Buffer{std::byte{10}, std::byte{0}, std::byte{0}, std::byte{1}}, "ten.example");
    for (std::uint32_t i = 0; i < 40; ++i)
        file.enhanced(frameBytes(i), 1'700'000'000'000'000'000 + i, i % 2,
                      i % 5 == 0 ? PcapngBuilder::OptionList{comment("frame"), {2, Buffer(4)}, comment("again")} : PcapngBuilder::OptionList{});
    file.secrets(0x544c534b, textBytes("CLIENT_RANDOM 1 2\n")).custom(32'473, textBytes("kept"));
    file.simple(frameBytes(41)).obsolete(frameBytes(42), 7, 1, {comment("of old")});
    file.section(ByteOrder::Big, {}).interface(1).enhanced(frameBytes(43), 8, 0, {comment("in the other order")});
    file.block(pcapng::customNotCopied, Buffer(8)).statistics(0, 100, 2).block(0x0abc, textBytes("unknown"));
    file.enhanced(frameBytes(44), 9).simple(frameBytes(45));
    file.section(ByteOrder::Little).interface(1).interface(1, 96).enhanced(frameBytes(46), 10, 1, {}, 9000);
    return std::move(file).bytes();
}

/// Bytes as often as they occur.
std::size_t countOf(const Buffer &in, std::string_view what)
{
    std::size_t count = 0;
    for (std::size_t at = asText(in).find(what); at != std::string_view::npos; at = asText(in).find(what, at + 1))
        ++count;
    return count;
}

std::string interfacesText(const Capture &capture)
{
    std::string text;
    const Metadata &metadata = capture.metadata();
    for (std::size_t i = 0; i < metadata.interfaces.size(); ++i) {
        const InterfaceRecord &interface = metadata.interfaces[i];
        text += std::to_string(interface.section) + ' ' + std::to_string(interface.linkType) + ' ' + std::to_string(interface.snaplen)
            + ' ' + std::to_string(interface.unitsPerSecond) + ' ' + std::to_string(interface.fcsLength) + '\n';
    }
    return text;
}

/// Lines of framesText() without their numbers.
std::vector<std::string> frameLines(const FrameSource &source, const RowRanges &frames)
{
    std::vector<std::string> lines;
    for (const RowRange &range : frames.ranges())
        for (std::uint32_t i = range.begin; i < range.end; ++i) {
            FrameRef frame = source.frame(i);
            frame.info.number = 0;
            lines.push_back(frameText(frame));
        }
    return lines;
}

} // namespace

class TstPcapngExport : public QObject
{
    Q_OBJECT

private slots:
    void wholeCaptureIsTheSameFile_data();
    void wholeCaptureIsTheSameFile();
    void everySelectionKeepsItsFrames_data();
    void everySelectionKeepsItsFrames();
    void selectionAndComplementHoldEachFrameOnce();
    void secretsAreKeptOnlyWhenAskedFor();
    void blocksThatMustNotBeCopiedAreNot();
    void commentsAreLeftOutOnDemand();
    void statedSectionLengthIsGivenUpWhenFramesAreLeftOut();
    void pcapGetsASectionAndAnInterface_data();
    void pcapGetsASectionAndAnInterface();
    void exportOfAnExportIsTheSameFile();
    void compressedFormsOpenAgain_data();
    void compressedFormsOpenAgain();
    void lz4IsNotWritten();
    void emptySelectionIsAFileWithoutFrames();
    void runsAreCopiedByTheSystem();
    void systemThatRefusesIsNotAskedAgain();
    void sourceThatShrinksUnderTheSystemIsLost();
    void foreseenLossesAreThoseOfTheReport();
    void unknownLinkTypeIsRefused();
};

void TstPcapngExport::wholeCaptureIsTheSameFile_data()
{
    QTest::addColumn<QByteArray>("content");
    const auto add = [](const char *name, const Buffer &bytes) {
        QTest::newRow(name) << QByteArray(asText(bytes).data(), static_cast<qsizetype>(bytes.size()));
    };
    PcapngBuilder stated;
    stated.section(ByteOrder::Little, {}, 20 + 32 + 4).interface().enhanced(Buffer(4), 5);
    PcapngBuilder noFrames;
    noFrames.section().interface(1, 0, {textOption(2, "lo")});
    add("little-endian", mixedPcapng(300));
    add("big-endian", mixedPcapng(300, ByteOrder::Big));
    add("section that says how long it is", stated.bytes());
    add("no frames", noFrames.bytes());
    add("larger than a batch", mixedPcapng(4000));
}

void TstPcapngExport::wholeCaptureIsTheSameFile()
{
    QFETCH(const QByteArray, content);
    const Buffer bytes(asBytes(std::string_view(content.constData(), static_cast<std::size_t>(content.size()))).begin(),
                       asBytes(std::string_view(content.constData(), static_cast<std::size_t>(content.size()))).end());
    const OpenedCapture capture(bytes);
    const TemporaryFolder folder;
    const ExportReport report = mustSave(capture.capture(), allOf(capture.capture()), folder.path("out"), {.secrets = true});
    QVERIFY(readFile(folder.path("out")) == bytes);
    QCOMPARE_EQ(report.frames, capture.capture().count());
    QCOMPARE_EQ(report.bytes, bytes.size());
    QVERIFY(report.losses.empty());
}

void TstPcapngExport::everySelectionKeepsItsFrames_data()
{
    QTest::addColumn<bool>("comments");
    QTest::newRow("with comments") << true;
    QTest::newRow("without comments") << false;
}

void TstPcapngExport::everySelectionKeepsItsFrames()
{
    QFETCH(const bool, comments);
    const OpenedCapture capture(everything());
    QCOMPARE_EQ(capture.message(), std::string());
    const std::uint32_t count = capture.capture().count();
    std::mt19937 random(7); // NOLINT: the same each time
    for (int round = 0; round < 60; ++round) {
        RowRanges frames;
        for (std::uint32_t i = 0; i < count; ++i)
            if (random() % 4 < static_cast<unsigned>(1 + round % 3))
                frames.add(i, i + 1);
        const TemporaryFolder folder;
        const ExportReport report = mustSave(capture.capture(), frames, folder.path("out"), {.comments = comments, .secrets = round % 2 == 0});
        QCOMPARE_EQ(report.frames, frames.count());
        const auto again = openedFile(folder.path("out"));
        QVERIFY(again && !again->problem());
        QCOMPARE_EQ(again->count(), frames.count());
        QCOMPARE_EQ(interfacesText(*again), interfacesText(capture.capture()));
        if (comments)
            QVERIFY(frameLines(*again, allOf(*again)) == frameLines(capture.capture(), frames));
    }
}

void TstPcapngExport::selectionAndComplementHoldEachFrameOnce()
{
    const OpenedCapture capture(everything());
    const RowRanges all = allOf(capture.capture());
    const RowRanges some = everyOf(capture.capture(), 3);
    RowRanges others = all;
    for (const RowRange &range : some.ranges())
        others.remove(range.begin, range.end);
    const TemporaryFolder folder;
    mustSave(capture.capture(), some, folder.path("some"));
    mustSave(capture.capture(), others, folder.path("others"));
    std::vector<std::string> together;
    for (const char *name : {"some", "others"}) {
        const auto part = openedFile(folder.path(name));
        const auto lines = frameLines(*part, allOf(*part));
        together.insert(together.end(), lines.begin(), lines.end());
    }
    std::vector<std::string> expected = frameLines(capture.capture(), all);
    std::ranges::sort(together);
    std::ranges::sort(expected);
    QVERIFY(together == expected);
}

void TstPcapngExport::secretsAreKeptOnlyWhenAskedFor()
{
    const OpenedCapture capture(everything());
    const TemporaryFolder folder;
    const auto without = mustSave(capture.capture(), {0, 3}, folder.path("out"));
    QCOMPARE_EQ(countOf(readFile(folder.path("out")), "CLIENT_RANDOM"), 0U);
    QCOMPARE_EQ(countOf(readFile(folder.path("out")), "kept"), 1U);
    QCOMPARE_EQ(without.losses.at(0), std::string("keys that decrypt the frames are not saved: they were not asked for"));
    const auto with = mustSave(capture.capture(), {0, 3}, folder.path("out"), {.secrets = true});
    QCOMPARE_EQ(countOf(readFile(folder.path("out")), "CLIENT_RANDOM"), 1U);
    QCOMPARE_EQ(with.losses.size(), 1U);
}

void TstPcapngExport::blocksThatMustNotBeCopiedAreNot()
{
    const OpenedCapture capture(everything());
    const TemporaryFolder folder;
    const auto report = mustSave(capture.capture(), allOf(capture.capture()), folder.path("out"), {.secrets = true});
    QVERIFY(report.losses == std::vector<std::string>{"1 block left out: their programs do not want them copied"});
    const auto again = openedFile(folder.path("out"));
    QCOMPARE_EQ(again->metadata().blocks.size(), capture.capture().metadata().blocks.size() - 1);
    for (std::size_t i = 0; i < again->metadata().blocks.size(); ++i)
        QVERIFY(again->metadata().blocks[i].type != pcapng::customNotCopied);
    QVERIFY(frameLines(*again, allOf(*again)) == frameLines(capture.capture(), allOf(capture.capture())));
}

void TstPcapngExport::commentsAreLeftOutOnDemand()
{
    const OpenedCapture capture(everything());
    const TemporaryFolder folder;
    mustSave(capture.capture(), allOf(capture.capture()), folder.path("out"), {.comments = false});
    const Buffer written = readFile(folder.path("out"));
    for (const std::string_view text : {"of the section", "of the interface", "frame", "again", "of old", "in the other order"})
        QCOMPARE_EQ(countOf(written, text), 0U);
    QCOMPARE_EQ(countOf(written, "eth0"), 1U);
    const auto again = openedFile(folder.path("out"));
    QVERIFY(!again->problem());
    for (std::uint32_t i = 0; i < again->count(); ++i) {
        const FrameRef before = capture.capture().frame(i);
        const FrameRef after = again->frame(i);
        QVERIFY(std::ranges::equal(before.bytes, after.bytes));
        QCOMPARE_EQ(after.info.timeNs, before.info.timeNs);
        QCOMPARE_EQ(findOption(after.info.options, after.info.optionsOrder, 2).has_value(),
                    findOption(before.info.options, before.info.optionsOrder, 2).has_value());
    }
}

void TstPcapngExport::statedSectionLengthIsGivenUpWhenFramesAreLeftOut()
{
    PcapngBuilder file;
    file.section(ByteOrder::Big, {}, 20 + 2 * 36).interface().enhanced(Buffer(4), 5).enhanced(Buffer(4), 6);
    const OpenedCapture capture(file.bytes());
    const TemporaryFolder folder;
    mustSave(capture.capture(), {1, 2}, folder.path("out"));
    const Buffer written = readFile(folder.path("out"));
    QCOMPARE_EQ(load<std::uint64_t>(Bytes(written).subspan(16).data(), ByteOrder::Big), UINT64_MAX);
    QCOMPARE_EQ(written.size(), 28U + 20U + 36U);
}

void TstPcapngExport::pcapGetsASectionAndAnInterface_data()
{
    QTest::addColumn<bool>("nanoseconds");
    QTest::addColumn<bool>("modified");
    QTest::newRow("microseconds") << false << false;
    QTest::newRow("nanoseconds") << true << false;
    QTest::newRow("modified") << false << true;
}

void TstPcapngExport::pcapGetsASectionAndAnInterface()
{
    QFETCH(const bool, nanoseconds);
    QFETCH(const bool, modified);
    // Frame check sequences of 4 bytes, which the upper bits of the link type tell.
    const OpenedCapture capture(mixedPcap(500, {.nanoseconds = nanoseconds, .modified = modified, .snaplen = 2000, .linkType = 0x24000001}));
    const TemporaryFolder folder;
    const ExportReport report = mustSave(capture.capture(), allOf(capture.capture()), folder.path("out"));
    QVERIFY(report.losses.empty());
    const auto again = openedFile(folder.path("out"));
    QVERIFY(again && !again->problem());
    QVERIFY(frameLines(*again, allOf(*again)) == frameLines(capture.capture(), allOf(capture.capture())));
    QCOMPARE_EQ(again->metadata().interfaces.size(), 1U);
    QCOMPARE_EQ(again->metadata().interfaces[0].snaplen, 2000U);
    QCOMPARE_EQ(again->frame(0).info.fcsLength, 4);
    QCOMPARE_EQ(again->frame(0).info.timeDigits, nanoseconds ? 9 : 6);
    QCOMPARE_EQ(report.bytes, readFile(folder.path("out")).size());
}

void TstPcapngExport::exportOfAnExportIsTheSameFile()
{
    const OpenedCapture capture(mixedPcap(300));
    const TemporaryFolder folder;
    mustSave(capture.capture(), everyOf(capture.capture(), 2), folder.path("one"));
    mustSave(capture.capture(), everyOf(capture.capture(), 2), folder.path("two"));
    QVERIFY(readFile(folder.path("one")) == readFile(folder.path("two")));
    const auto again = openedFile(folder.path("one"));
    mustSave(*again, allOf(*again), folder.path("three"));
    QVERIFY(readFile(folder.path("one")) == readFile(folder.path("three")));
}

void TstPcapngExport::compressedFormsOpenAgain_data()
{
    QTest::addColumn<Compression>("compression");
    QTest::addColumn<ExportFormat>("format");
    QTest::newRow("gzip, pcapng") << Compression::Gzip << ExportFormat::Pcapng;
    QTest::newRow("zstd, pcapng") << Compression::Zstd << ExportFormat::Pcapng;
    QTest::newRow("gzip, pcap") << Compression::Gzip << ExportFormat::Pcap;
    QTest::newRow("zstd, pcap") << Compression::Zstd << ExportFormat::Pcap;
}

void TstPcapngExport::compressedFormsOpenAgain()
{
    QFETCH(const Compression, compression);
    QFETCH(const ExportFormat, format);
    const OpenedCapture capture(mixedPcapng(3000)); // more than a buffer
    const TemporaryFolder folder;
    const auto report
        = mustSave(capture.capture(), allOf(capture.capture()), folder.path("out"), {.format = format, .compression = compression});
    QCOMPARE_EQ(report.bytes, readFile(folder.path("out")).size());
    const auto again = openedFile(folder.path("out"));
    QVERIFY(again && !again->problem());
    QCOMPARE(again->format().compression, compression);
    QVERIFY(frameLines(*again, allOf(*again)) == frameLines(capture.capture(), allOf(capture.capture())));
}

void TstPcapngExport::lz4IsNotWritten()
{
    const OpenedCapture capture(mixedPcap(3));
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(capture.capture(), {0, 3}, folder.path("out"), job, {.compression = Compression::Lz4});
    QVERIFY(!done);
    QCOMPARE_EQ(describe(done.error()), std::string("lz4 is read, but not written"));
}

void TstPcapngExport::emptySelectionIsAFileWithoutFrames()
{
    for (const Buffer &content : {everything(), mixedPcap(3)}) {
        const OpenedCapture capture(content);
        const TemporaryFolder folder;
        mustSave(capture.capture(), {}, folder.path("out"));
        const auto again = openedFile(folder.path("out"));
        QVERIFY(again && !again->problem());
        QCOMPARE_EQ(again->count(), 0U);
        QVERIFY(again->metadata().interfaces.size() != 0);
    }
}

void TstPcapngExport::runsAreCopiedByTheSystem()
{
    for (const ExportFormat format : {ExportFormat::Pcapng, ExportFormat::Pcap}) {
        const OpenedCapture capture(format == ExportFormat::Pcapng ? mixedPcapng(4000) : mixedPcap(4000));
        std::uint64_t copied = 0;
        ExportOptions options{.format = format, .ledger = std::make_shared<CopyLedger>()};
        options.calls.copyFileRange = [&](int from, off_t *offset, int to, std::size_t size) {
            const ssize_t done = ::copy_file_range(from, offset, to, nullptr, std::min<std::size_t>(size, 700'001), 0);
            copied += done > 0 ? static_cast<std::uint64_t>(done) : 0;
            return done;
        };
        const TemporaryFolder folder;
        const auto report = mustSave(capture.capture(), {1000, 3000}, folder.path("out"), options);
        const auto again = openedFile(folder.path("out"));
        QVERIFY(frameLines(*again, allOf(*again)) == frameLines(capture.capture(), {1000, 3000}));
        QCOMPARE_EQ(options.ledger->bytes(CopyReason::Staged), format == ExportFormat::Pcapng ? report.bytes - copied : 0U);
        QVERIFY(copied > report.bytes / 2 || copied == 0); // where the file system of the tests does that
    }
}

void TstPcapngExport::systemThatRefusesIsNotAskedAgain()
{
    const Buffer content = mixedPcapng(4000);
    const OpenedCapture capture(content);
    for (const int error : {EXDEV, EINVAL, EOPNOTSUPP, ENOSYS, EBADF, EPERM, EIO, 0}) {
        int asked = 0;
        ExportOptions options;
        options.calls.copyFileRange = [&](int, off_t *, int, std::size_t) -> ssize_t {
            ++asked;
            errno = error;
            return error == 0 ? 0 : -1;
        };
        const TemporaryFolder folder;
        mustSave(capture.capture(), allOf(capture.capture()), folder.path("out"), options);
        QVERIFY(readFile(folder.path("out")) == content);
        QCOMPARE_EQ(asked, 1);
    }
}

void TstPcapngExport::sourceThatShrinksUnderTheSystemIsLost()
{
    const OpenedCapture capture(mixedPcapng(4000));
    const std::uint64_t size = capture.capture().store()->size();
    bool isCut = false;
    ExportOptions options;
    options.calls.copyFileRange = [&](int from, off_t *offset, int to, std::size_t step) {
        const ssize_t done = ::copy_file_range(from, offset, to, nullptr, std::min<std::size_t>(step, 300'000), 0);
        if (!std::exchange(isCut, true))
            capture.file().resize(size / 2);
        return done;
    };
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(capture.capture(), allOf(capture.capture()), folder.path("out"), job, options);
    QVERIFY(!done);
    QCOMPARE(done.error().reason, Reason::SourceLost);
    QVERIFY(!fs::exists(folder.path("out")));
}

void TstPcapngExport::foreseenLossesAreThoseOfTheReport()
{
    PcapngBuilder file;
    file.section().interface(1, 0, {{9, Buffer{std::byte{9}}}}).interface(1, 0, {{9, Buffer{std::byte{9}}}});
    for (std::uint32_t i = 0; i < 20; ++i)
        file.enhanced(frameBytes(i), 1'700'000'000'000'000'001, i % 2, {comment("x")});
    const OpenedCapture capture(file.bytes());
    for (const ExportFormat format : {ExportFormat::Pcap, ExportFormat::NanosecondPcap, ExportFormat::Pcapng}) {
        Job job;
        const ExportOptions options{.format = format};
        const auto foreseen = foreseenLosses(capture.capture(), allOf(capture.capture()), job, options, UINT64_MAX);
        const TemporaryFolder folder;
        QVERIFY(foreseen && *foreseen == mustSave(capture.capture(), allOf(capture.capture()), folder.path("out"), options).losses);
        QCOMPARE_EQ(foreseen->size(), format == ExportFormat::Pcap ? 3U : format == ExportFormat::NanosecondPcap ? 2U : 0U);
    }
}

void TstPcapngExport::unknownLinkTypeIsRefused()
{
    PcapngBuilder file;
    file.section().interface().enhanced(frameBytes(1), 5, 9); // no such interface
    const OpenedCapture capture(file.bytes());
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(capture.capture(), {0, 1}, folder.path("out"), job, {.format = ExportFormat::Pcap});
    QVERIFY(!done);
    QCOMPARE_EQ(describe(done.error()), std::string("frame 1 has no link type that a pcap file can name"));
    mustSave(capture.capture(), {0, 1}, folder.path("out")); // the block goes as it is
}

FRAMELENS_TEST(TstPcapngExport)
#include "tst_pcapng_export.moc"

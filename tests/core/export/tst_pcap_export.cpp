// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/capture_builder.h"
#include "tests/support/exporting.h"
#include "tests/support/packet_builder.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <array>

using namespace framelens;
using namespace framelens::test;

namespace {

/// A source in memory whose frames a test describes one by one.
class Frames final : public FrameSource
{
public:
    void add(Bytes bytes, FrameInfo info)
    {
        m_bytes.emplace_back(bytes.begin(), bytes.end());
        info.number = count();
        info.capturedLength = static_cast<std::uint32_t>(bytes.size());
        info.originalLength = std::max(info.originalLength, info.capturedLength);
        m_infos.push_back(info);
    }
    std::uint32_t count() const override { return static_cast<std::uint32_t>(m_bytes.size()); }
    FrameRef frame(std::uint32_t frame) const override { return {m_infos.at(frame), m_bytes.at(frame)}; }
    FrameView view(std::uint32_t frame) const override { return {m_infos.at(frame), {}}; }
    std::uint32_t generation() const override { return 0; }
    std::int64_t firstTimeNs() const override { return 0; }

private:
    std::vector<Buffer> m_bytes;
    std::vector<FrameInfo> m_infos;
};

} // namespace

class TstPcapExport : public QObject
{
    Q_OBJECT

private slots:
    void wholeCaptureComesBackByteForByte();
    void everyFormComesBackWithTimesAndLengths_data();
    void everyFormComesBackWithTimesAndLengths();
    void onlySelectedFramesAreWritten();
    void severalLinkTypesAreRefusedBeforeAnythingIsWritten();
    void framesOfOneLinkTypeAmongSeveralAreWritten();
    void whatPcapCannotHoldIsTold();
    void timesBeyondPcapAreWrittenAsZeroAndTold();
    void fractionsBeyondPcapAreToldAfterwards();
    void frameCheckSequenceIsDeclaredAgain();
    void captureWithoutFramesIsAHeader();
    void onlySmallFramesAreCopied();
    void largeFramesAreWrittenFromWhereTheyLie();
    void descriptorIsWrittenTo();
    void progressCountsFrames();
};

void TstPcapExport::wholeCaptureComesBackByteForByte()
{
    // Enough that the batches end for each of their reasons: pieces, buffer, bytes.
    Buffer bytes = mixedPcap(3000);
    PcapBuilder small;
    for (std::uint32_t i = 0; i < 20'000; ++i)
        small.frame(Buffer(20 + i % 60, std::byte{7}));
    const Buffer large(std::size_t{200'000}, std::byte{9});
    for (int i = 0; i < 12; ++i)
        small.frame(large);
    for (const Buffer &content : {bytes, Buffer(small.bytes()), mixedPcap(30, {.order = ByteOrder::Big, .snaplen = 65'535, .linkType = 0x24000001})}) {
        const TemporaryFile file(content);
        const auto capture = openedFile(file.path());
        QVERIFY(capture);
        const TemporaryFolder folder;
        Job job;
        const auto done = saved(*capture, allOf(*capture), folder.path("out.pcap"), job, {.format = ExportFormat::Pcap});
        QVERIFY2(done.has_value(), done ? "" : describe(done.error()).c_str());
        QCOMPARE_EQ(done->frames, capture->count());
        QCOMPARE_EQ(done->bytes, content.size());
        QVERIFY(done->losses.empty());
        QVERIFY(readFile(folder.path("out.pcap")) == content);
    }
}

void TstPcapExport::everyFormComesBackWithTimesAndLengths_data()
{
    QTest::addColumn<QByteArray>("content");
    const auto add = [](const char *name, const Buffer &bytes) {
        QTest::newRow(name) << QByteArray(asText(bytes).data(), static_cast<qsizetype>(bytes.size()));
    };
    const auto form = [](PcapBuilder::Options options) {
        PcapBuilder file(options);
        for (std::uint32_t i = 0; i < 300; ++i)
            file.frame(mixedFrame(3, i), captureStartNs + i * (options.nanoseconds ? 1'000'001 : 1'001'000),
                       i % 3 == 0 ? std::optional<std::uint32_t>(9000) : std::nullopt);
        return Buffer(file.bytes());
    };
    add("microseconds", form({}));
    add("big-endian", form({.order = ByteOrder::Big}));
    add("nanoseconds", form({.nanoseconds = true}));
    add("nanoseconds, big-endian", form({.order = ByteOrder::Big, .nanoseconds = true}));
    add("modified", form({.modified = true}));
    add("another link type", form({.linkType = 113}));
    add("pcapng", mixedPcapng(300));
    add("pcapng, big-endian", mixedPcapng(300, ByteOrder::Big));
    add("gzip", gzipped(form({.nanoseconds = true})));
}

void TstPcapExport::everyFormComesBackWithTimesAndLengths()
{
    QFETCH(QByteArray, content);
    const TemporaryFile file(asBytes(std::string_view(content.constData(), static_cast<std::size_t>(content.size()))));
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    QCOMPARE_EQ(capture->count(), 300U);
    const TemporaryFolder folder;
    Job job;
    const bool nanoseconds = capture->frame(0).info.timeDigits > 6;
    const auto done = saved(*capture, allOf(*capture), folder.path("out.pcap"), job,
                            {.format = nanoseconds ? ExportFormat::NanosecondPcap : ExportFormat::Pcap});
    QVERIFY2(done.has_value(), done ? "" : describe(done.error()).c_str());
    QVERIFY(done->losses.empty());
    const auto again = openedFile(folder.path("out.pcap"));
    QVERIFY(again);
    QVERIFY(!again->problem());
    QCOMPARE_EQ(again->count(), capture->count());
    for (std::uint32_t i = 0; i < capture->count(); ++i) {
        const FrameRef before = capture->frame(i);
        const FrameRef after = again->frame(i);
        QVERIFY(std::ranges::equal(before.bytes, after.bytes));
        QCOMPARE_EQ(after.info.timeNs, before.info.timeNs);
        QCOMPARE_EQ(after.info.timeDigits, before.info.timeDigits);
        QCOMPARE_EQ(after.info.originalLength, before.info.originalLength);
        QCOMPARE_EQ(after.info.linkType, before.info.linkType);
    }
}

void TstPcapExport::onlySelectedFramesAreWritten()
{
    const TemporaryFile file(mixedPcap(100));
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    RowRanges frames(3, 5);
    frames.add(97, 200); // beyond the last
    const TemporaryFolder folder;
    Job job;
    QVERIFY(saved(*capture, frames, folder.path("out.pcap"), job, {.format = ExportFormat::Pcap}));
    const auto again = openedFile(folder.path("out.pcap"));
    QVERIFY(again);
    QCOMPARE_EQ(again->count(), 5U);
    const std::array<std::uint32_t, 5> expected = {3, 4, 97, 98, 99};
    for (std::uint32_t i = 0; i < 5; ++i)
        QVERIFY(std::ranges::equal(again->frame(i).bytes, capture->frame(expected.at(i)).bytes));
}

namespace {

Buffer twoLinkTypes()
{
    PcapngBuilder file;
    file.section().interface(1).interface(113);
    const Buffer frame = mixedFrame(1, 1);
    file.enhanced(frame, 1'000'000, 0).enhanced(frame, 2'000'000, 0).enhanced(frame, 3'000'000, 1);
    return std::move(file).bytes();
}

} // namespace

void TstPcapExport::severalLinkTypesAreRefusedBeforeAnythingIsWritten()
{
    const TemporaryFile file(twoLinkTypes());
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    const TemporaryFolder folder;
    Job job;
    ExportOptions options{.format = ExportFormat::Pcap};
    options.calls.open = [](const char *, int, mode_t) -> int { qFatal("nothing may be opened"); };
    const auto done = saved(*capture, allOf(*capture), folder.path("out.pcap"), job, options);
    QVERIFY(!done);
    QCOMPARE(done.error().reason, Reason::Unsupported);
    QCOMPARE(QString::fromStdString(describe(done.error())),
             "frames of several link types, Ethernet (1) and Linux cooked capture v1 (113) in frame 3, do not go "
             "into one pcap file; select frames of one link type, or export to pcapng");
}

void TstPcapExport::framesOfOneLinkTypeAmongSeveralAreWritten()
{
    const TemporaryFile file(twoLinkTypes());
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    const TemporaryFolder folder;
    Job job;
    QVERIFY(saved(*capture, {2, 3}, folder.path("out.pcap"), job, {.format = ExportFormat::Pcap}));
    QCOMPARE_EQ(openedFile(folder.path("out.pcap"))->frame(0).info.linkType, 113U);
}

void TstPcapExport::whatPcapCannotHoldIsTold()
{
    PcapngBuilder file;
    file.section().interface().interface();
    const Buffer frame = mixedFrame(1, 1);
    file.enhanced(frame, 1'000'000, 0, {comment("look here")}).enhanced(frame, 2'000'000, 1).simple(frame);
    const TemporaryFile capture(file.bytes());
    const auto source = openedFile(capture.path());
    QVERIFY(source);
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(*source, allOf(*source), folder.path("out.pcap"), job, {.format = ExportFormat::Pcap});
    QVERIFY(done.has_value());
    const std::vector<std::string> expected = {
        "comments and other options of 1 frame are not saved: pcap has no place for them",
        "which interface a frame came from is not saved: pcap has no place for it",
        "1 frame without a time that pcap can hold: saved as 1970-01-01 00:00:00"};
    QVERIFY(done->losses == expected);
}

void TstPcapExport::timesBeyondPcapAreWrittenAsZeroAndTold()
{
    const Buffer frame = mixedFrame(1, 1);
    Frames source;
    source.add(frame, {.linkType = 1, .timeNs = -1, .hasTime = true});
    source.add(frame, {.linkType = 1, .timeNs = 4'294'967'295'999'999'999, .hasTime = true});
    source.add(frame, {.linkType = 1, .timeNs = 4'294'967'296'000'000'000, .hasTime = true});
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(source, allOf(source), folder.path("out.pcap"), job, {.format = ExportFormat::NanosecondPcap});
    QVERIFY(done.has_value());
    QVERIFY(done->losses == std::vector<std::string>{"2 frames without a time that pcap can hold: saved as 1970-01-01 00:00:00"});
    const auto again = openedFile(folder.path("out.pcap"));
    QVERIFY(again);
    QCOMPARE_EQ(again->frame(0).info.timeNs, 0);
    QCOMPARE_EQ(again->frame(1).info.timeNs, 4'294'967'295'999'999'999);
    QCOMPARE_EQ(again->frame(2).info.timeNs, 0);
}

// Frames of pcap files are not looked at beforehand: they fit, unless a fraction of a second is more than that.
void TstPcapExport::fractionsBeyondPcapAreToldAfterwards()
{
    ByteWriter record(ByteOrder::Little);
    for (const std::uint32_t word : {4'294'967'295U, 2'000'000U, 4U, 4U, 0U}) // seconds, microseconds, lengths, the frame
        record.u32(word);
    const TemporaryFile file(PcapBuilder({.nanoseconds = false, .snaplen = 1234}).raw(std::move(record).buffer()).bytes());
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    QCOMPARE_EQ(capture->count(), 1U);
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(*capture, allOf(*capture), folder.path("out.pcap"), job, {.format = ExportFormat::NanosecondPcap});
    QVERIFY(done.has_value());
    QVERIFY(done->losses == std::vector<std::string>{"1 frame without a time that pcap can hold: saved as 1970-01-01 00:00:00"});
    const auto again = openedFile(folder.path("out.pcap"));
    QVERIFY(again);
    QCOMPARE_EQ(again->frame(0).info.timeNs, 0);
    QCOMPARE_EQ(again->format().snaplen, 1234U);
}

void TstPcapExport::frameCheckSequenceIsDeclaredAgain()
{
    const Buffer frame = mixedFrame(1, 1);
    for (const bool second : {true, false}) {
        Frames source;
        source.add(frame, {.linkType = 1, .timeDigits = 6, .fcsLength = 4, .hasFcsLength = true, .hasTime = true});
        source.add(frame, {.linkType = 1, .timeDigits = 6, .fcsLength = 4, .hasFcsLength = second, .hasTime = true});
        const TemporaryFolder folder;
        Job job;
        QVERIFY(saved(source, allOf(source), folder.path("out.pcap"), job, {.format = ExportFormat::Pcap}));
        const auto again = openedFile(folder.path("out.pcap"));
        QVERIFY(again);
        QCOMPARE(again->frame(0).info.hasFcsLength, second);
        QCOMPARE_EQ(again->frame(0).info.fcsLength, second ? 4 : 0);
        QCOMPARE_EQ(again->frame(0).info.linkType, 1U);
    }
}

void TstPcapExport::captureWithoutFramesIsAHeader()
{
    const Frames source;
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(source, {}, folder.path("out.pcap"), job, {.format = ExportFormat::Pcap, .linkTypeIfEmpty = 113});
    QVERIFY(done.has_value());
    const auto again = openedFile(folder.path("out.pcap"));
    QVERIFY(again);
    QCOMPARE_EQ(again->count(), 0U);
    QCOMPARE_EQ(again->format().linkType, 113U);
}

void TstPcapExport::onlySmallFramesAreCopied()
{
    const TemporaryFile file(mixedPcap(1000));
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    std::uint64_t small = 0;
    for (std::uint32_t i = 0; i < capture->count(); ++i)
        small += capture->frame(i).bytes.size() < 512 ? capture->frame(i).bytes.size() : 0;
    const auto ledger = std::make_shared<CopyLedger>();
    const TemporaryFolder folder;
    Job job;
    QVERIFY(saved(*capture, allOf(*capture), folder.path("out.pcap"), job, {.format = ExportFormat::NanosecondPcap, .ledger = ledger}));
    QVERIFY(small > 0);
    QCOMPARE_EQ(ledger->bytes(CopyReason::Staged), small);
    QCOMPARE_EQ(ledger->bytes(CopyReason::Gather), 0U);
}

void TstPcapExport::largeFramesAreWrittenFromWhereTheyLie()
{
    const TemporaryFile file(mixedPcap(500));
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    std::vector<const void *> handed;
    ExportOptions options{.format = ExportFormat::NanosecondPcap};
    options.calls.writev = [&](int fd, const iovec *pieces, int count) {
        for (const iovec &piece : std::span(pieces, static_cast<std::size_t>(count)))
            handed.push_back(piece.iov_base);
        return ::writev(fd, pieces, count);
    };
    const TemporaryFolder folder;
    Job job;
    QVERIFY(saved(*capture, allOf(*capture), folder.path("out.pcap"), job, options));
    std::size_t large = 0;
    for (std::uint32_t i = 0; i < capture->count(); ++i) {
        const Bytes bytes = capture->frame(i).bytes;
        if (bytes.size() < 512)
            continue;
        ++large;
        QVERIFY(std::ranges::find(handed, static_cast<const void *>(bytes.data())) != handed.end());
    }
    QVERIFY(large > 100);
}

void TstPcapExport::descriptorIsWrittenTo()
{
    const Buffer content = mixedPcap(50);
    const TemporaryFile file(content);
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    const TemporaryFile target(Buffer{});
    const FileHandle handle(::open(target.path().c_str(), O_WRONLY | O_CLOEXEC));
    Job job;
    QVERIFY(exportFrames(*capture, allOf(*capture), {.path = "a pipe", .fd = handle.fd()}, job, {.format = ExportFormat::Pcap}));
    QVERIFY(readFile(target.path()) == content);
}

void TstPcapExport::progressCountsFrames()
{
    const TemporaryFile file(mixedPcap(3000));
    const auto capture = openedFile(file.path());
    QVERIFY(capture);
    const TemporaryFolder folder;
    Job job;
    QVERIFY(saved(*capture, {0, 2500}, folder.path("out.pcap"), job, {.format = ExportFormat::Pcap}));
    QCOMPARE_EQ(job.done(), 2500U);
    QCOMPARE_EQ(job.total(), 2500U);
    QVERIFY(!job.finished());
}

FRAMELENS_TEST(TstPcapExport)
#include "tst_pcap_export.moc"

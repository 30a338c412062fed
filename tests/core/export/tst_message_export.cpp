// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Selected messages of a recording as a capture: opened again they are the same messages.
#include "core/capture/saved_framings.h"
#include "core/decode/bindings.h"
#include "core/decode/dissector.h"
#include "core/decode/messages.h"
#include "core/stream/capture_streams.h"
#include "core/stream/recording.h"
#include "tests/support/exporting.h"
#include "tests/support/memory_spool.h"
#include "tests/support/message_builder.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr auto toServer = Direction::ToServer;
constexpr auto toClient = Direction::ToClient;

std::shared_ptr<const Registry> registry()
{
    static const auto made = Registry::builtIn();
    return made;
}

std::shared_ptr<Recording> cut(const std::shared_ptr<const SpoolLog> &log)
{
    auto recording = std::make_shared<Recording>(log, registry());
    Job job;
    while (recording->advance(job, true)) { }
    return recording;
}

/// A log whose bytes may go, and that may cancel a job when a record is read.
class Watched final : public SpoolLog
{
public:
    explicit Watched(std::shared_ptr<MemorySpool> log)
        : m_log(std::move(log))
    {
    }
    const std::shared_ptr<const Store> &store() const & override { return isDamaged ? m_none : m_log->store(); }
    std::uint64_t count() const override { return m_log->count(); }
    SpoolRecord record(std::uint64_t number) const override
    {
        if (cancels != nullptr && number == cancelsAt)
            cancels->cancel();
        m_readSince += cancels != nullptr && cancels->cancelled() ? 1U : 0U;
        return m_log->record(number);
    }
    std::string note(std::string_view key) const override { return m_log->note(key); }
    const std::string &path() const & override { return m_log->path(); }
    bool isFinished() const override { return true; }
    std::uint32_t generation() const override { return 0; }
    /// Records that were read of it after that.
    std::uint64_t readSince() const { return m_readSince; }

    bool isDamaged = false; // a record speaks of bytes that the spool does not have
    Job *cancels = nullptr;
    std::uint64_t cancelsAt = 0;

private:
    std::shared_ptr<MemorySpool> m_log;
    std::shared_ptr<const Store> m_none = std::make_shared<MemoryStore>(Buffer(10));
    mutable std::uint64_t m_readSince = 0;
};

/// Two MQTT clients whose messages come in pieces and between each other, a third that was refused.
std::shared_ptr<MemorySpool> talk(std::uint32_t messages)
{
    auto log = std::make_shared<MemorySpool>(std::size_t{8} << 20U);
    log->open(0, 51'000, 1883).open(1, 51'001, 1883);
    log->put(0, toServer, mqttConnect("one")).put(1, toServer, mqttConnect("two"));
    for (std::uint32_t i = 0; i < messages; ++i) {
        const Buffer message = mqttPublish("topic/" + std::to_string(i), std::string(i % 7 == 0 ? 900 : 5 + i % 40, 'x') + std::to_string(i));
        const std::uint32_t connection = i % 2;
        const Direction direction = i % 3 == 0 ? toClient : toServer;
        const std::size_t half = i % 4 == 0 ? message.size() / 2 : message.size();
        log->put(connection, direction, Bytes(message).first(half));
        if (i % 8 == 0) // so that the halves do not lie side by side
            log->put(1 - connection, direction, mqttPublish("between", std::to_string(i)));
        if (half < message.size())
            log->put(connection, direction, Bytes(message).subspan(half));
    }
    log->tell(SpoolRecordKind::Close, 0).tell(SpoolRecordKind::Reset, 1, toClient);
    return log;
}

// With its zeros seen.
std::string bytesText(Bytes bytes)
{
    std::string text;
    for (const std::byte byte : bytes) {
        const auto value = std::to_integer<unsigned>(byte);
        text += value >= 0x20 && value < 0x7f ? std::string(1, static_cast<char>(value)) : "<" + std::to_string(value) + ">";
    }
    return text;
}

/// A message as a line: time, direction, Info column, bytes.
std::string line(const Dissection &dissection, std::int64_t timeNs, Bytes bytes)
{
    std::string info;
    TextSink sink(info);
    dissection.writeInfo(sink);
    return std::to_string(timeNs) + ' ' + info + ' ' + bytesText(bytes) + '\n';
}

std::string messagesOf(const Recording &recording, const RowRanges &frames)
{
    std::string text;
    const Dissector dissector(registry());
    for (const RowRange &range : frames.ranges())
        for (std::uint32_t i = range.begin; i < range.end; ++i) {
            const FrameView view = recording.view(i);
            Dissection dissection;
            dissector.dissect(view, dissection);
            if (view.bytes.size() != 0)
                text += line(dissection, view.info.timeNs, view.bytes.bytes());
        }
    return text;
}

std::string messagesOf(const std::shared_ptr<Capture> &capture)
{
    std::string text;
    // How a stream is cut that does not show its beginning must be said.
    const auto bindings = std::make_shared<Bindings>();
    bindings->bind(parseBinding("tcp.port==1883,mqtt", *registry()).value());
    CaptureStreams streams(capture, registry(), bindings, {});
    Job job;
    while (streams.advance(job)) { }
    const Dissector dissector(registry());
    for (std::uint32_t i = 0; i < streams.count(); ++i) {
        const FrameView view = streams.wholeView(i);
        const MessageList *list = view.info.messages;
        if (list == nullptr)
            continue;
        Dissection dissection;
        dissector.dissect(view, dissection);
        for (const StreamMessage &message : list->messages)
            text += line(dissection, view.info.timeNs,
                         message.gathered == 0 ? view.bytes.bytes().subspan(message.offset, message.size)
                                               : list->gathered.at(message.gathered - 1U).bytes());
    }
    return text;
}

} // namespace

class TstMessageExport : public QObject
{
    Q_OBJECT

private slots:
    void everyThirdMessageComesBack_data();
    void everyThirdMessageComesBack();
    void allMessagesComeBack();
    void connectionsWithoutASelectedMessageAreNotThere();
    void largeMessagesAreNotCopied();
    void framingsGoAlong();
    void exportedTwiceIsTheSameFile();
    void sourceIsKnownForARecording();
    void lostMessageIsNamed();
    void cancellingEndsItAmongRecordsThatAreNotExported();
};

void TstMessageExport::everyThirdMessageComesBack_data()
{
    QTest::addColumn<ExportFormat>("format");
    QTest::addColumn<Compression>("compression");
    QTest::newRow("pcapng") << ExportFormat::Pcapng << Compression::None;
    QTest::newRow("pcap, nanoseconds") << ExportFormat::NanosecondPcap << Compression::None;
    QTest::newRow("pcap, microseconds") << ExportFormat::Pcap << Compression::None;
    QTest::newRow("pcapng, zstd") << ExportFormat::Pcapng << Compression::Zstd;
}

void TstMessageExport::everyThirdMessageComesBack()
{
    QFETCH(const ExportFormat, format);
    QFETCH(const Compression, compression);
    const auto recording = cut(talk(300));
    QVERIFY(recording->count() > 300);
    const RowRanges frames = everyOf(*recording, 3);
    const TemporaryFolder folder;
    const ExportReport report = mustSave(*recording, frames, folder.path("out"),
                                         {.format = format, .compression = compression, .recording = recording.get()});
    QCOMPARE_EQ(report.frames, frames.count());
    QCOMPARE_EQ(report.losses.size(), format == ExportFormat::Pcapng ? 0U : 1U);
    const auto again = openedFile(folder.path("out"));
    QVERIFY(again && !again->problem());
    QCOMPARE_EQ(messagesOf(again), messagesOf(*recording, frames));
}

void TstMessageExport::allMessagesComeBack()
{
    const auto recording = cut(talk(50));
    const TemporaryFolder folder;
    mustSave(*recording, allOf(*recording), folder.path("out"), {.recording = recording.get()});
    const auto again = openedFile(folder.path("out"));
    QCOMPARE_EQ(messagesOf(again), messagesOf(*recording, allOf(*recording)));
    CaptureStreams streams(again, registry(), {}, {});
    Job job;
    while (streams.advance(job)) { }
    QCOMPARE_EQ(streams.streamCount(), 2U);
    for (std::size_t i = 0; i < 2; ++i)
        QCOMPARE_EQ(streams.follow(i, job)->gaps(), 0U);
}

void TstMessageExport::connectionsWithoutASelectedMessageAreNotThere()
{
    const auto recording = cut(talk(20));
    RowRanges frames;
    for (std::uint32_t i = 0; i < recording->count(); ++i)
        if (recording->frame(i).info.conversation == 1 && recording->frame(i).info.capturedLength > 900)
            frames.add(i, i + 1);
    const TemporaryFolder folder;
    mustSave(*recording, frames, folder.path("out"), {.recording = recording.get()});
    const auto again = openedFile(folder.path("out"));
    CaptureStreams streams(again, registry(), {}, {});
    Job job;
    while (streams.advance(job)) { }
    QCOMPARE_EQ(streams.streamCount(), 1U);
    QVERIFY(streams.follow(0, job)->gaps() > 0);
    // The handshake first, and the reset last.
    const auto flags = [&](std::uint32_t frame) { return std::to_integer<unsigned>(again->frame(frame).bytes[47]); };
    QCOMPARE_EQ(flags(0), 0x02U);
    QCOMPARE_EQ(flags(1), 0x12U);
    QCOMPARE_EQ(flags(again->count() - 1) & 0x04U, 0x04U);
}

void TstMessageExport::largeMessagesAreNotCopied()
{
    auto log = std::make_shared<MemorySpool>(std::size_t{8} << 20U);
    log->open(0, 51'000, 1883).put(0, toServer, mqttConnect("one"));
    for (int i = 0; i < 20; ++i) {
        const Buffer message = mqttPublish("large", std::string(3000, 'x'));
        log->put(0, toServer, Bytes(message).first(1500)).put(0, toClient, mqttPublish("small", "y")).put(0, toServer, Bytes(message).subspan(1500));
    }
    const auto recording = cut(log);
    RowRanges large;
    for (std::uint32_t i = 0; i < recording->count(); ++i)
        if (recording->frame(i).info.inPieces)
            large.add(i, i + 1);
    QCOMPARE_EQ(large.count(), 20U);
    const auto ledger = std::make_shared<CopyLedger>();
    const TemporaryFolder folder;
    mustSave(*recording, large, folder.path("out"), {.recording = recording.get(), .ledger = ledger});
    QCOMPARE_EQ(ledger->bytes(CopyReason::Staged), 0U);
    QCOMPARE_EQ(messagesOf(openedFile(folder.path("out"))), messagesOf(*recording, large));
}

void TstMessageExport::framingsGoAlong()
{
    const auto recording = cut(talk(20));
    const TemporaryFolder folder;
    mustSave(*recording, {1, 2}, folder.path("out"), {.recording = recording.get()});
    const auto framings = savedFramings(*openedFile(folder.path("out")));
    QCOMPARE_EQ(framings.size(), 1U);
    const auto connection = recording->frame(1).info.conversation;
    QCOMPARE_EQ(framings[0].framerText, framerText(recording->framing(connection)->spec));
    QCOMPARE_EQ(framings[0].connection, 0U);
}

void TstMessageExport::exportedTwiceIsTheSameFile()
{
    const auto recording = cut(talk(40));
    const TemporaryFolder folder;
    for (const char *name : {"one", "two"})
        mustSave(*recording, everyOf(*recording, 2), folder.path(name), {.recording = recording.get()});
    QVERIFY(readFile(folder.path("one")) == readFile(folder.path("two")));
}

void TstMessageExport::sourceIsKnownForARecording()
{
    const auto recording = cut(talk(10));
    const TemporaryFolder folder;
    mustSave(*recording, {0, 1}, folder.path("one"));
    mustSave(*recording, {0, 1}, folder.path("two"), {.recording = recording.get()});
    QVERIFY(readFile(folder.path("one")) == readFile(folder.path("two")));
}

void TstMessageExport::lostMessageIsNamed()
{
    const auto log = std::make_shared<Watched>(talk(10));
    const auto recording = cut(log);
    log->isDamaged = true;
    const TemporaryFolder folder;
    Job job;
    const auto done = saved(*recording, {2, 4}, folder.path("out"), job, {.recording = recording.get()});
    QVERIFY(!done);
    QCOMPARE(done.error().reason, Reason::SourceLost);
    QCOMPARE_EQ(done.error().frame, 3U);
}

// Between two selected messages there may be millions of records that nothing is written of.
void TstMessageExport::cancellingEndsItAmongRecordsThatAreNotExported()
{
    const auto spool = std::make_shared<MemorySpool>(std::size_t{8} << 20U);
    spool->open(0, 51'000, 1883).open(1, 51'001, 1883).put(0, toServer, mqttConnect("one")).put(1, toServer, mqttConnect("two"));
    for (int i = 0; i < 10'000; ++i)
        spool->put(1, toServer, mqttPublish("t", "x"));
    spool->put(0, toServer, mqttPublish("t", "last"));
    const auto log = std::make_shared<Watched>(spool);
    const auto recording = cut(log);
    const std::uint32_t last = recording->count() - 1;
    QCOMPARE_EQ(recording->frame(last).info.conversation, 0U);
    const TemporaryFolder folder;
    Job job;
    log->cancels = &job;
    log->cancelsAt = 3000;
    const auto done = saved(*recording, {last, last + 1}, folder.path("out"), job, {.recording = recording.get()});
    QVERIFY(!done);
    QCOMPARE(done.error().reason, Reason::Cancelled);
    QVERIFY2(log->readSince() <= 1100, qPrintable(QString::number(log->readSince())));
}

FRAMELENS_TEST(TstMessageExport)
#include "tst_message_export.moc"

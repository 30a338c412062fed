// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A recording as a pcapng file: streams that come out byte for byte, under headers that are right.
#include "core/capture/pcapng_options.h"
#include "core/capture/saved_framings.h"
#include "core/export/made_segment.h"
#include "core/export/recording_export.h"
#include "tests/support/allocation_count.h"
#include "tests/support/decoded.h"
#include "tests/support/open_capture.h"
#include "tests/support/spool_support.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cerrno>
#include <filesystem>
#include <map>
#include <random>

using namespace framelens;
using namespace framelens::test;

namespace fs = std::filesystem;

namespace {

/// A frame read by hand: what the protocols say of it is another matter.
struct Seen
{
    std::string source; ///< address in hex and port
    std::string destination;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    unsigned flags = 0;
    Buffer payload;
    std::int64_t timeNs = 0;
    std::size_t size = 0; ///< of the frame

    std::string pair() const { return source + " " + destination; }
};

std::uint32_t number(Bytes frame, std::size_t at, std::size_t size)
{
    return static_cast<std::uint32_t>(loadSized(frame.subspan(at, size).data(), size, ByteOrder::Big));
}

std::string hex(Bytes bytes)
{
    std::string text;
    for (const std::byte byte : bytes) {
        text += "0123456789abcdef"[std::to_integer<unsigned>(byte >> 4)];
        text += "0123456789abcdef"[std::to_integer<unsigned>(byte & std::byte{15})];
    }
    return text;
}

Seen seen(const FrameRef &frame)
{
    const Bytes bytes = frame.bytes;
    const bool isIpv6 = number(bytes, 12, 2) == 0x86dd;
    const std::size_t ip = 14;
    const std::size_t tcp = ip + (isIpv6 ? 40 : 20);
    const std::size_t data = tcp + (number(bytes, tcp + 12, 1) >> 4) * 4;
    const std::size_t length = isIpv6 ? 40 + number(bytes, ip + 4, 2) : number(bytes, ip + 2, 2);
    const auto address = [&](bool isDestination) {
        const std::size_t size = isIpv6 ? 16 : 4;
        return hex(bytes.subspan(ip + (isIpv6 ? 8 : 12) + (isDestination ? size : 0), size)) + ":"
            + std::to_string(number(bytes, tcp + (isDestination ? 2 : 0), 2));
    };
    return {.source = address(false),
            .destination = address(true),
            .sequence = number(bytes, tcp + 4, 4),
            .acknowledgement = number(bytes, tcp + 8, 4),
            .flags = number(bytes, tcp + 13, 1),
            .payload = Buffer(bytes.begin() + static_cast<std::ptrdiff_t>(data), bytes.begin() + static_cast<std::ptrdiff_t>(ip + length)),
            .timeNs = frame.info.timeNs,
            .size = bytes.size()};
}

std::vector<Seen> allSeen(const FrameSource &source)
{
    std::vector<Seen> all;
    for (std::uint32_t i = 0; i < source.count(); ++i)
        all.push_back(seen(source.frame(i)));
    return all;
}

// "SA" "." "P." as tcpdump has them.
std::string flagsText(unsigned flags)
{
    std::string text;
    for (const auto &[flag, letter] : {std::pair(2U, 'S'), {1U, 'F'}, {4U, 'R'}, {8U, 'P'}, {16U, '.'}})
        if ((flags & flag) != 0)
            text += letter;
    return text;
}

// Frames of one conversation, numbers counted from those of the SYNs: "> S 0:0 ack 0".
std::string conversationText(const std::vector<Seen> &frames, std::uint32_t clientInitial, std::uint32_t serverInitial)
{
    std::string text;
    for (const Seen &frame : frames) {
        const bool toServer = frame.pair() == frames.front().pair();
        const std::uint32_t begin = frame.sequence - (toServer ? clientInitial : serverInitial);
        text += toServer ? "> " : "< ";
        text += flagsText(frame.flags) + " " + std::to_string(begin) + "+" + std::to_string(frame.payload.size());
        if ((frame.flags & tcp_flag::ack) != 0)
            text += " ack " + std::to_string(frame.acknowledgement - (toServer ? serverInitial : clientInitial));
        text += " t " + std::to_string(frame.timeNs) + "\n";
    }
    return text;
}

std::string conversationText(const std::vector<Seen> &frames)
{
    const std::uint32_t server = frames.size() > 1 ? frames[1].sequence : 0;
    return conversationText(frames, frames.front().sequence, server);
}

//// Puts a direction together by its sequence numbers, from the one of its SYN.
std::string reassembled(const std::vector<Seen> &frames, const std::string &pair)
{
    std::string stream;
    std::uint32_t initial = 0;
    for (const Seen &frame : frames) {
        if (frame.pair() != pair)
            continue;
        if ((frame.flags & tcp_flag::syn) != 0)
            initial = frame.sequence;
        const std::size_t at = frame.sequence + ((frame.flags & tcp_flag::syn) != 0 ? 1U : 0U) - initial - 1;
        if (frame.payload.empty())
            continue;
        stream.resize(std::max(stream.size(), at + frame.payload.size()), '?');
        std::ranges::copy(asText(frame.payload), stream.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return stream;
}

struct Exported
{
    RecordingExport done;
    std::shared_ptr<Capture> capture;
    std::vector<Seen> frames;
};

Exported exported(const SpoolLog &log, const std::string &path, const RecordingExportOptions &options = {})
{
    Job job;
    const auto done = exportRecording(log, path, job, options);
    if (!done)
        return {};
    const auto capture = *Capture::open(path);
    Job indexing;
    capture->index(indexing);
    if (capture->problem())
        return {};
    return {*done, capture, allSeen(*capture)};
}

// One's complement sum, word by word.
std::uint32_t wordSum(Bytes bytes)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
        sum += i + 1 < bytes.size() ? number(bytes, i, 2) : number(bytes, i, 1) << 8U;
        sum = (sum & 0xffffU) + (sum >> 16U);
    }
    return sum;
}

SpoolRecord opening(std::uint32_t connection, const Endpoint &client, const Endpoint &server)
{
    SpoolRecord record{.kind = SpoolRecordKind::Open, .connection = connection, .timeNs = 1};
    record.client = client;
    record.server = server;
    return record;
}

Endpoint ipv6(std::uint8_t last, std::uint16_t port)
{
    Endpoint endpoint{.port = port, .isIpv6 = true};
    endpoint.address[15] = static_cast<std::byte>(last);
    return endpoint;
}

Result<RawExport> raw(const SpoolLog &log, const std::vector<RawTarget> &targets, Job &job,
                      const RecordingExportOptions &options = {})
{
    return exportRawDirections(log, targets, job, options);
}

} // namespace

class TstRecordingExport : public QObject
{
    Q_OBJECT

private slots:
    void conversationIsAsTheLogHasIt();
    void resetAndRefusalAreSeen();
    void connectionThatWasNeverSeenToOpenIsWritten();
    void checksumsAreRight_data();
    void checksumsAreRight();
    void longChunkIsManySegments_data();
    void longChunkIsManySegments();
    void streamsComeOutByteForByte();
    void oneFamilyForBothEnds();
    void sequenceNumbersWrap();
    void droppedBytesAreAGapThatTheOtherSideAcknowledges();
    void portsThatComeAgainAreAnotherConversation();
    void chosenConnectionsAlone();
    void framersAreKept();
    void titleAndProgramAreNamed();
    void sameRecordingIsTheSameFile();
    void largePayloadIsNotCopied();
    void framesTakeNoHeap();
    void emptyRecordingIsAFileWithoutFrames();
    void failureAtAnyCallLeavesWhatWasThere();
    void cancelLeavesNothing();
    void spoolItselfIsNotWrittenOver();
    void cutSpoolIsSourceLost();
    void rawDirectionsAreTheBytes();
    void rawDirectionsOfManyConnections();
    void rawExportThatFailsLeavesNothing();
};

void TstRecordingExport::conversationIsAsTheLogHasIt()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 0, Direction::ToServer, 1'700'000'000'000'000'001));
    QVERIFY(put(*spool, 0, Direction::ToServer, "question", 1'700'000'000'000'000'002));
    QVERIFY(put(*spool, 0, Direction::ToClient, "ans", 1'700'000'000'000'000'003));
    QVERIFY(put(*spool, 0, Direction::ToClient, "wer", 1'700'000'000'000'000'004));
    QVERIFY(tell(*spool, SpoolRecordKind::HalfClose, 0, Direction::ToServer, 1'700'000'000'000'000'005));
    QVERIFY(put(*spool, 0, Direction::ToClient, "!", 1'700'000'000'123'456'789));
    QVERIFY(tell(*spool, SpoolRecordKind::Close, 0, Direction::ToClient, 1'700'000'000'123'456'790));
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    QCOMPARE_EQ(conversationText(out.frames), std::string("> S 0+0 t 1700000000000000001\n"
                                                          "< S. 0+0 ack 1 t 1700000000000000001\n"
                                                          "> . 1+0 ack 1 t 1700000000000000001\n"
                                                          "> P. 1+8 ack 1 t 1700000000000000002\n"
                                                          "< P. 1+3 ack 9 t 1700000000000000003\n"
                                                          "< P. 4+3 ack 9 t 1700000000000000004\n"
                                                          "> F. 9+0 ack 7 t 1700000000000000005\n"
                                                          "< . 7+0 ack 10 t 1700000000000000005\n"
                                                          "< P. 7+1 ack 10 t 1700000000123456789\n"
                                                          "< F. 8+0 ack 10 t 1700000000123456790\n"
                                                          "> . 10+0 ack 9 t 1700000000123456790\n"));
    QCOMPARE_EQ(out.frames[0].source, std::string("7f000001:40000"));
    QCOMPARE_EQ(out.frames[0].destination, std::string("7f000002:80"));
    QCOMPARE_EQ(out.done.frames, 11U);
    QCOMPARE_EQ(out.done.connections, 1U);
    QCOMPARE_EQ(out.done.payloadBytes, 15U);
    QCOMPARE_EQ(out.done.bytes, fs::file_size(folder.file("out.pcapng")));
    const FrameInfo info = out.capture->frame(3).info;
    QVERIFY(info.linkType == 1 && info.hasTime && info.timeDigits == 9 && info.originalLength == info.capturedLength);
}

void TstRecordingExport::resetAndRefusalAreSeen()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const auto fail = [&](std::uint32_t connection, int error) {
        SpoolRecord record = opening(connection, loopback(1, static_cast<std::uint16_t>(50'000 + connection)), loopback(2, 80));
        record.kind = SpoolRecordKind::Failed;
        record.systemError = error;
        return spool->append(record).has_value();
    };
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
    QVERIFY(put(*spool, 0, Direction::ToServer, "half a mess"));
    QVERIFY(tell(*spool, SpoolRecordKind::Reset, 0, Direction::ToClient));
    QVERIFY(fail(1, ECONNREFUSED));
    QVERIFY(fail(2, 0)); // a time-out
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 3));
    QVERIFY(fail(3, ECONNRESET));
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    const auto part = [&](std::size_t begin, std::size_t size) {
        const auto first = out.frames.begin() + static_cast<std::ptrdiff_t>(begin);
        return std::vector(first, first + static_cast<std::ptrdiff_t>(size));
    };
    QCOMPARE_EQ(out.frames.size(), 5U + 2U + 1U + 4U);
    QCOMPARE_EQ(conversationText(part(3, 2), out.frames[0].sequence, out.frames[1].sequence),
                std::string("> P. 1+11 ack 1 t 1\n< R. 1+0 ack 12 t 1\n"));
    QCOMPARE_EQ(flagsText(out.frames[5].flags), std::string("S"));
    QCOMPARE_EQ(flagsText(out.frames[6].flags), std::string("R."));
    QCOMPARE_EQ(out.frames[6].acknowledgement, out.frames[5].sequence + 1);
    QCOMPARE_EQ(flagsText(out.frames[7].flags), std::string("S"));
    QCOMPARE_EQ(flagsText(out.frames[11].flags), std::string("R."));
    QCOMPARE_EQ(out.done.connections, 4U);
}

void TstRecordingExport::connectionThatWasNeverSeenToOpenIsWritten()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(tell(*spool, SpoolRecordKind::Close, 1)); // nothing is known of it
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    QVERIFY(put(*spool, 0, Direction::ToServer, "def"));
    QVERIFY(tell(*spool, SpoolRecordKind::Close, 0));
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    QCOMPARE_EQ(out.frames.size(), 2U + 4U);
    QCOMPARE_EQ(out.frames[1].sequence, out.frames[0].sequence + 3);
    QVERIFY(out.frames[1].payload == textBytes("def"));
}

void TstRecordingExport::checksumsAreRight_data()
{
    QTest::addColumn<bool>("isIpv6");
    QTest::newRow("IPv4") << false;
    QTest::newRow("IPv6") << true;
}

void TstRecordingExport::checksumsAreRight()
{
    QFETCH(const bool, isIpv6);
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(spool->append(opening(0, isIpv6 ? ipv6(0xfe, 40'000) : loopback(1, 40'000), isIpv6 ? ipv6(0x80, 443) : loopback(254, 443))));
    for (std::size_t size = 1; size < 70; ++size) // every remainder, odd and even
        QVERIFY(put(*spool, 0, size % 3 == 0 ? Direction::ToClient : Direction::ToServer, asText(patternBytes(size, size))));
    QVERIFY(put(*spool, 0, Direction::ToClient, std::string(65'495, '\xff')));
    QVERIFY(put(*spool, 0, Direction::ToClient, std::string(30'001, '\0')));
    QVERIFY(tell(*spool, SpoolRecordKind::Close, 0));
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    QCOMPARE_EQ(out.frames.size(), 3U + 69U + 2U + 4U);
    for (std::uint32_t i = 0; i < out.capture->count(); ++i) {
        const Bytes bytes = out.capture->frame(i).bytes;
        const Decoded decoded(1, Buffer(bytes.begin(), bytes.end()));
        QCOMPARE_EQ(decoded.problems(), std::string());
        const Bytes segment = bytes.subspan(isIpv6 ? 54 : 34);
        ByteWriter pseudo;
        pseudo.bytes(isIpv6 ? bytes.subspan(22, 32) : bytes.subspan(26, 8)).u32(segment.size()).u32(6).bytes(segment);
        QCOMPARE_EQ(wordSum(pseudo.buffer()), 0xffffU); // RFC 1071: what is right adds up to all ones
        if (!isIpv6)
            QCOMPARE_EQ(wordSum(bytes.subspan(14, 20)), 0xffffU);
    }
}

void TstRecordingExport::longChunkIsManySegments_data()
{
    QTest::addColumn<bool>("isIpv6");
    QTest::addColumn<std::size_t>("most");
    QTest::newRow("IPv4") << false << std::size_t{65'495};
    QTest::newRow("IPv6") << true << std::size_t{65'515};
}

void TstRecordingExport::longChunkIsManySegments()
{
    QFETCH(const bool, isIpv6);
    QFETCH(const std::size_t, most);
    for (const std::size_t size : {most - 1, most, most + 1, 3 * most, 3 * most + 7}) {
        const TempFolder folder;
        const auto spool = newSpool(folder);
        QVERIFY(spool->append(opening(0, isIpv6 ? ipv6(1, 40'000) : loopback(1, 40'000), isIpv6 ? ipv6(2, 443) : loopback(2, 443))));
        const auto bytes = patternBytes(size);
        QVERIFY(put(*spool, 0, Direction::ToServer, asText(bytes)));
        const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
        const std::size_t segments = (size + most - 1) / most;
        QCOMPARE_EQ(out.frames.size(), 3 + segments);
        for (std::size_t i = 0; i < segments; ++i) {
            QCOMPARE_EQ(out.frames[3 + i].payload.size(), std::min(most, size - i * most));
            QCOMPARE_EQ((out.frames[3 + i].flags & tcp_flag::psh) != 0, i + 1 == segments);
        }
        QCOMPARE_EQ(reassembled(out.frames, out.frames[0].pair()), asText(bytes));
    }
}

void TstRecordingExport::streamsComeOutByteForByte()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    std::mt19937_64 random(7);
    const auto pattern = patternBytes(100'000);
    constexpr std::uint32_t connections = 20;
    for (std::uint32_t i = 0; i < connections; ++i)
        QVERIFY(tell(*spool, SpoolRecordKind::Open, i));
    for (std::size_t i = 0; i < sized(3000, 500); ++i) {
        const std::size_t size = 1 + random() % (i % 50 == 0 ? 90'000 : 900);
        const auto chunk = asText(Bytes(pattern).subspan(random() % 10'000, size));
        const auto connection = static_cast<std::uint32_t>(random() % connections);
        QVERIFY(put(*spool, connection, random() % 2 == 0 ? Direction::ToServer : Direction::ToClient, chunk, static_cast<std::int64_t>(i)));
    }
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    for (std::uint32_t i = 0; i < connections; ++i) {
        const std::string client = "7f000001:" + std::to_string(40'000 + i);
        const std::string server = "7f000002:80";
        QVERIFY(reassembled(out.frames, client + " " + server) == streamOf(*spool->log(), i, Direction::ToServer));
        QVERIFY(reassembled(out.frames, server + " " + client) == streamOf(*spool->log(), i, Direction::ToClient));
    }
    QVERIFY(std::ranges::is_sorted(out.frames, {}, &Seen::timeNs));
}

void TstRecordingExport::oneFamilyForBothEnds()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(spool->append(opening(0, ipv6(1, 40'000), loopback(9, 80))));
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    QCOMPARE_EQ(out.frames[0].source, std::string("00000000000000000000000000000001:40000"));
    QCOMPARE_EQ(out.frames[0].destination, std::string("00000000000000000000ffff7f000009:80"));
    QVERIFY(out.frames[3].payload == textBytes("abc"));
}

void TstRecordingExport::sequenceNumbersWrap()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
    for (int i = 0; i < 2; ++i) {
        QVERIFY(put(*spool, 0, Direction::ToServer, "before"));
        QVERIFY(spool->append(SpoolRecord{.kind = SpoolRecordKind::Dropped, .size = 0xfffffff0U}));
        QVERIFY(put(*spool, 0, Direction::ToServer, "behind"));
        QVERIFY(put(*spool, 0, Direction::ToClient, "x"));
    }
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    const std::uint32_t first = out.frames[3].sequence;
    QCOMPARE_EQ(out.frames[4].sequence, first + 6 + 0xfffffff0U);
    QCOMPARE_EQ(out.frames[6].acknowledgement, first + 12 + 0xfffffff0U);
    QCOMPARE_EQ(out.frames[8].sequence, first + 18 + 2 * 0xfffffff0U);
}

void TstRecordingExport::droppedBytesAreAGapThatTheOtherSideAcknowledges()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
    QVERIFY(put(*spool, 0, Direction::ToClient, "ab"));
    QVERIFY(spool->append(SpoolRecord{.kind = SpoolRecordKind::Dropped, .direction = Direction::ToClient, .timeNs = 1, .size = 10}));
    QVERIFY(put(*spool, 0, Direction::ToClient, "cd"));
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    const std::vector<Seen> last(out.frames.begin() + 3, out.frames.end());
    QCOMPARE_EQ(conversationText(last, out.frames[1].sequence, out.frames[0].sequence),
                std::string("> P. 1+2 ack 1 t 1\n> P. 13+2 ack 1 t 1\n< . 1+0 ack 15 t 1\n"));
    QCOMPARE_EQ(out.done.droppedBytes, 10U);
}

void TstRecordingExport::portsThatComeAgainAreAnotherConversation()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    for (std::uint32_t i = 0; i < 3; ++i) {
        QVERIFY(spool->append(opening(i, loopback(1, 40'000), loopback(2, 80))));
        QVERIFY(put(*spool, i, Direction::ToServer, "hello"));
        QVERIFY(tell(*spool, SpoolRecordKind::Close, i));
    }
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    QVERIFY(out.frames[0].sequence != out.frames[8].sequence);
    QVERIFY(out.frames[1].sequence != out.frames[9].sequence);
    QVERIFY(out.frames[8].sequence != out.frames[16].sequence);
    QCOMPARE_EQ(flagsText(out.frames[16].flags), std::string("S"));
}

void TstRecordingExport::chosenConnectionsAlone()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    for (std::uint32_t i = 0; i < 5; ++i) {
        QVERIFY(tell(*spool, SpoolRecordKind::Open, i));
        QVERIFY(put(*spool, i, Direction::ToServer, "from " + std::to_string(i)));
    }
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"), {.connections = {3, 1}});
    QCOMPARE_EQ(out.frames.size(), 8U);
    QVERIFY(out.frames[3].payload == textBytes("from 1") && out.frames[7].payload == textBytes("from 3"));
    QCOMPARE_EQ(out.done.connections, 2U);
}

void TstRecordingExport::framersAreKept()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const std::array texts = {std::string("http"), std::string(), std::string("u32be,as=mqtt")};
    for (std::uint32_t i = 0; i < texts.size(); ++i)
        QVERIFY(spool->append(opening(i, i == 2 ? ipv6(1, 1000) : loopback(1, 1000), loopback(2, 80))));
    RecordingExportOptions options;
    options.framerText = [&](std::uint32_t connection) { return texts[connection]; };
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"), options);
    const auto saved = savedFramings(*out.capture);
    QCOMPARE_EQ(saved.size(), 2U);
    QVERIFY(saved[0] == (SavedFraming{loopback(1, 1000), loopback(2, 80), 0, "http"}));
    QCOMPARE_EQ(saved[1].connection, 2U);
    QCOMPARE_EQ(saved[1].framerText, texts[2]);
    QVERIFY(saved[1].client == ipv6(1, 1000));
    QVERIFY(saved[1].server.isIpv6); // as its frames have it
    options.connections = {2};
    const auto chosen = savedFramings(*exported(*spool->log(), folder.file("chosen.pcapng"), options).capture);
    QCOMPARE_EQ(chosen.size(), 1U);
    QCOMPARE_EQ(chosen[0].connection, 0U); // of this file
}

void TstRecordingExport::titleAndProgramAreNamed()
{
    const TempFolder folder;
    const auto spool = newSpool(folder, {.title = "Proxy \u00fcber 127.0.0.1"});
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    const SectionRecord section = out.capture->metadata().sections[0];
    const ByteView block = out.capture->bytesOf(section.offset, section.blockLength);
    const auto comments = commentsIn(sectionOptions(block.bytes()), section.order);
    QCOMPARE_EQ(comments.size(), 1U);
    QCOMPARE_EQ(comments[0], std::string_view("Proxy \u00fcber 127.0.0.1"));
    const auto program = findOption(sectionOptions(block.bytes()), section.order, pcapng_option::sectionProgram);
    QVERIFY(program && program->text() == "Framelens");
}

void TstRecordingExport::sameRecordingIsTheSameFile()
{
    const TempFolder folder;
    {
        const auto spool = newSpool(folder, {.title = "twice"});
        QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
        QVERIFY(put(*spool, 0, Direction::ToServer, asText(patternBytes(5000))));
        exported(*spool->log(), folder.file("live.pcapng"));
    }
    const auto recovered = recoverSpool(folder.file("s.data"));
    exported(*recovered->log, folder.file("recovered.pcapng"));
    QVERIFY(readFile(folder.file("live.pcapng")) == readFile(folder.file("recovered.pcapng")));
}

void TstRecordingExport::largePayloadIsNotCopied()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
    for (int i = 0; i < 50; ++i)
        QVERIFY(put(*spool, 0, Direction::ToServer, asText(patternBytes(512 + static_cast<std::size_t>(i) * 3000))));
    const auto ledger = std::make_shared<CopyLedger>();
    exported(*spool->log(), folder.file("out.pcapng"), {.ledger = ledger});
    // Of a chunk that was cut, the last piece may be small.
    QVERIFY(ledger->bytes(CopyReason::Staged) < 511 * 3);
    for (int i = 0; i < 50; ++i)
        QVERIFY(put(*spool, 0, Direction::ToServer, "small"));
    const std::uint64_t before = ledger->bytes(CopyReason::Staged);
    exported(*spool->log(), folder.file("out.pcapng"), {.ledger = ledger});
    QVERIFY(ledger->bytes(CopyReason::Staged) <= 2 * before + 250);
    QVERIFY(ledger->bytes(CopyReason::Staged) >= before + 250);
    QCOMPARE_EQ(ledger->bytes(CopyReason::Gather), 0U);
}

void TstRecordingExport::framesTakeNoHeap()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
    const auto taken = [&] {
        Job job;
        const std::size_t before = allocationCount();
        const bool done = exportRecording(*spool->log(), folder.file("out.pcapng"), job).has_value();
        return done ? allocationCount() - before : SIZE_MAX;
    };
    taken();
    const std::size_t ofFew = taken();
    for (int i = 0; i < 5000; ++i)
        QVERIFY(put(*spool, 0, i % 2 == 0 ? Direction::ToServer : Direction::ToClient, std::string(static_cast<std::size_t>(i % 1000 + 1), 'x')));
    QCOMPARE_EQ(taken(), ofFew);
}

void TstRecordingExport::emptyRecordingIsAFileWithoutFrames()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    const Exported out = exported(*spool->log(), folder.file("out.pcapng"));
    QVERIFY(out.capture);
    QCOMPARE_EQ(out.capture->count(), 0U);
    QCOMPARE_EQ(out.done.frames, 0U);
}

void TstRecordingExport::failureAtAnyCallLeavesWhatWasThere()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(tell(*spool, SpoolRecordKind::Open, 0));
    for (int i = 0; i < 60; ++i)
        QVERIFY(put(*spool, 0, Direction::ToServer, asText(patternBytes(40'000))));
    const auto entries = [&] { return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()); };
    exported(*spool->log(), folder.file("whole.pcapng"));
    const Buffer whole = readFile(folder.file("whole.pcapng"));
    const std::string target = folder.write("out.pcapng", "what was there");
    const auto before = entries();
    bool succeeded = false;
    for (int n = 1; n < 200 && !succeeded; ++n) {
        int made = 0;
        const auto fails = [&] {
            errno = ENOSPC;
            return ++made == n;
        };
        RecordingExportOptions options;
        options.calls.open = [&](const char *path, int flags, mode_t mode) { return fails() ? -1 : ::open(path, flags, mode); };
        options.calls.writev = [&](int fd, const iovec *pieces, int count) { return fails() ? -1 : ::writev(fd, pieces, count); };
        options.calls.fchmod = [&](int fd, mode_t mode) { return fails() ? -1 : ::fchmod(fd, mode); };
        options.calls.fdatasync = [&](int) { return fails() ? -1 : 0; };
        options.calls.fsync = [&](int) { return fails() ? -1 : 0; };
        options.calls.rename = [&](const char *from, const char *to) { return fails() ? -1 : ::rename(from, to); };
        Job job;
        const auto done = exportRecording(*spool->log(), target, job, options);
        succeeded = made < n;
        QCOMPARE_EQ(entries(), before);
        const Buffer now = readFile(target);
        QVERIFY(now == whole || (!done && now == textBytes("what was there")));
        if (!done && now != whole)
            QCOMPARE_EQ(done.error().systemError, ENOSPC);
    }
    QVERIFY(succeeded);
    QVERIFY(readFile(target) == whole);
}

void TstRecordingExport::cancelLeavesNothing()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    for (int i = 0; i < 60; ++i)
        QVERIFY(put(*spool, 0, Direction::ToServer, asText(patternBytes(40'000))));
    for (const bool atOnce : {true, false}) {
        Job job;
        RecordingExportOptions options;
        options.calls.writev = [&](int fd, const iovec *pieces, int count) {
            job.cancel(); // while it is written
            return ::writev(fd, pieces, count);
        };
        if (atOnce)
            job.cancel();
        const auto done = exportRecording(*spool->log(), folder.file("out.pcapng"), job, options);
        QVERIFY(!done && done.error().reason == Reason::Cancelled);
        QVERIFY(!fs::exists(folder.file("out.pcapng")));
        QCOMPARE_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 3); // the spool
    }
}

void TstRecordingExport::spoolItselfIsNotWrittenOver()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    for (const char *name : {"s.data", "s.journal"}) {
        Job job;
        const auto done = exportRecording(*spool->log(), folder.file(name), job);
        QVERIFY(!done && done.error().reason == Reason::SameFile);
        const auto bare = raw(*spool->log(), {{0, {folder.file(name), ""}}}, job);
        QVERIFY(!bare && bare.error().reason == Reason::SameFile);
    }
    QVERIFY(spool->check() == FileChange::None);
}

void TstRecordingExport::cutSpoolIsSourceLost()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(put(*spool, 0, Direction::ToServer, asText(patternBytes(300'000))));
    resizeFile(folder.file("s.data"), 10);
    Job job;
    const auto done = exportRecording(*spool->log(), folder.file("out.pcapng"), job, {.checkSource = [&] { spool->check(); }});
    QVERIFY(!done && done.error().reason == Reason::SourceLost);
    const auto bare = raw(*spool->log(), {{0, {folder.file("out.bin"), ""}}}, job, {.checkSource = [&] { spool->check(); }});
    QVERIFY(!bare && bare.error().reason == Reason::SourceLost);
    QVERIFY(exportRecording(*spool->log(), folder.file("out.pcapng"), job).error().reason == Reason::SourceLost); // known before
    QVERIFY(!fs::exists(folder.file("out.pcapng")) && !fs::exists(folder.file("out.bin")));
}

void TstRecordingExport::rawDirectionsAreTheBytes()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    for (int i = 0; i < 300; ++i) {
        const auto bytes = patternBytes(1 + static_cast<std::size_t>(i) * 11);
        QVERIFY(put(*spool, static_cast<std::uint32_t>(i % 3), i % 2 == 0 ? Direction::ToServer : Direction::ToClient, asText(bytes)));
    }
    QVERIFY(spool->append(SpoolRecord{.kind = SpoolRecordKind::Dropped, .connection = 1, .size = 5}));
    Job job;
    const auto done = raw(*spool->log(), {{1, {folder.file("up.bin"), folder.file("down.bin")}}}, job);
    QVERIFY(done);
    QVERIFY(asText(readFile(folder.file("up.bin"))) == streamOf(*spool->log(), 1, Direction::ToServer));
    QVERIFY(asText(readFile(folder.file("down.bin"))) == streamOf(*spool->log(), 1, Direction::ToClient));
    QCOMPARE_EQ(done->bytes[0], fs::file_size(folder.file("up.bin")));
    QCOMPARE_EQ(done->bytes[1], fs::file_size(folder.file("down.bin")));
    QCOMPARE_EQ(done->droppedBytes[0], 5U);
    const auto one = raw(*spool->log(), {{2, {"", folder.file("one.bin")}}}, job);
    QVERIFY(one && one->bytes[0] == 0);
    QVERIFY(asText(readFile(folder.file("one.bin"))) == streamOf(*spool->log(), 2, Direction::ToClient));
}

void TstRecordingExport::rawExportThatFailsLeavesNothing()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    QVERIFY(put(*spool, 0, Direction::ToServer, "abc"));
    Job job;
    QVERIFY(!raw(*spool->log(), {{0, {folder.file("up.bin"), folder.file("missing/down.bin")}}}, job));
    QVERIFY(!fs::exists(folder.file("up.bin")));
    job.cancel();
    QVERIFY(!raw(*spool->log(), {{0, {folder.file("up.bin"), folder.file("down.bin")}}}, job));
    QVERIFY(!fs::exists(folder.file("up.bin")) && !fs::exists(folder.file("down.bin")));
}

// More of them than are written in one walk.
void TstRecordingExport::rawDirectionsOfManyConnections()
{
    const TempFolder folder;
    const auto spool = newSpool(folder);
    constexpr std::uint32_t connections = 150;
    for (std::uint32_t i = 0; i < 3 * connections; ++i)
        QVERIFY(put(*spool, i % connections, i % 2 == 0 ? Direction::ToServer : Direction::ToClient, "from " + std::to_string(i) + "\n"));
    std::vector<RawTarget> targets;
    for (std::uint32_t i = connections; i-- > 0;)
        targets.push_back({i, {folder.file("up" + std::to_string(i)), folder.file("down" + std::to_string(i))}});
    Job job;
    const auto done = raw(*spool->log(), targets, job);
    QVERIFY(done);
    QCOMPARE_EQ(done->files, 2U * connections);
    QCOMPARE_EQ(done->bytes[0] + done->bytes[1], spool->log()->store()->size());
    for (std::uint32_t i = 0; i < connections; ++i) {
        QVERIFY(asText(readFile(targets[connections - 1 - i].paths[0])) == streamOf(*spool->log(), i, Direction::ToServer));
        QVERIFY(asText(readFile(targets[connections - 1 - i].paths[1])) == streamOf(*spool->log(), i, Direction::ToClient));
    }
    QCOMPARE_EQ(job.done(), job.total());
}

FRAMELENS_TEST(TstRecordingExport)
#include "tst_recording_export.moc"

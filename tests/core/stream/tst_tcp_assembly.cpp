// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Segments in every order become the bytes that were sent, and what is missing stays missing.
#include "core/stream/capture_streams.h"
#include "core/stream/tcp_assembly.h"
#include "tests/support/tcp_conversation.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <random>

using namespace framelens;
using namespace framelens::test;

namespace {

std::string textOf(Bytes bytes)
{
    std::string text;
    for (const std::byte byte : bytes)
        text += static_cast<char>(byte);
    return text;
}

std::shared_ptr<const FollowedStream> followed(const std::shared_ptr<FrameList> &frames, std::size_t index = 0)
{
    CaptureStreams streams(frames, Registry::builtIn(), {}, {});
    Job job;
    while (streams.advance(job)) { }
    return streams.follow(index, job);
}

// One direction as text, a gap as "[n]"; offsets are checked on the way.
std::string sideOf(const FollowedStream &stream, Direction direction)
{
    std::string text;
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < stream.pieceCount(); ++i) {
        const FollowPiece piece = stream.piece(i);
        if (piece.direction != direction)
            continue;
        if (piece.offset != offset)
            return "offset " + std::to_string(piece.offset) + " at " + std::to_string(offset);
        offset += piece.size;
        text += piece.isGap ? "[" + std::to_string(piece.size) + "]" : textOf(piece.bytes.bytes());
    }
    return text;
}

TransportHeader handshake(std::uint8_t flags, std::uint32_t acknowledgment)
{
    TransportHeader segment;
    segment.flags = flags;
    segment.acknowledgment = acknowledgment;
    return segment;
}

TransportHeader waiting(std::uint32_t sequence)
{
    TransportHeader segment;
    segment.sequence = sequence;
    segment.acknowledgment = 1;
    segment.flags = tcp_flags::ack;
    segment.payloadSize = segment.payloadCaptured = 5;
    return segment;
}

struct Part
{
    std::uint64_t offset;
    std::string text;
};

std::string toServer(const std::vector<Part> &parts, TcpTalk::Options options = {}, bool open = true)
{
    auto frames = std::make_shared<FrameList>();
    TcpTalk talk(*frames, options);
    if (open)
        talk.open();
    for (const Part &part : parts)
        talk.data(Direction::ToServer, part.offset, part.text);
    return sideOf(*followed(frames), Direction::ToServer);
}

} // namespace

class TstTcpAssembly : public QObject
{
    Q_OBJECT

private slots:
    void segmentsBecomeWhatWasSent_data()
    {
        QTest::addColumn<QString>("parts"); // offset:text, in the order of the capture
        QTest::addColumn<QString>("expected");
        QTest::newRow("in order") << "0:abc 3:def 6:g" << "abcdefg";
        QTest::newRow("shuffled") << "3:def 6:g 0:abc" << "abcdefg";
        QTest::newRow("backwards") << "6:g 5:f 4:e 3:d 2:c 1:b 0:a" << "abcdefg";
        QTest::newRow("again") << "0:abc 0:abc 3:def 0:abc 3:def" << "abcdef";
        QTest::newRow("again with more") << "0:abc 0:abcdef" << "abcdef";
        QTest::newRow("overlapping its end") << "0:abc 1:XXdef" << "abcdef";
        QTest::newRow("what is there stays") << "0:abcdef 2:XX 4:XXg" << "abcdefg";
        QTest::newRow("overlapping what waits") << "3:def 0:abcXX 6:g" << "abcXXfg";
        QTest::newRow("of what waits the first") << "4:efg 2:cdXXX 0:ab" << "abcdXXX";
        QTest::newRow("held by what waits") << "1:bcd 2:XX 0:a 4:e" << "abcde";
        QTest::newRow("gap") << "0:abc 5:fg" << "abc[2]fg";
        QTest::newRow("two gaps") << "0:ab 3:de 7:hi" << "ab[1]de[2]hi";
        QTest::newRow("a keep-alive") << "0:abc 2:X 3:def" << "abcdef";
        QTest::newRow("a zero window's probe") << "0:abc 3:d 3:defg" << "abcdefg";
        QTest::newRow("nothing") << "" << "";
    }
    void segmentsBecomeWhatWasSent()
    {
        QFETCH(QString, parts);
        QFETCH(QString, expected);
        std::vector<Part> list;
        for (const QString &part : parts.split(' ', Qt::SkipEmptyParts))
            list.push_back({part.section(':', 0, 0).toULongLong(), part.section(':', 1).toStdString()});
        QCOMPARE(toServer(list), expected.toStdString());
        TcpTalk::Options wrapped;
        wrapped.initial = {0xfffffffcU, 0xffffffffU};
        QCOMPARE(toServer(list, wrapped), expected.toStdString());
        TcpTalk::Options oneSided;
        oneSided.acknowledges = false;
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames, oneSided);
        talk.syn();
        for (const Part &part : list)
            talk.data(Direction::ToServer, part.offset, part.text);
        QCOMPARE(sideOf(*followed(frames), Direction::ToServer), expected.toStdString());
    }

    void anyOrderGivesTheSameBytes()
    {
        std::string sent;
        for (int i = 0; i < 5000; ++i)
            sent += static_cast<char>('a' + ((i * 7) + (i / 26)) % 26);
        std::mt19937 random(1);
        const std::size_t rounds = sized(60, 8);
        for (std::size_t round = 0; round < rounds; ++round) {
            std::vector<Part> parts;
            for (std::size_t at = 0; at < sent.size();) {
                const std::size_t size = 1 + random() % 200;
                const std::size_t before = std::min<std::size_t>(at, random() % 50); // overlaps the one before
                parts.push_back({at - before, sent.substr(at - before, size + before)});
                if (random() % 4 == 0)
                    parts.push_back(parts.back());
                at += size;
            }
            // The SYN was seen, so that the beginning is known however late it comes.
            std::shuffle(parts.begin(), parts.end(), random);
            TcpTalk::Options options;
            options.acknowledges = false; // what is acknowledged before it came is given up: another test
            options.initial = {static_cast<std::uint32_t>(0xffffffffU - random() % 6000), 1};
            QCOMPARE(toServer(parts, options), sent);
        }
    }

    void aCaptureThatBeginsInMidStreamBeginsWithItsFirstSegment()
    {
        QCOMPARE(toServer({{100, "abc"}, {103, "def"}, {90, "0123456789"}}, {}, false), std::string("abcdef"));
    }

    void whatWasAcknowledgedAndNeverCameIsAGap()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.data(Direction::ToServer, 0, "abc");
        talk.data(Direction::ToServer, 5, "fgh");
        talk.ack(Direction::ToClient); // of all that was sent
        talk.data(Direction::ToServer, 3, "de"); // too late
        talk.data(Direction::ToServer, 8, "ij");
        const auto stream = followed(frames);
        QCOMPARE(sideOf(*stream, Direction::ToServer), std::string("abc[2]fghij"));
        QCOMPARE(stream->gaps(), 1U);
        QCOMPARE(stream->overlaps(), 1U);
        QCOMPARE(stream->piece(1).isGap, true);
        QCOMPARE(stream->piece(1).frame, 5U); // the acknowledgment
    }

    void whatComesBeforeItIsAcknowledgedFillsTheGap()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames, {.acknowledges = false});
        talk.open();
        talk.data(Direction::ToServer, 0, "abc");
        talk.data(Direction::ToServer, 5, "fgh");
        talk.ack(Direction::ToClient);
        talk.data(Direction::ToServer, 3, "de");
        const auto stream = followed(frames);
        QCOMPARE(sideOf(*stream, Direction::ToServer), std::string("abcdefgh"));
        QCOMPARE(stream->gaps(), 0U);
    }

    void whoIsAloneInTheCaptureIsNotWaitedForWithoutEnd()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.syn();
        talk.data(Direction::ToServer, 0, "a");
        for (std::size_t i = 0; i < TcpAssembly::mostWaiting + 1; ++i)
            talk.data(Direction::ToServer, 2 + i, "x");
        talk.data(Direction::ToServer, 1, "b"); // lost by now
        const std::string text = sideOf(*followed(frames), Direction::ToServer);
        QCOMPARE(text, "a[1]" + std::string(TcpAssembly::mostWaiting + 1, 'x'));
    }

    void copiesOfWhatWaitsAreNotLookedAtAgain()
    {
        TcpAssembly assembly;
        const auto nothing = [](const AssembledPiece &) {};
        assembly.add(0, Direction::ToServer, handshake(tcp_flags::syn, 0), nothing);
        assembly.add(1, Direction::ToClient, handshake(tcp_flags::syn | tcp_flags::ack, 1), nothing);
        constexpr std::uint32_t count = 20'000;
        for (std::uint32_t i = 0; i < count; ++i)
            QCOMPARE(assembly.add(2 + i, Direction::ToServer, waiting(1001), nothing), SegmentFate::Waits);
        QCOMPARE(assembly.looks(), 0U);
        std::uint64_t told = 0;
        const auto tell = [&](const AssembledPiece &piece) { told += piece.isGap ? 0 : piece.size; };
        const std::uint32_t missing = 1000;
        TransportHeader filler = waiting(1);
        filler.payloadSize = filler.payloadCaptured = missing;
        QCOMPARE(assembly.add(count + 2, Direction::ToServer, filler, tell), SegmentFate::Placed);
        QCOMPARE(told, missing + 5U);
        QCOMPARE(assembly.looks(), count + 1U);
    }

    void whoAcknowledgesNothingIsNotWaitedForWithoutEnd()
    {
        TcpAssembly assembly;
        std::uint64_t told = 0;
        const auto tell = [&](const AssembledPiece &piece) { told += piece.isGap ? 0 : 1; };
        assembly.add(0, Direction::ToServer, handshake(tcp_flags::syn, 0), tell);
        assembly.add(1, Direction::ToClient, handshake(tcp_flags::syn | tcp_flags::ack, 1), tell);
        for (std::uint32_t i = 0; i < TcpAssembly::mostWaitingAtAll; ++i)
            assembly.add(2 + i, Direction::ToServer, waiting(1001 + (5 * i)), tell);
        QCOMPARE(told, 0U);
        QCOMPARE(assembly.gaps(), 0U);
        constexpr auto next = static_cast<std::uint32_t>(TcpAssembly::mostWaitingAtAll);
        QCOMPARE(assembly.add(2 + next, Direction::ToServer, waiting(1001 + (5 * next)), tell), SegmentFate::Placed);
        QCOMPARE(told, next + 1U);
        QCOMPARE(assembly.gaps(), 1U);
        QVERIFY(!assembly.waits());
    }

    void bytesThatTheCaptureCutOffAreAGap()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.data(Direction::ToServer, 0, "abcdef", 4);
        talk.data(Direction::ToServer, 6, "ghi", 0);
        talk.data(Direction::ToServer, 9, "jkl");
        const auto stream = followed(frames);
        QCOMPARE(sideOf(*stream, Direction::ToServer), std::string("abcd[2][3]jkl"));
        QCOMPARE(stream->gaps(), 2U);
    }

    void dataBehindAnEarlyFinIsKept()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.data(Direction::ToServer, 0, "abc", {}, tcp_flag::ack | tcp_flag::fin);
        talk.data(Direction::ToServer, 4, "def"); // behind the FIN, which counts as a byte
        talk.data(Direction::ToServer, 7, "g");
        const auto stream = followed(frames);
        QCOMPARE(sideOf(*stream, Direction::ToServer), std::string("abcdefg"));
        QCOMPARE(stream->gaps(), 0U);
    }

    void aFinThatComesBeforeTheLastBytesEndsNothing()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames, {.acknowledges = false});
        talk.open();
        talk.data(Direction::ToServer, 3, "def", {}, tcp_flag::ack | tcp_flag::fin);
        talk.data(Direction::ToServer, 0, "abc");
        QCOMPARE(sideOf(*followed(frames), Direction::ToServer), std::string("abcdef"));
    }

    void dataInASynCounts()
    {
        auto frames = std::make_shared<FrameList>();
        frames->add(tcpFrame({ip4(192, 0, 2, 1), ip4(192, 0, 2, 2), 1000, 80}, {.sequence = 99, .flags = tcp_flag::syn},
                             asBytes("early")));
        frames->add(tcpFrame({ip4(192, 0, 2, 1), ip4(192, 0, 2, 2), 1000, 80}, {.sequence = 105}, asBytes("later")));
        QCOMPARE(sideOf(*followed(frames), Direction::ToServer), std::string("earlylater"));
    }

    void quotedSegmentsAreNotInTheStream()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.say(Direction::ToServer, "abc");
        const Ends ends = talk.options().ends;
        constexpr Mac mac{2, 0, 0, 0, 0, 1};
        frames->add(ethernet(mac, mac, ether_type::ipv4,
                             ipv4(ends.reversed(), ip_protocol::icmp,
                                  icmp(3, 1, 0, ipv4(ends, ip_protocol::tcp, tcp(ends, {.sequence = 1004}, asBytes("lost")))))));
        talk.say(Direction::ToServer, "def");
        QCOMPARE(sideOf(*followed(frames), Direction::ToServer), std::string("abcdef"));
    }

    void bothDirectionsAreToldInTheOrderOfTheCapture()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.say(Direction::ToServer, "ask");
        talk.say(Direction::ToClient, "an");
        talk.say(Direction::ToClient, "swer");
        talk.say(Direction::ToServer, "thanks");
        const auto stream = followed(frames);
        QCOMPARE(stream->pieceCount(), 4U);
        QCOMPARE(stream->turns(), 2U);
        const FollowPiece third = stream->piece(2);
        QCOMPARE(textOf(third.bytes.bytes()), std::string("swer"));
        QCOMPARE(third.frame, 5U);
        QCOMPARE(third.frameOffset, 54U);
        QCOMPARE(third.offset, 2U);
        QCOMPARE(third.timeNs, frames->frame(5).info.timeNs);
        QCOMPARE(third.bytes.bytes().data(), frames->frame(5).bytes.subspan(54).data()); // a view
        QCOMPARE(stream->summary().bytes, (std::array<std::uint64_t, 2>{9, 6}));
        QCOMPARE(stream->summary().packets, (std::array<std::uint64_t, 2>{2, 2}));
    }

    void growingGivesTheSameAsAllAtOnce()
    {
        std::mt19937 random(7);
        const std::size_t rounds = sized(30, 5);
        for (std::size_t round = 0; round < rounds; ++round) {
            auto frames = std::make_shared<FrameList>();
            TcpTalk talk(*frames);
            CaptureStreams growing(frames, Registry::builtIn(), {}, {});
            Job job;
            talk.open();
            for (int i = 0; i < 60; ++i) {
                const auto direction = random() % 2 == 0 ? Direction::ToServer : Direction::ToClient;
                const std::uint64_t back = std::min<std::uint64_t>(talk.sent(direction), random() % 8);
                talk.data(direction, talk.sent(direction) + random() % 6 - std::min<std::uint64_t>(back, random() % 8),
                          std::string(1 + random() % 9, static_cast<char>('a' + i % 26)));
                if (random() % 5 != 0)
                    continue;
                growing.advance(job);
                const auto part = growing.follow(0, job);
                QVERIFY(part->pieceCount() > 0);
                static_cast<void>(growing.wholeView(growing.known() - 1));
            }
            growing.advance(job);
            const auto whole = followed(frames);
            const auto grown = growing.follow(0, job);
            for (const Direction direction : {Direction::ToServer, Direction::ToClient})
                QCOMPARE(sideOf(*grown, direction), sideOf(*whole, direction));
            QCOMPARE(grown->gaps(), whole->gaps());
            QCOMPARE(grown->overlaps(), whole->overlaps());
            QCOMPARE(grown->turns(), whole->turns());
            QCOMPARE(grown->messageCount(), whole->messageCount());
        }
    }

    void whatWasFollowedStaysWhileItGrows()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.say(Direction::ToServer, "one");
        CaptureStreams streams(frames, Registry::builtIn(), {}, {});
        Job job;
        streams.advance(job);
        const auto before = streams.follow(0, job);
        talk.say(Direction::ToServer, "two");
        streams.advance(job);
        const auto behind = streams.follow(0, job);
        QCOMPARE(sideOf(*before, Direction::ToServer), std::string("one"));
        QCOMPARE(sideOf(*behind, Direction::ToServer), std::string("onetwo"));
    }

    void datagramsAreFollowedOneByOne()
    {
        auto frames = std::make_shared<FrameList>();
        const Ends ends{ip4(192, 0, 2, 1), ip4(192, 0, 2, 2), 1000, 53};
        frames->add(udpFrame(ends, asBytes("ask")));
        frames->add(udpFrame(ends.reversed(), asBytes("answer")));
        frames->add(udpFrame(ends, {}));
        frames->add(udpFrame(ends, asBytes("again")));
        const auto stream = followed(frames);
        QCOMPARE(sideOf(*stream, Direction::ToServer), std::string("askagain"));
        QCOMPARE(sideOf(*stream, Direction::ToClient), std::string("answer"));
        QCOMPARE(stream->pieceCount(), 3U);
        QCOMPARE(stream->messageCount(), 3U);
        QCOMPARE(stream->message(2).frame, 3U);
        QCOMPARE(stream->message(2).offset, 3U);
    }

    void aCancelledJobFollowsNothing()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk(*frames).open();
        CaptureStreams streams(frames, Registry::builtIn(), {}, {});
        Job job;
        streams.advance(job);
        job.cancel();
        QVERIFY(!streams.follow(0, job));
        Job other;
        QVERIFY(streams.follow(0, other));
        QVERIFY(!streams.follow(1, other)); // there is none
    }
};

FRAMELENS_TEST(TstTcpAssembly)
#include "tst_tcp_assembly.moc"

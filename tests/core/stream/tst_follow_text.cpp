// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The layout of `-z follow`, letter by letter.
#include "core/stream/capture_streams.h"
#include "core/stream/follow_text.h"
#include "tests/support/tcp_conversation.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr std::string_view rule = "===================================================================\n";

std::string textOf(const std::shared_ptr<FrameList> &frames, std::string_view request, const Job &job = Job())
{
    CaptureStreams streams(frames, Registry::builtIn(), {}, {});
    Job work;
    while (streams.advance(work)) { }
    const auto asked = parseFollow(request);
    if (!asked)
        return describe(asked.error());
    const auto index = streams.find(asked->transport, asked->number);
    const auto stream = index ? streams.follow(*index, work) : nullptr;
    std::string text;
    const bool whole = writeFollow(stream.get(), *asked, [&](std::string_view part) { return text += part, true; }, job);
    return whole ? text : "cancelled";
}

// Two requests and an answer.
std::shared_ptr<FrameList> exchange()
{
    auto frames = std::make_shared<FrameList>();
    TcpTalk talk(*frames);
    talk.open();
    talk.say(Direction::ToServer, "GET /\r\n");
    talk.say(Direction::ToClient, std::string("\x01\t\xff", 3) + "0123456789abcdefghij ");
    talk.say(Direction::ToServer, "bye");
    return frames;
}

std::string head(std::string_view form, std::string_view number = "0")
{
    return "\n" + std::string(rule) + "Follow: tcp," + std::string(form) + "\nFilter: tcp.stream eq " + std::string(number)
        + "\nNode 0: 192.0.2.1:51000\nNode 1: 198.51.100.80:8080\n";
}

} // namespace

class TstFollowText : public QObject
{
    Q_OBJECT

private slots:
    void asciiHasALengthBeforeEachPiece()
    {
        QCOMPARE(textOf(exchange(), "follow,tcp,ascii,0"),
                 head("ascii") + "7\nGET /\r\n\n\t24\n...0123456789abcdefghij \n3\nbye\n" + std::string(rule));
    }

    void rawIsHexInALine()
    {
        QCOMPARE(textOf(exchange(), "follow,tcp,raw,0"),
                 head("raw") + "474554202f0d0a\n\t0109ff303132333435363738396162636465666768696a20\n627965\n" + std::string(rule));
    }

    void hexCountsEachDirection()
    {
        QCOMPARE(textOf(exchange(), "follow,tcp,hex,0"),
                 head("hex")
                     + "00000000  47 45 54 20 2f 0d 0a                              GET /..\n"
                       "\t00000000  01 09 ff 30 31 32 33 34  35 36 37 38 39 61 62 63  ...01234 56789abc\n"
                       "\t00000010  64 65 66 67 68 69 6a 20                           defghij \n"
                       "00000007  62 79 65                                          bye\n"
                     + std::string(rule));
    }

    void datagramsWithoutAByteHaveNoNodes()
    {
        auto frames = std::make_shared<FrameList>();
        frames->add(udpFrame({ip4(1, 2, 3, 4), ip4(1, 2, 3, 5), 6, 7}, {}));
        QVERIFY(textOf(frames, "follow,udp,raw,0").find("\nNode 0: :0\nNode 1: :0\n") != std::string::npos);
    }

    void ofBlanksAtTheEndOfALineOneIsLeftOut()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.say(Direction::ToServer, "1234567 ");
        talk.say(Direction::ToServer, "12  ");
        talk.say(Direction::ToServer, "12345678");
        QCOMPARE(textOf(frames, "follow,tcp,hex,0"),
                 head("hex")
                     + "00000000  31 32 33 34 35 36 37 20                           1234567 \n"
                       "00000008  31 32 20 20                                       12 \n"
                       "0000000C  31 32 33 34 35 36 37 38                           12345678\n"
                     + std::string(rule));
    }

    void aRangeChoosesPiecesAndKeepsOffsets()
    {
        QCOMPARE(textOf(exchange(), "follow,tcp,ascii,0,3"), head("ascii") + "3\nbye\n" + std::string(rule));
        QCOMPARE(textOf(exchange(), "follow,tcp,hex,0,3-9"),
                 head("hex") + "00000007  62 79 65                                          bye\n" + std::string(rule));
        QCOMPARE(textOf(exchange(), "follow,tcp,raw,0,4-9"), head("raw") + std::string(rule));
    }

    void aGapIsSaid()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.data(Direction::ToServer, 0, "ab");
        talk.data(Direction::ToServer, 1002, "cd");
        QCOMPARE(textOf(frames, "follow,tcp,ascii,0"),
                 head("ascii") + "2\nab\n37\n[1000 bytes missing in capture file].\n2\ncd\n" + std::string(rule));
    }

    void whatIsNotThereHasNoNodes()
    {
        QCOMPARE(textOf(exchange(), "follow,udp,ascii,3"),
                 "\n" + std::string(rule) + "Follow: udp,ascii\nFilter: udp.stream eq 3\nNode 0: :0\nNode 1: :0\n"
                     + std::string(rule));
    }

    void theFirstNodeIsWhoWasSeenFirst()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames, {.ends = {ip6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 1}), ip6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 2}), 5, 6}});
        talk.synAck();
        talk.say(Direction::ToServer, "x");
        talk.say(Direction::ToClient, "y");
        QCOMPARE(textOf(frames, "follow,tcp,raw,0"),
                 "\n" + std::string(rule)
                     + "Follow: tcp,raw\nFilter: tcp.stream eq 0\nNode 0: [2001:db8::2]:6\nNode 1: [2001:db8::1]:5\n\t78\n79\n"
                     + std::string(rule));
    }

    void aLongStreamGoesToTheSinkInParts()
    {
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        for (int i = 0; i < 100; ++i)
            talk.say(Direction::ToServer, std::string(1400, 'x'));
        CaptureStreams streams(frames, Registry::builtIn(), {}, {});
        Job job;
        streams.advance(job);
        const auto stream = streams.follow(0, job);
        for (const char *form : {"follow,tcp,ascii,0", "follow,tcp,hex,0", "follow,tcp,raw,0"}) {
            std::size_t largest = 0, parts = 0;
            writeFollow(stream.get(), *parseFollow(form), [&](std::string_view part) {
                largest = std::max(largest, part.size());
                return ++parts, true;
            }, job);
            QVERIFY(parts > 10);
            QVERIFY(largest < 16'384);
            parts = 0;
            QVERIFY(!writeFollow(stream.get(), *parseFollow(form), [&](std::string_view) { return ++parts, false; }, job));
            QCOMPARE(parts, 1U);
        }
        job.cancel();
        QVERIFY(!writeFollow(stream.get(), FollowRequest(), [](std::string_view) { return true; }, job));
    }

    void requestsAreRead()
    {
        QCOMPARE(parseFollow("follow,udp,hex,7,2-5").value(), (FollowRequest{Transport::Udp, FollowForm::Hex, 7, 2, 5}));
        QCOMPARE(parseFollow("follow,tcp,ascii,0").value(), (FollowRequest{Transport::Tcp, FollowForm::Ascii, 0, 1, UINT64_MAX}));
        for (const char *bad : {"", "follow", "follow,tcp,ascii", "follow,tls,ascii,0", "follow,tcp,yaml,0", "follow,tcp,raw,x",
                                "follow,tcp,raw,-1", "follow,tcp,raw,0,0", "follow,tcp,raw,0,3-2", "follow,tcp,raw,0,1,2",
                                "follow,tcp,raw,99999999999", "io,stat,0,1"}) {
            const auto request = parseFollow(bad);
            QVERIFY2(!request && request.error().reason == Reason::BadValue && !request.error().detail.empty(), bad);
        }
    }
};

FRAMELENS_TEST(TstFollowText)
#include "tst_follow_text.moc"

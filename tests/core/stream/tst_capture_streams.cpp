// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a captured frame is told of its stream: number, messages that end in it, and the rest.
#include "core/base/limits.h"
#include "core/stream/assembly_cache.h"
#include "core/stream/capture_streams.h"
#include "tests/support/tcp_conversation.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <random>
#include <thread>

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

// What was bound to a port: "u16be" and the like.
std::shared_ptr<const Bindings> boundTo(std::string_view framer)
{
    auto bindings = std::make_shared<Bindings>();
    bindings->bind(parseBinding("tcp.port==8080," + std::string(framer), *Registry::builtIn()).value());
    return bindings;
}

struct Opened
{
    std::shared_ptr<FrameList> frames = std::make_shared<FrameList>();
    TcpTalk talk{*frames};
    std::shared_ptr<CopyLedger> ledger = std::make_shared<CopyLedger>();
    std::unique_ptr<CaptureStreams> streams;
    Job job;

    explicit Opened(std::string_view framer)
        : streams(std::make_unique<CaptureStreams>(frames, Registry::builtIn(), boundTo(framer), ledger))
    {
        talk.open();
    }
    void advance()
    {
        while (streams->advance(job)) { }
    }
};

// Counts how often a frame is looked at.
class CountedFrames final : public FrameSource
{
public:
    explicit CountedFrames(std::shared_ptr<const FrameSource> frames)
        : m_frames(std::move(frames))
    {
    }
    std::uint32_t count() const override { return m_frames->count(); }
    FrameRef frame(std::uint32_t frame) const override
    {
        m_looks.fetch_add(1, std::memory_order_relaxed);
        return m_frames->frame(frame);
    }
    FrameView view(std::uint32_t frame) const override { return m_frames->view(frame); }
    std::uint32_t generation() const override { return m_frames->generation(); }
    std::int64_t firstTimeNs() const override { return m_frames->firstTimeNs(); }
    std::uint64_t looks() const { return m_looks.load(std::memory_order_relaxed); }

private:
    std::shared_ptr<const FrameSource> m_frames;
    mutable std::atomic<std::uint64_t> m_looks{0};
};

std::vector<TcpTalk> interleaved(FrameList &frames, std::uint16_t count)
{
    std::vector<TcpTalk> talks;
    for (std::uint16_t i = 0; i < count; ++i) {
        TcpTalk::Options options;
        options.ends.sourcePort = static_cast<std::uint16_t>(51'000 + i);
        talks.emplace_back(frames, options).open();
    }
    return talks;
}

// Parts of messages with a length in front; some late, some twice, some never.
void sayAnything(TcpTalk &talk, std::mt19937 &random)
{
    const auto direction = random() % 3 == 0 ? Direction::ToClient : Direction::ToServer;
    std::string bytes;
    for (std::size_t i = 1 + (random() % 30); i != 0; --i)
        bytes += static_cast<char>(random() % 60);
    const std::uint64_t sent = talk.sent(direction);
    switch (random() % 24) {
    case 0: talk.data(direction, sent + 7, bytes); return; // and what is missing
    case 1:
        talk.data(direction, sent + bytes.size(), bytes);
        talk.data(direction, sent, bytes);
        return;
    case 2: talk.data(direction, sent - std::min<std::uint64_t>(sent, 9), bytes); return;
    default: talk.data(direction, sent, bytes); return;
    }
}

// "Message:text@3+4" a message (frames by number if in several), then "rest:text in 9", flags in front.
std::string shown(const FrameView &view)
{
    const MessageList *list = view.info.messages;
    if (list == nullptr)
        return "-";
    std::string text = list->isRetransmission ? "again " : list->isOutOfOrder ? "late " : "";
    const Bytes frame = view.bytes.bytes();
    for (const StreamMessage &message : list->messages) {
        text += message.kind == FrameKind::Message ? "" : "?";
        text += textOf(message.gathered == 0 ? frame.subspan(message.offset, message.size)
                                             : list->gathered.at(message.gathered - 1U).bytes());
        for (std::size_t i = 0; i < message.segments.size(); ++i)
            text += (i == 0 ? "@" : "+") + std::to_string(message.segments[i].frame);
        text += ' ';
    }
    if (list->restSize != 0)
        text += "rest:" + textOf(frame.subspan(list->restOffset, list->restSize))
            + (list->reassembledIn != 0 ? " in " + std::to_string(list->reassembledIn) : "");
    while (text.ends_with(' '))
        text.pop_back();
    return text;
}

} // namespace

class TstCaptureStreams : public QObject
{
    Q_OBJECT

private slots:
    void withoutAPassFramesAreTheCapturesOwn()
    {
        Opened opened("line");
        QCOMPARE(opened.streams->count(), 3U);
        QCOMPARE(opened.streams->known(), 0U);
        QVERIFY(!opened.streams->isComplete());
        QCOMPARE(opened.streams->frame(0).info.conversation, FrameInfo::noConversation);
        QCOMPARE(opened.streams->view(0).info.conversation, FrameInfo::noConversation);
        QCOMPARE(opened.streams->conversation(0), FrameInfo::noConversation);
        QVERIFY(!opened.streams->streamOf(0));
        QCOMPARE(opened.streams->streamCount(), 0U);
    }

    void thePassGivesNumbersAndGoesOn()
    {
        Opened opened("line");
        opened.frames->add(udpFrame({ip4(1, 2, 3, 4), ip4(1, 2, 3, 5), 1, 2}, asBytes("x")));
        QVERIFY(opened.streams->advance(opened.job));
        QVERIFY(!opened.streams->advance(opened.job));
        QVERIFY(opened.streams->isComplete());
        QCOMPARE(opened.streams->frame(2).info.conversation, 0U);
        QVERIFY(!opened.streams->frame(2).info.conversationIsUdp);
        QVERIFY(opened.streams->view(3).info.conversationIsUdp);
        QCOMPARE(opened.streams->streamOf(3), std::optional<std::size_t>(1));
        opened.talk.say(Direction::ToServer, "y\n");
        QVERIFY(!opened.streams->isComplete());
        QCOMPARE(opened.streams->conversation(4), FrameInfo::noConversation);
        QVERIFY(opened.streams->advance(opened.job));
        QCOMPARE(opened.streams->conversation(4), 0U);
        QCOMPARE(opened.job.done(), 5U);
    }

    void aFramerThatTheFileKeepsCutsItsConversation()
    {
        const auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.open();
        talk.say(Direction::ToServer, std::string_view("\0\2ab\0\1c", 7));
        std::vector<std::uint32_t> asked;
        CaptureStreams streams(frames, Registry::builtIn(), nullptr, nullptr,
                               [&](const Endpoint &client, const Endpoint &server, std::uint32_t number) {
                                   asked.push_back(number);
                                   return client.port == 51000 && server.port == 8080 ? std::string("u16be") : std::string();
                               });
        Job job;
        while (streams.advance(job)) { }
        const FrameView view = streams.view(3);
        QVERIFY(view.info.messages != nullptr);
        QCOMPARE_EQ(view.info.messages->messages.size(), 2U);
        QCOMPARE_EQ(streams.stream(0).framing, std::string("u16be (kept in the file)"));
        QVERIFY(asked == std::vector<std::uint32_t>{0});
    }

    void aCancelledPassStopsAndGoesOnLater()
    {
        Opened opened("line");
        for (int i = 0; i < 5000; ++i)
            opened.talk.say(Direction::ToServer, "y\n");
        Job cancelled;
        cancelled.cancel();
        QVERIFY(opened.streams->advance(cancelled));
        QVERIFY(opened.streams->known() <= 1024);
        opened.advance();
        QCOMPARE(opened.streams->known(), 5003U);
    }

    void messagesAreShownWhereTheyEnd()
    {
        Opened opened("line");
        opened.talk.say(Direction::ToServer, "one\ntwo\nthr");
        opened.talk.say(Direction::ToServer, "e");
        opened.talk.say(Direction::ToServer, "e\nfour\nfi");
        opened.talk.say(Direction::ToClient, "other\n");
        opened.talk.say(Direction::ToServer, "ve\n");
        opened.advance();
        QCOMPARE(shown(opened.streams->view(0)), std::string("-")); // no payload
        QCOMPARE(shown(opened.streams->wholeView(7)), std::string("fi") + "ve\n@6+8");
        QCOMPARE(shown(opened.streams->view(3)), std::string("one\n two\n rest:thr in 6"));
        QCOMPARE(shown(opened.streams->view(4)), std::string("rest:e in 6"));
        QCOMPARE(shown(opened.streams->view(5)), std::string("three\n@4+5+6 four\n rest:fi in 8"));
        QCOMPARE(shown(opened.streams->view(6)), std::string("other"  "\n"));
        QCOMPARE(opened.streams->view(6).info.messages->direction, Direction::ToClient);
        QCOMPARE(opened.streams->view(6).info.messages->port, 8080);
        QCOMPARE(opened.streams->view(6).info.messages->framer->kind, FramerKind::Line);
    }

    void whatIsNotThereYetIsNotKnownYet()
    {
        Opened opened("line");
        opened.talk.say(Direction::ToServer, "one\ntw");
        opened.advance();
        QCOMPARE(shown(opened.streams->view(3)), std::string("one\n rest:tw"));
        opened.talk.say(Direction::ToServer, "o\n");
        opened.advance();
        QCOMPARE(shown(opened.streams->view(4)), std::string("two\n@4+5"));
        QCOMPARE(shown(opened.streams->view(3)), std::string("one\n rest:tw in 5"));
    }

    void onlyWhatLiesInPiecesIsCopied()
    {
        Opened opened("line");
        opened.talk.say(Direction::ToServer, "inside\nacr");
        opened.talk.say(Direction::ToServer, "oss\n");
        opened.advance();
        const FrameView first = opened.streams->view(3);
        QCOMPARE(shown(first), std::string("inside\n rest:acr in 5"));
        QCOMPARE(opened.ledger->bytes(CopyReason::Gather), 0U);
        const FrameView second = opened.streams->view(4);
        QCOMPARE(opened.ledger->bytes(CopyReason::Gather), 7U);
        QCOMPARE(first.bytes.bytes().data(), opened.frames->frame(3).bytes.data());
        opened.streams.reset(); // a view outlives what it came from
        QCOMPARE(shown(second), std::string("across\n@4+5"));
    }

    void whatIsAgainOrLateSaysSo()
    {
        Opened opened("line");
        opened.talk.data(Direction::ToServer, 0, "one\n");
        opened.talk.data(Direction::ToServer, 0, "one\n");
        opened.talk.data(Direction::ToServer, 8, "three\nfour\n");
        opened.talk.data(Direction::ToServer, 4, "two\n");
        opened.talk.data(Direction::ToServer, 16, "ur\nfive\n");
        opened.advance();
        QCOMPARE(shown(opened.streams->view(3)), std::string("one\n"));
        QCOMPARE(shown(opened.streams->view(4)), std::string("again rest:one\n"));
        QCOMPARE(shown(opened.streams->view(6)), std::string("late two\n three\n@6 four\n@6")); // what completed them
        QCOMPARE(shown(opened.streams->view(5)), std::string("rest:three\nfour\n in 7"));
        QCOMPARE(shown(opened.streams->view(7)), std::string("five\n"));
        QCOMPARE(opened.ledger->bytes(CopyReason::Gather), 0U); // one segment's bytes are a view
    }

    void aGapLosesWhatItCutsAndNoMore()
    {
        Opened opened("u8");
        opened.talk.say(Direction::ToServer, "\x03" "abc\x04" "de");
        opened.talk.data(Direction::ToServer, 9, "\x02" "hi");
        opened.talk.ack(Direction::ToClient);
        opened.talk.say(Direction::ToServer, "\x01" "z");
        opened.advance();
        QCOMPARE(shown(opened.streams->wholeView(6)), std::string("\x01" "z"));
        QCOMPARE(shown(opened.streams->view(3)), std::string("\x03" "abc rest:\x04" "de"));
        QCOMPARE(shown(opened.streams->view(4)), std::string("\x02" "hi"));
        Job job;
        const auto stream = opened.streams->follow(0, job);
        QCOMPARE(stream->messageCount(), 4U);
        QCOMPARE(stream->message(1).kind, FrameKind::Incomplete);
        QCOMPARE(stream->message(1).frame, 3U);
        QCOMPARE(stream->message(1).offset, 4U);
    }

    void theEndOfAOneSidedCaptureIsToldAsItIs()
    {
        Opened opened("line");
        Opened alone("line");
        auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames);
        talk.syn();
        talk.data(Direction::ToServer, 0, "one\n");
        talk.data(Direction::ToServer, 8, "three\n");
        CaptureStreams streams(frames, Registry::builtIn(), boundTo("line"), {});
        Job job;
        streams.advance(job);
        QCOMPARE(shown(streams.view(2)), std::string("three\n"));
        talk.data(Direction::ToServer, 4, "two\n"); // and now it comes: nothing was lost
        streams.advance(job);
        QCOMPARE(shown(streams.view(3)), std::string("late two\n three\n@3"));
    }

    void whatIsToldAtTheEndTakesNothingFromLaterFrames()
    {
        const auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames, {.acknowledges = false});
        talk.open();
        talk.data(Direction::ToServer, 0, "ask\n");
        talk.data(Direction::ToClient, 0, "answer\n");
        talk.data(Direction::ToServer, 104, "again\n"); // never acknowledged
        talk.data(Direction::ToClient, 7, "second\n");
        talk.data(Direction::ToClient, 14, "third\n");
        const std::vector<std::string> expected = {"ask\n", "answer\n", "again\n", "second\n", "third\n"};
        for (const std::vector<std::uint32_t> &order : {std::vector<std::uint32_t>{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {4, 2, 3, 0, 1}}) {
            CaptureStreams streams(frames, Registry::builtIn(), boundTo("line"), {});
            Job job;
            streams.advance(job);
            for (const std::uint32_t number : order)
                QCOMPARE(shown(streams.wholeView(3 + number)), expected[number]);
            for (std::uint32_t number = 0; number < expected.size(); ++number)
                QCOMPARE(shown(streams.wholeView(3 + number)), expected[number]);
        }
    }

    // Its end is known by a later frame, whether anybody has asked for that or not.
    void aMessageThatEndsWithItsConnectionIsShownWhereItsLastByteIs()
    {
        Opened opened("http");
        opened.talk.say(Direction::ToServer, "GET / HTTP/1.0\r\n\r\n");
        opened.talk.say(Direction::ToClient, "HTTP/1.0 200 OK\r\n\r\nfirst");
        const std::uint32_t last = opened.talk.say(Direction::ToClient, "last");
        const std::uint32_t fin = opened.talk.fin(Direction::ToClient);
        opened.advance();
        QVERIFY(shown(opened.streams->view(last)).find("firstlast") != std::string::npos);
        QCOMPARE(shown(opened.streams->view(fin)), std::string("-"));
    }

    void theSameIsShownInAnyOrderOfAsking()
    {
        std::mt19937 random(3);
        Opened opened("u16be");
        for (int i = 0; i < 200; ++i) {
            const auto direction = random() % 3 == 0 ? Direction::ToClient : Direction::ToServer;
            std::string message(2 + random() % 60, static_cast<char>('a' + i % 26));
            message[0] = '\0';
            message[1] = static_cast<char>(message.size() - 2);
            while (!message.empty()) {
                const std::size_t size = std::min<std::size_t>(message.size(), 1 + random() % 40);
                opened.talk.say(direction, message.substr(0, size));
                message.erase(0, size);
            }
        }
        opened.advance();
        Job job;
        CaptureStreams whole(opened.frames, Registry::builtIn(), boundTo("u16be"), {});
        whole.advance(job);
        whole.assemble(0, job);
        std::vector<std::uint32_t> order(opened.frames->count());
        std::iota(order.begin(), order.end(), 0U);
        std::string forward, any;
        for (const std::uint32_t frame : order)
            forward += shown(whole.wholeView(frame)) + '\n';
        std::vector<std::string> lines(order.size());
        std::shuffle(order.begin(), order.end(), random);
        for (const std::uint32_t frame : order)
            static_cast<void>(opened.streams->view(frame));
        for (const std::uint32_t frame : order)
            lines[frame] = shown(opened.streams->view(frame));
        for (const std::string &line : lines)
            any += line + '\n';
        QCOMPARE(any, forward);
        const auto stream = whole.follow(0, job);
        QCOMPARE(stream->messageCount(), 200U);
    }

    void aLongConversationIsAssembledOnAWorker()
    {
        Opened opened("line");
        for (std::uint32_t i = 0; i < CaptureStreams::mostFramesAtOnce + 10; ++i)
            opened.talk.say(Direction::ToServer, "y\n");
        opened.advance();
        const std::uint32_t last = opened.frames->count() - 1;
        QVERIFY(!opened.streams->needs());
        QCOMPARE(shown(opened.streams->view(last)), std::string("-"));
        QCOMPARE(opened.streams->view(last).info.conversation, 0U);
        QCOMPARE(opened.streams->needs(), std::optional<std::size_t>(0));
        Job job;
        std::thread([&] { opened.streams->assemble(0, job); }).join();
        QVERIFY(!opened.streams->needs());
        QCOMPARE(shown(opened.streams->view(last)), std::string("y\n"));
        QCOMPARE(opened.streams->stream(0).framing.substr(0, 4), std::string("line"));
    }

    void aCancelledAssemblyLeavesTheNeed()
    {
        Opened opened("line");
        for (std::uint32_t i = 0; i < CaptureStreams::mostFramesAtOnce + 10; ++i)
            opened.talk.say(Direction::ToServer, "y\n");
        opened.advance();
        static_cast<void>(opened.streams->view(opened.frames->count() - 1));
        Job job;
        job.cancel();
        opened.streams->assemble(0, job);
        QCOMPARE(opened.streams->needs(), std::optional<std::size_t>(0));
    }

    void whatNobodyCutsIsLeftToThePorts()
    {
        Opened opened("none");
        opened.talk.data(Direction::ToServer, 0, std::string("\x01\xfe\x03", 3));
        opened.talk.data(Direction::ToServer, 0, std::string("\x01\xfe\x03", 3));
        opened.advance();
        QCOMPARE(shown(opened.streams->view(3)), std::string("-"));
        QCOMPARE(shown(opened.streams->view(4)), std::string("again rest:\x01\xfe\x03"));
    }

    void manyThatWaitedAreGatheredUpToALimit()
    {
        Opened opened("line");
        for (unsigned i = 0; i < 40; ++i)
            opened.talk.data(Direction::ToServer, 2 + 2 * std::uint64_t{i}, "x\n");
        opened.talk.data(Direction::ToServer, 0, "a\n");
        opened.advance();
        const FrameView last = opened.streams->view(43);
        QCOMPARE(last.info.messages->gathered.size(), limits::gatheredPerFrame);
        QCOMPARE(last.info.messages->messages.size(), 1 + limits::gatheredPerFrame);
        QCOMPARE(shown(opened.streams->view(42)), std::string("x\n")); // shown where it lies
        QCOMPARE(shown(opened.streams->view(3)), std::string("rest:x\n in 44"));
    }

    void theCacheLetsGoOfWhatWasNotAskedForLongest()
    {
        auto frames = std::make_shared<FrameList>();
        for (std::uint16_t port = 1; port <= 4; ++port)
            frames->add(udpFrame({ip4(192, 0, 2, 1), ip4(192, 0, 2, 2), port, 9000}, {}));
        auto capture = std::make_shared<AssembledStream::Capture>(frames, Registry::builtIn());
        capture->conversations.add(frames->count());
        AssemblyCache cache(capture, 1000);
        const auto first = cache.slot(1);
        cache.account(1, 600, 0);
        static_cast<void>(cache.slot(2));
        cache.account(2, 300, 0);
        static_cast<void>(cache.slot(1));
        static_cast<void>(cache.slot(3));
        cache.account(3, 200, 0);
        QVERIFY(cache.find(1) && cache.find(3) && !cache.find(2));
        QCOMPARE(cache.heapBytes(), 800U);
        cache.account(3, 5000, 0); // one is kept, however large
        QVERIFY(cache.find(3) && !cache.find(1));
        QCOMPARE(cache.slot(3), cache.find(3));
        QVERIFY(first != cache.slot(1));
    }

    void readersOfLongConversationsDoNotTakeThemFromEachOther()
    {
        const auto frames = std::make_shared<FrameList>();
        const auto counted = std::make_shared<CountedFrames>(frames);
        std::vector<TcpTalk> talks = interleaved(*frames, 2);
        const std::size_t rounds = sized(20'000, 6'000);
        for (std::size_t i = 0; i < rounds; ++i)
            for (TcpTalk &talk : talks)
                talk.say(Direction::ToServer, "y\n");
        constexpr std::size_t memory = std::size_t{1} << 19U;
        CaptureStreams streams(counted, Registry::builtIn(), boundTo("line"), {}, {}, memory);
        Job job;
        while (streams.advance(job)) { }
        const std::size_t before = streams.heapBytes();
        const std::uint64_t lookedAt = counted->looks();
        std::size_t most = 0;
        for (std::uint32_t frame = 6; frame < frames->count(); ++frame) {
            QCOMPARE(shown(streams.wholeView(frame)), std::string("y\n"));
            most = std::max(most, streams.heapBytes() - before);
        }
        QVERIFY2(counted->looks() - lookedAt <= 4 * std::uint64_t{frames->count()},
                 qPrintable(QString::number(counted->looks() - lookedAt)));
        QVERIFY2(most <= memory + (memory / 4), qPrintable(QString::number(most)));
        QCOMPARE(shown(streams.wholeView(6)), std::string("y\n")); // forgotten, and read again
        QCOMPARE(streams.follow(0, job)->pieceCount(), rounds);
        QCOMPARE(streams.follow(1, job)->messageCount(), rounds);
    }

    void whatIsForgottenChangesNothing()
    {
        std::mt19937 random(11);
        const auto frames = std::make_shared<FrameList>();
        std::vector<TcpTalk> talks = interleaved(*frames, 3);
        for (std::size_t i = 0; i < sized(4'000, 1'000); ++i)
            sayAnything(talks[random() % talks.size()], random);
        CaptureStreams roomy(frames, Registry::builtIn(), boundTo("u8"), {});
        CaptureStreams tight(frames, Registry::builtIn(), boundTo("u8"), {}, {}, std::size_t{32} << 10U);
        Job job;
        while (roomy.advance(job)) { }
        while (tight.advance(job)) { }
        for (std::uint32_t frame = 0; frame < frames->count(); ++frame) {
            QCOMPARE(shown(tight.wholeView(frame)), shown(roomy.wholeView(frame)));
            const std::uint32_t near = frame - static_cast<std::uint32_t>(std::min<std::size_t>(frame, random() % 80));
            QCOMPARE(shown(tight.wholeView(near)), shown(roomy.wholeView(near)));
            if (random() % 128 != 0)
                continue;
            const std::uint32_t other = static_cast<std::uint32_t>(random() % (frame + 1));
            QCOMPARE(shown(tight.wholeView(other)), shown(roomy.wholeView(other)));
            QCOMPARE(tight.follow(0, job)->pieceCount(), roomy.follow(0, job)->pieceCount());
        }
    }

    void viewsMayBeAskedForWhileItGrows()
    {
        Opened opened("line");
        constexpr std::uint32_t count = 3000;
        std::atomic<bool> isDone{false};
        std::atomic<std::uint32_t> wrong{0};
        const auto read = [&] {
            Job job;
            while (!isDone) {
                const std::uint32_t known = opened.streams->known();
                for (std::uint32_t frame = known < 50 ? 3 : known - 47; frame < known; ++frame)
                    wrong += shown(opened.streams->wholeView(frame)) == "y\n" ? 0 : 1;
                if (known > 3)
                    wrong += opened.streams->follow(0, job)->gaps() == 0 ? 0 : 1;
                std::this_thread::yield();
            }
        };
        std::thread one(read), two(read);
        for (std::uint32_t i = 0; i < count; ++i) {
            opened.talk.say(Direction::ToServer, "y\n");
            if (i % 100 == 99)
                opened.streams->advance(opened.job);
        }
        isDone = true;
        one.join();
        two.join();
        QCOMPARE(wrong.load(), 0U);
    }

    void aSummaryTellsWhatTheDockShows()
    {
        Opened opened("line");
        opened.talk.say(Direction::ToServer, "abc\n");
        opened.talk.data(Direction::ToServer, 0, "abc\n");
        opened.talk.say(Direction::ToClient, "d\n");
        opened.advance();
        StreamSummary summary = opened.streams->stream(0);
        QCOMPARE(summary.number, 0U);
        QCOMPARE(summary.client.port, 51000);
        QCOMPARE(summary.server.port, 8080);
        QCOMPARE(summary.packets, (std::array<std::uint64_t, 2>{2, 1}));
        QCOMPARE(summary.bytes, (std::array<std::uint64_t, 2>{8, 2}));
        QCOMPARE(summary.state, StreamState::Open);
        QCOMPARE(summary.firstTimeNs, opened.frames->frame(0).info.timeNs);
        QCOMPARE(summary.lastTimeNs, opened.frames->frame(5).info.timeNs);
        Job job;
        opened.streams->assemble(0, job);
        QCOMPARE(opened.streams->stream(0).bytes, (std::array<std::uint64_t, 2>{4, 2}));
        opened.talk.fin(Direction::ToServer);
        opened.advance();
        QCOMPARE(opened.streams->stream(0).state, StreamState::HalfClosed);
        opened.talk.fin(Direction::ToClient);
        opened.advance();
        QCOMPARE(opened.streams->stream(0).state, StreamState::Closed);
        opened.talk.reset(Direction::ToClient);
        opened.advance();
        QCOMPARE(opened.streams->stream(0).state, StreamState::Reset);
        QCOMPARE(opened.streams->find(Transport::Tcp, 0), std::optional<std::size_t>(0));
        QVERIFY(!opened.streams->find(Transport::Udp, 0));
    }
};

FRAMELENS_TEST(TstCaptureStreams)
#include "tst_capture_streams.moc"

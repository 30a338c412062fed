// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frames of a spool: whole, where they landed, however they came.
#include "core/bytes/spool_journal.h"
#include "core/stream/recording.h"
#include "tests/support/allocation_count.h"
#include "tests/support/memory_spool.h"
#include "tests/support/spool_support.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <thread>

using namespace framelens;
using namespace framelens::test;
using namespace std::string_view_literals;

namespace {

constexpr auto toServer = Direction::ToServer;
constexpr auto toClient = Direction::ToClient;

std::shared_ptr<const Registry> registry()
{
    static const auto made = Registry::builtIn();
    return made;
}

RecordingOptions by(std::string_view framer)
{
    return {.framer = parseFramer(framer).value()};
}

std::string_view wordOf(FrameKind kind)
{
    switch (kind) {
    case FrameKind::Message: return "message";
    case FrameKind::Unframed: return "unframed";
    case FrameKind::TooLong: return "too long";
    case FrameKind::Incomplete: return "incomplete";
    case FrameKind::Reset: return "reset";
    case FrameKind::Failed: return "failed";
    case FrameKind::Record: break;
    }
    return "?";
}

/// "0> message abc", a line for each frame, or for each of one connection.
std::string textOf(const Recording &recording, std::optional<std::uint32_t> connection = {})
{
    std::string text;
    for (std::uint32_t i = 0; i < recording.count(); ++i) {
        const FrameView view = recording.view(i);
        if (connection && view.info.conversation != *connection)
            continue;
        text += std::to_string(view.info.conversation) + (view.info.flow->direction == toServer ? "> " : "< ")
            + std::string(wordOf(view.info.kind)) + " " + std::string(asText(view.bytes.bytes())) + "\n";
    }
    return text;
}

// Advances until there is nothing left to do.
void finish(Recording &recording, bool isIdle = false)
{
    Job job;
    while (recording.advance(job, isIdle)) { }
}

std::string cutAtOnce(std::shared_ptr<const SpoolLog> log, RecordingOptions options)
{
    Recording recording(std::move(log), registry(), std::move(options));
    finish(recording);
    return textOf(recording);
}

std::string followedText(const FollowedStream &stream, Direction direction)
{
    std::string text;
    for (std::size_t i = 0; i < stream.pieceCount(); ++i) {
        const FollowPiece piece = stream.piece(i);
        if (piece.direction != direction)
            continue;
        text += piece.isGap ? std::string(piece.size, '?') : std::string(asText(piece.bytes.bytes()));
    }
    return text;
}

// Counts how often a record is read.
class CountedLog final : public SpoolLog
{
public:
    explicit CountedLog(std::shared_ptr<const SpoolLog> log)
        : m_log(std::move(log))
    {
    }
    const std::shared_ptr<const Store> &store() const & override { return m_log->store(); }
    std::uint64_t count() const override { return m_log->count(); }
    SpoolRecord record(std::uint64_t number) const override
    {
        m_looks.fetch_add(1, std::memory_order_relaxed);
        return m_log->record(number);
    }
    std::string note(std::string_view key) const override { return m_log->note(key); }
    const std::string &path() const & override { return m_log->path(); }
    bool isFinished() const override { return m_log->isFinished(); }
    std::uint32_t generation() const override { return m_log->generation(); }
    std::uint64_t looks() const { return m_looks.load(std::memory_order_relaxed); }

private:
    std::shared_ptr<const SpoolLog> m_log;
    mutable std::atomic<std::uint64_t> m_looks{0};
};

} // namespace

class TstRecording : public QObject
{
    Q_OBJECT

private slots:
    void messagesAreFrames()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0, 51'000, 1883).put(0, toServer, "\0\3abc\0\1"sv).put(0, toServer, "x\0"sv).put(0, toClient, "\0\2yz"sv);
        Recording recording(log, registry(), by("u16be"));
        QCOMPARE_EQ(recording.count(), 0U);
        finish(recording);
        QCOMPARE_EQ(textOf(recording), std::string("0> message \0\3abc\n0> message \0\1x\n0< message \0\2yz\n"sv));
        const FrameRef frame = recording.frame(1);
        QCOMPARE_EQ(frame.info.number, 2U);
        QCOMPARE_EQ(frame.info.linkType, linkTypeOfRecordings);
        QCOMPARE_EQ(frame.info.capturedLength, 3U);
        QCOMPARE_EQ(frame.info.originalLength, 3U);
        QVERIFY(frame.info.hasTime && !frame.info.isLost && !frame.info.inPieces);
        QCOMPARE_EQ(frame.info.timeNs, log->record(2).timeNs);
        QCOMPARE_EQ(recording.firstTimeNs(), log->record(1).timeNs);
        QCOMPARE_EQ(recording.stream(0).firstTimeNs, log->record(0).timeNs);
        QVERIFY(recording.stream(0).beginsWithoutFrame);
        QCOMPARE_EQ(frame.info.flow->connection, 0U);
        QCOMPARE_EQ(frame.info.flow->client.port, 51'000);
        QCOMPARE_EQ(frame.info.flow->server.port, 1883);
        QVERIFY(frame.info.flow->framer != nullptr && frame.info.flow->framer->lengthSize == 2);
        QVERIFY(!recording.isComplete());
        log->finish();
        finish(recording);
        QVERIFY(recording.isComplete());
        QCOMPARE_EQ(recording.count(), 4U);
        QVERIFY(recording.view(3).info.kind == FrameKind::Incomplete);
    }

    void moreFramesThanCanBeNumberedIsSaid()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, toServer, "a\nb\n");
        RecordingOptions options = by("line");
        options.mostFrames = 2;
        Recording recording(log, registry(), options);
        finish(recording);
        QCOMPARE_EQ(recording.count(), 2U);
        QVERIFY(!recording.problem());
        log->put(0, toServer, "c\n");
        finish(recording);
        QCOMPARE_EQ(recording.count(), 2U);
        QVERIFY(recording.problem().has_value());
        QVERIFY(recording.problem()->reason == Reason::LimitReached);
        QCOMPARE_EQ(recording.problem()->frame, std::optional<std::uint64_t>(3));
    }

    void whatNoFramerTakesAfterAllIsFoundOnOneWayBack()
    {
        const auto log = std::make_shared<MemorySpool>();
        const auto counted = std::make_shared<CountedLog>(log);
        log->open(0).open(1, 51'001).put(0, toServer, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string sent = "GET /" + std::string(3'000, 'a') + " zzz\n"; // no HTTP: known at its end
        for (const char &byte : sent)
            log->put(0, toServer, std::string_view(&byte, 1)).put(1, toServer, "x");
        Recording recording(counted, registry(), by("http"));
        finish(recording);
        QVERIFY2(counted->looks() <= 8 * log->count(), qPrintable(QString::number(counted->looks())));
        std::string told;
        for (std::uint32_t i = 0; i < recording.count(); ++i) {
            const FrameView view = recording.view(i);
            if (view.info.conversation != 0 || view.info.kind != FrameKind::Unframed)
                continue;
            QVERIFY(!view.info.inPieces);
            QCOMPARE_EQ(recording.streamOffset(i), 27U + told.size());
            told += asText(view.bytes.bytes());
        }
        QCOMPARE_EQ(told, sent);
    }

    void whoseFramerIsChosenLateComesInTheOrderOfItsBeginning()
    {
        const auto log = std::make_shared<MemorySpool>();
        for (std::uint32_t i = 0; i < 6; ++i)
            log->open(i, static_cast<std::uint16_t>(51'000 + i)).put(i, toServer, "?");
        log->tell(SpoolRecordKind::Close, 3).tell(SpoolRecordKind::Close, 1);
        Recording recording(log, registry());
        finish(recording);
        QVERIFY(recording.isUndecided());
        log->open(6, 51'006).put(6, toServer, "!").tell(SpoolRecordKind::Close, 4);
        for (int calls = 0; calls < 64 && recording.isUndecided(); ++calls)
            finish(recording, true);
        QVERIFY(!recording.isUndecided());
        std::string order;
        for (std::uint32_t i = 0; i < recording.count(); ++i)
            order += std::to_string(recording.view(i).info.conversation);
        QCOMPARE_EQ(order, std::string("3140256"));
    }

    void bytesThatFollowEachOtherAreNotCopied()
    {
        const auto log = std::make_shared<MemorySpool>();
        const auto ledger = std::make_shared<CopyLedger>();
        log->open(0).put(0, toServer, "ab").put(0, toServer, "c\nd").put(0, toServer, "e\n").put(0, toServer, "f\n");
        RecordingOptions options = by("line");
        options.ledger = ledger;
        Recording recording(log, registry(), options);
        finish(recording);
        const Bytes all = log->store()->bytes();
        for (std::uint32_t i = 0; i < 3; ++i) {
            const FrameRef frame = recording.frame(i);
            QVERIFY(!frame.info.inPieces && !frame.bytes.empty());
            QVERIFY(frame.bytes.data() >= all.data() && frame.bytes.data() < all.data() + all.size());
            const FrameView view = recording.view(i);
            QVERIFY(view.bytes.bytes().data() == frame.bytes.data());
        }
        QCOMPARE_EQ(ledger->bytes(CopyReason::Gather), 0U);
    }

    void aMessageInPiecesIsGatheredAndCounted()
    {
        const auto log = std::make_shared<MemorySpool>();
        const auto ledger = std::make_shared<CopyLedger>();
        log->open(0).put(0, toServer, "abc").put(0, toClient, "X\n").put(0, toServer, "de").put(0, toServer, "f\ng").put(1, toServer, "y")
            .put(0, toServer, "\n");
        RecordingOptions options = by("line");
        options.ledger = ledger;
        Recording recording(log, registry(), options);
        finish(recording);
        QCOMPARE_EQ(textOf(recording), std::string("0< message X\n\n0> message abcdef\n\n0> message g\n\n"));
        QCOMPARE_EQ(ledger->bytes(CopyReason::Gather), 9U);
        const FrameRef frame = recording.frame(1);
        QVERIFY(frame.info.inPieces && frame.bytes.empty());
        QCOMPARE_EQ(frame.info.capturedLength, 7U);
    }

    void endsAreTold()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, toServer, "ab").tell(SpoolRecordKind::HalfClose, 0).put(0, toClient, "c\nd");
        log->tell(SpoolRecordKind::Reset, 0, toClient).tell(SpoolRecordKind::Close, 0);
        log->tell(SpoolRecordKind::Failed, 1);
        log->open(2).put(2, toServer, "e\n").tell(SpoolRecordKind::Close, 2);
        log->open(3).tell(SpoolRecordKind::HalfClose, 3, toClient).open(4);
        Recording recording(log, registry(), by("line"));
        finish(recording);
        QCOMPARE_EQ(textOf(recording), std::string("0> incomplete ab\n0< message c\n\n0< incomplete d\n0< reset \n1> failed \n2> message e\n\n"));
        QCOMPARE_EQ(recording.streamCount(), 5U);
        QVERIFY(recording.stream(0).state == StreamState::Reset);
        QVERIFY(recording.stream(1).state == StreamState::Failed);
        QVERIFY(recording.stream(2).state == StreamState::Closed);
        QVERIFY(recording.stream(3).state == StreamState::HalfClosed);
        QVERIFY(recording.stream(4).state == StreamState::Open);
        QVERIFY(recording.frame(3).bytes.empty() && !recording.frame(3).info.isLost);
    }

    void whatWasNotRecordedIsAGap()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, toServer, "a\nb").tell(SpoolRecordKind::Dropped, 0, toServer, 10).put(0, toServer, "c\n");
        Recording recording(log, registry(), by("line"));
        finish(recording);
        QCOMPARE_EQ(textOf(recording), std::string("0> message a\n\n0> incomplete b\n0> message c\n\n"));
        Job job;
        const auto followed = recording.follow(0, job);
        QCOMPARE_EQ(followedText(*followed, toServer), std::string("a\nb??????????c\n"));
        QCOMPARE_EQ(followed->gaps(), 1U);
    }

    void aMessageAboveTheMaximumIsThereInParts()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, toServer, "01").put(0, toClient, "-").put(0, toServer, "23456").put(0, toServer, "7\nab\n");
        Recording recording(log, registry(), by("line,max=3"));
        finish(recording);
        QCOMPARE_EQ(textOf(recording), std::string("0> too long 012\n0> too long 345\n0> too long 67\n\n0> message ab\n\n"));
    }

    void theFramerIsChosenForEachConnection()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, toServer, "a\nb\n").open(1).put(1, toServer, "\0\0\0\1a\0\0\0\1b"sv);
        Recording recording(log, registry());
        finish(recording);
        QCOMPARE_EQ(recording.count(), 0U);
        QVERIFY(recording.isUndecided());
        QVERIFY(!recording.framing(0));
        log->put(0, toServer, "c\n");
        finish(recording, true);
        QVERIFY(!recording.isUndecided());
        QCOMPARE_EQ(textOf(recording, 0), std::string("0> message a\n\n0> message b\n\n0> message c\n\n"));
        QCOMPARE_EQ(textOf(recording, 1), std::string("1> message \0\0\0\1a\n1> message \0\0\0\1b\n"sv));
        QCOMPARE_EQ(recording.stream(1).framing, std::string("u32be (2 messages fitted u32be @0)"));
        QVERIFY(!recording.framing(2));
    }

    void aConnectionThatSpeaksOnIsShownInTime()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, toServer, "\x80\x81\x82\x83\x84\x85\x86\x87 and so on");
        Recording recording(log, registry());
        log->open(1).put(1, toServer, "a\nb\nc\n");
        finish(recording);
        const std::uint32_t before = recording.count();
        log->pause(3'000'000'000).put(1, toServer, "d\n");
        finish(recording);
        QVERIFY(!recording.isUndecided());
        QVERIFY(recording.count() > before);
    }

    void theUserSaysHowAPortIsCut()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0, 51'000, 9000).put(0, toServer, "abcdef");
        auto bindings = std::make_shared<Bindings>();
        bindings->bind(parseBinding("tcp.port==9000,fixed:2", *registry()).value());
        Recording recording(log, registry(), {.bindings = bindings});
        finish(recording);
        QCOMPARE_EQ(textOf(recording), std::string("0> message ab\n0> message cd\n0> message ef\n"));
        bindings = std::make_shared<Bindings>();
        bindings->bind(parseBinding("tcp.port==9000,arp", *registry()).value());
        Recording reads(log, registry(), {.bindings = bindings});
        finish(reads);
        QCOMPARE_EQ(textOf(reads), std::string("0> message abcdef\n"));
        QVERIFY(reads.frame(0).info.flow->protocol == registry()->find("arp"));
    }

    void framesAreTheSameHoweverTheBytesCame()
    {
        const auto rounds = static_cast<std::uint32_t>(sized(10'000, 200));
        std::uint32_t passedBy = 0; // that a framer should have cut
        for (std::uint32_t seed = 0; seed < rounds; ++seed) {
            const auto kind = static_cast<StreamKind>(seed % (seed % 100 == 0 ? 11 : 10));
            const Talk talk = talkOf(kind, seed);
            const RecordingOptions options = kind >= StreamKind::Lines && kind != StreamKind::Random && seed % 2 == 0
                ? by(nameOf(kind))
                : RecordingOptions{};
            const std::size_t size = saidBy(talk, toServer).size() + saidBy(talk, toClient).size();
            const auto once = std::make_shared<MemorySpool>(size);
            once->open(0).put(0, talk).finish();
            Dice dice(seed);
            const auto pieces = std::make_shared<MemorySpool>(size * 6);
            pieces->open(0).open(1);
            for (const Turn &turn : inPieces(talk, dice, std::array{1U, 3U, 50U, 3000U}[seed % 4])) {
                pieces->put(0, turn.direction, turn.bytes);
                if (seed % 3 == 0 && dice.below(4) == 0)
                    pieces->put(1, toServer, "other");
            }
            pieces->finish();
            Recording all(once, registry(), options);
            Recording cut(pieces, registry(), options);
            finish(all);
            finish(cut);
            const bool isUncut = all.framing(0)->spec.kind == FramerKind::None;
            passedBy += kind != StreamKind::Random && (isUncut || textOf(all, 0).find("unframed") != std::string::npos) ? 1U : 0U;
            if (isUncut)
                continue; // there each read is a frame
            QCOMPARE_EQ(all.framing(0)->reason, cut.framing(0)->reason);
            if (textOf(all, 0).find("unframed") != std::string::npos)
                continue; // so it is where a framer gave up
            if (textOf(cut, 0) != textOf(all, 0))
                qInfo("%u %s\n%s---\n%s", seed, all.framing(0)->reason.c_str(), textOf(cut, 0).c_str(), textOf(all, 0).c_str());
            QCOMPARE_EQ(textOf(cut, 0), textOf(all, 0));
        }
        QVERIFY2(passedBy <= rounds / 100, qPrintable(QString::number(passedBy)));
    }

    void aGrowingLogAndAWholeOneGiveTheSame()
    {
        for (std::uint32_t seed = 0; seed < 30; ++seed) {
            const auto log = std::make_shared<MemorySpool>();
            Recording growing(log, registry());
            Job job;
            std::uint32_t seen = 0;
            for (std::uint32_t connection = 0; connection < 3; ++connection) {
                log->open(connection);
                Dice dice(seed);
                const Talk talk = talkOf(static_cast<StreamKind>((seed + connection) % 10), seed);
                for (const Turn &turn : inPieces(talk, dice, 200)) {
                    log->put(connection, turn.direction, turn.bytes);
                    growing.advance(job, false);
                    QVERIFY(growing.count() >= seen);
                    seen = growing.count();
                }
            }
            log->finish();
            finish(growing);
            QCOMPARE_EQ(textOf(growing), cutAtOnce(log, {}));
        }
    }

    void aMessageCosts16Bytes()
    {
        const auto log = std::make_shared<MemorySpool>(std::size_t{4} << 20U);
        log->open(0);
        constexpr std::uint32_t messages = 400'000;
        const std::string text(1000, '\n');
        for (std::uint32_t i = 0; i < messages / 1000; ++i)
            log->put(0, toServer, text);
        Recording recording(log, registry(), by("line"));
        const std::size_t before = allocationCount();
        finish(recording);
        QCOMPARE_EQ(recording.count(), messages);
        QCOMPARE_LE(allocationCount() - before, 150U); // chunks of the index
        QCOMPARE_LE(recording.heapBytes(), std::size_t{messages} * 16 + std::size_t{70} * 1024);
    }

    void thousandsOfConnectionsAreCut()
    {
        const auto log = std::make_shared<MemorySpool>();
        constexpr std::uint32_t connections = 3000;
        for (std::uint32_t i = 0; i < connections; ++i)
            log->open(i, static_cast<std::uint16_t>(20'000 + i));
        for (std::uint32_t round = 0; round < 4; ++round)
            for (std::uint32_t i = 0; i < connections; ++i)
                log->put(i, toServer, "a\n");
        log->finish();
        Recording recording(log, registry());
        finish(recording);
        QCOMPARE_EQ(recording.count(), connections * 4);
        QCOMPARE_EQ(recording.streamCount(), std::size_t{connections});
        QVERIFY(recording.streamOf(connections * 4 - 1).has_value());
        QVERIFY(recording.find(Transport::Tcp, 2999).has_value());
        QVERIFY(!recording.find(Transport::Tcp, 3000) && !recording.find(Transport::Udp, 0));
        QVERIFY(recording.frame(5).info.flow->client.port == 20'000 + recording.frame(5).info.conversation);
    }

    void advancingStopsWhenItIsCancelled()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0);
        for (int i = 0; i < 10'000; ++i)
            log->put(0, toServer, "a\n");
        Recording recording(log, registry(), by("line"));
        Job job;
        job.cancel();
        recording.advance(job, false);
        QCOMPARE_LE(recording.count(), 1024U);
        Job other;
        recording.advance(other, false);
        QCOMPARE_EQ(recording.count(), 10'000U);
    }

    void readersNeedNoLock()
    {
        const auto log = std::make_shared<MemorySpool>();
        Recording recording(log, registry(), by("line"));
        std::atomic<std::uint32_t> wrong = 0;
        std::jthread reader([&](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                for (std::uint32_t i = 0, count = recording.count(); i < count; i += 1 + count / 16) {
                    const FrameView view = recording.view(i);
                    wrong += view.bytes.size() != 3 || view.info.flow->client.port != 51'000 ? 1U : 0U;
                    static_cast<void>(recording.stream(view.info.conversation));
                }
            }
        });
        Job job;
        log->open(0);
        for (int i = 0; i < 5000; ++i) {
            log->put(0, toServer, "a").put(0, i % 2 == 0 ? toServer : toClient, i % 2 == 0 ? "b\n" : "xy\n");
            if (i % 2 != 0)
                log->put(0, toServer, "b\n");
            recording.advance(job, false);
        }
        reader.request_stop();
        reader.join();
        QCOMPARE_EQ(recording.count(), 7500U);
        QCOMPARE_EQ(wrong.load(), 0U);
    }

    void aViewKeepsWhatItPointsTo()
    {
        FrameView view;
        {
            const auto log = std::make_shared<MemorySpool>();
            log->open(0).put(0, toServer, "a\n");
            Recording recording(log, registry(), by("line"));
            finish(recording);
            view = recording.view(0);
        }
        QCOMPARE_EQ(asText(view.bytes.bytes()), "a\n"sv);
        QCOMPARE_EQ(view.info.flow->server.port, 52'000);
        QVERIFY(view.info.flow->framer->kind == FramerKind::Line);
    }

    void aConnectionIsLaidOutInTheOrderOfArrival()
    {
        for (std::uint32_t seed = 0; seed < 40; ++seed) {
            const auto kind = static_cast<StreamKind>(seed % 11);
            const Talk talk = talkOf(kind, seed);
            const auto log = std::make_shared<MemorySpool>();
            log->open(0).put(0, toServer, "before").open(1);
            Dice dice(seed);
            for (const Turn &turn : inPieces(talk, dice, 300))
                log->put(1, turn.direction, turn.bytes).put(0, toClient, "between");
            Recording recording(log, registry());
            finish(recording, true);
            Job job;
            const auto followed = recording.follow(1, job);
            QCOMPARE_EQ(followedText(*followed, toServer), std::string(asText(saidBy(talk, toServer))));
            QCOMPARE_EQ(followedText(*followed, toClient), std::string(asText(saidBy(talk, toClient))));
            QCOMPARE_EQ(followed->messageCount(), std::size_t{recording.count()} - countOf(recording, 0));
            for (std::size_t i = 0; i < followed->pieceCount(); ++i) {
                const FollowPiece piece = followed->piece(i);
                if (piece.frame == FollowPiece::noFrame)
                    continue;
                const FrameView view = recording.view(piece.frame);
                const Bytes bytes = view.bytes.bytes().subspan(piece.frameOffset, piece.size);
                QVERIFY(std::ranges::equal(bytes, piece.bytes.bytes()));
            }
        }
    }

    void turnsAreCounted()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, toServer, "a\n").put(0, toServer, "b\n").put(0, toClient, "c\n").put(0, toServer, "d\n");
        Recording recording(log, registry(), by("line"));
        finish(recording);
        Job job;
        const auto followed = recording.follow(0, job);
        QCOMPARE_EQ(followed->turns(), 2U);
        QCOMPARE_EQ(followed->gaps() + followed->overlaps(), 0U);
        QCOMPARE_EQ(followed->pieceCount(), 4U);
        const StreamSummary summary = followed->summary();
        QCOMPARE_EQ(summary.packets[0], 3U);
        QCOMPARE_EQ(summary.bytes[1], 2U);
        QCOMPARE_EQ(summary.server.port, 52'000);
        job.cancel();
        QVERIFY(recording.follow(0, job) == nullptr);
    }

    void aSpoolOnDiskIsReadLive()
    {
        const TempFolder folder;
        const auto spool = newSpool(folder);
        QVERIFY(spool != nullptr);
        Recording recording(spool->log(), registry(), by("line"));
        QVERIFY(tell(*spool, SpoolRecordKind::Open, 0) && put(*spool, 0, toServer, "ab\nc") && put(*spool, 0, toClient, "x\n"));
        finish(recording);
        QVERIFY(put(*spool, 0, toServer, "d\n"));
        finish(recording);
        QCOMPARE_EQ(textOf(recording), std::string("0> message ab\n\n0< message x\n\n0> message cd\n\n"));
    }

    // Whoever cuts the file under us takes what lay behind the cut, and nothing else; zeros are never shown as bytes.
    void aSpoolThatWasCutLosesWhatLayBehindTheCut()
    {
        const TempFolder folder;
        const auto spool = newSpool(folder);
        QVERIFY(spool != nullptr && tell(*spool, SpoolRecordKind::Open, 0));
        constexpr std::uint64_t left = 8192;
        for (std::uint32_t i = 0; i < 200; ++i) { // every line in two pieces, every other gathered
            QVERIFY(put(*spool, 0, toServer, lineOf(i).substr(0, 50)));
            QVERIFY(i % 2 == 0 || put(*spool, 0, toClient, "between\n"));
            QVERIFY(put(*spool, 0, toServer, lineOf(i).substr(50)));
        }
        Recording recording(spool->log(), registry(), by("line"));
        finish(recording);
        const std::uint32_t before = recording.generation();
        resizeFile(folder.file("s.data"), left);
        QVERIFY(spool->check() == FileChange::Cut);
        QVERIFY(recording.generation() > before);
        QVERIFY(expectWholeBefore(recording, left) > 0);
        QVERIFY(!put(*spool, 0, toServer, "more\n"));
        Recording anew(spool->log(), registry(), by("line")); // cut again where nothing lies
        finish(anew);
        expectWholeBefore(anew, left);
    }

    void aJournalThatWasCutLosesTheFramesOfItsRecords()
    {
        const TempFolder folder;
        const auto spool = newSpool(folder);
        QVERIFY(spool != nullptr && tell(*spool, SpoolRecordKind::Open, 0));
        QVERIFY(put(*spool, 0, toClient, "where a byte lies is not where it stands")); // in its direction
        for (std::uint32_t i = 0; i < 200; ++i)
            QVERIFY(put(*spool, 0, toServer, lineOf(i)));
        Recording recording(spool->log(), registry(), by("line"));
        finish(recording);
        QCOMPARE_EQ(recording.count(), 200U);
        resizeFile(folder.file("s.journal"), journal::offsetOf(30) + 10);
        QVERIFY(spool->check() == FileChange::Cut);
        std::uint32_t whole = 0;
        for (std::uint32_t i = 0; i < recording.count(); ++i) {
            const FrameView view = recording.view(i);
            QVERIFY(view.info.isLost ? view.bytes.empty() : asText(view.bytes.bytes()) == lineOf(i));
            whole += view.info.isLost ? 0U : 1U;
        }
        QCOMPARE_EQ(whole, 28U); // two records stand before them
        Recording anew(spool->log(), registry(), by("line"));
        finish(anew);
        QVERIFY(anew.count() >= whole);
        for (std::uint32_t i = 0; i < whole; ++i) {
            const FrameView view = anew.view(i);
            QCOMPARE_EQ(asText(view.bytes.bytes()), lineOf(i));
        }
    }

private:
    static std::string lineOf(std::uint32_t number)
    {
        return std::to_string(number) + std::string(96, static_cast<char>('a' + number % 26)) + "\n";
    }
    // Messages of the client whose bytes all lie before `left`, the rest is lost: how many are.
    static std::uint32_t expectWholeBefore(const Recording &recording, std::uint64_t left)
    {
        std::uint32_t whole = 0;
        std::uint32_t lost = 0;
        for (std::uint32_t i = 0; i < recording.count(); ++i) {
            const FrameView view = recording.view(i);
            const std::vector<SpoolRun> runs = recording.runsOf(i);
            const bool isThere = std::ranges::all_of(runs, [left](const SpoolRun &run) { return run.offset + run.size <= left; });
            isSame(view.info.isLost, !isThere);
            isSame(recording.frame(i).info.inPieces || recording.frame(i).info.isLost == !isThere, true);
            isSame(isThere || view.bytes.empty(), true);
            lost += isThere ? 0U : 1U;
            if (isThere && view.info.flow->direction == toServer)
                isSame(asText(view.bytes.bytes()) == lineOf(whole++), true);
        }
        isSame(whole, 79U);
        return lost;
    }
    template <typename Value>
    static void isSame(Value one, Value other)
    {
        QCOMPARE_EQ(one, other);
    }
    static std::size_t countOf(const Recording &recording, std::uint32_t connection)
    {
        std::size_t count = 0;
        for (std::uint32_t i = 0; i < recording.count(); ++i)
            count += recording.frame(i).info.conversation == connection ? 1U : 0U;
        return count;
    }
};

FRAMELENS_TEST(TstRecording)
#include "tst_recording.moc"

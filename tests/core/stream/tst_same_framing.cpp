// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A conversation is cut alike whether it was captured or received.
#include "core/stream/capture_streams.h"
#include "core/stream/recording.h"
#include "tests/support/memory_spool.h"
#include "tests/support/qt_text.h"
#include "tests/support/tcp_conversation.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

enum class End : std::uint8_t { Open, Closed, Reset };

constexpr std::array ports = {std::uint16_t{52'000}, std::uint16_t{80}, std::uint16_t{1883}, std::uint16_t{6379}};
constexpr auto bothWays = {Direction::ToServer, Direction::ToClient};

/// How a stream is cut: "u16be (3 messages...)", then each message of both directions.
QString cutOf(const Streams &streams)
{
    Job job;
    const std::shared_ptr<const FollowedStream> followed = streams.follow(0, job);
    std::string text = followed->summary().framing + "/" + followed->summary().protocol;
    for (const Direction direction : bothWays) {
        text += direction == Direction::ToServer ? "\n>" : "\n<";
        for (std::size_t i = 0; i < followed->messageCount(); ++i)
            if (const FollowMessage message = followed->message(i); message.direction == direction && message.kind == FrameKind::Message)
                text += " " + std::to_string(message.offset) + "+" + std::to_string(message.size);
    }
    return qtText(text);
}

QString captured(const Talk &talk, End end, std::uint16_t port)
{
    const auto frames = std::make_shared<FrameList>();
    TcpTalk segments(*frames, {.ends = {ip4(192, 0, 2, 1), ip4(198, 51, 100, 80), 51'000, port}});
    segments.open();
    for (const Turn &turn : talk)
        segments.say(turn.direction, asText(turn.bytes));
    if (end == End::Reset)
        segments.reset(Direction::ToServer);
    for (const Direction direction : bothWays)
        if (end == End::Closed)
            segments.fin(direction);
    CaptureStreams streams(frames, Registry::builtIn(), std::make_shared<Bindings>(), std::make_shared<CopyLedger>());
    Job job;
    while (streams.advance(job)) { }
    return cutOf(streams);
}

/// With a millisecond between chunks, as there is between frames.
QString received(const Talk &talk, End end, std::uint16_t port)
{
    constexpr std::int64_t between = 999'000;
    const auto log = std::make_shared<MemorySpool>();
    log->open(0, 51'000, port);
    for (const Turn &turn : talk)
        log->pause(between).put(0, turn.direction, turn.bytes);
    if (end == End::Reset)
        log->pause(between).tell(SpoolRecordKind::Reset, 0);
    for (const Direction direction : bothWays)
        if (end == End::Closed)
            log->pause(between).tell(SpoolRecordKind::HalfClose, 0, direction);
    log->finish();
    Recording recording(log, Registry::builtIn());
    Job job;
    while (recording.advance(job, false)) { }
    return cutOf(recording);
}

void addKinds()
{
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind < static_cast<int>(StreamKind::Count_); ++kind)
        QTest::newRow(std::string(nameOf(static_cast<StreamKind>(kind))).c_str()) << kind;
}

} // namespace

class TstSameFraming : public QObject
{
    Q_OBJECT

private slots:
    void aCaptureAndARecordingAreCutAlike_data() { addKinds(); }
    void aCaptureAndARecordingAreCutAlike()
    {
        QFETCH(int, kind);
        const std::size_t seeds = sized(40, 5);
        for (std::size_t seed = 0; seed < seeds; ++seed) {
            Dice dice(static_cast<std::uint32_t>(seed));
            Talk whole = talkOf(static_cast<StreamKind>(kind), static_cast<std::uint32_t>(seed));
            if (dice.below(4) == 0) // ends in the middle of something
                whole.back().bytes.resize(dice.between(0, static_cast<std::uint32_t>(whole.back().bytes.size())));
            const Talk pieces = inPieces(whole, dice, dice.between(1, 300));
            const auto end = static_cast<End>(dice.below(3));
            const std::uint16_t port = ports.at(dice.below(ports.size()));
            const QString expected = captured(pieces, end, port);
            const QString seeded = u"seed %1: "_s.arg(seed);
            QCOMPARE(seeded + received(pieces, end, port), seeded + expected);
            constexpr std::size_t mostInTime = 1500; // a second and a half: nobody becomes impatient
            const Talk others = inPieces(whole, dice, 1000);
            if (pieces.size() < mostInTime && others.size() < mostInTime)
                QCOMPARE(seeded + received(others, end, port), seeded + expected);
        }
    }

    // Nothing fits, and it goes on for more than two seconds: both take it as it is by then.
    void bothLosePatienceAtTheSameByte()
    {
        for (const std::uint32_t size : {1'990U, 2'010U, 4'000U}) {
            Dice dice(size);
            const Talk slow = inBytes({{Direction::ToServer, dice.bytes(size)}});
            QCOMPARE(captured(slow, End::Open, 52'000), received(slow, End::Open, 52'000));
        }
        std::string lines; // too few lines of text for a choice, then a length that would fit
        lines = "one\n" + std::string(3000, 'x') + "\n" + "two\nthree\n";
        const Talk text = inBytes({{Direction::ToServer, textBytes(lines)}});
        QCOMPARE(captured(text, End::Open, 52'000), received(text, End::Open, 52'000));
    }
};

FRAMELENS_TEST(TstSameFraming)
#include "tst_same_framing.moc"

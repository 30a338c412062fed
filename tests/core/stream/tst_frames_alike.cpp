// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames found again in a recording that is cut otherwise: against looking through all of them for each.
#include "core/stream/frames_alike.h"

#include "core/stream/recording.h"
#include "tests/support/memory_spool.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <random>

using namespace framelens;
using namespace framelens::test;

namespace {

std::shared_ptr<const Registry> registry()
{
    static const auto made = Registry::builtIn();
    return made;
}

std::unique_ptr<Recording> cutBy(const std::shared_ptr<const SpoolLog> &log, std::string_view framer)
{
    auto recording = std::make_unique<Recording>(log, registry(), RecordingOptions{.framer = parseFramer(framer).value()});
    Job job;
    while (recording->advance(job, false)) { }
    return recording;
}

bool isSameWay(const FrameInfo &one, const FrameInfo &other)
{
    return one.flow->connection == other.flow->connection && one.flow->direction == other.flow->direction;
}

// The frame of `now` with the first byte of a former frame, or that is the same event; else the last of its direction.
std::optional<std::uint32_t> frameLike(const Recording &former, std::uint32_t frame, const Recording &now)
{
    const FrameInfo sought = former.frame(frame).info;
    std::optional<std::uint32_t> last;
    for (std::uint32_t each = 0; each < now.count(); ++each) {
        const FrameInfo info = now.frame(each).info;
        if (sought.capturedLength == 0 && info.capturedLength == 0 && former.recordOf(frame) == now.recordOf(each))
            return each;
        if (sought.capturedLength == 0 || info.capturedLength == 0 || !isSameWay(info, sought))
            continue;
        last = each;
        if (now.streamOffset(each) + info.capturedLength > former.streamOffset(frame))
            return each;
    }
    return last;
}

RowRanges eachAlike(const Recording &former, const RowRanges &frames, const Recording &now)
{
    RowRanges found;
    for (const RowRange &range : frames.ranges())
        for (std::uint32_t frame = range.begin; frame < range.end; ++frame)
            if (const auto like = frameLike(former, frame, now))
                found.add(*like, *like + 1);
    return found;
}

// Some connections that speak in chunks of any size, some of them reset; not all that came is in a frame.
std::shared_ptr<MemorySpool> talk(std::mt19937 &random)
{
    const auto log = std::make_shared<MemorySpool>();
    const auto below = [&random](unsigned end) { return static_cast<std::uint32_t>(random() % end); };
    for (std::uint32_t connection = 0; connection < 3; ++connection)
        log->open(connection);
    for (unsigned n = 5 + below(60); n > 0; --n) {
        std::string text(1 + below(12), 'x');
        for (char &each : text)
            each = below(4) == 0 ? '\n' : 'x';
        log->put(below(3), below(2) == 0 ? Direction::ToServer : Direction::ToClient, text);
    }
    for (std::uint32_t connection = 0; connection < 3; ++connection)
        if (below(2) == 0)
            log->tell(SpoolRecordKind::Reset, connection);
    if (below(2) == 0)
        log->finish();
    return log;
}

} // namespace

class TstFramesAlike : public QObject
{
    Q_OBJECT

private slots:
    void theFirstByteOfEachFrameIsLookedFor()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, Direction::ToServer, "ab\ncd\nef\ngh\n");
        const auto lines = cutBy(log, "line");
        const auto pairs = cutBy(log, "fixed:6");
        Job job;
        QCOMPARE_EQ(framesAlike(*lines, {0, 4}, *pairs, job).text(), std::string("1-2"));
        QCOMPARE_EQ(framesAlike(*lines, {3, 4}, *pairs, job).text(), std::string("2"));
        QCOMPARE_EQ(framesAlike(*pairs, {0, 2}, *lines, job).text(), std::string("1,3"));
        QVERIFY(framesAlike(*pairs, {}, *lines, job).empty());
    }

    void whatIsInNoFrameYetIsInTheLast()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, Direction::ToServer, "abcdefghij");
        const auto bytes = cutBy(log, "fixed:1");
        const auto fours = cutBy(log, "fixed:4");
        QCOMPARE_EQ(bytes->count(), 10U);
        QCOMPARE_EQ(fours->count(), 2U);
        Job job;
        QCOMPARE_EQ(framesAlike(*bytes, {9, 10}, *fours, job).text(), std::string("2"));
        const auto none = cutBy(log, "fixed:40");
        QVERIFY(framesAlike(*bytes, {9, 10}, *none, job).empty());
    }

    void itIsAsIfEachWereLookedFor()
    {
        static constexpr std::array framers{"line", "fixed:1", "fixed:5", "fixed:64", "none"};
        const std::size_t rounds = sized(300, 60);
        for (unsigned seed = 0; seed < rounds; ++seed) {
            std::mt19937 random(seed);
            const auto log = talk(random);
            const auto former = cutBy(log, framers[random() % framers.size()]);
            const auto now = cutBy(log, framers[random() % framers.size()]);
            RowRanges frames;
            for (std::uint32_t frame = 0; frame < former->count(); ++frame)
                if (random() % 3 != 0)
                    frames.add(frame, frame + 1);
            Job job;
            QCOMPARE_EQ(framesAlike(*former, frames, *now, job).text(), eachAlike(*former, frames, *now).text());
        }
    }

    void aCancelledSearchFindsNothing()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0).put(0, Direction::ToServer, "ab\ncd\n");
        const auto lines = cutBy(log, "line");
        Job job;
        job.cancel();
        QVERIFY(framesAlike(*lines, {0, 2}, *lines, job).empty());
        QVERIFY(!job.finished());
    }
};

FRAMELENS_TEST(TstFramesAlike)
#include "tst_frames_alike.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find finds what a plain search in each frame finds: over whole runs of a file, frame by frame, onward and backward.
#include "core/decode/format.h"
#include "core/filter/find.h"
#include "core/filter/find_frame.h"
#include "core/stream/capture_streams.h"
#include "core/stream/recording.h"
#include "tests/support/capture_builder.h"
#include "tests/support/memory_spool.h"
#include "tests/support/open_capture.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <random>
#include <set>

using namespace framelens;
using namespace framelens::test;

namespace {

const std::shared_ptr<const Registry> &registry()
{
    static const auto made = Registry::builtIn();
    return made;
}

std::shared_ptr<const FindNeedle> needleOf(const FindQuery &query) { return FindNeedle::compile(query, registry()).value_or(nullptr); }

using Random = std::independent_bits_engine<std::mt19937, 31, std::uint32_t>;

constexpr FindRange everything{{}, {UINT32_MAX, 0}};

// The same frames, without saying how they lie.
class Scattered final : public FrameSource
{
public:
    explicit Scattered(std::shared_ptr<const FrameSource> source)
        : m_source(std::move(source))
    {
    }
    std::uint32_t count() const override { return m_source->count(); }
    FrameRef frame(std::uint32_t frame) const override { return m_source->frame(frame); }
    FrameView view(std::uint32_t frame) const override { return m_source->view(frame); }
    std::uint32_t generation() const override { return m_source->generation(); }
    std::int64_t firstTimeNs() const override { return m_source->firstTimeNs(); }

private:
    std::shared_ptr<const FrameSource> m_source;
};

std::string textOf(const std::vector<FindHit> &hits)
{
    std::string text;
    for (const FindHit &hit : hits)
        text += std::to_string(hit.place.frame) + "@" + std::to_string(hit.place.position) + "+" + std::to_string(hit.size) + " ";
    return text;
}

std::vector<FindHit> allOf(const std::shared_ptr<const FindNeedle> &needle, std::shared_ptr<const FrameSource> source,
                           FindRange range = everything, FindWhere where = FindWhere::Frames)
{
    Find find(needle, where, {.source = std::move(source)});
    Job job;
    return find.all(range, SIZE_MAX, job);
}

std::vector<FindHit> backward(const std::shared_ptr<const FindNeedle> &needle, std::shared_ptr<const FrameSource> source,
                              FindRange range = everything, FindWhere where = FindWhere::Frames)
{
    Find find(needle, where, {.source = std::move(source)});
    Job job;
    std::vector<FindHit> hits;
    while (const auto hit = find.last(range, job)) {
        hits.insert(hits.begin(), *hit);
        range.until = hit->place;
    }
    return hits;
}

// Each frame by itself.
std::vector<FindHit> plainly(const FindNeedle &needle, const FrameSource &source, FindRange range)
{
    std::vector<FindHit> hits;
    for (std::uint32_t frame = 0; frame < source.count(); ++frame) {
        const FrameView view = source.view(frame);
        for (const FoundBytes &found : findInBytes(needle, view.bytes.bytes(), SIZE_MAX))
            if (const FindHit hit{{frame, found.offset}, found.size}; hit.place >= range.from && hit.place < range.until)
                hits.push_back(hit);
    }
    return hits;
}

// Frames of few different bytes, some empty; records have such bytes in their headers too.
Buffer dull(Random &random, bool isPcapng)
{
    PcapBuilder pcap;
    PcapngBuilder pcapng;
    pcapng.section().interface();
    for (unsigned count = random() % 30; count-- > 0;) {
        Buffer frame(random() % 60);
        for (std::byte &byte : frame)
            byte = static_cast<std::byte>(random() % 3);
        if (isPcapng)
            pcapng.enhanced(frame, random() % 3, 0, random() % 2 == 0 ? PcapngBuilder::OptionList{comment(std::string(random() % 5, '\1'))}
                                                                       : PcapngBuilder::OptionList{});
        else
            pcap.frame(frame);
    }
    return isPcapng ? pcapng.bytes() : pcap.bytes();
}

std::string hexOf(Random &random)
{
    std::string text;
    for (unsigned count = 1 + random() % 4; count-- > 0;)
        text += "0" + std::to_string(random() % 3);
    return text;
}

} // namespace

class TstFind : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatAPlainSearchFinds()
    {
        Random random(11);
        for (int round = 0; round < 300; ++round) {
            const OpenedCapture opened(dull(random, round % 2 == 0));
            QVERIFY(opened.isOpen());
            const auto source = opened.shared();
            FindQuery query{FindKind::Hex, hexOf(random)};
            if (round % 5 == 0)
                query = {FindKind::Text, std::string(1 + random() % 2, '\1'), true, true};
            if (round % 7 == 0)
                query = {FindKind::Expression, "\\x01(\\x02+|\\x00)"};
            const auto needle = needleOf(query);
            const FindRange range{{random() % 32, random() % 60}, {random() % 40, random() % 60}};
            const std::string plain = textOf(plainly(*needle, *source, range));
            QCOMPARE_EQ(textOf(allOf(needle, source, range)), plain);
            QCOMPARE_EQ(textOf(backward(needle, source, range)), plain);
            QCOMPARE_EQ(textOf(allOf(needle, std::make_shared<Scattered>(source), range)), plain);
            QCOMPARE_EQ(textOf(backward(needle, std::make_shared<Scattered>(source), range)), plain);
        }
    }

    void longCapturesAreSearchedAsShortOnes()
    {
        const OpenedCapture opened(mixedPcap(6000)); // some megabytes: several runs
        for (const FindQuery &query : {FindQuery{FindKind::Hex, "08 00 45"}, FindQuery{FindKind::Hex, "00"}, FindQuery{FindKind::Text, "Ab"},
                                       FindQuery{FindKind::Text, "x", false, true}}) {
            const auto needle = needleOf(query);
            const std::string plain = textOf(plainly(*needle, *opened.shared(), everything));
            QVERIFY(!plain.empty());
            QVERIFY(textOf(allOf(needle, opened.shared())) == plain);
            if (query.text != "00")
                QVERIFY(textOf(backward(needle, opened.shared())) == plain);
        }
    }

    void aHitNeverCrossesTheBorderOfAFrame()
    {
        PcapBuilder pcap;
        const auto text = [](std::string_view bytes) { return Buffer(asBytes(bytes).begin(), asBytes(bytes).end()); };
        pcap.frame(text("..need")).frame(text("le..needle")).frame(text("needle")).frame({}).frame(text("needl"));
        const OpenedCapture opened(pcap.bytes());
        QCOMPARE_EQ(textOf(allOf(needleOf({FindKind::Text, "NEEDLE"}), opened.shared())), "1@4+6 2@0+6 ");
    }

    void aHitIsNeverInARecordsHeader()
    {
        PcapBuilder pcap;
        pcap.frame(Buffer(0x1234, std::byte{7}));
        const OpenedCapture opened(pcap.bytes());
        const auto length = needleOf({FindKind::Hex, "34 12 00 00"}); // as the header has it
        QVERIFY(length->patterns()[0].first(opened.capture().store()->bytes(), 0, SIZE_MAX));
        QVERIFY(allOf(length, opened.shared()).empty());
        QVERIFY(backward(length, opened.shared()).empty());
    }

    void messagesOfARecordingAreSearchedInPiecesToo()
    {
        const auto log = std::make_shared<MemorySpool>();
        log->open(0);
        log->put(0, Direction::ToServer, "first nee").put(0, Direction::ToClient, "answer\n").put(0, Direction::ToServer, "dle line\nneedle\n");
        const auto recording = std::make_shared<Recording>(log, registry(), RecordingOptions{.framer = parseFramer("line").value()});
        Job job;
        while (recording->advance(job, true)) { }
        const auto needle = needleOf({FindKind::Text, "needle"});
        const std::string found = textOf(allOf(needle, recording));
        QCOMPARE_EQ(found, textOf(plainly(*needle, *recording, everything)));
        QCOMPARE_EQ(std::ranges::count(found, '@'), 2);
        QCOMPARE_EQ(textOf(backward(needle, recording)), found);
    }

    void fieldValuesAreSearchedAsTheyAreShown()
    {
        const OpenedCapture opened(sampleCapture());
        const Dissector dissector(registry());
        for (const FindQuery &query : {FindQuery{FindKind::Text, "example"}, FindQuery{FindKind::Text, "TCP (6)", true}, FindQuery{FindKind::Expression, "^192\\.\\d+"}}) {
            const auto needle = needleOf(query);
            std::vector<FindHit> plain;
            for (std::uint32_t frame = 0; frame < opened.capture().count(); ++frame) {
                Dissection dissection;
                dissector.dissect(opened.capture().view(frame), dissection);
                for (const std::uint32_t field : findInFields(*needle, dissection)) {
                    std::string text;
                    TextSink sink(text);
                    writeValue(sink, dissection, dissection.fields()[field]);
                    QVERIFY(!findInBytes(*needle, asBytes(text), 1).empty());
                    plain.push_back({{frame, field}, 0});
                }
            }
            QVERIFY2(!plain.empty(), query.text.c_str());
            QCOMPARE_EQ(textOf(allOf(needle, opened.shared(), everything, FindWhere::FieldValues)), textOf(plain));
            QCOMPARE_EQ(textOf(backward(needle, opened.shared(), everything, FindWhere::FieldValues)), textOf(plain));
        }
    }

    void aFilterFindsTheFramesThatPass()
    {
        const OpenedCapture opened(sampleCapture());
        const auto needle = needleOf({FindKind::Display, "dns or frame.len > 900"});
        FilterSearch search(needle->filter(), {.source = opened.shared()});
        Job job;
        search.advance(opened.capture().count(), 1, job);
        std::string passing;
        for (std::size_t i = 0; i < search.matches().size(); ++i)
            passing += std::to_string(search.matches()[i]) + "@0+0 ";
        QVERIFY(!passing.empty());
        QCOMPARE_EQ(textOf(allOf(needle, opened.shared())), passing);
        QCOMPARE_EQ(textOf(backward(needle, opened.shared())), passing);
    }

    void hiddenFramesAreSkipped()
    {
        const OpenedCapture opened(mixedPcap(200));
        const auto needle = needleOf({FindKind::Hex, "08 00"});
        const auto isShown = [](std::uint32_t frame) { return frame % 3 == 1; };
        for (const auto &source : {std::shared_ptr<const FrameSource>(opened.shared()), std::shared_ptr<const FrameSource>(std::make_shared<Scattered>(opened.shared()))}) {
            Find find(needle, FindWhere::Frames, {.source = source}, isShown);
            Job job;
            std::vector<FindHit> shown;
            for (const FindHit &hit : plainly(*needle, *source, everything))
                if (isShown(hit.place.frame))
                    shown.push_back(hit);
            QVERIFY(!shown.empty());
            QCOMPARE_EQ(textOf(find.all(everything, SIZE_MAX, job)), textOf(shown));
            QCOMPARE(find.last(everything, job), shown.back());
        }
    }

    void goesRoundOnceAndSaysSo()
    {
        PcapBuilder pcap;
        for (const char *text : {"..x.", "....", "x..x"})
            pcap.frame(asBytes(text));
        const OpenedCapture opened(pcap.bytes());
        const auto around = [&](const char *text, FindPlace from, bool isOnward) {
            Find find(needleOf({FindKind::Text, text}), FindWhere::Frames, {.source = opened.shared()});
            Job job;
            const FindOutcome outcome = findAround(find, everything, from, isOnward, job);
            return (outcome.hit ? textOf({*outcome.hit}) : "none ") + (outcome.wrapped ? "wrapped" : "straight");
        };
        QCOMPARE_EQ(around("x", {0, 0}, true), "0@2+1 straight");
        QCOMPARE_EQ(around("x", {0, 2}, true), "0@2+1 straight");
        QCOMPARE_EQ(around("x", {0, 3}, true), "2@0+1 straight");
        QCOMPARE_EQ(around("x", {2, 4}, true), "0@2+1 wrapped");
        QCOMPARE_EQ(around("x", {2, 3}, false), "2@0+1 straight");
        QCOMPARE_EQ(around("x", {0, 2}, false), "2@3+1 wrapped");
        QCOMPARE_EQ(around("y", {1, 0}, true), "none wrapped");
        QCOMPARE_EQ(around("y", {1, 0}, false), "none wrapped");
    }

    void cancelledItHasThoseBeforeAPlace()
    {
        const OpenedCapture opened(mixedPcap(300));
        const auto needle = needleOf({FindKind::Hex, "00"});
        const std::vector<FindHit> all = allOf(needle, opened.shared());
        std::uint32_t asked = 0;
        Job job;
        Find find(needle, FindWhere::Frames, {.source = opened.shared()}, [&](std::uint32_t) {
            if (++asked == 500)
                job.cancel();
            return true;
        });
        const std::vector<FindHit> some = find.all(everything, SIZE_MAX, job);
        QVERIFY(!some.empty() && some.size() < all.size());
        QVERIFY(std::equal(some.begin(), some.end(), all.begin()));
        QVERIFY(!find.first(everything, job));
        QVERIFY(!find.last(everything, job));
    }

    void noMoreHitsAreListedThanAsked()
    {
        const OpenedCapture opened(mixedPcap(100));
        const auto needle = needleOf({FindKind::Hex, "00"});
        Find find(needle, FindWhere::Frames, {.source = opened.shared()});
        Job job;
        QCOMPARE_EQ(find.all(everything, 17, job).size(), 17U);
    }

    void anExpressionThatExplodesGivesUp()
    {
        PcapBuilder pcap;
        for (std::uint32_t frame = 0; frame < Find::mostLimitsReached + 50; ++frame)
            pcap.frame(Buffer(40, std::byte{'a'}));
        const OpenedCapture opened(pcap.bytes());
        Find find(needleOf({FindKind::Expression, "^(a|aa)+[yz]"}), FindWhere::Frames, {.source = opened.shared()});
        Job job;
        const FindOutcome outcome = findAround(find, everything, {}, true, job);
        QVERIFY(!outcome.hit && outcome.gaveUp);
        QCOMPARE_EQ(find.frameLimitsReached(), Find::mostLimitsReached);
    }

    void lostBytesHoldNoHit()
    {
        PcapBuilder pcap;
        for (int frame = 0; frame < 20; ++frame)
            pcap.frame(Buffer(4096, std::byte{0}));
        const OpenedCapture opened(pcap.bytes());
        const auto needle = needleOf({FindKind::Hex, "00 00 00 00"});
        opened.file().resize(24 + 16 + 4096);
        opened.capture().check();
        for (const FindHit &hit : allOf(needle, opened.shared()))
            QCOMPARE_EQ(hit.place.frame, 0U);
        QCOMPARE_EQ(backward(needle, opened.shared(), {{0, 4000}, {UINT32_MAX, 0}}).size(), 93U);
    }

    void anEmptyCaptureHoldsNothing()
    {
        const OpenedCapture opened(PcapBuilder().bytes());
        for (const FindKind kind : {FindKind::Hex, FindKind::Expression, FindKind::Display}) {
            const auto needle = needleOf({kind, kind == FindKind::Display ? "frame" : "00"});
            QVERIFY(allOf(needle, opened.shared()).empty());
            QVERIFY(backward(needle, opened.shared()).empty());
        }
    }
};

FRAMELENS_TEST(TstFind)
#include "tst_find.moc"

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames sorted by columns and fields, beside std::stable_sort over the values that dissections hold.
#include "core/decode/format.h"
#include "core/filter/frame_sort.h"
#include "core/stream/capture_streams.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/packet_builder.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <numeric>
#include <random>

using namespace framelens;
using namespace framelens::test;

namespace {

// A value as the test reads it: kind, number, text. Compared in that order.
struct Plain
{
    int kind = 0;
    std::int64_t number = 0;
    std::string text = {};
    auto operator<=>(const Plain &) const = default;
};

using PlainKey = std::function<std::optional<Plain>(const Dissection &, const FrameSource &, std::uint32_t)>;

std::string textOf(const auto &write)
{
    std::string text;
    TextSink sink(text);
    write(sink);
    return text;
}

std::string rawText(Bytes bytes)
{
    std::string text;
    for (const std::byte byte : bytes)
        text.push_back(static_cast<char>(byte));
    return text;
}

std::optional<Plain> plainAddress(const Dissection &dissection, Column column)
{
    const Field *field = dissection.column(column);
    if (field == nullptr)
        return {};
    switch (field->spec->type) {
    case FieldType::Ipv4: return Plain{0, static_cast<std::int64_t>(field->value)};
    case FieldType::Ipv6: return Plain{1, 0, rawText(dissection.bytesOf(*field))};
    case FieldType::Mac: return Plain{2, static_cast<std::int64_t>(field->value)};
    default: return Plain{3, 0, textOf([&](TextSink &sink) { writeValue(sink, dissection, *field); })};
    }
}

PlainKey firstField(std::string_view name)
{
    return [name](const Dissection &dissection, const FrameSource &, std::uint32_t) -> std::optional<Plain> {
        for (const Field &field : dissection.fields()) {
            const bool isMeant = field.spec->name == name || std::ranges::find(field.spec->aliases, name) != field.spec->aliases.end();
            if (!isMeant)
                continue;
            if (field.spec->type == FieldType::Text)
                return Plain{0, 0, textOf([&](TextSink &sink) { field.spec->text(sink, dissection, field); })};
            if (field.spec->type == FieldType::Ipv6)
                return Plain{0, 0, rawText(dissection.bytesOf(field))};
            if (field.spec->type == FieldType::Duration || field.spec->type == FieldType::AbsoluteTime)
                return Plain{0, static_cast<std::int64_t>(field.value)};
            return Plain{0, static_cast<std::int64_t>(field.value)};
        }
        return {};
    };
}

// Frames of many kinds in no order: addresses of both families, names, lengths, some that are cut.
Buffer disorderly(std::uint32_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    PcapBuilder pcap;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto time = captureStartNs + static_cast<std::int64_t>(below(50)) * 1'000'000;
        const Ends v4{ip4(10, below(3), 0, below(200)), ip4(192, 168, below(2), below(200)), static_cast<std::uint16_t>(1000 + below(60)), 9999};
        const Ends v6{ip6({0x2001, 0xdb8, 0, 0, 0, 0, static_cast<std::uint16_t>(below(4)), static_cast<std::uint16_t>(below(300))}),
                      ip6({0xfe80, 0, 0, 0, 0, 0, 0, static_cast<std::uint16_t>(below(3))}), 53, 12'345};
        const Buffer payload(below(300), std::byte{static_cast<unsigned char>(below(256))});
        Buffer frame = below(4) == 0 ? udpFrame(v6, payload) : udpFrame(v4, payload);
        if (below(5) == 0)
            frame = tcpFrame(v4, {.sequence = below(100'000)}, payload);
        if (below(9) == 0)
            frame = ethernet({1, 2, 3, 4, 5, static_cast<std::uint8_t>(below(9))}, {9, 8, 7, 6, 5, static_cast<std::uint8_t>(below(200))},
                             ether_type::arp,
                             arp(1, {9, 8, 7, 6, 5, 4}, ip4(10, 0, 0, 1), {}, ip4(10, 0, 0, static_cast<std::uint8_t>(below(250)))));
        const auto whole = static_cast<std::uint32_t>(frame.size());
        if (below(12) == 0)
            frame.resize(below(40));
        pcap.frame(frame, time, whole);
    }
    return std::move(pcap).bytes();
}

class Sorted
{
public:
    explicit Sorted(Bytes capture)
        : m_opened(capture)
        , m_registry(Registry::builtIn())
    {
    }

    std::shared_ptr<const FrameSource> source() const { return m_opened.shared(); }
    std::uint32_t count() const { return m_opened.capture().count(); }
    FrameOrder all() const
    {
        FrameOrder frames(count());
        std::iota(frames.begin(), frames.end(), 0U);
        return frames;
    }
    FrameOrder by(const SortKey &key, const SortOptions &options = {}) const { return by(all(), key, options); }
    FrameOrder by(FrameOrder frames, const SortKey &key, const SortOptions &options = {}) const
    {
        Job job;
        const auto order = sortFrames(std::move(frames), key, {.source = source()}, m_registry, options, job);
        return order ? *order : FrameOrder();
    }
    SortKey field(std::string_view name, bool isDescending = false) const
    {
        SortKey key = sortKeyOf(name, m_registry).value();
        key.isDescending = isDescending;
        return key;
    }
    FrameOrder plainly(FrameOrder frames, const PlainKey &key, bool isDescending) const
    {
        const Dissector dissector(m_registry);
        std::vector<std::optional<Plain>> values(count());
        Dissection dissection;
        for (std::uint32_t frame = 0; frame < count(); ++frame) {
            dissector.dissect(source()->frame(frame), dissection);
            values[frame] = key(dissection, *source(), frame);
        }
        std::ranges::stable_sort(frames, [&](std::uint32_t a, std::uint32_t b) {
            if (!values[a] || !values[b])
                return values[a].has_value() && !values[b];
            return isDescending ? *values[b] < *values[a] : *values[a] < *values[b];
        });
        return frames;
    }
    const std::shared_ptr<const Registry> &registry() const { return m_registry; }

private:
    OpenedCapture m_opened;
    std::shared_ptr<const Registry> m_registry;
};

struct Case
{
    const char *name;
    SortBy by;
    PlainKey plain;
};

std::vector<Case> cases()
{
    const auto column = [](SortBy by, Column which) {
        return Case{which == Column::Source ? "source" : "destination", by,
                    [which](const Dissection &dissection, const FrameSource &, std::uint32_t) { return plainAddress(dissection, which); }};
    };
    const auto text = [](const char *name, SortBy by, auto write) {
        return Case{name, by, [write](const Dissection &dissection, const FrameSource &, std::uint32_t) -> std::optional<Plain> {
                        Plain plain{0, 0, textOf([&](TextSink &sink) { write(dissection, sink); }).substr(0, SortKeyMaker::mostBytes)};
                        return plain.text.empty() ? std::nullopt : std::optional(plain);
                    }};
    };
    return {
        {"number", SortBy::Number, [](const Dissection &, const FrameSource &, std::uint32_t frame) { return Plain{0, frame}; }},
        {"time", SortBy::Time, [](const Dissection &dissection, const FrameSource &, std::uint32_t) { return Plain{0, dissection.frame().timeNs}; }},
        {"delta", SortBy::Delta,
         [](const Dissection &dissection, const FrameSource &source, std::uint32_t frame) {
             return Plain{0, frame == 0 ? 0 : dissection.frame().timeNs - source.frame(frame - 1).info.timeNs};
         }},
        {"length", SortBy::Length,
         [](const Dissection &dissection, const FrameSource &, std::uint32_t) { return Plain{0, dissection.frame().originalLength}; }},
        column(SortBy::Source, Column::Source),
        column(SortBy::Destination, Column::Destination),
        text("protocol", SortBy::Protocol, [](const Dissection &dissection, TextSink &sink) { dissection.writeProtocol(sink); }),
        text("info", SortBy::Info, [](const Dissection &dissection, TextSink &sink) { dissection.writeInfo(sink); }),
    };
}

// As if its file were overwritten all the time: no frame has the same length twice.
class Restless final : public FrameSource
{
public:
    explicit Restless(std::uint32_t count)
        : m_count(count)
    {
    }
    std::uint32_t count() const override { return m_count; }
    FrameRef frame(std::uint32_t frame) const override
    {
        const std::uint32_t call = ++m_calls;
        if (call == cancelsAt)
            job->cancel();
        FrameInfo info;
        info.number = frame + 1;
        info.originalLength = call * 2'654'435'761U;
        return {info, {}};
    }
    FrameView view(std::uint32_t frame) const override { return {this->frame(frame).info, {}, {}}; }
    std::uint32_t generation() const override { return 1; }
    std::int64_t firstTimeNs() const override { return 0; }
    std::uint32_t calls() const { return m_calls; }

    Job *job = nullptr;
    std::uint32_t cancelsAt = 0; // counted from 1

private:
    std::uint32_t m_count;
    mutable std::atomic<std::uint32_t> m_calls{0};
};

FrameOrder numbersTo(std::uint32_t count)
{
    FrameOrder frames(count);
    std::iota(frames.begin(), frames.end(), 0U);
    return frames;
}

} // namespace

class TstFrameSort : public QObject
{
    Q_OBJECT

private slots:
    void columnsStandAsAStableSortOfTheirValues()
    {
        for (const std::uint64_t seed : {1U, 2U, 3U}) {
            const Sorted sorted(disorderly(700, seed));
            for (const Case &one : cases())
                for (const bool isDescending : {false, true})
                    QVERIFY2(sorted.by({.by = one.by, .isDescending = isDescending}) == sorted.plainly(sorted.all(), one.plain, isDescending),
                             one.name);
        }
    }

    void fieldsStandByValueAndFramesWithoutThemLast()
    {
        const Sorted sorted(disorderly(700, 4));
        for (const char *name : {"ip.src", "ipv6.src", "udp.srcport", "tcp.seq_raw", "udp.port", "arp.dst.proto_ipv4", "eth.src", "ip.ttl"})
            for (const bool isDescending : {false, true})
                QVERIFY2(sorted.by(sorted.field(name, isDescending)) == sorted.plainly(sorted.all(), firstField(name), isDescending), name);
    }

    void theSampleStandsAsAStableSortOfItsValues()
    {
        const Sorted sorted(sampleCapture());
        for (const Case &one : cases())
            QVERIFY2(sorted.by({.by = one.by}) == sorted.plainly(sorted.all(), one.plain, false), one.name);
        for (const char *name : {"dns.qry.name", "http.host", "frame.time_epoch", "tcp.dstport"})
            QVERIFY2(sorted.by(sorted.field(name, true)) == sorted.plainly(sorted.all(), firstField(name), true), name);
    }

    void runsMergeIntoWhatOneRunWouldBe_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<qulonglong>("keyBytes");
        QTest::newRow("keys kept") << 1 << ~0ULL;
        QTest::newRow("keys made anew") << 1 << 0ULL;
        QTest::newRow("some kept, threads") << 3 << 2'000'000ULL;
        QTest::newRow("made anew, threads") << 2 << 0ULL;
    }
    void runsMergeIntoWhatOneRunWouldBe()
    {
        QFETCH(const int, threads);
        QFETCH(const qulonglong, keyBytes);
        static const Sorted sorted(disorderly(static_cast<std::uint32_t>(sized(140'000, 70'000)), 5)); // two runs, three runs
        const SortOptions options{.threads = static_cast<unsigned>(threads), .keyBytes = keyBytes};
        for (const Case &one : cases()) {
            if (one.by != SortBy::Source && one.by != SortBy::Info && one.by != SortBy::Delta)
                continue;
            const bool isDescending = one.by != SortBy::Source;
            QVERIFY2(sorted.by({.by = one.by, .isDescending = isDescending}, options) == plainlyOnce(sorted, one, isDescending), one.name);
        }
    }

    void someFramesAreSortedAsAllAre()
    {
        const Sorted sorted(disorderly(500, 6));
        FrameOrder every3rd;
        for (std::uint32_t frame = 1; frame < sorted.count(); frame += 3)
            every3rd.push_back(frame);
        for (const Case &one : cases())
            QVERIFY2(sorted.by(every3rd, {.by = one.by}) == sorted.plainly(every3rd, one.plain, false), one.name);
        QVERIFY(sorted.by(FrameOrder(), {.by = SortBy::Info}).empty());
    }

    void equalFramesKeepTheOrderThatWasGiven()
    {
        const Sorted sorted(disorderly(100, 7));
        FrameOrder backwards = sorted.all();
        std::ranges::reverse(backwards);
        QCOMPARE(sorted.by(backwards, sorted.field("ip.version")), sorted.plainly(backwards, firstField("ip.version"), false));
    }

    void textsAreComparedAsFarAsTheirKeysReach()
    {
        PcapBuilder pcap({.linkType = 1});
        for (const char last : {'b', 'a'})
            for (const std::size_t size : {std::size_t{3}, std::size_t{7}, std::size_t{8}, std::size_t{9}, std::size_t{500}})
                pcap.frame(udpFrame({ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 1, 2},
                                    [&] { Buffer text(size, std::byte{'x'}); text.back() = std::byte(last); return text; }()));
        const Sorted sorted(pcap.bytes());
        // "xxa" is before "xxxxxxa", that before "xxxxxxxa": 'a' and 'b' before 'x'.
        QCOMPARE(sorted.by(sorted.field("data.data")), (FrameOrder{5, 0, 6, 1, 7, 2, 8, 3, 9, 4}));
    }

    void aCancelledSortGivesNothing()
    {
        const Sorted sorted(disorderly(5000, 8));
        Job job;
        job.cancel();
        QVERIFY(sortFrames(sorted.all(), {.by = SortBy::Info}, {.source = sorted.source()}, sorted.registry(), {}, job) == nullptr);
    }

    void aFileThatChangesMeanwhileLeavesEachFrameOnce()
    {
        const std::uint32_t count = 140'000; // three runs
        for (const unsigned threads : {1U, 2U, 3U, 8U}) {
            const auto source = std::make_shared<Restless>(count);
            Job job;
            const auto order = sortFrames(numbersTo(count), {.by = SortBy::Length}, {.source = source}, Registry::builtIn(),
                                          {.threads = threads, .keyBytes = 0}, job);
            QVERIFY(order);
            QVERIFY(source->calls() > count); // keys were made anew
            FrameOrder frames = *order;
            std::ranges::sort(frames);
            QVERIFY(frames == numbersTo(count));
        }
    }

    void aSortCancelledBetweenItsRunsAndTheirMergingEndsSoon()
    {
        const std::uint32_t count = 140'000;
        const auto source = std::make_shared<Restless>(count);
        Job job;
        source->job = &job;
        source->cancelsAt = count + 1;
        QVERIFY(sortFrames(numbersTo(count), {.by = SortBy::Length}, {.source = source}, Registry::builtIn(), {.threads = 3, .keyBytes = 0}, job) == nullptr);
        QVERIFY2(source->calls() <= count + 2, qPrintable(QString::number(source->calls())));
    }

    void progressEndsWithAll()
    {
        const Sorted sorted(disorderly(3000, 9));
        Job job;
        QVERIFY(sortFrames(sorted.all(), {.by = SortBy::Length}, {.source = sorted.source()}, sorted.registry(), {}, job));
        QCOMPARE_EQ(job.done(), 3000U);
        QCOMPARE_EQ(job.total(), 3000U);
    }

    void messagesOfStreamsAreSortedAsTheyAreShown()
    {
        const OpenedCapture opened(sampleCapture());
        const auto registry = Registry::builtIn();
        const auto streams = std::make_shared<CaptureStreams>(opened.shared(), registry, std::make_shared<Bindings>(), nullptr);
        Job pass;
        while (streams->advance(pass)) { }
        const SearchedFrames where{.source = streams, .view = [streams](std::uint32_t frame) { return streams->wholeView(frame); }};
        FrameOrder frames(streams->count());
        std::iota(frames.begin(), frames.end(), 0U);
        Job job;
        const auto order = sortFrames(frames, {.by = SortBy::Info}, where, registry, {.threads = 2}, job);
        QVERIFY(order);
        std::vector<std::string> texts(frames.size());
        Dissection dissection;
        for (const std::uint32_t frame : frames) {
            const FrameView view = streams->wholeView(frame);
            Dissector(registry).dissect(view, dissection);
            texts[frame] = textOf([&](TextSink &sink) { dissection.writeInfo(sink); });
        }
        std::ranges::stable_sort(frames, [&](std::uint32_t a, std::uint32_t b) {
            return texts[a].empty() || texts[b].empty() ? !texts[a].empty() && texts[b].empty() : texts[a] < texts[b];
        });
        QVERIFY(*order == frames);
    }

    void aConditionIsNoColumn()
    {
        const auto registry = Registry::builtIn();
        QVERIFY(sortKeyOf("tcp.port", registry));
        QVERIFY(sortKeyOf("ip.src#1", registry));
        QVERIFY(!sortKeyOf("tcp.port == 80", registry));
        QVERIFY(!sortKeyOf("tcp.prot", registry));
        QVERIFY(!sortKeyOf("", registry));
    }

private:
    // Of the big capture: the same for all rows of the table.
    static const FrameOrder &plainlyOnce(const Sorted &sorted, const Case &one, bool isDescending)
    {
        static std::map<SortBy, FrameOrder> orders;
        auto &order = orders[one.by];
        if (order.empty())
            order = sorted.plainly(sorted.all(), one.plain, isDescending);
        return order;
    }
};

FRAMELENS_TEST(TstFrameSort)
#include "tst_frame_sort.moc"

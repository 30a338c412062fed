// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which frames of the sample capture pass: tables that were compared with tshark, and what must hold for any filter.
#include "core/base/row_ranges.h"
#include "core/filter/filter_search.h"
#include "core/stream/capture_streams.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/packet_builder.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

struct Row
{
    std::string filter;
    std::string ours;
    QByteArray line;
};

std::vector<Row> rowsOf(const QString &name)
{
    QFile file(QStringLiteral(FRAMELENS_SOURCE_DIR "/tests/data/") + name);
    std::vector<Row> rows;
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().chopped(1);
        const QList<QByteArray> cells = line.split('\t');
        if (!line.startsWith('#') && cells.size() >= 2)
            rows.push_back({cells[0].toStdString(), cells[1].toStdString(), line});
    }
    return rows;
}

// The sample with its conversations; filters over it.
class Sample
{
public:
    Sample()
        : m_opened(sampleCapture())
        , m_registry(Registry::builtIn())
        , m_bindings(std::make_shared<Bindings>())
        , m_streams(std::make_shared<CaptureStreams>(m_opened.shared(), m_registry, m_bindings, nullptr))
    {
        Job pass;
        while (m_streams->advance(pass)) { }
    }

    std::uint32_t count() const { return m_streams->count(); }
    SearchedFrames frames() const
    {
        return {.source = m_streams,
                .view = [streams = m_streams](std::uint32_t frame) { return streams->wholeView(frame); },
                .bindings = m_bindings};
    }
    FilterResult<RowRanges> passing(std::string_view text, unsigned threads = 2) const
    {
        const auto filter = Filter::compile(text, m_registry);
        if (!filter)
            return std::unexpected(filter.error());
        FilterSearch search(*filter, frames());
        Job job;
        search.advance(count(), threads, job);
        return rangesOf(search.matches());
    }
    static RowRanges rangesOf(const MatchList &matches)
    {
        RowRanges ranges;
        for (std::size_t i = 0; i < matches.size(); ++i)
            ranges.add(matches[i], matches[i] + 1);
        return ranges;
    }
    const std::shared_ptr<const Registry> &registry() const { return m_registry; }

private:
    OpenedCapture m_opened;
    std::shared_ptr<const Registry> m_registry;
    std::shared_ptr<const Bindings> m_bindings;
    std::shared_ptr<CaptureStreams> m_streams;
};

// The same frames; of no stream it is known what it cannot be.
class Uncertain final : public FrameSource
{
public:
    explicit Uncertain(const FrameSource &of)
        : m_of(of)
    {
    }
    std::uint32_t count() const override { return m_of.count(); }
    FrameRef frame(std::uint32_t frame) const override { return m_of.frame(frame); }
    FrameView view(std::uint32_t frame) const override { return m_of.view(frame); }
    std::uint32_t generation() const override { return m_of.generation(); }
    std::int64_t firstTimeNs() const override { return m_of.firstTimeNs(); }

private:
    const FrameSource &m_of;
};

} // namespace

class TstFilterFrames : public QObject
{
    Q_OBJECT

private slots:
    void passAsInTshark()
    {
        const auto rows = rowsOf(u"filters.tsv"_s);
        QVERIFY(rows.size() >= 300);
        for (const Row &row : rows) {
            const auto frames = m_sample.passing(row.filter);
            QVERIFY2(frames, row.line);
            QVERIFY2(frames->text() == row.ours, row.line + "\n here: " + QByteArray::fromStdString(frames->text()));
        }
    }

    void passOtherwiseOnlyWhereAReasonIsGiven()
    {
        const auto rows = rowsOf(u"filters_other.tsv"_s);
        QVERIFY(!rows.empty());
        for (const Row &row : rows) {
            QCOMPARE_EQ(row.line.count('\t'), 3);
            const auto frames = m_sample.passing(row.filter);
            const std::string here = frames ? frames->text() : "ERROR";
            QVERIFY2(here == row.ours, row.line + "\n here: " + QByteArray::fromStdString(here));
        }
    }

    void aFilterAndItsOppositeHoldEachFrameOnce()
    {
        for (const Row &row : rowsOf(u"filters.tsv"_s)) {
            if ((*Filter::compile(row.filter, m_sample.registry()))->needsNeighbours())
                continue; // what was shown before is something else for the opposite
            RowRanges frames = *m_sample.passing(row.filter);
            const auto opposite = m_sample.passing("!(" + row.filter + ")");
            QVERIFY2(opposite, row.line);
            const std::uint64_t sum = frames.count() + opposite->count();
            frames.add(*opposite);
            QVERIFY2(sum == m_sample.count() && frames.count() == m_sample.count(), row.line);
        }
    }

    void theNumberOfThreadsChangesNothing()
    {
        for (const char *filter : {"tcp", "tcp.port == 80 or dns", "frame.time_delta > 0.01", "http.request", "frame contains \"example\""})
            for (const unsigned threads : {1U, 3U, 8U})
                QCOMPARE_EQ(m_sample.passing(filter, threads)->text(), m_sample.passing(filter, 2)->text());
    }

    void aSearchInStepsFindsWhatOneFinds()
    {
        const auto filter = *Filter::compile("ip and frame.number % 3 == 1", m_sample.registry());
        FilterSearch search(filter, m_sample.frames());
        for (std::uint32_t end = 7; search.searched() < m_sample.count(); end += 7) {
            Job job;
            search.advance(end, 2, job);
            QCOMPARE_EQ(search.searched(), std::min(end, m_sample.count()));
        }
        QCOMPARE_EQ(Sample::rangesOf(search.matches()).text(), m_sample.passing(filter->text())->text());
    }

    void cancelledItKeepsWhatWasFoundAndGoesOn()
    {
        const auto filter = *Filter::compile("tcp", m_sample.registry());
        FilterSearch search(filter, m_sample.frames());
        Job cancelled;
        cancelled.cancel();
        search.advance(m_sample.count(), 2, cancelled);
        QVERIFY(search.searched() < m_sample.count());
        const RowRanges all = *m_sample.passing("tcp");
        QCOMPARE_EQ(Sample::rangesOf(search.matches()).text(), all.within(0, search.searched()).text());
        Job job;
        search.advance(m_sample.count(), 2, job);
        QCOMPARE_EQ(Sample::rangesOf(search.matches()).text(), all.text());
    }

    // What a stream cannot be by its ports and first bytes is not looked for in it: the answers stay what they are.
    void streamsThatCannotHoldItAreLeftAlone()
    {
        const SearchedFrames frames = m_sample.frames();
        const SearchedFrames whole{.source = std::make_shared<Uncertain>(*frames.source), .view = frames.view, .bindings = frames.bindings};
        std::size_t asked = 0;
        for (const Row &row : rowsOf(u"filters.tsv"_s)) {
            const auto filter = *Filter::compile(row.filter, m_sample.registry());
            if (!filter->needsMessages())
                continue;
            FilterSearch search(filter, whole);
            Job job;
            search.advance(m_sample.count(), 2, job);
            QCOMPARE_EQ(Sample::rangesOf(search.matches()).text(), m_sample.passing(row.filter)->text());
            ++asked;
        }
        QVERIFY(asked > 50);
    }

    void aFilterKnowsWhoseMessagesItNeeds()
    {
        const auto messages = [&](std::string_view text) { return (*Filter::compile(text, m_sample.registry()))->messagesOf(); };
        const auto bit = [&](std::string_view name) { return protocolBit(*m_sample.registry()->find(name)); };
        QCOMPARE_EQ(messages("http.host and ip"), bit("http"));
        QCOMPARE_EQ(messages("dns.qry.name or tls.record.content_type == 22"), bit("dns") | bit("tls"));
        QCOMPARE_EQ(messages("tcp.port == 80"), 0U);
        for (const char *text : {"http and data", "tcp.segment_data", "msg.body", "frame.protocols contains \"http\"", "_ws.col.info contains \"GET\" and http"})
            QCOMPARE_EQ(messages(text), ~std::uint64_t{0});
        const auto isBehindPorts = [&](std::string_view text) { return (*Filter::compile(text, m_sample.registry()))->isBehindPorts(); };
        QVERIFY(isBehindPorts("dns.qry.name contains \"a\" and not mqtt"));
        for (const char *text : {"dns and ip", "dns and frame.number > 3", "dns or frame.marked", "dns or data", "tcp"})
            QVERIFY2(!isBehindPorts(text), text);
    }

    void textsAreComparedAsTheyAreAndWhole()
    {
        const std::string cookie = "k\tv" + std::string(10'000, 'c') + "end";
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'000, 80};
        PcapBuilder file;
        file.frame(tcpFrame(ends, {}, asBytes("GET / HTTP/1.1\r\nCookie: " + cookie + "\r\n\r\n")));
        const OpenedCapture opened(file.bytes());
        for (const auto &[text, passes] : {std::pair("http.cookie contains \"end\"", 1U), std::pair("len(http.cookie) == 10006", 1U),
                                           std::pair("http.cookie[0:3] == \"k\\tv\"", 1U), std::pair("http.cookie contains \"U+0009\"", 0U)}) {
            const auto filter = Filter::compile(text, m_sample.registry());
            QVERIFY2(filter, text);
            FilterSearch search(*filter, {.source = opened.shared()});
            Job job;
            search.advance(1, 1, job);
            QVERIFY2(search.matches().size() == passes, text);
        }
    }

    void patternsThatExplodeGiveUp()
    {
        const auto filter = Filter::compile("frame matches \"(?s)^(.+.+)+(?!)\"", m_sample.registry());
        QVERIFY(filter);
        FilterSearch search(*filter, m_sample.frames());
        Job job;
        search.advance(10, 1, job);
        QCOMPARE_EQ(search.searched(), 10U);
        QVERIFY(search.limitsReached() > 0);
    }

    // Each "+ tcp.port" doubles the values.
    void calculationsThatExplodeHaveNoValue()
    {
        std::string sum = "tcp.port";
        for (int terms = 0; terms < 60; ++terms)
            sum += " + tcp.port";
        const auto filter = Filter::compile(sum + " > 0", m_sample.registry());
        QVERIFY(filter);
        const auto fewer = Filter::compile("tcp.port + tcp.port + tcp.port > 0", m_sample.registry());
        for (const auto &[asked, passes] : {std::pair(*filter, false), std::pair(*fewer, true)}) {
            FilterSearch search(asked, m_sample.frames());
            Job job;
            search.advance(m_sample.count(), 1, job);
            QCOMPARE_EQ(search.matches().size() != 0, passes);
            QCOMPARE_EQ(search.limitsReached() != 0, !passes);
        }
    }

    // A thousand values beside a thousand zeros: a million pairs, none of which has a value.
    void divisionsThatGiveNothingAreCountedToo()
    {
        std::string values = "tcp.port";
        std::string zeros = "{tcp.port & 0}";
        for (int terms = 1; terms < 10; ++terms) {
            values += " + tcp.port";
            zeros += " + {tcp.port & 0}";
        }
        const auto filter = Filter::compile("{" + values + "} / {" + zeros + "} == 1", m_sample.registry());
        QVERIFY(filter);
        FilterSearch search(*filter, m_sample.frames());
        Job job;
        search.advance(m_sample.count(), 1, job);
        QCOMPARE_EQ(search.matches().size(), 0U);
        QVERIFY(search.limitsReached() > 0);
    }

private:
    Sample m_sample;
};

FRAMELENS_TEST(TstFilterFrames)
#include "tst_filter_frames.moc"

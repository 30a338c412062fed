// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Filters over a capture, on one core and on two: processor time (CPU) and time on the clock. `items_per_second` is frames a second of
// processor time; `matches` how many passed. FRAMELENS_BENCH_BYTES says how large the capture is (64 MB). Beside it the least that
// any filter costs: a look at each frame's place and first bytes, and one that decodes everything.
#include "core/filter/filter_search.h"
#include "core/stream/capture_streams.h"
#include "tests/bench/traffic.h"
#include "tests/support/capture_builder.h"
#include "tests/support/exporting.h"
#include "tests/support/temp_folder.h"

#include <benchmark/benchmark.h>

#include <cstdlib>

using namespace framelens;
using namespace framelens::test;

namespace {

struct Source
{
    TempFolder folder;
    std::shared_ptr<Capture> capture;

    Source()
    {
        const char *given = std::getenv("FRAMELENS_BENCH_BYTES"); // NOLINT(concurrency-mt-unsafe): read only
        const std::uint64_t size = given != nullptr ? std::strtoull(given, nullptr, 10) : 64'000'000;
        constexpr std::size_t pieceBytes = 4'000'000;
        Traffic traffic;
        const std::string path = folder.write("traffic.pcap", PcapBuilder().bytes());
        for (std::uint64_t made = 0; made < size; made += pieceBytes) {
            PcapBuilder piece;
            while (piece.size() < pieceBytes)
                piece.frame(traffic.next());
            appendTo(path, Bytes(piece.bytes()).subspan(24));
        }
        capture = openedFile(path);
    }
};

const Source &source()
{
    static const Source made;
    return made;
}

void finished(benchmark::State &state, std::size_t matches)
{
    state.SetItemsProcessed(std::int64_t{source().capture->count()} * state.iterations());
    state.counters["matches"] = static_cast<double>(matches);
}

void bareLook(benchmark::State &state)
{
    constexpr std::uint32_t ahead = 8;
    const Capture &capture = *source().capture;
    std::size_t matches = 0;
    for (auto _ : state) {
        matches = 0;
        for (std::uint32_t frame = 0; frame < capture.count(); ++frame) {
            capture.prefetch(frame + ahead);
            const FrameRef ref = capture.frame(frame);
            matches += static_cast<std::size_t>(ref.bytes.size() > 37 && ref.bytes[23] == std::byte{6}); // TCP in IPv4
        }
        benchmark::DoNotOptimize(matches);
    }
    finished(state, matches);
}

void filter(benchmark::State &state, const char *text)
{
    const std::shared_ptr<const Registry> registry = Registry::builtIn();
    const auto compiled = Filter::compile(text, registry);
    if (!compiled) {
        state.SkipWithError(describe(compiled.error(), text).c_str());
        return;
    }
    std::size_t matches = 0;
    for (auto _ : state) {
        Job job;
        SearchedFrames frames{.source = source().capture};
        if ((*compiled)->needsStreams()) { // their pass is part of what the filter costs
            const auto streams = std::make_shared<CaptureStreams>(source().capture, registry, nullptr, nullptr);
            while (streams->advance(job)) { }
            frames = {.source = streams, .view = [streams](std::uint32_t frame) { return streams->wholeView(frame); }, .namesConversations = true};
        }
        FilterSearch search(*compiled, std::move(frames));
        search.advance(source().capture->count(), static_cast<unsigned>(state.range(0)), job);
        matches = search.matches().size();
    }
    finished(state, matches);
}

void port(benchmark::State &state) { filter(state, "tcp.port == 443"); }
void address(benchmark::State &state) { filter(state, "ip.addr == 10.0.0.9"); }
void length(benchmark::State &state) { filter(state, "frame.len > 1000"); }
void dnsName(benchmark::State &state) { filter(state, "dns.qry.name contains \"example\""); }
void bytesInFrame(benchmark::State &state) { filter(state, "frame contains \"example\""); }
void expression(benchmark::State &state) { filter(state, "dns.qry.name matches \"^host4.*org$\""); }
void ofStream(benchmark::State &state) { filter(state, "tcp.stream == 7"); }
void everything(benchmark::State &state) { filter(state, "_ws.col.info contains \"example\""); }

void threads(benchmark::internal::Benchmark *bench)
{
    bench->ArgName("threads")->Arg(1)->Arg(2)->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK(bareLook)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(port)->Apply(threads);
BENCHMARK(address)->Apply(threads);
BENCHMARK(length)->Apply(threads);
BENCHMARK(dnsName)->Apply(threads);
BENCHMARK(bytesInFrame)->Apply(threads);
BENCHMARK(expression)->Apply(threads);
BENCHMARK(ofStream)->Apply(threads);
BENCHMARK(everything)->Apply(threads);

} // namespace

BENCHMARK_MAIN();

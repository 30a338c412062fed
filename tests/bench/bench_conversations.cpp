// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The conversation pass over a capture in a warm page cache (see make_capture), `items_per_second` is frames; and what it takes
// on the heap, columns and table. With a file of TCP, also what it takes to give every frame with its messages, in order (`views`),
// and to lay out each conversation (`follow`):
//
//     bench_conversations FILE [--benchmark_...]
#include "core/capture/capture.h"
#include "core/stream/capture_streams.h"
#include "core/stream/conversations.h"

#include <benchmark/benchmark.h>

#include <cstdio>

namespace framelens {

namespace {

void pass(benchmark::State &state, const std::shared_ptr<Capture> &capture)
{
    const std::uint32_t count = capture->count();
    std::size_t heap = 0;
    std::size_t found = 0;
    for (auto _ : state) {
        Conversations conversations(capture, Registry::builtIn());
        conversations.add(count);
        heap = conversations.heapBytes();
        found = conversations.size();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
    state.counters["heap_per_frame"] = static_cast<double>(heap) / count;
    state.counters["conversations"] = static_cast<double>(found);
}

void views(benchmark::State &state, const std::shared_ptr<Capture> &capture)
{
    Job job;
    for (auto _ : state) {
        CaptureStreams streams(capture, Registry::builtIn(), {}, {});
        streams.advance(job);
        for (std::uint32_t frame = 0; frame < capture->count(); ++frame)
            benchmark::DoNotOptimize(streams.wholeView(frame));
        state.counters["heap_per_frame"] = static_cast<double>(streams.heapBytes()) / capture->count();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(capture->count()));
}

void follow(benchmark::State &state, const std::shared_ptr<Capture> &capture)
{
    Job job;
    for (auto _ : state) {
        CaptureStreams streams(capture, Registry::builtIn(), {}, {});
        streams.advance(job);
        for (std::size_t index = 0; index < streams.streamCount(); ++index)
            benchmark::DoNotOptimize(streams.follow(index, job));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(capture->count()));
}

} // namespace

} // namespace framelens

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "usage: bench_conversations FILE\n");
        return 1;
    }
    const auto capture = framelens::Capture::open(argv[1]);
    if (!capture) {
        std::fprintf(stderr, "%s\n", framelens::describe(capture.error()).c_str());
        return 2;
    }
    framelens::Job job;
    (*capture)->index(job);
    benchmark::RegisterBenchmark("pass", framelens::pass, *capture)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("views", framelens::views, *capture)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("follow", framelens::follow, *capture)->Unit(benchmark::kMillisecond);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

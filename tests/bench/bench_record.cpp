// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Recording what comes over a loopback socket into a spool, beside the bare loop of recv and write into a file on the same
// disk. Both take turns within one measurement, and "ratio" is what counts: above 1 the spool was faster. FRAMELENS_BENCH_BYTES
// says how much is sent each time (256 MB).
#include "core/bytes/spool.h"
#include "tests/bench/bare_recording.h"

#include <benchmark/benchmark.h>

#include <chrono>

using namespace framelens;
using namespace framelens::test;

namespace {

double intoSpool(const TempFolder &folder, std::uint64_t bytes, SpoolOptions options)
{
    options.folder = folder.path();
    options.name = "spool";
    options.allowMemory = true;
    const auto spool = Spool::create(options);
    if (!spool)
        return 0;
    BufferPool pool;
    Connection connection;
    const auto begin = std::chrono::steady_clock::now();
    const std::jthread sender = flood(std::move(connection.sender), bytes);
    while (true) {
        const BufferPool::Block block = pool.take();
        const ssize_t got = ::recv(connection.receiver.fd(), block.bytes().data(), block.bytes().size(), 0);
        if (got <= 0)
            break;
        const std::array chunks = {SpoolChunk{Bytes(block.bytes()).first(static_cast<std::size_t>(got)), 0, Direction::ToServer,
                                              std::chrono::system_clock::now().time_since_epoch().count()}};
        if (!(*spool)->append(chunks))
            return 0;
    }
    const double took = (*spool)->bytes() == bytes ? secondsSince(begin) : 0;
    (*spool)->discard();
    return took;
}

void record(benchmark::State &state, const SpoolOptions &options)
{
    const TempFolder folder;
    const std::uint64_t bytes = bytesSent();
    double bare = 0;
    double spool = 0;
    for (auto _ : state) {
        const double ofBare = bareRecording(folder, bytes);
        const double ofSpool = intoSpool(folder, bytes, options);
        if (ofBare == 0 || ofSpool == 0) {
            state.SkipWithError("bytes were lost");
            return;
        }
        bare += ofBare;
        spool += ofSpool;
        state.SetIterationTime(ofSpool);
    }
    const double all = static_cast<double>(bytes) * static_cast<double>(state.iterations());
    state.counters["bare GB/s"] = all / bare / 1e9;
    state.counters["spool GB/s"] = all / spool / 1e9;
    state.counters["ratio"] = bare / spool;
}

// What an append costs without a socket.
void append(benchmark::State &state)
{
    const TempFolder folder;
    const auto spool = Spool::create({.folder = folder.path(), .name = "s", .allowMemory = true, .syncs = false});
    const auto bytes = patternBytes(static_cast<std::size_t>(state.range(0)));
    const std::array chunks = {SpoolChunk{bytes, 0, Direction::ToServer, 1}};
    for (auto _ : state)
        if (!(*spool)->append(chunks)) {
            state.SkipWithError("it was not recorded");
            return;
        }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

} // namespace

BENCHMARK_CAPTURE(record, synced, SpoolOptions{})->UseManualTime()->Iterations(6)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(record, unsynced, SpoolOptions{.syncs = false})->UseManualTime()->Iterations(6)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(record, checksummed, SpoolOptions{.payloadChecksums = true})->UseManualTime()->Iterations(6)->Unit(benchmark::kMillisecond);
BENCHMARK(append)->Arg(1)->Arg(1024)->Arg(65'536)->Iterations(20'000);
BENCHMARK_MAIN();

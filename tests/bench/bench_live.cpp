// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A session that listens and records a flood, beside the bare loop of recv and write into a file on the same disk. Both take turns
// within one measurement; "ratio" is what counts: above 1 the session was faster. FRAMELENS_BENCH_BYTES says how much is
// sent each time (256 MB).
#include "tests/bench/bare_recording.h"
#include "tests/support/sessions.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <thread>

using namespace framelens;
using namespace framelens::test;

namespace {

double session(std::uint64_t bytes, bool syncs)
{
    std::atomic<bool> isChanged = false;
    const Attached attached(live::Listen{}, [&](live::Options &options) { options.spool.syncs = syncs; },
                            [&] {
                                isChanged = true;
                                isChanged.notify_one();
                            });
    Peer client = Peer::connectTo(attached.port());
    const auto begin = std::chrono::steady_clock::now();
    const std::jthread sender = flood(std::move(client), bytes);
    // As a window would: looks when it is woken, sixty times a second at most.
    while (true) {
        isChanged.wait(false);
        isChanged = false;
        attached->taken();
        const live::Status status = attached.status();
        if (status.connectionsSeen == 1 && status.connectionsOpen == 0)
            return status.bytesToServer == bytes ? secondsSince(begin) : 0;
        std::this_thread::sleep_for(std::chrono::milliseconds(16));
    }
}

void record(benchmark::State &state, bool syncs)
{
    const std::uint64_t bytes = bytesSent();
    double bare = 0;
    double recorded = 0;
    for (auto _ : state) {
        const double ofBare = bareRecording(TempFolder(), bytes);
        const double ofSession = session(bytes, syncs);
        if (ofBare == 0 || ofSession == 0) {
            state.SkipWithError("bytes were lost");
            return;
        }
        bare += ofBare;
        recorded += ofSession;
        state.SetIterationTime(ofSession);
    }
    const double all = static_cast<double>(bytes) * static_cast<double>(state.iterations());
    state.counters["bare GB/s"] = all / bare / 1e9;
    state.counters["session GB/s"] = all / recorded / 1e9;
    state.counters["ratio"] = bare / recorded;
}

} // namespace

BENCHMARK_CAPTURE(record, synced, true)->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(record, unsynced, false)->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();

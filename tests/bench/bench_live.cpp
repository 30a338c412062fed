// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A session that listens and records a flood, beside the bare loop of recv and write into a file on the same disk. Both take turns
// within one measurement; "ratio" is what counts: above 1 the session was faster. FRAMELENS_BENCH_BYTES says how much is
// sent each time (256 MB).
#include "tests/support/peers.h"
#include "tests/support/sessions.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>

using namespace framelens;
using namespace framelens::test;

namespace {

std::uint64_t bytesSent()
{
    const char *given = std::getenv("FRAMELENS_BENCH_BYTES"); // NOLINT(concurrency-mt-unsafe): read only
    return given != nullptr ? std::strtoull(given, nullptr, 10) : 256'000'000;
}

std::jthread flood(Peer to, std::uint64_t bytes)
{
    return std::jthread([bytes, peer = std::move(to)] {
        const auto pattern = patternBytes(std::size_t{256} * 1024);
        for (std::uint64_t sent = 0; sent < bytes; sent += pattern.size())
            if (!peer.send(Bytes(pattern).first(std::min<std::uint64_t>(pattern.size(), bytes - sent))))
                return;
    });
}

double secondsSince(std::chrono::steady_clock::time_point since)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

double bareLoop(std::uint64_t bytes)
{
    const TempFolder folder;
    const FileHandle file(::open(folder.file("bare").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    std::vector<std::byte> buffer(BufferPool::usualBlock);
    const PeerServer server;
    Peer client = Peer::connectTo(server.port());
    const Peer accepted = server.accept();
    const auto begin = std::chrono::steady_clock::now();
    const std::jthread sender = flood(std::move(client), bytes);
    for (ssize_t got = 0; (got = ::recv(accepted.fd(), buffer.data(), buffer.size(), 0)) > 0;)
        if (::write(file.fd(), buffer.data(), static_cast<std::size_t>(got)) != got)
            return 0;
    return secondsSince(begin);
}

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
        const double ofBare = bareLoop(bytes);
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

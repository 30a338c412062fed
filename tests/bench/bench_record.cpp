// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Recording what comes over a loopback socket into a spool, beside the bare loop of recv and write into a file on the same
// disk. Both take turns within one measurement, and "ratio" is what counts: above 1 the spool was faster. FRAMELENS_BENCH_BYTES
// says how much is sent each time (256 MB).
#include "core/bytes/buffer_pool.h"
#include "core/bytes/spool.h"
#include "tests/support/temp_folder.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>

using namespace framelens;
using namespace framelens::test;

namespace {

std::uint64_t bytesSent()
{
    const char *given = std::getenv("FRAMELENS_BENCH_BYTES"); // NOLINT(concurrency-mt-unsafe): read only
    return given != nullptr ? std::strtoull(given, nullptr, 10) : 256'000'000;
}

/// A connected socket, and a thread at its other end that sends as fast as it can.
class Flood
{
public:
    explicit Flood(std::uint64_t bytes)
    {
        const FileHandle listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
        socklen_t size = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        FileHandle sender(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const bool ok = ::bind(listener.fd(), generic, size) == 0 && ::listen(listener.fd(), 1) == 0
            && ::getsockname(listener.fd(), generic, &size) == 0 && ::connect(sender.fd(), generic, size) == 0;
        m_receiver = FileHandle(ok ? ::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC) : -1);
        m_thread = std::jthread([bytes, from = std::move(sender)] {
            const auto pattern = patternBytes(std::size_t{256} * 1024);
            for (std::uint64_t sent = 0; sent < bytes;) {
                const ssize_t step = ::send(from.fd(), pattern.data(), std::min<std::uint64_t>(pattern.size(), bytes - sent), MSG_NOSIGNAL);
                if (step <= 0)
                    return;
                sent += static_cast<std::uint64_t>(step);
            }
        });
    }
    int receiver() const { return m_receiver.fd(); }

private:
    FileHandle m_receiver;
    std::jthread m_thread;
};

double seconds(std::chrono::steady_clock::time_point since)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

// No check but that of the calls, nothing but the bytes.
double bareLoop(const TempFolder &folder, std::uint64_t bytes)
{
    const FileHandle file(::open(folder.file("bare").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    std::vector<std::byte> buffer(BufferPool::usualBlock);
    const Flood flood(bytes);
    const auto begin = std::chrono::steady_clock::now();
    for (ssize_t got = 0; (got = ::recv(flood.receiver(), buffer.data(), buffer.size(), 0)) > 0;)
        if (::write(file.fd(), buffer.data(), static_cast<std::size_t>(got)) != got)
            return 0;
    const double took = seconds(begin);
    std::remove(folder.file("bare").c_str());
    return took;
}

double intoSpool(const TempFolder &folder, std::uint64_t bytes, SpoolOptions options)
{
    options.folder = folder.path();
    options.name = "spool";
    options.allowMemory = true;
    const auto spool = Spool::create(options);
    if (!spool)
        return 0;
    BufferPool pool;
    const Flood flood(bytes);
    const auto begin = std::chrono::steady_clock::now();
    while (true) {
        const BufferPool::Block block = pool.take();
        const ssize_t got = ::recv(flood.receiver(), block.bytes().data(), block.bytes().size(), 0);
        if (got <= 0)
            break;
        const std::array chunks = {SpoolChunk{Bytes(block.bytes()).first(static_cast<std::size_t>(got)), 0, Direction::ToServer,
                                              std::chrono::system_clock::now().time_since_epoch().count()}};
        if (!(*spool)->append(chunks))
            return 0;
    }
    const double took = (*spool)->bytes() == bytes ? seconds(begin) : 0;
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
        const double ofBare = bareLoop(folder, bytes);
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

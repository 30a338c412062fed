// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Counting and indexing, beside the bare loop that hops record headers by pread through one 256 KiB buffer. The file
// is FRAMELENS_BENCH_CAPTURE, or 256 MB made for the run.
#include "core/capture/capture.h"
#include "tests/support/capture_builder.h"
#include "tests/support/temporary_file.h"

#include <benchmark/benchmark.h>

#include <cstdlib>

#include <unistd.h>

using namespace framelens;
using namespace framelens::test;

namespace {

// 256 MB of mixed frames: the same 50,000 again and again.
class MadeCapture
{
public:
    explicit MadeCapture(bool isPcapng)
        : m_file({}, "bench")
    {
        const Buffer piece = isPcapng ? mixedPcapng(50'000) : mixedPcap(50'000);
        const std::size_t headerBytes = isPcapng ? 48 : 24;
        m_file.append(Bytes(piece).first(headerBytes));
        for (std::uint64_t size = 0; size < 256'000'000; size += piece.size())
            m_file.append(Bytes(piece).subspan(headerBytes));
    }
    const std::string &path() const & { return m_file.path(); }

private:
    TemporaryFile m_file;
};

const std::string &madeCapture(bool isPcapng)
{
    if (isPcapng) {
        static const MadeCapture pcapng(true);
        return pcapng.path();
    }
    static const MadeCapture pcap(false);
    return pcap.path();
}

std::string capturePath(bool isPcapng)
{
    const char *given = std::getenv("FRAMELENS_BENCH_CAPTURE"); // NOLINT(concurrency-mt-unsafe): read only
    return given != nullptr && !isPcapng ? given : madeCapture(isPcapng);
}

void report(benchmark::State &state, const std::string &path, std::uint64_t frames)
{
    const auto size = static_cast<double>(statusOf(path)->size);
    const auto runs = static_cast<double>(state.iterations());
    state.counters["frames/s"] = benchmark::Counter(static_cast<double>(frames) * runs, benchmark::Counter::kIsRate);
    state.counters["bytes/s"] = benchmark::Counter(size * runs, benchmark::Counter::kIsRate);
}

// What the readers are measured against: no check but the end of the buffer, nothing kept.
std::uint64_t hopBare(int fd, std::vector<std::byte> &buffer)
{
    std::uint64_t frames = 0;
    std::uint64_t begin = 24;
    while (true) {
        const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(begin));
        if (got < 16)
            return frames;
        const auto last = static_cast<std::size_t>(got) - 16;
        std::size_t at = 0;
        while (at <= last) {
            at += 16 + std::size_t{load<std::uint32_t>(&buffer[at + 8], ByteOrder::Little)};
            ++frames;
        }
        begin += at;
    }
}

void bareLoop(benchmark::State &state)
{
    const std::string path = capturePath(false);
    const auto file = openForReading(path);
    std::vector<std::byte> buffer(std::size_t{256} * 1024);
    std::uint64_t frames = 0;
    for (auto _ : state)
        frames = hopBare(file->fd(), buffer);
    report(state, path, frames);
}

void countPcap(benchmark::State &state)
{
    const std::string path = capturePath(false);
    std::uint64_t frames = 0;
    for (auto _ : state)
        frames = countFrames(path)->frames;
    report(state, path, frames);
}

void index(benchmark::State &state, bool isPcapng)
{
    const std::string path = capturePath(isPcapng);
    std::uint64_t frames = 0;
    std::size_t heap = 0;
    for (auto _ : state) {
        const auto capture = *Capture::open(path);
        Job job;
        capture->index(job);
        frames = capture->count();
        heap = capture->heapBytes();
    }
    report(state, path, frames);
    state.counters["heap/frame"] = static_cast<double>(heap) / static_cast<double>(frames);
}

// What list, filter and export do for each frame before they look at its bytes.
void describeFrames(benchmark::State &state, bool isPcapng)
{
    const std::string path = capturePath(isPcapng);
    const auto capture = *Capture::open(path);
    Job job;
    capture->index(job);
    std::uint64_t bytes = 0;
    for (auto _ : state) {
        for (std::uint32_t frame = 0; frame < capture->count(); ++frame) {
            capture->prefetch(frame + 8);
            bytes += capture->frame(frame).bytes.size();
        }
    }
    benchmark::DoNotOptimize(bytes);
    report(state, path, capture->count());
}

} // namespace

BENCHMARK(bareLoop)->Unit(benchmark::kMillisecond);
BENCHMARK(countPcap)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(index, pcap, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(index, pcapng, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(describeFrames, pcap, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(describeFrames, pcapng, true)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();

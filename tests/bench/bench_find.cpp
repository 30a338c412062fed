// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find over a whole capture, beside a bare read of the same mapped bytes in the same run. The file is FRAMELENS_BENCH_CAPTURE, or 256 MB
// made for the run. What is looked for is nowhere in it.
#include "core/capture/capture.h"
#include "core/filter/find.h"
#include "tests/support/capture_builder.h"
#include "tests/support/temporary_file.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>

using namespace framelens;
using namespace framelens::test;

namespace {

// 256 MB of mixed frames: the same 50,000 again and again.
class MadeCapture
{
public:
    MadeCapture()
        : m_file({}, "bench")
    {
        const Buffer piece = mixedPcap(50'000);
        m_file.append(Bytes(piece).first(24));
        for (std::uint64_t size = 0; size < 256'000'000; size += piece.size())
            m_file.append(Bytes(piece).subspan(24));
    }
    const std::string &path() const & { return m_file.path(); }

private:
    TemporaryFile m_file;
};

std::string capturePath()
{
    if (const char *given = std::getenv("FRAMELENS_BENCH_CAPTURE")) // NOLINT(concurrency-mt-unsafe): read only
        return given;
    static const MadeCapture made;
    return made.path();
}

const std::shared_ptr<Capture> &capture()
{
    static const std::shared_ptr<Capture> opened = [] {
        auto made = *Capture::open(capturePath());
        Job job;
        made->index(job);
        return made;
    }();
    return opened;
}

void report(benchmark::State &state)
{
    const auto bytes = static_cast<double>(capture()->store()->size());
    state.counters["bytes/s"] = benchmark::Counter(bytes * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

// The floor: every byte once, eight at a time, the compiler free to take more.
void bareRead(benchmark::State &state)
{
    const Bytes bytes = capture()->store()->bytes();
    std::uint64_t sum = 0;
    for (auto _ : state) {
        for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, &bytes[at], sizeof word);
            sum += word;
        }
        benchmark::DoNotOptimize(sum);
    }
    report(state);
}

// What the C library makes of it.
void bareMemmem(benchmark::State &state)
{
    const Bytes bytes = capture()->store()->bytes();
    constexpr std::array<unsigned char, 8> wanted = {0xc3, 0x5a, 0x99, 0x17, 0xe1, 0x0d, 0x7b, 0xb5};
    for (auto _ : state)
        benchmark::DoNotOptimize(memmem(bytes.data(), bytes.size(), wanted.data(), wanted.size()));
    report(state);
}

void find(benchmark::State &state, const FindQuery &query, bool isOnward)
{
    static const auto registry = Registry::builtIn();
    const auto needle = FindNeedle::compile(query, registry).value();
    for (auto _ : state) {
        Find search(needle, FindWhere::Frames, {.source = capture()});
        Job job;
        const FindRange all{{}, {capture()->count(), 0}};
        const auto hit = isOnward ? search.first(all, job) : search.last(all, job);
        if (hit)
            state.SkipWithError("it is there");
    }
    report(state);
}

} // namespace

BENCHMARK(bareRead)->Unit(benchmark::kMillisecond);
BENCHMARK(bareMemmem)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find, eightBytes, {FindKind::Hex, "c3 5a 99 17 e1 0d 7b b5"}, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find, eightBytesBackward, {FindKind::Hex, "c3 5a 99 17 e1 0d 7b b5"}, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find, zerosAndOne, {FindKind::Hex, "00 00 00 00 00 00 f3 00"}, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find, textAnyCase, {FindKind::Text, "quetzalcoatlus"}, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find, textAnyCaseUtf16, {FindKind::Text, "quetzalcoatlus", false, true}, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find, expression, {FindKind::Expression, "quetzal[0-9]+x"}, true)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();

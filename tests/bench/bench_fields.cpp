// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames decoded and written a second on one core, by form. `items_per_second` is frames; `bytes` what one becomes.
#include "core/decode/dissector.h"
#include "core/export/frame_writer.h"
#include "tests/support/packet_builder.h"

#include <benchmark/benchmark.h>

namespace framelens {

namespace {

test::Buffer segment()
{
    return test::tcpFrame({test::ip4(10, 0, 0, 8), test::ip4(212, 199, 202, 69), 40800, 8080}, {.flags = 0x18},
                          test::Buffer(512, std::byte{'x'}));
}

void write(benchmark::State &state, ExportFormat format, std::vector<std::string> fields)
{
    DecodedOptions options{.registry = Registry::builtIn()};
    options.fields = std::move(fields);
    const auto writer = makeFrameWriter(format, options);
    if (!writer) {
        state.SkipWithError("no such fields");
        return;
    }
    const Dissector dissector(options.registry, {.wanted = (*writer)->wanted()});
    const test::Buffer bytes = segment();
    const auto length = static_cast<std::uint32_t>(bytes.size());
    FrameRef frame{{.linkType = 1, .timeNs = 1'700'000'000'000'000'000, .capturedLength = length, .originalLength = length,
                    .hasTime = true},
                   bytes};
    Dissection dissection;
    std::string text;
    (*writer)->begin(text);
    for (auto _ : state) {
        text.clear();
        ++frame.info.number;
        dissector.dissect(frame, dissection);
        (*writer)->frame(dissection, {.firstNs = 1'699'999'999'000'000'000}, text);
        benchmark::DoNotOptimize(text.data());
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["bytes"] = static_cast<double>(text.size());
}

void threeFields(benchmark::State &state) { write(state, ExportFormat::Fields, {"frame.number", "ip.src", "tcp.srcport"}); }
void summaryLine(benchmark::State &state) { write(state, ExportFormat::Text, {}); }
void csvLine(benchmark::State &state) { write(state, ExportFormat::Csv, {}); }
void jsonDocument(benchmark::State &state) { write(state, ExportFormat::Json, {}); }
void ekDocument(benchmark::State &state) { write(state, ExportFormat::ElasticBulk, {}); }
void ndjsonLine(benchmark::State &state) { write(state, ExportFormat::Ndjson, {}); }

BENCHMARK(threeFields);
BENCHMARK(summaryLine);
BENCHMARK(csvLine);
BENCHMARK(jsonDocument);
BENCHMARK(ekDocument);
BENCHMARK(ndjsonLine);

} // namespace

} // namespace framelens

BENCHMARK_MAIN();

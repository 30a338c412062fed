// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames dissected a second on one core, all fields stored. `items_per_second` is frames.
#include "core/decode/dissector.h"
#include "tests/support/packet_builder.h"

#include <benchmark/benchmark.h>

namespace framelens {

namespace {

using test::Buffer;

// A segment of an established connection: Ethernet, IPv4, TCP with the timestamps option, payload nobody claims.
Buffer segment(std::size_t payload)
{
    test::TcpFields fields{.sequence = 685919277, .acknowledgment = 1163080817, .flags = 0x18, .window = 913};
    fields.options = {std::byte{1}, std::byte{1}, std::byte{8}, std::byte{10}, std::byte{0}, std::byte{0x1c}, std::byte{0x5f},
                      std::byte{0x70}, std::byte{2}, std::byte{0x7f}, std::byte{0x16}, std::byte{5}};
    return test::tcpFrame({test::ip4(10, 0, 0, 8), test::ip4(212, 199, 202, 69), 40800, 8080}, fields,
                          Buffer(payload, std::byte{'x'}));
}

Buffer datagram(std::size_t payload)
{
    return test::udpFrame({test::ip4(10, 0, 0, 8), test::ip4(212, 199, 202, 69), 40800, 40900},
                          Buffer(payload, std::byte{'x'}));
}

FrameRef frameOf(const Buffer &bytes)
{
    const auto length = static_cast<std::uint32_t>(bytes.size());
    return {{.number = 1, .linkType = 1, .timeNs = 1'700'000'000'000'000'000, .capturedLength = length,
             .originalLength = length, .hasTime = true},
            bytes};
}

void dissectAll(benchmark::State &state, const Buffer &bytes, const DissectOptions &options)
{
    const Dissector dissector(Registry::builtIn(), options);
    Dissection dissection;
    FrameRef frame = frameOf(bytes);
    for (auto _ : state) {
        ++frame.info.number;
        dissector.dissect(frame, dissection);
        benchmark::DoNotOptimize(dissection.fields().data());
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["fields"] = static_cast<double>(dissection.fields().size());
}

void tcpSegment(benchmark::State &state) { dissectAll(state, segment(512), {}); }
void udpDatagram(benchmark::State &state) { dissectAll(state, datagram(512), {}); }

// As a filter asks: one field of the innermost protocol.
void tcpOneField(benchmark::State &state)
{
    const auto registry = Registry::builtIn();
    WantedFields wanted(*registry);
    for (const FieldId id : registry->fieldsNamed("tcp.dstport"))
        wanted.want(id);
    dissectAll(state, segment(512), {.wanted = &wanted});
}

BENCHMARK(tcpSegment);
BENCHMARK(udpDatagram);
BENCHMARK(tcpOneField);

} // namespace

} // namespace framelens

BENCHMARK_MAIN();

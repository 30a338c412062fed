// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/written.h"

#include "core/decode/dissector.h"
#include "tests/support/allocation_count.h"
#include "tests/support/packet_builder.h"

#include <algorithm>

namespace framelens::test {

namespace {

constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::int64_t firstNs = 1'709'294'400 * nsPerSecond + nsPerSecond / 2;

FrameInfo infoOf(std::uint32_t number, const Buffer &frame)
{
    const auto size = static_cast<std::uint32_t>(frame.size());
    return {.number = number,
            .linkType = 1,
            .timeNs = firstNs + (number - 1) * nsPerSecond,
            .capturedLength = size,
            .originalLength = size,
            .timeDigits = 6,
            .hasTime = true};
}

} // namespace

DecodedOptions decodedOptions() { return {.registry = Registry::builtIn()}; }

std::string written(ExportFormat format, const DecodedOptions &options, const std::vector<Buffer> &frames)
{
    const auto writer = makeFrameWriter(format, options);
    if (!writer)
        return writer.error().detail;
    const Dissector dissector(options.registry, {.wanted = (*writer)->wanted()});
    Dissection dissection;
    std::string text;
    (*writer)->begin(text);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const FrameInfo info = infoOf(static_cast<std::uint32_t>(i + 1), frames[i]);
        dissector.dissect(FrameRef{info, frames[i]}, dissection);
        const std::int64_t before = i == 0 ? 0 : info.timeNs - nsPerSecond;
        (*writer)->frame(dissection, {.firstNs = firstNs, .previousNs = before, .previousWrittenNs = before}, text);
    }
    (*writer)->end(text);
    return text;
}

std::size_t allocationsPerFrame(ExportFormat format, const DecodedOptions &options, const Buffer &frame)
{
    const auto writer = makeFrameWriter(format, options);
    const Dissector dissector(options.registry, {.wanted = (*writer)->wanted()});
    Dissection dissection;
    std::string text;
    (*writer)->begin(text);
    std::size_t before = 0;
    for (int round = 0; round < 3; ++round) {
        text.clear();
        before = allocationCount();
        dissector.dissect(FrameRef{infoOf(1, frame), frame}, dissection);
        (*writer)->frame(dissection, {.firstNs = firstNs, .previousNs = 0, .previousWrittenNs = 0}, text);
    }
    return allocationCount() - before;
}

Buffer plainSegment()
{
    const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 5000, 6000};
    return tcpFrame(ends, {.flags = tcp_flag::psh | tcp_flag::ack}, textBytes("nobody knows what this is"));
}

Buffer httpRequest(std::string_view host, std::string_view path)
{
    const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 50000, 80};
    const std::string text = "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
    return tcpFrame(ends, {.flags = tcp_flag::psh | tcp_flag::ack}, textBytes(text));
}

Buffer httpResponse(std::string_view body)
{
    const Ends ends{ip4(10, 0, 0, 2), ip4(10, 0, 0, 1), 80, 50000};
    const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    return tcpFrame(ends, {.flags = tcp_flag::psh | tcp_flag::ack}, textBytes(text));
}

} // namespace framelens::test

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Writes a large pcap file of mixed frames, the same on every run:
//
//     make_capture FILE [MEGABYTES [SIZE|traffic]]
//
// SIZE: every frame has that many bytes (for many small ones); 0 or none: the mix of a link's sizes, all UDP; traffic: frames of
// connections, DNS and others (traffic.h).
#include "tests/bench/traffic.h"
#include "tests/support/capture_builder.h"

#include <charconv>
#include <cstdio>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

using namespace framelens;

namespace {

// As many are different: the file repeats them with other times, and is made in the time it takes to write it.
constexpr std::uint32_t differentFrames = 20'000;

std::vector<test::Buffer> makeFrames(std::size_t size)
{
    std::vector<test::Buffer> frames;
    for (std::uint32_t i = 0; i < differentFrames; ++i) {
        frames.push_back(test::mixedFrame(2026, i));
        if (size != 0)
            frames.back().resize(size);
    }
    return frames;
}

bool writeRecord(std::FILE *file, Bytes frame, std::uint64_t number)
{
    // 7 microseconds apart: a link that carries 150,000 frames a second.
    const std::uint64_t microseconds = static_cast<std::uint64_t>(test::captureStartNs / 1000) + number * 7;
    test::ByteWriter header(ByteOrder::Little);
    header.u32(microseconds / 1'000'000).u32(microseconds % 1'000'000).u32(frame.size()).u32(frame.size());
    return std::fwrite(header.buffer().data(), 1, header.size(), file) == header.size()
        && std::fwrite(frame.data(), 1, frame.size(), file) == frame.size();
}

// next(number): the frame of that number.
template <typename Next>
bool writeCapture(std::FILE *file, std::uint64_t bytes, Next next)
{
    const test::Buffer header = test::PcapBuilder().bytes();
    if (std::fwrite(header.data(), 1, header.size(), file) != header.size())
        return false;
    std::uint64_t written = header.size();
    for (std::uint64_t number = 0; written < bytes; ++number) {
        const test::Buffer &frame = next(number);
        if (!writeRecord(file, frame, number))
            return false;
        written += 16 + frame.size();
    }
    return true;
}

bool writeTraffic(std::FILE *file, std::uint64_t bytes)
{
    test::Traffic traffic;
    test::Buffer frame;
    return writeCapture(file, bytes, [&](std::uint64_t) -> const test::Buffer & { return frame = traffic.next(); });
}

bool writeMix(std::FILE *file, std::uint64_t bytes, std::size_t size)
{
    const std::vector<test::Buffer> frames = makeFrames(size);
    // 7919 is a prime: every frame comes in turn.
    return writeCapture(file, bytes, [&](std::uint64_t number) -> const test::Buffer & { return frames[number * 7919 % differentFrames]; });
}

std::uint64_t numberOr(std::span<char *> arguments, std::size_t index, std::uint64_t otherwise)
{
    if (index < arguments.size()) {
        const std::string_view text = arguments[index];
        std::from_chars(text.data(), std::to_address(text.end()), otherwise);
    }
    return otherwise;
}

} // namespace

int main(int argc, char **argv)
{
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: make_capture FILE [MEGABYTES [SIZE|traffic]]\n");
        return 1;
    }
    std::FILE *file = std::fopen(arguments[1], "wb");
    const std::uint64_t bytes = numberOr(arguments, 2, 1000) * 1'000'000;
    const bool isTraffic = arguments.size() > 3 && arguments[3] == std::string_view("traffic");
    const bool done = file != nullptr && (isTraffic ? writeTraffic(file, bytes) : writeMix(file, bytes, numberOr(arguments, 3, 0)));
    if (file == nullptr || std::fclose(file) != 0 || !done) {
        std::perror(arguments[1]);
        return 2;
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Prints what the conversation pass found, for tests/corpus/follow:
//
//     print_streams numbers FILE                  a line a frame: number, tcp.stream, udp.stream, separated by tabs
//     print_streams FORM FILE TRANSPORT NUMBER... what `-z follow,TRANSPORT,FORM,NUMBER` asks for; behind each stream on the
//                                                 standard error a line with its gaps and overlaps
#include "core/capture/capture.h"
#include "core/stream/capture_streams.h"
#include "core/stream/conversations.h"
#include "core/stream/follow_text.h"

#include <cstdio>
#include <span>
#include <string_view>

using namespace framelens;

namespace {

std::shared_ptr<Capture> openWhole(const char *path)
{
    auto capture = Capture::open(path);
    if (!capture) {
        std::fprintf(stderr, "%s\n", describe(capture.error()).c_str());
        return {};
    }
    Job job;
    (*capture)->index(job);
    return *capture;
}

void printNumbers(const std::shared_ptr<Capture> &capture)
{
    Conversations conversations(capture, Registry::builtIn());
    conversations.add(capture->count());
    for (std::uint32_t frame = 0; frame < conversations.frames(); ++frame) {
        const std::uint32_t index = conversations.of(frame);
        if (index == Conversations::none)
            std::printf("%u\t\t\n", frame + 1);
        else if (conversations.transport(index) == Transport::Tcp)
            std::printf("%u\t%u\t\n", frame + 1, conversations.number(index));
        else
            std::printf("%u\t\t%u\n", frame + 1, conversations.number(index));
    }
}

int follow(const std::shared_ptr<Capture> &capture, std::string_view form, std::string_view transport,
           std::span<char *> numbers)
{
    CaptureStreams streams(capture, Registry::builtIn(), {}, {});
    Job job;
    while (streams.advance(job)) { }
    for (const std::string_view number : numbers) {
        std::string text = "follow,";
        text.append(transport).append(",").append(form).append(",").append(number);
        const auto request = parseFollow(text);
        if (!request) {
            std::fprintf(stderr, "%s\n", describe(request.error()).c_str());
            return 1;
        }
        const auto index = streams.find(request->transport, request->number);
        const auto stream = index ? streams.follow(*index, job) : nullptr;
        const auto print = [](std::string_view part) { return std::fwrite(part.data(), 1, part.size(), stdout) == part.size(); };
        if (!writeFollow(stream.get(), *request, print, job))
            return 2;
        std::fprintf(stderr, "%s gaps %llu overlaps %llu\n", text.c_str(),
                     static_cast<unsigned long long>(stream ? stream->gaps() : 0),
                     static_cast<unsigned long long>(stream ? stream->overlaps() : 0));
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    const std::string_view what = arguments.size() < 3 ? "" : arguments[1];
    if (what.empty() || (what != "numbers" && arguments.size() < 4)) {
        std::fprintf(stderr, "usage: print_streams numbers FILE | ascii|hex|raw FILE tcp|udp NUMBER...\n");
        return 1;
    }
    const std::shared_ptr<Capture> capture = openWhole(arguments[2]);
    if (!capture)
        return 2;
    if (what != "numbers")
        return follow(capture, what, arguments[3], arguments.subspan(4));
    printNumbers(capture);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Prints what the conversation pass found, for tests/corpus/follow:
//
//     print_streams numbers FILE...    a line a frame: number, tcp.stream, udp.stream, separated by tabs
#include "core/capture/capture.h"
#include "core/stream/conversations.h"

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

void printNumbers(const Capture &capture)
{
    Conversations conversations(Registry::builtIn());
    for (std::uint32_t frame = 0; frame < capture.count(); ++frame)
        conversations.add(capture.frame(frame));
    conversations.publish();
    for (std::uint32_t frame = 0; frame < conversations.frames(); ++frame) {
        const std::uint32_t index = conversations.of(frame);
        if (index == Conversations::none)
            std::printf("%u\t\t\n", frame + 1);
        else if (conversations[index].transport == Transport::Tcp)
            std::printf("%u\t%u\t\n", frame + 1, conversations[index].number);
        else
            std::printf("%u\t\t%u\n", frame + 1, conversations[index].number);
    }
}

} // namespace

int main(int argc, char **argv)
{
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    if (arguments.size() < 3 || std::string_view(arguments[1]) != "numbers") {
        std::fprintf(stderr, "usage: print_streams numbers FILE...\n");
        return 1;
    }
    bool done = true;
    for (const char *path : arguments.subspan(2)) {
        const std::shared_ptr<Capture> capture = openWhole(path);
        done = done && capture != nullptr;
        if (capture)
            printNumbers(*capture);
    }
    return done ? 0 : 2;
}

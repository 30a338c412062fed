// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Opens and indexes a capture and prints what its frames take on the heap:
//
//     heap_per_frame FILE...
#include "core/capture/capture.h"

#include <cstdio>
#include <span>

#include <malloc.h>

using namespace framelens;

namespace {

std::size_t allocated()
{
    const struct mallinfo2 info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

bool measure(const char *path)
{
    const std::size_t before = allocated();
    const auto capture = Capture::open(path);
    if (!capture) {
        std::fprintf(stderr, "%s\n", describe(capture.error()).c_str());
        return false;
    }
    Job job;
    (*capture)->index(job);
    const auto frames = static_cast<double>((*capture)->count());
    std::printf("%-24s %12u frames, %6.3f bytes a frame as the index counts them, %6.3f as the allocator does\n",
                "heap", (*capture)->count(), static_cast<double>((*capture)->heapBytes()) / frames,
                static_cast<double>(allocated() - before) / frames);
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    bool done = true;
    for (const char *path : std::span(argv, static_cast<std::size_t>(argc)).subspan(1))
        done = measure(path) && done;
    return done ? 0 : 2;
}

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/interrupt.h"

#include <csignal>

namespace framelens::cli {

namespace {

volatile std::sig_atomic_t interrupted = 0; // the one way out of a signal's handler

void onInterrupt(int /*signal*/)
{
    interrupted = 1;
}

} // namespace

void catchInterrupts()
{
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
}

bool isInterrupted()
{
    return interrupted != 0;
}

} // namespace framelens::cli

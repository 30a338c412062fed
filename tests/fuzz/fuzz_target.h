// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a fuzz target gives: one function over an input, and the inputs it starts from.
#pragma once

#include "core/decode/registry.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

/// Runs the code under test over one input. Returns 0; a finding is a crash, a report or a time-out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace framelens::fuzz {

/// Inputs that reach deep at once, made by the tests' builders. Each target defines its own.
std::vector<std::vector<std::byte>> seeds();

/// Ends the program with the claim where it does not hold.
inline void require(bool holds, const char *claim)
{
    if (holds)
        return;
    std::fprintf(stderr, "not so: %s\n", claim);
    std::abort();
}

/// The built-in protocols, made once.
inline const std::shared_ptr<const Registry> &registry()
{
    static const auto made = Registry::builtIn();
    return made;
}

} // namespace framelens::fuzz

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Counts what is taken from the heap, by whichever way: operator new, malloc, Qt's containers.
#pragma once

#include <cstddef>

namespace framelens::test {

/// Whether allocations are counted: not where a sanitizer has the heap.
bool countsAllocations();

/// Calls of malloc, calloc and realloc by this thread so far.
std::size_t allocations();

} // namespace framelens::test

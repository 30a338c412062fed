// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How often the program asked for memory: a program that uses this counts every operator new.
#pragma once

#include <cstddef>

namespace framelens::test {

/// Calls of operator new by this thread since it began.
std::size_t allocationCount();

} // namespace framelens::test

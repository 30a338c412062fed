// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the kernel says this process has mapped.
#pragma once

#include <cstddef>
#include <string>

namespace framelens::test {

/// The file (or "[anon]") mapped at an address, empty when nothing is.
std::string mappedAt(const std::byte *address);
/// Number of mappings of this process.
std::size_t mappingCount();

} // namespace framelens::test

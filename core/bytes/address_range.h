// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Ranges of address space: what mapped and growing files share.
#pragma once

#include <cstddef>
#include <cstdint>

namespace framelens {

std::size_t roundUpToPage(std::uint64_t size);

/// Address space without memory behind it, at most `wanted` bytes and halved until the system grants it;
/// what was granted is stored in `granted`. Null when even `least` was refused.
std::byte *reserveRange(std::size_t wanted, std::size_t least, std::size_t &granted);

/// Ends a range. Builds with FRAMELENS_TRAP_STALE_VIEWS keep the addresses inaccessible instead, so that
/// a view that outlived its Store faults at once.
void releaseRange(std::byte *begin, std::size_t size);

} // namespace framelens

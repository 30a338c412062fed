// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/store.h"

namespace framelens {

bool Store::holds(std::uint64_t offset, std::uint64_t size) const
{
    const std::uint64_t there = std::min<std::uint64_t>(this->size(), lostFrom().value_or(UINT64_MAX));
    return offset <= there && size <= there - offset;
}

} // namespace framelens

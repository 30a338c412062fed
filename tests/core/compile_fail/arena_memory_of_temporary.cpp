// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: discards qualifiers|cannot bind|is an rvalue
#include "core/bytes/arena.h"

std::size_t looked()
{
#ifdef FRAMELENS_DANGLING
    const std::span<int> numbers = framelens::Arena().make<int>(3);
#else
    framelens::Arena arena;
    const std::span<int> numbers = arena.make<int>(3);
#endif
    return numbers.size();
}

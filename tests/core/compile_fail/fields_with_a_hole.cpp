// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: the header is 2 bytes
#include "core/decode/field_spec.h"

using namespace framelens;

#ifdef FRAMELENS_DANGLING
constexpr auto table = fieldTable("x", {
    {.index = 0, .name = "x.a", .label = "A", .bits = {0, 8}},
    {.index = 1, .name = "x.b", .label = "B", .bits = {9, 7}},
});
static_assert(tiles(table, 0, 1, 2), "the header is 2 bytes");
#else
constexpr auto table = fieldTable("x", {
    {.index = 0, .name = "x.a", .label = "A", .bits = {0, 8}},
    {.index = 1, .name = "x.b", .label = "B", .bits = {8, 8}},
});
static_assert(tiles(table, 0, 1, 2), "the header is 2 bytes");
#endif

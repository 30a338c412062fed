// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: index is not the row.s place
#include "core/decode/field_spec.h"

using namespace framelens;

#ifdef FRAMELENS_DANGLING
constexpr auto table = fieldTable("x", {
    {.index = 0, .name = "x.a", .label = "A", .bits = {0, 8}},
    {.index = 1, .name = "x.b", .label = "B", .bits = {0, 4}, .parent = 0},
    {.index = 3, .name = "x.c", .label = "C", .bits = {4, 4}, .parent = 0},
});
#else
constexpr auto table = fieldTable("x", {
    {.index = 0, .name = "x.a", .label = "A", .bits = {0, 8}},
    {.index = 1, .name = "x.b", .label = "B", .bits = {0, 4}, .parent = 0},
    {.index = 2, .name = "x.c", .label = "C", .bits = {4, 4}, .parent = 0},
});
#endif

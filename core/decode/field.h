// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One decoded field: where it lies, what it is, and its number. Its text exists only while it is painted.
#pragma once

#include "core/decode/field_spec.h"

namespace framelens {

/// Bits of Field::flags.
enum class FieldFlag : std::uint16_t {
    Generated = 1, ///< computed, not read from its range: shown in [ ]
    Hidden = 2, ///< for filters only
};

/// An entry of the tape. Fields stand in pre-order in one array: the subtree of field i is
/// [i + 1, fields[i].end), its next sibling is fields[i].end.
struct Field
{
    const FieldSpec *spec = nullptr;
    std::uint64_t value = 0;
    std::uint32_t offset = 0; ///< in its source, bytes
    std::uint32_t size = 0; ///< bytes; 0: it has no bytes of its own
    std::uint32_t end = 0; ///< index one behind its subtree
    std::uint8_t source = 0; ///< 0: the frame; see Dissection::source
    std::uint8_t layer = 0;
    std::uint16_t flags = 0;

    bool is(FieldFlag flag) const { return (flags & static_cast<std::uint16_t>(flag)) != 0; }
};

static_assert(sizeof(Field) <= 32, "a frame has a hundred of them");

} // namespace framelens

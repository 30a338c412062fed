// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What was written in a filter becomes a value of the class that the other side has.
#pragma once

#include "core/filter/syntax.h"
#include "core/filter/value.h"

#include <deque>
#include <span>

namespace framelens::filter {

/// What a literal is compared with.
struct LiteralUse
{
    ValueClass kind = ValueClass::Number;
    std::string_view field = {}; ///< its name in messages; may be empty
    std::span<const FieldSpec *const> specs = {}; ///< of the field, if it is one: widths and value names
    bool isMac = false; ///< Bytes that are six
    bool isBoolean = false; ///< Numbers that True and False name
    bool isPart = false; ///< a slice or something computed: no width to keep to
};

/// Reads a Word, String or Character. Bytes of the value are kept in `storage`, which must not move them.
///
/// Number: decimal, 0x, 0b, octal with a leading 0, 'c', True and False, names of values (any case). Bytes: hex digits in pairs with
/// : - . or nothing between, a number of one byte, "text", 'c'. Ipv4 and Ipv6: addresses, with a prefix length. Time:
/// "2026-01-31 12:34:56.789" in local time, with Z in UTC, and the form "Jan 31, 2026 12:34:56". Duration: seconds.
FilterResult<Value> literalOf(const SyntaxNode &node, const LiteralUse &use, std::deque<std::string> &storage);

} // namespace framelens::filter

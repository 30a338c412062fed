// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Offsets and ranges as a person types them.
#pragma once

#include "ui/selection.h"

#include <QString>

namespace framelens::ui {

/// What relative offsets count from.
struct PlaceContext
{
    std::size_t caret = 0;
    std::size_t fieldBegin = 0; ///< of the selected field
    std::size_t size = 0; ///< of the bytes
};

/// "64", "0x40", "+16" and "-8" from the caret, "f+2" from the field's begin. Nothing for what is no offset or
/// lies outside the bytes.
std::optional<std::size_t> parseOffset(const QString &text, const PlaceContext &context);

/// "16-31" and "16..31" (both ends included), "16+8" (eight bytes), "0x10" (one byte). Nothing for what is no range,
/// runs backwards or leaves the bytes.
std::optional<ByteRange> parseByteRange(const QString &text, const PlaceContext &context);

} // namespace framelens::ui

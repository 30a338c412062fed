// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where HTTP/1.x messages end in a stream (RFC 9112, 6).
#pragma once

#include "core/decode/framer.h"

namespace framelens::protocols::http_detail {

Cut cutMessage(const StreamBytes &bytes, FramerState &state, const CutContext &context);
Recognised recognise(const StreamBytes &bytes, Direction direction);

inline constexpr StreamUse streamUse{.cut = cutMessage, .recognise = recognise};

} // namespace framelens::protocols::http_detail

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which compression a file begins with.
#pragma once

#include "core/capture/capture_format.h"

#include <string_view>

namespace framelens {

/// By the first four bytes; None for anything else.
Compression compressionOf(Bytes head);

/// The name of a compression that is recognised but not read ("xz", "bzip2", ...); empty for anything else.
std::string_view unreadCompression(Bytes head);

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which layers stand inside which in Wireshark's tree: what ICMP carries, and parts of a header outside it.
#pragma once

#include "core/decode/dissection.h"

namespace framelens {

/// One behind the last of the layers from `layer` + 1 on that stand inside it; at most `end`.
std::size_t endOfNested(const Dissection &dissection, std::size_t layer, std::size_t end);

} // namespace framelens

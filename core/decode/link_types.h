// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The names of link types, known to us as protocols or not (tcpdump.org/linktypes.html).
#pragma once

#include "core/decode/field_spec.h"

namespace framelens {

/// LINKTYPE_ numbers and names.
std::span<const ValueName> linkTypeNames();

} // namespace framelens

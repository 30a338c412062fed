// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The one function through which bytes of frames are copied.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/bytes/load.h"

namespace framelens {

/// Copies as much of `from` as fits into `to` and counts it under `reason`. Returns the bytes copied.
std::size_t copyBytes(std::span<std::byte> to, Bytes from, CopyReason reason, CopyLedger &ledger);

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// CRC32C, the checksum of the spool's records and, where wanted, of the bytes they speak of.
#pragma once

#include "core/bytes/load.h"

namespace framelens {

/// CRC32C (Castagnoli, RFC 3720 section 12.1) of `bytes`; `before`: that of the bytes before them, 0 for none. By the
/// processor's own instruction where there is one.
std::uint32_t crc32c(Bytes bytes, std::uint32_t before = 0);

/// The same by a table, on any processor.
std::uint32_t crc32cByTable(Bytes bytes, std::uint32_t before = 0);

} // namespace framelens

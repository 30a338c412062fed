// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Many pieces, one call: frames go from the map to a file without being put together first.
#pragma once

#include "core/bytes/file_calls.h"
#include "core/bytes/load.h"

#include <span>

namespace framelens {

/// Most pieces that one call takes (IOV_MAX of Linux).
inline constexpr std::size_t mostPieces = 1024;

/// A piece for writeAll(). Borrowed.
iovec piece(Bytes bytes);
/// What a piece stands for. Borrowed.
Bytes bytesOf(const iovec &piece);

/// Writes all pieces in order, at most mostPieces, each call going on where a short one ended, in mid piece if
/// need be; interrupted calls are made again, and a descriptor that takes nothing at the moment is waited for. `pieces` is
/// used up. Returns 0, or the errno of the call that failed: EFAULT when the bytes under a piece are gone.
int writeAll(int fd, std::span<iovec> pieces, const FileCalls &calls);

/// The same from `offset` of a file on.
int writeAllAt(int fd, std::uint64_t offset, std::span<iovec> pieces, const FileCalls &calls);

} // namespace framelens

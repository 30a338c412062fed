// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/copy.h"

#include <algorithm>

namespace framelens {

std::size_t copyBytes(std::span<std::byte> to, Bytes from, CopyReason reason, CopyLedger &ledger)
{
    const std::size_t size = std::min(to.size(), from.size());
    if (size != 0)
        std::memcpy(to.data(), from.data(), size);
    ledger.add(reason, size);
    return size;
}

} // namespace framelens

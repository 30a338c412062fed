// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: use of deleted function .*Store::bytes
#include "core/bytes/store.h"

std::size_t looked(std::vector<std::byte> made)
{
#ifdef FRAMELENS_DANGLING
    const framelens::Bytes bytes = framelens::MemoryStore(std::move(made)).bytes();
#else
    const framelens::MemoryStore store(std::move(made));
    const framelens::Bytes bytes = store.bytes();
#endif
    return bytes.size();
}

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: use of deleted function .*ByteView::bytes
#include "core/bytes/byte_view.h"

std::size_t looked(const framelens::ByteView &view)
{
#ifdef FRAMELENS_DANGLING
    const framelens::Bytes bytes = view.split(3).first.bytes();
#else
    const auto halves = view.split(3);
    const framelens::Bytes bytes = halves.first.bytes();
#endif
    return bytes.size();
}

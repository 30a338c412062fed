// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: use of deleted function .*ByteView::bytes
#include "core/bytes/byte_view.h"

framelens::Bytes kept(const std::shared_ptr<const framelens::Store> &store)
{
#ifdef FRAMELENS_DANGLING
    return framelens::ByteView(store).bytes();
#else
    const framelens::ByteView view(store);
    return view.bytes();
#endif
}

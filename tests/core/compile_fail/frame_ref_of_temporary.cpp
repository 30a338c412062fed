// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// refused: use of deleted function .*FrameView::ref
#include "core/bytes/frame_source.h"

std::size_t looked(const framelens::FrameSource &source)
{
#ifdef FRAMELENS_DANGLING
    const framelens::FrameRef frame = source.view(0).ref();
#else
    const framelens::FrameView view = source.view(0);
    const framelens::FrameRef frame = view.ref();
#endif
    return frame.bytes.size();
}

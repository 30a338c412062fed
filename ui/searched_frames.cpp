// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/searched_frames.h"

#include "ui/capture_panes.h"
#include "ui/document.h"

namespace framelens::ui {

SearchedFrames searchedFrames(const Document &document, CapturePanes &panes)
{
    const auto isIn = [](const Marks &set) { return [frames = set.frames()](std::uint32_t frame) { return frames.contains(frame); }; };
    return {.source = document.source(),
            .view = document.wholeViews(),
            .namesConversations = true, // as a document's source does
            .isMarked = isIn(panes.marks()),
            .isIgnored = isIn(panes.ignored()),
            .isReference = isIn(panes.references()),
            .bindings = panes.model().dissector()->options().bindings};
}

} // namespace framelens::ui

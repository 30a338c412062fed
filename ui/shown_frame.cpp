// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/shown_frame.h"

namespace framelens::ui {

std::shared_ptr<const ShownFrame> makeShownFrame(const FrameSource &source, const Dissector &dissector,
                                                 std::uint32_t frame)
{
    auto shown = std::make_shared<ShownFrame>();
    auto dissection = std::make_shared<Dissection>();
    shown->frame = frame;
    shown->view = source.view(frame);
    dissector.dissect(shown->view, *dissection);
    shown->dissection = std::move(dissection);
    return shown;
}

} // namespace framelens::ui

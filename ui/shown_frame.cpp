// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/shown_frame.h"

#include "core/decode/messages.h"

#include <algorithm>

namespace framelens::ui {

ByteView ShownFrame::bytes(std::uint8_t source) const
{
    if (source == Dissection::frameSource)
        return view.bytes;
    const auto number = static_cast<std::size_t>(source) - firstGathered;
    return source >= firstGathered && number < gatheredCount() ? view.info.messages->gathered[number] : ByteView();
}

std::size_t ShownFrame::gatheredCount() const
{
    return dissection->sourceCount() - std::min<std::size_t>(dissection->sourceCount(), firstGathered);
}

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

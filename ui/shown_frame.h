// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frame that is looked at: made once per selection, shared by tree and hex.
#pragma once

#include "core/bytes/frame_source.h"
#include "core/decode/dissector.h"

#include <memory>

namespace framelens::ui {

/// A frame with its bytes kept alive, and what it was decoded to. Immutable; the dissection borrows from
/// the view beside it.
struct ShownFrame
{
    std::uint32_t frame = 0; ///< counted from 0
    FrameView view;
    std::shared_ptr<const Dissection> dissection; ///< never null

    /// The bytes that fields of a source lie in: the frame's own, or those of a message that was gathered from several
    /// frames. Empty for other sources.
    ByteView bytes(std::uint8_t source) const;
    /// Gathered sources of the frame: numbers from `firstGathered` on.
    std::size_t gatheredCount() const;
    static constexpr std::uint8_t firstGathered = Dissection::gatheredSource;
};

/// Decodes one frame below source.count().
std::shared_ptr<const ShownFrame> makeShownFrame(const FrameSource &source, const Dissector &dissector,
                                                 std::uint32_t frame);

} // namespace framelens::ui

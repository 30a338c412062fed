// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a captured TCP segment is in its stream: known from other segments, handed in with the frame.
#pragma once

#include "core/bytes/byte_view.h"
#include "core/bytes/flow.h"
#include "core/bytes/frame_view.h"
#include "core/decode/registry.h"

#include <optional>
#include <vector>

namespace framelens {

/// A piece of a message: the part of one segment.
struct SegmentLink
{
    std::uint32_t frame = 0; ///< number, counted from 1
    std::uint32_t size = 0; ///< bytes
};

/// A message that ends in this frame, or a part of the frame's payload that belongs to none that does.
struct StreamMessage
{
    FrameKind kind = FrameKind::Message;
    ProtocolId protocol = 0xffff; ///< 0xffff: nobody's; shown as msg where a framer cut it
    std::uint8_t gathered = 0; ///< 0: lies in the frame's own bytes; n: all of MessageList::gathered[n - 1]
    std::uint32_t offset = 0; ///< in its source
    std::uint32_t size = 0;
    std::vector<SegmentLink> segments = {}; ///< where it lies, if in more than this frame
};

/// Given with a frame whose stream is known. Immutable.
struct MessageList
{
    Direction direction = Direction::ToServer;
    std::uint16_t port = 0; ///< that the protocol is bound to: the key its layer is entered by
    const FramerSpec *framer = nullptr;
    std::shared_ptr<const void> keeps = {}; ///< what `framer` points to
    std::vector<StreamMessage> messages = {}; ///< in the order of the stream
    std::vector<ByteView> gathered = {}; ///< at most Dissection::mostGathered; the only copies
    std::uint32_t restOffset = 0; ///< in the frame: payload that belongs to a message which ends later...
    std::uint32_t restSize = 0; ///< ...or to none
    std::uint32_t reassembledIn = 0; ///< number of the frame where the rest's message ends; 0: not known (yet)
    bool isRetransmission = false; ///< all of its bytes were there before: nothing of it is decoded again
    bool isOutOfOrder = false;
};

} // namespace framelens

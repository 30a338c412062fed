// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a segment carries of a stream, while its messages become layers.
#pragma once

#include "core/bytes/flow.h"
#include "core/decode/registry.h"

#include <cstddef>

namespace framelens {

struct FramerSpec;
struct MessageList;

/// Where the next message begins, and who says where it ends: a list made from the whole stream, or the framer's look at this
/// segment alone. Filled by MessageLayers; a value.
struct StreamPayload
{
    bool isOpen = false;
    std::uint8_t carrier = 0; ///< layer number of the transport
    std::uint8_t source = 0;
    std::uint8_t depth = 0; ///< of the carrier
    Direction direction = Direction::ToServer;
    std::uint32_t position = 0; ///< offsets in the source
    std::uint32_t capturedEnd = 0;
    std::uint32_t declaredEnd = 0;
    ProtocolId protocol = 0xffff; ///< of the messages; 0xffff: shown as what the framer cut
    Key key = {}; ///< that leads to it
    const FramerSpec *framer = nullptr; ///< null: the protocol's own
    const MessageList *list = nullptr; ///< null: by a look at this segment
    std::size_t next = 0; ///< in the list
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A frame is a span into bytes that stay where they landed, and what its record says of it.
#pragma once

#include "core/bytes/byte_view.h"

#include <cstdint>

namespace framelens {

struct Flow;
struct MessageList;

/// FrameInfo::linkType of a recording's frames, which have no link layer: beyond the 16 bits that LINKTYPE_ numbers have, so
/// that no capture can hold it.
inline constexpr std::uint32_t linkTypeOfRecordings = 0xffff0001U;

/// What a frame of a recording is.
enum class FrameKind : std::uint8_t {
    Record, ///< of a capture
    Message, ///< a whole message of a stream
    Unframed, ///< bytes of a stream as they were read: no framer, or the framer could not go on
    TooLong, ///< part of a message above the framer's maximum
    Incomplete, ///< the stream ended inside this message
    Reset, ///< no bytes: the connection was reset here
    Failed, ///< no bytes: the connection did not come about
};

/// What the capture says of one frame. A value; cheap to make, never stored per frame.
struct FrameInfo
{
    static constexpr std::uint32_t noConversation = 0xffffffffU;

    std::uint32_t number = 0; ///< counted from 1
    std::uint32_t linkType = 0; ///< LINKTYPE_ number (tcpdump.org/linktypes.html)
    std::int64_t timeNs = 0; ///< since 1970-01-01 UTC; only if hasTime
    std::uint32_t capturedLength = 0; ///< bytes in the capture
    std::uint32_t originalLength = 0; ///< bytes on the wire
    std::uint32_t interface = 0; ///< number over all sections of the capture
    std::uint8_t timeDigits = 9; ///< of the fraction of a second that the capture can tell: 0 to 9
    std::uint8_t fcsLength = 0; ///< bytes of frame check sequence that the capture declares, if hasFcsLength
    bool hasFcsLength = false;
    bool hasTime = false;
    bool isLost = false; ///< its record or its bytes are no longer in the file: nothing else is known but the number
    ByteOrder optionsOrder = ByteOrder::Little;
    FrameKind kind = FrameKind::Record;
    bool inPieces = false; ///< its bytes lie in several places: frame() gives none, view() gathers them
    bool conversationIsUdp = false;
    std::uint32_t conversation = noConversation; ///< tshark's tcp.stream or udp.stream, where it is known
    const Flow *flow = nullptr; ///< of a recording: the connection and direction. Borrowed like the frame
    const MessageList *messages = nullptr; ///< of a captured TCP segment: what stands in its stream. Borrowed
    Bytes options = {}; ///< pcapng options of the frame's block, in the capture's bytes; borrowed like the frame
};

/// A frame for loops under one pinned source: owns nothing.
struct FrameRef
{
    FrameInfo info;
    Bytes bytes;
};

/// A frame that may be kept: holds the Store that the bytes (and info.options) lie in.
struct FrameView
{
    FrameInfo info;
    ByteView bytes;
    std::shared_ptr<const void> context = {}; ///< keeps what info.flow and info.messages point to

    /// As ByteView::intact(), for the frame and the options of its record.
    bool intact() const
    {
        if (info.isLost)
            return false;
        if (!bytes.store() || info.options.empty())
            return bytes.intact();
        const auto offset = static_cast<std::uint64_t>(info.options.data() - bytes.store()->bytes().data());
        return bytes.intact() && bytes.store()->holds(offset, info.options.size());
    }

    FrameRef ref() const & { return {info, bytes.bytes()}; }
    FrameRef ref() const && = delete;
};

} // namespace framelens

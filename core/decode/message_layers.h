// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The messages of a stream that end in one frame, as layers beside each other.
#pragma once

#include "core/decode/dissection.h"

namespace framelens {

/// Whether what a framer cut is not the protocol's message by itself, but has it behind a length of the framer's own.
bool hasBodyFor(const FramerSpec *framer, const Protocol &protocol);

/// Works on the StreamPayload of one frame under dissection. A local.
class MessageLayers
{
public:
    MessageLayers(Dissection &into, Context &context)
        : m_into(into)
        , m_payload(context.stream)
        , m_context(context)
    {
    }

    /// Describes the layer of the next message behind the layers that are there. False when there is none: what is left is
    /// streamRest(), or the frame's end.
    bool next();

private:
    bool nextOfList();
    bool nextByFramer();
    // Bytes [offset, capturedEnd) of a source are the message; its length says `declaredEnd`.
    bool begin(ProtocolId protocol, std::uint8_t source, std::uint32_t offset, std::uint32_t capturedEnd,
               std::uint32_t declaredEnd);
    void leave(std::uint32_t offset, std::uint32_t size);

    Dissection &m_into;
    StreamPayload &m_payload;
    Context &m_context;
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which protocols may cut a conversation, said from its ports and first segments: nothing is assembled for it.
#pragma once

#include "core/stream/assembled_stream.h"

#include <mutex>
#include <vector>

namespace framelens {

/// Asked for one conversation after another; each is looked at once. Any thread.
class StreamProspects
{
public:
    static constexpr std::uint64_t everything = ~std::uint64_t{0};
    /// Frames of one conversation that are looked at, until both sides have spoken.
    static constexpr std::uint32_t mostFrames = 1024;

    explicit StreamProspects(std::shared_ptr<const AssembledStream::Capture> capture);

    /// The bits (protocolBit()) of the protocols that chooseFraming() may choose for the conversation, or that take its segments as
    /// they are; everything where that is not certain: its framing is chosen by hand or kept in the file, its first bytes are missing,
    /// cut short or out of order, or one side says nothing for long. `known`: frames whose conversation is known.
    std::uint64_t of(std::size_t index, std::uint32_t known);

private:
    struct Side
    {
        bool isKnown = false;
        bool hasSpoken = false;
        std::uint32_t sequence = 0; ///< of its first byte
    };
    struct Entry
    {
        std::uint64_t protocols = 0;
        std::uint32_t until = 0; ///< holds while no more frames are known
    };
    enum class Looked : std::uint8_t { Silent, Spoke, Uncertain };

    Entry look(std::size_t index, std::uint32_t known);
    std::uint64_t claiming(const Conversation &conversation) const;
    std::uint64_t recognising(Bytes bytes, Direction direction) const;
    Looked lookAt(const Conversation &conversation, std::uint32_t frame, std::array<Side, 2> &sides, std::uint64_t &protocols);

    std::shared_ptr<const AssembledStream::Capture> m_capture;
    std::mutex m_mutex;
    std::vector<Entry> m_entries; // by conversation
    TransportWalk m_walk;
};

} // namespace framelens

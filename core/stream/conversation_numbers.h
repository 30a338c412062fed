// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Conversations are counted in one row here and by transport in what people see: the way from one to the other.
#pragma once

#include "core/base/shared_number.h"
#include "core/stream/chunked_column.h"
#include "core/stream/streams.h"

#include <bit>

namespace framelens {

/// A bit a conversation, and a count every 64 of them. One writer, any readers of what its owner has published.
class ConversationNumbers
{
public:
    /// (writer) The next conversation.
    void add(std::uint32_t index, Transport transport)
    {
        Block &block = m_blocks.reserve(index / 64);
        if (index % 64 == 0)
            block.udpBefore = m_udp;
        if (transport != Transport::Udp)
            return;
        block.udp.set(block.udp.get() | (std::uint64_t{1} << (index % 64)));
        ++m_udp;
    }

    Transport transport(std::uint32_t index) const
    {
        return ((m_blocks[index / 64].udp.get() >> (index % 64)) & 1U) != 0 ? Transport::Udp : Transport::Tcp;
    }
    /// How many of the same transport come before.
    std::uint32_t number(std::uint32_t index) const
    {
        const std::uint64_t earlier = m_blocks[index / 64].udp.get() & ((std::uint64_t{1} << (index % 64)) - 1);
        const std::uint32_t udp = m_blocks[index / 64].udpBefore + static_cast<std::uint32_t>(std::popcount(earlier));
        return transport(index) == Transport::Udp ? udp : index - udp;
    }
    /// The other way round, among the first `size` conversations.
    std::optional<std::uint32_t> find(Transport transport, std::uint32_t number, std::uint32_t size) const
    {
        std::uint32_t first = 0;
        for (std::uint32_t end = (size + 63) / 64; end - first > 1;) {
            const std::uint32_t middle = first + ((end - first) / 2);
            (before(transport, middle) <= number ? first : end) = middle;
        }
        for (std::uint32_t index = first * 64; index < size && index < (first + 1) * 64; ++index)
            if (this->transport(index) == transport && this->number(index) == number)
                return index;
        return {};
    }
    /// (writer, or when nobody writes)
    std::size_t heapBytes() const { return m_blocks.heapBytes(); }

private:
    struct Block
    {
        Shared<std::uint64_t> udp; // a bit for each that is
        std::uint32_t udpBefore = 0;
    };
    std::uint32_t before(Transport transport, std::uint32_t block) const
    {
        const std::uint32_t udp = m_blocks[block].udpBefore;
        return transport == Transport::Udp ? udp : (block * 64) - udp;
    }

    ChunkedColumn<Block, 8, 10, 25> m_blocks;
    std::uint32_t m_udp = 0;
};

} // namespace framelens

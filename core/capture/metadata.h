// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a capture says besides its frames: sections, interfaces, and the blocks with names, statistics,
// secrets and whatever else. Kept as places in the file; bytes are looked at when somebody asks.
#pragma once

#include "core/bytes/byte_view.h"
#include "core/base/append_only.h"

#include <cstdint>

namespace framelens {

/// pcapng: a section of the file. Section n reaches to the begin of section n + 1.
struct SectionRecord
{
    std::uint64_t offset = 0; ///< of its section header block
    std::uint32_t firstInterface = 0; ///< number over all sections of its interface 0
    std::uint32_t blockLength = 0; ///< bytes of the section header block
    ByteOrder order = ByteOrder::Little;
};

/// An interface, as every frame of it needs it. For pcap there is one, made from the file header.
struct InterfaceRecord
{
    std::uint64_t offset = 0; ///< of its interface description block (pcap: of the file header)
    std::int64_t timeOffsetSeconds = 0; ///< added to each time
    std::uint64_t unitsPerSecond = 1'000'000; ///< of the times; 0: not usable, frames have no time
    std::uint32_t blockLength = 0; ///< bytes of its block (pcap: 24)
    std::uint32_t linkType = 0; ///< LINKTYPE_ number
    std::uint32_t snaplen = 0; ///< bytes, 0: no limit
    std::uint32_t section = 0;
    std::uint8_t timeDigits = 6; ///< decimal digits that a fraction of a second needs, at most 9
    std::uint8_t fcsLength = 0; ///< bytes, if hasFcsLength
    bool hasFcsLength = false;
};

/// A block that is neither a frame nor a section or interface: name resolution (4), interface statistics
/// (5), decryption secrets (10), custom (0x0BAD, 0x40000BAD), or of a type not known here.
struct BlockRecord
{
    std::uint64_t offset = 0;
    std::uint32_t type = 0;
    std::uint32_t length = 0; ///< bytes, whole block
    std::uint32_t section = 0;
};

/// Written by the index worker, read from any thread without a lock: lists only grow, and what was read
/// once stays as it is.
struct Metadata
{
    AppendOnly<SectionRecord> sections;
    AppendOnly<InterfaceRecord> interfaces;
    AppendOnly<BlockRecord> blocks;

    std::size_t heapBytes() const { return sections.heapBytes() + interfaces.heapBytes() + blocks.heapBytes(); }
};

} // namespace framelens

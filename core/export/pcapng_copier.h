// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The blocks of a pcapng capture that are no frames, in order of the file, and blocks without their comments.
#pragma once

#include "core/capture/capture.h"

#include <optional>
#include <vector>

namespace framelens {

/// A block that is no frame.
struct OtherBlock
{
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    std::uint32_t type = 0;
    ByteOrder order = ByteOrder::Little;
};

/// Section headers, interface descriptions and all others, merged by where they lie. Those that were there when it was made. A value.
class OtherBlocks
{
public:
    explicit OtherBlocks(const Metadata &metadata);

    /// The next one; nothing behind the last.
    std::optional<OtherBlock> next() const;
    void advance();

private:
    const Metadata *m_metadata;
    std::size_t m_section = 0;
    std::size_t m_interface = 0;
    std::size_t m_block = 0;
    std::size_t m_sections;
    std::size_t m_interfaces;
    std::size_t m_blocks;
};

/// Whether a block (whole) has a comment among its options.
bool hasComment(Bytes block, ByteOrder order);
/// Appends the block without its comments to `to`.
void appendWithoutComments(Bytes block, ByteOrder order, std::vector<std::byte> &to);
/// Appends a section header block with its length said to be unknown.
void appendWithoutLength(Bytes sectionHeader, ByteOrder order, std::vector<std::byte> &to);
/// Whether a section header block (whole) says how long its section is.
bool tellsLength(Bytes sectionHeader, ByteOrder order);

} // namespace framelens

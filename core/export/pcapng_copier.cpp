// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/pcapng_copier.h"

#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_options.h"
#include "core/export/header_writer.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::size_t sectionLengthAt = 16; // of a section header block: 64 bits

// Records of a name resolution block: type (16), length (16), value; one of type 0 is the last.
std::size_t nameRecordsEnd(Bytes block, ByteOrder order)
{
    std::size_t at = 8;
    while (at + 8 <= block.size()) {
        const std::size_t size = 4 + pcapng::padded(pcapng::u16(block, at + 2, order));
        const bool isLast = pcapng::u16(block, at, order) == 0;
        if (size > block.size() - 4 - at)
            return block.size() - 4;
        at += size;
        if (isLast)
            return at;
    }
    return block.size() - 4;
}

// Of blocks whose options are known.
std::size_t optionsBegin(Bytes block, ByteOrder order)
{
    const std::size_t end = block.size() - 4;
    const auto behind = [&](std::size_t fixed, std::size_t lengthAt) {
        return fixed > end ? end : std::min(end, fixed + pcapng::padded(pcapng::u32(block, lengthAt, order)));
    };
    switch (pcapng::u32(block, 0, order)) {
    case pcapng::sectionHeader: return std::min<std::size_t>(end, 24);
    case pcapng::interfaceDescription: return std::min<std::size_t>(end, 16);
    case pcapng::interfaceStatistics: return std::min<std::size_t>(end, 20);
    case pcapng::enhancedPacket:
    case pcapng::packet: return behind(28, 20);
    case pcapng::decryptionSecrets: return behind(16, 12);
    case pcapng::nameResolution: return nameRecordsEnd(block, order);
    default: return end;
    }
}

void append(Bytes bytes, std::vector<std::byte> &to) { to.insert(to.end(), bytes.begin(), bytes.end()); }

} // namespace

OtherBlocks::OtherBlocks(const Metadata &metadata)
    : m_metadata(&metadata)
    , m_sections(metadata.sections.size())
    , m_interfaces(metadata.interfaces.size())
    , m_blocks(metadata.blocks.size())
{
}

std::optional<OtherBlock> OtherBlocks::next() const
{
    std::optional<OtherBlock> first;
    const auto offer = [&](std::uint64_t offset, std::uint32_t length, std::uint32_t type, ByteOrder order) {
        if (!first || offset < first->offset)
            first = OtherBlock{offset, length, type, order};
    };
    if (m_section < m_sections) {
        const SectionRecord &section = m_metadata->sections[m_section];
        offer(section.offset, section.blockLength, pcapng::sectionHeader, section.order);
    }
    if (m_interface < m_interfaces) {
        const InterfaceRecord &interface = m_metadata->interfaces[m_interface];
        offer(interface.offset, interface.blockLength, pcapng::interfaceDescription, m_metadata->sections[interface.section].order);
    }
    if (m_block < m_blocks) {
        const BlockRecord &block = m_metadata->blocks[m_block];
        offer(block.offset, block.length, block.type, m_metadata->sections[block.section].order);
    }
    return first;
}

void OtherBlocks::advance()
{
    const auto block = next();
    if (!block)
        return;
    if (block->type == pcapng::sectionHeader)
        ++m_section;
    else if (block->type == pcapng::interfaceDescription)
        ++m_interface;
    else
        ++m_block;
}

bool hasComment(Bytes block, ByteOrder order)
{
    const std::size_t begin = optionsBegin(block, order);
    return findOption(block.subspan(begin, block.size() - 4 - begin), order, pcapng_option::comment).has_value();
}

void appendWithoutComments(Bytes block, ByteOrder order, std::vector<std::byte> &to)
{
    const std::size_t begin = to.size();
    const std::size_t optionsAt = optionsBegin(block, order);
    append(block.first(optionsAt), to);
    Bytes options = block.subspan(optionsAt, block.size() - 4 - optionsAt);
    while (options.size() >= 4) {
        const std::size_t size = std::min(options.size(), 4 + pcapng::padded(pcapng::u16(options, 2, order)));
        if (pcapng::u16(options, 0, order) != pcapng_option::comment)
            append(options.first(size), to);
        options = options.subspan(size);
    }
    to.resize(to.size() + 4);
    const std::size_t length = to.size() - begin;
    HeaderWriter(std::span(to).subspan(begin + 4, 4), order).put(length, 4);
    HeaderWriter(std::span(to).subspan(to.size() - 4), order).put(length, 4);
    if (pcapng::u32(block, 0, order) == pcapng::sectionHeader)
        HeaderWriter(std::span(to).subspan(begin + sectionLengthAt, 8), order).put(UINT64_MAX, 8);
}

void appendWithoutLength(Bytes sectionHeader, ByteOrder order, std::vector<std::byte> &to)
{
    const std::size_t begin = to.size();
    append(sectionHeader, to);
    HeaderWriter(std::span(to).subspan(begin + sectionLengthAt, 8), order).put(UINT64_MAX, 8);
}

bool tellsLength(Bytes sectionHeader, ByteOrder order)
{
    return load<std::uint64_t>(sectionHeader.subspan(sectionLengthAt).data(), order) != UINT64_MAX;
}

} // namespace framelens

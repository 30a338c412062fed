// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a packet block says of its frame, read again from the map each time it is asked for.
#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_options.h"
#include "core/capture/pcapng_reader.h"

#include <algorithm>

namespace framelens {

using pcapng::u16;
using pcapng::u32;

namespace {

constexpr std::size_t simpleHeaderBytes = 12;

// epb_flags, bits 5 to 8: bytes of frame check sequence, 0 when not known. Section 4.3.1.
void readFcsOfFrame(FrameInfo &info)
{
    const auto flags = findOption(info.options, info.optionsOrder, pcapng_option::packetFlags);
    if (!flags || flags->value.size() != 4)
        return;
    const auto length = static_cast<std::uint8_t>((u32(flags->value, 0, info.optionsOrder) >> 5U) & 0xfU);
    if (length != 0) {
        info.fcsLength = length;
        info.hasFcsLength = true;
    }
}

// How many sections begin at or before `offset`.
std::size_t sectionsUpTo(const AppendOnly<SectionRecord> &sections, std::uint64_t offset)
{
    std::size_t low = 0;
    std::size_t high = sections.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (sections[middle].offset <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

} // namespace

const SectionRecord &PcapngReader::sectionOf(std::uint64_t offset) const
{
    // A frame lies behind the section header that its index entry was made under.
    return m_metadata.sections[std::max<std::size_t>(sectionsUpTo(m_metadata.sections, offset), 1) - 1];
}

const InterfaceRecord *PcapngReader::interfaceOf(const SectionRecord &section, std::uint32_t number,
                                                 std::uint64_t offset) const
{
    const std::size_t index = std::size_t{section.firstInterface} + number;
    if (index >= m_metadata.interfaces.size())
        return nullptr;
    const InterfaceRecord &interface = m_metadata.interfaces[index];
    // Those of a later section, and those described only behind the frame, are not its own.
    return interface.offset < offset ? &interface : nullptr;
}

void PcapngReader::describeInterface(FrameInfo &info, const SectionRecord &section, std::uint32_t number,
                                     std::uint64_t offset) const
{
    const InterfaceRecord *interface = interfaceOf(section, number, offset);
    if (interface == nullptr) {
        info.interface = unknownInterface;
        info.linkType = unknownLinkType;
        return;
    }
    info.interface = section.firstInterface + number;
    info.linkType = interface->linkType;
    info.timeDigits = interface->timeDigits;
    info.fcsLength = interface->fcsLength;
    info.hasFcsLength = interface->hasFcsLength;
}

void PcapngReader::readPacketHead(FrameInfo &info, Bytes head, const SectionRecord &section, std::uint64_t offset) const
{
    const ByteOrder order = section.order;
    const std::uint32_t number = u32(head, 0, order) == pcapng::packet ? u16(head, 8, order) : u32(head, 8, order);
    describeInterface(info, section, number, offset);
    info.capturedLength = u32(head, 20, order);
    info.originalLength = u32(head, 24, order);
    const std::uint64_t units = (std::uint64_t{u32(head, 12, order)} << 32U) | u32(head, 16, order);
    if (info.interface == unknownInterface)
        return;
    if (const auto time = pcapng::timeNs(m_metadata.interfaces[info.interface], units)) {
        info.timeNs = *time;
        info.hasTime = true;
    }
}

void PcapngReader::readSimpleHead(FrameInfo &info, Bytes head, const SectionRecord &section, std::uint64_t offset) const
{
    describeInterface(info, section, 0, offset);
    info.originalLength = u32(head, 8, section.order);
    info.capturedLength = info.originalLength;
    if (info.interface == unknownInterface)
        return;
    const std::uint32_t snaplen = m_metadata.interfaces[info.interface].snaplen;
    if (snaplen != 0)
        info.capturedLength = std::min(info.capturedLength, snaplen);
}

FrameRef PcapngReader::frameAt(const Store &store, std::uint64_t offset, std::uint32_t frame) const
{
    FrameRef result;
    FrameInfo &info = result.info;
    const SectionRecord &section = sectionOf(offset);
    info.number = frame + 1;
    info.optionsOrder = section.order;
    info.linkType = unknownLinkType;
    info.interface = unknownInterface;
    info.isLost = true; // until it is seen to be there
    if (!store.holds(offset, simpleHeaderBytes))
        return result;
    const Bytes all = store.bytes();
    const Bytes head = all.subspan(offset);
    const std::uint32_t type = u32(head, 0, section.order);
    const std::size_t length = u32(head, 4, section.order);
    const std::size_t headerBytes = type == pcapng::simplePacket ? simpleHeaderBytes : pcapng::packetHeaderBytes;
    if (!pcapng::isFrame(type) || length < pcapng::leastBytes(type) || !store.holds(offset, headerBytes))
        return result; // overwritten, or lost
    if (type == pcapng::simplePacket)
        readSimpleHead(info, head, section, offset);
    else
        readPacketHead(info, head, section, offset);
    // The block's end as it is told now, brought to where bytes really are.
    const std::size_t blockEnd = std::min(length - 4, head.size());
    const std::size_t room = std::min<std::size_t>(blockEnd - headerBytes, mostFrameBytes(info.linkType));
    info.capturedLength = static_cast<std::uint32_t>(std::min<std::size_t>(info.capturedLength, room));
    if (!store.holds(offset + headerBytes, info.capturedLength))
        return result;
    info.isLost = false;
    result.bytes = head.subspan(headerBytes, info.capturedLength);
    const std::size_t optionsBegin = headerBytes + pcapng::padded(info.capturedLength);
    if (type == pcapng::simplePacket || optionsBegin >= blockEnd || !store.holds(offset, blockEnd))
        return result;
    info.options = head.subspan(optionsBegin, blockEnd - optionsBegin);
    readFcsOfFrame(info);
    return result;
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Hops from block to block. Enhanced packet blocks, nearly all there is, have a fast path; every block that
// it does not take, and every one that is in any way odd, goes the careful way.
#include "core/capture/pcapng_reader.h"

#include "core/base/limits.h"
#include "core/capture/pcapng_blocks.h"

#include <algorithm>

namespace framelens {

using pcapng::u16;
using pcapng::u32;

namespace {

constexpr std::uint32_t leastBlockBytes = 12;

std::optional<ByteOrder> orderOf(Bytes block)
{
    if (block.size() < 12)
        return {};
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        if (u32(block, 8, order) == pcapng::byteOrderMagic)
            return order;
    }
    return {};
}

bool isSectionHeader(Bytes head)
{
    return head.size() >= 4 && u32(head, 0, ByteOrder::Big) == pcapng::sectionHeader; // reads the same both ways
}

std::string blockText(std::uint32_t type)
{
    const std::string_view name = pcapng::nameOf(type);
    return std::string(name == "block" ? "a " : name.front() == 'e' || name.front() == 'i' ? "an " : "a ")
        .append(name);
}

} // namespace

std::unique_ptr<RecordReader> PcapngReader::recognise(Bytes head, std::string path, Metadata &metadata)
{
    const auto order = orderOf(head);
    if (!isSectionHeader(head) || !order)
        return nullptr;
    return std::unique_ptr<RecordReader>(new PcapngReader(std::move(path), *order, metadata));
}

bool PcapngReader::mayBecome(Bytes head)
{
    constexpr std::array first{std::byte{0x0a}, std::byte{0x0d}, std::byte{0x0d}, std::byte{0x0a}};
    if (head.size() >= leastBlockBytes)
        return isSectionHeader(head) && orderOf(head);
    return std::equal(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(std::min(head.size(), first.size())),
                      first.begin());
}

PcapngReader::PcapngReader(std::string path, ByteOrder order, Metadata &metadata)
    : m_path(std::move(path))
    , m_metadata(metadata)
    , m_firstOrder(order)
    , m_order(order)
{
}

CaptureFormat PcapngReader::format() const
{
    return {.kind = CaptureKind::Pcapng, .order = m_firstOrder};
}

Error PcapngReader::damage(Reason reason, std::string detail, std::uint64_t frame) const
{
    return {.action = Action::Index,
            .reason = reason,
            .subject = m_path,
            .offset = m_position,
            .frame = frame,
            .detail = std::move(detail)};
}

ScanResult PcapngReader::partial(std::uint64_t needed, std::uint64_t end, std::string what, bool isFrame) const
{
    Error error = damage(Reason::EndsInside, isFrame ? std::string() : std::move(what), isFrame ? m_frames + 1 : 0);
    error.needed = needed;
    error.available = end - m_position;
    return {ScanStop::Partial, std::move(error)};
}

void PcapngReader::passOver(std::string detail, std::uint64_t frame)
{
    if (!m_passedOver)
        m_passedOver = damage(Reason::BadValue, std::move(detail), frame);
}

// Enhanced packet blocks in `bytes`, which lie at m_position, as long as there is nothing to say about them.
template <ByteOrder order>
void PcapngReader::hopPackets(Bytes bytes, std::uint64_t end, RecordBatch &batch)
{
    constexpr std::size_t least = pcapng::packetHeaderBytes + 4;
    const std::uint64_t begin = m_position;
    const std::size_t left = std::min<std::uint64_t>(bytes.size(), end - begin);
    const std::size_t before = batch.count;
    std::size_t at = 0;
    while (left - at >= least && !batch.full()) {
        const std::uint32_t length = u32(bytes, at + 4, order);
        const std::uint32_t captured = u32(bytes, at + 20, order);
        if (u32(bytes, at, order) != pcapng::enhancedPacket || length < least || length % 4 != 0 || length > left - at
            || captured > limits::recordBytes || captured > length - least || u32(bytes, at + 8, order) >= m_interfaces
            || u32(bytes, at + length - 4, order) != length)
            break;
        batch.add(begin + at);
        at += length;
    }
    m_position = begin + at;
    m_frames += batch.count - before;
}

ScanResult PcapngReader::scan(ReadWindow &window, std::uint64_t end, RecordBatch &batch)
{
    const std::uint64_t begin = m_position;
    while (!batch.full() && m_position - begin < stepBytes) {
        if (m_position >= end)
            return {ScanStop::AtEnd};
        if (end - m_position < leastBlockBytes)
            return partial(leastBlockBytes, end, "a block", false);
        const auto bytes = window.at(m_position, leastBlockBytes, end);
        if (!bytes)
            return {ScanStop::Damaged, bytes.error()};
        const std::uint64_t before = m_position;
        if (m_fast) {
            if (m_order == ByteOrder::Big)
                hopPackets<ByteOrder::Big>(*bytes, end, batch);
            else
                hopPackets<ByteOrder::Little>(*bytes, end, batch);
        }
        if (m_position != before)
            continue;
        if (auto stopped = readBlock(window, end, batch))
            return *std::move(stopped);
    }
    return {ScanStop::Step};
}

Result<PcapngReader::BlockHead> PcapngReader::readHead(Bytes bytes) const
{
    BlockHead head;
    head.order = m_order;
    if (isSectionHeader(bytes)) {
        const auto order = orderOf(bytes);
        if (!order)
            return std::unexpected(damage(Reason::BadValue, "a section header block without its byte-order magic"));
        head.order = *order;
    }
    head.type = u32(bytes, 0, head.order);
    head.length = u32(bytes, 4, head.order);
    if (m_metadata.sections.size() == 0 && head.type != pcapng::sectionHeader) // overwritten since it was recognised
        return std::unexpected(damage(Reason::BadValue, "a block before the first section header block"));
    const std::uint64_t frame = pcapng::isFrame(head.type) ? m_frames + 1 : 0;
    if (head.length < pcapng::leastBytes(head.type))
        return std::unexpected(damage(Reason::BadValue,
                                      "the block length " + grouped(head.length) + " is less than the "
                                          + grouped(pcapng::leastBytes(head.type)) + " bytes of "
                                          + blockText(head.type),
                                      frame));
    if (head.length % 4 != 0)
        return std::unexpected(damage(Reason::BadValue,
                                      "the block length " + grouped(head.length) + " is not a multiple of 4", frame));
    const bool isHeader = head.type == pcapng::sectionHeader || head.type == pcapng::interfaceDescription;
    if (isHeader && head.length > mostHeaderBytes)
        return std::unexpected(damage(Reason::BadValue,
                                      blockText(head.type) + " of " + grouped(head.length)
                                          + " bytes, more than the 1,048,576 it can have"));
    return head;
}

// One block of any type, with every check.
std::optional<ScanResult> PcapngReader::readBlock(ReadWindow &window, std::uint64_t end, RecordBatch &batch)
{
    const auto fail = [](Error error) { return ScanResult{ScanStop::Damaged, std::move(error)}; };
    const auto bytes = window.at(m_position, leastBlockBytes, end);
    if (!bytes)
        return fail(bytes.error());
    const auto head = readHead(*bytes);
    if (!head)
        return fail(head.error());
    if (head->length > end - m_position)
        return partial(head->length, end, blockText(head->type), pcapng::isFrame(head->type));
    const auto trailer = window.at(m_position + head->length - 4, 4, end);
    if (!trailer)
        return fail(trailer.error());
    if (const std::uint32_t again = u32(*trailer, 0, head->order); again != head->length)
        return fail(damage(Reason::BadValue,
                           "the block lengths before and behind a block differ: " + grouped(head->length) + " and "
                               + grouped(again),
                           pcapng::isFrame(head->type) ? m_frames + 1 : 0));
    // Of an interface the whole block is needed, of all others the fixed part.
    const bool whole = head->type == pcapng::interfaceDescription;
    const auto block = window.at(m_position, whole ? head->length : pcapng::leastBytes(head->type), end);
    if (!block)
        return fail(block.error());

    std::optional<ScanResult> stopped;
    if (head->type == pcapng::sectionHeader)
        stopped = readSection(*head);
    else if (head->type == pcapng::interfaceDescription)
        stopped = readInterface(*head, block->first(head->length));
    else if (pcapng::isFrame(head->type))
        stopped = readPacket(*head, *block);
    else
        noteBlock(*head);
    if (stopped)
        return stopped;
    if (pcapng::isFrame(head->type)) {
        batch.add(m_position);
        ++m_frames;
    }
    m_position += head->length;
    return {};
}

std::optional<ScanResult> PcapngReader::readSection(const BlockHead &head)
{
    if (m_metadata.sections.size() >= mostListed)
        return ScanResult{ScanStop::Damaged,
                          damage(Reason::LimitReached, "the file has more than 1,048,576 sections")};
    m_order = head.order;
    m_interfaces = 0;
    m_metadata.sections.push({.offset = m_position,
                              .firstInterface = static_cast<std::uint32_t>(m_metadata.interfaces.size()),
                              .blockLength = head.length,
                              .order = head.order});
    return {};
}

std::optional<ScanResult> PcapngReader::readInterface(const BlockHead &head, Bytes block)
{
    if (m_interfaces >= mostInterfaces || m_metadata.interfaces.size() >= mostListed)
        return ScanResult{ScanStop::Damaged,
                          damage(Reason::LimitReached, "a section has more than 65,536 interfaces, or the file more "
                                                       "than 1,048,576")};
    InterfaceRecord interface = pcapng::readInterface(block, head.order);
    interface.offset = m_position;
    interface.section = static_cast<std::uint32_t>(m_metadata.sections.size() - 1);
    if (interface.unitsPerSecond == 0)
        passOver("the time resolution of interface " + grouped(m_interfaces)
                     + " is finer than 64 bits can tell; its frames have no time",
                 0);
    m_metadata.interfaces.push(interface);
    ++m_interfaces;
    return {};
}

std::optional<ScanResult> PcapngReader::readPacket(const BlockHead &head, Bytes bytes)
{
    const std::uint64_t frame = m_frames + 1;
    const bool simple = head.type == pcapng::simplePacket;
    const std::uint32_t number = simple                   ? 0
        : head.type == pcapng::packet ? u16(bytes, 8, head.order)
                                      : u32(bytes, 8, head.order);
    std::uint32_t linkType = unknownLinkType;
    if (number < m_interfaces)
        linkType = m_metadata.interfaces[m_metadata.interfaces.size() - m_interfaces + number].linkType;
    else
        passOver("a frame names interface " + grouped(number) + ", and its section has described "
                     + grouped(m_interfaces),
                 frame);
    const std::uint32_t room = head.length - pcapng::leastBytes(head.type);
    const std::uint32_t captured = simple ? 0 : u32(bytes, 20, head.order);
    if (captured > room)
        return ScanResult{ScanStop::Damaged,
                          damage(Reason::BadValue,
                                 "the captured length " + grouped(captured) + " does not fit into a block of "
                                     + grouped(head.length) + " bytes",
                                 frame)};
    const std::uint32_t most = mostFrameBytes(linkType);
    if (captured > most || (simple && room > most + 3))
        return ScanResult{ScanStop::Damaged,
                          damage(Reason::BadValue,
                                 "the length " + grouped(simple ? room : captured) + " is more than the "
                                     + grouped(most) + " bytes a frame of this link type can have",
                                 frame)};
    return {};
}

void PcapngReader::noteBlock(const BlockHead &head)
{
    if (m_metadata.blocks.size() >= mostListed) {
        passOver("more than 1,048,576 blocks that are no frames; the rest of them is not listed", 0);
        return;
    }
    m_metadata.blocks.push({.offset = m_position,
                            .type = head.type,
                            .length = head.length,
                            .section = static_cast<std::uint32_t>(m_metadata.sections.size() - 1)});
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// File header (each field in the writer's byte order, which the magic number tells):
//
//      0                   1                   2                   3
//     +---------------------------------------------------------------+
//   0 |          Magic Number: A1B2C3D4, A1B23C4D or A1B2CD34         |
//   4 |         Major Version         |         Minor Version         |
//   8 |                           Reserved 1                          |
//  12 |                           Reserved 2                          |
//  16 |                            SnapLen                            |
//  20 | FCS   |f|0 0|                  LinkType                       |
//     +---------------------------------------------------------------+
//
// Record header; the modified form adds interface index (4), protocol (2), packet type (1), padding (1):
//
//     +---------------------------------------------------------------+
//   0 |                      Timestamp (seconds)                      |
//   4 |            Timestamp (microseconds or nanoseconds)            |
//   8 |                    Captured packet length                     |
//  12 |                    Original packet length                     |
//     +---------------------------------------------------------------+
#include "core/capture/pcap_reader.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::uint32_t magicMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t magicNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t magicModified = 0xa1b2cd34;

constexpr std::uint32_t linkTypeMask = 0x03ffffff;
constexpr std::uint32_t fcsPresent = 0x04000000;
constexpr unsigned fcsShift = 28; // in units of 16 bits

std::uint32_t u32(Bytes bytes, std::size_t at, ByteOrder order)
{
    return load<std::uint32_t>(bytes.subspan(at).data(), order);
}

bool isMagic(std::uint32_t magic)
{
    return magic == magicMicroseconds || magic == magicNanoseconds || magic == magicModified;
}

std::optional<ByteOrder> orderOf(Bytes head)
{
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        if (head.size() >= 4 && isMagic(u32(head, 0, order)))
            return order;
    }
    return {};
}

CaptureFormat formatOf(Bytes head, ByteOrder order)
{
    const std::uint32_t magic = u32(head, 0, order);
    return {.kind = magic == magicModified ? CaptureKind::PcapModified : CaptureKind::Pcap,
            .order = order,
            .nanoseconds = magic == magicNanoseconds,
            .snaplen = u32(head, 16, order),
            .linkType = u32(head, 20, order) & linkTypeMask};
}

InterfaceRecord interfaceOf(Bytes head, const CaptureFormat &format)
{
    const std::uint32_t word = u32(head, 20, format.order);
    InterfaceRecord interface;
    interface.unitsPerSecond = format.nanoseconds ? 1'000'000'000 : 1'000'000;
    interface.timeDigits = format.nanoseconds ? 9 : 6;
    interface.blockLength = PcapReader::fileHeaderBytes;
    interface.linkType = format.linkType;
    interface.snaplen = format.snaplen;
    interface.hasFcsLength = (word & fcsPresent) != 0;
    interface.fcsLength = interface.hasFcsLength ? static_cast<std::uint8_t>((word >> fcsShift) * 2) : 0;
    return interface;
}

} // namespace

std::unique_ptr<RecordReader> PcapReader::recognise(Bytes head, std::string path, Metadata &metadata)
{
    const auto order = orderOf(head);
    if (!order || head.size() < fileHeaderBytes)
        return nullptr;
    const CaptureFormat format = formatOf(head, *order);
    const InterfaceRecord interface = interfaceOf(head, format);
    const auto major = load<std::uint16_t>(head.subspan(4).data(), *order);
    const auto minor = load<std::uint16_t>(head.subspan(6).data(), *order);
    const Lengths lengths = major != 2 || minor > 3 ? Lengths::AsNow : minor == 3 ? Lengths::SmallerFirst
                                                                                  : Lengths::Swapped;
    metadata.interfaces.push(interface);
    return std::unique_ptr<RecordReader>(new PcapReader(std::move(path), format, interface, lengths));
}

bool PcapReader::mayBecome(Bytes head)
{
    if (head.size() >= 4)
        return orderOf(head).has_value();
    for (const std::uint32_t magic : {magicMicroseconds, magicNanoseconds, magicModified}) {
        std::array<std::byte, 4> big{};
        for (unsigned i = 0; i < 4; ++i)
            big[i] = static_cast<std::byte>(magic >> (24 - 8 * i));
        if (std::equal(head.begin(), head.end(), big.begin()) || std::equal(head.begin(), head.end(), big.rbegin()))
            return true;
    }
    return false;
}

PcapReader::PcapReader(std::string path, const CaptureFormat &format, const InterfaceRecord &interface, Lengths lengths)
    : m_path(std::move(path))
    , m_format(format)
    , m_interface(interface)
    , m_lengths(lengths)
    , m_headerBytes(format.kind == CaptureKind::PcapModified ? 24 : 16)
    , m_mostBytes(mostFrameBytes(format.linkType))
{
}

std::uint32_t PcapReader::captured(std::uint32_t first, std::uint32_t second) const
{
    switch (m_lengths) {
    case Lengths::AsNow: return first;
    case Lengths::Swapped: return second;
    case Lengths::SmallerFirst: return std::min(first, second);
    }
    return first;
}

ScanResult PcapReader::partial(std::uint64_t needed, std::uint64_t end) const
{
    return {ScanStop::Partial,
            Error{.action = Action::Index,
                  .reason = Reason::EndsInside,
                  .subject = m_path,
                  .offset = m_position,
                  .needed = needed,
                  .available = end - m_position,
                  .frame = m_frames + 1}};
}

ScanResult PcapReader::tooLong(std::uint32_t length) const
{
    return {ScanStop::Damaged,
            Error{.action = Action::Index,
                  .reason = Reason::BadValue,
                  .subject = m_path,
                  .offset = m_position,
                  .frame = m_frames + 1,
                  .detail = "the length " + grouped(length) + " is more than the " + grouped(m_mostBytes)
                      + " bytes a frame of this link type can have"}};
}

// The records whose headers lie in `bytes`, which are those at m_position and hold at least one header.
// Nothing when the next header lies behind them, or the batch is full.
template <ByteOrder order>
std::optional<ScanResult> PcapReader::hop(Bytes bytes, std::uint64_t end, RecordBatch &batch)
{
    const std::uint64_t begin = m_position;
    const std::uint64_t left = end - begin;
    const std::size_t before = batch.count;
    const std::size_t lastHeader = bytes.size() - m_headerBytes;
    std::size_t at = 0;
    while (at <= lastHeader && !batch.full()) {
        std::uint32_t length = u32(bytes, at + 8, order);
        if (m_lengths != Lengths::AsNow) [[unlikely]]
            length = captured(length, u32(bytes, at + 12, order));
        const std::uint64_t whole = std::uint64_t{m_headerBytes} + length;
        if (length > m_mostBytes || whole > left - at) [[unlikely]] {
            m_position = begin + at;
            m_frames += batch.count - before;
            return length > m_mostBytes ? tooLong(length) : partial(whole, end);
        }
        batch.add(begin + at);
        at += whole;
    }
    m_position = begin + at;
    m_frames += batch.count - before;
    return {};
}

ScanResult PcapReader::scan(ReadWindow &window, std::uint64_t end, RecordBatch &batch)
{
    const std::uint64_t begin = m_position;
    while (!batch.full() && m_position - begin < stepBytes) {
        if (m_position >= end)
            return {ScanStop::AtEnd};
        if (end - m_position < m_headerBytes)
            return partial(m_headerBytes, end);
        const auto bytes = window.at(m_position, m_headerBytes, end);
        if (!bytes)
            return {ScanStop::Damaged, bytes.error()};
        auto stopped = m_format.order == ByteOrder::Big ? hop<ByteOrder::Big>(*bytes, end, batch)
                                                         : hop<ByteOrder::Little>(*bytes, end, batch);
        if (stopped)
            return *std::move(stopped);
    }
    return {ScanStop::Step};
}

FrameRef PcapReader::frameAt(const Store &store, std::uint64_t offset, std::uint32_t frame) const
{
    FrameRef result;
    FrameInfo &info = result.info;
    info.number = frame + 1;
    info.linkType = m_interface.linkType;
    info.timeDigits = m_interface.timeDigits;
    info.fcsLength = m_interface.fcsLength;
    info.hasFcsLength = m_interface.hasFcsLength;
    info.isLost = true; // until it is seen to be there
    if (!store.holds(offset, m_headerBytes))
        return result;
    const Bytes all = store.bytes();
    const Bytes header = all.subspan(offset, m_headerBytes);
    const std::int64_t seconds = u32(header, 0, m_format.order);
    const std::int64_t fraction = u32(header, 4, m_format.order);
    const std::uint32_t first = u32(header, 8, m_format.order);
    const std::uint32_t second = u32(header, 12, m_format.order);
    const std::uint64_t begin = offset + m_headerBytes;
    const std::uint64_t there = std::min<std::uint64_t>(all.size() - begin, m_mostBytes);
    info.timeNs = seconds * 1'000'000'000 + fraction * (m_format.nanoseconds ? 1 : 1000);
    info.hasTime = true;
    const std::uint32_t length = captured(first, second);
    info.capturedLength = static_cast<std::uint32_t>(std::min<std::uint64_t>(length, there));
    info.originalLength = first + second - length; // the other one
    info.isLost = !store.holds(begin, info.capturedLength);
    if (!info.isLost)
        result.bytes = all.subspan(begin, info.capturedLength);
    return result;
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A capture is known by its first bytes.
#include "core/base/limits.h"
#include "core/base/text_sink.h"
#include "core/capture/compression.h"
#include "core/capture/pcap_reader.h"
#include "core/capture/pcapng_reader.h"

#include <algorithm>

namespace framelens {

namespace {

Error notACapture(Bytes head, const std::string &path)
{
    std::string hex;
    TextSink(hex).hexBytes(head.first(std::min<std::size_t>(head.size(), 16)), ' ');
    return {.action = Action::Open, .reason = Reason::NotACapture, .subject = path, .detail = hex};
}

} // namespace

Result<std::unique_ptr<RecordReader>> recognise(Bytes head, const std::string &path, Metadata &metadata)
{
    if (auto pcap = PcapReader::recognise(head, path, metadata))
        return pcap;
    if (auto pcapng = PcapngReader::recognise(head, path, metadata))
        return pcapng;
    if (PcapReader::mayBecome(head) || PcapngReader::mayBecome(head))
        return nullptr;
    if (compressionOf(head) != Compression::None)
        return std::unexpected(Error{.action = Action::Open,
                                     .reason = Reason::Unsupported,
                                     .subject = path,
                                     .detail = "compressed twice; decompress it once first"});
    if (const std::string_view other = unreadCompression(head); !other.empty())
        return std::unexpected(Error{.action = Action::Open,
                                     .reason = Reason::UnknownCompression,
                                     .subject = path,
                                     .detail = std::string(other)});
    return std::unexpected(notACapture(head, path));
}

std::uint32_t mostFrameBytes(std::uint32_t linkType)
{
    // D-Bus messages and USB transfers (FreeBSD, Linux, Linux mapped, Windows, Darwin), and EBHSCR.
    switch (linkType) {
    case 186:
    case 189:
    case 220:
    case 231:
    case 249:
    case 266:
    case 279: return limits::largeRecordBytes;
    default: return limits::recordBytes;
    }
}

} // namespace framelens

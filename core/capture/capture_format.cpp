// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/capture_format.h"

namespace framelens {

namespace {

std::string_view kindText(CaptureKind kind)
{
    switch (kind) {
    case CaptureKind::Unknown: return "not recognised yet";
    case CaptureKind::Pcap: return "pcap";
    case CaptureKind::PcapModified: return "modified pcap";
    case CaptureKind::Pcapng: return "pcapng";
    }
    return {};
}

} // namespace

std::string_view nameOf(Compression compression)
{
    switch (compression) {
    case Compression::None: return {};
    case Compression::Gzip: return "gzip";
    case Compression::Zstd: return "zstd";
    case Compression::Lz4: return "lz4";
    }
    return {};
}

std::string describe(const CaptureFormat &format)
{
    std::string text(kindText(format.kind));
    if (format.kind == CaptureKind::Pcap || format.kind == CaptureKind::PcapModified)
        text += format.nanoseconds ? ", nanoseconds" : ", microseconds";
    if (format.kind != CaptureKind::Unknown)
        text += format.order == ByteOrder::Big ? ", big-endian" : ", little-endian";
    if (format.compression != Compression::None)
        text.append(", ").append(nameOf(format.compression));
    return text;
}

} // namespace framelens

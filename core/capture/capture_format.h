// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What kind of file a capture is.
#pragma once

#include "core/bytes/load.h"

#include <cstdint>
#include <string>

namespace framelens {

enum class CaptureKind : std::uint8_t {
    Unknown, ///< not recognised yet: a growing file whose header is not there
    Pcap,
    PcapModified, ///< Alexey Kuznetzov's form: 24-byte record headers
    Pcapng,
};

enum class Compression : std::uint8_t { None, Gzip, Zstd, Lz4 };

/// Recognised by content, never by name.
struct CaptureFormat
{
    CaptureKind kind = CaptureKind::Unknown;
    ByteOrder order = ByteOrder::Little; ///< pcapng: of the first section
    bool nanoseconds = false; ///< pcap: fractions of a second are nanoseconds, not microseconds
    Compression compression = Compression::None;
    std::uint32_t snaplen = 0; ///< pcap: bytes, 0 when not limited; pcapng says it per interface
    std::uint32_t linkType = 0; ///< pcap: LINKTYPE_ number; pcapng says it per interface

    friend bool operator==(const CaptureFormat &, const CaptureFormat &) = default;
};

/// For a person: "pcap, microseconds, little-endian, gzip".
std::string describe(const CaptureFormat &format);
/// "gzip", "zstd", "lz4"; empty for none.
std::string_view nameOf(Compression compression);

} // namespace framelens

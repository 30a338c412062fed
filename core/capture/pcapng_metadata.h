// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the blocks listed in Metadata::blocks say. All views are borrowed from the block that was given, whole,
// as Capture::bytesOf() gives it; a block that is cut or lies gives what could be read before that.
#pragma once

#include "core/bytes/load.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace framelens {

/// A record of a name resolution block: an address (4 or 16 bytes) and its names. Section 4.5.
struct PcapngName
{
    Bytes address;
    std::vector<std::string_view> names; ///< as in the file: UTF-8 by the specification, unchecked
};
/// At most limits::items records.
std::vector<PcapngName> namesIn(Bytes block, ByteOrder order);

/// An interface statistics block. Counts are absent where the capture does not tell. Section 4.6.
struct PcapngStatistics
{
    std::uint32_t interface = 0; ///< within its section
    std::uint64_t time = 0; ///< in units of that interface
    std::optional<std::uint64_t> received;
    std::optional<std::uint64_t> droppedByInterface;
    std::optional<std::uint64_t> accepted; ///< by the filter
    std::optional<std::uint64_t> droppedBySystem;
    std::optional<std::uint64_t> delivered; ///< to the user
};
std::optional<PcapngStatistics> statisticsIn(Bytes block, ByteOrder order);

/// A decryption secrets block, for example TLS key log lines (type 0x544c534b). Section 4.7.
struct PcapngSecrets
{
    std::uint32_t type = 0;
    Bytes data;
};
std::optional<PcapngSecrets> secretsIn(Bytes block, ByteOrder order);

/// A custom block: whose it is (IANA private enterprise number), and what is in it. Section 4.8.
struct PcapngCustom
{
    std::uint32_t enterprise = 0;
    Bytes data;
};
std::optional<PcapngCustom> customIn(Bytes block, ByteOrder order);

} // namespace framelens

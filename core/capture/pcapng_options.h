// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Option lists of pcapng blocks: draft-ietf-opsawg-pcapng, section 3.5.
#pragma once

#include "core/bytes/load.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace framelens {

/// One option. Borrowed from the list.
struct PcapngOption
{
    std::uint16_t code = 0;
    Bytes value;

    std::string_view text() const { return asText(value); }
};

/// Codes that mean the same in every list, and those of the blocks that are read here.
namespace pcapng_option {
inline constexpr std::uint16_t comment = 1;
inline constexpr std::uint16_t sectionHardware = 2;
inline constexpr std::uint16_t sectionSystem = 3;
inline constexpr std::uint16_t sectionProgram = 4;
inline constexpr std::uint16_t interfaceName = 2;
inline constexpr std::uint16_t interfaceDescription = 3;
inline constexpr std::uint16_t interfaceTimeResolution = 9;
inline constexpr std::uint16_t interfaceFilter = 11;
inline constexpr std::uint16_t interfaceSystem = 12;
inline constexpr std::uint16_t interfaceFcsLength = 13;
inline constexpr std::uint16_t interfaceTimeOffset = 14;
inline constexpr std::uint16_t interfaceHardware = 15;
inline constexpr std::uint16_t packetFlags = 2;
}

/// Walks an option list. Each step advances by at least four bytes; the walk ends at opt_endofopt, at the
/// end of the list, at an option that does not fit, and after 4,096 options.
class PcapngOptions
{
public:
    PcapngOptions(Bytes list, ByteOrder order)
        : m_rest(list)
        , m_order(order)
    {
    }
    /// Nothing at the end.
    std::optional<PcapngOption> next();

    static constexpr std::size_t mostOptions = 4096;

private:
    Bytes m_rest;
    ByteOrder m_order;
    std::size_t m_count = 0;
};

/// The first option with this code.
std::optional<PcapngOption> findOption(Bytes list, ByteOrder order, std::uint16_t code);
/// The comments (opt_comment) in a list, as they are in the file: UTF-8 by the specification, unchecked.
/// For a frame: `commentsIn(info.options, info.optionsOrder)`. Borrowed from the list.
std::vector<std::string_view> commentsIn(Bytes list, ByteOrder order);

/// The option lists of whole blocks; empty when the block is too short.
Bytes sectionOptions(Bytes block);
Bytes interfaceOptions(Bytes block);

} // namespace framelens

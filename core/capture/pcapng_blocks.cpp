// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/pcapng_blocks.h"

#include "core/capture/pcapng_options.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace framelens::pcapng {

namespace {

// Products of 64-bit times need more than 64 bits.
__extension__ using Wide = __int128;

constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::uint8_t binaryResolution = 0x80;
constexpr unsigned mostDecimalExponent = 19; // 10^19 fits into 64 bits
constexpr unsigned mostBinaryExponent = 63;

// if_tsresol: the negative power of ten, or with the highest bit of two. Section 4.2.
void setResolution(InterfaceRecord &interface, std::uint8_t resolution)
{
    const unsigned exponent = resolution & 0x7fU;
    if ((resolution & binaryResolution) != 0) {
        interface.unitsPerSecond = exponent > mostBinaryExponent ? 0 : std::uint64_t{1} << exponent;
        interface.timeDigits = static_cast<std::uint8_t>(std::min(9U, (exponent * 30103 + 99999) / 100000)); // log10(2)
        return;
    }
    interface.unitsPerSecond = exponent > mostDecimalExponent ? 0 : 1;
    for (unsigned i = 0; i < exponent && interface.unitsPerSecond != 0; ++i)
        interface.unitsPerSecond *= 10;
    interface.timeDigits = static_cast<std::uint8_t>(std::min(9U, exponent));
}

void readOption(InterfaceRecord &interface, const PcapngOption &option, ByteOrder order)
{
    if (option.code == pcapng_option::interfaceTimeResolution && option.value.size() == 1)
        setResolution(interface, load<std::uint8_t>(option.value.data(), order));
    if (option.code == pcapng_option::interfaceTimeOffset && option.value.size() == 8)
        interface.timeOffsetSeconds = static_cast<std::int64_t>(load<std::uint64_t>(option.value.data(), order));
    if (option.code == pcapng_option::interfaceFcsLength && option.value.size() == 1) {
        interface.fcsLength = load<std::uint8_t>(option.value.data(), order);
        interface.hasFcsLength = true;
    }
}

} // namespace

std::uint32_t leastBytes(std::uint32_t type)
{
    switch (type) {
    case sectionHeader: return 28;
    case interfaceDescription: return 20;
    case enhancedPacket:
    case packet: return 32;
    case simplePacket: return 16;
    default: return 12;
    }
}

std::string_view nameOf(std::uint32_t type)
{
    switch (type) {
    case sectionHeader: return "section header block";
    case interfaceDescription: return "interface description block";
    case packet: return "packet block";
    case simplePacket: return "simple packet block";
    case nameResolution: return "name resolution block";
    case interfaceStatistics: return "interface statistics block";
    case enhancedPacket: return "enhanced packet block";
    case decryptionSecrets: return "decryption secrets block";
    case custom:
    case customNotCopied: return "custom block";
    default: return "block";
    }
}

InterfaceRecord readInterface(Bytes block, ByteOrder order)
{
    InterfaceRecord interface;
    interface.blockLength = static_cast<std::uint32_t>(block.size());
    interface.linkType = u16(block, 8, order);
    interface.snaplen = u32(block, 12, order);
    PcapngOptions options(interfaceOptions(block), order);
    while (const auto option = options.next())
        readOption(interface, *option, order);
    return interface;
}

std::optional<std::int64_t> timeNs(const InterfaceRecord &interface, std::uint64_t units)
{
    const std::uint64_t perSecond = interface.unitsPerSecond;
    if (perSecond == 0)
        return {};
    const std::uint64_t fraction = units % perSecond;
    constexpr std::uint64_t surelyFits = 9'000'000'000; // seconds; their ns fit into 63 bits
    if (interface.timeOffsetSeconds == 0 && perSecond <= nsPerSecond && units / perSecond < surelyFits)
        return static_cast<std::int64_t>(units / perSecond * nsPerSecond + fraction * nsPerSecond / perSecond);
    const Wide seconds = Wide(units / perSecond) + interface.timeOffsetSeconds;
    const Wide ns = seconds * nsPerSecond + Wide(fraction) * nsPerSecond / perSecond;
    if (ns < std::numeric_limits<std::int64_t>::min() || ns > std::numeric_limits<std::int64_t>::max())
        return {};
    return static_cast<std::int64_t>(ns);
}

} // namespace framelens::pcapng

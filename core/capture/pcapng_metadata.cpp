// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/pcapng_metadata.h"

#include "core/base/limits.h"
#include "core/bytes/byte_cursor.h"
#include "core/capture/pcapng_options.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::size_t headBytes = 8; // type and length
constexpr std::size_t trailerBytes = 4;
constexpr std::uint16_t recordEnd = 0;
constexpr std::uint16_t recordIp4 = 1;
constexpr std::uint16_t recordIp6 = 2;

// A cursor over what lies between a block's lengths.
ByteCursor bodyOf(Bytes block)
{
    const std::size_t end = block.size() < trailerBytes ? 0 : block.size() - trailerBytes;
    ByteCursor cursor(block.first(end));
    cursor.skip(headBytes);
    return cursor;
}

// Names that end in zeros each.
std::vector<std::string_view> splitNames(std::string_view text)
{
    std::vector<std::string_view> names;
    while (!text.empty() && names.size() < limits::items) {
        const std::size_t size = std::min(text.find('\0'), text.size());
        if (size != 0)
            names.push_back(text.substr(0, size));
        text.remove_prefix(std::min(size + 1, text.size()));
    }
    return names;
}

void readCount(std::optional<std::uint64_t> &to, const PcapngOption &option, ByteOrder order)
{
    if (option.value.size() == 8)
        to = load<std::uint64_t>(option.value.data(), order);
}

} // namespace

std::vector<PcapngName> namesIn(Bytes block, ByteOrder order)
{
    std::vector<PcapngName> names;
    ByteCursor cursor = bodyOf(block);
    while (cursor.left() >= 4 && names.size() < limits::items) {
        const std::uint16_t type = cursor.u16(order);
        const std::size_t length = cursor.u16(order);
        const Bytes value = cursor.take(length);
        if (type == recordEnd || !cursor)
            break;
        cursor.skip(std::min((4 - length % 4) % 4, cursor.left()));
        const std::size_t addressBytes = type == recordIp4 ? 4 : type == recordIp6 ? 16 : 0;
        if (addressBytes == 0 || value.size() < addressBytes)
            continue; // a kind of record not known here
        names.push_back({value.first(addressBytes), splitNames(asText(value.subspan(addressBytes)))});
    }
    return names;
}

std::optional<PcapngStatistics> statisticsIn(Bytes block, ByteOrder order)
{
    ByteCursor cursor = bodyOf(block);
    PcapngStatistics result;
    result.interface = cursor.u32(order);
    result.time = std::uint64_t{cursor.u32(order)} << 32U;
    result.time |= cursor.u32(order);
    if (!cursor)
        return {};
    PcapngOptions options(cursor.rest(), order);
    while (const auto option = options.next()) {
        switch (option->code) {
        case 4: readCount(result.received, *option, order); break;
        case 5: readCount(result.droppedByInterface, *option, order); break;
        case 6: readCount(result.accepted, *option, order); break;
        case 7: readCount(result.droppedBySystem, *option, order); break;
        case 8: readCount(result.delivered, *option, order); break;
        default: break;
        }
    }
    return result;
}

std::optional<PcapngSecrets> secretsIn(Bytes block, ByteOrder order)
{
    ByteCursor cursor = bodyOf(block);
    PcapngSecrets result;
    result.type = cursor.u32(order);
    result.data = cursor.take(cursor.u32(order));
    return cursor ? std::optional(result) : std::nullopt;
}

std::optional<PcapngCustom> customIn(Bytes block, ByteOrder order)
{
    ByteCursor cursor = bodyOf(block);
    PcapngCustom result;
    result.enterprise = cursor.u32(order);
    result.data = cursor.rest();
    return cursor ? std::optional(result) : std::nullopt;
}

} // namespace framelens

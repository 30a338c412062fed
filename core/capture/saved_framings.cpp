// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/saved_framings.h"

#include "core/capture/capture.h"
#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_metadata.h"

#include <algorithm>
#include <string_view>

namespace framelens {

namespace {

constexpr std::string_view magic = "framelens";
constexpr unsigned version = 1;
constexpr unsigned clientIsIpv6 = 1;
constexpr unsigned serverIsIpv6 = 2;
constexpr std::size_t textAt = 56;

void append(std::vector<std::byte> &to, std::uint64_t value, unsigned size)
{
    for (unsigned i = size; i > 0; --i)
        to.push_back(static_cast<std::byte>(value >> (8 * (i - 1))));
}

std::uint32_t number(Bytes content, std::size_t at, std::size_t size)
{
    return static_cast<std::uint32_t>(loadSized(content.subspan(at, size).data(), size, ByteOrder::Big));
}

Endpoint endpoint(Bytes content, std::size_t addressAt, std::size_t portAt, bool isIpv6)
{
    Endpoint read{.port = static_cast<std::uint16_t>(number(content, portAt, 2)), .isIpv6 = isIpv6};
    std::ranges::copy(content.subspan(addressAt, read.address.size()), read.address.begin());
    return read;
}

} // namespace

std::vector<std::byte> savedFramingContent(const SavedFraming &framing)
{
    const std::string_view text = std::string_view(framing.framerText).substr(0, mostFramingText);
    std::vector<std::byte> content;
    content.reserve(textAt + text.size());
    std::ranges::copy(asBytes(magic), std::back_inserter(content));
    append(content, version, 1);
    append(content, (framing.client.isIpv6 ? clientIsIpv6 : 0U) | (framing.server.isIpv6 ? serverIsIpv6 : 0U), 1);
    append(content, 0, 1);
    append(content, framing.connection, 4);
    std::ranges::copy(framing.client.address, std::back_inserter(content));
    std::ranges::copy(framing.server.address, std::back_inserter(content));
    append(content, framing.client.port, 2);
    append(content, framing.server.port, 2);
    append(content, text.size(), 4);
    std::ranges::copy(asBytes(text), std::back_inserter(content));
    return content;
}

std::optional<SavedFraming> readSavedFraming(Bytes content)
{
    if (content.size() < textAt || asText(content.first(magic.size())) != magic || number(content, 9, 1) != version)
        return {};
    const std::uint32_t size = number(content, 52, 4);
    if (size > mostFramingText || size > content.size() - textAt)
        return {};
    const std::uint32_t flags = number(content, 10, 1);
    return SavedFraming{.client = endpoint(content, 16, 48, (flags & clientIsIpv6) != 0),
                        .server = endpoint(content, 32, 50, (flags & serverIsIpv6) != 0),
                        .connection = number(content, 12, 4),
                        .framerText = std::string(asText(content.subspan(textAt, size)))};
}

std::vector<SavedFraming> savedFramings(const Capture &capture)
{
    std::vector<SavedFraming> found;
    const Metadata &metadata = capture.metadata();
    for (std::size_t i = 0; i < metadata.blocks.size(); ++i) {
        const BlockRecord &record = metadata.blocks[i];
        if (record.type != pcapng::custom && record.type != pcapng::customNotCopied)
            continue;
        const ByteView block = capture.bytesOf(record.offset, record.length);
        const auto custom = customIn(block.bytes(), metadata.sections[record.section].order);
        if (!custom || custom->enterprise != savedFramingEnterprise)
            continue;
        auto framing = readSavedFraming(custom->data);
        if (framing && block.intact())
            found.push_back(std::move(*framing));
    }
    return found;
}

} // namespace framelens

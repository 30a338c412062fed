// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/saved_framings.h"

#include "core/capture/capture.h"
#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_metadata.h"

#include <algorithm>
#include <string_view>
#include <utility>

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

std::optional<SavedFraming> savedFramingAt(const Capture &capture, std::size_t block)
{
    const Metadata &metadata = capture.metadata();
    const BlockRecord &record = metadata.blocks[block];
    if (record.type != pcapng::custom && record.type != pcapng::customNotCopied)
        return {};
    const ByteView view = capture.bytesOf(record.offset, record.length);
    const auto custom = customIn(view.bytes(), metadata.sections[record.section].order);
    if (!custom || custom->enterprise != savedFramingEnterprise)
        return {};
    auto framing = readSavedFraming(custom->data);
    return framing && view.intact() ? std::move(framing) : std::nullopt;
}

// Found by it, compared then: two that share a hash only hide one another.
std::uint64_t hashOf(std::uint64_t before, std::uint64_t value)
{
    constexpr std::uint64_t odd = 0x9e37'79b9'7f4a'7c15;
    const std::uint64_t mixed = (before ^ value) * odd;
    return mixed ^ (mixed >> 32U);
}

std::uint64_t hashOf(const Endpoint &client, const Endpoint &server)
{
    std::uint64_t hash = 0;
    for (const Endpoint *end : {&client, &server}) {
        hash = hashOf(hash, loadSized(end->address.data(), 8, ByteOrder::Big));
        hash = hashOf(hash, loadSized(Bytes(end->address).last(8).data(), 8, ByteOrder::Big));
        hash = hashOf(hash, (std::uint64_t{end->port} << 1U) | (end->isIpv6 ? 1U : 0U));
    }
    return hash;
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
    for (std::size_t i = 0; i < capture.metadata().blocks.size(); ++i)
        if (auto framing = savedFramingAt(capture, i))
            found.push_back(std::move(*framing));
    return found;
}

SavedFramers::SavedFramers(std::shared_ptr<const Capture> capture)
    : m_capture(std::move(capture))
{
}

// A conversation's block stands before its first frame: once that is in the index, so is the block.
std::string SavedFramers::of(const Endpoint &client, const Endpoint &server, std::uint32_t connection) const
{
    const std::lock_guard lock(m_mutex);
    look();
    for (const auto &[one, other] : {std::pair(client, server), std::pair(server, client)}) {
        const std::uint64_t ends = hashOf(one, other);
        const auto exact = m_places.byNumber.find(hashOf(ends, connection));
        const auto like = m_places.byEnds.find(ends);
        for (const auto &[found, none] : {std::pair(exact, m_places.byNumber.end()), std::pair(like, m_places.byEnds.end())}) {
            auto framing = found == none ? std::nullopt : savedFramingAt(*m_capture, found->second);
            if (framing && framing->client == one && framing->server == other)
                return std::move(framing->framerText);
        }
    }
    return {};
}

std::function<std::string(const Endpoint &, const Endpoint &, std::uint32_t)> savedFramers(std::shared_ptr<const Capture> capture)
{
    return [found = std::make_shared<const SavedFramers>(std::move(capture))](
               const Endpoint &client, const Endpoint &server, std::uint32_t connection) {
        return found->of(client, server, connection);
    };
}

void SavedFramers::look() const
{
    const std::size_t end = m_capture->metadata().blocks.size();
    for (; m_places.seen < end; ++m_places.seen) {
        const auto framing = savedFramingAt(*m_capture, m_places.seen);
        if (!framing)
            continue;
        const std::uint64_t ends = hashOf(framing->client, framing->server);
        m_places.byNumber.insert_or_assign(hashOf(ends, framing->connection), m_places.seen);
        m_places.byEnds.insert_or_assign(ends, m_places.seen);
    }
}

} // namespace framelens

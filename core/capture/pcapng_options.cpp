// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
//
//      0                   1                   2                   3
//     +---------------------------------------------------------------+
//   0 |          Option Code          |         Option Length         |
//     +---------------------------------------------------------------+
//   4 |             Option Value, padded to a multiple of 4           |
//     +---------------------------------------------------------------+
#include "core/capture/pcapng_options.h"

#include <algorithm>

namespace framelens {

namespace {

Bytes between(Bytes block, std::size_t from)
{
    return block.size() < from + 4 ? Bytes() : block.subspan(from, block.size() - from - 4);
}

} // namespace

std::optional<PcapngOption> PcapngOptions::next()
{
    if (m_rest.size() < 4 || m_count == mostOptions)
        return {};
    const auto code = load<std::uint16_t>(m_rest.data(), m_order);
    const std::size_t length = load<std::uint16_t>(m_rest.subspan(2).data(), m_order);
    const Bytes behind = m_rest.subspan(4);
    m_rest = {};
    if (code == 0 || length > behind.size())
        return {};
    m_rest = behind.subspan(std::min((length + 3) / 4 * 4, behind.size()));
    ++m_count;
    return PcapngOption{code, behind.first(length)};
}

std::optional<PcapngOption> findOption(Bytes list, ByteOrder order, std::uint16_t code)
{
    PcapngOptions options(list, order);
    while (auto option = options.next()) {
        if (option->code == code)
            return option;
    }
    return {};
}

std::vector<std::string_view> commentsIn(Bytes list, ByteOrder order)
{
    std::vector<std::string_view> comments;
    PcapngOptions options(list, order);
    while (const auto option = options.next()) {
        if (option->code == pcapng_option::comment)
            comments.push_back(option->text());
    }
    return comments;
}

Bytes sectionOptions(Bytes block)
{
    return between(block, 24);
}

Bytes interfaceOptions(Bytes block)
{
    return between(block, 16);
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a stream has to keep for frames that are still to come.
#include "core/stream/assembled_stream.h"

#include <algorithm>

namespace framelens {

std::shared_ptr<AssembledStream> AssembledStream::behind(std::uint32_t from) const
{
    if (!m_cutter || !m_uncut.empty() || m_conversation.transport == Transport::Udp)
        return {};
    auto rest = std::make_shared<AssembledStream>(m_capture, m_index);
    rest->m_from = std::max(m_from, from);
    rest->m_conversation = m_conversation;
    rest->m_last = m_last;
    rest->m_tcp = m_tcp;
    rest->m_isSettled = m_isSettled;
    rest->m_isForced = m_isForced;
    rest->m_ended = m_ended;
    rest->m_totals = m_totals;
    rest->m_speaker = m_speaker;
    rest->m_framing = m_framing;
    rest->m_cutter.emplace(*m_cutter);
    rest->m_hasHole = m_hasHole;
    rest->m_gathered = m_gathered;
    rest->takeRows(*this, from);
    return rest;
}

// The first byte of each direction that a frame from there on shows, or that is not told yet.
std::array<std::uint64_t, 2> AssembledStream::firstNeeded(std::uint32_t from) const
{
    std::array<std::uint64_t, 2> needed{m_cutter->told(Direction::ToServer), m_cutter->told(Direction::ToClient)};
    const auto need = [&](const auto &of) { needed[sideIndex(of.direction)] = std::min(needed[sideIndex(of.direction)], of.offset); };
    for (auto row = std::ranges::lower_bound(m_rows, from, {}, &Row::frame); row != m_rows.end(); ++row)
        if (row->piece != none)
            need(m_pieces[row->piece]);
    for (auto told = std::ranges::lower_bound(m_told, from, {}, &Told::frame); told != m_told.end(); ++told)
        need(m_messages[told->message]);
    for (auto later = m_toldLater.lower_bound(from); later != m_toldLater.end(); ++later)
        need(m_messages[later->second]);
    return needed;
}

// Pieces and messages are numbered anew.
void AssembledStream::takeRows(const AssembledStream &of, std::uint32_t from)
{
    const std::array<std::uint64_t, 2> needed = of.firstNeeded(from);
    const auto takeNeeded = [&](const auto &all, auto &kept, auto &order) {
        std::vector<std::uint32_t> numbers(all.size(), none); // new ones, by old ones
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (all[i].offset + all[i].size <= needed[sideIndex(all[i].direction)])
                continue;
            numbers[i] = static_cast<std::uint32_t>(kept.size());
            order[sideIndex(all[i].direction)].push_back(numbers[i]);
            kept.push(all[i]);
        }
        return numbers;
    };
    const std::vector<std::uint32_t> pieces = takeNeeded(of.m_pieces, m_pieces, m_order);
    const std::vector<std::uint32_t> messages = takeNeeded(of.m_messages, m_messages, m_messageOrder);
    m_rows.assign(std::ranges::lower_bound(of.m_rows, from, {}, &Row::frame), of.m_rows.end());
    for (Row &row : m_rows)
        row.piece = row.piece == none ? none : pieces[row.piece];
    m_told.assign(std::ranges::lower_bound(of.m_told, from, {}, &Told::frame), of.m_told.end());
    for (Told &told : m_told)
        told.message = messages[told.message];
    for (auto later = of.m_toldLater.lower_bound(from); later != of.m_toldLater.end(); ++later)
        m_toldLater.emplace_hint(m_toldLater.end(), later->first, messages[later->second]);
}

} // namespace framelens

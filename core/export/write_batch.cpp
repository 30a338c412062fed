// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/write_batch.h"

#include "core/bytes/copy.h"

#include <algorithm>
#include <cassert>

namespace framelens {

WriteBatch::WriteBatch()
    : m_buffer(bufferBytes)
{
    m_pieces.reserve(mostPieces);
}

// So many bytes more of the buffer.
std::span<std::byte> WriteBatch::stage(std::size_t size)
{
    const std::span<std::byte> staged = std::span(m_buffer).subspan(m_used, size);
    if (size == 0)
        return staged;
    if (m_runIsOpen)
        m_pieces.back().iov_len += size;
    else
        m_pieces.push_back(piece(staged));
    m_runIsOpen = true;
    m_used += size;
    m_bytes += size;
    return staged;
}

WriteBatch::Around WriteBatch::add(std::size_t headerBytes, Bytes frame, std::size_t tailBytes, CopyLedger &ledger)
{
    assert(hasRoom() && headerBytes <= mostHeader && tailBytes <= mostTail);
    if (frame.size() < stagedBelow) {
        const std::span<std::byte> record = stage(headerBytes + frame.size() + tailBytes);
        if (!frame.empty())
            copyBytes(record.subspan(headerBytes, frame.size()), frame, CopyReason::Staged, ledger);
        return {.header = record.first(headerBytes), .tail = record.last(tailBytes)};
    }
    const std::span<std::byte> header = stage(headerBytes);
    m_pieces.push_back(piece(frame));
    m_runIsOpen = false;
    m_bytes += frame.size();
    return {.header = header, .tail = stage(tailBytes)};
}

void WriteBatch::add(Bytes header, Bytes frame, Bytes tail, CopyLedger &ledger)
{
    const Around around = add(header.size(), frame, tail.size(), ledger);
    std::ranges::copy(header, around.header.begin());
    std::ranges::copy(tail, around.tail.begin());
}

void WriteBatch::clear()
{
    m_pieces.clear();
    m_used = 0;
    m_bytes = 0;
    m_runIsOpen = false;
}

} // namespace framelens

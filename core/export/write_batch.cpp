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

void WriteBatch::stage(std::size_t size)
{
    if (m_runIsOpen)
        m_pieces.back().iov_len += size;
    else
        m_pieces.push_back(piece(Bytes(m_buffer).subspan(m_used, size)));
    m_runIsOpen = true;
    m_used += size;
    m_bytes += size;
}

void WriteBatch::add(std::span<const std::byte> header, Bytes frame, CopyLedger &ledger)
{
    assert(hasRoom() && header.size() <= mostHeader);
    const std::span<std::byte> buffer(m_buffer);
    if (!header.empty()) {
        std::ranges::copy(header, buffer.subspan(m_used).begin());
        stage(header.size());
    }
    if (frame.empty())
        return;
    if (frame.size() < stagedBelow) {
        copyBytes(buffer.subspan(m_used, frame.size()), frame, CopyReason::Staged, ledger);
        stage(frame.size());
        return;
    }
    m_pieces.push_back(piece(frame));
    m_runIsOpen = false;
    m_bytes += frame.size();
}

void WriteBatch::clear()
{
    m_pieces.clear();
    m_used = 0;
    m_bytes = 0;
    m_runIsOpen = false;
}

} // namespace framelens

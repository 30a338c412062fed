// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/followed_capture.h"

namespace framelens {

FollowedCapture::FollowedCapture(std::shared_ptr<const AssembledStream::Capture> capture,
                                 std::shared_ptr<const AssembledStream> stream, StreamSummary summary)
    : m_capture(std::move(capture))
    , m_stream(std::move(stream))
    , m_summary(std::move(summary))
    , m_pieces(m_stream->pieces().size())
    , m_messages(m_stream->messages().size())
    , m_tail(m_stream->tail())
    , m_totals(m_stream->totals())
    , m_firstSpeaker(m_stream->firstSpeaker())
{
    std::optional<Direction> speaker = m_stream->speaker();
    for (const AssembledPiece &piece : m_tail.pieces) {
        m_totals.gaps += piece.isGap ? 1 : 0;
        if (piece.isGap)
            continue;
        m_totals.turns += speaker && *speaker != piece.direction ? 1U : 0U;
        m_totals.bytes[sideIndex(piece.direction)] += piece.size;
        speaker = piece.direction;
    }
    m_summary.bytes = m_totals.bytes;
}

FollowPiece FollowedCapture::piece(std::size_t number) const
{
    const AssembledPiece &of = number < m_pieces ? m_stream->pieces()[number] : m_tail.pieces[number - m_pieces];
    FollowPiece piece;
    piece.direction = of.direction;
    piece.isGap = of.isGap;
    piece.offset = of.offset;
    piece.size = of.size;
    piece.frame = of.frame;
    piece.frameOffset = of.frameOffset;
    const FrameView frame = m_capture->frames->view(of.frame);
    piece.timeNs = frame.info.timeNs;
    if (!of.isGap)
        piece.bytes = frame.bytes.sub(of.frameOffset, of.size);
    return piece;
}

FollowMessage FollowedCapture::message(std::size_t number) const
{
    const CapturedMessage &of = number < m_messages ? m_stream->messages()[number] : m_tail.messages[number - m_messages];
    return {of.frame, of.direction, of.offset, of.size, of.kind, m_capture->frames->frame(of.frame).info.timeNs};
}

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/printing.h"

#include "app/exporting/interrupt.h"

#include <algorithm>
#include <utility>

namespace framelens::cli {

Printing::Printing(const Options &options, Feed feed, Dissector dissector, FrameWriter &writer, Output &output)
    : m_options(options)
    , m_feed(std::move(feed))
    , m_writer(writer)
    , m_output(output)
    , m_dissector(std::move(dissector))
    , m_clock(*m_feed.source, m_options.printed.time)
    , m_pieceClock(m_clock)
    , m_generation(m_feed.source->generation())
{
    if (m_options.prints)
        m_writer.begin(m_output.text());
}

// False when the frame's bytes are lost, and with them all behind it.
bool Printing::append(std::uint32_t frame)
{
    // The view keeps what was gathered for this frame until its text is made. What is lost meanwhile may be other
    // bytes than this frame's: a second look tells.
    FrameView view = m_feed.view(frame);
    if (!m_dissector.dissect(view, m_dissection) && !m_dissector.dissect(view = m_feed.view(frame), m_dissection)) {
        m_lostFrame = frame + 1;
        return false;
    }
    m_writer.frame(m_dissection, m_clock.at(frame, m_dissection.frame()), m_output.text());
    return true;
}

RowRanges Printing::chosen(std::uint32_t begin, std::uint32_t end) const
{
    if (m_options.mostFrames != 0)
        end = std::min(end, m_options.mostFrames);
    return m_options.frames ? m_options.frames->within(begin, end) : RowRanges(begin, end);
}

bool Printing::hasEnough(std::uint32_t count) const
{
    const std::uint32_t behindLast = m_options.frames ? m_options.frames->last().value_or(0) + 1 : UINT32_MAX;
    const std::uint32_t most = m_options.mostFrames != 0 ? m_options.mostFrames : UINT32_MAX;
    return count >= std::min(behindLast, most);
}

bool Printing::appendAgain()
{
    m_output.text().clear();
    m_clock = m_pieceClock;
    if (m_isFirstPiece)
        m_writer.begin(m_output.text());
    const RowRanges frames = chosen(m_pieceBegin, m_pieceEnd);
    for (const RowRange &range : frames.ranges())
        for (std::uint32_t frame = range.begin; frame < range.end; ++frame)
            if (!append(frame))
                return false;
    return true;
}

// A file that is cut within a page shows zeros there, and nothing but a look at its size tells. So what is
// about to be written is made again when the look finds a cut.
bool Printing::flush()
{
    if (m_feed.check)
        m_feed.check();
    bool isWhole = m_lostFrame == 0;
    if (const std::uint32_t now = m_feed.source->generation(); std::exchange(m_generation, now) != now)
        isWhole = appendAgain();
    m_pieceBegin = m_pieceEnd;
    m_isFirstPiece = false;
    m_pieceClock = m_clock;
    return m_output.flush() && isWhole;
}

bool Printing::printRange(RowRange range)
{
    for (std::uint32_t frame = range.begin; frame < range.end; ++frame) {
        if (!append(frame)) {
            flush();
            return false;
        }
        m_pieceEnd = frame + 1;
        const bool isLarge = m_output.isLarge();
        if (((m_options.flushesEach || isLarge) && !flush()) || (isLarge && exporting::isInterrupted()))
            return false;
    }
    return true;
}

bool Printing::upTo(std::uint32_t count)
{
    const RowRanges frames = chosen(std::exchange(m_next, count), count);
    return std::ranges::all_of(frames.ranges(), [&](RowRange range) { return printRange(range); });
}

bool Printing::finish()
{
    if (!flush() && !m_output.isOpen())
        return false;
    m_writer.end(m_output.text());
    return m_output.flush();
}

} // namespace framelens::cli

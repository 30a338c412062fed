// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/printing.h"

#include "app/exporting/interrupt.h"

#include <algorithm>
#include <utility>

namespace framelens::cli {

Printing::Printing(const Options &options, Feed feed, FrameChoice &choice, Dissector dissector, FrameWriter &writer, Output &output)
    : m_options(options)
    , m_feed(std::move(feed))
    , m_choice(choice)
    , m_writer(writer)
    , m_output(output)
    , m_dissector(std::move(dissector))
    , m_clock(*m_feed.source, m_options.printed.time)
    , m_pieceClock(m_clock)
    , m_generation(m_feed.source->generation())
    , m_firstGeneration(m_generation)
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

bool Printing::appendAgain()
{
    m_output.text().clear();
    m_clock = m_pieceClock;
    if (m_isFirstPiece)
        m_writer.begin(m_output.text());
    return m_choice.forEach({m_pieceBegin, m_pieceEnd}, [this](RowRange range) {
        for (std::uint32_t frame = range.begin; frame < range.end; ++frame)
            if (!append(frame))
                return false;
        return true;
    });
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

// What a filter could not see did not pass it: that frames were lost has to be told all the same.
void Printing::lookForLoss()
{
    if (m_feed.check)
        m_feed.check();
    if (m_lostFrame != 0 || m_feed.source->generation() == m_firstGeneration)
        return;
    for (std::uint32_t frame = 0; frame < m_next && m_lostFrame == 0; ++frame)
        if (!m_feed.source->view(frame).intact())
            m_lostFrame = frame + 1;
}

bool Printing::printStep(RowRange range)
{
    return !m_options.prints || m_choice.forEach(range, [this](RowRange part) { return printRange(part); });
}

bool Printing::upTo(std::uint32_t count)
{
    for (std::uint32_t steps = 0; m_next < count; ++steps) {
        if (steps != 0 && exporting::isInterrupted())
            return false;
        const std::uint32_t begin = std::exchange(m_next, m_choice.decide(count));
        if (m_choice.filters())
            lookForLoss();
        if (!printStep({begin, m_next}) || m_lostFrame != 0)
            return false;
    }
    return true;
}

bool Printing::finish()
{
    if (!flush() && !m_output.isOpen())
        return false;
    m_writer.end(m_output.text());
    return m_output.flush();
}

} // namespace framelens::cli

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Prints the frames that were asked for in order, as they become known.
#pragma once

#include "app/cli/frame_choice.h"
#include "app/cli/output.h"
#include "core/bytes/frame_source.h"
#include "core/decode/dissector.h"
#include "core/export/time_text.h"

#include <functional>
#include <memory>

namespace framelens::cli {

/// Where frames come from.
struct Feed
{
    std::shared_ptr<const FrameSource> source;
    /// A frame below source->count(), with all that is known of it.
    std::function<FrameView(std::uint32_t frame)> view;
    /// Looks whether the source's file is still whole, so that generation() tells; may be empty.
    std::function<void()> check;
};

/// Prints what was asked for out of what is there by now.
class Printing
{
public:
    /// `choice` is decided on the way, also where nothing is printed; borrowed, as options, writer and output are.
    Printing(const Options &options, Feed feed, FrameChoice &choice, Dissector dissector, FrameWriter &writer, Output &output);

    /// Frames below `count` that were not printed yet. False: nothing more can be printed, or an interrupt came.
    bool upTo(std::uint32_t count);
    bool flush();
    /// Writes what stands behind the last frame.
    bool finish();
    /// Number of the first frame whose bytes had gone, 0: none.
    std::uint32_t lostFrame() const { return m_lostFrame; }

private:
    bool printRange(RowRange range);
    bool append(std::uint32_t frame);
    bool appendAgain();
    bool printStep(RowRange range);
    void lookForLoss();

    const Options &m_options;
    Feed m_feed;
    FrameChoice &m_choice;
    FrameWriter &m_writer;
    Output &m_output;
    Dissector m_dissector;
    Dissection m_dissection;
    FrameClock m_clock;
    FrameClock m_pieceClock; // as it was before the text not yet written
    std::uint32_t m_next = 0; // frames below it have been seen
    std::uint32_t m_pieceBegin = 0; // the text not yet written is of frames from here...
    std::uint32_t m_pieceEnd = 0; // ...to here
    bool m_isFirstPiece = true;
    std::uint32_t m_generation = 0; // of the source when the first of them was looked at
    std::uint32_t m_firstGeneration = 0;
    std::uint32_t m_lostFrame = 0;
};

} // namespace framelens::cli

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The time of a frame in the form that was asked for.
#pragma once

#include "core/bytes/frame_source.h"
#include "core/export/frame_writer.h"

namespace framelens {

/// The time of a frame, nothing where it has none. As tshark's -t and -u print it: "0.046624", "12:00:00.048631",
/// "2024-03-01 12:00:00.048631", "1709294400.048631", "1h  2m  3.500000s".
void writeTime(TextSink &sink, const FrameInfo &frame, const FrameTimes &times, const TimeStyle &style);

/// A time on the clock where the program runs (TZ).
struct LocalMoment
{
    std::int64_t ns = 0; ///< as if that clock showed UTC
    int year = 1970;
    int month = 1; ///< 1 to 12
    int day = 1; ///< 1 to 31
    std::string_view zone = {}; ///< "CET"; valid until the zone is changed
};
LocalMoment localMoment(std::int64_t ns);

/// Knows what the times of frames count from while frames are written one after another. Borrows the source.
class FrameClock
{
public:
    /// `style` says whether the frame before is looked at where it was not written itself.
    FrameClock(const FrameSource &source, const TimeStyle &style);

    /// What the frame's times count from: the frame at `frame` (counted from 0), with its description.
    FrameTimes at(std::uint32_t frame, const FrameInfo &info);

private:
    std::int64_t before(std::uint32_t frame) const;

    const FrameSource *m_source;
    bool m_needsPrevious;
    bool m_hasWritten = false;
    std::uint32_t m_lastFrame = 0; // the one written before
    std::int64_t m_lastNs = 0;
};

} // namespace framelens

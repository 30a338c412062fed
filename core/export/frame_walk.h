// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Chosen frames one after another, with what comes next on its way from memory: every second frame is a range of its own, so
// that looking ahead within ranges alone would wait for each.
#pragma once

#include "core/bytes/frame_source.h"
#include "core/export/chosen_frames.h"

#include <array>

namespace framelens {

/// Goes through frames below `count`. Borrows all it is given.
class FrameWalk
{
public:
    FrameWalk(const FrameSource &source, const ChosenFrames &frames, std::uint32_t count)
        : m_source(source)
        , m_range(frames.begin())
        , m_end(frames.end())
        , m_count(count)
    {
        lookAhead();
    }

    /// The next few frames, their first bytes on the way; none at the end. Valid until the next call.
    std::span<const FrameRef> next() &
    {
        const std::size_t count = m_aheadCount;
        for (std::size_t i = 0; i < count; ++i) {
            m_frames[i] = m_source.frame(m_ahead[i]);
            __builtin_prefetch(m_frames[i].bytes.data());
        }
        lookAhead();
        return std::span(m_frames).first(count);
    }

private:
    static constexpr std::size_t blockFrames = 32;

    void lookAhead()
    {
        m_aheadCount = 0;
        while (m_aheadCount < blockFrames) {
            if (m_rest.begin >= m_rest.end) {
                if (m_range == m_end)
                    return;
                m_rest = *m_range++;
                m_rest.end = std::min(m_rest.end, m_count);
                continue;
            }
            m_source.prefetch(m_rest.begin);
            m_ahead[m_aheadCount++] = m_rest.begin++;
        }
    }

    const FrameSource &m_source;
    ChosenFrames::Iterator m_range;
    ChosenFrames::Iterator m_end;
    std::uint32_t m_count;
    RowRange m_rest; // of the range before m_range
    std::array<std::uint32_t, blockFrames> m_ahead{}; // their record headers are on the way
    std::size_t m_aheadCount = 0;
    std::array<FrameRef, blockFrames> m_frames;
};

} // namespace framelens

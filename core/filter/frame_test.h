// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Asks a filter about one frame of a source after another.
#pragma once

#include "core/filter/filter_search.h"
#include "core/filter/plain_frames.h"

#include <mutex>

namespace framelens::filter {

/// Whether frames have to be asked for by frames.view.
bool needsViews(const Filter &filter, const SearchedFrames &frames);

/// One thread's. Nothing is allocated per frame once it has grown.
class FrameTest
{
public:
    /// `viewing` is held while frames.view is called.
    FrameTest(const std::shared_ptr<const Filter> &filter, const SearchedFrames &frames, std::mutex &viewing);

    /// What was read may have been zeros in place of lost bytes, if the source's generation has changed meanwhile.
    bool passes(std::uint32_t frame);
    /// The same; a frame whose bytes are lost passes only what asks for nothing of them.
    bool passesAsView(std::uint32_t frame);
    /// When the frame that passed before was seen; nothing: none did, or it is not known.
    void setShown(std::optional<std::int64_t> ns) { m_surroundings.previousShownNs = ns; }
    std::uint64_t limitsReached() const { return m_matcher.limitsReached(); }

private:
    FrameView view(std::uint32_t frame) const;
    bool asked(const FrameInfo &info, std::uint32_t frame);
    bool isEmpty(const FrameRef &ref, std::uint32_t frame) const;
    bool mayHaveMessages(const FrameInfo &info) const;
    bool mayBeSought(std::uint32_t frame) const { return (m_source.streamProtocols(frame) & m_messagesOf) != 0; }

    const SearchedFrames &m_frames;
    const FrameSource &m_source;
    bool m_needsViews;
    bool m_needsNeighbours;
    std::uint64_t m_messagesOf;
    std::shared_ptr<const Registry> m_registry;
    std::mutex &m_viewing;
    std::optional<PlainFrames> m_plain;
    Dissector m_dissector;
    Dissection m_dissection;
    FilterMatcher m_matcher;
    FrameSurroundings m_surroundings;
    std::optional<bool> m_withoutFields; // of frames that hold nothing that is asked about
};

} // namespace framelens::filter

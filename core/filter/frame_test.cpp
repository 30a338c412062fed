// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/frame_test.h"

#include "core/decode/bindings.h"

namespace framelens::filter {

namespace {

constexpr std::uint32_t ahead = 8;

// Where somebody else decodes a port or a type, nothing is plain.
std::optional<PlainFrames> plainFrames(const Filter &filter, const SearchedFrames &frames)
{
    if (frames.bindings != nullptr && !frames.bindings->empty())
        return {};
    return PlainFrames::of(filter.program());
}

} // namespace

bool needsViews(const Filter &filter, const SearchedFrames &frames)
{
    return frames.view && (frames.namesConversations ? filter.needsMessages() : filter.needsStreams());
}

FrameTest::FrameTest(std::shared_ptr<const Filter> filter, const SearchedFrames &frames, std::mutex &viewing)
    : m_frames(frames)
    , m_source(*frames.source)
    , m_needsViews(filter::needsViews(*filter, frames))
    , m_needsNeighbours(filter->needsNeighbours())
    , m_viewing(viewing)
    , m_plain(plainFrames(*filter, frames))
    , m_dissector(filter->registry(), filter->dissecting(frames.bindings))
    , m_matcher(std::move(filter))
{
    m_surroundings.firstNs = m_source.firstTimeNs();
}

FrameView FrameTest::view(std::uint32_t frame) const
{
    if (!m_needsViews)
        return m_source.view(frame);
    const std::scoped_lock lock(m_viewing);
    return m_frames.view(frame);
}

bool FrameTest::asked(const FrameInfo &info, std::uint32_t frame)
{
    if (m_frames.isMarked)
        m_surroundings.isMarked = m_frames.isMarked(frame);
    if (m_frames.isIgnored)
        m_surroundings.isIgnored = m_frames.isIgnored(frame);
    if (m_frames.isReference)
        m_surroundings.isReference = m_frames.isReference(frame);
    if (m_needsNeighbours)
        m_surroundings.previousNs = frame == 0 ? info.timeNs : m_source.frame(frame - 1).info.timeNs;
    const bool passed = m_matcher.matches(m_dissection, m_surroundings);
    if (passed && info.hasTime)
        m_surroundings.previousShownNs = info.timeNs;
    return passed;
}

bool FrameTest::passesAsView(std::uint32_t frame)
{
    const FrameView seen = view(frame);
    return m_dissector.dissect(seen, m_dissection) && asked(seen.info, frame);
}

bool FrameTest::needsView(const FrameRef &ref) const
{
    const FrameInfo &info = ref.info;
    if (info.inPieces || info.isLost || ref.bytes.size() != info.capturedLength)
        return true;
    const bool hasMessages = !m_frames.namesConversations || (info.conversation != FrameInfo::noConversation && !info.conversationIsUdp);
    return m_needsViews && hasMessages;
}

bool FrameTest::passes(std::uint32_t frame)
{
    m_source.prefetch(frame + ahead);
    const FrameRef ref = m_source.frame(frame);
    if (needsView(ref))
        return passesAsView(frame);
    if (m_plain)
        if (const std::optional<bool> passed = m_plain->passes(ref))
            return *passed;
    m_dissector.dissect(ref, m_dissection);
    return asked(ref.info, frame);
}

} // namespace framelens::filter

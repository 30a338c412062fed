// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/frame_test.h"

#include "core/decode/bindings.h"
#include "core/decode/messages.h"
#include "core/decode/plain_packet.h"

namespace framelens::filter {

namespace {


// Where somebody else decodes a port or a type, nothing is plain.
bool isPlain(const SearchedFrames &frames) { return frames.bindings == nullptr || frames.bindings->empty(); }

std::optional<PlainFrames> plainFrames(const Filter &filter, const SearchedFrames &frames)
{
    return isPlain(frames) ? PlainFrames::of(filter.program()) : std::nullopt;
}

} // namespace

bool needsViews(const Filter &filter, const SearchedFrames &frames)
{
    return frames.view && (frames.namesConversations ? filter.needsMessages() : filter.needsStreams());
}

FrameTest::FrameTest(const std::shared_ptr<const Filter> &filter, const SearchedFrames &frames, std::mutex &viewing)
    : m_frames(frames)
    , m_source(*frames.source)
    , m_needsViews(filter::needsViews(*filter, frames))
    , m_needsNeighbours(filter->needsNeighbours())
    , m_messagesOf(filter->messagesOf())
    , m_registry(filter->registry())
    , m_viewing(viewing)
    , m_plain(plainFrames(*filter, frames))
    , m_dissector(filter->registry(), filter->dissecting(frames.bindings))
    , m_matcher(filter)
{
    m_surroundings.firstNs = m_source.firstTimeNs();
    if (!filter->isBehindPorts() || !isPlain(frames))
        return;
    m_dissector.dissect(FrameRef(), m_dissection);
    m_withoutFields = m_matcher.matches(m_dissection, m_surroundings);
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

bool FrameTest::mayHaveMessages(const FrameInfo &info) const
{
    const bool isNamed = info.conversation != FrameInfo::noConversation;
    return m_needsViews && (isNamed ? !info.conversationIsUdp : !m_frames.namesConversations);
}

// Whether what TCP or UDP carry here is surely nothing that is asked about.
bool FrameTest::isEmpty(const FrameRef &ref, std::uint32_t frame) const
{
    PlainPacket packet;
    if (!findPlain(ref, packet))
        return false;
    if (packet.payload == packet.end)
        return true;
    if (packet.isTcp)
        return mayHaveMessages(ref.info) && !mayBeSought(frame);
    const auto isClaimed = [&](std::size_t at) {
        const std::uint32_t port = load<std::uint16_t>(&ref.bytes[packet.transport + at], ByteOrder::Big);
        return m_registry->claimant({KeySpace::UdpPort, port}).has_value();
    };
    return !isClaimed(0) && !isClaimed(2);
}

bool FrameTest::passes(std::uint32_t frame)
{
    static const MessageList none; // in a stream that cannot be one that is asked about
    m_source.prefetch(frame + prefetchAhead);
    FrameRef ref = m_source.frame(frame);
    if (ref.info.inPieces || ref.info.isLost || ref.bytes.size() != ref.info.capturedLength)
        return passesAsView(frame);
    if (m_withoutFields && isEmpty(ref, frame))
        return *m_withoutFields;
    if (mayHaveMessages(ref.info)) {
        if (mayBeSought(frame))
            return passesAsView(frame);
        ref.info.messages = &none;
    }
    if (m_plain)
        if (const std::optional<bool> passed = m_plain->passes(ref))
            return *passed;
    m_dissector.dissect(ref, m_dissection);
    return asked(ref.info, frame);
}

} // namespace framelens::filter

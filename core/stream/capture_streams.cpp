// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/stream/capture_streams.h"

#include "core/stream/assembly_cache.h"
#include "core/stream/followed_capture.h"
#include "core/stream/stream_prospects.h"

#include <algorithm>
#include <atomic>

namespace framelens {

namespace {

constexpr std::uint32_t batch = 1024; // frames between looks at the job, and between publications
constexpr std::uint32_t fewAhead = 256; // frames that are walked to see a message's end, where the answer is wanted at once
constexpr std::uint32_t everything = 0xffffffffU;

} // namespace

struct CaptureStreams::Parts
{
    std::shared_ptr<AssembledStream::Capture> capture;
    AssemblyCache cache;
    std::atomic<std::uint32_t> needs;
    StreamProspects prospects;

    const Conversations &conversations() const { return capture->conversations; }
    std::uint32_t known() const { return capture->conversations.frames(); }
    void nameFrame(FrameInfo &info, std::uint32_t frame) const;
    FrameView view(std::uint32_t frame, std::uint32_t most);
    bool bringTo(AssembledStream &stream, std::uint32_t frame, std::uint32_t most, TransportWalk &walk) const;
    std::shared_ptr<const AssembledStream> walkAll(AssemblySlot &slot, std::size_t index, Job &job);
    void renew(AssemblySlot &slot, std::size_t index, std::uint32_t frame) const;
};

CaptureStreams::CaptureStreams(std::shared_ptr<const FrameSource> frames, std::shared_ptr<const Registry> registry,
                               std::shared_ptr<const Bindings> bindings, std::shared_ptr<CopyLedger> ledger,
                               KeptFramers kept, std::size_t memory)
{
    auto capture = std::make_shared<AssembledStream::Capture>(frames, registry);
    capture->bindings = bindings ? std::move(bindings) : std::make_shared<const Bindings>();
    capture->ledger = ledger ? std::move(ledger) : std::make_shared<CopyLedger>();
    capture->kept = std::move(kept);
    m_parts = std::unique_ptr<Parts>(new Parts{capture, AssemblyCache(capture, memory), Conversations::none, StreamProspects(capture)});
}

CaptureStreams::~CaptureStreams() = default;

bool CaptureStreams::advance(Job &job)
{
    Conversations &conversations = m_parts->capture->conversations;
    const std::uint32_t end = m_parts->capture->frames->count();
    std::uint32_t frame = conversations.frames();
    if (frame >= end)
        return false;
    while (frame < end && !job.cancelled()) {
        frame = end - frame > batch ? frame + batch : end;
        conversations.add(frame);
        job.report(frame, end);
        job.published();
    }
    return true;
}

std::uint32_t CaptureStreams::known() const
{
    return m_parts->known();
}

std::uint32_t CaptureStreams::conversation(std::uint32_t frame) const
{
    const std::optional<std::size_t> index = streamOf(frame);
    return index ? m_parts->conversations().number(*index) : FrameInfo::noConversation;
}

std::uint32_t CaptureStreams::count() const
{
    return m_parts->capture->frames->count();
}

FrameRef CaptureStreams::frame(std::uint32_t frame) const
{
    FrameRef ref = m_parts->capture->frames->frame(frame);
    m_parts->nameFrame(ref.info, frame);
    return ref;
}

void CaptureStreams::prefetch(std::uint32_t frame) const
{
    m_parts->capture->frames->prefetch(frame);
}

FrameView CaptureStreams::view(std::uint32_t frame) const
{
    return m_parts->view(frame, mostFramesAtOnce);
}

FrameView CaptureStreams::wholeView(std::uint32_t frame) const
{
    return m_parts->view(frame, everything);
}

std::uint64_t CaptureStreams::streamProtocols(std::uint32_t frame) const
{
    const std::uint32_t known = m_parts->known();
    const std::uint32_t index = frame < known ? m_parts->conversations().of(frame) : Conversations::none;
    return index == Conversations::none ? StreamProspects::everything : m_parts->prospects.of(index, known);
}

std::uint32_t CaptureStreams::generation() const
{
    return m_parts->capture->frames->generation();
}

std::int64_t CaptureStreams::firstTimeNs() const
{
    return m_parts->capture->frames->firstTimeNs();
}

std::shared_ptr<const Store> CaptureStreams::recordStore() const
{
    return m_parts->capture->frames->recordStore();
}

std::uint64_t CaptureStreams::recordOffset(std::uint32_t frame) const
{
    return m_parts->capture->frames->recordOffset(frame);
}

std::optional<std::size_t> CaptureStreams::needs() const
{
    const std::uint32_t index = m_parts->needs.load(std::memory_order_acquire);
    return index == Conversations::none ? std::nullopt : std::optional<std::size_t>(index);
}

void CaptureStreams::assemble(std::size_t index, Job &job) const
{
    const std::shared_ptr<AssemblySlot> slot = m_parts->cache.slot(index);
    if (m_parts->walkAll(*slot, index, job) == nullptr)
        return;
    auto named = static_cast<std::uint32_t>(index);
    m_parts->needs.compare_exchange_strong(named, Conversations::none);
    job.published();
}

std::size_t CaptureStreams::streamCount() const
{
    return m_parts->conversations().size();
}

StreamSummary CaptureStreams::stream(std::size_t index) const
{
    const Conversation conversation = m_parts->conversations()[index];
    StreamSummary summary;
    summary.transport = conversation.transport;
    summary.number = conversation.number;
    summary.client = conversation.ends[0];
    summary.server = conversation.ends[1];
    summary.state = conversation.state;
    for (std::size_t side = 0; side < 2; ++side)
        summary.packets[side] = conversation.packets[side];
    summary.bytes = conversation.bytes;
    const FrameSource &frames = *m_parts->capture->frames;
    const std::uint32_t last = conversation.lastFrame;
    summary.firstFrame = conversation.firstFrame;
    summary.firstTimeNs = frames.frame(summary.firstFrame).info.timeNs;
    summary.lastTimeNs = frames.frame(last == Conversations::none ? summary.firstFrame : last).info.timeNs;
    const std::shared_ptr<AssemblySlot> slot = m_parts->cache.find(index);
    const std::unique_lock lock = slot ? std::unique_lock(slot->mutex, std::try_to_lock) : std::unique_lock<std::mutex>();
    if (!lock.owns_lock())
        return summary;
    if (slot->stream->ahead(m_parts->known(), 1) == 0)
        summary.bytes = slot->stream->totals().bytes;
    if (const auto &framing = slot->stream->framing()) {
        summary.framing = framingText(*framing);
        if (framing->protocol)
            summary.protocol = m_parts->capture->registry->protocol(*framing->protocol).name;
    }
    return summary;
}

std::optional<std::size_t> CaptureStreams::streamOf(std::uint32_t frame) const
{
    const std::uint32_t index = frame < known() ? m_parts->conversations().of(frame) : Conversations::none;
    return index == Conversations::none ? std::nullopt : std::optional<std::size_t>(index);
}

std::optional<std::size_t> CaptureStreams::find(Transport transport, std::uint32_t number) const
{
    return m_parts->conversations().find(transport, number);
}

std::shared_ptr<const FollowedStream> CaptureStreams::follow(std::size_t index, Job &job) const
{
    if (index >= streamCount())
        return {};
    const std::shared_ptr<AssemblySlot> slot = m_parts->cache.slot(index);
    const std::shared_ptr<const AssembledStream> whole = m_parts->walkAll(*slot, index, job);
    if (whole == nullptr)
        return {};
    const StreamSummary summary = stream(index);
    const std::lock_guard lock(slot->mutex);
    return std::make_shared<const FollowedCapture>(m_parts->capture, whole, summary);
}

bool CaptureStreams::isComplete() const
{
    return known() == count();
}

const std::shared_ptr<const FrameSource> &CaptureStreams::frames() const &
{
    return m_parts->capture->frames;
}

std::size_t CaptureStreams::heapBytes() const
{
    return m_parts->conversations().heapBytes() + m_parts->cache.heapBytes();
}

void CaptureStreams::Parts::nameFrame(FrameInfo &info, std::uint32_t frame) const
{
    const std::uint32_t index = frame < known() ? conversations().of(frame) : Conversations::none;
    if (index == Conversations::none)
        return;
    info.conversation = conversations().number(index);
    info.conversationIsUdp = conversations().transport(index) == Transport::Udp;
}

FrameView CaptureStreams::Parts::view(std::uint32_t frame, std::uint32_t most)
{
    FrameView view = capture->frames->view(frame);
    nameFrame(view.info, frame);
    const std::uint32_t index = frame < known() ? conversations().of(frame) : Conversations::none;
    if (index == Conversations::none || conversations().transport(index) != Transport::Tcp)
        return view;
    const std::shared_ptr<AssemblySlot> slot = cache.slot(index);
    std::unique_lock lock(slot->mutex, std::defer_lock);
    if (most == everything)
        lock.lock();
    else if (!lock.try_lock()) {
        needs.store(index, std::memory_order_release); // somebody is at it: later
        return view;
    }
    renew(*slot, index, frame);
    const AssemblyCache::Walk walk(cache);
    if (!bringTo(*slot->stream, frame, most, *walk)) {
        needs.store(index, std::memory_order_release);
        return view;
    }
    const std::shared_ptr<const MessageList> list = slot->stream->listFor(frame, *walk);
    const std::size_t bytes = slot->stream->heapBytes();
    lock.unlock();
    cache.account(index, bytes, frame);
    view.info.messages = list.get();
    view.context = list;
    return view;
}

// Made anew where what was told at its end is no longer its end, or what is asked for was forgotten.
void CaptureStreams::Parts::renew(AssemblySlot &slot, std::size_t index, std::uint32_t frame) const
{
    if (slot.stream->isStale(known()) || slot.stream->hasForgotten(frame))
        slot.stream = std::make_shared<AssembledStream>(capture, index);
}

// So far that the frame's messages are known: its framing, too, which later frames may have to tell, and whether what it
// waits for comes.
bool CaptureStreams::Parts::bringTo(AssembledStream &stream, std::uint32_t frame, std::uint32_t most, TransportWalk &walk) const
{
    const std::uint32_t end = known();
    if (most != everything && stream.ahead(frame + 1, most + 1) > most)
        return false;
    std::uint32_t left = most - stream.walk(frame + 1, most, walk);
    const auto walkUntil = [&](auto isDone) {
        constexpr std::uint32_t step = 16;
        while (!isDone() && left >= step) {
            const std::uint32_t walked = stream.walk(end, step, walk);
            if (walked == 0)
                return true;
            left -= walked;
        }
        return false;
    };
    if (walkUntil([&] { return stream.isDecided(); }))
        stream.decide();
    // Only in a stream that is walked to its end at once is what waits told as it is; others are told it by acknowledgments.
    if (stream.waitsWith(frame) && walkUntil([&] { return !stream.waitsWith(frame); }))
        stream.settle();
    if (most != everything)
        left = std::min(left, fewAhead);
    if (stream.waitsForEnd(frame))
        walkUntil([&] { return !stream.waitsForEnd(frame); });
    return stream.isDecided();
}

// In steps, so that a view can be had in between. Others may let the slot forget meanwhile: the stream at hand is held.
std::shared_ptr<const AssembledStream> CaptureStreams::Parts::walkAll(AssemblySlot &slot, std::size_t index, Job &job)
{
    const AssemblyCache::Walk walk(cache);
    std::shared_ptr<AssembledStream> stream;
    for (bool isDone = false; !isDone;) {
        if (job.cancelled())
            return {};
        const std::uint32_t end = known();
        std::unique_lock lock(slot.mutex);
        if (stream != nullptr && slot.stream->hasForgotten(0))
            slot.stream = stream;
        renew(slot, index, 0);
        stream = slot.stream;
        isDone = stream->walk(end, batch, *walk) == 0;
        if (isDone)
            stream->decide();
        const std::size_t bytes = stream->heapBytes();
        job.report(stream->walkedTo(), end);
        lock.unlock();
        cache.account(index, bytes, 0);
    }
    return stream;
}

} // namespace framelens

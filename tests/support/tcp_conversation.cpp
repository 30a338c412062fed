// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/tcp_conversation.h"

#include "tests/support/capture_builder.h"

namespace framelens::test {

std::uint32_t FrameList::add(Buffer frame, std::optional<std::size_t> captured)
{
    const auto length = static_cast<std::uint32_t>(frame.size());
    frame.resize(captured.value_or(frame.size()));
    m_frames.push({std::make_shared<const MemoryStore>(std::move(frame)), length});
    return count() - 1;
}

FrameInfo FrameList::infoOf(std::uint32_t frame) const
{
    constexpr std::int64_t millisecond = 1'000'000;
    FrameInfo info;
    info.number = frame + 1;
    info.linkType = 1;
    info.timeNs = captureStartNs + (frame * millisecond);
    info.hasTime = true;
    info.capturedLength = static_cast<std::uint32_t>(m_frames[frame].store->size());
    info.originalLength = m_frames[frame].originalLength;
    return info;
}

FrameRef FrameList::frame(std::uint32_t frame) const
{
    return {infoOf(frame), m_frames[frame].store->bytes()};
}

FrameView FrameList::view(std::uint32_t frame) const
{
    return {infoOf(frame), ByteView(m_frames[frame].store), {}};
}

std::int64_t FrameList::firstTimeNs() const
{
    return count() == 0 ? 0 : captureStartNs;
}

TcpTalk::TcpTalk(FrameList &frames)
    : TcpTalk(frames, Options())
{
}

TcpTalk::TcpTalk(FrameList &frames, Options options)
    : m_frames(frames)
    , m_options(std::move(options))
{
}

std::uint32_t TcpTalk::open()
{
    const std::uint32_t first = syn();
    synAck();
    ack(Direction::ToServer);
    return first;
}

std::uint32_t TcpTalk::syn()
{
    return put(Direction::ToServer, m_options.initial[0], tcp_flag::syn);
}

std::uint32_t TcpTalk::synAck()
{
    return put(Direction::ToClient, m_options.initial[1], tcp_flag::syn | tcp_flag::ack);
}

std::uint32_t TcpTalk::ack(Direction direction)
{
    const auto side = static_cast<std::size_t>(direction);
    const auto sequence = m_options.initial[side] + 1 + static_cast<std::uint32_t>(m_sent[side]) + (m_finished[side] ? 1 : 0);
    return put(direction, static_cast<std::uint32_t>(sequence), tcp_flag::ack);
}

std::uint32_t TcpTalk::data(Direction direction, std::uint64_t offset, std::string_view payload,
                            std::optional<std::size_t> capturedPayload, std::uint16_t flags)
{
    const auto side = static_cast<std::size_t>(direction);
    m_sent[side] = std::max(m_sent[side], offset + payload.size());
    return put(direction, m_options.initial[side] + 1 + static_cast<std::uint32_t>(offset), flags, asBytes(payload),
               capturedPayload);
}

std::uint32_t TcpTalk::say(Direction direction, std::string_view payload)
{
    return data(direction, sent(direction), payload);
}

std::uint32_t TcpTalk::fin(Direction direction)
{
    const auto side = static_cast<std::size_t>(direction);
    m_finished[side] = true;
    return put(direction, m_options.initial[side] + 1 + static_cast<std::uint32_t>(m_sent[side]), tcp_flag::fin | tcp_flag::ack);
}

std::uint32_t TcpTalk::reset(Direction direction)
{
    const auto side = static_cast<std::size_t>(direction);
    return put(direction, m_options.initial[side] + 1 + static_cast<std::uint32_t>(m_sent[side]), tcp_flag::rst | tcp_flag::ack);
}

std::uint32_t TcpTalk::put(Direction direction, std::uint32_t sequence, std::uint16_t flags, Bytes payload,
                           std::optional<std::size_t> capturedPayload)
{
    const auto other = static_cast<std::size_t>(opposite(direction));
    const std::uint64_t received = m_options.acknowledges ? m_sent[other] + (m_finished[other] ? 1 : 0) : 0;
    TcpFields fields{.sequence = sequence, .flags = flags};
    if ((flags & tcp_flag::ack) != 0)
        fields.acknowledgment = m_options.initial[other] + 1 + static_cast<std::uint32_t>(received);
    Buffer frame = tcpFrame(direction == Direction::ToServer ? m_options.ends : m_options.ends.reversed(), fields, payload);
    if (!capturedPayload)
        return m_frames.add(std::move(frame));
    const std::size_t captured = frame.size() - payload.size() + *capturedPayload;
    return m_frames.add(std::move(frame), captured);
}

} // namespace framelens::test

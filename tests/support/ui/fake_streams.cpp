// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/ui/fake_streams.h"

#include "tests/support/byte_writer.h"

#include <algorithm>

namespace framelens::test {

namespace {

constexpr std::int64_t firstNs = 1'709'294'400'000'000'000;

Endpoint endpoint(unsigned last, std::uint16_t port)
{
    Endpoint at;
    at.address[0] = std::byte{10};
    at.address[3] = static_cast<std::byte>(last);
    at.port = port;
    return at;
}

StreamSummary summaryOf(std::uint32_t number)
{
    StreamSummary summary;
    summary.number = number;
    summary.client = endpoint(1, static_cast<std::uint16_t>(40'000 + number));
    summary.server = endpoint(2, 80);
    summary.firstTimeNs = firstNs;
    summary.lastTimeNs = firstNs;
    return summary;
}

ByteView viewOf(std::string_view text)
{
    const Bytes bytes = asBytes(text);
    return ByteView(std::make_shared<MemoryStore>(Buffer(bytes.begin(), bytes.end())));
}

} // namespace

FakeStream::FakeStream(std::uint32_t number)
    : m_summary(summaryOf(number))
{
}

void FakeStream::add(FollowPiece piece)
{
    const auto side = static_cast<std::size_t>(piece.direction);
    piece.offset = m_summary.bytes[side];
    piece.timeNs = firstNs + std::int64_t{piece.frame} * 1'000'000;
    m_turns += !m_pieces.empty() && m_pieces.back().direction != piece.direction ? 1U : 0U;
    m_summary.bytes[side] += piece.size;
    m_summary.packets[side] += piece.isGap ? 0U : 1U;
    m_summary.lastTimeNs = piece.timeNs;
    m_pieces.push_back(std::move(piece));
}

FakeStream &FakeStream::say(Direction direction, std::string_view bytes, std::uint32_t frame, std::uint32_t frameOffset)
{
    add({.direction = direction,
         .isGap = false,
         .offset = 0,
         .size = bytes.size(),
         .frame = frame,
         .frameOffset = frameOffset,
         .timeNs = 0,
         .bytes = viewOf(bytes)});
    return *this;
}

FakeStream &FakeStream::miss(Direction direction, std::uint64_t bytes, std::uint32_t frame)
{
    add({.direction = direction, .isGap = true, .offset = 0, .size = bytes, .frame = frame, .frameOffset = 0, .timeNs = 0, .bytes = {}});
    ++m_gaps;
    return *this;
}

FakeStream &FakeStream::message(Direction direction, std::uint64_t offset, std::uint32_t size, std::uint32_t frame,
                                FrameKind kind)
{
    m_messages.push_back({frame, direction, offset, size, kind, firstNs + std::int64_t{frame} * 1'000'000});
    return *this;
}

EndlessStream::EndlessStream(std::size_t pieces, std::string_view text)
    : m_count(pieces)
    , m_bytes(viewOf(text))
{
}

StreamSummary EndlessStream::summary() const
{
    StreamSummary summary = summaryOf(0);
    summary.packets = {m_count - m_count / 2, m_count / 2};
    summary.bytes = {summary.packets[0] * m_bytes.size(), summary.packets[1] * m_bytes.size()};
    return summary;
}

FollowPiece EndlessStream::piece(std::size_t number) const
{
    ++m_asked;
    return {.direction = number % 2 == 0 ? Direction::ToServer : Direction::ToClient,
            .isGap = false,
            .offset = number / 2 * m_bytes.size(),
            .size = m_bytes.size(),
            .frame = static_cast<std::uint32_t>(number),
            .frameOffset = 54,
            .timeNs = firstNs,
            .bytes = m_bytes};
}

void FakeStreams::add(std::shared_ptr<const FollowedStream> stream)
{
    const std::scoped_lock lock(m_mutex);
    m_streams.push_back(std::move(stream));
}

void FakeStreams::replace(std::size_t index, std::shared_ptr<const FollowedStream> stream)
{
    const std::scoped_lock lock(m_mutex);
    m_streams[index] = std::move(stream);
}

std::size_t FakeStreams::streamCount() const
{
    const std::scoped_lock lock(m_mutex);
    return m_streams.size();
}

StreamSummary FakeStreams::stream(std::size_t index) const
{
    const std::scoped_lock lock(m_mutex);
    return m_streams[index]->summary();
}

std::optional<std::size_t> FakeStreams::streamOf(std::uint32_t frame) const
{
    const std::scoped_lock lock(m_mutex);
    for (std::size_t index = 0; index < m_streams.size(); ++index)
        for (std::size_t n = 0; n < m_streams[index]->pieceCount(); ++n)
            if (m_streams[index]->piece(n).frame == frame)
                return index;
    return {};
}

std::optional<std::size_t> FakeStreams::find(Transport transport, std::uint32_t number) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find_if(m_streams, [&](const auto &stream) {
        const StreamSummary summary = stream->summary();
        return summary.transport == transport && summary.number == number;
    });
    return found == m_streams.end() ? std::nullopt
                                    : std::optional(static_cast<std::size_t>(found - m_streams.begin()));
}

std::shared_ptr<const FollowedStream> FakeStreams::follow(std::size_t index, Job &job) const
{
    const std::scoped_lock lock(m_mutex);
    return job.cancelled() ? nullptr : m_streams[index];
}

} // namespace framelens::test

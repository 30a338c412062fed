// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames in memory that can grow, and TCP conversations told in offsets of their streams.
#pragma once

#include "core/bytes/frame_source.h"
#include "core/bytes/flow.h"
#include "core/base/append_only.h"
#include "tests/support/packet_builder.h"

#include <optional>
#include <string_view>

namespace framelens::test {

/// Ethernet frames a millisecond apart. One thread adds while others read.
class FrameList final : public FrameSource
{
public:
    /// Returns the frame's number, counted from 0. `captured`: bytes of it that the capture holds.
    std::uint32_t add(Buffer frame, std::optional<std::size_t> captured = {});

    std::uint32_t count() const override { return static_cast<std::uint32_t>(m_frames.size()); }
    FrameRef frame(std::uint32_t frame) const override;
    FrameView view(std::uint32_t frame) const override;
    std::uint32_t generation() const override { return 0; }
    std::int64_t firstTimeNs() const override;

private:
    struct Entry
    {
        std::shared_ptr<const Store> store;
        std::uint32_t originalLength = 0;
    };
    FrameInfo infoOf(std::uint32_t frame) const;
    AppendOnly<Entry> m_frames;
};

/// Adds segments of one conversation to a list. Offsets count from each direction's first byte; acknowledgments say by
/// themselves what the other side has sent so far.
class TcpTalk
{
public:
    struct Options
    {
        Ends ends{ip4(192, 0, 2, 1), ip4(198, 51, 100, 80), 51000, 8080}; ///< client to server
        std::array<std::uint32_t, 2> initial{1000, 900'000}; ///< sequence numbers of the SYNs, by Direction
        bool acknowledges = true; ///< else every acknowledgment is that of the handshake
    };
    explicit TcpTalk(FrameList &frames);
    TcpTalk(FrameList &frames, Options options);

    /// The handshake's three segments; returns the first one's number.
    std::uint32_t open();
    std::uint32_t syn();
    std::uint32_t synAck();
    std::uint32_t ack(Direction direction);
    /// Payload at an offset. Returns the frame's number.
    std::uint32_t data(Direction direction, std::uint64_t offset, std::string_view payload,
                       std::optional<std::size_t> capturedPayload = {}, std::uint16_t flags = tcp_flag::ack | tcp_flag::psh);
    /// Payload behind what was sent before.
    std::uint32_t say(Direction direction, std::string_view payload);
    std::uint32_t fin(Direction direction);
    std::uint32_t reset(Direction direction);

    std::uint64_t sent(Direction direction) const { return m_sent[static_cast<std::size_t>(direction)]; }
    const Options &options() const { return m_options; }

private:
    std::uint32_t put(Direction direction, std::uint32_t sequence, std::uint16_t flags, Bytes payload = {},
                      std::optional<std::size_t> capturedPayload = {});

    FrameList &m_frames;
    Options m_options;
    std::array<std::uint64_t, 2> m_sent{};
    std::array<bool, 2> m_finished{};
};

} // namespace framelens::test

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What lines of a followed stream say, and the sentences above them.
#pragma once

#include "ui/follow/follow_lines.h"

#include <QString>

namespace framelens::ui {

enum class FollowEncoding : std::uint8_t { Utf8, Latin1 };

/// A line as characters, and the byte of the line that each stands for.
struct FollowText
{
    static constexpr std::uint16_t none = 0xffff;
    QString text;
    std::vector<std::uint16_t> byteOf; ///< by character; none: it stands for no byte
};

/// "> GET / HTTP/1.1", "    < 00000010  48 54 ...  HT...", "[1,460 bytes missing]". Made visible.
FollowText followText(const FollowedStream &stream, const FollowLine &line, FollowForm form, FollowEncoding encoding);

/// "10.0.0.1:80", "[::1]:80".
QString endpointText(const Endpoint &endpoint);
/// "TCP".
QString transportText(Transport transport);
/// "client to server".
QString directionText(Direction direction);
/// "open", "half closed", "closed", "reset", "failed".
QString stateText(StreamState state);
/// "TCP stream 3: 10.0.0.1:1025 to 10.0.0.2:80".
QString streamTitle(const StreamSummary &summary);
/// "14 client packets (9.1 kB), 267 server packets (283 kB), 25 turns, 1 gap, no overlaps".
QString streamCounts(const FollowedStream &stream);

} // namespace framelens::ui

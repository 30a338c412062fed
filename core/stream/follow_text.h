// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A followed conversation as text, in the layout of tshark's `-z follow`.
#pragma once

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/stream/streams.h"

#include <functional>
#include <string_view>

namespace framelens {

enum class FollowForm : std::uint8_t { Ascii, Hex, Raw };

/// What `-z` asks for.
struct FollowRequest
{
    Transport transport = Transport::Tcp;
    FollowForm form = FollowForm::Ascii;
    std::uint32_t number = 0;
    std::uint64_t first = 1; ///< pieces, counted from 1, both ends included
    std::uint64_t last = UINT64_MAX;

    friend bool operator==(const FollowRequest &, const FollowRequest &) = default;
};

/// "follow,tcp|udp,ascii|hex|raw,N[,FIRST[-LAST]]". Reason::BadValue with what was met and what is expected.
Result<FollowRequest> parseFollow(std::string_view text);

/// Takes the next part of the text, at most some KiB; false: no more is wanted.
using FollowSink = std::function<bool(std::string_view)>;

/// Head, pieces in the order in which they were seen, foot. A gap reads "[N bytes missing in capture file]" with a zero byte
/// behind it, as tshark has it. `stream` null: there is no such conversation, and the layout says so as tshark does. False
/// when the sink or the job ended it.
bool writeFollow(const FollowedStream *stream, const FollowRequest &request, const FollowSink &sink, const Job &job);

} // namespace framelens

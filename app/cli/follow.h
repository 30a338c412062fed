// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -z follow: the bytes of one conversation, laid out as tshark does.
#pragma once

#include "app/cli/options.h"
#include "app/cli/output.h"
#include "core/stream/streams.h"

namespace framelens::cli {

/// Prints one. Where there is no such conversation the layout says so, as tshark does.
void printFollow(const FollowRequest &request, const Streams &streams, Output &output);

} // namespace framelens::cli

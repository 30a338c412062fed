// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/follow.h"

namespace framelens::cli {

void printFollow(const FollowRequest &request, const Streams &streams, Output &output)
{
    Job job;
    const std::optional<std::size_t> index = streams.find(request.transport, request.number);
    const std::shared_ptr<const FollowedStream> stream = index ? streams.follow(*index, job) : nullptr;
    writeFollow(
        stream.get(), request,
        [&output](std::string_view text) {
            output.text() += text;
            return !output.isLarge() || output.flush();
        },
        job);
    output.flush();
}

} // namespace framelens::cli

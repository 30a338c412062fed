// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames of a test as a writer writes them.
#pragma once

#include "core/export/frame_writer.h"
#include "tests/support/byte_writer.h"

#include <string>
#include <vector>

namespace framelens::test {

/// Options with the registry that is built in.
DecodedOptions decodedOptions();

/// What the format makes of Ethernet frames that came a second apart, from 2024-03-01 12:00:00.5 UTC on; begin and end
/// included. Of options that are refused, the sentence that says why.
std::string written(ExportFormat format, const DecodedOptions &options, const std::vector<Buffer> &frames);

/// Calls of operator new while one more frame is written and the text is thrown away, once all memory has grown.
std::size_t allocationsPerFrame(ExportFormat format, const DecodedOptions &options, const Buffer &frame);

/// An HTTP request whose host is `host`, in one segment.
Buffer httpRequest(std::string_view host, std::string_view path = "/");
/// A response with a body that is not looked into.
Buffer httpResponse(std::string_view body);
/// A TCP segment that nobody decodes further.
Buffer plainSegment();

} // namespace framelens::test

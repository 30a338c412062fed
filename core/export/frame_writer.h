// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One decoded frame after another as text of some form: what exports, the text program and copying share.
#pragma once

#include "core/base/error.h"
#include "core/decode/dissection.h"
#include "core/export/export_options.h"

#include <memory>
#include <string>

namespace framelens {

/// What a frame's times count from; each 0 where nothing came before.
struct FrameTimes
{
    std::int64_t firstNs = 0; ///< of the capture's first frame that has a time
    std::int64_t previousNs = 0; ///< of the frame before this in the capture
    std::int64_t previousWrittenNs = 0; ///< of the frame that was written before this
};

/// Appends frame after frame in one form. Its memory is reused: nothing is allocated per frame.
class FrameWriter
{
public:
    FrameWriter() = default;
    FrameWriter(const FrameWriter &) = delete;
    FrameWriter &operator=(const FrameWriter &) = delete;
    virtual ~FrameWriter() = default;

    /// Before the first frame.
    virtual void begin(std::string & /*to*/) { }
    virtual void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) = 0;
    /// Behind the last frame; also when there was none.
    virtual void end(std::string & /*to*/) { }
    /// Fields that the frames must be dissected for; null: all.
    virtual const WantedFields *wanted() const { return nullptr; }
};

/// A writer for one of the decoded formats. BadValue, with a sentence in `detail`, for a field or protocol that nobody has (the nearest one
/// is proposed); Unsupported for a capture format.
Result<std::unique_ptr<FrameWriter>> makeFrameWriter(ExportFormat format, const DecodedOptions &options);

} // namespace framelens

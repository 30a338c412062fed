// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames decoded one after another into a text of some form: what an export, its preview and the guess at its size share.
#pragma once

#include "core/decode/dissector.h"
#include "core/export/frame_writer.h"
#include "core/export/running_export.h"
#include "core/export/time_text.h"

namespace framelens {

/// Borrows its input. Memory is reused from frame to frame.
class DecodedFrames
{
public:
    /// As makeFrameWriter().
    static Result<DecodedFrames> make(const ExportInput &input, ExportFormat format, const DecodedOptions &options);

    void begin(std::string &to) { m_writer->begin(to); }
    /// Frames in rising order. False when its bytes are lost; then nothing was appended that is worth keeping.
    bool append(std::uint32_t frame, std::string &to);
    void end(std::string &to) { m_writer->end(to); }

private:
    DecodedFrames(const ExportInput &input, const DecodedOptions &options, std::unique_ptr<FrameWriter> writer);
    bool dissect(std::uint32_t frame, const FrameRef &ref);

    const ExportInput *m_input;
    const DecodedOptions *m_options;
    std::unique_ptr<FrameWriter> m_writer;
    Dissector m_dissector;
    std::unique_ptr<Dissection> m_dissection;
    FrameView m_view; // of the frame at hand, where it was asked for
    FrameClock m_clock;
};

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What each format does in its own way, behind exportFrames().
#pragma once

#include "core/export/running_export.h"

#include <memory>

namespace framelens {

/// One export in one format. Borrows its input.
class FormatExporter
{
public:
    FormatExporter() = default;
    FormatExporter(const FormatExporter &) = delete;
    FormatExporter &operator=(const FormatExporter &) = delete;
    virtual ~FormatExporter() = default;

    /// Looks at no more than `mostFrames` of the frames, before anything is opened: sentences on what the format has no place
    /// for, or why it cannot hold them at all.
    virtual Result<std::vector<std::string>> survey(Job &job, std::uint64_t mostFrames) = 0;
    /// Writes all of them, after a survey() without a limit.
    virtual Result<void> write(RunningExport &run) = 0;
    /// What write() lost that survey() did not look for, as sentences.
    virtual std::vector<std::string> lostUnforeseen() const { return {}; }
};

std::unique_ptr<FormatExporter> makePcapExporter(const ExportInput &input);
std::unique_ptr<FormatExporter> makePcapngExporter(const ExportInput &input);

std::unique_ptr<FormatExporter> makeDecodedExporter(const ExportInput &input);

/// The file header of a pcap file in little-endian order, of frames of the usual length.
std::array<std::byte, 24> pcapHeader(bool nanoseconds, std::uint32_t linkType);

/// "1 frame", "1,234 frames".
std::string framesText(std::uint64_t frames);
/// "Ethernet (1)".
std::string linkTypeText(std::uint32_t type);
/// Of a survey that was cancelled.
std::unexpected<Error> surveyCancelled();

/// Calls look(FrameInfo) for at most `mostFrames` of the frames, as long as it succeeds.
template <typename Look>
Result<void> forEachSurveyed(const ExportInput &input, Job &job, std::uint64_t mostFrames, const Look &look)
{
    FrameWalk walk(input.source, input.frames, input.count);
    for (auto frames = walk.next(); !frames.empty() && mostFrames != 0; frames = walk.next()) {
        if (job.cancelled())
            return surveyCancelled();
        frames = frames.first(static_cast<std::size_t>(std::min<std::uint64_t>(frames.size(), mostFrames)));
        mostFrames -= frames.size();
        for (const FrameRef &frame : frames)
            if (Result<void> looked = look(frame.info); !looked)
                return looked;
    }
    return {};
}

} // namespace framelens

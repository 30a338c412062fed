// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/pcap_export.h"

#include "core/export/frame_export.h"

namespace framelens {

namespace {

bool needsNanoseconds(const FrameSource &source, const RowRanges &frames)
{
    const RowRanges there = frames.within(0, source.count());
    for (const RowRange &range : there.ranges())
        for (std::uint32_t frame = range.begin; frame < range.end; ++frame)
            if (const FrameInfo info = source.frame(frame).info; info.hasTime && info.timeDigits > 6)
                return true;
    return false;
}

Result<PcapExport> exported(const FrameSource &source, const RowRanges &frames, const ExportTarget &target, Job &job,
                            const PcapExportOptions &given)
{
    ExportOptions options{.sourceName = given.sourceName, .keep = given.keep, .checkSource = given.checkSource};
    options.format = needsNanoseconds(source, frames) ? ExportFormat::NanosecondPcap : ExportFormat::Pcap;
    options.linkTypeIfEmpty = given.linkTypeIfEmpty;
    options.ledger = given.ledger;
    options.calls = given.calls;
    Result<ExportReport> report = exportFrames(source, frames, target, job, options);
    if (!report)
        return std::unexpected(report.error());
    return PcapExport{report->frames, report->bytes, std::move(report->losses)};
}

} // namespace

Result<PcapExport> exportPcap(const FrameSource &source, const RowRanges &frames, const std::string &path, Job &job,
                              const PcapExportOptions &options)
{
    return exported(source, frames, {.path = path}, job, options);
}

Result<PcapExport> exportPcap(const FrameSource &source, const RowRanges &frames, int fd, const std::string &name, Job &job,
                              const PcapExportOptions &options)
{
    return exported(source, frames, {.path = name, .fd = fd}, job, options);
}

} // namespace framelens

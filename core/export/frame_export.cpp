// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/frame_export.h"

#include "core/capture/capture.h"
#include "core/decode/format.h"
#include "core/decode/link_types.h"
#include "core/export/message_exporter.h"
#include "core/stream/recording.h"

#include <utility>

namespace framelens {

namespace {

constexpr std::array formats = {
    ExportFormatInfo{ExportFormat::Pcapng, "pcapng", "pcapng", ".pcapng", true},
    ExportFormatInfo{ExportFormat::Pcap, "pcap", "pcap, microseconds", ".pcap", true},
    ExportFormatInfo{ExportFormat::NanosecondPcap, "nsecpcap", "pcap, nanoseconds", ".pcap", true},
    ExportFormatInfo{ExportFormat::Text, "text", "Text", ".txt", false},
    ExportFormatInfo{ExportFormat::HexDump, "hex", "Hex dump, for text2pcap", ".txt", false},
    ExportFormatInfo{ExportFormat::Csv, "csv", "CSV", ".csv", false},
    ExportFormatInfo{ExportFormat::Json, "json", "JSON, as tshark writes it", ".json", false},
    ExportFormatInfo{ExportFormat::Ndjson, "ndjson", "JSON, one object a line", ".ndjson", false},
    ExportFormatInfo{ExportFormat::ElasticBulk, "ek", "Elasticsearch bulk", ".ndjson", false},
    ExportFormatInfo{ExportFormat::Fields, "fields", "Fields, one line a frame", ".txt", false},
    ExportFormatInfo{ExportFormat::CArray, "c", "C arrays", ".c", false},
    ExportFormatInfo{ExportFormat::RawPayload, "raw", "Payload as it is", ".bin", false},
};

std::unique_ptr<FormatExporter> exporterFor(const ExportInput &input)
{
    const auto *source = dynamic_cast<const Recording *>(&input.source);
    const Recording *recording = input.options.recording != nullptr ? input.options.recording : source;
    if (recording != nullptr && exportFormatInfo(input.options.format).isCapture)
        return makeMessageExporter(input, *recording);
    switch (input.options.format) {
    case ExportFormat::Pcapng: return makePcapngExporter(input);
    case ExportFormat::Pcap:
    case ExportFormat::NanosecondPcap: return makePcapExporter(input);
    case ExportFormat::Text:
    case ExportFormat::HexDump:
    case ExportFormat::Csv:
    case ExportFormat::Json:
    case ExportFormat::Ndjson:
    case ExportFormat::ElasticBulk:
    case ExportFormat::Fields:
    case ExportFormat::CArray:
    case ExportFormat::RawPayload: break;
    }
    return makeDecodedExporter(input);
}

} // namespace

std::span<const ExportFormatInfo> exportFormats() { return formats; }

const ExportFormatInfo &exportFormatInfo(ExportFormat format)
{
    static_assert(formats[std::to_underlying(ExportFormat::RawPayload)].format == ExportFormat::RawPayload);
    return formats[std::to_underlying(format)];
}

std::string framesText(std::uint64_t frames) { return grouped(frames) + (frames == 1 ? " frame" : " frames"); }

std::string linkTypeText(std::uint32_t type)
{
    return std::string(nameOf(linkTypeNames(), type).value_or("unknown")) + " (" + std::to_string(type) + ")";
}

std::unexpected<Error> surveyCancelled()
{
    return std::unexpected(Error{.action = Action::Write, .reason = Reason::Cancelled});
}

ExportInput exportInput(const FrameSource &source, const ChosenFrames &frames, const ExportOptions &options)
{
    const Capture *capture = options.capture != nullptr ? options.capture : dynamic_cast<const Capture *>(&source);
    return {.source = source, .frames = frames, .options = options, .capture = capture, .count = source.count()};
}

Result<ExportReport> exportFrames(const FrameSource &source, const ChosenFrames &frames, const ExportTarget &target, Job &job,
                                  const ExportOptions &options)
{
    const ExportInput input = exportInput(source, frames, options);
    const auto exporter = exporterFor(input);
    Result<std::vector<std::string>> losses = exporter->survey(job, UINT64_MAX);
    if (!losses)
        return std::unexpected(losses.error());
    Result<ExportOutput> output = ExportOutput::open(target, options);
    if (!output)
        return std::unexpected(output.error());
    RunningExport run(input, job, *output);
    if (const auto written = exporter->write(run); !written)
        return std::unexpected(written.error());
    Result<ExportReport> report = run.finish();
    if (!report)
        return report;
    report->losses = *std::move(losses);
    std::ranges::move(exporter->lostUnforeseen(), std::back_inserter(report->losses));
    return report;
}

Result<std::vector<std::string>> foreseenLosses(const FrameSource &source, const ChosenFrames &frames, Job &job,
                                                const ExportOptions &options, std::uint64_t mostFrames)
{
    const ExportInput input = exportInput(source, frames, options);
    const auto exporter = exporterFor(input);
    return exporter->survey(job, mostFrames);
}

} // namespace framelens

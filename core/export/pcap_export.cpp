// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/pcap_export.h"

#include "core/decode/format.h"
#include "core/decode/link_types.h"
#include "core/export/target_file.h"
#include "core/export/write_batch.h"

#include <algorithm>
#include <array>
#include <bit>

namespace framelens {

namespace {

// Both headers stand in the byte order of the machine; the magic number tells readers which that is.
struct FileHeader
{
    std::uint32_t magic = 0;
    std::uint16_t major = 2;
    std::uint16_t minor = 4;
    std::uint32_t reserved1 = 0;
    std::uint32_t reserved2 = 0;
    std::uint32_t snaplen = 0;
    std::uint32_t linkType = 0; // the upper four bits and 0x04000000: FCS length in 16-bit units
};
static_assert(sizeof(FileHeader) == 24);

struct RecordHeader
{
    std::uint32_t seconds = 0;
    std::uint32_t fraction = 0;
    std::uint32_t captured = 0;
    std::uint32_t original = 0;
};
static_assert(sizeof(RecordHeader) == 16);

template <typename T>
std::array<std::byte, sizeof(T)> bytesOf(const T &header)
{
    return std::bit_cast<std::array<std::byte, sizeof(T)>>(header);
}

constexpr std::int64_t nsPerSecond = 1'000'000'000;

std::unexpected<Error> cancelled()
{
    return std::unexpected(Error{.action = Action::Write, .reason = Reason::Cancelled});
}

bool hasOptions(const FrameInfo &info)
{
    // An option's type, or that of the end of the list.
    return info.options.size() >= 4 && load<std::uint16_t>(info.options.data(), info.optionsOrder) != 0;
}

bool pcapHoldsTime(const FrameInfo &info)
{
    return info.hasTime && info.timeNs >= 0 && info.timeNs / nsPerSecond <= std::int64_t{UINT32_MAX};
}

std::string linkTypeText(std::uint32_t type)
{
    const std::string_view name = nameOf(linkTypeNames(), type).value_or("unknown");
    return std::string(name) + " (" + std::to_string(type) + ")";
}

/// What the frames have in common, found before anything is written.
struct Survey
{
    std::optional<std::uint32_t> linkType;
    std::optional<std::uint32_t> interface;
    std::optional<std::uint8_t> fcsLength; ///< of all frames, if all declare the same
    bool fcsDiffers = false;
    std::uint32_t longest = 0; ///< captured bytes
    PcapExport found;

    Result<void> add(const FrameInfo &info);
};

Result<void> Survey::add(const FrameInfo &info)
{
    if (linkType.value_or(info.linkType) != info.linkType)
        return std::unexpected(Error{.action = Action::Write,
                                     .reason = Reason::Unsupported,
                                     .detail = "frames of several link types, " + linkTypeText(*linkType) + " and "
                                         + linkTypeText(info.linkType) + " in frame " + grouped(info.number)
                                         + ", do not go into one pcap file; select frames of one link type"});
    const std::optional<std::uint8_t> fcs
        = info.hasFcsLength ? std::optional<std::uint8_t>(info.fcsLength) : std::optional<std::uint8_t>();
    fcsDiffers = fcsDiffers || (linkType && fcsLength != fcs);
    fcsLength = fcs;
    linkType = info.linkType;
    found.severalInterfaces = found.severalInterfaces || interface.value_or(info.interface) != info.interface;
    interface = info.interface;
    longest = std::max(longest, info.capturedLength);
    found.nanoseconds = found.nanoseconds || (info.hasTime && info.timeDigits > 6);
    found.framesWithOptions += static_cast<std::uint64_t>(hasOptions(info));
    found.timelessFrames += static_cast<std::uint64_t>(!pcapHoldsTime(info));
    return {};
}

class PcapExporter
{
public:
    PcapExporter(const FrameSource &source, const RowRanges &frames, Job &job, const PcapExportOptions &options)
        : m_source(source)
        , m_frames(frames.within(0, source.count()))
        , m_job(job)
        , m_options(options)
        , m_ledger(options.ledger ? *options.ledger : m_ownLedger)
        , m_generation(source.generation())
        , m_total(m_frames.count())
    {
    }

    Result<void> survey();
    Result<PcapExport> writeTo(TargetFile &file);

private:
    // Frames that are looked at together: their headers and first bytes are on the way while others are dealt with.
    static constexpr std::uint32_t blockFrames = 32;
    using Block = std::array<FrameRef, blockFrames>;

    std::span<const FrameRef> fetch(RowRange range, Block &block) const;
    Result<void> writeRange(RowRange range, TargetFile &file);
    Result<void> add(const FrameRef &frame, TargetFile &file);
    Result<void> flush(TargetFile &file);
    Result<void> writeHeader(TargetFile &file);
    RecordHeader headerOf(const FrameRef &frame) const;
    std::unexpected<Error> lost(std::uint32_t number) const;
    bool sourceIsLost() const { return m_source.generation() != m_generation; }

    const FrameSource &m_source;
    RowRanges m_frames;
    Job &m_job;
    const PcapExportOptions &m_options;
    CopyLedger m_ownLedger;
    CopyLedger &m_ledger;
    std::uint32_t m_generation;
    std::uint64_t m_total;
    Survey m_survey;
    WriteBatch m_batch;
    PcapExport m_done;
};

Result<void> PcapExporter::survey()
{
    for (const RowRange &range : m_frames.ranges()) {
        for (std::uint32_t frame = range.begin; frame < range.end; ++frame) {
            if (frame % 1024 == 0 && m_job.cancelled())
                return cancelled();
            if (const auto added = m_survey.add(m_source.frame(frame).info); !added)
                return added;
        }
    }
    return {};
}

// `number`: of the frame concerned, 0 when it is not known.
std::unexpected<Error> PcapExporter::lost(std::uint32_t number) const
{
    return std::unexpected(Error{.action = Action::Read,
                                 .reason = Reason::SourceLost,
                                 .subject = m_options.sourceName,
                                 .frame = number});
}

std::span<const FrameRef> PcapExporter::fetch(RowRange range, Block &block) const
{
    const std::uint32_t count = std::min(range.size(), blockFrames);
    for (std::uint32_t i = 0; i < count; ++i) {
        FrameRef &frame = block[i];
        frame = m_source.frame(range.begin + i);
        __builtin_prefetch(frame.bytes.data());
    }
    return std::span<const FrameRef>(block).first(count);
}

RecordHeader PcapExporter::headerOf(const FrameRef &frame) const
{
    const FrameInfo &info = frame.info;
    RecordHeader header{.captured = static_cast<std::uint32_t>(frame.bytes.size()), .original = info.originalLength};
    if (pcapHoldsTime(info)) {
        header.seconds = static_cast<std::uint32_t>(info.timeNs / nsPerSecond);
        header.fraction = static_cast<std::uint32_t>(info.timeNs % nsPerSecond / (m_survey.found.nanoseconds ? 1 : 1000));
    }
    return header;
}

Result<void> PcapExporter::flush(TargetFile &file)
{
    if (m_batch.empty())
        return {};
    Result<void> written = file.write(m_batch.pieces());
    m_batch.clear();
    // Bytes that were lost meanwhile were written as zeros, or not at all.
    if (sourceIsLost() || (!written && written.error().reason == Reason::SourceLost))
        return lost(0);
    m_job.report(m_done.frames, m_total);
    if (written && m_job.cancelled())
        return cancelled();
    return written;
}

Result<void> PcapExporter::add(const FrameRef &frame, TargetFile &file)
{
    if (frame.bytes.size() != frame.info.capturedLength)
        return lost(frame.info.number);
    if (!m_batch.hasRoom())
        if (Result<void> written = flush(file); !written)
            return written;
    const auto header = bytesOf(headerOf(frame));
    m_batch.add(header, frame.bytes, m_ledger);
    m_done.bytes += header.size() + frame.bytes.size();
    ++m_done.frames;
    return {};
}

Result<void> PcapExporter::writeRange(RowRange range, TargetFile &file)
{
    Block block;
    while (range.begin < range.end) {
        const std::span<const FrameRef> frames = fetch(range, block);
        for (const FrameRef &frame : frames)
            if (Result<void> added = add(frame, file); !added)
                return added;
        range.begin += static_cast<std::uint32_t>(frames.size());
    }
    return {};
}

Result<void> PcapExporter::writeHeader(TargetFile &file)
{
    constexpr std::uint32_t microseconds = 0xa1b2c3d4U;
    constexpr std::uint32_t nanoseconds = 0xa1b23c4dU;
    constexpr std::uint32_t usualSnaplen = 256U * 1024;
    FileHeader header;
    header.magic = m_survey.found.nanoseconds ? nanoseconds : microseconds;
    header.snaplen = std::max(usualSnaplen, m_survey.longest);
    header.linkType = m_survey.linkType.value_or(m_options.linkTypeIfEmpty);
    if (m_survey.fcsLength && !m_survey.fcsDiffers && *m_survey.fcsLength % 2 == 0 && *m_survey.fcsLength < 32)
        header.linkType |= 0x04000000U | (std::uint32_t{*m_survey.fcsLength} / 2 << 28U);
    const auto bytes = bytesOf(header);
    m_done.bytes += bytes.size();
    std::array pieces = {piece(bytes)};
    return file.write(pieces);
}

Result<PcapExport> PcapExporter::writeTo(TargetFile &file)
{
    m_done = m_survey.found;
    if (const auto written = writeHeader(file); !written)
        return std::unexpected(written.error());
    for (const RowRange &range : m_frames.ranges())
        if (const auto written = writeRange(range, file); !written)
            return std::unexpected(written.error());
    if (const auto written = flush(file); !written)
        return std::unexpected(written.error());
    if (m_options.checkSource)
        m_options.checkSource();
    if (sourceIsLost())
        return lost(0);
    if (m_job.cancelled())
        return cancelled();
    if (const auto committed = file.commit(); !committed)
        return std::unexpected(committed.error());
    return m_done;
}

std::string framesText(std::uint64_t frames) { return grouped(frames) + (frames == 1 ? " frame" : " frames"); }

} // namespace

Result<PcapExport> exportPcap(const FrameSource &source, const RowRanges &frames, const std::string &path, Job &job,
                              const PcapExportOptions &options)
{
    PcapExporter exporter(source, frames, job, options);
    if (const auto surveyed = exporter.survey(); !surveyed)
        return std::unexpected(surveyed.error());
    Result<TargetFile> file = TargetFile::create(path, options.keep, options.calls);
    if (!file)
        return std::unexpected(file.error());
    return exporter.writeTo(*file);
}

Result<PcapExport> exportPcap(const FrameSource &source, const RowRanges &frames, int fd, const std::string &name, Job &job,
                              const PcapExportOptions &options)
{
    PcapExporter exporter(source, frames, job, options);
    if (const auto surveyed = exporter.survey(); !surveyed)
        return std::unexpected(surveyed.error());
    TargetFile file = TargetFile::onDescriptor(fd, name, options.calls);
    return exporter.writeTo(file);
}

std::vector<std::string> losses(const PcapExport &done)
{
    std::vector<std::string> sentences;
    if (done.framesWithOptions != 0)
        sentences.push_back("comments and other options of " + framesText(done.framesWithOptions)
                            + " are not saved: pcap has no place for them");
    if (done.severalInterfaces)
        sentences.push_back("which interface a frame came from is not saved: pcap has no place for it");
    if (done.timelessFrames != 0)
        sentences.push_back(framesText(done.timelessFrames)
                            + " without a time that pcap can hold: saved as 1970-01-01 00:00:00");
    return sentences;
}

} // namespace framelens

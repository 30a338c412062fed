// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// pcap files (draft-ietf-opsawg-pcap), of micro- or nanoseconds. Records of a pcap file of the same kind go as they lie; all others
// get new headers.
#include "core/capture/capture.h"
#include "core/capture/pcapng_blocks.h"
#include "core/export/format_exporter.h"
#include "core/export/header_writer.h"
#include "core/export/record_copy.h"

namespace framelens {

namespace {

constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::size_t fileHeaderBytes = 24;
constexpr std::size_t recordHeaderBytes = 16;
constexpr std::uint32_t usualSnaplen = 256U * 1024;

bool hasOptions(const FrameInfo &info)
{
    // An option's type, or that of the end of the list.
    return info.options.size() >= 4 && load<std::uint16_t>(info.options.data(), info.optionsOrder) != 0;
}

bool pcapHoldsTime(const FrameInfo &info)
{
    return info.hasTime && info.timeNs >= 0 && info.timeNs / nsPerSecond <= std::int64_t{UINT32_MAX};
}

std::unexpected<Error> unsupported(std::string detail)
{
    return std::unexpected(Error{.action = Action::Write, .reason = Reason::Unsupported, .detail = std::move(detail)});
}

/// What the frames have in common, and what is lost of them.
struct Survey
{
    bool nanoseconds = false; ///< what the file will hold
    std::optional<std::uint32_t> linkType = {};
    std::optional<std::uint32_t> interface = {};
    std::optional<std::uint8_t> fcsLength = {}; ///< of all frames, if all declare the same
    bool fcsDiffers = false;
    std::uint32_t longest = 0; ///< captured bytes
    bool severalInterfaces = false;
    std::uint64_t framesWithOptions = 0;
    std::uint64_t timelessFrames = 0;
    std::uint64_t shortenedTimes = 0;

    Result<void> add(const FrameInfo &info);
    std::vector<std::string> losses() const;
};

Result<void> Survey::add(const FrameInfo &info)
{
    if (info.linkType > UINT16_MAX)
        return unsupported("frame " + grouped(info.number) + " has no link type that a pcap file can name");
    if (linkType.value_or(info.linkType) != info.linkType)
        return unsupported("frames of several link types, " + linkTypeText(*linkType) + " and " + linkTypeText(info.linkType)
                           + " in frame " + grouped(info.number)
                           + ", do not go into one pcap file; select frames of one link type, or export to pcapng");
    const std::optional<std::uint8_t> fcs
        = info.hasFcsLength ? std::optional<std::uint8_t>(info.fcsLength) : std::optional<std::uint8_t>();
    fcsDiffers = fcsDiffers || (linkType && fcsLength != fcs);
    fcsLength = fcs;
    linkType = info.linkType;
    severalInterfaces = severalInterfaces || interface.value_or(info.interface) != info.interface;
    interface = info.interface;
    longest = std::max(longest, info.capturedLength);
    framesWithOptions += static_cast<std::uint64_t>(hasOptions(info));
    timelessFrames += static_cast<std::uint64_t>(!pcapHoldsTime(info));
    shortenedTimes += static_cast<std::uint64_t>(!nanoseconds && pcapHoldsTime(info) && info.timeNs % 1000 != 0);
    return {};
}

std::string timelessText(std::uint64_t frames)
{
    return framesText(frames) + " without a time that pcap can hold: saved as 1970-01-01 00:00:00";
}

std::vector<std::string> Survey::losses() const
{
    std::vector<std::string> sentences;
    if (framesWithOptions != 0)
        sentences.push_back("comments and other options of " + framesText(framesWithOptions)
                            + " are not saved: pcap has no place for them");
    if (severalInterfaces)
        sentences.emplace_back("which interface a frame came from is not saved: pcap has no place for it");
    if (shortenedTimes != 0)
        sentences.push_back("times of " + framesText(shortenedTimes)
                            + " are cut to microseconds: pcap with nanoseconds has place for them");
    if (timelessFrames != 0)
        sentences.push_back(timelessText(timelessFrames));
    return sentences;
}

std::array<std::byte, fileHeaderBytes> fileHeader(ByteOrder order, bool nanoseconds, std::uint32_t snaplen, std::uint32_t linkType)
{
    constexpr std::uint32_t magicMicroseconds = 0xa1b2c3d4U;
    constexpr std::uint32_t magicNanoseconds = 0xa1b23c4dU;
    std::array<std::byte, fileHeaderBytes> bytes{};
    HeaderWriter header(bytes, order);
    header.put(nanoseconds ? magicNanoseconds : magicMicroseconds, 4).put(2, 2).put(4, 2).put(0, 8);
    header.put(snaplen, 4).put(linkType, 4);
    return bytes;
}

class PcapExporter final : public FormatExporter
{
public:
    explicit PcapExporter(const ExportInput &input)
        : m_input(input)
        , m_survey{.nanoseconds = input.options.format == ExportFormat::NanosecondPcap}
        , m_asTheyLie(isOfThisKind())
    {
    }

    Result<std::vector<std::string>> survey(Job &job, std::uint64_t mostFrames) override;
    Result<void> write(RunningExport &run) override;
    std::vector<std::string> lostUnforeseen() const override;

private:
    bool isPcap() const { return m_input.capture != nullptr && m_input.capture->format().kind == CaptureKind::Pcap; }
    bool isOfThisKind() const;
    bool needsNoLook() const;
    Result<void> writeHeader(RunningExport &run) const;
    Result<void> writeFrame(RunningExport &run, const FrameRef &frame);

    const ExportInput &m_input;
    Survey m_survey;
    bool m_asTheyLie; // records need no new headers, and nothing of them can be lost
    std::optional<std::uint32_t> m_snaplen = {}; // of the capture
    std::uint64_t m_timelessFrames = 0; // that were written without a look beforehand
    ByteOrder m_order = ByteOrder::Little;
};

// Before version 2.4 the two lengths of a record changed places.
bool PcapExporter::isOfThisKind() const
{
    if (!isPcap())
        return false;
    const CaptureFormat format = m_input.capture->format();
    const ByteView header = m_input.capture->bytesOf(0, fileHeaderBytes);
    return format.nanoseconds == m_survey.nanoseconds && header.bytes().size() == fileHeaderBytes
        && pcapng::u16(header.bytes(), 4, format.order) == 2 && pcapng::u16(header.bytes(), 6, format.order) == 4
        && format.linkType <= UINT16_MAX;
}

// A pcap file has one link type, no options, and times that fit, unless their fractions are more than a second.
bool PcapExporter::needsNoLook() const
{
    return isPcap() && m_input.capture->format().linkType <= UINT16_MAX
        && (m_survey.nanoseconds || !m_input.capture->format().nanoseconds);
}

Result<std::vector<std::string>> PcapExporter::survey(Job &job, std::uint64_t mostFrames)
{
    if (m_asTheyLie)
        m_order = m_input.capture->format().order;
    if (m_asTheyLie || needsNoLook()) {
        const InterfaceRecord &interface = m_input.capture->metadata().interfaces[0];
        m_survey.linkType = interface.linkType;
        m_snaplen = interface.snaplen;
        if (interface.hasFcsLength)
            m_survey.fcsLength = interface.fcsLength;
        return std::vector<std::string>();
    }
    const auto looked = forEachSurveyed(m_input, job, mostFrames, [&](const FrameInfo &info) { return m_survey.add(info); });
    if (!looked)
        return std::unexpected(looked.error());
    return m_survey.losses();
}

Result<void> PcapExporter::writeHeader(RunningExport &run) const
{
    std::uint32_t linkType = m_survey.linkType.value_or(m_input.options.linkTypeIfEmpty);
    // The upper four bits and 0x04000000: length of the frame check sequence in 16-bit units.
    if (m_survey.fcsLength && !m_survey.fcsDiffers && *m_survey.fcsLength % 2 == 0 && *m_survey.fcsLength < 32)
        linkType |= 0x04000000U | (std::uint32_t{*m_survey.fcsLength} / 2 << 28U);
    const std::uint32_t snaplen = m_snaplen.value_or(std::max(usualSnaplen, m_survey.longest));
    return run.add(fileHeader(m_order, m_survey.nanoseconds, snaplen, linkType), {});
}

Result<void> PcapExporter::writeFrame(RunningExport &run, const FrameRef &frame)
{
    const FrameInfo &info = frame.info;
    const bool hasTime = pcapHoldsTime(info);
    const std::int64_t time = hasTime ? info.timeNs : 0;
    m_timelessFrames += static_cast<std::uint64_t>(!hasTime);
    return run.add(recordHeaderBytes, frame.bytes, 0, [&](const WriteBatch::Around &around) {
        HeaderWriter header(around.header, m_order);
        header.put(static_cast<std::uint64_t>(time / nsPerSecond), 4);
        header.put(static_cast<std::uint64_t>(time % nsPerSecond / (m_survey.nanoseconds ? 1 : 1000)), 4);
        header.put(frame.bytes.size(), 4).put(info.originalLength, 4);
    });
}

Result<void> PcapExporter::write(RunningExport &run)
{
    if (Result<void> written = writeHeader(run); !written)
        return written;
    if (!m_asTheyLie)
        return run.forEachFrame([&](const FrameRef &frame) { return writeFrame(run, frame); });
    const Capture &capture = *m_input.capture;
    return forEachRun(m_input, capture, [&](RowRange frames, std::uint64_t begin) -> Result<void> {
        // One record ends where the next begins.
        const auto end = recordEnd(capture, frames.end - 1, CaptureKind::Pcap, m_order);
        if (!end || *end < begin)
            return run.lostIn(frames);
        return run.copy(begin, *end - begin, frames);
    });
}

std::vector<std::string> PcapExporter::lostUnforeseen() const
{
    if (m_timelessFrames == 0 || m_survey.timelessFrames != 0)
        return {};
    return {timelessText(m_timelessFrames)};
}

} // namespace

std::array<std::byte, 24> pcapHeader(bool nanoseconds, std::uint32_t linkType)
{
    return fileHeader(ByteOrder::Little, nanoseconds, usualSnaplen, linkType);
}

std::unique_ptr<FormatExporter> makePcapExporter(const ExportInput &input) { return std::make_unique<PcapExporter>(input); }

} // namespace framelens

// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// pcapng out of anything else: one section, an interface for each kind of frames, an enhanced packet block for each frame.
#include "core/capture/capture.h"
#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_options.h"
#include "core/export/header_writer.h"
#include "core/export/pcapng_exporters.h"
#include "core/export/pcapng_writer.h"

namespace framelens {

namespace {

constexpr unsigned sizeBytes = 4; // of a block, once more at its end

/// What an interface description block says of the frames of one.
struct MadeInterface
{
    std::uint32_t source = 0; ///< FrameInfo::interface
    std::uint32_t linkType = 0;
    std::optional<std::uint8_t> fcsLength = {};
    bool nanoseconds = false;

    friend bool operator==(const MadeInterface &, const MadeInterface &) = default;
};

MadeInterface interfaceOf(const FrameInfo &info)
{
    return {.source = info.interface,
            .linkType = info.linkType,
            .fcsLength = info.hasFcsLength ? std::optional(info.fcsLength) : std::nullopt,
            .nanoseconds = info.timeDigits > 6};
}

bool blockHoldsTime(const FrameInfo &info) { return info.hasTime && info.timeNs >= 0; }

class PcapngMadeExporter final : public FormatExporter
{
public:
    explicit PcapngMadeExporter(const ExportInput &input)
        : m_input(input)
    {
    }

    Result<std::vector<std::string>> survey(Job &job, std::uint64_t mostFrames) override;
    Result<void> write(RunningExport &run) override;

private:
    Result<void> look(const FrameInfo &info);
    Result<void> writeSection(RunningExport &run) const;
    Result<void> writeInterface(RunningExport &run, const MadeInterface &interface) const;
    Result<std::uint32_t> numberOf(RunningExport &run, const FrameInfo &info);
    Result<void> writeFrame(RunningExport &run, const FrameRef &frame);
    void takeComments(const FrameInfo &info);
    std::uint32_t snaplenOf(std::uint32_t interface) const;

    const ExportInput &m_input;
    std::vector<MadeInterface> m_interfaces; // as their blocks are written
    std::vector<std::byte> m_options; // of the frame at hand
    std::uint64_t m_timelessFrames = 0;
};

Result<void> PcapngMadeExporter::look(const FrameInfo &info)
{
    if (info.linkType > UINT16_MAX)
        return std::unexpected(
            Error{.action = Action::Write,
                  .reason = Reason::Unsupported,
                  .detail = "frame " + grouped(info.number) + " has no link type that a pcapng file can name"});
    m_timelessFrames += static_cast<std::uint64_t>(!blockHoldsTime(info));
    return {};
}

Result<std::vector<std::string>> PcapngMadeExporter::survey(Job &job, std::uint64_t mostFrames)
{
    // All frames of a pcap file have a time, and one link type.
    const Capture *capture = m_input.capture;
    if (capture != nullptr && capture->format().kind == CaptureKind::Pcap && capture->format().linkType <= UINT16_MAX)
        return std::vector<std::string>();
    const auto looked = forEachSurveyed(m_input, job, mostFrames, [&](const FrameInfo &info) { return look(info); });
    if (!looked)
        return std::unexpected(looked.error());
    std::vector<std::string> sentences;
    if (m_timelessFrames != 0)
        sentences.push_back(framesText(m_timelessFrames)
                            + " without a time that pcapng can hold: saved as 1970-01-01 00:00:00");
    return sentences;
}

std::uint32_t PcapngMadeExporter::snaplenOf(std::uint32_t interface) const
{
    if (m_input.capture == nullptr || interface >= m_input.capture->metadata().interfaces.size())
        return 0;
    return m_input.capture->metadata().interfaces[interface].snaplen;
}

Result<void> PcapngMadeExporter::writeSection(RunningExport &run) const
{
    constexpr std::string_view program = "Framelens";
    constexpr std::size_t size = 24 + 4 + pcapng::padded(program.size()) + 4 + 4;
    std::array<std::byte, size> bytes{};
    HeaderWriter block(bytes, madeOrder);
    block.put(pcapng::sectionHeader, 4).put(size, 4).put(pcapng::byteOrderMagic, 4).put(1, 2).put(0, 2);
    block.put(UINT64_MAX, 8); // how long the section is, is not known
    block.put(pcapng_option::sectionProgram, 2).put(program.size(), 2).put(asBytes(program)).pad();
    block.put(0, 4).put(size, 4);
    return run.add(block.written(), {});
}

Result<void> PcapngMadeExporter::writeInterface(RunningExport &run, const MadeInterface &interface) const
{
    constexpr std::size_t optionBytes = 8; // of one byte of value
    const std::size_t size = 16 + optionBytes + (interface.fcsLength ? optionBytes : 0) + 4 + 4;
    std::array<std::byte, WriteBatch::mostHeader> bytes{};
    HeaderWriter block(bytes, madeOrder);
    block.put(pcapng::interfaceDescription, 4).put(size, 4).put(interface.linkType, 2).put(0, 2);
    block.put(snaplenOf(interface.source), 4);
    block.put(pcapng_option::interfaceTimeResolution, 2).put(1, 2).put(interface.nanoseconds ? 9 : 6, 1).pad();
    if (interface.fcsLength)
        block.put(pcapng_option::interfaceFcsLength, 2).put(1, 2).put(*interface.fcsLength, 1).pad();
    block.put(0, 4).put(size, 4);
    return run.add(block.written(), {});
}

// The number of a frame's interface, described before its first frame.
Result<std::uint32_t> PcapngMadeExporter::numberOf(RunningExport &run, const FrameInfo &info)
{
    const MadeInterface wanted = interfaceOf(info);
    const auto found = std::ranges::find(m_interfaces, wanted);
    const auto number = static_cast<std::uint32_t>(found - m_interfaces.begin());
    if (found != m_interfaces.end())
        return number;
    if (const auto written = writeInterface(run, wanted); !written)
        return std::unexpected(written.error());
    m_interfaces.push_back(wanted);
    return number;
}

// Comments alone: of other options nobody can say whether they are right in another block.
void PcapngMadeExporter::takeComments(const FrameInfo &info)
{
    m_options.clear();
    if (!m_input.options.comments || info.options.empty())
        return;
    for (const std::string_view comment : commentsIn(info.options, info.optionsOrder)) {
        const std::size_t at = m_options.size();
        m_options.resize(at + 4 + pcapng::padded(comment.size()));
        HeaderWriter(std::span(m_options).subspan(at), madeOrder)
            .put(pcapng_option::comment, 2)
            .put(comment.size(), 2)
            .put(asBytes(comment));
    }
    if (!m_options.empty())
        m_options.resize(m_options.size() + 4); // the end of the list
}

Result<void> PcapngMadeExporter::writeFrame(RunningExport &run, const FrameRef &frame)
{
    const FrameInfo &info = frame.info;
    const auto interface = numberOf(run, info);
    if (!interface)
        return std::unexpected(interface.error());
    takeComments(info);
    const auto timeNs = blockHoldsTime(info) ? static_cast<std::uint64_t>(info.timeNs) : 0;
    const std::uint64_t time = m_interfaces[*interface].nanoseconds ? timeNs : timeNs / 1000;
    const auto captured = static_cast<std::uint32_t>(frame.bytes.size());
    const auto padding = static_cast<unsigned>(pcapng::padded(captured) - captured);
    const std::size_t size = pcapng::packetHeaderBytes + captured + padding + m_options.size() + sizeBytes;
    const auto writeHeader = [&](const WriteBatch::Around &around) {
        HeaderWriter header(around.header, madeOrder);
        header.put(pcapng::enhancedPacket, 4).put(size, 4).put(*interface, 4).put(time >> 32U, 4).put(time, 4);
        header.put(captured, 4).put(info.originalLength, 4);
        HeaderWriter(around.tail, madeOrder).put(0, padding);
    };
    if (m_options.empty())
        return run.add(pcapng::packetHeaderBytes, frame.bytes, padding + sizeBytes, [&](const WriteBatch::Around &around) {
            writeHeader(around);
            HeaderWriter(around.tail.last(sizeBytes), madeOrder).put(size, sizeBytes);
        });
    if (Result<void> added = run.add(pcapng::packetHeaderBytes, frame.bytes, padding, writeHeader); !added)
        return added;
    if (Result<void> added = run.addNow(m_options); !added)
        return added;
    return run.add(sizeBytes, {}, 0, [&](const WriteBatch::Around &around) { HeaderWriter(around.header, madeOrder).put(size, sizeBytes); });
}

Result<void> PcapngMadeExporter::write(RunningExport &run)
{
    if (Result<void> written = writeSection(run); !written)
        return written;
    // The interfaces of a capture without frames, or of those that were not selected, are still told.
    if (m_input.total() == 0)
        if (Result<void> written = writeInterface(run, {.linkType = m_input.options.linkTypeIfEmpty}); !written)
            return written;
    return run.forEachFrame([&](const FrameRef &frame) { return writeFrame(run, frame); });
}

} // namespace

std::unique_ptr<FormatExporter> makePcapngMadeExporter(const ExportInput &input)
{
    return std::make_unique<PcapngMadeExporter>(input);
}

std::unique_ptr<FormatExporter> makePcapngExporter(const ExportInput &input)
{
    const bool isPcapng = input.capture != nullptr && input.capture->format().kind == CaptureKind::Pcapng;
    return isPcapng ? makePcapngCopyExporter(input) : makePcapngMadeExporter(input);
}

} // namespace framelens

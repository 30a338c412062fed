// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/decoded_frames.h"

#include "core/export/format_exporter.h"

#include <utility>

namespace framelens {

Result<DecodedFrames> DecodedFrames::make(const ExportInput &input, ExportFormat format, const DecodedOptions &options)
{
    if (!options.registry)
        return std::unexpected(Error{.action = Action::Option, .reason = Reason::Unsupported, .detail = "no protocols are known"});
    auto writer = makeFrameWriter(format, options);
    if (!writer)
        return std::unexpected(writer.error());
    return DecodedFrames(input, options, *std::move(writer));
}

DecodedFrames::DecodedFrames(const ExportInput &input, const DecodedOptions &options, std::unique_ptr<FrameWriter> writer)
    : m_input(&input)
    , m_options(&options)
    , m_writer(std::move(writer))
    , m_dissector(options.registry, {.wanted = m_writer->wanted(), .bindings = options.bindings})
    , m_dissection(std::make_unique<Dissection>())
    , m_clock(input.source, options.time)
{
}

// What it borrows stays until the next frame.
bool DecodedFrames::dissect(std::uint32_t frame, const FrameRef &ref)
{
    if (m_options->view || ref.info.inPieces) {
        m_view = m_options->view ? m_options->view(frame) : m_input->source.view(frame);
        return m_dissector.dissect(m_view, *m_dissection);
    }
    m_dissector.dissect(ref, *m_dissection);
    return true;
}

bool DecodedFrames::append(std::uint32_t frame, std::string &to)
{
    m_input->source.prefetch(frame + prefetchAhead);
    const FrameRef ref = m_input->source.frame(frame);
    if (ref.info.isLost || (!ref.info.inPieces && ref.bytes.size() != ref.info.capturedLength) || !dissect(frame, ref))
        return false;
    m_writer->frame(*m_dissection, m_clock.at(frame, ref.info), to);
    return true;
}

namespace {

class DecodedExporter final : public FormatExporter
{
public:
    explicit DecodedExporter(const ExportInput &input)
        : m_input(input)
    {
    }

    Result<std::vector<std::string>> survey(Job &job, std::uint64_t mostFrames) override;
    Result<void> write(RunningExport &run) override;

private:
    static constexpr std::size_t bufferBytes = std::size_t{256} * 1024;

    Result<void> range(RunningExport &run, RowRange frames, std::string &text);
    Result<void> flush(RunningExport &run, std::string &text);

    const ExportInput &m_input;
    std::optional<DecodedFrames> m_decoded;
    std::uint64_t m_pending = 0; // frames in the text
};

Result<std::vector<std::string>> DecodedExporter::survey(Job & /*job*/, std::uint64_t /*mostFrames*/)
{
    Result<DecodedFrames> decoded = DecodedFrames::make(m_input, m_input.options.format, m_input.options.decoded);
    if (!decoded)
        return std::unexpected(decoded.error());
    m_decoded.emplace(*std::move(decoded));
    return std::vector<std::string>();
}

Result<void> DecodedExporter::flush(RunningExport &run, std::string &text)
{
    run.added(std::exchange(m_pending, 0));
    if (Result<void> written = run.addNow(asBytes(text)); !written)
        return written;
    text.clear();
    return {};
}

Result<void> DecodedExporter::range(RunningExport &run, RowRange frames, std::string &text)
{
    for (std::uint32_t frame = frames.begin; frame < frames.end; ++frame) {
        if (!m_decoded->append(frame, text))
            return run.lost(frame + 1);
        ++m_pending;
        if (text.size() >= bufferBytes)
            if (Result<void> flushed = flush(run, text); !flushed)
                return flushed;
        if (frame % 1024 == 0 && m_input.isEnough())
            return {};
        if (frame % 1024 == 0)
            if (Result<void> goOn = run.checked(m_pending); !goOn)
                return goOn;
    }
    return {};
}

Result<void> DecodedExporter::write(RunningExport &run)
{
    std::string text;
    m_decoded->begin(text);
    for (const RowRange frames : m_input.frames) {
        if (m_input.isEnough())
            break;
        if (Result<void> done = range(run, m_input.within(frames), text); !done)
            return done;
    }
    m_decoded->end(text);
    return flush(run, text);
}

} // namespace

std::unique_ptr<FormatExporter> makeDecodedExporter(const ExportInput &input) { return std::make_unique<DecodedExporter>(input); }

} // namespace framelens

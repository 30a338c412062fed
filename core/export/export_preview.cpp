// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What an export would be, guessed from some of its frames.
#include "core/export/decoded_frames.h"
#include "core/export/format_exporter.h"

namespace framelens {

namespace {

/// Up to `most` of the frames, evenly spread.
std::vector<std::uint32_t> someOf(const ExportInput &input, std::uint64_t most)
{
    std::vector<std::uint32_t> some;
    const std::uint64_t total = input.total();
    const std::uint64_t step = std::max<std::uint64_t>(1, total / most);
    std::uint64_t skip = 0; // frames up to the next one
    for (const RowRange all : input.frames) {
        const RowRange range = input.within(all);
        for (; skip < range.size() && some.size() < most; skip += step)
            some.push_back(range.begin + static_cast<std::uint32_t>(skip));
        skip -= std::min<std::uint64_t>(skip, range.size());
    }
    return some;
}

std::uint64_t scaled(std::uint64_t sum, std::size_t of, std::uint64_t total)
{
    return of == 0 ? 0 : static_cast<std::uint64_t>(static_cast<double>(sum) / static_cast<double>(of) * static_cast<double>(total));
}

std::uint64_t captureSize(const ExportInput &input)
{
    constexpr std::uint64_t mostFrames = 1000;
    constexpr std::uint64_t pcapHeader = 24;
    constexpr std::uint64_t pcapngHeader = 80; // a section and an interface with few options
    constexpr std::uint64_t madeHeaders = 54; // of a recording's messages
    const bool isPcapng = input.options.format == ExportFormat::Pcapng;
    const std::vector<std::uint32_t> some = someOf(input, mostFrames);
    std::uint64_t sum = 0;
    for (const std::uint32_t frame : some) {
        const FrameInfo info = input.source.frame(frame).info;
        sum += info.capturedLength + (input.options.recording != nullptr ? madeHeaders : 0);
        sum += isPcapng ? 34 + info.options.size() : 16;
    }
    return (isPcapng ? pcapngHeader : pcapHeader) + scaled(sum, some.size(), input.total());
}

std::uint64_t decodedSize(const ExportInput &input)
{
    constexpr std::uint64_t mostFrames = 100;
    auto decoded = DecodedFrames::make(input, input.options.format, input.options.decoded);
    if (!decoded)
        return 0;
    std::string text;
    decoded->begin(text);
    const std::size_t begin = text.size();
    const std::vector<std::uint32_t> some = someOf(input, mostFrames);
    for (const std::uint32_t frame : some)
        decoded->append(frame, text);
    const std::size_t frames = text.size() - begin;
    decoded->end(text);
    return text.size() - frames + scaled(frames, some.size(), input.total());
}

} // namespace

Result<std::string> exportPreview(const FrameSource &source, const ChosenFrames &frames, std::size_t mostBytes,
                                  const ExportOptions &options)
{
    const ExportInput input = exportInput(source, frames, options);
    const bool isCapture = exportFormatInfo(options.format).isCapture;
    DecodedOptions summary{.registry = options.decoded.registry, .bindings = options.decoded.bindings, .view = options.decoded.view};
    auto decoded = isCapture ? DecodedFrames::make(input, ExportFormat::Text, summary)
                             : DecodedFrames::make(input, options.format, options.decoded);
    if (!decoded)
        return std::unexpected(decoded.error());
    std::string text;
    decoded->begin(text);
    for (const RowRange all : frames) {
        const RowRange range = input.within(all);
        for (std::uint32_t frame = range.begin; frame < range.end; ++frame) {
            if (text.size() >= mostBytes)
                return text;
            if (!decoded->append(frame, text))
                return std::unexpected(Error{.action = Action::Read,
                                             .reason = Reason::SourceLost,
                                             .subject = options.sourceName,
                                             .frame = std::uint64_t{frame} + 1});
        }
    }
    decoded->end(text);
    return text;
}

std::uint64_t estimatedSize(const FrameSource &source, const ChosenFrames &frames, const ExportOptions &options)
{
    const ExportInput input = exportInput(source, frames, options);
    return exportFormatInfo(options.format).isCapture ? captureSize(input) : decodedSize(input);
}

} // namespace framelens

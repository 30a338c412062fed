// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/open_capture.h"

#include "core/base/text_sink.h"
#include "core/capture/pcapng_options.h"

namespace framelens::test {

OpenedCapture::OpenedCapture(Bytes bytes, const OpenOptions &options)
    : m_file(bytes, "c")
{
    auto opened = Capture::open(m_file.path(), options);
    if (!opened) {
        keep(opened.error());
        return;
    }
    m_capture = *std::move(opened);
    index();
}

void OpenedCapture::index()
{
    Job job;
    m_capture->index(job);
    keep(job.failure());
}

void OpenedCapture::keep(const std::optional<Error> &error)
{
    m_message.clear();
    if (!error)
        return;
    Error unnamed = *error;
    unnamed.subject.clear();
    m_message = describe(unnamed);
}

std::string frameText(const FrameRef &frame)
{
    std::string text;
    TextSink sink(text);
    const FrameInfo &info = frame.info;
    sink.number(info.number) << ' ';
    if (info.hasTime)
        sink.signedNumber(info.timeNs) << '/';
    else
        sink << "no time/";
    sink.number(info.timeDigits) << ' ';
    sink.number(frame.bytes.size()) << '/';
    sink.number(info.capturedLength) << '/';
    sink.number(info.originalLength) << " link ";
    sink.signedNumber(static_cast<std::int32_t>(info.linkType)) << " if ";
    sink.signedNumber(static_cast<std::int32_t>(info.interface));
    if (info.hasFcsLength)
        (sink << " fcs ").number(info.fcsLength);
    std::uint64_t sum = 0;
    for (const std::byte byte : frame.bytes)
        sum = sum * 31 + std::to_integer<std::uint64_t>(byte);
    (sink << " #").hex(sum, 1);
    for (const std::string_view comment : commentsIn(info.options, info.optionsOrder))
        sink << " \"" << comment << '"';
    return text;
}

std::string framesText(const FrameSource &source)
{
    std::string text;
    for (std::uint32_t frame = 0; frame < source.count(); ++frame)
        text += frameText(source.frame(frame)) + "\n";
    return text;
}

} // namespace framelens::test

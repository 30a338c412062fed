// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frames' bytes in forms that other programs read: hex dump, C array, and what the innermost header leaves.
#include "core/export/byte_text.h"
#include "core/export/time_text.h"
#include "core/export/writers.h"

#include <algorithm>

namespace framelens {

namespace {

/// Lines of "0000  00 11 22"; a frame begins where the offset is 0 again, its time stands before it. Read back by
/// `text2pcap -t "%Y-%m-%d %H:%M:%S.%f"` in the same zone. No letters beside the bytes: some of them would be read as bytes.
class HexDumpWriter final : public FrameWriter
{
public:
    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;
};

void HexDumpWriter::frame(const Dissection &dissection, const FrameTimes &times, std::string &to)
{
    constexpr TimeStyle style{.kind = TimeKind::AbsoluteLocalDate, .digits = 9};
    TextSink sink(to);
    const Bytes bytes = dissection.source(Dissection::frameSource);
    if (dissection.frame().hasTime && !bytes.empty()) {
        writeTime(sink, dissection.frame(), times, style);
        sink << '\n';
    }
    writeOffsetDump(sink, bytes);
    sink << '\n';
}

/// An array a frame, behind a comment with its number and length.
class CArrayWriter final : public FrameWriter
{
public:
    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;

private:
    std::string m_name;
};

void CArrayWriter::frame(const Dissection &dissection, const FrameTimes & /*times*/, std::string &to)
{
    TextSink sink(to);
    const Bytes bytes = dissection.source(Dissection::frameSource);
    (sink << "/* Frame ").number(dissection.frame().number) << " (";
    sink.number(bytes.size()) << " bytes) */\n";
    m_name = "frame";
    TextSink(m_name).number(dissection.frame().number);
    writeCArray(sink, bytes, m_name);
    sink << '\n';
}

/// What lies behind the header of the innermost layer that is a protocol.
class RawPayloadWriter final : public FrameWriter
{
public:
    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;
};

void RawPayloadWriter::frame(const Dissection &dissection, const FrameTimes & /*times*/, std::string &to)
{
    const auto layers = dissection.layers();
    std::size_t number = layers.size();
    while (number > 1 && dissection.protocolOf(layers[number - 1]).anonymous)
        --number;
    if (number == 0)
        return;
    const LayerInfo &layer = layers[number - 1];
    const Field &root = dissection.fields()[layer.root];
    const Bytes bytes = dissection.source(layer.source);
    // The frame's own layer has no header.
    const std::size_t begin = number == 1 ? 0 : std::size_t{root.offset} + root.size;
    const std::size_t end = std::min<std::size_t>({bytes.size(), layer.capturedEnd, layer.declaredEnd});
    if (begin < end)
        to += asText(bytes.subspan(begin, end - begin));
}

} // namespace

MadeFrameWriter makeHexDumpWriter(const DecodedOptions & /*options*/) { return std::make_unique<HexDumpWriter>(); }
MadeFrameWriter makeCArrayWriter(const DecodedOptions & /*options*/) { return std::make_unique<CArrayWriter>(); }
MadeFrameWriter makeRawPayloadWriter(const DecodedOptions & /*options*/) { return std::make_unique<RawPayloadWriter>(); }

} // namespace framelens

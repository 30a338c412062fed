// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/copy_text.h"

#include "core/base/visible_text.h"
#include "core/export/byte_text.h"
#include "core/export/frame_writer.h"

#include <utility>

namespace framelens::ui {

namespace {

std::unexpected<Error> failed(Reason reason, std::string detail = {})
{
    return std::unexpected(Error{.action = Action::Write, .reason = reason, .subject = "clipboard", .detail = std::move(detail)});
}

std::unexpected<Error> tooMuch()
{
    return std::unexpected(tooMuchForClipboard());
}

void writeForm(TextSink &sink, CopyForm form, Bytes bytes, std::string_view name)
{
    switch (form) {
    case CopyForm::Summary:
    case CopyForm::Csv:
    case CopyForm::Json: break; // not of bytes alone
    case CopyForm::HexStream: writeHexStream(sink, bytes); break;
    case CopyForm::HexSpaced: writeHexSpaced(sink, bytes); break;
    case CopyForm::HexDump: writeHexDump(sink, bytes); break;
    case CopyForm::OffsetDump: writeOffsetDump(sink, bytes); break;
    case CopyForm::Printable: writePrintable(sink, bytes); break;
    case CopyForm::Escaped: writeEscaped(sink, bytes); break;
    case CopyForm::Base64: writeBase64(sink, bytes); break;
    case CopyForm::CArray: writeCArray(sink, bytes, name); break;
    case CopyForm::Python: writePythonBytes(sink, bytes); break;
    }
}

// Fewest characters that bytes become: what cannot fit is refused before it is made.
std::uint64_t leastText(CopyForm form, std::uint64_t bytes)
{
    const bool isText = form == CopyForm::Printable || form == CopyForm::Escaped || form == CopyForm::Python || form == CopyForm::Base64;
    return !isOfBytes(form) || form == CopyForm::Printable ? 0 : isText ? bytes : 2 * bytes;
}

// Takes one frame after another.
class Frames
{
public:
    virtual ~Frames() = default;
    virtual void begin(std::string & /*to*/) { }
    virtual void frame(std::uint32_t frame, std::string &to) = 0;
    virtual void end(std::string & /*to*/) { }
};

class BytesOfFrames final : public Frames
{
public:
    explicit BytesOfFrames(const CopyOrder &order)
        : m_order(order)
        , m_isList(order.form == CopyForm::Python && order.frames.count() > 1)
    {
    }
    void begin(std::string &to) override { to += m_isList ? "[\n" : ""; }
    void frame(std::uint32_t frame, std::string &to) override
    {
        const FrameRef ref = m_order.source->frame(frame);
        if (!std::exchange(m_isFirst, false) && !m_isList)
            to += '\n'; // behind forms that end with one: an empty line
        TextSink sink(to);
        if (m_isList)
            sink << "    ";
        writeForm(sink, m_order.form, ref.bytes, "frame" + std::to_string(ref.info.number));
        if (m_isList)
            sink << ",\n";
        if (m_order.ledger)
            m_order.ledger->add(CopyReason::Clipboard, ref.bytes.size());
    }
    void end(std::string &to) override { to += m_isList ? "]" : ""; }

private:
    const CopyOrder &m_order;
    bool m_isList;
    bool m_isFirst = true;
};

class Summaries final : public Frames
{
public:
    explicit Summaries(const CopyOrder &order)
        : m_order(order)
        , m_columns(defaultListColumns())
    {
    }
    void frame(std::uint32_t frame, std::string &to) override
    {
        const FrameView view = m_order.source->view(frame);
        const bool isLost = !m_order.dissector->dissect(view, m_dissection);
        const RowContext context{*m_order.source, m_dissection, frame, isLost, m_order.timeForm};
        for (std::size_t n = 0; n < m_columns.size(); ++n) {
            to += n == 0 ? "" : "\t";
            m_cell.clear();
            TextSink sink(m_cell);
            m_columns[n].write(sink, context);
            appendVisible(to, m_cell);
        }
        to += '\n';
    }

private:
    const CopyOrder &m_order;
    std::vector<ListColumn> m_columns;
    Dissection m_dissection;
    std::string m_cell;
};

// CSV and JSON, written by what exports write them with.
class WrittenFrames final : public Frames
{
public:
    WrittenFrames(const CopyOrder &order, std::unique_ptr<FrameWriter> writer)
        : m_order(order)
        , m_writer(std::move(writer))
    {
        m_times.firstNs = order.source->firstTimeNs();
    }
    void begin(std::string &to) override { m_writer->begin(to); }
    void frame(std::uint32_t frame, std::string &to) override
    {
        m_times.previousNs = frame == 0 ? 0 : m_order.source->frame(frame - 1).info.timeNs;
        m_order.dissector->dissect(m_order.source->view(frame), m_dissection);
        m_writer->frame(m_dissection, m_times, to);
        m_times.previousWrittenNs = m_dissection.frame().timeNs;
    }
    void end(std::string &to) override { m_writer->end(to); }

private:
    const CopyOrder &m_order;
    std::unique_ptr<FrameWriter> m_writer;
    FrameTimes m_times;
    Dissection m_dissection;
};

Result<std::unique_ptr<Frames>> writerFor(const CopyOrder &order)
{
    if (isOfBytes(order.form))
        return std::make_unique<BytesOfFrames>(order);
    if (order.form == CopyForm::Summary)
        return std::make_unique<Summaries>(order);
    DecodedOptions options{.registry = order.dissector->registry(), .bindings = order.dissector->options().bindings};
    options.time = timeStyle(order.timeForm);
    const ExportFormat format = order.form == CopyForm::Csv ? ExportFormat::Csv : ExportFormat::Json;
    Result<std::unique_ptr<FrameWriter>> writer = makeFrameWriter(format, options);
    if (!writer)
        return std::unexpected(writer.error());
    return std::make_unique<WrittenFrames>(order, *std::move(writer));
}

// One line alone is pasted into another: it has no end. Arrays and dumps keep theirs.
void takeLineEnd(const CopyOrder &order, std::string &text)
{
    if (order.form == CopyForm::Summary && order.frames.count() == 1 && text.ends_with('\n'))
        text.pop_back();
}

} // namespace

Error tooMuchForClipboard()
{
    return failed(Reason::LimitReached, "16 MB of text").error();
}

Result<std::string> bytesText(CopyForm form, const ByteView &bytes, std::string_view name, CopyLedger *ledger)
{
    if (leastText(form, bytes.size()) > mostClipboardBytes)
        return tooMuch();
    std::string text;
    TextSink sink(text);
    writeForm(sink, form, bytes.bytes(), name);
    if (text.size() > mostClipboardBytes)
        return tooMuch();
    if (!bytes.intact())
        return failed(Reason::SourceLost);
    if (ledger != nullptr)
        ledger->add(CopyReason::Clipboard, bytes.size());
    return text;
}

Result<std::string> framesText(const CopyOrder &order, Job &job)
{
    Result<std::unique_ptr<Frames>> writer = writerFor(order);
    if (!writer)
        return std::unexpected(writer.error());
    const std::uint32_t generation = order.source->generation();
    const std::uint64_t count = order.frames.count();
    std::uint64_t done = 0;
    std::string text;
    (*writer)->begin(text);
    for (const RowRange range : order.frames.ranges())
        for (std::uint32_t frame = range.begin; frame < range.end; ++frame) {
            if (job.cancelled())
                return failed(Reason::Cancelled);
            if (leastText(order.form, order.source->frame(frame).bytes.size()) > mostClipboardBytes)
                return tooMuch();
            (*writer)->frame(frame, text);
            if (text.size() > mostClipboardBytes)
                return tooMuch();
            job.report(++done, count);
        }
    (*writer)->end(text);
    if (order.source->generation() != generation)
        return failed(Reason::SourceLost);
    takeLineEnd(order, text);
    return text;
}

} // namespace framelens::ui

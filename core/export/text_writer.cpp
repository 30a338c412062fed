// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The forms that people read.
#include "core/base/limits.h"
#include "core/decode/format.h"
#include "core/export/byte_text.h"
#include "core/export/field_choice.h"
#include "core/export/writers.h"

#include <array>

namespace framelens {

namespace {

enum class Side : std::uint8_t { Left, Right };

// Pads what `from` and later was written to `to` to `width` bytes.
void pad(std::string &to, std::size_t from, std::size_t width, Side side)
{
    const std::size_t size = to.size() - from;
    if (size < width)
        to.insert(side == Side::Left ? from : to.size(), width - size, ' ');
}

void writeSummary(std::string &to, const Dissection &dissection, const FrameTimes &times, const TimeStyle &style)
{
    TextSink sink(to);
    const auto column = [&](SummaryColumn which, std::size_t width, Side side) {
        const std::size_t from = to.size();
        writeColumn(sink, dissection, times, style, which);
        pad(to, from, width, side);
    };
    column(SummaryColumn::Number, 5, Side::Left);
    sink << ' ';
    column(SummaryColumn::Time, 10, Side::Left);
    sink << ' ';
    column(SummaryColumn::Source, 12, Side::Left);
    sink << " \u2192 ";
    column(SummaryColumn::Destination, 12, Side::Right);
    sink << ' ';
    column(SummaryColumn::Protocol, 0, Side::Right);
    sink << ' ';
    column(SummaryColumn::Length, 0, Side::Right);
    sink << ' ';
    column(SummaryColumn::Info, 0, Side::Right);
    sink << '\n';
}

void indent(std::string &to, std::size_t depth) { to.append(depth * 4, ' '); }

void writeProblems(std::string &to, const Dissection &dissection, std::size_t layer)
{
    TextSink sink(to);
    for (const Problem &problem : dissection.problems()) {
        if (problem.layer != layer)
            continue;
        indent(to, 1);
        sink << '[' << severityName(problem.severity) << ": ";
        writeProblem(sink, problem);
        sink << "]\n";
    }
}

void writeTitle(std::string &to, const Dissection &dissection, const LayerInfo &layer)
{
    TextSink sink(to);
    dissection.writeTitle(sink, layer);
    sink << '\n';
}

// The rows below a layer's title, with as many steps in as they have ancestors.
void writeFields(std::string &to, const Dissection &dissection, const LayerInfo &layer)
{
    const auto fields = dissection.fields();
    TextSink sink(to);
    std::array<std::uint32_t, limits::fieldDepth + 2> ends{}; // of the subtrees that the row lies in
    std::size_t depth = 0;
    ends[depth++] = fields[layer.root].end;
    for (std::uint32_t i = layer.root + 1; i < fields[layer.root].end;) {
        while (depth > 1 && ends[depth - 1] <= i)
            --depth;
        const Field &field = fields[i];
        if (field.is(FieldFlag::Hidden)) {
            i = field.end;
            continue;
        }
        indent(to, depth);
        writeRow(sink, dissection, field);
        sink << '\n';
        if (field.end > i + 1 && depth < ends.size())
            ends[depth++] = field.end;
        ++i;
    }
}

class TextWriter final : public FrameWriter
{
public:
    TextWriter(const DecodedOptions &options, std::vector<bool> detailed)
        : m_summary(options.summary)
        , m_details(options.details)
        , m_bytes(options.bytes)
        , m_time(options.time)
        , m_detailed(std::move(detailed))
    {
    }

    void frame(const Dissection &dissection, const FrameTimes &times, std::string &to) override;

private:
    void writeTree(const Dissection &dissection, std::string &to) const;

    bool m_summary;
    bool m_details;
    bool m_bytes;
    TimeStyle m_time;
    std::vector<bool> m_detailed; // by protocol; empty: all are
};

void TextWriter::writeTree(const Dissection &dissection, std::string &to) const
{
    for (std::size_t i = 0; i < dissection.layers().size(); ++i) {
        const LayerInfo &layer = dissection.layers()[i];
        writeTitle(to, dissection, layer);
        if (!m_detailed.empty() && !m_detailed[layer.protocol])
            continue;
        writeFields(to, dissection, layer);
        writeProblems(to, dissection, i);
    }
    if (dissection.layers().empty()) // nothing was decoded: the bytes were lost
        writeProblems(to, dissection, 0);
}

// An empty line ends a tree and bytes, and stands between a line and bytes.
void TextWriter::frame(const Dissection &dissection, const FrameTimes &times, std::string &to)
{
    if (m_summary)
        writeSummary(to, dissection, times, m_time);
    if (m_details)
        writeTree(dissection, to);
    if (m_details || (m_summary && m_bytes))
        to.push_back('\n');
    if (m_bytes) {
        TextSink sink(to);
        writeHexDump(sink, dissection.source(Dissection::frameSource));
        to.push_back('\n');
    }
}

} // namespace

MadeFrameWriter makeTextWriter(const DecodedOptions &options)
{
    Result<std::vector<bool>> detailed = protocolsNamed(*options.registry, options.detailsOf);
    if (!detailed)
        return std::unexpected(detailed.error());
    return std::make_unique<TextWriter>(options, *std::move(detailed));
}

} // namespace framelens
